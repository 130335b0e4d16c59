"""What can go wrong between the gate and what it moves or tells."""


class LockError(Exception):
    """The lock's line can't be driven. The message is one sentence for a person."""


class OutputError(Exception):
    """An output can't be used or did not take a message. One sentence for a person; it never holds a credential."""
