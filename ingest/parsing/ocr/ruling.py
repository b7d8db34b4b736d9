"""Straight rulings on a scanned page, which make its tables."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ingest.parsing.ocr.engine import Grey
from ingest.parsing.scans import Tilt
from rag.domain.geometry import Box

_POINTS_A_PIXEL = 72 / 150
# No stroke of a letter is as long as a run; what is shorter than a ruling is none.
_RUN, _SHORTEST = 14.0, 28.0
_THICKEST = 4.0
_BRIDGED = 15
_MOST = 400


def without_strokes(rulings: Sequence[Box], words: Sequence[Box]) -> list[Box]:
    """The rulings but for those that run through a word: strokes of its letters, or what underlines it."""
    return [ruling for ruling in rulings if not any(_runs_through(ruling, word) for word in words)]


def _runs_through(ruling: Box, word: Box) -> bool:
    inside = 0.15 * (word.bottom - word.top)
    return (
        word.top + inside < (ruling.top + ruling.bottom) / 2 < word.bottom
        and ruling.left < word.right - inside
        and ruling.right > word.left + inside
    )


def find_rulings(picture: Grey, scale: float, tilt: Tilt | None) -> list[Box]:
    """Boxes without width or height, in points of the page laid straight; ``scale`` is points a pixel."""
    shrink = min(scale / _POINTS_A_PIXEL, 1.0)
    points = scale / shrink
    small = cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    if tilt is not None:
        middle = tilt.x / points, tilt.y / points
        matrix = cv2.getRotationMatrix2D(middle, tilt.degrees, 1.0)
        small = cv2.warpAffine(small, matrix, (small.shape[1], small.shape[0]), borderMode=cv2.BORDER_REPLICATE)
    dark = cv2.adaptiveThreshold(small.astype(np.uint8), 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 18)
    length = int(_RUN / points)
    found: list[Box] = []
    for kernel, bridge in (((length, 1), (_BRIDGED, 3)), ((1, length), (3, _BRIDGED))):
        runs = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(kernel[::-1], np.uint8))
        lines = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, np.ones(bridge[::-1], np.uint8))
        _, _, boxes, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
        for left, top, wide, high, _ in boxes[1:]:
            if min(wide, high) * points > _THICKEST or max(wide, high) * points < _SHORTEST:
                continue
            x, y = float(left + wide / 2), float(top + high / 2)
            level = kernel[1] == 1
            ends = (float(left), y, float(left + wide), y) if level else (x, float(top), x, float(top + high))
            found.append(Box(*(end * points for end in ends)))
    return found if len(found) <= _MOST else []
