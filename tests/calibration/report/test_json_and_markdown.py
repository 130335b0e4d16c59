from __future__ import annotations

import json
import math
import re
from dataclasses import replace

from calibration.metrics.scores import Scores
from calibration.report.json_shape import as_json
from calibration.report.markdown import as_markdown
from calibration.report.names import metric
from calibration.report.types import Report
from calibration.report.words import figure, span


def _tables(markdown: str) -> list[list[list[str]]]:
    tables: list[list[list[str]]] = []
    last = False
    for line in markdown.splitlines():
        if line.startswith("|"):
            if not last:
                tables.append([])
            tables[-1].append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
        last = line.startswith("|")
    return tables


def test_json_has_the_issues_shape(report) -> None:
    shown = json.loads(json.dumps(as_json(report), allow_nan=False))
    first = shown["results"][0]
    assert (first["model"], first["protocol"], first["masks"]) == ("sface", "lfw", "none")
    assert {"accuracy", "eer", "fmr100", "fmr1000", "fmr10000", "fdr", "auc"} < set(first["metrics"])
    assert first["metrics"]["tpr_at_far"] == {"0.002": report.results[0].metrics["tpr_at_far_0.002"]}
    assert set(first["intervals"]["tpr_at_far"]) == {"0.002"}
    assert first["counts"] == {"genuine": 3000, "impostor": 3000, "failure_to_acquire": 3}
    assert first["metrics"]["eer"] == report.results[0].metrics["eer"]  # unrounded
    assert shown["differences"] == [
        {
            "model": "student",
            "base": "sface",
            "protocol": "lfw",
            "masks": "none",
            "metric": "eer",
            "value": -0.01,
            "interval": [-0.012, -0.008],
        }
    ]
    assert shown["provenance"]["seed"] == "7"


def test_json_says_what_is_not_supported(report) -> None:
    supported = as_json(report)["results"][0]["supported"]
    assert supported["fmr1000"]
    assert not supported["fmr10000"]
    assert not supported["fmr10000_nearest"]
    assert supported["tpr_at_far"] == {"0.002": True}


def test_what_is_no_number_becomes_null(build) -> None:
    odd = replace(
        build(), metrics={"eer": math.nan, "fdr": math.inf}, intervals={"eer": (math.nan, 0.1), "fdr": (1, math.inf)}
    )
    shown = as_json(Report((odd,), (), {}))["results"][0]
    assert shown["metrics"] == {"eer": None, "fdr": None}
    assert shown["intervals"] == {"eer": [None, 0.1], "fdr": [1.0, None]}
    json.dumps(shown, allow_nan=False)


def test_every_figure_in_markdown_is_the_jsons(report) -> None:
    results = as_json(report)["results"]
    seen = 0
    tables = _tables(as_markdown(report))
    settings = ["none", "masked-unmasked"] * 2  # first the paper's tables, then the other readings
    for masks, (header, _, *rows) in zip(settings, tables[:-1], strict=True):
        for row in rows:
            (one,) = [one for one in results if (one["model"], one["masks"]) == (row[0], masks)]
            shown = dict(zip(header, row, strict=True))
            assert shown["lfw genuine"] == f"{one['counts']['genuine']:,}"
            assert shown["lfw impostor"] == f"{one['counts']['impostor']:,}"
            assert shown["lfw failures to acquire"] == "3"
            flat = {**one["metrics"], **{f"tpr_at_far_{k}": v for k, v in one["metrics"]["tpr_at_far"].items()}}
            spans = {**one["intervals"], **{f"tpr_at_far_{k}": v for k, v in one["intervals"]["tpr_at_far"].items()}}
            marks = {**one["supported"], **{f"tpr_at_far_{k}": v for k, v in one["supported"]["tpr_at_far"].items()}}
            for name in set(flat) - {"tpr_at_far"}:
                known = metric(name)
                if f"lfw {known.label}" in shown:
                    mark = "" if marks.get(name, True) else " †"
                    expected = f"{figure(flat[name], known)}{mark} ({span(tuple(spans[name]), known)})"
                    assert shown[f"lfw {known.label}"].replace("**", "") == expected
                    seen += 1
    assert seen == 4 * len(report.results[0].metrics)


def test_bold_stands_where_the_rule_allows_it(report) -> None:
    tables = _tables(as_markdown(report))
    bold = [cell for table in tables for row in table for cell in row if "**" in cell]
    assert len(bold) == 1
    assert bold[0].startswith(f"**{figure(report.results[1].metrics['eer'], metric('eer'))}**")
    assert "excludes zero" in as_markdown(report)


def test_a_metric_that_nobody_knows_is_shown_under_its_own_name(build) -> None:
    text = as_markdown(Report((replace(build(), metrics={"own|<b>": 0.5}, intervals={}),), (), {}))
    (header, _, row) = _tables(text)[1]
    assert dict(zip(header, row, strict=True))[r"lfw own\|&lt;b&gt;"] == "0.500 (–)"


def test_the_way_of_measuring_names_every_model(report) -> None:
    text = as_markdown(report)
    assert "- seed: 7" in text
    assert f"- model student: {report.results[1].digest}" in text


def test_protocols_stand_side_by_side(build) -> None:
    results = (build("a"), build("b"), build("a", protocol="mfr2"), build("b", protocol="agedb_30"))
    (header, _, *rows), *_ = _tables(as_markdown(Report(results, (), {})))
    assert [row[0] for row in rows] == ["a", "b"]
    assert {"lfw EER", "mfr2 EER", "agedb\\_30 EER"} < set(header)
    shown = dict(zip(header, rows[1], strict=True))
    assert shown["mfr2 EER"] == ""
    assert shown["agedb\\_30 EER"]


def test_names_are_shown_as_they_are(build) -> None:
    name = "<script>alert(1)</script> | **b** [x](y) 山田\n# h `c`"
    text = as_markdown(Report((build(name),), (), {"key|": "<b>&"}))
    assert "<" not in text.replace("…", "")
    assert "&lt;script&gt;" in text
    assert r"\| \*\*b\*\* \[x\](y) 山田�\# h \`c\`" in text
    assert all(len(row) == len(table[0]) for table in _tables(text) for row in table)


def test_without_impostors_there_are_counts_and_no_figures(build) -> None:
    text = as_markdown(Report((build(impostors=0),), (), {}))
    (header, _, row), *_ = _tables(text)
    assert header == ["model", "lfw genuine", "lfw impostor", "lfw failures to acquire"]
    assert row == ["sface", "3,000", "0", "3"]


def test_an_empty_report_says_so() -> None:
    report = Report((), (), {})
    assert as_markdown(report).startswith("# Recognition report")
    assert as_json(report) == {"results": [], "differences": [], "provenance": {}}
    assert Scores.of([]).total == 0
