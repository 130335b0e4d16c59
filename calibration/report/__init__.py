"""Measured results as a terminal's tables, Markdown, JSON and one self-contained HTML page."""
