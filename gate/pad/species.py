"""The species of generated attempts: genuine ones, and attacks.

A species is drawn anew for every attempt: sizes, bends, tilts, tremor, screens and moments are random. Attackers see
what is asked and answer it as their instrument allows: a print is tilted in the asked direction, a
replay is started with the first movement that is asked for.
"""

from __future__ import annotations

from gate.pad.fed import loop, replay, swap
from gate.pad.living import genuine, paper_mask
from gate.pad.prints import bent_print, cut_eyes, flat_print
from gate.pad.screens import laptop, phone, tablet
from gate.pad.shots import Species

GENUINE = "genuine"

ATTACKS: dict[str, Species] = {
    "flat print": flat_print,
    "bent print": bent_print,
    "cut-out eyes": cut_eyes,
    "paper mask": paper_mask,
    "phone": phone,
    "tablet": tablet,
    "laptop": laptop,
    "injected replay": replay,
    "swap": swap,
    "loop": loop,
}

SPECIES: dict[str, Species] = {GENUINE: genuine, **ATTACKS}

TUNING = tuple(ATTACKS)[::2]
"""The half of the species that limits are derived from."""
