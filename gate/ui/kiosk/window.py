"""The screen at the door: the live picture, one large state, a few large buttons. It only paints what it is given."""

from __future__ import annotations

import time
from collections.abc import Callable

from PyQt5.QtCore import QEvent, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QCloseEvent, QMouseEvent, QResizeEvent
from PyQt5.QtWidgets import QWidget

from gate.clock import Clock
from gate.ui.i18n.languages import languages, speak, spoken
from gate.ui.i18n.translate import translate
from gate.ui.kiosk.corner import Corner
from gate.ui.kiosk.foot_button import FootButton
from gate.ui.kiosk.options import KioskOptions
from gate.ui.kiosk.panel_banner import PanelBanner
from gate.ui.kiosk.picture import Picture
from gate.ui.kiosk.pin_sheet import PinSheet
from gate.ui.kiosk.privacy_sheet import PrivacySheet
from gate.ui.kiosk.sounds import SOUNDS, Player, Silence
from gate.ui.kiosk.state_panel import StatePanel
from gate.ui.kiosk.states import state_of
from gate.ui.kiosk.texts import message
from gate.ui.kiosk.top_bar import TopBar
from gate.ui.theme.apply import scale_now
from gate.ui.theme.looks import State
from gate.ui.theme.sizes import TOUCH, Sizes
from gate.view import Phase, View

ASKED_SECONDS = 10.0
"""After the gate has asked for a badge or PIN, the pad asks for the PIN alone so long."""


class Kiosk(QWidget):
    """The kiosk's window; works from 800×480 to 4K, in landscape and portrait.

    Signals:
        closed: Somebody closed the window.
        credential: A `Pin` was typed.
        admin_requested: The corner was held: an administrator wants to log in.
    """

    closed = pyqtSignal()
    credential = pyqtSignal(object)
    admin_requested = pyqtSignal()

    def __init__(
        self,
        options: KioskOptions | None = None,
        player: Player | None = None,
        mono: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make the window.

        Args:
            options: What it offers.
            player: Of its tones; None: silence.
            mono: Seconds that never jump.
        """
        super().__init__()
        self.setWindowTitle("MaskGate")
        self.setMinimumSize(320, 240)
        self._options = options or KioskOptions()
        self._player: Player = player or Silence()
        self._mono = mono
        self._language = spoken()
        self._view = View(Phase.STARTING, None)
        self._state: State | None = None
        self._idle_since = mono()
        self._asked_at = float("-inf")
        self._picture = Picture(self)
        self._panel = StatePanel(self)
        self._top = TopBar(self)
        self._top.show_gate(self._options.gate)
        self._banner = PanelBanner(self)
        self.pin_button = FootButton(self)
        self.privacy_button = FootButton(self)
        self.language_button = FootButton(self)
        self._corner = Corner(self)
        self.pin_sheet = PinSheet(self)
        self.privacy_sheet = PrivacySheet(self, self._options.privacy_notice)
        self.pin_button.setVisible(self._options.pin_pad)
        self.language_button.setVisible(len(self._choices()) > 1)
        self.pin_button.clicked.connect(self._ask_pin)
        self.privacy_button.clicked.connect(self.privacy_sheet.come)
        self.language_button.clicked.connect(self._next_language)
        self.pin_sheet.given.connect(self.credential)
        self._corner.held.connect(self.admin_requested)
        for touched in (self._corner.touched, self.pin_sheet.left, self.privacy_sheet.left):
            touched.connect(self._wake)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocus()  # no button wears the ring before somebody uses the keyboard
        self.retranslate()
        self.resize(1280, 720)
        self.show_view(self._view)

    @property
    def resting(self) -> bool:
        """Whether the screen is dim because nobody is there."""
        return self._picture.resting

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A small desktop window."""
        return QSize(1280, 720)

    def show_view(self, view: View) -> None:
        """Show this view from now on. Call it in the screen's thread; others go through `ViewBridge`."""
        had_picture, self._view = self._view.image is not None, view
        state = state_of(view)
        self._rest(state)
        self._picture.show_view(view)
        self._panel.show_state(state, message(view, self._options.reception))
        self._banner.show_signal(view.panel)
        self._top.show_status(view.status, view.lights)
        if state is not self._state:
            self._state = state
            if self._options.sound and state in SOUNDS:
                self._player.play(SOUNDS[state])
            if state is State.ONE_MORE:
                self._asked_at = self._mono()
        if had_picture != (view.image is not None):
            self._arrange()

    def follow(self, clock: Clock) -> None:
        """Show this clock's time instead of the machine's."""
        self._top.follow(clock)

    def retranslate(self) -> None:
        """Take the texts of the language that is spoken now."""
        self.pin_button.say(translate("KioskWindow", "Badge or PIN"))
        self.privacy_button.say(translate("KioskWindow", "Privacy"))
        if len(self._choices()) > 1:
            self.language_button.say(self._next()[1])
        self.pin_sheet.retranslate()
        self.privacy_sheet.retranslate()
        self._panel.show_state(state_of(self._view), message(self._view, self._options.reception))
        self._top.retranslate()
        self._arrange()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        if event is not None and event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def mousePressEvent(self, _event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """A touch anywhere wakes the screen."""
        self._wake()

    def resizeEvent(self, _event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Place everything for the new size."""
        self._arrange()

    def closeEvent(self, _event: QCloseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Tell whoever runs the window."""
        self.closed.emit()

    def _rest(self, state: State) -> None:
        """Dim after a while without anybody, and speak the first language again."""
        now, sheets = self._mono(), (self.pin_sheet, self.privacy_sheet)
        if state is not State.IDLE or any(not sheet.isHidden() for sheet in sheets):
            self._idle_since = now
        resting = bool(self._options.dim_seconds) and now - self._idle_since >= self._options.dim_seconds
        if resting != self._picture.resting:
            self._picture.resting = resting
            if resting and spoken() != self._language:
                speak(self._language)
            self._arrange()
            self._picture.update()

    def _wake(self) -> None:
        self._idle_since = self._mono()
        self._rest(state_of(self._view))

    def _ask_pin(self) -> None:
        self._wake()
        self.pin_sheet.ask(named=self._mono() - self._asked_at < ASKED_SECONDS)

    def _choices(self) -> list[tuple[str, str]]:
        known = {language.code: language.name for language in languages()}
        return [(code, known[code]) for code in self._options.languages if code in known]

    def _next(self) -> tuple[str, str]:
        choices = self._choices()
        codes = [code for code, _ in choices]
        place = codes.index(spoken()) if spoken() in codes else -1
        return choices[(place + 1) % len(choices)]

    def _next_language(self) -> None:
        self._wake()
        speak(self._next()[0])

    def _arrange(self) -> None:
        sizes = Sizes(min(self.width(), self.height()))
        whole, margin = self.rect(), sizes.margin
        width, height = whole.width(), whole.height()
        self._picture.setGeometry(whole)
        self._top.setGeometry(0, 0, width, sizes.share(15))
        self._banner.setGeometry(0, 0, width, sizes.share(9))
        self._corner.setGeometry(0, 0, sizes.share(18), sizes.share(18))
        for sheet in (self.pin_sheet, self.privacy_sheet):
            sheet.setGeometry(whole)
        foot = self._arrange_buttons(sizes)
        pictured = self._view.image is not None and not self.resting
        if pictured:
            tall = sizes.share(31 if width > height else 61)
            self._panel.setGeometry(margin, foot - tall - margin // 2, width - 2 * margin, tall)
        else:
            self._panel.setGeometry(margin, sizes.share(15), width - 2 * margin, foot - sizes.share(15) - margin)
        self._panel.set_form(sizes, card=pictured)

    def _arrange_buttons(self, sizes: Sizes) -> int:
        """Put the buttons side by side at the lower edge; gives where they begin."""
        tall, gap = max(sizes.share(11.5), round(TOUCH * min(scale_now(), 1.0))), sizes.margin // 2
        top = self.height() - tall - sizes.margin // 2
        shown = [b for b in (self.pin_button, self.privacy_button, self.language_button) if not b.isHidden()]
        if not shown:
            return self.height()
        wide = (self.width() - 2 * sizes.margin - gap * (len(shown) - 1)) // len(shown)
        for place, button in enumerate(shown):
            button.setGeometry(sizes.margin + place * (wide + gap), top, wide, tall)
        return top
