from __future__ import annotations

import cv2
import numpy as np
import pytest

from engines.backend import FloatArray
from engines.card import Card
from engines.errors import ModelError
from engines.registry import Model
from gate.vision.decode import STRIDES
from gate.vision.detector import Detector
from gate.vision.types import Image
from gate.vision.yunet import COARSE, MAX_SIDE, YuNet, search_sides
from tests.gate.vision.agreement import matches, overlaps, peer_faces

SIZES = [(1, 1), (1, 400), (31, 33), (480, 640), (720, 1280), (1080, 1920), (250, 250), (3000, 20)]


class SpotNetwork:
    """Finds the one white square on black, exact to a part of a pixel, and notes the size of all inputs."""

    def __init__(self) -> None:
        self.sizes: list[tuple[int, int]] = []

    def run(self, batch: FloatArray) -> dict[str, FloatArray]:
        assert batch.shape[0] == 1
        height, width = batch.shape[2:]
        self.sizes.append((height, width))
        light = batch[0].min(axis=0) / 255
        outputs = {}
        for stride in STRIDES:
            cells = (height // stride) * (width // stride)
            outputs |= {
                f"{head}_{stride}": np.zeros((1, cells, n), np.float32)
                for head, n in (("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10))
            }
        if light.any():
            x, y = (light.sum(axis=axis) @ np.arange(light.shape[1 - axis]) / light.sum() for axis in (0, 1))
            size = np.sqrt(light.sum())
            cell = int(y // 8) * (width // 8) + int(x // 8)
            outputs["cls_8"][0, cell] = outputs["obj_8"][0, cell] = 0.9
            outputs["bbox_8"][0, cell] = (x / 8 - x // 8, y / 8 - y // 8, np.log(size / 8), np.log(size / 8))
            outputs["kps_8"][0, cell] = np.tile((x / 8 - x // 8, y / 8 - y // 8), 5)
        return outputs


@pytest.fixture
def card(yunet: Model) -> Card:
    return yunet.card


@pytest.mark.parametrize("size", SIZES)
def test_any_size_is_searched_at_two_bounded_scales(card: Card, size: tuple[int, int]) -> None:
    network = SpotNetwork()
    detector: Detector = YuNet(network, card)  # type: ignore[arg-type]
    assert detector.detect(np.zeros((*size, 3), np.uint8)) == []
    assert len(network.sizes) == 2
    assert all(side % 32 == 0 and 0 < side <= MAX_SIDE for pair in network.sizes for side in pair)
    fine, coarse = (max(pair) for pair in network.sizes)
    assert coarse <= fine / COARSE + 32


@pytest.mark.parametrize("size", SIZES)
def test_one_scale_takes_the_image_as_it_is(card: Card, size: tuple[int, int]) -> None:
    network = SpotNetwork()
    assert YuNet(network, card, two_scales=False).detect(np.zeros((*size, 3), np.uint8)) == []  # type: ignore[arg-type]
    assert network.sizes == [tuple(-(-side // 32) * 32 for side in size)]


@pytest.mark.parametrize(
    ("longest", "sides"), [(1, (2, 1)), (100, (200, 66)), (250, (480, 160)), (640, (640, 213)), (4000, (960, 320))]
)
def test_the_sides(longest: int, sides: tuple[int, int]) -> None:
    assert search_sides(longest) == sides


@pytest.mark.parametrize("size", [(720, 1280), (480, 640), (200, 300), (1500, 700), (2000, 3000)])
@pytest.mark.parametrize("spot", [(0.2, 0.3), (0.9, 0.85)])
def test_a_face_comes_back_in_the_images_own_pixels(
    card: Card, size: tuple[int, int], spot: tuple[float, float]
) -> None:
    image = np.zeros((*size, 3), np.uint8)
    x, y, radius = int(spot[0] * size[1]), int(spot[1] * size[0]), min(size) // 16
    image[y - radius : y + radius, x - radius : x + radius] = 255
    [face] = YuNet(SpotNetwork(), card).detect(image)  # type: ignore[arg-type]  # both scales' finds are one face
    x, y = x - 0.5, y - 0.5  # the square's middle, with pixels counted at their centres
    np.testing.assert_allclose(face.landmarks, np.tile((x, y), (5, 1)), atol=0.25)
    np.testing.assert_allclose(face.box, (x - radius, y - radius, x + radius, y + radius), atol=1)
    assert face.score == pytest.approx(0.9)
    with pytest.raises(ValueError, match="read-only"):
        face.box[0] = 1


def test_a_failing_network_is_not_no_face(card: Card) -> None:
    class Broken:
        def run(self, batch: FloatArray) -> dict[str, FloatArray]:
            raise ModelError("out of memory")

    with pytest.raises(ModelError, match="out of memory"):
        YuNet(Broken(), card).detect(np.zeros((64, 64, 3), np.uint8))  # type: ignore[arg-type]


@pytest.mark.data
@pytest.mark.parametrize("images", ["masked_images", "lfw_images"])
def test_agrees_with_opencv_at_the_same_input(
    native_detector: YuNet, peer_detector: cv2.FaceDetectorYN, images: str, request: pytest.FixtureRequest
) -> None:
    matched = total = 0
    for image in request.getfixturevalue(images):
        theirs, ours = peer_faces(peer_detector, image), native_detector.detect(image)
        total += max(len(theirs), len(ours))
        matched += len(matches(theirs, ours))
    assert total >= 40
    assert matched / total >= 0.995


@pytest.mark.data
def test_two_scales_find_more_masked_faces(detector: YuNet, native_detector: YuNet, masked_images: list[Image]) -> None:
    both = [len(detector.detect(image)) for image in masked_images]
    native = [len(native_detector.detect(image)) for image in masked_images]
    assert sum(both) > sum(native)
    assert sum(map(bool, both)) >= sum(map(bool, native))


@pytest.mark.data
@pytest.mark.parametrize(("height", "wanted"), [(0.70 * 720, 30), (40, 28)])
def test_near_and_far_faces_in_a_720p_frame(
    detector: YuNet, lfw_images: list[Image], height: float, wanted: int
) -> None:
    """A face as high as 70 % of the frame, and one of 40 px: found in `wanted` of 30 frames."""
    found = 0
    for picture in lfw_images[:30]:
        face = max(detector.detect(picture), key=lambda face: face.width)
        scale = height / face.height
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        scaled = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=method)
        frame = np.full((720, 1280, 3), 128, np.uint8)
        centre = scale * (face.box[:2] + face.box[2:]) / 2
        x, y = (np.array((640, 360)) - centre).astype(int)
        top, left = max(-y, 0), max(-x, 0)
        part = scaled[top : top + 720 - max(y, 0), left : left + 1280 - max(x, 0)]
        frame[max(y, 0) : max(y, 0) + part.shape[0], max(x, 0) : max(x, 0) + part.shape[1]] = part
        target = scale * face.box + np.tile((x, y), 2)
        boxes = np.array([other.box for other in detector.detect(frame)]).reshape(-1, 4)
        found += bool((overlaps(target[None], boxes) > 0.5).any())
    assert found >= wanted
