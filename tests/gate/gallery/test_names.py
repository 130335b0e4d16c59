from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.gallery.errors import GalleryError
from gate.gallery.names import MAX_LENGTH, name_key, tidy_name


@pytest.mark.parametrize(
    "name",
    [
        "Anna Berg",
        "Анна Бергман",
        "محمد علي",
        "שרה כהן",
        "山田太郎",
        "김민수",
        "नेहा शर्मा",
        "می\u200cخواهم",
        "👩\u200d🔬 Zoë",
        "O’Brien-Łuk",
    ],
)
def test_names_of_any_script_are_kept(name: str) -> None:
    assert tidy_name(f"  {name} ") == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("", "empty"),
        (" \t ", "empty"),
        ("\u200b\u200d", "empty"),
        ("a" * 201, "201 characters"),
        ("ä" * 500, "500 characters"),
        ("An\x00na", "U\\+0000"),
        ("An\nna", "U\\+000A"),
        ("An\x1b[2Jna", "U\\+001B"),
        ("An\u2028na", "line break"),
        ("An\u202ena", "direction"),
        ("An\u2066na", "direction"),
        ("An\udcffna", "broken text"),
    ],
)
def test_names_that_no_screen_can_show_are_refused_in_one_sentence(name: str, fault: str) -> None:
    with pytest.raises(GalleryError, match=fault) as caught:
        tidy_name(name)
    assert str(caught.value).isprintable()


def test_two_hundred_characters_are_enough() -> None:
    assert len(tidy_name("ä" * MAX_LENGTH)) == MAX_LENGTH
    assert len(tidy_name("a\u0308" * MAX_LENGTH)) == MAX_LENGTH, "counted after composition"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Åsa", "A\u030aSA"),
        ("Straße", "STRASSE"),
        (" Anna  Berg", "anna berg "),
        ("An\u200bna", "Anna"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Anna", "Ann"), ("Anna", "Änna"), ("Anna Berg", "AnnaBerg"), ("山田", "山本")]
)
def test_different_names(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@given(st.text(max_size=30))
def test_the_key_sees_neither_composition_nor_tidying(name: str) -> None:
    assert (
        name_key(unicodedata.normalize("NFD", name)) == name_key(name) == name_key(unicodedata.normalize("NFC", name))
    )
    try:
        tidy = tidy_name(name)
    except GalleryError:
        return
    assert tidy_name(tidy) == tidy
    assert name_key(tidy) == name_key(name)
    assert name_key(name)
