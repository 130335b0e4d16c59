"""A list with a search field above it that filters as one types; 10,000 rows are no trouble."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PyQt5.QtCore import QAbstractListModel, QModelIndex, QObject, Qt, pyqtSignal
from PyQt5.QtWidgets import QListView, QVBoxLayout, QWidget

from gate.ui.i18n.translate import translate
from gate.ui.widgets.labels import label
from gate.ui.widgets.text_field import TextField


@dataclass(frozen=True)
class Row:
    """One entry."""

    key: str
    """What the page knows it by."""
    text: str
    """Shown."""
    more: str = ""
    """Searched as well: groups, a number."""


class SearchList(QWidget):
    """Rows, filtered by what is typed: every word must be somewhere in a row; case and accents don't matter.

    Signals:
        chosen: The key of the row that was clicked, or entered by the keyboard.
        current: The key of the row that is selected now; empty: none.
    """

    chosen = pyqtSignal(str)
    current = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Rows(self)
        self.search = TextField(parent=self)
        """The search field."""
        self.view = QListView(self)
        """The list."""
        self.view.setModel(self._model)
        self.view.setUniformItemSizes(True)
        self._count = label("", "quiet", self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (self.search, self.view, self._count):
            layout.addWidget(part)
        self.search.changed.connect(self._filter)
        self.view.clicked.connect(self._choose)
        self.view.activated.connect(self._choose)
        selection = self.view.selectionModel()
        assert selection is not None
        selection.currentChanged.connect(lambda index, _before: self.current.emit(self._model.key(index)))
        self.retranslate()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows from now on; what is selected stays selected, if it is still there."""
        kept = self._model.key(self.view.currentIndex())
        self._model.set_rows(rows)
        self._filter(self.search.text)
        self.select(kept)

    def select(self, key: str) -> None:
        """Select a row, if it is there."""
        row = self._model.row(key)
        if row is not None:
            self.view.setCurrentIndex(self._model.index(row))

    def retranslate(self) -> None:
        """Take the texts of the language that is spoken now."""
        self.search.say(translate("SearchList", "Search"))
        self.view.setAccessibleName(translate("SearchList", "Results"))
        self._say_count()

    def _filter(self, text: str) -> None:
        self._model.filter(text)
        self._say_count()

    def _say_count(self) -> None:
        shown, whole = self._model.rowCount(), self._model.total
        text = translate("SearchList", "%n of {total} shown", None, shown)
        self._count.setText(text.replace("{total}", str(whole)))

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(self._model.key(index))


class _Rows(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, Row]] = []
        self._shown: list[Row] = []

    @property
    def total(self) -> int:
        return len(self._rows)

    def set_rows(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self._rows = [(folded(f"{row.text} {row.more}"), row) for row in rows]
        self._shown = list(rows)
        self.endResetModel()

    def filter(self, text: str) -> None:
        words = folded(text).split()
        self.beginResetModel()
        self._shown = [row for searched, row in self._rows if all(word in searched for word in words)]
        self.endResetModel()

    def rowCount(self, _parent: QModelIndex | None = None) -> int:  # noqa: N802 - Qt's name
        return len(self._shown)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self._shown[index.row()].text if role == Qt.ItemDataRole.DisplayRole else None

    def key(self, index: QModelIndex) -> str:
        return self._shown[index.row()].key if index.isValid() else ""

    def row(self, key: str) -> int | None:
        return next((number for number, row in enumerate(self._shown) if row.key == key), None)


def folded(text: str) -> str:
    """A text as it is searched: without case, accents and differences of width."""
    if text.isascii():
        return text.casefold()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))
