"""The index of a running gate: follows the gallery, whoever changes it."""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType

from gate.gallery.errors import GalleryError
from gate.gallery.gallery import Gallery
from gate.gallery.index import Index
from gate.gallery.store import TemplateStore

POLL_SECONDS = 0.25

PATIENCE = 2
"""So many looks in a row may fail before the gallery counts as unreadable: a removal destroys the person's key first
and the rows after it, and who looks in between finds templates that nothing opens."""


class LiveIndex:
    """Looks at the gallery's revision four times a second and swaps in a new snapshot when it has moved.

    A gallery that can't be read, of another model or gone, is no gallery: `current` then raises (law 1), and works
    again once the gallery does. A backup restored over the file is seen as well.
    """

    def __init__(self, path: Path, *, template_space: str, store: TemplateStore | None = None) -> None:
        """Read the gallery for the first time.

        Raises:
            GalleryError: as `Gallery.open`.
        """
        self._path = path
        self._template_space = template_space
        self._store = store
        self._stop = threading.Event()
        self._failures = 0
        self._state: Index | GalleryError
        with self._open() as gallery:
            self._state = gallery.index()
        self._thread = threading.Thread(target=self._watch, name="gallery", daemon=True)
        self._thread.start()

    def current(self) -> Index:
        """The newest snapshot, at most about a second behind the file.

        Raises:
            GalleryError: the gallery can't be read now, or this index is closed.
        """
        state = self._state
        if isinstance(state, GalleryError):
            raise type(state)(str(state)) from state
        return state

    def close(self) -> None:
        """Stop following and let go of the templates; calling it twice is allowed."""
        self._stop.set()
        self._thread.join()

    def __enter__(self) -> LiveIndex:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self) -> Gallery:
        return Gallery.open(self._path, template_space=self._template_space, store=self._store, read_only=True)

    def _watch(self) -> None:
        try:
            while not self._stop.is_set():
                try:
                    self._follow()
                except GalleryError as error:
                    self._failures += 1
                    if self._failures > PATIENCE:
                        self._state = error
                self._stop.wait(POLL_SECONDS)
        finally:
            self._state = GalleryError("the gallery is not being followed any more")

    def _follow(self) -> None:
        """Follow one file until it is replaced, the index is closed, or an error comes up."""
        file = self._identity()
        with self._open() as gallery:
            self._state = gallery.index()
            self._failures = 0
            while not self._stop.wait(POLL_SECONDS) and self._identity() == file:
                if gallery.revision != self._state.revision:
                    self._state = gallery.index()

    def _identity(self) -> tuple[int, int]:
        try:
            stat = self._path.stat()
        except OSError as error:
            raise GalleryError(f"the gallery {self._path} has gone: {error.strerror}") from error
        return stat.st_dev, stat.st_ino
