"""OSDP against libosdp's own control panel, over a pseudo-terminal: a match becomes a card read, nothing else does."""

from __future__ import annotations

import os
import pty
import time
import tty
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import osdp
import pytest
from pydantic import ValidationError

from gate.access.cards import card_read
from gate.access.errors import OutputError
from gate.access.outputs import osdp as module
from gate.access.outputs.osdp import DEFAULT_KEY, Osdp, panel_command
from gate.access.outputs.output import OutputThread, RefusedError
from gate.access.outputs.serial_port import SerialPort
from gate.access.panel import Buzz, Light, Panel, PanelCommand, Text, signal_at, take
from gate.access.settings import OsdpSettings
from gate.access.wiegand import decode
from tests.gate.access.outputs.conftest import GRANT, REFUSAL, door_report, until

KEY = bytes(range(1, 17))
BADGES = {"p1": ("04A2B1", "4711")}
ADDRESS = 5


class Wire:
    """The panel's end of the line; it can be cut."""

    def __init__(self, fd: int) -> None:
        self.id = 77
        self.fd = fd
        self.cut = False
        os.set_blocking(fd, False)

    def read(self, count: int) -> bytes:
        try:
            data = os.read(self.fd, count)
        except OSError:
            return b""
        return b"" if self.cut else data

    def write(self, data: bytes) -> int:
        return len(data) if self.cut else os.write(self.fd, data)

    def flush(self) -> None:
        pass


class ControlPanel:
    """libosdp's control panel on one end of a pseudo-terminal; `device` is the other."""

    def __init__(self, key: bytes | None, *, enforce: bool = True, start: bool = True) -> None:
        """A key: of the secure channel; None: in clear. Without `enforce` the default key is tried where it fails."""
        self._started = start
        master, self._slave = pty.openpty()
        tty.setraw(master)
        self.device = os.ttyname(self._slave)
        self.wire = Wire(master)
        self.reads: list[dict[str, Any]] = []
        flags = [osdp.LibFlag.EnforceSecure] if key and enforce else []
        self._panel = osdp.ControlPanel(
            [osdp.PDInfo(ADDRESS, self.wire, scbk=key, flags=flags)], log_level=osdp.LogLevel.Emergency
        )
        self._panel.set_event_handler(lambda _address, event: self.reads.append(event) or 0)
        if start:
            self.start()

    def start(self) -> None:
        """Poll. Unanswered, libosdp's panel asks ever more rarely, up to every five minutes."""
        self._started = True
        self._panel.start()

    def secure(self) -> bool:
        return bool(self._panel.is_sc_active(ADDRESS))

    def order(self, **command: Any) -> None:
        assert self._panel.submit_command(ADDRESS, command)

    def close(self) -> None:
        if self._started:
            self._panel.teardown()
        os.close(self.wire.fd)
        os.close(self._slave)


MakePanel = Callable[..., ControlPanel]


@pytest.fixture
def make_panel() -> Iterator[MakePanel]:
    panels: list[ControlPanel] = []

    def make(key: bytes | None, *, enforce: bool = True) -> ControlPanel:
        panels.append(ControlPanel(key, enforce=enforce))
        return panels[-1]

    yield make
    for panel in panels:
        panel.close()


@pytest.fixture
def make_reader(tmp_path: Path) -> Iterator[Callable[..., Osdp]]:
    readers: list[Osdp] = []

    def make(
        panel: ControlPanel, key: bytes | None = KEY, commands: list[PanelCommand] | None = None, **table: Any
    ) -> Osdp:
        if key is not None:
            (tmp_path / "osdp.key").write_text(key.hex() + "\n")
        settings = OsdpSettings(device=panel.device, address=ADDRESS, facility=12, **table)
        on_command = (commands if commands is not None else []).append
        readers.append(Osdp(settings, tmp_path, on_command=on_command, badges_of=lambda who: BADGES.get(who, ())))
        return readers[-1]

    yield make
    for reader in readers:
        reader.close()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CONNECT_SECONDS", 20.0)


@pytest.mark.parametrize("bits", [26, 34])
@pytest.mark.usefixtures("patient")
def test_a_match_becomes_a_card_read(make_panel: MakePanel, make_reader: Callable[..., Osdp], bits: Any) -> None:
    panel = make_panel(KEY)
    reader = make_reader(panel, format=bits)
    reader.open()
    until(panel.secure)
    for message in (REFUSAL, door_report(), GRANT):
        reader.send(message)
    until(lambda: panel.reads)
    (read,) = panel.reads
    assert (read["event"], read["format"], read["length"]) == (osdp.Event.CardRead, osdp.CardFormat.Wiegand, bits)
    assert decode(bits, read["data"]) == (12, 4711)


@pytest.mark.usefixtures("patient")
def test_who_has_no_card_is_not_sent(make_panel: MakePanel, make_reader: Callable[..., Osdp]) -> None:
    panel = make_panel(KEY)
    reader = make_reader(panel)
    reader.open()
    with pytest.raises(RefusedError, match="no badge of p2 is a card number"):
        reader.send(replace(GRANT, person="Ben", person_id="p2"))
    assert panel.reads == []


@pytest.mark.usefixtures("patient")
def test_the_panels_led_text_and_buzzer_reach_the_kiosk(
    make_panel: MakePanel, make_reader: Callable[..., Osdp]
) -> None:
    panel = make_panel(KEY)
    commands: list[PanelCommand] = []
    make_reader(panel, commands=commands).open()
    until(panel.secure)
    led = {
        "command": osdp.Command.LED, "reader": 0, "led_number": 0, "on_count": 10, "off_count": 0,
        "on_color": osdp.CommandLEDColor.Green, "off_color": 0,
    }  # fmt: skip
    panel.order(**led, control_code=2, timer_count=30, temporary=True)
    text = {"command": osdp.Command.Text, "reader": 0, "offset_row": 1, "offset_col": 1}
    panel.order(**text, control_code=1, temp_time=0, data="Welcome")
    buzz = {
        "command": osdp.Command.Buzzer,
        "reader": 0,
        "control_code": 2,
        "on_count": 5,
        "off_count": 5,
        "rep_count": 1,
    }
    panel.order(**buzz)
    until(lambda: len(commands) == 3)
    assert sorted(map(str, commands)) == sorted(map(str, [Light("green", 3.0), Text("Welcome", None), Buzz()]))


def test_the_panels_orders_over_time() -> None:
    panel = Panel()
    for command in (Light("red", None), Text("Badge please", None)):
        panel = take(panel, command, 10.0)
    for command in (Light("green", 3.0), Text("Welcome", 2.0), Buzz()):
        panel = take(panel, command, 20.0)
    assert (signal_at(panel, 21.0).light, signal_at(panel, 21.0).text) == ("green", "Welcome")
    assert (signal_at(panel, 22.5).light, signal_at(panel, 22.5).text) == ("green", "Badge please")
    assert (signal_at(panel, 23.5).light, signal_at(panel, 23.5).buzzes) == ("red", 1)
    panel = take(panel, Light("blue", 60.0), 24.0)
    assert signal_at(take(panel, Light(None, 0.0), 25.0), 26.0).light == "red", "a passing light that is cancelled"


def test_commands_that_are_none_of_ours() -> None:
    assert panel_command({"command": osdp.Command.Output}) is None
    assert panel_command({"command": osdp.Command.LED, "on_color": 99, "off_color": 0}) == Light(None, None)


def test_a_wrong_key_and_the_default_key_find_no_panel(
    make_panel: MakePanel, make_reader: Callable[..., Osdp], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CONNECT_SECONDS", 1.5)
    for key, enforce in ((bytes(16), True), (bytes(16), False), (None, False)):  # another, the default, none
        panel = make_panel(key, enforce=enforce)
        reader = make_reader(panel)
        with pytest.raises(OutputError, match="no panel speaks"):
            reader.open()
        assert not panel.secure()
        with pytest.raises(OutputError):
            reader.send(GRANT)
        reader.close()
        assert panel.reads == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "is missing"),
        ("xyz", "not 32 hexadecimal digits"),
        (KEY.hex()[:-2], "not 32 hexadecimal digits"),
        (DEFAULT_KEY.hex().upper(), "the published default key"),
    ],
)
@pytest.mark.parametrize("install", [False, True])
def test_keys_that_are_refused(tmp_path: Path, content: str | None, words: str, install: bool) -> None:
    if content is not None:
        (tmp_path / "osdp.key").write_text(content)
    elif install:
        pytest.skip("in install mode the panel brings the key")
    reader = Osdp(OsdpSettings(device="/dev/ttyNONE", install=install), tmp_path, on_command=lambda _command: None)
    with pytest.raises(OutputError, match=words):
        reader.open()


@pytest.mark.usefixtures("patient")
def test_in_install_mode_the_panel_gives_a_key_and_no_card_is_sent(
    make_panel: MakePanel, make_reader: Callable[..., Osdp], tmp_path: Path
) -> None:
    panel = make_panel(KEY, enforce=False)
    reader = make_reader(panel, key=None, install=True)
    reader.open()
    until((tmp_path / "osdp.key").exists)
    assert (tmp_path / "osdp.key").read_text() == KEY.hex()
    assert (tmp_path / "osdp.key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(RefusedError, match="install mode"):
        reader.send(GRANT)
    until(panel.secure)
    panel.order(command=osdp.Command.Keyset, type=1, data=DEFAULT_KEY)
    time.sleep(1.0)
    assert (tmp_path / "osdp.key").read_text() == KEY.hex(), "the default key is no key"
    reader.close()
    installed = make_panel(KEY)
    reader = make_reader(installed, key=None)
    reader.open()
    reader.send(GRANT)
    until(lambda: installed.reads)
    assert panel.reads == []


@pytest.mark.slow
@pytest.mark.usefixtures("patient")
def test_a_panel_that_was_away_gets_no_card_from_before(
    make_panel: MakePanel, make_reader: Callable[..., Osdp]
) -> None:
    panel = make_panel(KEY)
    reader = make_reader(panel)
    reader.open()
    until(panel.secure)
    panel.wire.cut = True
    thread = OutputThread(reader, lambda _name, _problem: None)
    thread.start()
    thread.put(GRANT)
    until(lambda: thread.dropped == 1, 40)
    panel.wire.cut = False
    until(panel.secure, 40)
    time.sleep(1.0)
    assert panel.reads == [], "nobody stands there any more"
    thread.put(GRANT)
    until(lambda: len(panel.reads) == 1)
    thread.close()


def test_a_line_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="dialout"):
        SerialPort("/dev/ttyNONE", 9600)
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="no serial line"):
        SerialPort(str(tmp_path / "file"), 9600)


def test_a_facility_code_that_does_not_fit_its_format() -> None:
    with pytest.raises(ValidationError, match="does not fit"):
        OsdpSettings(format=26, facility=256)


@pytest.mark.parametrize(
    ("badges", "read"),
    [
        (("4711",), (12, 4711)),
        (("04A2B1", "9:4711"), (9, 4711)),
        (("70000", "4711"), (12, 4711)),
        (("04A2B1",), None),
        ((), None),
        (("1:2:3", "-1", "٤٧"), None),
    ],
)
def test_the_card_number_is_a_badge_of_the_access_rules(badges: tuple[str, ...], read: tuple[int, int] | None) -> None:
    data = card_read(badges, 26, facility=12)
    assert (decode(26, data) if data else None) == read
