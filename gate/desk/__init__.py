"""What an administrator asks of a gate: plain calls that give dataclasses; no Qt. One area to a file."""
