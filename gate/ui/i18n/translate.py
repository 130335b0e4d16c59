"""One function for every text that a person reads. `python -m gate.ui.i18n.update` finds its calls by its name."""

from __future__ import annotations

from PyQt5.QtCore import QCoreApplication


def translate(context: str, text: str, comment: str | None = None, number: int = -1) -> str:
    """A text in the application's language.

    Call it with literals, when the text is shown and not before: the language may change while the program runs.

    Args:
        context: The page or widget, as the translator sees it.
        text: In English; values go into `{name}` and are filled in with `str.replace` afterwards.
        comment: For the translator.
        number: Fills `%n` and chooses the plural form.
    """
    return QCoreApplication.translate(context, text, comment, number)


def isolated(value: str) -> str:
    """A value for the middle of a sentence: it keeps its own writing direction (Unicode UAX #9, FSI and PDI)."""
    return f"\u2068{' '.join(value.split())}\u2069"
