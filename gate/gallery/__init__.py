"""Enrolled people: consent, templates at rest, the in-memory search index, enrolment."""
