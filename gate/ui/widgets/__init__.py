"""Controls that kiosk and admin pages share: large enough for a glove, named for screen readers."""
