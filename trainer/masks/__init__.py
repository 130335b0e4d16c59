"""Synthetic masks and other occluders, drawn on faces from five landmarks."""
