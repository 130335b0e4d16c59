"""Every text of the screens is one that the translators get to see."""

from __future__ import annotations

import ast
import xml.etree.ElementTree as ET
from pathlib import Path

import gate.ui
from gate.ui.i18n.languages import FOLDER

ROOM = Path(gate.ui.__file__).parent


def test_the_finder_of_texts_has_found_all_of_them() -> None:
    """It overlooks calls with a trailing comma, texts in pieces, and plurals of anything but a plain name."""
    tree = ET.parse(FOLDER / "maskgate_en.ts")  # our own file
    known = {(c.findtext("name"), m.findtext("source")) for c in tree.iter("context") for m in c.iter("message")}
    for file in sorted(ROOM.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "translate"
            if named and all(isinstance(one, ast.Constant) for one in node.args[:2]):
                text = tuple(one.value for one in node.args[:2])
                assert text in known, f"{file.name}: the translators don't see {text}"
