"""Every parser of ours that reads what comes from outside, with inputs that are valid and what it may answer.

A parser is a function of bytes. It may return anything, and may raise what it says it raises.
"""

from __future__ import annotations

import hashlib
import io
import json
import struct
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import click
import numpy as np
from PIL import Image as Pillow

from calibration.errors import CalibrationError
from calibration.protocols.csv_pairs import read_csv
from engines.builtin import BUILTINS
from engines.card import read_card
from engines.errors import ModelError
from engines.sidecar import read_sidecar
from gate.access.audit.anchor import parse as parse_anchors
from gate.access.audit.export import as_csv, as_json_lines
from gate.access.audit.keys import derive, read_keys
from gate.access.audit.row import Row
from gate.access.audit.schema import AUDIT
from gate.access.audit.schema import MIGRATIONS as AUDIT_TABLES
from gate.access.audit.stub import read_stub
from gate.access.credentials import badge_number, new_password, new_pin
from gate.access.errors import AccessError, AuditError, OutputError
from gate.access.lock import MAX_UNLOCK, Keeper, Lock
from gate.access.outputs.mqtt import parse_command
from gate.access.outputs.osdp import Osdp
from gate.access.outputs.secrets import read_secret
from gate.access.outputs.simulated import SimulatedLine
from gate.access.settings import OsdpSettings
from gate.access.store.access import Access
from gate.access.wiegand import decode, encode
from gate.capture.errors import CaptureError
from gate.capture.uri import describe_url, parse_source
from gate.clock import SystemClock
from gate.commands.access_rules import _window
from gate.credential_lines import _read
from gate.database import Database, make_file, migrate
from gate.gallery.archive import ArchiveKeys, _records, write_archive, write_keys
from gate.gallery.archive import read_keys as read_archive_keys
from gate.gallery.errors import GalleryError
from gate.gallery.keys.aead import Sealer, SealError
from gate.gallery.keys.key_file import FileLock
from gate.gallery.keys.keyring import read_slots
from gate.gallery.keys.lock import KeyRefusedError
from gate.gallery.keys.passphrase import PassphraseLock
from gate.gallery.keys.tpm import FakeTpm, TpmLock
from gate.gallery.names import name_key, tidy_name
from gate.settings import SettingsError, read_settings
from gate.supervise import _deadline
from gate.vision.errors import ImageError
from gate.vision.image_io import read_image
from tests.torture.site import SETTINGS, Desk, build

Parse = Callable[[bytes], object]


@dataclass(frozen=True)
class Parser:
    """One of them."""

    name: str
    parse: Parse
    seeds: tuple[bytes, ...]
    errors: tuple[type[Exception], ...] = ()


class _CheapArgon2:
    """What argon2id takes, checked as it checks it, without its work: ten thousand passphrases must not take a day."""

    def __init__(self, *, salt: bytes, length: int, iterations: int, lanes: int, memory_cost: int) -> None:
        if memory_cost > 4 << 20 or iterations > 64 or lanes > 64:
            raise AssertionError(f"{memory_cost} KiB, {iterations} passes and {lanes} lanes would hang this machine")
        if len(salt) < 8 or iterations < 1 or lanes < 1 or memory_cost < 8 * lanes:
            raise ValueError("argon2id refuses this")
        self._salt, self._length = salt, length

    def derive(self, secret: bytes) -> bytes:
        return hashlib.sha256(self._salt + secret).digest()[: self._length]


class Parsers:
    """All of them; they read from a folder that goes when this is closed."""

    def __init__(self, folder: Path) -> None:
        self._stack = ExitStack()
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(dir=folder, prefix="fuzz-")))
        self._stack.enter_context(patch("gate.gallery.keys.passphrase.Argon2id", _CheapArgon2))
        self._stack.enter_context(patch("gate.database.SYNCHRONOUS", "OFF"))
        self._file = self.folder / "input"

    def close(self) -> None:
        self._stack.close()

    def __enter__(self) -> Parsers:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def all(self) -> list[Parser]:
        """Each with its seeds."""
        return [*self._texts(), *self._protocols(), *self._files(), *self._rows(), *self._archives()]

    def _of_file(self, read: Callable[[Path], object], suffix: str = "") -> Parse:
        path = self._file.with_suffix(suffix)

        def parse(data: bytes) -> object:
            path.write_bytes(data)
            return read(path)

        return parse

    def _texts(self) -> list[Parser]:
        clear = [b"badge 04A2B1\n", b"pin 1001 271828\n", b"pin 271828\n", b"04A2B1\n", b"\xd9\xa1\xd9\xa2 \n"]
        names = ["Anna Berg", "علياء حسن", "林", "A\u0301\u200d", "\u202eevil"]

        def lines(data: bytes) -> object:
            found: list[object] = []
            _read(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", errors="replace"), found.append)
            return found

        def name(data: bytes) -> object:
            text = data.decode(errors="surrogatepass")
            return name_key(text), tidy_name(text)

        def secrets(data: bytes) -> object:
            text = _text(data)
            found: list[object] = []
            for take in (badge_number, new_password, lambda digits: new_pin(digits, shortest=6)):
                try:
                    found.append(take(text))
                except AccessError as error:
                    found.append(error)
            return found

        windows = (b"mon-fri 07:00-19:00", b"sat,holiday 00:00-00:00 both", b"all 22:00-06:00 badge_and_pin")
        uris = (
            b"usb:0",
            b"csi:0",
            b"rtsp://user:pw@host:554/a?b#c",
            b"/dev/video0",
            b"demo",
            b"/tmp",
            b"rtsps://[::1]",
        )
        return [
            Parser("credential lines", lines, tuple(clear)),
            Parser("badge numbers, new PINs and passwords", secrets, (b"04A2B1", b"271828", b"correct horse battery")),
            Parser("names", name, tuple(map(str.encode, names)), (GalleryError, UnicodeDecodeError)),
            Parser("camera URIs", lambda data: parse_source(_text(data)), uris, (CaptureError,)),
            Parser("RTSP addresses", lambda data: describe_url(_text(data)), uris[2:3] + uris[6:], (CaptureError,)),
            Parser("windows of a schedule", lambda data: _window(_text(data)), windows, (click.BadParameter,)),
        ]

    def _protocols(self) -> list[Parser]:
        reader = Osdp(OsdpSettings(), self.folder, on_command=lambda _command: None)
        reader._device = SimpleNamespace(get_command=lambda timeout: None)
        led = {"command": 3, "on_color": 1, "off_color": 0, "temporary": True, "timer_count": 3, "control_code": 2}
        text = {"command": 5, "data": "Hello", "control_code": 3, "temp_time": 4}
        keyset = {"command": 6, "data": bytes(range(16)).hex()}
        orders = tuple(json.dumps(order).encode() for order in (led, text, keyset, {"command": 4}))

        def osdp(data: bytes) -> object:
            try:
                order = json.loads(data)
            except (ValueError, RecursionError):
                return None
            status, answer = reader._command(order if isinstance(order, dict) else {})
            assert answer is None
            return status

        def wiegand(data: bytes) -> object:
            for bits in (26, 34, 37):
                try:
                    facility, card = decode(bits, data)  # type: ignore[arg-type]
                except ValueError:
                    continue
                assert encode(bits, facility=facility, card=card) == data  # type: ignore[arg-type]
            return None

        def mqtt(data: bytes) -> object:
            return parse_command(data, retained=False), parse_command(data, retained=True)

        def deadline(data: bytes) -> object:
            line = SimulatedLine()
            keeper = Keeper(line, Lock())
            keeper.open()
            keeper.unlock_until(_deadline(data), 100.0)
            limit = keeper.deadline
            assert limit is None or 100.0 < limit <= 100.0 + MAX_UNLOCK
            keeper.keep(100.0 + MAX_UNLOCK)
            assert line.level is False, "unlocked for ever"
            return limit

        cards = tuple(encode(bits, facility=0, card=4711) for bits in (26, 34, 37))  # type: ignore[arg-type]
        commands = (b"LOCK", b"UNLOCK", b"open", b"EMERGENCY_LOCK", b" emergency_end\n")
        deadlines = (b"105.25", b"inf", b"nan", b"-1e308", b"0x1p5", b"1_0_5", struct.pack("<d", 105.0))
        return [
            Parser("OSDP commands", osdp, orders),
            Parser("Wiegand card reads", wiegand, cards),
            Parser("MQTT commands", mqtt, commands),
            Parser("orders to the process that holds the line", deadline, deadlines),
        ]

    def _files(self) -> list[Parser]:
        sface = BUILTINS["sface"].card.model_dump_json(by_alias=True).encode()
        toml = SETTINGS.format(anchors="/mnt/head.txt").encode()
        more = b'[outputs.mqtt]\nhost = "b"\nuser = "g"\n[door]\nclasses = {}\n[outputs.osdp]\nfacility = 1\n'
        pairs = b"first,second,same,fold,first_masked\na/1.jpg,a/2.jpg,1,0,yes\na/1.jpg,b/1.jpg,false,1,\n"
        key = b"00" * 32 + b"\n"
        anchor = b"maskgate-audit seq=12 mac=" + b"ab" * 32 + b" time=2026-11-25T17:00:00.000Z\n"

        def anchors(data: bytes) -> object:
            return list(parse_anchors(data.decode(errors="replace").splitlines()))

        def slots(data: bytes) -> object:
            try:
                parameters = json.loads(data)
            except (ValueError, RecursionError):
                return None
            parameters = parameters if isinstance(parameters, dict) else {}
            found: list[object] = []
            for lock in (PassphraseLock("correct horse battery"), TpmLock(FakeTpm())):
                try:
                    found.append(lock.find(parameters))
                except KeyRefusedError as error:
                    found.append(error)
            return found

        parameters = {"salt": "00" * 16, "iterations": "3", "lanes": "4", "memory_kib": "65536"}
        chip = {"public": "00", "private": "00" * 32, "pcrs": "sha256:7"}
        of = self._of_file
        return [
            Parser("gate.toml", of(read_settings), (toml, toml + more), (SettingsError,)),
            Parser("model cards", of(read_card), (sface,), (ModelError,)),
            Parser("engine sidecars", of(read_sidecar, ".engine"), (sface, b"{}"), (ModelError,)),
            Parser("lists of pairs (CSV)", of(read_csv), (pairs,), (CalibrationError,)),
            Parser("photographs", of(read_image), _photographs(), (ImageError,)),
            Parser("the gallery's key file", of(lambda path: FileLock(path).find({})), (key,), (KeyRefusedError,)),
            Parser("the audit log's key file", of(read_keys), (bytes(range(32)),), (AuditError,)),
            Parser("secrets of outputs", of(lambda path: read_secret(path, "it")), (key, b"\n"), (OutputError,)),
            Parser("what a key slot keeps", slots, tuple(json.dumps(one).encode() for one in (parameters, chip))),
            Parser("anchors", anchors, (anchor, b"Nov 25 host app: " + anchor)),
        ]

    def _rows(self) -> list[Parser]:
        keys = derive(bytes(32))
        path = self.folder / "audit.db"
        make_file(path, AUDIT)
        audit = Database(path, AUDIT)
        self._stack.callback(audit.close)
        migrate(audit, AUDIT, 0x4D47_4155, AUDIT_TABLES)
        access = self._stack.enter_context(Access.open(self.folder / "access.db"))
        access._db.execute("INSERT INTO schedules VALUES ('s', 'S', 's', 'UTC', NULL, NULL, '', '')")
        access._db.execute("INSERT INTO windows VALUES ('s', '0', '07:00', '19:00', 'face')")
        access._db.execute("INSERT INTO standings VALUES ('p', NULL, NULL, 0)")
        access._db.execute("INSERT INTO accounts VALUES ('a', 'a', 'manage', 'x', 0, 0)")
        columns = [
            *(("schedules", column) for column in ("zone", "country", "region", "extra", "working")),
            *(("windows", column) for column in ("days", "start", "end", "requirement")),
            *(("standings", column) for column in ("valid_from", "valid_until")),
            ("accounts", "roles"),
        ]
        sealer = Sealer(bytes(32))
        body = json.dumps({"kind": "decision", "time": "2026-11-25T17:00:00.000Z", "tag": "00", "granted": True})

        def row(data: bytes) -> object:
            said = Row(7, data.decode(errors="replace"), bytes(32))
            return said.fields, list(as_csv([said])), list(as_json_lines([said]))

        def stub(data: bytes) -> object:
            audit.execute("INSERT OR REPLACE INTO stub VALUES (1, 3, ?, ?)", _text(data), data)
            return read_stub(audit, keys)

        def rules(data: bytes) -> object:
            table, column = columns[data[0] % len(columns)] if data else columns[0]
            access._db.execute("SAVEPOINT fuzz")
            try:
                access._db.execute(f"UPDATE {table} SET {column} = ?", _text(data[1:]))
                return access.rules.rulebook(), access.accounts.all()
            finally:
                access._db.execute("ROLLBACK TO fuzz")
                access._db.execute("RELEASE fuzz")

        values = (b"Europe/Berlin", b"DE", b"BY", b"2026-12-24 2026-12-31", b"0123", b"07:00", b"both", b"enrol manage")
        times = (b"2026-11-25T17:00:00+00:00",)
        seeds = tuple(bytes([number]) + value for number in range(len(columns)) for value in (*values, *times))
        return [
            Parser(
                "rows of the audit log, and their export", row, (body.encode(), b"[]", b"[[[[", b"{}"), (AuditError,)
            ),
            Parser("the stub of removed rows", stub, (b"{}",), (AuditError,)),
            Parser("rows of rules and accounts", rules, seeds, (AccessError,)),
            Parser(
                "sealed rows", lambda data: sealer.open(data, b"here"), (sealer.seal(b"x" * 40, b"here"),), (SealError,)
            ),
        ]

    def _archives(self) -> list[Parser]:
        home = build(self.folder / "home")
        desk = Desk(home, SystemClock())
        desk.enrol(1)
        passphrase = PassphraseLock("correct horse battery")
        archive, keys_file = self.folder / "archive", self.folder / "keys"
        with desk.gallery() as gallery:
            store: Any = gallery.ledger.store
            keys = ArchiveKeys.of(store.keys)
            write_archive(gallery, keys, archive, SystemClock().utc())
        write_keys(keys, passphrase, keys_file)

        def people(path: Path) -> object:
            _, records = _records(path, keys)
            return list(records)

        of = self._of_file
        databases = (home.keyring.read_bytes(),)
        return [
            Parser("archives of a backup", of(people), (archive.read_bytes(),), (GalleryError,)),
            Parser(
                "keys files of a backup",
                of(lambda path: read_archive_keys(path, passphrase)),
                (keys_file.read_bytes(),),
                (GalleryError,),
            ),
            Parser("keyrings", of(read_slots, ".keys"), databases, (GalleryError,)),
        ]


def _photographs() -> tuple[bytes, ...]:
    texture = np.random.default_rng(0).integers(0, 255, (24, 32, 3), np.uint8)
    pictures = []
    for form in ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "PPM"):
        file = io.BytesIO()
        Pillow.fromarray(texture).save(file, form)
        pictures.append(file.getvalue())
    return tuple(pictures)


def _text(data: bytes) -> str:
    return data.decode(errors="replace")
