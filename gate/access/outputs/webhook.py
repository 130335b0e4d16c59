"""Every event as an HTTP request: signed, retried, and numbered so that one that comes twice is known as the same.

`X-MaskGate-Signature` is `v1=` and the HMAC-SHA256, in hexadecimal, of the time stamp, a dot and the body under the
shared secret; the time stamp, seconds since 1970, is in `X-MaskGate-Timestamp`. A receiver checks both, and refuses old
stamps.
"""

from __future__ import annotations

import hashlib
import hmac
import time
import urllib.error
import urllib.request
import uuid
from http.client import HTTPException
from pathlib import Path
from typing import Any

from gate.access.errors import OutputError
from gate.access.event import AnyEvent
from gate.access.outputs.output import RefusedError
from gate.access.outputs.secrets import key_path, read_secret
from gate.access.settings import WebhookSettings

MIN_SECRET = 16
"""Bytes."""
AGAIN = frozenset({408, 425, 429})
"""Refusals that are meant for now only; so is whatever the server itself is to blame for."""


def signature(secret: bytes, stamp: str, body: bytes) -> str:
    """What goes into the header, and what a receiver compares."""
    return "v1=" + hmac.new(secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the event to somebody whom the settings don't name."""

    def redirect_request(self, *_arguments: Any, **_named: Any) -> None:
        return None


class Webhook:
    """One receiver."""

    name = "webhook"

    def __init__(self, settings: WebhookSettings, keys: Path) -> None:
        """Nothing is sent until `open`.

        Args:
            settings: Of this output.
            keys: The folder of secrets.
        """
        self.keep = settings.keep
        self._settings = settings
        self._keys = keys
        self._secret = b""
        self._run = uuid.uuid4().hex
        """The gate's numbers begin anew with each start."""
        self._opener = urllib.request.build_opener(_NoRedirect())

    def open(self) -> None:
        """Read the secret."""
        path = key_path(self._keys, self._settings.secret_file)
        self._secret = read_secret(path, "the webhook's secret")
        if len(self._secret) < MIN_SECRET:
            raise OutputError(f"the webhook's secret in {path} is shorter than {MIN_SECRET} bytes")

    def send(self, message: AnyEvent) -> None:
        """POST one event as JSON; any 2xx is taken as delivered."""
        body = message.to_json().encode()
        stamp = str(int(time.time()))
        request = urllib.request.Request(  # noqa: S310 - the settings allow http and https only
            self._settings.url,
            data=body,
            method="POST",
            headers={
                "Content-Type": "application/json",
                "User-Agent": "MaskGate",
                # A duress report has no number: one that is missing among the open ones would tell of it.
                "Idempotency-Key": f"{self._run}-{message.seq or message.mono}",
                "X-MaskGate-Timestamp": stamp,
                "X-MaskGate-Signature": signature(self._secret, stamp, body),
            },
        )
        try:
            with self._opener.open(request, timeout=self._settings.timeout):
                pass
        except urllib.error.HTTPError as error:
            error.close()
            if error.code < 500 and error.code not in AGAIN:
                raise RefusedError(f"the webhook's receiver refuses events (HTTP {error.code})") from None
            raise OutputError(f"the webhook's receiver fails (HTTP {error.code})") from None
        except (OSError, HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise OutputError(f"the webhook's receiver can't be reached ({reason})") from None

    def close(self) -> None:
        """Nothing is held."""
