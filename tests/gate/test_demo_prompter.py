"""The demo's visitor listens: to the wizard while it is open, else to the kiosk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gate.access.reasons import Reason
from gate.capture.demo_feed import Stage
from gate.capture.demo_head import Pose as Head
from gate.capture.demo_people import ASTRONAUT, GRACE_HOPPER
from gate.capture.demo_visitor import FAR, NEAR, Visitor
from gate.clock import ManualClock
from gate.demo_prompter import LINGERS, STAYS, TRIES, Prompter
from gate.desk.enrol_guide import Guide
from gate.desk.enrol_look import Cut, sight
from gate.desk.enrol_sitting import Advice, Pose, Preview
from gate.home import Home
from gate.networks import Networks, open_networks
from gate.settings import Settings
from gate.view import Ask, Phase, Prompt, View


class Listener:
    """Instead of a visitor: remembers what they are told."""

    def __init__(self) -> None:
        self.heard: list[tuple[object, ...]] = []
        self.arrived = True

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *words: self.heard.append((name, *words))


class Lobby:
    """Instead of the camera."""

    def __init__(self) -> None:
        self.visitor = Listener()
        self.invited: list[tuple[str, bool, float]] = []

    def invite(self, who: str = ASTRONAUT, *, masked: bool = False, face: float = NEAR) -> None:
        self.invited.append((who, masked, face))

    def tell(self, order: Callable[[Visitor], None]) -> None:
        order(self.visitor)  # type: ignore[arg-type]

    def take(self) -> list[tuple[object, ...]]:
        heard, self.visitor.heard = self.visitor.heard, []
        return heard


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def lobby() -> Lobby:
    return Lobby()


@pytest.fixture
def prompter(lobby: Lobby, clock: ManualClock) -> Prompter:
    return Prompter(lobby, clock)  # type: ignore[arg-type]


def asking(prompt: Prompt) -> View:
    return View(Phase.LOOK_HERE, None, ask=Ask(prompt, 1, 2, 2.0))


def test_what_the_kiosk_asks_is_done(prompter: Prompter, lobby: Lobby) -> None:
    prompter.see_view(asking(Prompt.TURN_LEFT))
    prompter.see_view(asking(Prompt.LOOK_STRAIGHT))
    prompter.see_view(asking(Prompt.TILT_RIGHT))
    prompter.see_view(asking(Prompt.COME_CLOSER))
    heads = [("look", Head(yaw=0.5)), ("look", Head()), ("look", Head(roll=-0.36)), ("look", Head()), ("come_closer",)]
    assert lobby.take() == heads


@pytest.mark.parametrize("phase", [Phase.GRANTED, Phase.REFUSED])
def test_whoever_has_an_answer_goes(prompter: Prompter, lobby: Lobby, phase: Phase) -> None:
    prompter.see_view(View(phase, None, reason=Reason.NOT_RECOGNISED))
    assert ("leave", STAYS) in lobby.take()


def test_whoever_may_try_again_stays_and_whoever_is_on_their_way_is_not_meant(prompter: Prompter, lobby: Lobby) -> None:
    prompter.see_view(View(Phase.REFUSED, None, reason=Reason.CHALLENGE_FAILED))
    assert ("leave", TRIES) in lobby.take()
    lobby.visitor.arrived = False
    prompter.see_view(View(Phase.WAITING, None))
    prompter.see_view(View(Phase.REFUSED, None, reason=Reason.NOT_RECOGNISED))
    assert [word for word in lobby.take() if word[0] == "leave"] == []


def test_the_wizard_calls_the_one_who_was_last_there_and_is_listened_to(
    prompter: Prompter, lobby: Lobby, clock: ManualClock
) -> None:
    prompter.send(GRACE_HOPPER)
    for _ in range(3):
        prompter.see_preview(Preview(None, Pose.STRAIGHT, Advice.NOBODY))
    assert lobby.invited == [(GRACE_HOPPER, False, NEAR), (GRACE_HOPPER, False, FAR)]
    prompter.see_preview(Preview(None, Pose.LEFT, Advice.TURN_LEFT))
    assert lobby.take() == [("wear", False), ("nudge", 1, 0)]
    prompter.see_preview(Preview(None, Pose.MASKED, Advice.PUT_MASK_ON))
    assert ("wear", True) in lobby.take()
    prompter.see_view(asking(Prompt.TURN_RIGHT))
    prompter.see_view(View(Phase.REFUSED, None, reason=Reason.NOT_RECOGNISED))
    assert lobby.take() == [], "the kiosk is not listened to meanwhile"
    clock.advance(LINGERS + 1)
    prompter.see_view(View(Phase.WAITING, None))
    assert lobby.take()[0] == ("leave",)


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory) -> Networks:
    folder: Path = tmp_path_factory.mktemp("home")
    return open_networks(Settings(), Home(folder, folder / "models"))


@pytest.mark.slow
@pytest.mark.parametrize("who", [ASTRONAUT, GRACE_HOPPER])
def test_the_wizard_gets_every_picture_that_it_asks_for(networks: Networks, who: str) -> None:
    lobby, clock = Lobby(), ManualClock()
    prompter = Prompter(lobby, clock)  # type: ignore[arg-type]
    visitor = Visitor(who, 0.0, face=FAR)
    lobby.visitor = visitor  # type: ignore[assignment]
    stage = Stage((visitor,), 100)
    guide: Guide[Cut] = Guide(tuple(Pose))
    said = set()
    for number in range(80):
        now = number / 5
        visitor.step(now)
        seen = sight(stage.frame(number, now), now, networks, Settings().recognition.enrol_quality)
        if guide.pose is Pose.MASKED:
            guide.ready()
        advice = guide.see(seen.look)
        said.add(advice)
        if guide.pose is None:
            break
        prompter.see_preview(Preview(None, guide.pose, advice))
    assert set(guide.taken) == set(Pose)
    assert {Advice.TOO_FAR, Advice.TURN_LEFT, Advice.TURN_RIGHT, Advice.HOLD} <= said
