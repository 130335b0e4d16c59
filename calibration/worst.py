"""The comparisons that went worst, to be looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import cv2
import numpy as np

from calibration.comparisons import Comparisons
from calibration.errors import CalibrationError
from calibration.pictures import Sample
from calibration.report.types import PairPicture
from gate.vision.errors import ImageError
from gate.vision.types import Crop

CropOf = Callable[[Sample], Crop | None]
"""A sample's crop, RGB; None where it is lost."""

_QUALITY = 85


def worst_genuine(
    genuine: Comparisons, samples: Mapping[int, Sample], crop_of: CropOf, count: int
) -> tuple[PairPicture, ...]:
    """The lowest genuine scores, the lowest first."""
    return _pictures(genuine.pick(np.argsort(genuine.scores, kind="stable")[:count]), samples, crop_of)


def worst_impostor(
    impostor: Comparisons, samples: Mapping[int, Sample], crop_of: CropOf, count: int
) -> tuple[PairPicture, ...]:
    """The highest impostor scores, the highest first."""
    return _pictures(impostor.pick(np.argsort(-impostor.scores, kind="stable")[:count]), samples, crop_of)


def _pictures(comparisons: Comparisons, samples: Mapping[int, Sample], crop_of: CropOf) -> tuple[PairPicture, ...]:
    rows = zip(comparisons.scores, comparisons.probes, comparisons.references, strict=True)
    return tuple(
        PairPicture(
            score=float(score),
            first=_jpeg(samples[int(probe)], crop_of),
            second=_jpeg(samples[int(reference)], crop_of),
            first_name=_name(samples[int(probe)]),
            second_name=_name(samples[int(reference)]),
        )
        for score, probe, reference in rows
    )


def _jpeg(sample: Sample, crop_of: CropOf) -> bytes:
    try:
        crop = crop_of(sample)
    except ImageError as error:
        raise CalibrationError(str(error)) from None
    assert crop is not None  # it was acquired when it was embedded
    done, encoded = cv2.imencode(".jpg", cv2.cvtColor(crop, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    assert done
    return encoded.tobytes()


def _name(sample: Sample) -> str:
    """A file's own name: it tells the person, and no machine's folders."""
    return str(sample).rsplit("/", maxsplit=1)[-1]
