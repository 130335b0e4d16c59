"""The classifier of what hides the lower half of a face: its pictures, its network, its training and its test."""
