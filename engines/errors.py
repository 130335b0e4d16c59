"""The one error of this room."""


class ModelError(Exception):
    """A model, card or engine can't be used. The message is one sentence for a person: what, and what mends it."""
