"""The one error of this room."""


class TrainerError(Exception):
    """Data, weights, a configuration or a run can't be used. The message is one sentence: what, and what mends it."""
