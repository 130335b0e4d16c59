"""The compiled languages are those of the code, complete, and every letter of them is in the shipped fonts."""

from __future__ import annotations

import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import QCoreApplication, QTranslator
from PyQt5.QtGui import QFontMetrics
from PyQt5.QtWidgets import QApplication

from gate.ui.errors import UiError
from gate.ui.i18n.languages import FOLDER, languages, speak, spoken
from gate.ui.i18n.translate import isolated, translate
from gate.ui.i18n.update import compiled, update
from gate.ui.theme.fonts import FALLBACKS, FAMILY, font

FILES = sorted(FOLDER.glob("maskgate_*.ts"))
Text = tuple[str, str, bool, tuple[str, ...]]


@pytest.fixture(autouse=True)
def _english(app: QApplication) -> Iterator[None]:
    yield
    speak("en")


def texts(file: Path) -> list[Text]:
    """Context, source, whether it has plural forms, translations."""
    found = []
    for context in ET.parse(file).iter("context"):  # our own file
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
            plural = message.get("numerus") == "yes"
            found.append((context.findtext("name") or "", message.findtext("source") or "", plural, tuple(forms)))
    return found


def test_the_files_hold_the_texts_of_the_code(tmp_path: Path) -> None:
    for file in FILES:
        shutil.copy(file, tmp_path)
    for file in update(tmp_path):
        assert sorted(texts(file)) == sorted(texts(FOLDER / file.name)), "run `make translations`"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_compiled_file_says_what_the_source_says(file: Path, app: QApplication) -> None:
    translator = QTranslator()
    assert translator.load(str(file.with_suffix(".qm")))
    app.installTranslator(translator)
    try:
        for context, source, plural, forms in texts(file):
            if not plural and forms[0]:
                assert QCoreApplication.translate(context, source) == forms[0], "run `make translations`"
    finally:
        app.removeTranslator(translator)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_lrelease_makes_the_same_file(file: Path, tmp_path: Path, program: Callable[[str], str]) -> None:
    copy = Path(shutil.copy(file, tmp_path))
    compiled(copy, program("lrelease"))
    assert copy.with_suffix(".qm").read_bytes() == file.with_suffix(".qm").read_bytes(), "run `make translations`"


@pytest.mark.parametrize("file", [file for file in FILES if file.stem != "maskgate_en"], ids=lambda file: file.stem)
def test_nothing_is_left_untranslated_and_values_keep_their_places(file: Path) -> None:
    for _context, source, _plural, forms in texts(file):
        for form in forms:
            assert form, f"{file.name} does not translate: {source}"
            for value in (
                "{name}",
                "{state}",
                "{how}",
                "{step}",
                "{steps}",
                "{total}",
                "{version}",
                "{licence}",
                "%n",
                "{cosine}",
                "{threshold}",
                "{other}",
                "{model}",
                "{file}",
            ):
                assert (value in form) == (value in source), form


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
@pytest.mark.parametrize("bold", [False, True])
def test_every_text_has_glyphs_in_the_shipped_fonts(file: Path, bold: bool) -> None:
    metrics = []
    for family in (FAMILY, *FALLBACKS):
        wanted = font(40, bold=bold)
        wanted.setFamily(family)
        metrics.append(QFontMetrics(wanted))
    for _context, source, _plural, forms in texts(file):
        for letter in "".join((source, *forms)):
            assert letter.isspace() or any(one.inFont(letter) for one in metrics), (letter, source)


def test_english_and_japanese_are_there_and_plurals_work() -> None:
    assert [language.name for language in languages()][:2] == ["English", "日本語"]
    speak("ja")
    assert translate("PinPad", "%n digits typed", None, 3) == "3 桁入力済み"


def test_english_has_its_singular_from_the_start(app: QApplication) -> None:
    for translator in app.findChildren(QTranslator, "maskgate"):
        app.removeTranslator(translator)
        translator.setParent(None)
    speak("en")
    assert translate("PinPad", "%n digits typed", None, 1) == "1 digit typed"
    assert translate("PinPad", "%n digits typed", None, 2) == "2 digits typed"


def test_a_language_that_is_not_there_is_said() -> None:
    with pytest.raises(UiError, match="there is no language xx"):
        speak("xx")
    speak("auto")
    assert spoken() in {language.code for language in languages()}


def test_a_third_language_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lrelease = shutil.which("lrelease")
    if lrelease is None:
        pytest.skip("needs lrelease")
    for file in FOLDER.glob("maskgate_*"):
        shutil.copy(file, tmp_path)
    ts = tmp_path / "maskgate_de.ts"
    text = (FOLDER / "maskgate_ja.ts").read_text(encoding="utf-8").replace("カメラの前へどうぞ", "Bitte näher treten")
    ts.write_text(text.replace('language="ja"', 'language="de"'), encoding="utf-8")
    compiled(ts, lrelease)
    monkeypatch.setattr("gate.ui.i18n.languages.FOLDER", tmp_path)
    assert "Deutsch" in [language.name for language in languages()]
    speak("de")
    assert translate("Kiosk", "Step up to the camera") == "Bitte näher treten"


def test_a_name_is_one_line_of_its_own_direction() -> None:
    assert isolated(" דנה \n כהן ") == "\u2068דנה כהן\u2069"
