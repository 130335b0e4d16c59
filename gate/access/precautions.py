"""What is unwise about a door's settings, in words. Pure: whoever examines a gate shows it."""

from __future__ import annotations

from collections.abc import Iterator

from gate.access.settings import LOOPBACK, DoorSettings, OutputsSettings


def precautions(door: DoorSettings, outputs: OutputsSettings) -> Iterator[str]:
    """One sentence for each thing, with what mends it."""
    wired = {"gpio": door.gpio, "modbus": door.modbus}.get(door.line)
    if door.side == "unsecured":
        on_board = [name for name in ("door", "exit", "emergency") if wired and getattr(wired, name) is not None]
        if wired:
            yield (
                f"the lock's relay ({door.line}) is wired to a device on the unsecured side: whoever opens its case "
                "opens the door; move the relay to the secured side, or let a panel drive it over [outputs.osdp]"
            )
        if "exit" in on_board:
            yield (
                "the exit button's wires end in a device on the unsecured side: whoever opens its case can press it; "
                "move them to the secured side"
            )
        if outputs.osdp is None and not wired:
            yield "a device on the unsecured side should speak to a panel by OSDP: set up [outputs.osdp]"
    if door.line == "simulated" and outputs.osdp is None:
        yield "the line is simulated: no lock moves; set [door] line to gpio or modbus, or set up [outputs.osdp]"
    if door.line == "modbus" and door.modbus.timed == "no":
        yield (
            "the Modbus board does not time its pulses: cut off while the door is unlocked, it stays unlocked; "
            "set [door.modbus] timed if the board can"
        )
    if outputs.osdp and outputs.osdp.install:
        yield "OSDP is in install mode, in which no card is sent: set [outputs.osdp] install = false when it has a key"
    if outputs.mqtt and not outputs.mqtt.tls and outputs.mqtt.host not in LOOPBACK:
        yield f"MQTT to {outputs.mqtt.host} is not encrypted: set [outputs.mqtt] tls = true"
    if outputs.mqtt and outputs.mqtt.commands:
        yield (
            f"whoever may write {outputs.mqtt.topic}/command on the broker opens the door: "
            "restrict that topic to the operators"
        )
