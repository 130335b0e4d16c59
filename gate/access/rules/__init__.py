"""Who may pass when, and with what: pure functions of frozen values, asked after `decide()` has found out who it is."""
