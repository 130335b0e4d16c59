"""A person before the camera: taking their pictures, and trying whether they are recognised. Nothing is stored here."""

from __future__ import annotations

from collections.abc import Sequence

from gate.access.decision import Policy
from gate.capture.errors import CaptureError
from gate.capture.types import Frame, FrameReader, Health
from gate.desk.enrol import Recognition, Shot
from gate.desk.enrol_guide import Guide
from gate.desk.enrol_look import Cut, sample_of, sight, template_of
from gate.desk.enrol_sitting import Advice, Pose, Preview, Watch
from gate.gallery.index import MASKS, Index
from gate.networks import Networks

PATIENCE = 20.0
"""Seconds without a picture after which the camera counts as gone; it comes back by itself before."""
WAIT = 0.2
"""Seconds for one picture."""
TRY_SECONDS = 12.0
"""For which somebody may try whether they are recognised."""


def sit_for(
    poses: Sequence[Pose], reader: FrameReader, networks: Networks, min_quality: float, watch: Watch
) -> tuple[Shot, ...]:
    """Take a picture for each pose, as soon as it is good enough; none at all when nobody waits any more.

    Raises:
        CaptureError: no picture has come for `PATIENCE` seconds, or the recording is over.
    """
    guide: Guide[Cut] = Guide(poses)
    silent = 0.0
    while guide.pose is not None:
        if watch.cancelled():
            return ()
        if watch.skipped():
            guide.skip()
            continue
        if watch.ready():
            guide.ready()
        frame = reader.newest(WAIT)
        if frame is None:
            silent += WAIT
            _give_up(reader, silent)
            if reader.health is not Health.OK:
                guide.lost()
                watch.report(Preview(None, guide.pose, Advice.CAMERA_LOST, frozenset(guide.taken)))
            continue
        silent = 0.0
        seen = sight(frame.image, frame.time, networks, min_quality)
        advice = guide.see(seen.look)
        watch.report(Preview(frame.image, guide.pose, advice, frozenset(guide.taken), seen.box))
    return tuple(Shot(sample_of(cut, pose, networks), pose) for pose, cut in guide.taken.items())


def try_face(
    person: str, index: Index, policy: Policy, reader: FrameReader, networks: Networks, watch: Watch
) -> Recognition:
    """Compare whoever stands before the camera with the gallery as it is stored, by the door's thresholds.

    Raises:
        CaptureError: as `sit_for`.
    """
    best, silent, begun = Recognition(False), 0.0, None
    while not watch.cancelled():
        frame = reader.newest(WAIT)
        if frame is None:
            silent += WAIT
            if begun is not None and reader.health is Health.ENDED:
                break
            _give_up(reader, silent)
            continue
        silent, begun = 0.0, frame.time if begun is None else begun
        tried = _try(person, index, policy, frame, networks, watch)
        if tried is not None:
            if tried.recognised:
                return tried
            best = max(best, tried, key=lambda one: one.cosine)
        if frame.time - begun > TRY_SECONDS:
            break
    return best


def _try(
    person: str, index: Index, policy: Policy, frame: Frame, networks: Networks, watch: Watch
) -> Recognition | None:
    seen = sight(frame.image, frame.time, networks, 0.0)
    watch.report(Preview(frame.image, Pose.STRAIGHT, seen.look.flaw or Advice.HOLD, box=seen.box))
    if seen.look.keep is None or seen.look.faces != 1 or seen.look.quality < policy.min_quality:
        return None
    thresholds = {mask: policy.threshold_for(None, mask).threshold for mask in MASKS}
    match = index.search(template_of(seen.look.keep, networks), thresholds)
    if match is None:
        return None
    threshold, cosine = thresholds[match.best.reference], match.best.cosine
    accepted = cosine >= threshold
    other = match.best.name if accepted and match.best.person != person else ""
    return Recognition(accepted and not other, cosine, threshold, other)


def _give_up(reader: FrameReader, silent: float) -> None:
    if reader.health is Health.ENDED:
        raise CaptureError(f"{reader.description} is over before all pictures were taken")
    if silent >= PATIENCE:
        raise CaptureError(reader.status.detail or f"{reader.description} gives no picture")
