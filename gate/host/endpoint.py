"""Answers `/metrics`, `/healthz` and `/readyz`, on the loopback address and to nobody else."""

from __future__ import annotations

import json
import logging
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

from prometheus_client import CONTENT_TYPE_LATEST

from gate.access.settings import LOOPBACK
from gate.host.condition import Inspect
from gate.host.metrics import Metrics

log = logging.getLogger(__name__)

ADDRESS = "127.0.0.1"
TIMEOUT = 5.0
"""Seconds for a request: whoever connects and says nothing does not keep a thread."""


class Endpoint:
    """From `__enter__` to `__exit__`. A port that can't be had is reported, and the gate does without."""

    def __init__(self, port: int, metrics: Metrics, inspect: Inspect) -> None:
        """Prepare.

        Args:
            port: Of 127.0.0.1; 0 takes any that is free.
            metrics: For `/metrics`.
            inspect: For `/healthz` (200: the gate gets on) and `/readyz` (200: faces are recognised); else 503.
        """
        self._port = port
        self._handler = _handler(metrics, inspect)
        self._server: ThreadingHTTPServer | None = None

    @property
    def port(self) -> int | None:
        """Where it answers; None: nowhere."""
        return self._server.server_address[1] if self._server else None

    def __enter__(self) -> Endpoint:
        try:
            self._server = _Server((ADDRESS, self._port), self._handler)
        except OSError as error:
            log.warning("no metrics: port %d of this machine can't be had (%s)", self._port, error.strerror)
            return self
        threading.Thread(target=self._server.serve_forever, name="metrics", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Who hangs up early is no event."""


def _handler(metrics: Metrics, inspect: Inspect) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = TIMEOUT
        server_version, sys_version = "MaskGate", ""

        def do_GET(self) -> None:
            host = self.headers.get("Host", ADDRESS).rpartition(":")[0] or self.headers.get("Host", ADDRESS)
            if host.strip("[]") not in LOOPBACK:  # a web page that has its own name point here
                self._answer(HTTPStatus.FORBIDDEN, b"", "text/plain")
            elif self.path == "/metrics":
                self._answer(HTTPStatus.OK, metrics.text(), CONTENT_TYPE_LATEST)
            elif self.path in ("/healthz", "/readyz"):
                condition = inspect()
                well = condition.healthy if self.path == "/healthz" else condition.ready
                body = json.dumps(condition.to_dict()).encode()
                status = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
                self._answer(status, body, "application/json")
            else:
                self._answer(HTTPStatus.NOT_FOUND, b"", "text/plain")

        def _answer(self, status: HTTPStatus, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Requests are not logged."""

    return Handler
