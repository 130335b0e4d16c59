"""What can go wrong with an update."""


class UpdateError(Exception):
    """An update, or the way back, was not done. The message is one sentence for a person."""
