"""Pictures of pages -> rows of words with boxes and confidence, as if the page had a text layer."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ingest.parsing.ocr.amounts import with_usual_separators
from ingest.parsing.ocr.cleaning import cleaned, shows_ink
from ingest.parsing.ocr.engine import Grey, Quad, cut_out, find_lines, read_lines
from ingest.parsing.ocr.ruling import find_rulings, without_strokes
from ingest.parsing.ocr.turning import DOWNWARDS, OPPOSITE, by_axis, in_reading_order, length_in_heights, tilt_of
from ingest.parsing.ocr.words import ReadLine, rows_of
from ingest.parsing.pdf.frame import RIGHTWARDS, turned_back
from ingest.parsing.pdf.rows import Row, confidence_of
from ingest.parsing.scans import Tilt
from rag.domain.geometry import Box

_POINTS = 72
_SEARCH_DPI = 130
_LEAST_SEARCHED, _MOST_SEARCHED = 960, 2000
# Boxes are drawn in a little at top and bottom and widened at the ends: larger letters, none cut off.
_DRAWN_IN, _WIDENED = 0.08, 0.07
_SURE = 0.85
_LEAST_SURE = 0.5
_SAMPLED = 6
_EASILY_READ = 12.0


@dataclass(frozen=True, slots=True)
class ReadPicture:
    """What OCR read on a page: rows and rulings in points of the page laid straight by ``tilt``.

    ``confidence`` (0 to 1) is the mean over all characters, None when none was found; ``shows_ink`` is False for an
    empty page.
    """

    rows: list[Row] = field(default_factory=list)
    rulings: list[Box] = field(default_factory=list)
    tilt: Tilt | None = None
    confidence: float | None = None
    shows_ink: bool = True


def read_picture(picture: Grey, width: float, height: float) -> ReadPicture:
    """The text of the picture of a page of ``width`` by ``height`` points, upright, turned or askew."""
    clean = cleaned(picture)
    scale = width / picture.shape[1]
    least = min(_LEAST_SEARCHED, max(picture.shape))
    longest = int(np.clip(max(width, height) / _POINTS * _SEARCH_DPI, least, _MOST_SEARCHED))
    quads = find_lines(clean, longest)
    across, down = by_axis(quads)
    tilt = tilt_of(across, down, (width / 2, height / 2), scale)

    def place(x: float, y: float) -> tuple[float, float]:
        point = x * scale, y * height / picture.shape[0]
        return tilt.level(*point) if tilt else point

    rows: list[Row] = []
    axes = sorted(((across, RIGHTWARDS), (down, DOWNWARDS)), key=lambda axis: -len(axis[0]))
    for found, direction in axes:
        lines, direction = _read(clean, found, direction)
        rows.extend(rows_of([line for line in lines if line.confidence >= _LEAST_SURE], direction, place))
    rows = with_usual_separators(rows)
    sure = confidence_of([word for row in rows for word in row.words])
    inked = [turned_back(word.box, row.direction) for row in rows for word in row.words]
    return ReadPicture(
        rows=rows,
        rulings=without_strokes(find_rulings(clean, scale, tilt), inked) if rows else [],
        tilt=tilt if rows else None,
        confidence=None if sure is None else round(sure, 3),
        shows_ink=bool(rows) or shows_ink(picture),
    )


def _read(picture: Grey, quads: list[Quad], direction: tuple[int, int]) -> tuple[list[ReadLine], tuple[int, int]]:
    """Lines read in ``direction`` or in its opposite: whichever gives surer text for a few of them."""
    few, rest = _sample(quads)
    lines = _read_along(picture, few, direction)
    if lines and _mean(lines) < _SURE:
        other = _read_along(picture, few, OPPOSITE[direction])
        if _mean(other) > _mean(lines):
            lines, direction = other, OPPOSITE[direction]
    return lines + _read_along(picture, rest, direction), direction


def _sample(quads: list[Quad]) -> tuple[list[Quad], list[Quad]]:
    """The longest lines that are no longer than takes little time to read twice, and the others."""
    by_length = sorted(quads, key=lambda quad: abs(length_in_heights(quad) - _EASILY_READ))
    return by_length[:_SAMPLED], by_length[_SAMPLED:]


def _read_along(picture: Grey, quads: list[Quad], direction: tuple[int, int]) -> list[ReadLine]:
    ordered = [_widened(in_reading_order(quad, direction)) for quad in quads]
    pictures = [cut_out(picture, quad) for quad in ordered]
    return [
        ReadLine(quad, line, chars) for quad, line, chars in zip(ordered, pictures, read_lines(pictures), strict=True)
    ]


def _mean(lines: list[ReadLine]) -> float:
    weights = [line.picture.shape[1] for line in lines]
    return float(sum(line.confidence * weight for line, weight in zip(lines, weights, strict=True)) / sum(weights))


def _widened(quad: Quad) -> Quad:
    top_left, top_right, bottom_right, bottom_left = quad
    across = (top_right - top_left + bottom_right - bottom_left) / 2
    down = (bottom_left - top_left + bottom_right - top_right) / 2
    along = across / max(float(np.linalg.norm(across)), 1.0) * float(np.linalg.norm(down)) * _WIDENED
    inwards = down * _DRAWN_IN
    return np.array(
        [
            top_left + inwards - along,
            top_right + inwards + along,
            bottom_right - inwards + along,
            bottom_left - inwards - along,
        ],
        np.float32,
    )
