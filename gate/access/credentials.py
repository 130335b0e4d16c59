"""Badges, PINs and passwords: what a reader hands in, what is accepted as new, and how secrets are kept.

Secrets are kept as argon2id hashes (RFC 9106; OWASP's memory and time). That slows guessing down; it does not make six
digits strong: whoever takes the disk can try all of a PIN's million values in hours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gate.access.errors import AccessError

Check = Literal["right", "duress", "wrong"]

MIN_PASSWORD = 12

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@dataclass(frozen=True)
class Badge:
    """A badge was read; that claims an identity and shows one factor."""

    number: str


@dataclass(frozen=True)
class Pin:
    """A PIN was typed."""

    digits: str = field(repr=False)
    number: str | None = None
    """The person's number, typed before it; None: it is for whoever the badge or the face has named."""


Credential = Badge | Pin


def badge_number(text: str) -> str:
    """A badge's number in one spelling.

    Raises:
        AccessError: it is none.
    """
    number = "".join(text.split()).upper()
    if not re.fullmatch(r"[0-9A-Z:.-]{1,64}", number):
        raise AccessError("a badge number has 1 to 64 letters, digits, colons, dots or hyphens")
    return number


def new_pin(digits: str, *, shortest: int) -> str:
    """A PIN that may be set.

    Raises:
        AccessError: too short, too long, not digits, or among the first that anybody would guess.
    """
    if not re.fullmatch(rf"[0-9]{{{shortest},12}}", digits):
        raise AccessError(f"a PIN has {shortest} to 12 digits")
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(digits)}
    if steps <= {0} or steps <= {1} or steps <= {9} or len(set(digits)) < 3:
        raise AccessError("this PIN is too easy to guess: no repeated or counted digits")
    return digits


def new_password(text: str) -> str:
    """A password that may be set.

    Raises:
        AccessError: too short or too long (NIST SP 800-63B: length counts, not kinds of characters).
    """
    if not MIN_PASSWORD <= len(text) <= 256:
        raise AccessError(f"a password has {MIN_PASSWORD} to 256 characters")
    return text


def hash_secret(text: str) -> str:
    """An argon2id hash with its own salt and parameters in it."""
    return _HASHER.hash(text)


def matches(hashed: str | None, text: str) -> bool:
    """Whether a secret is the one; without a hash it takes as long, and never is."""
    try:
        _HASHER.verify(hashed or _nobody(), text)
    except (VerificationError, InvalidHashError):
        return False
    return hashed is not None


def check_pin(pin_hash: str | None, duress_hash: str | None, digits: str) -> Check:
    """Compare a PIN with both that a person may have: always two comparisons, so that time tells nothing."""
    right, duress = matches(pin_hash, digits), matches(duress_hash, digits)
    return "right" if right else "duress" if duress else "wrong"


@lru_cache(maxsize=1)
def _nobody() -> str:
    return hash_secret("nobody's")
