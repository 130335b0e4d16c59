"""A table with a search field above it that filters as one types; narrow windows leave out the last columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PyQt5.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, Qt, pyqtSignal
from PyQt5.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from gate.ui.i18n.translate import translate
from gate.ui.theme.apply import scale_now
from gate.ui.theme.sizes import TOUCH
from gate.ui.widgets.labels import label
from gate.ui.widgets.search_list import folded
from gate.ui.widgets.text_field import TextField


@dataclass(frozen=True)
class Column:
    """One column."""

    title: str
    width: int
    """Least width in pixels at scale 1; columns that don't fit are left out, the last ones first."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row."""

    key: str
    """What the page knows it by."""
    searched: str
    """What a search looks at, as `folded` makes it: made by the call that made the row, not by the screen."""
    item: Any
    """What the cells are made of, when they are shown."""


class SearchTable(QWidget):
    """Rows, filtered by what is typed: every word must be somewhere in a row; case and accents don't matter.

    Signals:
        chosen: The key of the row that was clicked, or entered by the keyboard.
    """

    chosen = pyqtSignal(str)

    def __init__(self, cells: Callable[[Any], Sequence[str]], parent: QWidget | None = None) -> None:
        """Make an empty table.

        Args:
            cells: Makes of a row's item its cells, one for each column.
            parent: Its owner.
        """
        super().__init__(parent)
        self._columns: tuple[Column, ...] = ()
        self._model = _Table(cells, self)
        self.search = TextField(bare=True, parent=self)
        """The search field."""
        self.view = QTableView(self)
        """The table."""
        self.view.setModel(self._model)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setShowGrid(False)
        self.view.setAlternatingRowColors(True)
        self.view.setWordWrap(False)
        self.view.setTabKeyNavigation(False)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows, columns = self.view.verticalHeader(), self.view.horizontalHeader()
        assert rows is not None
        assert columns is not None
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(round((TOUCH - 12) * scale_now()))
        columns.setHighlightSections(False)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        viewport = self.view.viewport()
        assert viewport is not None
        viewport.installEventFilter(self)
        self._count = label("", "quiet", self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (self.search, self.view, self._count):
            layout.addWidget(part)
        self.search.changed.connect(self._filter)
        self.view.clicked.connect(self._choose)
        self.view.activated.connect(self._choose)
        self.retranslate()

    @property
    def shown(self) -> list[str]:
        """Keys of the rows that the search leaves."""
        return [row.key for row in self._model.shown]

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Have these columns."""
        self._columns = tuple(columns)
        self._model.set_titles([column.title for column in columns])
        self._fit()

    def show_rows(self, rows: Sequence[TableRow]) -> None:
        """Show these rows from now on; the search and the place stay."""
        place = self.view.verticalScrollBar()
        before = place.value() if place is not None else 0
        self._model.set_rows(rows, self.search.text)
        self._say_count()
        if place is not None:
            place.setValue(before)

    def retranslate(self) -> None:
        """Take the texts of the language that is spoken now."""
        self.search.say(translate("SearchTable", "Search"))
        self.view.setAccessibleName(translate("SearchTable", "Results"))
        self._say_count()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        """Leave out what doesn't fit."""
        if event is not None and event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        viewport = self.view.viewport()
        if not self._columns or viewport is None:
            return
        room, scale, left = viewport.width(), scale_now(), True
        widths = [round(column.width * scale) for column in self._columns]
        used = 0
        for place, width in enumerate(widths):
            left = left and (place == 0 or used + width <= room)
            used += width if left else 0
            self.view.setColumnHidden(place, not left)
            self.view.setColumnWidth(place, width)
        self.view.setColumnWidth(0, widths[0] + max(0, room - used))

    def _filter(self, text: str) -> None:
        self._model.filter(text)
        self._say_count()

    def _say_count(self) -> None:
        shown, whole = len(self._model.shown), self._model.total
        text = translate("SearchTable", "%n of {total} shown", None, shown)
        self._count.setText(text.replace("{total}", str(whole)))

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self._model.shown[index.row()].key)


class _Table(QAbstractTableModel):
    def __init__(self, cells: Callable[[Any], Sequence[str]], parent: QObject) -> None:
        super().__init__(parent)
        self._cells = cells
        self._titles: list[str] = []
        self._rows: Sequence[TableRow] = ()
        self.shown: list[TableRow] = []

    @property
    def total(self) -> int:
        return len(self._rows)

    def set_titles(self, titles: list[str]) -> None:
        self.beginResetModel()
        self._titles = titles
        self.endResetModel()

    def set_rows(self, rows: Sequence[TableRow], text: str) -> None:
        self._rows = rows
        self.filter(text)

    def filter(self, text: str) -> None:
        words = folded(text).split()
        self.beginResetModel()
        self.shown = [row for row in self._rows if all(word in row.searched for word in words)]
        self.endResetModel()

    def rowCount(self, _parent: QModelIndex | None = None) -> int:  # noqa: N802 - Qt's name
        return len(self.shown)

    def columnCount(self, _parent: QModelIndex | None = None) -> int:  # noqa: N802 - Qt's name
        return len(self._titles)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        wanted = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        return self._cells(self.shown[index.row()].item)[index.column()] if wanted else None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self._titles[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None
