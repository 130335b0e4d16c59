from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from gate.vision.align import align
from gate.vision.types import Crop, Face, Image
from tests.trainer.tiny_training import Tiny, write_prepared
from trainer.data.crop import LANDMARKS, PREPROCESSING
from trainer.data.painter import family_painter
from trainer.data.people import People, divide
from trainer.data.prepared import PreparedFaces
from trainer.errors import TrainerError
from trainer.networks import Embedder
from trainer.protocol import Protocol, make_protocol
from trainer.validate import Embed, as_record, cells, embedder, measure


def _faces(folder: Path, pictures: list[int], held_out: list[int]) -> tuple[PreparedFaces, People]:
    faces = PreparedFaces([write_prepared(folder / "faces", pictures, held_out=held_out)])
    return faces, divide(faces, min_images=2)


class Off:
    """Sees every face a little off."""

    def detect(self, _image: Image) -> list[Face]:
        return [Face(np.zeros(4, np.float32), LANDMARKS + np.float32(2), 0.9)]


def test_masked_faces_are_aligned_by_what_the_detector_sees(tmp_path: Path) -> None:
    faces, people = _faces(tmp_path, [3, 3, 3], [1, 2])
    painter = family_painter("b")
    protocol = make_protocol(faces, people, painter, images=9, seed=4, detector=Off())
    assert protocol.lost == 0
    again = make_protocol(faces, people, painter, images=9, seed=4, detector=Off())
    other = make_protocol(faces, people, painter, images=9, seed=5, detector=Off())
    for i, picture in enumerate(people.held_out):
        photo = faces.photo(int(picture))
        image = painter(photo.image, photo.landmarks, np.random.default_rng((4, 2, int(picture))), colour="BGR")
        np.testing.assert_array_equal(protocol.masked[i], align(image, LANDMARKS + np.float32(2), PREPROCESSING))
        np.testing.assert_array_equal(protocol.masked[i], again.masked[i])
        np.testing.assert_array_equal(protocol.occluded[i], again.occluded[i])
        assert not np.array_equal(protocol.masked[i], other.masked[i])
        np.testing.assert_array_equal(protocol.bare[i], photo.image[..., ::-1])


def test_whole_people_are_left_out_beyond_the_limit(tmp_path: Path) -> None:
    faces, people = _faces(tmp_path, [3, 3, 3, 3, 3], [0, 2, 3, 4])
    for images, wanted in ((12, 12), (11, 9), (1, 6)):
        protocol = make_protocol(faces, people, family_painter("all"), images=images, seed=0, detector=Off())
        assert len(protocol.bare) == len(protocol.masked) == len(protocol.people) == wanted


def test_one_person_is_too_few(tmp_path: Path) -> None:
    faces, people = _faces(tmp_path, [3, 3, 3], [0])
    with pytest.raises(TrainerError, match="pictures of two held-out people"):
        make_protocol(faces, people, family_painter("all"), images=9, seed=0, detector=Off())


def _random_protocol(people: NDArray[np.int64]) -> Protocol:
    """Crops that carry nothing but their number."""

    def crops(kind: int) -> tuple[Crop, ...]:
        return tuple(np.full((1, 1, 3), (kind, i, 0), np.uint8) for i in range(len(people)))

    return Protocol(crops(0), crops(1), crops(2), people, 0)


def _embedding(vectors: dict[int, NDArray[np.float32]]) -> Embed:
    return lambda crops: np.stack([vectors[int(crop[0, 0, 0])][crop[0, 0, 1]] for crop in crops])


def _vectors(people: NDArray[np.int64]) -> dict[int, NDArray[np.float32]]:
    rng = np.random.default_rng(3)
    own = rng.normal(size=(people.max() + 1, 24))[people]
    vectors = {kind: own * 0.8 + rng.normal(size=own.shape) * (1 + 0.3 * kind) for kind in range(3)}
    return {k: (v / np.linalg.norm(v, axis=1, keepdims=True)).astype(np.float32) for k, v in vectors.items()}


def test_figures_are_those_of_every_comparison_written_out() -> None:
    people = np.repeat(np.arange(30), 4)
    vectors = _vectors(people)
    figures = measure(_random_protocol(people), _embedding(vectors))
    rows = {
        "unmasked-unmasked": (0, 0),
        "masked-unmasked": (1, 0),
        "masked-masked": (1, 1),
        "occluded-unmasked": (2, 0),
    }
    for name, (probe, reference) in rows.items():
        cosine = (vectors[probe] @ vectors[reference].T).astype(float)
        same = people[:, None] == people
        counted = np.triu(np.ones_like(same), 1) if probe == reference else ~np.eye(len(people), dtype=bool)
        genuine, impostor = cosine[same & counted], np.sort(cosine[~same & counted])[::-1]
        found = figures[name]
        assert (found.genuines, found.impostors) == (genuine.size, impostor.size)
        for rate, fnmr in ((1e-2, found.fnmr_at_1e2), (1e-3, found.fnmr_at_1e3)):
            allowed = int(impostor.size * rate)  # so many impostors may pass, the next one may not
            assert fnmr == pytest.approx((genuine <= impostor[allowed]).mean())
        spread = np.sqrt((genuine.var() + impostor.var()) / 2)
        assert found.d_prime == pytest.approx((genuine.mean() - impostor.mean()) / spread, rel=1e-3)
        assert found.impostor_mean == pytest.approx(impostor.mean(), abs=2e-5)
        assert found.impostor_999 == pytest.approx(np.quantile(impostor, 0.999), abs=5e-3)
    assert set(as_record(figures)) == set(rows)
    assert figures["masked-unmasked"].fnmr_at_1e2 > figures["unmasked-unmasked"].fnmr_at_1e2


def test_a_picture_is_not_compared_with_its_masked_self() -> None:
    people = np.array([0, 0, 1, 1])
    vectors = _vectors(people)
    tables = cells(
        _random_protocol(people), lambda crops: np.stack([vectors[int(c[0, 0, 0])][c[0, 0, 1]] for c in crops])
    )
    mixed = tables["masked-unmasked"].genuine
    assert sorted(zip(mixed.probes.tolist(), mixed.references.tolist(), strict=True)) == [
        (0, 1),
        (1, 0),
        (2, 3),
        (3, 2),
    ]


def test_embedding_leaves_every_module_in_the_mode_it_was_in() -> None:
    network = Embedder(Tiny(dropout=0.5))
    network.train()
    network.backbone.bn.eval()  # type: ignore[union-attr]
    modes = [module.training for module in network.modules()]
    crops = [np.random.default_rng(i).integers(0, 255, (112, 112, 3), np.uint8) for i in range(70)]
    embed = embedder(network, torch.device("cpu"))
    vectors = embed(crops)
    np.testing.assert_array_equal(vectors, embed(crops))  # no dropout
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert [module.training for module in network.modules()] == modes
    assert (network.backbone.bn.num_batches_tracked == 0).all()  # type: ignore[union-attr,operator]
