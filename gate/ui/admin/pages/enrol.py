"""Enrol: the wizard for one person. `enrol_many` holds lists, and everybody again for another model."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtWidgets import QWidget

from gate.access.rules.accounts import Account
from gate.desk.enrol import Enrolled, Finding, Identity, Problem, Recognition, Shot, Signature
from gate.desk.enrol_flow import Flow, Step
from gate.ui.admin.page import Context, Page
from gate.ui.admin.pages.enrol_capture import CaptureStep
from gate.ui.admin.pages.enrol_checks import ChecksStep
from gate.ui.admin.pages.enrol_consent import ConsentStep
from gate.ui.admin.pages.enrol_details import DetailsStep
from gate.ui.admin.pages.enrol_test import TestStep
from gate.ui.i18n.sentences import as_sentence
from gate.ui.i18n.translate import translate
from gate.ui.theme.tokens import Tone
from gate.ui.widgets.labels import label
from gate.ui.work.backend import Answer


class EnrolPage(Page):
    """Leads through the steps of `Flow`, one widget to a step. Leaving the page lets go of everything not stored."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.flow = Flow()
        """Where it is."""
        self._answers: list[Answer] = []
        self.where = label("", "quiet", self)
        self.body.addWidget(self.where)
        self.details = DetailsStep(self)
        self.consent = ConsentStep(self)
        self.capture = CaptureStep(context, self)
        self.checks = ChecksStep(self)
        self.test = TestStep(context, self)
        self._steps: dict[Step, QWidget] = {
            Step.DETAILS: self.details,
            Step.CONSENT: self.consent,
            Step.CAPTURE: self.capture,
            Step.CHECKS: self.checks,
            Step.TEST: self.test,
            Step.DONE: self.test,
        }
        for step in (self.details, self.consent, self.capture, self.checks, self.test):
            self.body.addWidget(step, 1)
        self.details.described.connect(self._on_described)
        self.consent.signed.connect(self._on_signed)
        self.consent.back.connect(self._back)
        self.capture.captured.connect(self._on_captured)
        self.capture.back.connect(self._back)
        self.checks.told_apart.connect(self._on_told_apart)
        self.checks.store.connect(self._store)
        self.checks.back.connect(self._take_anew)
        self.test.tested.connect(self._on_tested)
        self.test.next.connect(lambda: self.opened())
        self.retranslate()
        self._show()

    def opened(self, argument: object = None) -> None:
        """Begin with nobody, or with somebody known, by name, who has no template of the model in use."""
        self.closed()
        if isinstance(argument, str):
            self.flow = Flow(again=True)
            self.details.begin_again(argument)
        else:
            calls, by = self.context.desk.enrol, self._by()
            self._ask(lambda: calls.groups(by), self.details.offer, lambda text: self.context.say(text, Tone.BAD))
        self._show()
        self.details.name.setFocus()

    def closed(self) -> None:
        """Let go of everything that is not stored, and of the camera."""
        for answer in self._answers:
            answer.cancel()
        self._answers = []
        self.flow = Flow()
        for step in (self.details, self.consent, self.capture, self.checks, self.test):
            step.clear()
        self._show()

    def retranslate(self) -> None:
        """Set every text."""
        self.heading.setText(translate("Enrol", "Enrol a person"))
        for step in (self.details, self.consent, self.capture, self.checks, self.test):
            step.retranslate()
        self._say_where()

    def _show(self) -> None:
        shown = self._steps[self.flow.step]
        for step in self._steps.values():
            step.setVisible(step is shown)
        self._say_where()

    def _say_where(self) -> None:
        names = {
            Step.DETAILS: translate("Enrol", "Details"),
            Step.CONSENT: translate("Enrol", "Consent"),
            Step.CAPTURE: translate("Enrol", "Pictures"),
            Step.CHECKS: translate("Enrol", "Checks"),
            Step.TEST: translate("Enrol", "Test"),
            Step.DONE: translate("Enrol", "Done"),
        }
        text = translate("Enrol", "Step {step} of {steps}: {name}")
        text = text.replace("{step}", str(self.flow.step.value)).replace("{steps}", str(len(Step)))
        self.where.setText(text.replace("{name}", names[self.flow.step]))

    def _by(self) -> Account:
        return self.context.account() or Account("", frozenset())

    def _ask(self, call: Callable[[], object], ready: Callable[..., None], failed: Callable[[str], None]) -> None:
        answer = self.context.backend.ask(call)
        answer.ready.connect(ready)
        answer.failed.connect(failed)
        self._answers = [answer]

    def _on_described(self, identity: Identity) -> None:
        calls, by, again = self.context.desk.enrol, self._by(), self.flow.again
        self._ask(
            lambda: (calls.check(identity, by, again=again), calls.consent(by)),
            lambda answer: self._on_checked(identity, *answer),
            lambda problem: self.details.complain((Problem("", problem),)),
        )

    def _on_checked(self, identity: Identity, problems: tuple[Problem, ...], consent: object) -> None:
        self.details.complain(problems)
        if problems:
            return
        self.flow = self.flow.described(identity)
        self._show()
        self.consent.begin(consent, identity.name)  # type: ignore[arg-type]

    def _on_signed(self, signature: Signature) -> None:
        self.flow = self.flow.signed(signature)
        self._show()
        self.capture.begin(signature)

    def _back(self) -> None:
        self.flow = self.flow.back()
        self._show()

    def _take_anew(self) -> None:
        self._back()
        if self.flow.signature is not None:
            self.capture.begin(self.flow.signature)

    def _on_captured(self, shots: tuple[Shot, ...]) -> None:
        self.flow = self.flow.captured(shots)
        self.checks.clear()
        self.checks.show_flow(self.flow)
        self._show()
        calls, by, draft = self.context.desk.enrol, self._by(), self.flow.draft
        self._ask(lambda: calls.judge(draft, by), self._on_judged, self._on_not_stored)

    def _on_judged(self, findings: tuple[Finding, ...]) -> None:
        self.flow = self.flow.judged(findings)
        self.checks.show_flow(self.flow)

    def _on_told_apart(self, two_people: bool) -> None:
        if self.flow.step is Step.CHECKS:
            self.flow = self.flow.told_apart(two_people)
            self.checks.show_flow(self.flow)

    def _store(self) -> None:
        self.checks.save.setEnabled(False)
        calls, by, draft = self.context.desk.enrol, self._by(), self.flow.draft
        self._ask(lambda: calls.store(draft, by), self._on_stored, self._on_not_stored)

    def _on_not_stored(self, problem: str) -> None:
        self.checks.show_flow(self.flow, as_sentence(problem))

    def _on_stored(self, enrolled: Enrolled) -> None:
        self.flow = self.flow.stored(enrolled)
        self.checks.clear()
        self.context.say(translate("Enrol", "Stored."), Tone.GOOD)
        self.test.show_flow(self.flow)
        self._show()

    def _on_tested(self, recognition: Recognition | None) -> None:
        if self.flow.step is Step.TEST:
            self.flow = self.flow.tested(recognition)
        else:
            self.flow = Flow(Step.TEST, enrolled=self.flow.enrolled).tested(recognition)
        self.test.show_flow(self.flow)
        self._show()
