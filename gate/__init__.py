"""The device: camera to decision to door, kiosk and admin screens. Never imports torch."""
