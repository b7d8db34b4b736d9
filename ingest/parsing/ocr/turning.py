"""Which way lines run on a scanned page, and by how much the page lies askew."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from ingest.parsing.ocr.engine import Quad
from ingest.parsing.pdf.frame import RIGHTWARDS
from ingest.parsing.scans import Tilt

DOWNWARDS, LEFTWARDS, UPWARDS = (0, 1), (-1, 0), (0, -1)
OPPOSITE = {RIGHTWARDS: LEFTWARDS, LEFTWARDS: RIGHTWARDS, DOWNWARDS: UPWARDS, UPWARDS: DOWNWARDS}
# The corner of a quad in order of place (top left first, clockwise) at which a line in that direction begins.
_FIRST_CORNER = {RIGHTWARDS: 0, DOWNWARDS: 1, LEFTWARDS: 2, UPWARDS: 3}
_UPRIGHT = 1.5
_LONG = 3.0
_LEAST_TILT = 0.1


def by_axis(quads: Sequence[Quad]) -> tuple[list[Quad], list[Quad]]:
    """Lines that run across the page, and those that run up or down it.

    A line of one or two characters may be higher than wide: it counts with the many.
    """
    down = [_is_upright(quad) for quad in quads]
    lengths = [max(_sides(quad)) for quad in quads]
    mostly_down = sum(length for length, is_down in zip(lengths, down, strict=True) if is_down) * 2 > sum(lengths)
    across_quads: list[Quad] = []
    down_quads: list[Quad] = []
    for quad, is_down in zip(quads, down, strict=True):
        (down_quads if (mostly_down if length_in_heights(quad) < _LONG else is_down) else across_quads).append(quad)
    return across_quads, down_quads


def in_reading_order(quad: Quad, direction: tuple[int, int]) -> Quad:
    """The corners of a line that runs in ``direction``, beginning where its reader begins."""
    return np.roll(quad, -_FIRST_CORNER[direction], axis=0)


def length_in_heights(quad: Quad) -> float:
    """How many times longer than high a line is, whichever way it runs."""
    wide, high = _sides(quad)
    return max(wide, high) / max(min(wide, high), 1.0)


def tilt_of(across: Iterable[Quad], down: Iterable[Quad], middle: tuple[float, float], scale: float) -> Tilt | None:
    """By how much long lines lie askew, None if not at all; ``scale`` is points a pixel, ``middle`` in points."""
    angles: list[tuple[float, float]] = []
    for quads, (first, second) in ((across, (0, 1)), (down, (1, 2))):
        for quad in quads:
            if length_in_heights(quad) < _LONG:
                continue
            # The middle line of the box, whose corners are rounded to pixels.
            start = (quad[first] + quad[(first - 1) % 4]) / 2
            end = (quad[second] + quad[(second + 1) % 4]) / 2
            step = end - start
            angle = math.degrees(math.atan2(float(step[1]), float(step[0]))) - (0 if quads is across else 90)
            angles.append((angle, float(np.hypot(*step))))
    if not angles:
        return None
    angles.sort()
    ends = np.cumsum([length for _, length in angles])
    angle = angles[int(np.searchsorted(ends, ends[-1] / 2))][0]
    return Tilt(angle, *middle) if abs(angle) >= _LEAST_TILT else None


def _is_upright(quad: Quad) -> bool:
    wide, high = _sides(quad)
    return high >= _UPRIGHT * wide


def _sides(quad: Quad) -> tuple[float, float]:
    return float(np.linalg.norm(quad[1] - quad[0])), float(np.linalg.norm(quad[3] - quad[0]))
