"""Short tones with what the screen says, for those who don't look at it. Without an audio device it is silent."""

from __future__ import annotations

import logging
from enum import Enum
from typing import Protocol

import numpy as np
from PyQt5.QtCore import QBuffer, QByteArray, QIODevice, QObject

from gate.ui.theme.looks import State

log = logging.getLogger(__name__)

RATE = 22_050
"""Samples a second, mono, 16 bits."""


class Tone(Enum):
    """Notes in Hz, each 0.13 s: up is yes, down is no, one is a call."""

    YES = (659.0, 880.0)
    NO = (330.0, 247.0)
    CALL = (587.0,)
    ALARM = (880.0, 587.0, 880.0, 587.0)


SOUNDS: dict[State, Tone] = {
    State.WELCOME: Tone.YES,
    State.REFUSED: Tone.NO,
    State.NOT_ALIVE: Tone.NO,
    State.NOT_NOW: Tone.NO,
    State.ONE_MORE: Tone.CALL,
    State.TURN_LEFT: Tone.CALL,
    State.TURN_RIGHT: Tone.CALL,
    State.LOOK_UP: Tone.CALL,
    State.LOOK_DOWN: Tone.CALL,
    State.TILT_LEFT: Tone.CALL,
    State.TILT_RIGHT: Tone.CALL,
    State.ONE_AT_A_TIME: Tone.CALL,
    State.DOOR_HELD: Tone.ALARM,
}
"""States that are heard; the others are only seen, so that the kiosk does not chatter."""


class Player(Protocol):
    """Plays a tone, and does not wait."""

    def play(self, tone: Tone) -> None:
        """Begin it; one that still sounds ends."""
        ...


class Silence:
    """Plays nothing."""

    def play(self, tone: Tone) -> None:
        """Do nothing."""


def samples(tone: Tone) -> bytes:
    """The tone as 16-bit PCM: soft sines that fade out, no clicks."""
    seconds = 0.13
    time = np.arange(round(RATE * seconds)) / RATE
    envelope = np.minimum(time / 0.01, 1.0) * np.minimum((seconds - time) / 0.06, 1.0)
    notes = [np.sin(2 * np.pi * pitch * time) * envelope for pitch in tone.value]
    return (np.concatenate(notes) * 0.35 * 32767).astype("<i2").tobytes()


def open_player(parent: QObject) -> Player:
    """A player on the default device; where there is none, or QtMultimedia can't be loaded, silence, said once."""
    try:
        from PyQt5.QtMultimedia import QAudioDeviceInfo, QAudioFormat, QAudioOutput
    except ImportError as error:
        log.info("no sounds: QtMultimedia can't be loaded (%s)", error)
        return Silence()
    device = QAudioDeviceInfo.defaultOutputDevice()
    wanted = QAudioFormat()
    wanted.setSampleRate(RATE)
    wanted.setChannelCount(1)
    wanted.setSampleSize(16)
    wanted.setCodec("audio/pcm")
    wanted.setByteOrder(QAudioFormat.Endian.LittleEndian)
    wanted.setSampleType(QAudioFormat.SampleType.SignedInt)
    if device.isNull() or not device.isFormatSupported(wanted):
        log.info("no sounds: there is no audio device")
        return Silence()
    return _DevicePlayer(QAudioOutput(device, wanted, parent), parent)


class _AudioOutput(Protocol):
    def start(self, device: QIODevice) -> None: ...
    def stop(self) -> None: ...


class _DevicePlayer:
    def __init__(self, output: _AudioOutput, parent: QObject) -> None:
        self._output = output
        self._buffer = QBuffer(parent)

    def play(self, tone: Tone) -> None:
        self._output.stop()
        self._buffer.close()
        self._buffer.setData(QByteArray(samples(tone)))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._output.start(self._buffer)
