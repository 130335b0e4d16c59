"""Liveness, deny-only, in three layers joined by AND: passive networks, an active challenge, the attempt as a whole.

`guard` joins them for the gate. Everything else is small and pure: numpy in, frozen dataclasses out.
"""
