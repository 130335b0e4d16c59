"""A report as one page that needs nothing else: no file, font, script or network."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

from calibration.errors import CalibrationError
from calibration.report.frame import Frame, frame
from calibration.report.names import metric
from calibration.report.notes import DIFFERENCES, FACES, NOTES, meanings
from calibration.report.plots import MARKERS, Line, det_plot, histogram, style_of
from calibration.report.tables import Table, difference_rows, settings, tables
from calibration.report.types import Measured, PairPicture, Report
from calibration.report.words import UNSUPPORTED, count, figure, plain

TEMPLATE = "page.html"


@dataclass(frozen=True)
class Model:
    """A model's entry in the key."""

    name: str
    digest: str
    colour: int
    marker: str


@dataclass(frozen=True)
class Setting:
    """One mask setting of a protocol: tables and plots."""

    masks: str
    headline: Table
    other: Table
    curves: str | None
    """SVG; None where no model has both kinds of comparisons."""
    models: tuple[Model, ...]
    """Those that the curves show."""
    missing: str
    """What there is none of where there are no curves."""
    results: tuple[Result, ...]


@dataclass(frozen=True)
class Result:
    """One model within a setting: its histogram and its worst pairs."""

    model: Model
    genuine: str
    impostor: str
    """Counts."""
    histogram: str | None
    worst: tuple[tuple[str, tuple[Picture, ...]], ...]
    """(what they are, the pairs)."""


@dataclass(frozen=True)
class Picture:
    """A pair as the page shows it."""

    score: str
    first: str
    second: str
    """As `data:` addresses."""
    first_name: str
    second_name: str


def as_html(report: Report) -> str:
    """The whole page. The same report gives the same text.

    Raises:
        CalibrationError: jinja2 or matplotlib is not installed.
    """
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ImportError:
        raise CalibrationError("jinja2 is not installed: `pip install 'maskgate[trainer]'`") from None
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = plain
    models = _models(report)
    protocols = _protocols(report, models)
    used = [m for parts in protocols.values() for s in parts for t in (s.headline, s.other) for m in t.metrics]
    return environment.get_template(TEMPLATE).render(
        models=list(models.values()),
        by_name=models,
        protocols=protocols,
        differences=difference_rows(report),
        provenance=report.provenance,
        notes=NOTES,
        about_differences=DIFFERENCES,
        about_faces=FACES if any(one.worst_genuine or one.worst_impostor for one in report.results) else "",
        meanings=meanings(used),
        unsupported=UNSUPPORTED,
    )


def _models(report: Report) -> dict[str, Model]:
    digests = {result.model: result.digest for result in report.results}
    styles = [style_of(place) for place in range(len(digests))]
    return {
        name: Model(name, digests[name], colour, MARKERS[marker])
        for name, (colour, marker) in zip(report.models, styles, strict=True)
    }


def _protocols(report: Report, models: dict[str, Model]) -> dict[str, list[Setting]]:
    protocols: dict[str, list[Setting]] = {}
    pairs = zip(settings(report), tables(report), tables(report, headline=False), strict=True)
    for number, (results, headline, other) in enumerate(pairs):
        shared = frame([one for one in report.results if one.protocol == headline.protocol])
        setting = _setting(results, (headline, other), models, shared, salt=str(number))
        protocols.setdefault(headline.protocol, []).append(setting)
    return protocols


def _setting(
    results: tuple[Measured, ...], laid_out: tuple[Table, Table], models: dict[str, Model], shared: Frame, *, salt: str
) -> Setting:
    drawn = [one for one in results if one.genuines.total and one.impostors.total]
    places = {name: place for place, name in enumerate(models)}
    lines = [Line(places[one.model], one.genuines, one.impostors) for one in drawn]
    return Setting(
        masks=results[0].masks,
        headline=laid_out[0],
        other=laid_out[1],
        curves=det_plot(lines, shared, salt=f"det {salt}") if lines else None,
        models=tuple(models[one.model] for one in drawn),
        missing="No impostors" if any(one.genuines.total for one in results) else "No genuine comparisons",
        results=tuple(
            _result(one, models[one.model], shared, salt=f"histogram {salt} {number}")
            for number, one in enumerate(results)
        ),
    )


def _result(one: Measured, model: Model, shared: Frame, *, salt: str) -> Result:
    some = one.genuines.total or one.impostors.total
    return Result(
        model=model,
        genuine=count(one.counts, "genuine"),
        impostor=count(one.counts, "impostor"),
        histogram=histogram(one.genuines, one.impostors, shared, salt=salt) if some else None,
        worst=tuple(
            (title, tuple(map(_picture, pairs)))
            for title, pairs in (
                (f"Same person, the lowest of {count(one.counts, 'genuine')} scores", one.worst_genuine),
                (f"Different people, the highest of {count(one.counts, 'impostor')} scores", one.worst_impostor),
            )
            if pairs
        ),
    )


def _picture(pair: PairPicture) -> Picture:
    score = figure(pair.score, metric("g_mean"))
    return Picture(score, _data(pair.first), _data(pair.second), pair.first_name, pair.second_name)


def _data(jpeg: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"
