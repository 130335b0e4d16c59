"""The errors of this room."""


class GalleryError(Exception):
    """The gallery can't do what was asked. The message is one sentence for a person: what, and what mends it."""


class WrongModelError(GalleryError):
    """Templates of two template spaces met (law 3): nothing was compared, nothing was stored."""
