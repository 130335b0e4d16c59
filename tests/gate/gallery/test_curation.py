"""What is decided about a gallery: all of it followed by running gates, all of it undone."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gate.gallery import schema
from gate.gallery.curation import EXTRA_MARGIN
from gate.gallery.database import Database
from gate.gallery.enrol import EnrolRules, enrol
from gate.gallery.errors import GalleryError
from gate.gallery.gallery import Gallery
from gate.gallery.live import LiveIndex
from gate.gallery.types import Consent, Lookalike, Sample

SPACE = "5" * 64
Draw = Callable[..., list[Sample]]


def test_masks_are_kept_and_joined_apart(gallery: Gallery, samples: Draw, consent: Consent) -> None:
    worn = ("masked", "unmasked", None, "masked")
    anna = gallery.add("Anna", [replace(s, mask=m) for s, m in zip(samples(1, 4), worn, strict=True)], consent)
    assert [record.mask for record in gallery.records(anna)] == list(worn)
    index = gallery.index()
    assert set(index.references) == {(anna.id, "masked"), (anna.id, "unmasked"), (anna.id, None)}
    assert len(index) == 1
    assert len(index.vectors(anna.id)) == 4


def test_what_is_set_aside_is_stored_and_compared_with_nobody(
    gallery: Gallery, path: Path, samples: Draw, consent: Consent
) -> None:
    anna, bo = gallery.add("Anna", samples(1), consent), gallery.add("Bo", samples(2), consent)
    first = gallery.records(anna)[0].id
    with LiveIndex(path, template_space=SPACE) as live:
        assert len(live.current().vectors(anna.id)) == 3
        gallery.curation.set_aside({first: "nearer to Bo", **{r.id: "twice" for r in gallery.records(bo)}})
        end = time.monotonic() + 2
        while len(live.current()) == 2 and time.monotonic() < end:
            time.sleep(0.01)
        assert live.current().people == (anna.id,)
        np.testing.assert_array_equal(
            live.current().vectors(anna.id), [s.template.vector for s in samples(1, 2, first=1)]
        )
    assert [record.aside for record in gallery.records(anna)] == ["nearer to Bo", None, None]
    assert [person.templates for person in gallery.people()] == [3, 3], "they are still stored"

    assert gallery.curation.restore(anna) == 1
    assert gallery.index().people == (anna.id,)
    assert gallery.curation.restore(None) == 3
    assert len(gallery.index()) == 2
    revision = gallery.revision
    assert gallery.curation.restore(None) == 0
    assert gallery.revision == revision, "nothing was there to be restored"


def test_pairs_are_guarded_once_in_either_order_and_go_with_a_person(
    gallery: Gallery, samples: Draw, consent: Consent
) -> None:
    anna, bo, cy = (gallery.add(name, samples(n), consent) for n, name in enumerate(("Anna", "Bo", "Cy")))
    gallery.curation.guard([Lookalike(anna.id, bo.id, 0.1, False), Lookalike(cy.id, bo.id, 0.1, False)])
    gallery.curation.guard([Lookalike(bo.id, anna.id, 0.2, True)])
    pairs = {frozenset((p.first, p.second)): (p.extra_margin, p.second_factor) for p in gallery.curation.lookalikes()}
    assert pairs == {frozenset((anna.id, bo.id)): (0.2, True), frozenset((cy.id, bo.id)): (0.1, False)}
    match = gallery.index().search(samples(0, 1)[0].template)
    assert match
    assert (match.best.person, match.second_factor) == (anna.id, True)
    assert gallery.curation.unguard(anna) == 1
    gallery.remove(bo)
    assert gallery.curation.lookalikes() == []
    with pytest.raises(GalleryError, match="no longer holds"):
        gallery.curation.guard([Lookalike(anna.id, bo.id, 0.1, False)])


@pytest.mark.parametrize("extra", [-0.1, float("nan"), 3.0])
def test_an_extra_margin_is_one(extra: float) -> None:
    with pytest.raises(GalleryError, match="extra margin"):
        Lookalike("a", "b", extra, second_factor=False)


def test_a_floor_is_kept_with_its_revision_until_it_goes(gallery: Gallery, samples: Draw, consent: Consent) -> None:
    gallery.add("Anna", samples(1), consent)
    assert gallery.curation.floor is None
    assert gallery.index().floor is None
    gallery.curation.set_floor(0.61)
    floor = gallery.curation.floor
    assert floor
    assert (floor.threshold, floor.revision) == (0.61, gallery.revision)
    assert gallery.index().floor == 0.61
    gallery.add("Bo", samples(2), consent)
    assert gallery.curation.floor == floor, "what came later had no part in it"
    gallery.curation.set_floor(None)
    assert gallery.curation.floor is None


def test_another_model_takes_the_floor_away(gallery: Gallery, samples: Draw, consent: Consent) -> None:
    anna = gallery.add("Anna", samples(1), consent)
    gallery.curation.set_floor(0.61)
    gallery.replace_templates({anna.id: samples(1, space="6" * 64)}, "6" * 64, consent.given)
    assert gallery.curation.floor is None


def test_an_older_gallery_is_brought_up_to_date_and_its_masks_are_unknown(
    path: Path, samples: Draw, consent: Consent, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
        path.touch()
        db = Database(path)
        schema.migrate(db)
        db.close()
    vector = samples(1)[0].template.vector
    with sqlite3.connect(path) as raw:
        raw.execute("INSERT INTO people VALUES ('a', 'Anna', 'anna', '2026-01-02T03:04:05+00:00')")
        raw.execute(
            "INSERT INTO templates VALUES ('t', 'a', ?, 128, 'm', ?, 0.8, 'a.jpg', 1, '2026-01-02T03:04:05+00:00')",
            (vector.astype("<f4").tobytes(), SPACE),
        )
    raw.close()
    with Gallery.open(path, template_space=SPACE) as gallery:
        (record,) = gallery.records(gallery.people()[0])
        assert (record.mask, record.aside) == (None, None)
        assert gallery.index().references == (("a", None),)
        np.testing.assert_array_equal(gallery.index().vectors("a")[0], vector)
        assert gallery.curation.floor is None


def test_twins_enrolled_on_purpose_are_guarded_from_then_on(gallery: Gallery, samples: Draw, consent: Consent) -> None:
    from gate.clock import ManualClock

    def enrol_(name: str, *args: int, **options: int) -> None:
        rules = EnrolRules(same_person=0.3, other_person=0.5, min_quality=0.0)
        enrol(
            gallery, name, samples(*args, **options), consent="v1", operator="ops", rules=rules, clock=ManualClock(),
            allow_lookalike=True,
        )  # fmt: skip

    enrol_("Anna", 1)
    enrol_("Bo", 2)
    assert gallery.curation.lookalikes() == []
    enrol_("Anna's twin", 1, first=3)
    anna, twin = gallery.find("Anna"), gallery.find("Anna's twin")
    assert anna
    assert twin
    (pair,) = gallery.curation.lookalikes()
    assert {pair.first, pair.second} == {anna.id, twin.id}
    assert (pair.extra_margin, pair.second_factor) == (EXTRA_MARGIN, False)
