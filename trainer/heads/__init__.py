"""Margin heads, one to a file, and the classification layer that shards over ranks."""
