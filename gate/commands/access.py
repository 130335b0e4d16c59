"""`gate access`: groups, schedules, who is in which, badges, PINs, administrators."""

from __future__ import annotations

import click

from gate.commands.access_accounts import accounts
from gate.commands.access_people import assign, badge, pin, show, suspend, unlock, unsuspend, validity
from gate.commands.access_rules import groups, hours, schedules


@click.group("access")
def command() -> None:
    """Who may pass when, and with what. As long as no group exists, everybody enrolled may pass at any time.

    Changes are live at the next decision, and recorded in the audit log before they are made.

    \b
    gate access schedules add office --zone Europe/Berlin --window "mon-fri 07:00-19:00" --holidays DE-BY
    gate access groups add staff --schedule office
    gate access assign "Anna Berg" staff
    gate access badge add "Anna Berg" 04A2B1
    gate access pin set "Anna Berg"
    gate access suspend "Anna Berg"
    """  # noqa: D301 - click reads the \b


for _word in (groups, schedules, hours, assign, validity, suspend, unsuspend, unlock, badge, pin, show, accounts):
    command.add_command(_word)
