"""What can go wrong between the gate and the machine that runs it."""


class HostError(Exception):
    """A service could not be installed or removed. The message is one sentence for a person."""
