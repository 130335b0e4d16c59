from __future__ import annotations

import base64
import re
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from calibration.errors import CalibrationError
from calibration.metrics.scores import Scores
from calibration.report.html import as_html
from calibration.report.tables import difference_rows, tables
from calibration.report.types import Report

VOID = {"meta", "img", "br", "link", "input", "hr"}
FETCHING = {"src", "href", "srcset", "action", "data", "poster", "background", "formaction", "ping", "xlink:href"}


class Page(HTMLParser):
    """Tags that match, attributes that might fetch, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.tags if attributes.get("id")]


@pytest.fixture(scope="module")
def page(report) -> str:
    return as_html(report)


def test_it_is_whole_and_needs_nothing_else(page) -> None:
    parsed = Page(page)
    assert not parsed.open
    assert not {"script", "link", "iframe", "object", "embed", "base", "form"} & {tag for tag, _ in parsed.tags}
    for _, attributes in parsed.tags:
        assert not any(name.startswith("on") for name in attributes)
        for name in FETCHING & set(attributes):
            assert attributes[name].startswith(("#", "data:image/jpeg;base64,"))
            if attributes[name].startswith("#"):
                assert attributes[name][1:] in parsed.ids
    assert "://" not in page
    assert "@import" not in page
    assert all(address.startswith("#") for address in re.findall(r"url\(([^)]*)\)", page))
    policy = [a["content"] for tag, a in parsed.tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]


def test_ids_are_used_once(page) -> None:
    ids = Page(page).ids
    assert len(ids) == len(set(ids))


def test_it_is_made_for_phones_paper_and_the_dark(page) -> None:
    assert ("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}) in Page(page).tags
    assert "@media print" in page
    assert "prefers-color-scheme: dark" in page
    assert not re.search(r"#000[01]0\d", page), "a colour of the plots that the style sheet should name"


def test_the_same_report_gives_the_same_bytes(report, page) -> None:
    assert as_html(report) == page


def test_every_figure_stands_there_with_its_interval_and_counts(report, page) -> None:
    text = Page(page).text
    for table in (*tables(report), *tables(report, headline=False)):
        for row in table.rows:
            assert f"{row.genuine} genuine {row.impostor} impostor {row.lost} not acquired" in text
            for cell in row.cells:
                mark = "" if cell.supported else " †"
                assert f"{cell.value}{mark} {cell.span}" in text
    (row,) = difference_rows(report)
    assert f"EER student − sface {row.cell.value} {row.cell.span} 3,000 g, 3,000 i better" in text
    for result in report.results:
        assert result.digest in text
    assert "trainer eval --report <out> & more" in text


def test_only_what_was_shown_better_is_bold(report, page) -> None:
    bold = re.findall(r"<strong>(.*?)</strong>", page)
    assert bold == [f"{100 * report.results[1].metrics['eer']:.3f} %"]


def test_pictures_are_inside_with_score_and_names(report, page) -> None:
    pair = report.results[0].worst_genuine[0]
    assert page.count(base64.b64encode(pair.first).decode()) == 4 * 4
    text = Page(page).text
    assert "0.1235 Anna_0001.jpg Berta_0002.jpg" in text
    assert "the lowest of 3,000 scores" in text
    assert "photographs of people" in text


@pytest.mark.parametrize(
    "name",
    ['<script>alert("x")</script>', '"><img src=x onerror=alert(1)>', "{{ 7*7 }}{% raw %}", "山田 عمر שרה", "a&b"],
)
def test_names_in_any_script_are_text(build, differ, name) -> None:
    result = build(name, protocol=name, masks=name, first_name=name)
    odd = replace(differ(), model=name, base=name, protocol=name, masks=name, metric=name)
    parsed = Page(as_html(Report((replace(result, digest=name),), (odd,), {name: name})))
    assert not parsed.open
    assert "script" not in {tag for tag, _ in parsed.tags}
    assert all(not attributes.get("src") or attributes["src"].startswith("data:") for _, attributes in parsed.tags)
    assert parsed.text.count(" ".join(name.split())) > 10


def test_undecodable_and_controlling_names_can_be_written(build) -> None:
    name = b"caf\xe9".decode("utf-8", "surrogateescape") + "\x1b\x00"
    page = as_html(Report((build(name, first_name=name),), (), {}))
    assert "caf���" in page
    page.encode()


@pytest.mark.parametrize(
    ("genuines", "impostors", "words"), [(50, 0, "No impostors: no curve"), (0, 50, "No genuine comparisons: no curve")]
)
def test_one_kind_alone_has_a_histogram_and_no_curve(build, genuines, impostors, words) -> None:
    one = build(genuines=genuines, impostors=impostors)
    page = as_html(Report((replace(one, metrics={}, worst_genuine=()),), (), {}))
    assert words in Page(page).text
    assert page.count("<svg") == 1
    assert "photographs of people" not in page or one.worst_impostor


def test_with_neither_kind_it_says_so(build) -> None:
    page = as_html(Report((build(genuines=0, impostors=0, pictures=0),), (), {}))
    assert "<svg" not in page
    assert "No comparisons." in page
    assert "photographs of people" not in page


def test_one_model_without_differences_and_none_at_all(build) -> None:
    alone = as_html(Report((build(),), (), {}))
    assert "<strong>" not in alone
    assert 'id="differences"' not in alone
    assert "Nothing was measured" in as_html(Report((), (), {}))


def test_more_models_than_colours(build) -> None:
    models = tuple(
        replace(build(f"m{number}"), genuines=Scores.of([]), impostors=Scores.of([])) for number in range(10)
    )
    page = as_html(Report(models, (), {}))
    keys = re.findall(r'style="color: var\(--series-(\d)\)" aria-hidden="true">(.)</span> <bdi>(m\d)', page)
    looks = {name: (colour, marker) for colour, marker, name in keys}
    assert len(set(looks.values())) == 10


@pytest.mark.parametrize("package", ["jinja2", "matplotlib"])
def test_a_missing_package_is_one_sentence(report, monkeypatch, package) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(CalibrationError, match=rf"^{package} is not installed: `pip install 'maskgate\[trainer\]'`$"):
        as_html(report)
