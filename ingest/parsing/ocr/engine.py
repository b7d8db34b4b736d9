"""RapidOCR's models: where text stands on a picture, and which characters a line of it holds.

The models (PP-OCRv6 small, detection and recognition, Apache-2.0) come inside the rapidocr package. They are run here
by onnxruntime directly: the recogniser sees only the characters of our languages, lines of one width go together, and
two threads that do not spin leave the machine to others. Nothing is downloaded, written or logged.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime
import rapidocr
from numpy.typing import NDArray
from rapidocr.ch_ppocr_det.utils import DBPostProcess, DetPreProcess

logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)

Grey = NDArray[np.uint8]
"""A picture: rows of grey values, 0 black to 255 white."""
Quad = NDArray[np.float32]
"""Four corners (x, y) of a line in pixels: top left, top right, bottom right, bottom left as its reader sees them."""

LINE_HEIGHT = 48
"""The height in pixels of the lines that the recogniser takes."""
_STEP = 8
_LARGEST_SCALE = 2.0
_WIDEST = 3200
_BATCH = 8
_BATCH_WIDTH = 6000
_ALIKE = 1.15
_MODELS = Path(rapidocr.__file__).parent / "models"
_LATIN = (
    "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]_abcdefghijklmnopqrstuvwxyz|~"
    "£§©«»°±²³·½×ÀÁÂÄÅÇÈÉÊËÍÎÏÑÓÔÖØÙÚÛÜßàáâäåæçèéêëíîïñóôöøùúûüýÿŒœ–—’‘“”•…€™"
)


@dataclass(frozen=True, slots=True)
class Char:
    """A character read, its middle in pixels from the left of the line's picture, and how sure that is (0 to 1)."""

    text: str
    middle: float
    confidence: float


def find_lines(picture: Grey, longest: int) -> list[Quad]:
    """The lines of text on a picture, looked for with its longer side made ``longest`` pixels.

    Corners of upright text are in reading order; those of text turned round are only in order of place.
    """
    scale = min(longest / max(picture.shape), _LARGEST_SCALE)
    sized = cv2.resize(
        picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    )
    prepared = DetPreProcess(longest, "max")(cv2.cvtColor(sized, cv2.COLOR_GRAY2RGB))
    if prepared is None:
        return []
    session = _session("PP-OCRv6_det_small.onnx")
    found, _ = DBPostProcess(0.3, 0.5, 1000, 1.6, "fast", True)(
        session.run(None, {session.get_inputs()[0].name: prepared})[0], sized.shape[:2]
    )
    return [np.asarray(quad, np.float32) / np.float32(scale) for quad in found]


def cut_out(picture: Grey, quad: Quad) -> Grey:
    """The picture of one line, straightened, :data:`LINE_HEIGHT` pixels high."""
    top_left, top_right, bottom_right, bottom_left = quad
    width = float(np.linalg.norm(top_right - top_left) + np.linalg.norm(bottom_right - bottom_left))
    height = float(np.linalg.norm(bottom_left - top_left) + np.linalg.norm(bottom_right - top_right))
    across = int(np.clip(round(width / max(height, 1.0) * LINE_HEIGHT), _STEP, _WIDEST))
    corners = np.array([[0, 0], [across, 0], [across, LINE_HEIGHT], [0, LINE_HEIGHT]], np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), corners)
    size = (across, LINE_HEIGHT)
    line = cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return line.astype(np.uint8)


def read_lines(lines: Sequence[Grey]) -> list[list[Char]]:
    """The characters of each line's picture, left to right, spaces among them."""
    readings: list[list[Char]] = [[] for _ in lines]
    for batch in _batches([line.shape[1] for line in lines]):
        width = max(lines[index].shape[1] for index in batch)
        values = np.zeros((len(batch), 3, LINE_HEIGHT, width), np.float32)
        for row, index in enumerate(batch):
            values[row, :, :, : lines[index].shape[1]] = lines[index].astype(np.float32) / 127.5 - 1
        session = _session("PP-OCRv6_rec_small.onnx")
        likely = session.run(None, {session.get_inputs()[0].name: values})[0]
        for row, index in enumerate(batch):
            readings[index] = _decoded(likely[row])
    return readings


def _batches(widths: Sequence[int]) -> list[list[int]]:
    """Indexes of lines about as wide as each other, so that little is filled up and memory is bounded."""
    batches: list[list[int]] = []
    for index in sorted(range(len(widths)), key=widths.__getitem__):
        first = widths[batches[-1][0]] if batches else 0
        fits = (
            batches
            and len(batches[-1]) < _BATCH
            and widths[index] <= max(first * _ALIKE, first + 3 * _STEP)
            and widths[index] * (len(batches[-1]) + 1) <= _BATCH_WIDTH
        )
        if not fits:
            batches.append([])
        batches[-1].append(index)
    return batches


def _decoded(likely: NDArray[np.float32]) -> list[Char]:
    """Best path of the recogniser's output (CTC: repeats are one, class 0 is none), within our alphabet."""
    classes, names = _alphabet()
    ours = likely[:, classes]
    best = ours.argmax(axis=1)
    chars: list[Char] = []
    for step, chosen in enumerate(best):
        if chosen and (step == 0 or chosen != best[step - 1]):
            chars.append(Char(names[chosen], (step + 0.5) * _STEP, float(ours[step, chosen])))
    return chars


@cache
def _alphabet() -> tuple[NDArray[np.intp], list[str]]:
    known = _session("PP-OCRv6_rec_small.onnx").get_modelmeta().custom_metadata_map["character"].splitlines()
    names = ["", *known, " "]
    classes = [index for index, name in enumerate(names) if index == 0 or name == " " or name in _LATIN]
    return np.array(classes), [names[index] for index in classes]


@cache
def _session(name: str) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = min(2, os.cpu_count() or 1)
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(_MODELS / name), options, providers=["CPUExecutionProvider"])
