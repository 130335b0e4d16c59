"""Ten thousand inputs to each parser, from Hypothesis: valid ones, and what becomes of them.

Hypothesis draws texts and bytes of its own, and numbers from which some dozens of edits of valid inputs are made:
drawing each of those edits would take longer than most parsers do.
"""

from __future__ import annotations

import random
import warnings
from collections.abc import Iterator, Sequence, Set
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.torture.parsers import Parser, Parsers
from tests.torture.report import Trial

BATCH = 50
"""Inputs of one example."""


def inputs_from(seeds: Sequence[bytes]) -> st.SearchStrategy[list[bytes]]:
    """Edits of the seeds, and a few inputs that are no edits."""

    def made(drawn: tuple[int, bytes, str]) -> list[bytes]:
        number, data, text = drawn
        chance = random.Random(number)
        return [data, text.encode(errors="replace"), *(_edit(seeds, chance) for _ in range(BATCH - 2))]

    return st.tuples(st.integers(0, 2**63), st.binary(max_size=200), st.text(max_size=100)).map(made)


_TELLING = (
    *(b"\x00", b"\xff", b"\xed\xa0\x80", b'"', b"'", b"\\", b"\n", b"\r", b"{", b"[", b"[" * 3000, b"9" * 400, b"-1"),
    *(b"1e999", b"NaN", b"null", b"true", b"\xd9\xa3", b"\xe2\x80\xae", b"../../etc/passwd", b"%s%n", b"';--", b"="),
)


def _edit(seeds: Sequence[bytes], chance: random.Random) -> bytes:
    data = chance.choice(seeds)
    for _ in range(chance.choice((0, 1, 1, 2, 3, 6))):
        at = chance.randint(0, len(data))
        new = chance.choice(_TELLING) if chance.random() < 0.5 else chance.randbytes(chance.randint(1, 4))
        match chance.randrange(5):
            case 0:
                data = data[:at] + new + data[at:]
            case 1:
                data = data[:at] + new + data[at + len(new) :]
            case 2:
                data = data[:at] + data[at + chance.choice((1, 2, 8, 64, 4096)) :]
            case 3:
                data = data[:at] + data[max(0, at - 20) : at] + data[at:]
            case _:
                data = data[:at] + bytes(one ^ 1 << chance.randrange(8) for one in data[at : at + 1]) + data[at + 1 :]
    return data


def fuzz(parser: Parser, inputs: int, number: int) -> Trial:
    """One parser."""
    seen = answered = 0

    @seed(number)
    @settings(
        max_examples=-(-inputs // BATCH),
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(inputs_from(parser.seeds))
    def feed(batch: list[bytes]) -> None:
        nonlocal seen, answered
        for data in batch:
            seen += 1
            try:
                parser.parse(data)
                answered += 1
            except parser.errors as error:
                if not str(error):
                    raise AssertionError(f"{error!r} says nothing, given {data[:200]!r}") from error
            except Exception as error:
                raise AssertionError(f"{type(error).__name__}: {str(error)[:200]}, given {data[:200]!r}") from error

    violations: tuple[str, ...] = ()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            feed()
        except AssertionError as error:
            violations = (str(error),)
    return Trial("fuzz", parser.name, seen, violations, f"{answered:,} taken, {seen - answered:,} refused")


def all_parsers(folder: Path, inputs: int, number: int, known: Set[str] = frozenset()) -> Iterator[Trial]:
    """Each parser in turn, but those that were tried already."""
    with Parsers(folder) as parsers:
        for place, parser in enumerate(parsers.all()):
            if parser.name not in known:
                yield fuzz(parser, inputs, number + place)
