"""A page of a PDF, or of a scan that came as a picture, with the passages that prove an answer marked on it.

PDFium is not thread-safe and the files are hostile: the service calls :func:`render_page` in a child process.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageOps

from rag.domain.geometry import Box
from rag.errors import DamagedFileError, NotFoundError

YELLOW = (255, 214, 0)
_PICTURES = ("PNG", "JPEG", "TIFF")
_DPI = 150
_MAX_SIDE = 4000
_MAX_PIXELS = 12e6
_FILL_OPACITY = 80
_BORDER_OPACITY = 230
_PADDING = 0.0025
_SAME_COLUMN = 0.6
_NEXT_LINE = 0.012


def render_page(
    file: bytes | Path, number: int, boxes: Sequence[Box] = (), *, highlight: tuple[int, int, int] = YELLOW
) -> bytes:
    """Page ``number`` (from 1) of a PDF or picture as PNG, each of ``boxes`` filled and framed in ``highlight``.

    Raises NotFoundError for a page that the document does not have, DamagedFileError for one that does not
    draw.
    """
    content = file.read_bytes() if isinstance(file, Path) else file
    picture = _pdf_page(content, number) if b"%PDF-" in content[:1024] else _frame(content, number)
    marked = _mark(picture, merge_lines(boxes), highlight)
    output = io.BytesIO()
    marked.save(output, "PNG")
    return output.getvalue()


def _pdf_page(content: bytes, number: int) -> Image.Image:
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise DamagedFileError("The PDF cannot be opened to draw a page of it.") from error
    try:
        if not 1 <= number <= len(document):
            raise NotFoundError(f"The document has no page {number}; it has {len(document)}.", "Ask for another page.")
        page = document[number - 1]
        drawn: Image.Image = page.render(scale=_scale(*page.get_size())).to_pil()
        return drawn.convert("RGB")
    except pdfium.PdfiumError as error:
        raise DamagedFileError(f"Page {number} of the PDF cannot be drawn.") from error
    finally:
        document.close()


def _frame(content: bytes, number: int) -> Image.Image:
    """A frame of a picture, upright, reduced to what a screen shows."""
    try:
        with Image.open(io.BytesIO(content), formats=_PICTURES) as picture:
            count = getattr(picture, "n_frames", 1)
            if not 1 <= number <= count:
                raise NotFoundError(f"The document has no page {number}; it has {count}.", "Ask for another page.")
            picture.seek(number - 1)
            upright = ImageOps.exif_transpose(picture)
            factor = min(1.0, _MAX_SIDE / max(upright.size), math.sqrt(_MAX_PIXELS / (upright.width * upright.height)))
            size = max(round(upright.width * factor), 1), max(round(upright.height * factor), 1)
            return _on_white(upright).resize(size)
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise DamagedFileError(f"Page {number} of the picture cannot be drawn.") from error


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):
        # Sixteen bits a pixel, which Pillow would cut to white instead of scaling.
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, (255, 255, 255, 255)), layer).convert("RGB")


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
