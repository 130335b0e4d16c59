"""Orders to a running gate from the same machine, through a socket in its home that only its user may open.

One connection, one request: a line of JSON, answered by a line of JSON; `events` is answered by a line for each event
from then on. The file's mode keeps others away, and the kernel says who is at the other end: the gate's own user or
root. Where the settings ask for accounts, a request also brings the name and password of one with the role manage.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import pwd
import queue
import socket
import struct
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import Any, TypedDict

from gate.access.door_types import Action, Command
from gate.access.errors import AccessError, AuditError, LockError, NoGateError
from gate.access.event import AnyEvent

log = logging.getLogger(__name__)

LONGEST = 4096
"""Bytes of a request."""
PATIENCE = 5.0
"""Seconds for a request to arrive."""
AT_ONCE = 8
"""Connections; further ones wait."""
WAITING = 1000
"""Events that a slow reader may be behind; then it is hung up on."""

Status = Callable[[], dict[str, Any]]
Order = Callable[[Command], str | None]
"""Carries an order out; or says why not."""
Permit = Callable[[str | None, str | None], str | None]
"""Checks name and password, where accounts are asked for; gives the account's name. Raises AccessError, AuditError."""


class Who(TypedDict, total=False):
    """Who orders, where the settings ask for accounts."""

    account: str | None
    password: str | None


class DoorSocket:
    """The gate's end."""

    def __init__(self, path: Path, *, status: Status, order: Order, permit: Permit) -> None:
        """Nothing is opened until `start`.

        Args:
            path: The socket's file.
            status: Gives the state of the door, as JSON holds it.
            order: Takes orders.
            permit: Asked before status, events and orders.
        """
        self._path = path
        self._status = status
        self._order = order
        self._permit = permit
        self._listener: socket.socket | None = None
        self._slots = threading.Semaphore(AT_ONCE)
        self._readers: set[queue.Queue[str | None]] = set()
        self._changing = threading.Lock()

    def start(self) -> None:
        """Listen.

        Raises:
            LockError: the socket can't be made.
        """
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o177)
        try:
            self._path.unlink(missing_ok=True)  # left behind by a gate that was killed; a living one holds the line
            with _short(self._path) as name:
                listener.bind(name)
            listener.listen(AT_ONCE)
        except OSError as error:
            listener.close()
            raise LockError(f"the door's socket {self._path} can't be made: {error.strerror or error}") from None
        finally:
            os.umask(before)
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), name="door-socket", daemon=True).start()

    def tell(self, events: Sequence[AnyEvent]) -> None:
        """Hand events to whoever follows them; never waits."""
        with self._changing:
            for reader in list(self._readers):
                for event in events:
                    if reader.qsize() >= WAITING:
                        self._readers.discard(reader)
                        reader.put(None)
                        break
                    reader.put(event.to_json())

    def close(self) -> None:
        """Take nothing more."""
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._path.unlink(missing_ok=True)
        with self._changing:
            for reader in self._readers:
                reader.put(None)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            self._slots.acquire()
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), name="door-order", daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection, contextlib.suppress(OSError):
                connection.settimeout(PATIENCE)
                who = _peer(connection)
                if who is None:
                    _say(connection, {"refused": "this socket is for the gate's own user and root"})
                    return
                self._answer(connection, parse_request(_line(connection)), who)
        finally:
            self._slots.release()

    def _answer(self, connection: socket.socket, request: dict[str, Any] | None, who: str) -> None:
        if request is None:
            _say(connection, {"refused": "this is no order that the gate knows"})
            return
        try:
            account = self._permit(request.get("account"), request.get("password"))
        except (AccessError, AuditError) as error:
            _say(connection, {"refused": str(error)})
            return
        if request["order"] == "events":
            self._follow(connection)
            return
        if request["order"] != "status":
            by = f"{account} ({who})" if account else who
            if refusal := self._order(Command(Action(request["order"]), by)):
                _say(connection, {"refused": refusal, **self._status()})
                return
        _say(connection, self._status())

    def _follow(self, connection: socket.socket) -> None:
        reader: queue.Queue[str | None] = queue.Queue()
        with self._changing:
            self._readers.add(reader)
        try:
            _say(connection, self._status())
            while (line := reader.get()) is not None:
                connection.sendall(f"{line}\n".encode())
        finally:
            with self._changing:
                self._readers.discard(reader)


def parse_request(line: bytes) -> dict[str, Any] | None:
    """The request in a line; None: it is none."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return None
    orders = {"status", "events", *(action.value for action in Action)}
    if not isinstance(said, dict) or said.keys() - {"order", "account", "password"}:
        return None
    if not all(isinstance(value, str) or (value is None and name != "order") for name, value in said.items()):
        return None
    return said if said.get("order") in orders else None


def ask(
    path: Path,
    order: str,
    *,
    account: str | None = None,
    password: str | None = None,
    patience: float | None = None,
) -> Generator[dict[str, Any], None, None]:
    """Send a request to the gate that runs in this home, and give its answers.

    Args:
        path: The socket's file.
        order: An `Action`, `status` or `events`.
        account: With the role manage, where the settings ask for one.
        password: Its password.
        patience: Seconds without an answer after which there are no more; None: for ever.

    Raises:
        NoGateError: no gate runs there.
        LockError: it refuses.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        try:
            with _short(path) as name:
                connection.connect(name)
            connection.settimeout(patience)
            _say(connection, {"order": order, "account": account, "password": password})
            with connection.makefile("rb") as answers:
                for line in answers:
                    said = json.loads(line)
                    if "refused" in said:
                        raise LockError(f"the gate refuses: {said['refused']}")
                    yield said
        except PermissionError:
            raise LockError(f"{path} may be used by the gate's own user and root alone") from None
        except TimeoutError:
            return
        except OSError:
            raise NoGateError(f"no gate runs in {path.parent}: start it with `gate run`") from None


@contextlib.contextmanager
def _short(path: Path) -> Iterator[str]:
    """A name of at most 107 bytes, all that a socket's address holds, however deep the home lies."""
    if len(os.fsencode(path)) <= 107:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def _peer(connection: socket.socket) -> str | None:
    """Who is at the other end, by the kernel; None: nobody who may be."""
    size = struct.calcsize("3i")
    _, uid, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
    if uid not in (0, os.geteuid()):
        return None
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _line(connection: socket.socket) -> bytes:
    data = b""
    while not data.endswith(b"\n") and len(data) < LONGEST:
        more = connection.recv(LONGEST - len(data))
        if not more:
            break
        data += more
    return data


def _say(connection: socket.socket, said: dict[str, Any]) -> None:
    connection.sendall(json.dumps(said, ensure_ascii=False).encode() + b"\n")
