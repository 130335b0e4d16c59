"""What the words of `gate access` share: a person by name, and a change that is recorded or not made."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from gate.access.store.access import Access
from gate.auditing import action_record, open_audit
from gate.commands.people import find_person
from gate.gallery.types import Person
from gate.home import Home
from gate.settings import read_settings
from gate.vault import open_gallery
from gate.witness import open_access


@contextmanager
def changing(home: Home, action: str, *, subject: str | None = None, **details: Any) -> Iterator[Access]:
    """Open the rules for a change; it is recorded in the audit log just before it is made for good.

    Raises:
        AccessError: the change can't be made.
        AuditError: it can't be recorded, so it is not made.
    """
    with open_access(home) as access, open_audit(home) as log, access.change():
        yield access
        revision = access.revision
        log.append(action_record("admin", action, subject=subject, policy_revision=revision, **details))


def person_named(home: Home, name: str) -> Person:
    """The enrolled person of this name.

    Raises:
        GalleryError: there is none.
    """
    with open_gallery(home, read_settings(home.settings), template_space=None, read_only=True) as gallery:
        return find_person(gallery, name)


def secret(prompt: str, *, from_stdin: bool) -> str:
    """A PIN or password: typed twice and not shown, or one line of standard input."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt(prompt, hide_input=True, confirmation_prompt=True))
