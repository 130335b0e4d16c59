"""The webhook, against a real HTTP server on this machine."""

from __future__ import annotations

import hashlib
import hmac
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from gate.access.errors import OutputError
from gate.access.event import AnyEvent
from gate.access.outputs.output import RefusedError
from gate.access.outputs.webhook import Webhook
from gate.access.settings import WebhookSettings
from tests.gate.access.outputs.conftest import GRANT, door_report, notice

SECRET = b"0123456789abcdef-secret"


class Receiver(http.server.ThreadingHTTPServer):
    """Checks signatures and remembers what it took, by key."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = 204
        self.headers: list[dict[str, str]] = []
        self.bodies: list[bytes] = []
        self.hits: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/gate"


class Handler(http.server.BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.hits.append(self.path)
        self.server.headers.append(dict(self.headers))
        self.server.bodies.append(body)
        self.send_response(self.server.answer)
        if self.server.answer == 307:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def webhook(receiver: Receiver, tmp_path: Path) -> Webhook:
    (tmp_path / "webhook.key").write_bytes(SECRET + b"\n")
    webhook = Webhook(WebhookSettings(url=receiver.url, timeout=2.0), tmp_path)
    webhook.open()
    return webhook


@pytest.mark.parametrize("message", [GRANT, notice(), door_report()], ids=["grant", "notice", "door"])
def test_an_event_arrives_and_its_signature_holds(receiver: Receiver, webhook: Webhook, message: AnyEvent) -> None:
    webhook.send(message)
    (headers,), (body,) = receiver.headers, receiver.bodies
    assert body.decode() == message.to_json()
    assert json.loads(body)["seq"] == message.seq
    signed = headers["X-Maskgate-Timestamp"].encode() + b"." + body
    assert headers["X-Maskgate-Signature"] == "v1=" + hmac.new(SECRET, signed, hashlib.sha256).hexdigest()
    assert headers["Content-Type"] == "application/json"


def test_a_retry_carries_the_same_key_and_a_restart_another(
    receiver: Receiver, webhook: Webhook, tmp_path: Path
) -> None:
    receiver.answer = 503
    with pytest.raises(OutputError, match="503") as failure:
        webhook.send(GRANT)
    assert not isinstance(failure.value, RefusedError)
    receiver.answer = 200
    webhook.send(GRANT)
    webhook.send(notice(4))
    again = Webhook(WebhookSettings(url=receiver.url), tmp_path)
    again.open()
    again.send(GRANT)
    keys = [headers["Idempotency-Key"] for headers in receiver.headers]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


@pytest.mark.parametrize(
    ("answer", "final"), [(400, True), (401, True), (410, True), (307, True), (429, False), (500, False)]
)
def test_refusals_that_are_final_and_others(receiver: Receiver, webhook: Webhook, answer: int, final: bool) -> None:
    receiver.answer = answer
    with pytest.raises(OutputError) as failure:
        webhook.send(GRANT)
    assert isinstance(failure.value, RefusedError) == final
    assert receiver.hits == ["/gate"], "a redirect is not followed"


def test_nobody_there(tmp_path: Path) -> None:
    (tmp_path / "webhook.key").write_bytes(SECRET)
    webhook = Webhook(WebhookSettings(url="http://127.0.0.1:9/x"), tmp_path)
    webhook.open()
    with pytest.raises(OutputError, match="can't be reached"):
        webhook.send(GRANT)


@pytest.mark.parametrize(("content", "words"), [(None, "is missing"), (b"", "is empty"), (b"short", "shorter than 16")])
def test_a_secret_that_is_none(tmp_path: Path, content: bytes | None, words: str) -> None:
    if content is not None:
        (tmp_path / "webhook.key").write_bytes(content)
    with pytest.raises(OutputError, match=words):
        Webhook(WebhookSettings(url="https://example.org"), tmp_path).open()


@pytest.mark.parametrize("url", ["http://example.org/x", "ftp://example.org", "file:///etc/passwd", "example.org"])
def test_addresses_that_are_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        WebhookSettings(url=url)
