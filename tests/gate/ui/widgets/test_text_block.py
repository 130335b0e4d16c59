"""Paragraphs: wrapped, balanced, cut; in any script."""

from __future__ import annotations

import pytest
from PyQt5.QtWidgets import QApplication

from gate.ui.theme.fonts import font
from gate.ui.widgets.text_block import TextBlock, lay_out

LONG_NAMES = {
    "latin": "Wolfeschlegelsteinhausenbergerdorff " * 14,
    "unbroken": "a" * 500,
    "arabic": "محمد عبد الرحمن " * 31,
    "emoji": "👩‍🚀🌸" * 100,
    "japanese": "寿限無寿限無五劫の擦り切れ" * 38,
}


def lines(block: TextBlock) -> list[str]:
    text = block.layout.text()
    units = text.encode("utf-16-le")
    return [
        units[2 * line.textStart() : 2 * (line.textStart() + line.textLength())].decode("utf-16-le")
        for line in (block.layout.lineAt(i) for i in range(block.layout.lineCount()))
    ]


def test_a_short_text_is_one_line() -> None:
    block = lay_out("Look here", font(40), 600, max_lines=2, centred=False)
    assert lines(block) == ["Look here"]
    assert not block.cut
    assert 40 < block.height < 80
    assert block.indent == 0


@pytest.mark.parametrize("centred", [False, True])
def test_two_lines_are_of_about_the_same_length(centred: bool) -> None:
    text = "The camera will be back by itself. Until then ask reception."
    block = lay_out(text, font(30), 800, max_lines=2, centred=centred)
    first, second = (len(line) for line in lines(block))
    assert abs(first - second) < 15
    assert (block.indent > 0) == centred


@pytest.mark.parametrize("text", LONG_NAMES.values(), ids=LONG_NAMES)
def test_a_long_name_is_cut_with_an_ellipsis_inside_its_room(text: str, app: QApplication) -> None:
    block = lay_out(f"Welcome, \u2068{text.strip()}\u2069", font(60, bold=True), 700, max_lines=2, centred=False)
    assert block.cut
    assert len(lines(block)) == 2
    assert lines(block)[-1].rstrip("\u2069").endswith("…")
    assert all(block.layout.lineAt(i).naturalTextWidth() <= 700 for i in range(2))


def test_a_right_to_left_name_runs_to_the_left_inside_its_sentence() -> None:
    text = "Welcome, \u2068דנה 12\u2069!"
    block = lay_out(text, font(40), 900, max_lines=1, centred=False)
    line = block.layout.lineAt(0)
    (name, _), (digits, _), (mark, _) = (line.cursorToX(text.index(letter)) for letter in "ד1!")
    (comma, _), (end, _) = line.cursorToX(text.index(",")), line.cursorToX(len(text))
    assert comma < digits < name <= mark < end  # the name after the comma, from right to left, and "!" after all of it
