"""The pages in the order of the navigation. Whoever adds one adds a line here."""

from __future__ import annotations

from gate.access.rules.accounts import Role
from gate.ui.admin.page import Entry
from gate.ui.admin.pages.about import AboutPage
from gate.ui.admin.pages.enrol import EnrolPage
from gate.ui.admin.pages.enrol_many import EnrolManyPage
from gate.ui.i18n.translate import translate


def contents() -> tuple[Entry, ...]:
    """All pages."""
    return (
        Entry("enrol", lambda: translate("Contents", "Enrol"), EnrolPage, Role.ENROL),
        Entry("enrol_many", lambda: translate("Contents", "Enrol many"), EnrolManyPage, Role.ENROL),
        Entry("about", lambda: translate("Contents", "About"), AboutPage),
    )
