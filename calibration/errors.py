"""The one error of this room."""


class CalibrationError(Exception):
    """Data can't be read or can't support a figure. The message is one sentence for a person: what, and where."""
