"""Who may pass: reasons, the pure decision, and (with the door issue) schedules, door states and the audit log."""
