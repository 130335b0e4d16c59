"""What the screens report to a person; importable without Qt."""

from __future__ import annotations


class UiError(Exception):
    """One sentence: a screen can't be shown, and what mends it."""
