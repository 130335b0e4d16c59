"""The pages in the order of the navigation. Whoever adds one adds a line here."""

from __future__ import annotations

from gate.access.rules.accounts import Role
from gate.ui.admin.page import Entry
from gate.ui.admin.pages.about import AboutPage
from gate.ui.admin.pages.access import AccessPage
from gate.ui.admin.pages.accounts import AccountsPage
from gate.ui.admin.pages.enrol import EnrolPage
from gate.ui.admin.pages.enrol_many import EnrolManyPage
from gate.ui.admin.pages.events import EventsPage
from gate.ui.admin.pages.gate import GatePage
from gate.ui.admin.pages.health import HealthPage
from gate.ui.admin.pages.people import PeoplePage
from gate.ui.i18n.translate import translate


def contents() -> tuple[Entry, ...]:
    """All pages."""
    return (
        Entry("people", lambda: translate("Contents", "People"), PeoplePage, (Role.ENROL, Role.MANAGE)),
        Entry("enrol", lambda: translate("Contents", "Enrol"), EnrolPage, Role.ENROL),
        Entry("enrol_many", lambda: translate("Contents", "Enrol many"), EnrolManyPage, Role.ENROL),
        Entry("events", lambda: translate("Contents", "Events"), EventsPage, Role.AUDIT),
        Entry("access", lambda: translate("Contents", "Access"), AccessPage, Role.MANAGE),
        Entry("gate", lambda: translate("Contents", "Gate"), GatePage, Role.MANAGE),
        Entry("health", lambda: translate("Contents", "Health"), HealthPage),
        Entry("accounts", lambda: translate("Contents", "Administrators"), AccountsPage, Role.MANAGE),
        Entry("about", lambda: translate("Contents", "About"), AboutPage),
    )
