from __future__ import annotations

import json
from pathlib import Path

import pytest

from engines.builtin import BUILTINS
from engines.card import card_path, file_digest, read_card, write_card
from engines.errors import ModelError


def test_round_trip(tiny: Path) -> None:
    card = read_card(card_path(tiny))
    write_card(tiny.parent / "again.card.json", card)
    assert read_card(tiny.parent / "again.card.json") == card
    assert json.loads(card_path(tiny).read_text())["schema"] == 1


@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_shipped_cards_are_valid(name: str) -> None:
    card = BUILTINS[name].card
    assert card.name == name
    assert card.derived_from == BUILTINS[name].source_digest
    if card.kind == "recogniser":
        assert card.template_space == card.digest
        assert card.preprocessing.alignment is not None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "can't be read"),
        ("{", "can't be read"),
        ("[]", "not valid"),
        ('{"name": "x"}', "kind"),
        ("\x00\xff", "can't be read"),
    ],
)
def test_a_bad_card_is_one_sentence(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "m.card.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ModelError, match=message) as caught:
        read_card(path)
    assert "\n" not in str(caught.value)


def test_an_unknown_key_is_named(tiny: Path) -> None:
    data = json.loads(card_path(tiny).read_text())
    card_path(tiny).write_text(json.dumps({**data, "thresold": 0.3}))
    with pytest.raises(ModelError, match="thresold"):
        read_card(card_path(tiny))


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="missing"):
        read_card(tmp_path / "none.card.json")


def test_digest_of_a_known_text(tmp_path: Path) -> None:
    (tmp_path / "abc").write_bytes(b"abc")
    assert file_digest(tmp_path / "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
