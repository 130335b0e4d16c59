"""Groups, schedules and people's standings at rest, read as one snapshot. Changes belong in `Access.change`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timezone
from uuid import uuid4

from gate.access.errors import AccessError
from gate.access.rules.factors import Requirement
from gate.access.rules.holiday import Calendar
from gate.access.rules.rulebook import Group, Right, Rulebook, Standing, Unlocking
from gate.access.rules.schedule import Schedule, Window
from gate.database import Database, Row
from gate.gallery.names import name_key, tidy_name


@dataclass(frozen=True)
class Named:
    """A group or schedule, by its name."""

    id: str
    name: str


class Rules:
    """The part of the file that `authorise` reads."""

    def __init__(self, db: Database) -> None:
        self._db = db

    @property
    def revision(self) -> int:
        """Grows with every change of the file."""
        return int(self._db.value("SELECT revision FROM access"))

    def rulebook(self) -> Rulebook:
        """Everything at one revision.

        Raises:
            AccessError: the file can't be read, or holds what makes no sense.
        """
        with self._db.read():
            try:
                return Rulebook(self.revision, self._groups(), self._schedules(), self._standings(), self._unlocking())
            except (ValueError, KeyError) as error:
                raise AccessError(
                    f"the access rules {self._db.path} are damaged ({error}): restore a backup"
                ) from error

    def schedule(self, name: str) -> Named:
        """The schedule of this name.

        Raises:
            AccessError: there is none.
        """
        return self._find("schedules", "schedule", name)

    def group(self, name: str) -> Named:
        """The group of this name.

        Raises:
            AccessError: there is none.
        """
        return self._find("groups", "group", name)

    def add_schedule(self, schedule: Schedule) -> None:
        """Add a schedule with its windows and calendar."""
        calendar = schedule.calendar
        row = {
            "id": str(uuid4()),
            "name": tidy_name(schedule.name),
            "name_key": name_key(schedule.name),
            "zone": schedule.zone,
            "country": calendar.country if calendar else None,
            "region": calendar.region if calendar else None,
            "extra": _dates(calendar.extra if calendar else frozenset()),
            "working": _dates(calendar.working if calendar else frozenset()),
        }
        self._db.insert("schedules", row)
        for window in schedule.windows:
            self._db.insert("windows", {"schedule": row["id"], **_window_row(window)})

    def remove_schedule(self, name: str) -> None:
        """Remove a schedule that no group has."""
        self._db.execute("DELETE FROM schedules WHERE id = ?", self.schedule(name).id)

    def add_group(self, name: str) -> None:
        """Add a group without rights."""
        self._db.insert("groups", {"id": str(uuid4()), "name": tidy_name(name), "name_key": name_key(name)})

    def remove_group(self, name: str) -> None:
        """Remove a group; its people lose its rights."""
        self._db.execute("DELETE FROM groups WHERE id = ?", self.group(name).id)

    def allow(self, group: str, schedule: str, gate: str | None) -> None:
        """Let a group pass by a schedule, at one gate or at all."""
        self.disallow(group, schedule, gate)
        row = {"team": self.group(group).id, "schedule": self.schedule(schedule).id, "gate": gate}
        self._db.insert("rights", row)

    def disallow(self, group: str, schedule: str, gate: str | None) -> None:
        """Take such a right back."""
        ids = (self.group(group).id, self.schedule(schedule).id, gate)
        self._db.execute("DELETE FROM rights WHERE team = ? AND schedule = ? AND gate IS ?", *ids)

    def unlock_by(self, schedule: str, gate: str | None, *, first_person_in: bool) -> None:
        """Let a door stay unlocked by a schedule, at one gate or at all."""
        self.lock_by(schedule, gate)
        row = {"schedule": self.schedule(schedule).id, "gate": gate, "first_person_in": int(first_person_in)}
        self._db.insert("unlocking", row)

    def lock_by(self, schedule: str, gate: str | None) -> None:
        """Take that back."""
        ids = (self.schedule(schedule).id, gate)
        self._db.execute("DELETE FROM unlocking WHERE schedule = ? AND gate IS ?", *ids)

    def assign(self, person: str, group: str) -> None:
        """Put a person into a group."""
        self._db.execute("INSERT OR IGNORE INTO members VALUES (?, ?)", person, self.group(group).id)

    def unassign(self, person: str, group: str) -> None:
        """Take a person out of a group."""
        self._db.execute("DELETE FROM members WHERE person = ? AND team = ?", person, self.group(group).id)

    def set_validity(self, person: str, valid_from: datetime | None, valid_until: datetime | None) -> None:
        """Set both dates; None: no limit on that side."""
        if valid_from and valid_until and valid_until <= valid_from:
            raise AccessError("the validity ends before it begins")
        self._standing(person)
        times = (_text(valid_from), _text(valid_until))
        self._db.execute("UPDATE standings SET valid_from = ?, valid_until = ? WHERE person = ?", *times, person)

    def suspend(self, person: str, suspended: bool) -> None:
        """Bar a person, or let them pass by the rules again."""
        self._standing(person)
        self._db.execute("UPDATE standings SET suspended = ? WHERE person = ?", int(suspended), person)

    def _standing(self, person: str) -> None:
        self._db.execute("INSERT OR IGNORE INTO standings (person) VALUES (?)", person)

    def _find(self, table: str, what: str, name: str) -> Named:
        rows = self._db.query(f"SELECT id, name FROM {table} WHERE name_key = ?", name_key(name))  # noqa: S608 - ours
        if not rows:
            raise AccessError(f"there is no {what} {name.strip()}: see `gate access {table} list`")
        return Named(rows[0]["id"], rows[0]["name"])

    def _groups(self) -> dict[str, Group]:
        rights = defaultdict[str, list[Right]](list)
        for row in self._db.query("SELECT * FROM rights ORDER BY rowid"):
            rights[row["team"]].append(Right(row["schedule"], row["gate"]))
        rows = self._db.query("SELECT * FROM groups ORDER BY name_key")
        return {row["id"]: Group(row["id"], row["name"], tuple(rights[row["id"]])) for row in rows}

    def _schedules(self) -> dict[str, Schedule]:
        windows = defaultdict[str, list[Window]](list)
        for row in self._db.query("SELECT * FROM windows ORDER BY rowid"):
            windows[row["schedule"]].append(_window(row))
        rows = self._db.query("SELECT * FROM schedules ORDER BY name_key")
        return {
            row["id"]: Schedule(row["name"], row["zone"], tuple(windows[row["id"]]), _calendar(row)) for row in rows
        }

    def _unlocking(self) -> tuple[Unlocking, ...]:
        rows = self._db.query("SELECT * FROM unlocking ORDER BY rowid")
        return tuple(Unlocking(row["schedule"], row["gate"], bool(row["first_person_in"])) for row in rows)

    def _standings(self) -> dict[str, Standing]:
        sets: dict[str, frozenset[str]] = {}  # thousands are in the same few groups
        found: dict[str, Standing] = {}
        members = "SELECT person, group_concat(team, ' ') FROM members GROUP BY person"
        for person, teams in (row for rows in self._db.rows(members) for row in rows):
            found[person] = Standing(person, sets.setdefault(teams, frozenset(teams.split())))
        for row in self._db.query("SELECT * FROM standings"):
            found[row["person"]] = replace(
                found.get(row["person"], Standing(row["person"])),
                valid_from=_time(row["valid_from"]),
                valid_until=_time(row["valid_until"]),
                suspended=bool(row["suspended"]),
            )
        return found


def _window_row(window: Window) -> Row:
    return {
        "days": "".join(str(day) for day in sorted(window.days)),
        "start": f"{window.start:%H:%M}",
        "end": f"{window.end:%H:%M}",
        "requirement": window.requirement.value,
    }


def _window(row: Row) -> Window:
    days = frozenset(int(day) for day in row["days"])
    start, end = time.fromisoformat(row["start"]), time.fromisoformat(row["end"])
    return Window(days, start, end, Requirement(row["requirement"]))


def _calendar(row: Row) -> Calendar | None:
    extra, working = (frozenset(date.fromisoformat(day) for day in row[key].split()) for key in ("extra", "working"))
    if row["country"] is None and not extra and not working:
        return None
    return Calendar(row["country"], row["region"], extra, working)


def _dates(days: frozenset[date]) -> str:
    return " ".join(day.isoformat() for day in sorted(days))


def _text(moment: datetime | None) -> str | None:
    return moment.astimezone(timezone.utc).isoformat(timespec="seconds") if moment else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
