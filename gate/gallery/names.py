"""People's names: any script, one spelling in the gallery.

A name is kept as it was typed, in Unicode normalisation form C with its blanks tidied. Two names are the same person's
when their keys are equal: the canonical caseless match of the Unicode Standard (section 3.13, D145) that also overlooks
characters nobody can see.
"""

from __future__ import annotations

import unicodedata

from gate.gallery.errors import GalleryError

MAX_LENGTH = 200
"""Code points of a tidied name."""

_FORBIDDEN_CATEGORIES = {"Cc": "a control character", "Cs": "broken text", "Zl": "a line break", "Zp": "a line break"}
_DIRECTION_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They would turn round the text beside the name. Right-to-left scripts don't need them."""


def tidy_name(name: str) -> str:
    """The name as it is stored and shown: NFC, trimmed, runs of blanks made one.

    Raises:
        GalleryError: empty or invisible, longer than `MAX_LENGTH`, or with a character that a screen can't show safely.
    """
    name = unicodedata.normalize("NFC", name.strip())
    for character in name:
        fault = _FORBIDDEN_CATEGORIES.get(unicodedata.category(character))
        if character in _DIRECTION_OVERRIDES:
            fault = "a character that changes the direction of text"
        if fault:
            raise GalleryError(f"the name contains {fault} (U+{ord(character):04X}): leave it out")
    name = " ".join(name.split())
    if not name_key(name):
        raise GalleryError("the name is empty: give the person a name")
    if len(name) > MAX_LENGTH:
        raise GalleryError(f"the name has {len(name)} characters: {MAX_LENGTH} are the most")
    return name


def name_key(name: str) -> str:
    """What makes a name unique: equal keys, same name."""
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())
    visible = "".join(character for character in folded if unicodedata.category(character) != "Cf")
    return unicodedata.normalize("NFC", " ".join(visible.split()))
