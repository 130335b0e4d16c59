"""Presentation attacks: generated people who answer a challenge, attacks on it, and how a gate fares against both."""
