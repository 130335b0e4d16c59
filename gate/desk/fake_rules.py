"""Rules without a gate."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import time

from gate.access.errors import AccessError
from gate.access.rules.accounts import Account
from gate.access.rules.rulebook import Right
from gate.access.rules.schedule import Schedule, Window
from gate.desk.rules import Draft, GroupLine, RuleView, ScheduleLine, made_of

WEEKDAYS = Window(frozenset(range(5)), time(8), time(18))


def some_rules() -> RuleView:
    """Two groups, two schedules, one right."""
    office, nights = Schedule("Office", "UTC", (WEEKDAYS,)), Window(frozenset(range(8)), time(19), time(7))
    return RuleView(
        "Main entrance",
        "UTC",
        (GroupLine("g1", "Staff", 12, (Right("s1"),)), GroupLine("g2", "Cleaning", 3, ())),
        (ScheduleLine("s1", office), ScheduleLine("s2", Schedule("Nights", "UTC", (nights,)))),
    )


@dataclass
class FakeRules:
    """Rules in memory."""

    view: RuleView = field(default_factory=some_rules)

    def rules(self, _by: Account) -> RuleView:
        """See `RuleCalls`."""
        return self.view

    def add_group(self, name: str, seen: RuleView, _by: Account) -> RuleView:
        """See `RuleCalls`."""
        return self._groups(seen, *self.view.groups, GroupLine(f"g{len(self.view.groups) + 1}", name, 0, ()))

    def remove_group(self, group: str, seen: RuleView, _by: Account) -> RuleView:
        """See `RuleCalls`."""
        return self._groups(seen, *(line for line in self.view.groups if line.id != group))

    def allow(self, group: str, schedule: str, gate: str | None, seen: RuleView, _by: Account) -> RuleView:
        """See `RuleCalls`."""
        right = Right(schedule, gate)
        return self._groups(
            seen,
            *(replace(line, rights=(*line.rights, right)) if line.id == group else line for line in self.view.groups),
        )

    def disallow(self, group: str, schedule: str, gate: str | None, seen: RuleView, _by: Account) -> RuleView:
        """See `RuleCalls`."""
        gone = Right(schedule, gate)
        return self._groups(
            seen,
            *(
                replace(line, rights=tuple(right for right in line.rights if right != gone))
                if line.id == group
                else line
                for line in self.view.groups
            ),
        )

    def save_schedule(self, schedule: str | None, draft: Draft, seen: RuleView, _by: Account) -> RuleView:
        """See `RuleCalls`."""
        made = made_of(draft)
        others = tuple(line for line in self.view.schedules if line.id != schedule)
        line = ScheduleLine(schedule or f"s{len(self.view.schedules) + 1}", made)
        return self._keep(seen, replace(self.view, schedules=(*others, line)))

    def remove_schedule(self, schedule: str, seen: RuleView, _by: Account) -> RuleView:
        """See `RuleCalls`."""
        if any(right.schedule == schedule for line in self.view.groups for right in line.rights):
            raise AccessError("the access rules still need this, or no longer hold it")
        others = tuple(line for line in self.view.schedules if line.id != schedule)
        return self._keep(seen, replace(self.view, schedules=others))

    def _groups(self, seen: RuleView, *groups: GroupLine) -> RuleView:
        return self._keep(seen, replace(self.view, groups=groups))

    def _keep(self, seen: RuleView, view: RuleView) -> RuleView:
        if seen != self.view:
            raise AccessError("somebody else has changed the rules meanwhile: look at them again")
        self.view = view
        return view
