"""Enrol many: everybody on a list, and everybody again when the model has changed."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtWidgets import QCheckBox, QListWidget, QListWidgetItem, QProgressBar

from gate.access.rules.accounts import Account
from gate.desk.enrol import BatchReport, Progress, Remaining
from gate.ui.admin.page import Context, Page
from gate.ui.admin.pages.enrol_watch import AnswerWatch
from gate.ui.i18n.translate import isolated, translate
from gate.ui.theme.apply import scale_now
from gate.ui.theme.tokens import Tone
from gate.ui.widgets.labels import label
from gate.ui.widgets.text_field import TextField
from gate.ui.widgets.touch_button import TouchButton
from gate.ui.work.backend import Answer


class EnrolManyPage(Page):
    """A list with its report, and who is left without a template of the model in use."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._answers: list[Answer] = []
        self._report: BatchReport | None = None
        self._rest: Remaining | None = None
        self.list_title = label("", "heading", self)
        self.help = label("", "quiet", self)
        self.file = TextField(longest=1000, parent=self)
        self.start = TouchButton("", "primary", self)
        self.bar = QProgressBar(self)
        self.stop = TouchButton("", "plain", self)
        self.summary = label("", "plain", self)
        self.lines = QListWidget(self)
        self.lines.setWordWrap(True)
        self.again_title = label("", "heading", self)
        self.state = label("", "plain", self)
        self.left = QListWidget(self)
        self.folder = TextField(longest=1000, parent=self)
        self.without_missing = QCheckBox(self)
        self.again = TouchButton("", "plain", self)
        for part in (self.list_title, self.help, self.file, self.start, self.bar, self.stop, self.summary, self.lines):
            self.body.addWidget(part)
        for part in (self.again_title, self.state, self.left, self.folder, self.without_missing, self.again):
            self.body.addWidget(part)
        self.body.addStretch(1)
        for box in (self.lines, self.left):
            box.setMinimumHeight(round(150 * scale_now()))
        self.start.clicked.connect(self._start)
        self.file.entered.connect(self._start)
        self.stop.clicked.connect(self._stop)
        self.again.clicked.connect(self._again)
        self.left.itemActivated.connect(self._enrol_one)
        self.left.itemClicked.connect(self._enrol_one)
        self.retranslate()

    def opened(self, _argument: object = None) -> None:
        """Ask who is left."""
        calls, by = self.context.desk.enrol, self._by()
        answer = self.context.backend.ask(lambda: calls.remaining(by))
        answer.ready.connect(self._show_rest)
        answer.failed.connect(self._say)
        self._answers.append(answer)

    def closed(self) -> None:
        """A list ends after the person at hand; what was shown is forgotten."""
        self._stop()
        self._report = self._rest = None
        self.file.set_text("")
        self.folder.set_text("")
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self.heading.setText(translate("Enrol", "Enrol many"))
        self.list_title.setText(translate("Enrol", "From a list"))
        columns = translate("Enrol", "A CSV file (UTF-8) with the columns {needed}; if wanted, also {more}.")
        columns = columns.replace("{needed}", "name, photographs, consent").replace("{more}", "badge, expires")
        where = translate("Enrol", "Photographs are looked for beside the file; several are separated by a semicolon.")
        self.help.setText(f"{columns} {where}")
        self.file.say(translate("Enrol", "List"))
        self.start.say(translate("Enrol", "Enrol everybody on the list"))
        self.stop.say(translate("Enrol", "Stop after this person"))
        self.lines.setAccessibleName(translate("Enrol", "Report"))
        self.again_title.setText(translate("Enrol", "For another model"))
        self.left.setAccessibleName(translate("Enrol", "Who is left"))
        self.folder.say(translate("Enrol", "Folder with a sub-folder of photographs for each person"))
        self.without_missing.setText(translate("Enrol", "Go on although somebody has no photographs"))
        self.again.say(translate("Enrol", "Enrol everybody again"))
        self._show_report()
        self._show_rest(self._rest)

    def _by(self) -> Account:
        return self.context.account() or Account("", frozenset())

    def _say(self, problem: str) -> None:
        self._running(False)
        self.context.say(problem, Tone.BAD)

    def _running(self, running: bool) -> None:
        self.bar.setVisible(running)
        self.stop.setVisible(running)
        self.start.setEnabled(not running)

    def _start(self) -> None:
        if not self.file.text:
            self.file.complain(translate("Enrol", "Name a file first."))
            return
        file, calls, by = Path(self.file.text).expanduser(), self.context.desk.enrol, self._by()
        self._running(True)
        self.bar.setValue(0)
        answer = self.context.backend.ask_long(lambda answer: calls.batch(file, AnswerWatch(answer), by))
        answer.progress.connect(self._on_news)
        answer.ready.connect(self._on_report)
        answer.failed.connect(self._say)
        self._answers.append(answer)

    def _stop(self) -> None:
        for answer in self._answers:
            answer.cancel()
        self._answers = []
        self._running(False)

    def _on_news(self, watch: AnswerWatch) -> None:
        news = watch.take()
        if isinstance(news, Progress):
            self.bar.setMaximum(news.total)
            self.bar.setValue(news.done)
            self.summary.setText(isolated(news.name))

    def _on_report(self, report: BatchReport) -> None:
        self._running(False)
        self._report = report
        self._show_report()

    def _show_report(self) -> None:
        self._running(False)
        report = self._report
        self.lines.setVisible(report is not None)
        self.lines.clear()
        if report is None:
            self.summary.setText("")
            return
        enrolled = report.enrolled
        text = translate("Enrol", "%n of {total} enrolled.", None, enrolled)
        text = text.replace("{total}", str(len(report.lines)))
        where = (
            translate("Enrol", "Report: {file}").replace("{file}", report.file.name)
            if report.file
            else translate("Enrol", "The report could not be written beside the list.")
        )
        self.summary.setText(f"{text} {where}")
        for line in sorted(report.lines, key=lambda one: not one.problem):
            outcome = line.problem or translate("Enrol", "enrolled")
            self.lines.addItem(f"{line.line}  {isolated(line.name)}: {outcome}")

    def _show_rest(self, rest: Remaining | None) -> None:
        self._rest = rest
        for part in (self.left, self.folder, self.without_missing, self.again):
            part.setVisible(rest is not None and bool(rest.left))
        self.left.clear()
        if rest is None:
            self.state.setText("")
            return
        text = translate("Enrol", "Everybody enrolled is known to the model in use, {model}.")
        if rest.left:
            text = translate("Enrol", "%n of {total} are not known to the model in use, {model}.", None, len(rest.left))
        if rest.left and not rest.other_model:
            text += " " + translate("Enrol", "Touch a name to enrol that person again.")
        self.state.setText(text.replace("{total}", str(rest.people)).replace("{model}", rest.model))
        for name in rest.left:
            self.left.addItem(QListWidgetItem(name))
        for part in (self.folder, self.without_missing, self.again):
            part.setVisible(rest.other_model)

    def _enrol_one(self, item: QListWidgetItem) -> None:
        if self._rest is not None and not self._rest.other_model:
            self.context.go("enrol", item.text())

    def _again(self) -> None:
        if not self.folder.text:
            self.folder.complain(translate("Enrol", "Name a folder first."))
            return
        folder, missing = Path(self.folder.text).expanduser(), self.without_missing.isChecked()
        calls, by = self.context.desk.enrol, self._by()
        self.again.setEnabled(False)
        answer = self.context.backend.ask(lambda: calls.again(folder, missing, by))
        answer.ready.connect(self._show_rest)
        answer.failed.connect(self._say)
        answer.finished.connect(lambda: self.again.setEnabled(True))
        self._answers.append(answer)
