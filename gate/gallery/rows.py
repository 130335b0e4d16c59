"""Rows of the gallery's tables as the types that it hands out, and times as their text."""

from __future__ import annotations

from datetime import date, datetime
from typing import get_args

from engines.operating_point import Mask
from gate.gallery.database import Row
from gate.gallery.errors import GalleryError
from gate.gallery.types import Person

_MASKS: dict[str, Mask] = {mask: mask for mask in get_args(Mask)}


def person_of(row: Row) -> Person:
    """A row of `people`, with the number of their templates."""
    expires = row["expires"] and day_of(row["expires"])
    return Person(row["id"], row["name"], time_of(row["created"]), row["templates"], expires)


def mask_of(text: str) -> Mask | None:
    """What is none of ours is unknown, which takes the strictest threshold."""
    return _MASKS.get(text)


def time_of(text: str) -> datetime:
    """A moment.

    Raises:
        GalleryError: the text is none.
    """
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise GalleryError("the gallery is damaged, it holds a time that is none: restore a backup") from None


def day_of(text: str) -> date:
    """A day.

    Raises:
        GalleryError: the text is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise GalleryError("the gallery is damaged, it holds a day that is none: restore a backup") from None


def text_of(time: datetime) -> str:
    """A moment as it is stored: RFC 3339."""
    return time.isoformat(timespec="milliseconds")
