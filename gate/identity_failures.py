"""Wrong badges and PINs, counted by the identity that they claim; a restart of the gate forgets none of them."""

from __future__ import annotations

import logging
import math
from collections import OrderedDict

from gate.access.errors import AccessError
from gate.access.rules import throttle
from gate.access.rules.throttle import Failures, ThrottleRules, failed, restored
from gate.access.store.access import Access

log = logging.getLogger(__name__)

KEPT_IDENTITIES = 1000
"""Failures of so many identities are remembered at once; claims of nobody's number must not fill the memory."""


class IdentityFailures:
    """Of one gate. One thread calls it."""

    def __init__(self, access: Access, rules: ThrottleRules) -> None:
        self._access = access
        self._rules = rules
        self._failures: OrderedDict[str, Failures] = OrderedDict()
        self._kept: set[str] = set()
        """Identities whose failures are in the file too."""

    def __len__(self) -> int:
        return len(self._failures)

    def wait(self, identity: str, now: float) -> float:
        """Seconds until it may be tried again."""
        return throttle.wait(self._before(identity, now), self._rules, now)

    def fail(self, identity: str, now: float, *, known: bool) -> None:
        """One more. Those of a number that is nobody's are not written: they could be made up without end."""
        self._failures[identity] = failed(self._before(identity, now), self._rules, now)
        if known:
            self._remember(identity, self._failures[identity].count)

    def succeed(self, person: str) -> None:
        """Forget them: it was the right one."""
        if self._before(person, -math.inf).count:
            self._failures.pop(person, None)
            self._remember(person, 0)

    def follow(self) -> None:
        """Forget those that an administrator has forgotten in the file.

        Raises:
            AccessError: the file can't be read.
        """
        for identity in [one for one in self._kept if not self._access.failures.count(one)]:
            self._failures.pop(identity, None)
            self._kept.discard(identity)

    def _before(self, identity: str, now: float) -> Failures:
        if identity not in self._failures:
            count = self._access.failures.count(identity)
            self._failures[identity] = restored(count, self._rules, now)
            if count:
                self._kept.add(identity)
            if len(self._failures) > KEPT_IDENTITIES:
                self._failures.popitem(last=False)
        self._failures.move_to_end(identity)
        return self._failures[identity]

    def _remember(self, person: str, count: int) -> None:
        try:
            if count:
                self._access.failures.put(person, count)
                self._kept.add(person)
            else:
                self._access.failures.clear(person)
                self._kept.discard(person)
        except AccessError as error:  # the wait holds anyway, as long as the gate runs
            log.error("%s", error)
