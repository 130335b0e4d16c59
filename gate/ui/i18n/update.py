"""`python -m gate.ui.i18n.update [CODE…]`: brings the translations up to date with the code, and compiles them.

Finds the texts with PyQt5's pylupdate and compiles with Qt's lrelease (Debian: `qttools5-dev-tools`). A code that
has no file yet begins a language.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from gate.ui.i18n.languages import FOLDER

ROOM = Path(__file__).resolve().parents[1]


def update(folder: Path, new: Sequence[str] = ()) -> list[Path]:
    """Write the texts of the code into every `.ts` file of a folder; translations that fit are kept.

    Args:
        folder: Of the files.
        new: Codes of languages that begin.

    Returns:
        The files.
    """
    files = sorted({*folder.glob("maskgate_*.ts"), *(folder / f"maskgate_{code}.ts" for code in new)})
    sources = sorted(ROOM.rglob("*.py"))
    command = [sys.executable, "-m", "PyQt5.pylupdate_main", "-noobsolete", *map(str, sources), "-ts", *map(str, files)]
    subprocess.run(command, check=True, cwd=ROOM)
    for file in files:  # where a text stands in the code changes too often to be worth keeping
        text = re.sub(r"^\s*<location [^>]*/>\n", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
        language = file.stem.removeprefix("maskgate_")
        text = re.sub(r'<TS version="2.1"[^>]*>', f'<TS version="2.1" language="{language}" sourcelanguage="en">', text)
        file.write_text(text.rstrip() + "\n", encoding="utf-8")
    return files


def compiled(file: Path, lrelease: str) -> None:
    """Compile a `.ts` file beside itself."""
    subprocess.run([lrelease, "-silent", str(file), "-qm", str(file.with_suffix(".qm"))], check=True)


def main() -> None:
    """Update and compile everything."""
    lrelease = shutil.which("lrelease") or shutil.which("lrelease-qt5")
    if lrelease is None:
        sys.exit("lrelease is not installed: apt install qttools5-dev-tools")
    for file in update(FOLDER, sys.argv[1:]):
        compiled(file, lrelease)
        unfinished = file.read_text(encoding="utf-8").count('type="unfinished"')
        print(f"{file.name}: {unfinished} texts are not translated")


if __name__ == "__main__":
    main()
