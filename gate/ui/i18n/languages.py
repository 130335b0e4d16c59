"""The languages: one compiled file each in `gate/assets/translations`, found there by name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PyQt5.QtCore import QCoreApplication, QLocale, QTranslator

from gate.ui.errors import UiError

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "translations"
SOURCE = "en"
"""The language of the texts in the code; its file holds the plural forms alone."""


@dataclass(frozen=True)
class Language:
    """One language that the screens speak."""

    code: str
    """ISO 639-1, as in the file's name."""
    name: str
    """In the language itself."""


def languages() -> list[Language]:
    """All that there are, English first."""
    codes = {file.stem.removeprefix("maskgate_") for file in FOLDER.glob("maskgate_*.qm")} | {SOURCE}
    order = sorted(codes, key=lambda code: (code != SOURCE, code))
    return [Language(code, QLocale(code).nativeLanguageName() if code != SOURCE else "English") for code in order]


def speak(code: str) -> None:
    """Change the application's language; windows are told by a LanguageChange event.

    Args:
        code: One of `languages()`; `auto`: the system's, or English where there is no such file.

    Raises:
        UiError: there is no such language, or its file is damaged.
    """
    app = QCoreApplication.instance()
    if app is None:
        raise UiError("no application is running, so that no language can be chosen")
    known = {language.code for language in languages()}
    if code == "auto":
        system = QLocale.system().name().split("_")[0]
        code = system if system in known else SOURCE
    if code not in known:
        raise UiError(f"there is no language {code}: choose one of {', '.join(sorted(known))}")
    if code == spoken() and _installed():  # English needs its file as well, for the plural forms
        return
    translator = QTranslator()
    file = FOLDER / f"maskgate_{code}.qm"
    if not translator.load(str(file)):
        raise UiError(f"the translation {file} is missing or damaged: install MaskGate again")
    for old in _installed():
        app.removeTranslator(old)
        old.setParent(None)
    translator.setObjectName("maskgate")
    translator.setProperty("code", code)
    translator.setParent(app)
    app.installTranslator(translator)


def spoken() -> str:
    """The code of the language that is spoken now."""
    found = _installed()
    return str(found[-1].property("code")) if found else SOURCE


def _installed() -> list[QTranslator]:
    app = QCoreApplication.instance()
    return app.findChildren(QTranslator, "maskgate") if app is not None else []


def locale() -> QLocale:
    """For dates, times and numbers in the language that is spoken now."""
    return QLocale(spoken())
