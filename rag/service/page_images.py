"""A page of a PDF as a picture, with the passages that prove an answer marked on it.

PDFium is not thread-safe and the files are hostile: the service calls :func:`render_page` in a child process.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageDraw

from rag.domain.geometry import Box
from rag.errors import DamagedFileError, NotFoundError

YELLOW = (255, 214, 0)
_DPI = 150
_MAX_SIDE = 4000
_MAX_PIXELS = 12e6
_FILL_OPACITY = 80
_BORDER_OPACITY = 230
_PADDING = 0.0025
_SAME_COLUMN = 0.6
_NEXT_LINE = 0.012


def render_page(
    pdf: bytes | Path, number: int, boxes: Sequence[Box] = (), *, highlight: tuple[int, int, int] = YELLOW
) -> bytes:
    """Page ``number`` (from 1) as PNG, each of ``boxes`` filled and framed in ``highlight``.

    Raises NotFoundError for a page that the document does not have, DamagedFileError for one that does not
    draw.
    """
    try:
        document = pdfium.PdfDocument(pdf)
    except pdfium.PdfiumError as error:
        raise DamagedFileError("The PDF cannot be opened to draw a page of it.") from error
    try:
        if not 1 <= number <= len(document):
            raise NotFoundError(f"The document has no page {number}; it has {len(document)}.", "Ask for another page.")
        page = document[number - 1]
        picture = page.render(scale=_scale(*page.get_size())).to_pil().convert("RGB")
    except pdfium.PdfiumError as error:
        raise DamagedFileError(f"Page {number} of the PDF cannot be drawn.") from error
    finally:
        document.close()
    marked = _mark(picture, merge_lines(boxes), highlight)
    output = io.BytesIO()
    marked.save(output, "PNG")
    return output.getvalue()


def merge_lines(boxes: Sequence[Box]) -> list[Box]:
    """Boxes of following lines of one column as one box; boxes apart from each other stay apart."""
    merged: list[Box] = []
    for box in sorted(set(boxes), key=lambda box: (box.top, box.left)):
        for index, above in enumerate(merged):
            if _belongs_under(above, box):
                merged[index] = above.union(box)
                break
        else:
            merged.append(box)
    return merged


def _belongs_under(above: Box, box: Box) -> bool:
    shared = min(above.right, box.right) - max(above.left, box.left)
    narrower = min(above.right - above.left, box.right - box.left)
    return shared >= _SAME_COLUMN * narrower and box.top - above.bottom <= _NEXT_LINE


def _scale(width: float, height: float) -> float:
    """150 dots an inch, less for pages so large that they would fill the memory."""
    return min(_DPI / 72, _MAX_SIDE / max(width, height), math.sqrt(_MAX_PIXELS / (width * height)))


def _mark(picture: Image.Image, boxes: Sequence[Box], colour: tuple[int, int, int]) -> Image.Image:
    if not boxes:
        return picture
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    width, height = picture.size
    pad = _PADDING * max(width, height)
    border = max(2, round(max(width, height) / 800))
    for box in boxes:
        corners = (
            max(box.left * width - pad, 0),
            max(box.top * height - pad, 0),
            min(box.right * width + pad, width - 1),
            min(box.bottom * height + pad, height - 1),
        )
        draw.rectangle(
            corners, fill=(*colour, _FILL_OPACITY), outline=(*_darker(colour), _BORDER_OPACITY), width=border
        )
    return Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")


def _darker(colour: tuple[int, int, int]) -> tuple[int, int, int]:
    return (colour[0] * 4 // 5, colour[1] * 3 // 5, colour[2] * 3 // 5)
