"""The keyring: one small file beside the gallery, in which every key but the outermost is wrapped by another.

A lock's wrapping key (TPM, passphrase, file) wraps the gallery key; the gallery key wraps one data key for each person
and the seed of the rotation; a data key seals the person's templates. A copy of the gallery alone opens nothing, and
once a person's key is destroyed here, no copy of the gallery, old or new, gives that person's templates again.

Every key belongs to a generation. `gate keys rotate` begins a new one; the old one goes when the gallery has followed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from gate.gallery.database import Database
from gate.gallery.errors import GalleryError
from gate.gallery.keys.aead import Sealer, SealError, derive, new_key, place
from gate.gallery.keys.keyring_file import APPLICATION_ID, TABLES, VERSION, insert_slot, opened, read_slots, slots_of
from gate.gallery.keys.lock import KeyRefusedError, Lock, Slot

__all__ = ["Generation", "Keyring", "read_slots"]


@dataclass(frozen=True)
class Generation:
    """The opened keys of one generation."""

    number: int
    wrapper: Sealer
    """Under the gallery key: wraps the data keys."""
    signing: bytes
    """Key of the seal over the whole gallery (HMAC)."""
    archive: bytes
    """Key of the seal over an archive (HMAC)."""
    seed: bytes
    """Of the rotation."""
    gallery_key: bytes


class Keyring:
    """An unlocked keyring. Any thread may use it; every call opens the file for itself."""

    def __init__(self, path: Path, uuid: str, opened: dict[str, bytes]) -> None:
        """Use `create` or `unlock`."""
        self.path = path
        self.uuid = uuid
        self._opened = opened
        self._generations: dict[int, Generation] = {}

    @classmethod
    def create(cls, path: Path, lock: Lock, *, label: str, created: datetime) -> Keyring:
        """Make a keyring that one lock opens. A kill leaves a whole one or none.

        Raises:
            GalleryError: there is one already, it can't be written, or the lock refuses.
        """
        if path.exists():
            raise GalleryError(f"there are keys at {path} already: see `gate keys list`")
        parameters, wrapping = lock.make()
        slot = Slot(str(uuid4()), lock.kind, label, created, parameters)
        keyring = cls(path, str(uuid4()), {slot.id: wrapping})
        draft = path.with_name(path.name + ".new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft.unlink(missing_ok=True)
            draft.touch(mode=0o600)
            with opened(draft) as db, db.write():
                for statement in (f"PRAGMA application_id = {APPLICATION_ID}", f"PRAGMA user_version = {VERSION}"):
                    db.execute(statement)
                for statement in TABLES:
                    db.execute(statement)
                db.execute("INSERT INTO keyring VALUES (1, ?, 1, 0)", keyring.uuid)
                insert_slot(db, slot)
                keyring._insert_generation(db, 1)
            draft.rename(path)
        except OSError as error:
            raise GalleryError(f"the keys {path} can't be made: {error.strerror}") from error
        finally:
            draft.unlink(missing_ok=True)
        with opened(path) as db:
            db.enable_wal()
        return keyring

    @classmethod
    def unlock(cls, path: Path, locks: Sequence[Lock]) -> Keyring:
        """Open a keyring with the first slot that one of the locks opens.

        Raises:
            KeyRefusedError: none does; the message is the last lock's.
            GalleryError: the file is missing or damaged.
        """
        with opened(path, read_only=True) as db:
            uuid = str(db.value("SELECT uuid FROM keyring"))
            slots = slots_of(db)
        keyring, refusal = cls(path, uuid, {}), KeyRefusedError("no key of this gallery is of the kind that is at hand")
        for lock in locks:
            for slot in (slot for slot in slots if slot.kind == lock.kind):
                try:
                    keyring._opened = {slot.id: lock.find(slot.parameters)}
                    keyring.generation(keyring.newest())
                    return keyring
                except SealError:
                    what = "passphrase is not the one" if slot.kind == "passphrase" else f"{slot.kind} key is not that"
                    refusal = KeyRefusedError(f"the {what} of this gallery ({slot.label}): nothing was opened")
                except KeyRefusedError as error:
                    refusal = error
        raise refusal

    # --- ways to open it ---

    def add_slot(self, lock: Lock, *, label: str, created: datetime) -> Slot:
        """Let another lock open the keyring too: of a second device, or a passphrase in a safe."""
        parameters, wrapping = lock.make()
        slot = Slot(str(uuid4()), lock.kind, label, created, parameters)
        with opened(self.path) as db, db.write():
            insert_slot(db, slot)
            for row in db.query("SELECT number FROM generations"):
                key = self._read_generation(db, row["number"]).gallery_key
                self._wrap(db, slot.id, wrapping, row["number"], key)
        self._opened[slot.id] = wrapping
        return slot

    def remove_slot(self, slot: Slot) -> None:
        """Let a lock open the keyring no longer. A copy of the file made before still opens with it.

        Raises:
            GalleryError: it is the last one.
        """
        with opened(self.path) as db:
            with db.write():
                if db.value("SELECT count(*) FROM slots") == 1:
                    raise GalleryError(f"the key {slot.label} is the only one: add another with `gate keys add` first")
                db.execute("DELETE FROM slots WHERE id = ?", slot.id)
            db.truncate_log()
        self._opened.pop(slot.id, None)

    # --- generations ---

    def newest(self) -> int:
        """The generation that a new gallery begins with."""
        with opened(self.path, read_only=True) as db:
            return int(db.value("SELECT generation FROM keyring"))

    def generation(self, number: int) -> Generation:
        """The opened keys of a generation.

        Raises:
            SealError: no lock that is open here opens it.
            GalleryError: there is none of this number.
        """
        if number not in self._generations:
            with opened(self.path, read_only=True) as db:
                self._generations[number] = self._read_generation(db, number)
        return self._generations[number]

    def begin_generation(self) -> int:
        """New keys for everything, beside the old ones, for the locks that are open now.

        Raises:
            GalleryError: a lock is not open: the new keys would not be wrapped for it.
        """
        with opened(self.path) as db, db.write():
            for slot in slots_of(db):
                if slot.id not in self._opened:
                    raise GalleryError(
                        f"the key {slot.label} ({slot.kind}) is not open here, so it could not open what is sealed "
                        "anew: take it away with `gate keys remove`, and add it again afterwards"
                    )
            number = int(db.value("SELECT max(number) FROM generations")) + 1
            self._insert_generation(db, number)
            return number

    def keep_generation(self, number: int) -> None:
        """Destroy the keys of all other generations."""
        with opened(self.path) as db:
            if db.value("SELECT count(*) FROM generations") == 1 and self.newest() == number:
                return
            with db.write():
                db.execute("DELETE FROM generations WHERE number <> ?", number)
                db.execute("UPDATE keyring SET generation = ?", number)
            db.truncate_log()
        self._generations = {n: keys for n, keys in self._generations.items() if n == number}

    # --- people ---

    def admit(self, people: Sequence[str], generation: int) -> None:
        """Make these people's data keys, unless they have one."""
        wrapper = self.generation(generation).wrapper
        wrapped = [(person, wrapper.seal(new_key(), self._person_place(person, generation))) for person in people]
        with opened(self.path) as db, db.write():
            for person, key in wrapped:
                db.execute("INSERT OR IGNORE INTO person_keys VALUES (?, ?, ?)", person, generation, key)

    def destroy(self, people: Sequence[str]) -> None:
        """Overwrite these people's data keys and empty the log: their templates can't be opened again, by anybody.

        Raises:
            GalleryError: not written; or written, but another process keeps the log with the old keys open.
        """
        with opened(self.path) as db:
            with db.write():
                for person in people:
                    db.execute("DELETE FROM person_keys WHERE person = ?", person)
            if not db.truncate_log():
                raise GalleryError(f"another process keeps old keys in {self.path}-wal: try again")

    def people(self) -> set[str]:
        """Whoever has a data key."""
        with opened(self.path, read_only=True) as db:
            return {row["person"] for row in db.query("SELECT DISTINCT person FROM person_keys")}

    def data_keys(self, generation: int) -> dict[str, bytes]:
        """Everybody's data key, wrapped."""
        with opened(self.path, read_only=True) as db:
            rows = db.query("SELECT person, wrapped FROM person_keys WHERE generation = ?", generation)
        return {row["person"]: row["wrapped"] for row in rows}

    def open_data_key(self, person: str, generation: int, wrapped: bytes) -> bytes:
        """A person's data key.

        Raises:
            SealError: it was moved or changed.
        """
        return self.generation(generation).wrapper.open(wrapped, self._person_place(person, generation))

    # --- the gallery's age ---

    def confirm(self, revision: int) -> None:
        """The gallery has reached this revision: anything older is an old copy."""
        with opened(self.path) as db:
            db.execute("UPDATE keyring SET revision = max(revision, ?)", revision)

    def confirmed(self) -> int:
        """The revision that the gallery has at least."""
        with opened(self.path, read_only=True) as db:
            return int(db.value("SELECT revision FROM keyring"))

    @staticmethod
    def accept(path: Path, revision: int) -> None:
        """Take an older gallery for the newest one: it was restored on purpose."""
        with opened(path) as db:
            db.execute("UPDATE keyring SET revision = ?", revision)

    # --- inside ---

    def _insert_generation(self, db: Database, number: int) -> None:
        key = new_key()
        seed = Sealer(derive(key, "wrap")).seal(new_key(), place("rotation", self.uuid, number))
        db.execute("INSERT INTO generations VALUES (?, ?)", number, seed)
        for slot, wrapping in self._opened.items():
            self._wrap(db, slot, wrapping, number, key)

    def _wrap(self, db: Database, slot: str, wrapping: bytes, number: int, key: bytes) -> None:
        wrapped = Sealer(wrapping).seal(key, place("gallery key", self.uuid, slot, number))
        db.execute("INSERT INTO gallery_keys VALUES (?, ?, ?)", slot, number, wrapped)

    def _read_generation(self, db: Database, number: int) -> Generation:
        rows = db.query("SELECT * FROM gallery_keys WHERE generation = ?", number)
        if not rows:
            raise GalleryError(f"the keys {self.path} are not those that sealed the gallery: restore a backup")
        row = next((row for row in rows if row["slot"] in self._opened), None)
        if row is None:
            raise SealError("no key that is open here opens this gallery")
        wrapping = Sealer(self._opened[row["slot"]])
        key = wrapping.open(row["wrapped"], place("gallery key", self.uuid, row["slot"], number))
        wrapper = Sealer(derive(key, "wrap"))
        sealed_seed = db.value("SELECT rotation FROM generations WHERE number = ?", number)
        seed = wrapper.open(sealed_seed, place("rotation", self.uuid, number))
        return Generation(number, wrapper, derive(key, "sign"), derive(key, "archive"), seed, key)

    def _person_place(self, person: str, generation: int) -> bytes:
        return place("person", self.uuid, generation, person)
