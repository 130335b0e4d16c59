"""What the kiosk says: a headline and what to do next, for every state and every reason."""

from __future__ import annotations

from dataclasses import dataclass

from gate.ui.i18n.translate import isolated, translate
from gate.ui.kiosk.states import state_of
from gate.ui.kiosk.wording import ADVICE, CONTACT, REASONS, STATES, STEP, WELCOME_NAME
from gate.ui.theme.looks import LOOKS, State
from gate.ui.theme.tokens import Tone
from gate.view import Phase, View


@dataclass(frozen=True)
class Message:
    """What is shown large."""

    headline: str
    detail: str
    """One sentence or two: what to do next."""


def message(view: View, reception: str = "") -> Message:
    """The view's state in words, in the application's language.

    Args:
        view: What the gate says.
        reception: How it is reached; said with every refusal.
    """
    state = state_of(view)
    if state is State.WELCOME and view.person:
        headline = _translate(WELCOME_NAME).replace("{name}", isolated(view.person))
        return Message(headline, _translate(STATES[state][1]))
    told = view.reason if view.reason and state is not State.DOOR_HELD and state is not State.DEGRADED else None
    headline, detail = map(_translate, REASONS[told] if told else STATES[state])
    if view.advice and view.ask is None and view.phase is Phase.LOOK_HERE and state is not State.DOOR_HELD:
        detail = _translate(ADVICE[view.advice])
    if view.ask is not None and view.ask.step and state is not State.DOOR_HELD:
        step = _translate(STEP).replace("{step}", str(view.ask.step)).replace("{steps}", str(view.ask.steps))
        detail = f"{detail} {step}"
    if reception and LOOKS[state].tone in (Tone.BAD, Tone.WARNING):
        detail = f"{detail} {_translate(CONTACT).replace('{how}', isolated(reception))}"
    return Message(headline, detail)


def _translate(text: str) -> str:
    return translate("Kiosk", text)
