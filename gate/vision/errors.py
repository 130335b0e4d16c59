"""The one error of this room that is about a file and not about a model."""


class ImageError(Exception):
    """An image file can't be used. The message is one sentence for a person: which file, and why."""
