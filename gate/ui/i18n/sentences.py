"""What the rooms below say, in the language of the screen: their sentences are English, known here by pattern.

A sentence that is not listed stays English. A test holds each pattern against the code that says it.
"""

from __future__ import annotations

import re
from functools import cache

from PyQt5.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

# fmt: off
SENTENCES: tuple[str, ...] = (
    QT_TRANSLATE_NOOP("Rooms", "you are logged out: log in again"),
    QT_TRANSLATE_NOOP("Rooms", "the account was changed meanwhile: log in again"),
    QT_TRANSLATE_NOOP("Rooms", "choose a password of your own first"),
    QT_TRANSLATE_NOOP("Rooms", "the account {account} lacks the role {role}"),
    QT_TRANSLATE_NOOP("Rooms", "the name or the password is wrong"),
    QT_TRANSLATE_NOOP("Rooms", "the new password is the old one"),
    QT_TRANSLATE_NOOP("Rooms", "a password has {n} to 256 characters"),
    QT_TRANSLATE_NOOP("Rooms", "there are administrators already: log in"),
    QT_TRANSLATE_NOOP("Rooms", "an administrator without a role can do nothing: give one"),
    QT_TRANSLATE_NOOP("Rooms", "somebody must be left with the role manage"),
    QT_TRANSLATE_NOOP("Rooms", "somebody else has changed the account {account} meanwhile: look at it again"),
    QT_TRANSLATE_NOOP("Rooms", "{file} hold this name or number already"),
    QT_TRANSLATE_NOOP("Rooms", "this person is no longer enrolled: somebody else has removed them"),
    QT_TRANSLATE_NOOP("Rooms", "the validity ends before it begins"),
    QT_TRANSLATE_NOOP("Rooms", "a schedule without hours lets nobody in: add some"),
    QT_TRANSLATE_NOOP("Rooms", "{word} is no day: write it like 2026-12-24"),
    QT_TRANSLATE_NOOP("Rooms", "somebody else has changed the rules meanwhile: look at them again; nothing was changed now"),  # noqa: E501 - the finder wants it in one
    QT_TRANSLATE_NOOP("Rooms", "this group is gone: somebody else has removed it"),
    QT_TRANSLATE_NOOP("Rooms", "this schedule is gone: somebody else has removed it"),
    QT_TRANSLATE_NOOP("Rooms", "the name is empty: give the person a name"),
    QT_TRANSLATE_NOOP("Rooms", "the name has {n} characters: {most} are the most"),
    QT_TRANSLATE_NOOP("Rooms", "the name contains {fault} ({code}): leave it out"),
    QT_TRANSLATE_NOOP("Rooms", "somebody of this name is enrolled already"),
    QT_TRANSLATE_NOOP("Rooms", "{day} is over: choose a day to come"),
    QT_TRANSLATE_NOOP("Rooms", "this badge is {name}'s: choose another one"),
    QT_TRANSLATE_NOOP("Rooms", "a badge number has 1 to 64 letters, digits, colons, dots or hyphens"),
    QT_TRANSLATE_NOOP("Rooms", "a group that was chosen is there no more: go back and choose again"),
    QT_TRANSLATE_NOOP("Rooms", "{file} shows {found}, but enrolment needs exactly one: choose another picture"),
    QT_TRANSLATE_NOOP("Rooms", "the face in {file} does not look like the same person as the others (cosine {cosine}, at least {threshold} is needed): leave it out or take it again"),  # noqa: E501 - the finder wants it in one
    QT_TRANSLATE_NOOP("Rooms", "the face in {file} is not good enough to enrol (quality {quality}, at least {least} is needed): take the picture again, nearer, sharper and frontal"),  # noqa: E501 - the finder wants it in one
    QT_TRANSLATE_NOOP("Rooms", "the folder {folder} can't be read: {error}"),
    QT_TRANSLATE_NOOP("Rooms", "there is no photograph in {folder}: {kinds} are looked for"),
    QT_TRANSLATE_NOOP("Rooms", "no photographs for: {names}; add them, or go on without these people"),
    QT_TRANSLATE_NOOP("Rooms", "the list {file} can't be read: {error}"),
    QT_TRANSLATE_NOOP("Rooms", "the list {file} is no CSV in UTF-8: {error}"),
    QT_TRANSLATE_NOOP("Rooms", "the list {file} lacks the column {column}: it needs {columns}"),
    QT_TRANSLATE_NOOP("Rooms", "this line names no photograph"),
    QT_TRANSLATE_NOOP("Rooms", "this line names no consent: nobody is enrolled without"),
    QT_TRANSLATE_NOOP("Rooms", "{day} is no day: write it as 2027-01-31"),
    QT_TRANSLATE_NOOP("Rooms", "{camera} is over before all pictures were taken"),
    QT_TRANSLATE_NOOP("Rooms", "{camera} gives no picture"),
    QT_TRANSLATE_NOOP("Rooms", "{camera} has not answered for {n} s"),
    QT_TRANSLATE_NOOP("Rooms", "{camera} gives black pictures"),
    QT_TRANSLATE_NOOP("Rooms", "{camera} repeats one picture"),
    QT_TRANSLATE_NOOP("Rooms", "no gate runs in {folder}: start it with `gate run`"),
    QT_TRANSLATE_NOOP("Rooms", "the gate refuses: {reason}"),
    QT_TRANSLATE_NOOP("Rooms", "the running gate does not answer"),
    QT_TRANSLATE_NOOP("Rooms", "{file} can't be written: the disk is full"),
    QT_TRANSLATE_NOOP("Rooms", "{file} can't be read or written: the disk is full or failing"),
    QT_TRANSLATE_NOOP("Rooms", "{file} can't be written: look at the permissions of the file and its folder"),
    QT_TRANSLATE_NOOP("Rooms", "{file} is in use by another process: try again"),
    QT_TRANSLATE_NOOP("Rooms", "{file} is damaged: restore a backup"),
    QT_TRANSLATE_NOOP("Rooms", "the settings {file} can't be written: {error}"),
)
# fmt: on
"""A value stands as `{name}`."""

_VALUE = re.compile(r"\{(\w+)\}")


def in_language(sentence: str) -> str:
    """A room's sentence in the language that is spoken now."""
    for text in SENTENCES:
        if match := _pattern(text).fullmatch(sentence):
            said = QCoreApplication.translate("Rooms", text)
            for name, value in match.groupdict().items():
                said = said.replace(f"{{{name}}}", in_language(value))
            return said
    return sentence


def as_sentence(text: str) -> str:
    """A room's sentence as it stands by itself: in the language of the screen, with a capital and a full stop."""
    said = in_language(text)
    return said[:1].upper() + said[1:] + ("" if said.endswith((".", "。")) else "." if said.isascii() else "。")


@cache
def _pattern(text: str) -> re.Pattern[str]:
    parts = _VALUE.split(text)  # words and names by turns
    literal = [re.escape(part) if place % 2 == 0 else f"(?P<{part}>.+?)" for place, part in enumerate(parts)]
    return re.compile("".join(literal), re.DOTALL)
