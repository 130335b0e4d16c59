"""The one error of this room."""


class CaptureError(Exception):
    """A source can't be used. The message is one sentence for a person and never holds a credential."""
