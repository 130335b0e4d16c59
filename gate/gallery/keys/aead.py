"""AES-256-GCM (NIST SP 800-38D) with a fresh random nonce for every message, bound to where the message belongs."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gate.gallery.errors import GalleryError

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16


class SealError(GalleryError):
    """The bytes don't open: another key, another place, or not what was sealed."""


class Sealer:
    """Seals and opens under one key.

    Nonces are 96 random bits. One key seals at most a person's templates, or one wrapped key for each person of a
    gallery: at 2**20 messages the chance that any two nonces meet is below 2**-57 (the standard allows 2**-32).
    """

    def __init__(self, key: bytes) -> None:
        """Take a key of `KEY_BYTES` bytes."""
        if len(key) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(key)}")
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, place: bytes) -> bytes:
        """Nonce, ciphertext and tag; they open only at the same `place`."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, place)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """What was sealed.

        Raises:
            SealError: the key, the place or the bytes are not those of `seal`.
        """
        if len(sealed) < NONCE_BYTES + TAG_BYTES:
            raise SealError("the sealed bytes are cut short")
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
        except InvalidTag:
            raise SealError("the sealed bytes don't open here: another key, or moved or changed") from None


def new_key() -> bytes:
    """A key from the system's random source."""
    return os.urandom(KEY_BYTES)


def derive(key: bytes, purpose: str) -> bytes:
    """A key for one purpose from a key (HKDF-SHA256, RFC 5869), so that no key is ever used for two."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(key)


def place(*parts: str | int) -> bytes:
    """Associated data: each part with its length before it, so that no two places give the same bytes."""
    return "".join([f"{len(text)}:{text}" for text in map(str, parts)]).encode("utf-8", "surrogatepass")
