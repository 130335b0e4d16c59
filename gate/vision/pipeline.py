"""From a frame to its tracks and their templates: detect, follow, look where a look is worth its price, fuse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import inf

import numpy as np

from engines.card import Preprocessing
from engines.errors import ModelError
from gate.vision.detector import Detector, Follow
from gate.vision.embed import Recogniser
from gate.vision.looks import FrameLooks, TrackMemory
from gate.vision.mask_state import MaskReader, MaskReading
from gate.vision.quality import Quality
from gate.vision.quality_gate import MATCHING, Flaw, Limits, flaws
from gate.vision.track import Pair, Sighting, Tracker
from gate.vision.types import Face, Image, Template

WantsLook = Callable[[int], bool]
"""Whether another look at this track could still change something."""


@dataclass(frozen=True)
class PipelineOptions:
    """When a track is looked at (embedded), and how its looks become one template."""

    min_quality: float = 0.3
    """Looks below this are not taken: one in ten of them would match (`gate.vision.quality`)."""
    limits: Limits = MATCHING
    """Nor are those with a flaw by these limits."""
    settled_looks: int = 5
    """Looks after which a track is settled: it is then looked at only as the next two say, or when in doubt."""
    recheck_interval: float = 1.0
    """Seconds after which a settled track is looked at again, in case somebody else has taken its place."""
    better_by: float = 0.1
    """A view whose quality is this much above the best look's is looked at as well."""
    same_person: float = 0.3
    """A look whose cosine to the track's template is lower is taken for somebody else's, and the track gets a new id:
    99 % of the pairs of CelebA training people stay below. A head turned or tilted far may fall below, too."""
    kept_looks: int = 8
    """So many looks of a track are fused, the best ones."""
    max_looks: int = 8
    """Most looks in one frame, so that a crowd can't stall the gate; the largest faces come first."""
    lost_timeout: float = 1.0
    """Seconds out of sight after which a track ends."""
    search_interval: float = 0.0
    """While nobody is in view, or all that is wanted of the faces is where they are (they are followed), the whole
    frame is searched no later than so many seconds after the last time, as far as the pace of the frames tells. 0:
    always."""


@dataclass(frozen=True, eq=False)
class Track:
    """One person in view, after a frame."""

    id: int
    face: Face
    """As it was seen last."""
    seen: bool
    """In this frame; else the person is out of sight, and the track ends unless they come back soon."""
    quality: Quality | None
    """Of the view in this frame; None while out of sight."""
    flaws: tuple[Flaw, ...]
    """What keeps that view from being looked at, the first to be mended first."""
    template: Template | None
    """The fused looks; None before the first, and while it is in doubt whose they are."""
    looks: int
    """How many were taken."""
    new_look: Template | None
    """The look that was taken in this frame."""
    mask: MaskReading | None
    """What the face wore when it was looked at last; None: never was, or nobody tells."""
    settled: bool
    """Enough looks were taken, and there is no doubt."""


@dataclass(frozen=True, eq=False)
class Scene:
    """Everything seen in a frame."""

    time: float
    faces: tuple[Face, ...]
    tracks: tuple[Track, ...]
    """All live tracks by id, those just out of sight among them."""


_NOTHING = Scene(-inf, (), ())


class FacePipeline:
    """Turns frames into scenes. It remembers the live tracks, so frames come in order and from one thread.

    Args:
        detector: finds the faces.
        recogniser: makes templates of aligned crops.
        preprocessing: of the recogniser's card.
        options: when to look.
        masks: tells at every look what the face wears; None: nobody does.
        follow: finds known faces again between two searches of the whole frame; None: every frame is searched.
    """

    def __init__(
        self,
        detector: Detector,
        recogniser: Recogniser,
        preprocessing: Preprocessing,
        options: PipelineOptions | None = None,
        masks: MaskReader | None = None,
        follow: Follow | None = None,
    ) -> None:
        self._detector = detector
        self._recogniser = recogniser
        self._preprocessing = preprocessing
        self._options = options or PipelineOptions()
        self._masks = masks
        self._tracker = Tracker(lost_timeout=self._options.lost_timeout)
        self._memories: dict[int, TrackMemory] = {}
        self._follow = follow
        self._scene = _NOTHING
        """Of the last frame."""
        self._searched = -inf
        """When the whole frame was searched last."""

    def process(
        self, image: Image, time: float, wants_look: WantsLook | None = None, *, judging: bool = False
    ) -> Scene:
        """See what is in a frame.

        Args:
            image: (height, width, 3) uint8 BGR.
            time: the frame's, in seconds; not before the last one's.
            wants_look: asked for each track in view instead of counting its looks: True has a settled track looked
                at, False leaves even a new one to the re-checks.
            judging: somebody in view is being judged, so that the whole frame is searched.

        Raises:
            ModelError: a network failed.
        """
        scene = None if judging else self._followed(image, time, wants_look)
        if scene is None:
            until = self._followed_until(time)
            self._scene = _NOTHING  # nobody is followed after a search that failed
            scene, self._searched = self._search(image, time, until, wants_look), time
        self._scene = scene
        return scene

    def _followed_until(self, time: float) -> float:
        """If this frame is searched: up to when others may then be followed, as far as their pace tells."""
        pace = time - self._scene.time
        return time if self._follow is None else time + max(self._options.search_interval - pace, 0.0)

    def _followed(self, image: Image, time: float, wants_look: WantsLook | None) -> Scene | None:
        """The last scene a moment later, the same people or nobody; None where a look is due or anything is open."""
        tracks, options = self._scene.tracks, self._options
        next_frame = 2 * time - self._scene.time
        if self._follow is None or next_frame - self._searched > options.search_interval:
            return None
        if any(not track.seen or self._is_open(track.id, time, wants_look) for track in tracks):
            return None
        faces = self._follow(image, [track.face for track in tracks])
        if faces is None:
            return None
        self._tracker.follow({track.id: face for track, face in zip(tracks, faces, strict=True)}, time)
        moved = (replace(track, face=face, new_look=None) for track, face in zip(tracks, faces, strict=True))
        return Scene(time, tuple(faces), tuple(moved))

    def _search(self, image: Image, time: float, until: float, wants_look: WantsLook | None) -> Scene:
        """The whole frame anew; re-checks that would interrupt the following until then are made in it."""
        faces = self._detector.detect(image)
        looks = FrameLooks(image, faces, self._recogniser, self._preprocessing, self._options.max_looks, self._masks)
        sightings = self._tracker.update(faces, time, lambda pairs: self._compare(pairs, looks))
        kept = self._options.kept_looks
        self._memories = {s.track: self._memories.get(s.track) or TrackMemory(kept) for s in sightings}
        for sighting in sightings:
            self._memories[sighting.track].doubtful |= sighting.doubtful
        looks.take(
            s.index
            for s in sightings
            if s.index is not None and self._is_due(s.track, looks.quality(s.index), until, wants_look)
        )
        tracks = [self._take_in(sighting, looks, time) for sighting in sightings]
        return Scene(time, tuple(faces), tuple(sorted(tracks, key=lambda track: track.id)))

    def probe(self) -> None:
        """Run both networks once, on nothing.

        Raises:
            ModelError: one of them fails.
        """
        if self._preprocessing.size is None:
            raise ModelError("the recogniser's card says no size of crops")
        nothing = np.zeros((*self._preprocessing.size, 3), np.uint8)
        self._detector.detect(nothing)
        self._recogniser.embed([nothing])

    def _compare(self, pairs: Sequence[Pair], looks: FrameLooks) -> list[float]:
        """What the tracker asks where motion can't tell: cosines of tracks and faces."""
        looks.take({index for _, index in pairs if not self._flaws(looks.quality(index))})
        return [self._memories[track].cosine(looks.taken(index)) for track, index in pairs]

    def _is_due(self, track: int, quality: Quality, until: float, wants_look: WantsLook | None) -> bool:
        if self._flaws(quality):
            return False
        better = quality.overall >= self._memories[track].best + self._options.better_by
        return self._is_open(track, until, wants_look) or better

    def _is_open(self, track: int, time: float, wants_look: WantsLook | None) -> bool:
        """Whether a look at the track is wanted by then, as soon as there is a good one."""
        options, memory = self._options, self._memories[track]
        return (
            (wants_look(track) if wants_look else memory.count < options.settled_looks)
            or memory.doubtful
            or time - memory.newest >= options.recheck_interval
        )

    def _flaws(self, quality: Quality) -> tuple[Flaw, ...]:
        return flaws(quality, self._options.limits, min_quality=self._options.min_quality)

    def _take_in(self, sighting: Sighting, looks: FrameLooks, time: float) -> Track:
        track, memory = sighting.track, self._memories[sighting.track]
        look = looks.taken(sighting.index) if sighting.index is not None else None
        if look is not None:
            if memory.cosine(look) < self._options.same_person:
                del self._memories[track]
                track = self._tracker.restart(track)
                memory = self._memories[track] = TrackMemory(self._options.kept_looks)
            memory.add(look, time, looks.reading(sighting.index) if sighting.index is not None else None)
        quality = looks.quality(sighting.index) if sighting.index is not None else None
        return Track(
            id=track,
            face=sighting.face,
            seen=sighting.index is not None,
            quality=quality,
            flaws=() if quality is None else self._flaws(quality),
            template=None if memory.doubtful else memory.template,
            looks=memory.count,
            new_look=look,
            mask=memory.mask,
            settled=memory.count >= self._options.settled_looks and not memory.doubtful,
        )
