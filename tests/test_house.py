"""The layout shows the architecture: imports point one way, heavy ones are lazy, and only the screens know Qt."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("gate", "trainer", "engines", "calibration")

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "engines": (),
    "gate.clock": (),
    "gate.database": (),
    "gate.view": ("gate.access.reasons", "gate.access.panel", "gate.vision.quality_gate"),
    "gate.capture": (),
    "gate.vision": ("engines",),
    "gate.gallery": ("engines", "gate.vision", "gate.clock", "gate.database"),
    "gate.access": (
        *("engines.operating_point", "engines.card", "engines.errors"),
        *("gate.clock", "gate.database", "gate.gallery.names"),
    ),
    "gate.supervise": ("gate.access",),
    "gate.settings": ("engines", "gate.access"),
    "gate.service": ("engines", "gate"),
    "gate.ui": ("engines", "gate"),
    "gate": ("engines", "gate"),
    "calibration": ("engines", "gate.vision"),
    "trainer": ("engines", "gate.vision", "calibration"),
}
"""The design's table: a module obeys the longest entry that its name begins with; its own room is always allowed."""

LAZY = {"torch", "tensorrt", "tensorrt_rtx", "cuda", "pycuda", "gpiod", "paho", "pymodbus", "osdp", "PyQt5"}
LAZY |= {"matplotlib", "jinja2"}


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def _top_level_imports(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom, ast.Try)):
            yield from _imports(node)


def _within(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


MODULES = dict(_modules())


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_one_way(module: str) -> None:
    room = max((r for r in MAY_IMPORT if _within(module, r)), key=len)
    allowed = (*MAY_IMPORT[room], room)
    for name in _imports(MODULES[module]):
        if name.split(".")[0] not in PACKAGES:
            continue
        if module == "engines.build_engine" and name.split(".")[0] in {"calibration", "gate"}:
            continue  # the one command that may reach up, lazily
        assert any(_within(name, a) for a in allowed), f"{module} must not import {name}"
        screens = _within(name, "gate.ui") and name != "gate.ui.errors"
        assert room == "gate.ui" or not screens or _is_lazy(module, name), f"{module} must import {name} lazily"


def _is_lazy(module: str, name: str) -> bool:
    return name not in set(_top_level_imports(MODULES[module]))


@pytest.mark.parametrize("module", MODULES)
def test_heavy_imports_are_lazy(module: str) -> None:
    top = {name.split(".")[0] for name in _top_level_imports(MODULES[module])}
    allowed = {"PyQt5"} if _within(module, "gate.ui") else {"torch"} if _within(module, "trainer") else set()
    assert not top & (LAZY - allowed)
    if not _within(module, "gate.ui"):
        assert not any(name.startswith("PyQt5") for name in _imports(MODULES[module]))
    if _within(module, "gate"):
        assert not any(name.split(".")[0] == "torch" for name in _imports(MODULES[module]))


@pytest.mark.parametrize("module", [name for name in MODULES if _within(name, "gate")])
def test_every_gallery_is_opened_with_its_keys(module: str) -> None:
    """Only the gallery's own room, and the vault, may open one in a store of their choice."""
    if _within(module, "gate.gallery") or module == "gate.vault":
        return
    for node in ast.walk(MODULES[module]):
        opens = isinstance(node, ast.Attribute) and node.attr == "open" and isinstance(node.value, ast.Name)
        assert not (opens and node.value.id == "Gallery"), f"{module} must use gate.vault.open_gallery"


def test_the_gates_command_starts_without_torch_or_qt() -> None:
    code = "import sys, gate.cli; sys.exit(bool({'torch', 'PyQt5', 'onnx', 'scipy.stats'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
