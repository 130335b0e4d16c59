"""Matplotlib's SVG made fit to stand inside a page: its colours from the style sheet, few ids, no namespaces."""

from __future__ import annotations

import re
from collections.abc import Mapping


def for_page(svg: str, colours: Mapping[str, str]) -> str:
    """The `<svg>` element alone.

    Args:
        svg: a whole file as matplotlib writes it with `svg.fonttype: none`.
        colours: what stands for a colour ("#010203") in the page: "var(--ink)".
    """
    svg = svg[svg.index("<svg") :]
    for pattern in (r"<metadata>.*?</metadata>", r"<!--.*?-->", r"<style.*?</style>", r'\sxmlns(:\w+)?="[^"]*"'):
        svg = re.sub(pattern, "", svg, flags=re.S)
    svg = re.sub(r'^<svg [^>]*?viewBox="([^"]*)"[^>]*>', r'<svg viewBox="\1">', svg)
    svg = svg.replace("xlink:href", "href")
    used = set(re.findall(r'url\(#([^)]*)\)|href="#([^"]*)"', svg))
    kept = {name for pair in used for name in pair if name}
    svg = re.sub(r'\sid="([^"]*)"', lambda found: found[0] if found[1] in kept else "", svg)
    svg = re.sub(r'\sd="[^"]*"', lambda path: re.sub(r"\d+\.\d{3,}", _rounded, path[0]), svg)
    svg = re.sub(r"#[0-9a-f]{6}", lambda colour: colours.get(colour[0], colour[0]), svg)
    return re.sub(r"\s*\n\s*", " ", svg).strip()


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.2f}"
