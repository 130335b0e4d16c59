"""The errors of this room."""


class CalibrationError(Exception):
    """Data can't be read or can't support a figure. The message is one sentence for a person: what, and where."""


class MaskError(CalibrationError):
    """No mask can be drawn: landmarks that fit no face, a picture of another kind, or a broken template pack."""
