"""Pictures of pages made easier to read: even light, less noise, sharper strokes."""

from __future__ import annotations

import cv2
import numpy as np

from ingest.parsing.ocr.engine import Grey

_PAPER = 245.0
_BACKGROUND_SCALE = 0.25
_PAPER_IS_OVER = 150
_NOISY = 1.0
_STRENGTH, _STRONGEST = 2.9, 14.0
_SHARPEN_RADIUS = 2.0
_SHARPEN = 1.0
_INKED = 60
_LEAST_INK = 0.0002


def cleaned(picture: Grey) -> Grey:
    """The picture with shadows lifted and, where the scanner left noise, denoised and sharpened."""
    even = _evenly_lit(picture)
    noise = noise_of(even)
    if noise < _NOISY:
        return even
    strength = min(_STRENGTH * noise, _STRONGEST)
    quiet = cv2.fastNlMeansDenoising(even, None, strength, 5, 15)
    soft = cv2.GaussianBlur(quiet, (0, 0), _SHARPEN_RADIUS)
    return cv2.addWeighted(quiet, 1 + _SHARPEN, soft, -_SHARPEN, 0).astype(np.uint8)


def noise_of(picture: Grey) -> float:
    """The noise of evenly lit paper: the mean deviation of its grey values from the median of their neighbours."""
    deviation = cv2.absdiff(picture, cv2.medianBlur(picture, 3))
    paper = cv2.erode(picture, np.ones((5, 5), np.uint8)) > _PAPER_IS_OVER
    return float(deviation[paper].mean()) if paper.any() else 0.0


def shows_ink(picture: Grey) -> bool:
    """True when something darker than its surroundings stands on the page."""
    even = _evenly_lit(cv2.GaussianBlur(picture, (0, 0), 1.5).astype(np.uint8))
    return bool(np.mean(even < _PAPER - _INKED) > _LEAST_INK)


def _evenly_lit(picture: Grey) -> Grey:
    """The picture over its own background: the light of each place is what the paper there gives back."""
    small = cv2.resize(picture, None, fx=_BACKGROUND_SCALE, fy=_BACKGROUND_SCALE, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), 21)
    background = cv2.resize(paper, (picture.shape[1], picture.shape[0]))
    return cv2.divide(picture, np.maximum(background, 1), scale=_PAPER).astype(np.uint8)
