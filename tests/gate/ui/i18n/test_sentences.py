"""The rooms' sentences in the language of the screen: each pattern is one that the code says, and values keep."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import gate
from gate.ui.i18n.languages import speak
from gate.ui.i18n.sentences import _VALUE, SENTENCES, as_sentence, in_language


@pytest.fixture
def _japanese() -> Iterator[None]:
    speak("ja")
    yield
    speak("en")


def said_in_the_code() -> set[str]:
    """Every text below the screens, values as `{}`."""
    room = Path(gate.__file__).parent
    found = set()
    for file in room.rglob("*.py"):
        if "ui" in file.relative_to(room).parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                found.add("".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in node.values))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def test_every_sentence_is_one_that_the_code_says() -> None:
    said = said_in_the_code()
    for text in SENTENCES:
        pattern = _VALUE.sub("{}", text)
        of_a_file = pattern.removeprefix("{} ")  # gate.database puts the file before it
        unclear = pattern.replace("({})", "(U+{})")
        assert {pattern, of_a_file, unclear} & said, text


@pytest.mark.usefixtures("_japanese")
def test_values_keep_and_a_sentence_within_is_translated_too() -> None:
    assert in_language("the account Aino lacks the role enrol") == "アカウント Aino には権限「enrol」がありません"
    said = in_language("the gate refuses: the name or the password is wrong")
    assert said == "ゲートが拒否しました：名前またはパスワードが違います"
    assert "gate/gallery.db に" in in_language("the gallery gate/gallery.db can't be written: the disk is full")
    assert as_sentence("the new password is the old one") == "新しいパスワードが今までと同じです。"


@pytest.mark.usefixtures("_japanese")
def test_what_nobody_has_translated_is_said_as_it_is() -> None:
    assert in_language("the moon is not in") == "the moon is not in"
    assert as_sentence("the moon is not in") == "The moon is not in."


def test_in_english_nothing_changes() -> None:
    assert in_language("the new password is the old one") == "the new password is the old one"
    assert as_sentence("{day} is over: choose a day to come") == "{day} is over: choose a day to come."
