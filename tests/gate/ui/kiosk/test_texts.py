"""Every state and reason has words, they say what to do, the fonts have their letters, and names keep their script."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import QCoreApplication, QTranslator
from PyQt5.QtGui import QFontMetrics, QRawFont
from PyQt5.QtWidgets import QApplication

from gate.access.reasons import GRANTS, Reason
from gate.ui.kiosk.texts import message
from gate.ui.theme.fonts import FALLBACKS, FAMILY, font
from gate.view import Phase, View

REFUSALS = [reason for reason in Reason if reason not in GRANTS]


def said(phase: Phase, reason: Reason | None = None, person: str | None = None) -> tuple[str, str]:
    shown = message(View(phase, None, reason=reason, person=person))
    return shown.headline, shown.detail


@pytest.mark.parametrize("phase", Phase)
def test_every_phase_has_a_headline_and_a_sentence(phase: Phase) -> None:
    headline, detail = said(phase)
    assert headline
    assert not headline.endswith(".")
    assert detail.endswith(".")


@pytest.mark.parametrize("reason", REFUSALS)
def test_every_refusal_says_what_to_do_next(reason: Reason) -> None:
    headline, detail = said(Phase.REFUSED, reason)
    assert len(headline) <= 28  # one line, read in a second
    assert any(word in detail.lower() for word in ("ask", "look", "come", "step", "wait")), detail
    assert "welcome" not in headline.lower()


def test_states_are_told_apart_by_their_words() -> None:
    headlines = [said(phase)[0] for phase in Phase]
    assert len(set(headlines)) == len(headlines)


def test_no_code_of_the_program_is_shown() -> None:
    for reason in REFUSALS:
        assert "_" not in "".join(said(Phase.REFUSED, reason))


def test_a_grant_welcomes_by_name_and_a_reason_never_changes_it() -> None:
    assert said(Phase.GRANTED, person="Ada")[0] == "Welcome, \u2068Ada\u2069"
    assert said(Phase.GRANTED, Reason.NOT_RECOGNISED, "Ada")[0] == "Welcome, \u2068Ada\u2069"
    assert said(Phase.GRANTED)[0] == "Welcome"


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.GRANTED])
def test_a_name_is_shown_only_with_a_grant(phase: Phase) -> None:
    assert "Ada" not in "".join(said(phase, person="Ada"))


def test_a_name_keeps_braces_and_loses_line_breaks() -> None:
    assert said(Phase.GRANTED, person="A{name}\n%1 B")[0] == "Welcome, \u2068A{name} %1 B\u2069"


class _Shouting(QTranslator):
    def translate(self, context: str, source: str, _comment: str | None = None, _n: int = -1) -> str:
        return source.upper().replace("{NAME}", "{name}") if context == "Kiosk" else ""

    def isEmpty(self) -> bool:  # noqa: N802
        return False


def test_every_text_goes_through_qts_translation() -> None:
    translator = _Shouting()
    QCoreApplication.installTranslator(translator)
    try:
        for phase in Phase:
            for reason in (None, *Reason):
                headline, detail = said(phase, reason)
                assert headline.isupper()
                assert detail.isupper()
        assert said(Phase.GRANTED, person="Ada")[0] == "WELCOME, \u2068Ada\u2069"
    finally:
        QCoreApplication.removeTranslator(translator)


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize(
    ("family", "letters"),
    [
        (FAMILY, "Welcome, Zoë Ångström Łukasz Đặng Ελένη Юлия · … ’"),
        ("Noto Sans CJK JP", "ようこそ、髙橋 渡邉 齋藤 優太 さん。顔を認識できません"),
        ("Noto Sans Hebrew", "דנה"),
        ("Noto Sans Arabic", "محمد"),
        ("Noto Sans Devanagari", "अनिता"),
        ("Noto Sans Thai", "สมชาย"),
    ],
)
def test_the_projects_own_fonts_have_the_letters(family: str, letters: str, bold: bool) -> None:
    assert family in (FAMILY, *FALLBACKS)
    wanted = font(40, bold=bold)
    wanted.setFamily(family)
    raw = QRawFont.fromFont(wanted)
    assert raw.familyName().split(",")[0] == family
    assert all(raw.supportsCharacter(letter) for letter in letters if not letter.isspace())


def test_every_shown_text_has_glyphs(app: QApplication) -> None:
    metrics = QFontMetrics(font(40, bold=True))
    for phase in Phase:
        for reason in (None, *Reason):
            assert all(metrics.inFont(letter) for letter in "".join(said(phase, reason)))
