"""Pictures of pages (PNG, JPEG, TIFF with one or more frames): read by OCR, each frame a page."""

from __future__ import annotations

import io
import warnings as python_warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from PIL import Image, ImageOps, ImageSequence

from ingest.parsing.document import ParsedDocument
from ingest.parsing.limits import Limits
from ingest.parsing.ocr import read_picture
from ingest.parsing.ocr.engine import Grey
from ingest.parsing.ocr.rendering import bounded_scale
from ingest.parsing.pdf import document_of
from ingest.parsing.pdf.keeping import KeptPage
from ingest.parsing.pdf.reading import ReadPage
from ingest.parsing.progress import tick
from ingest.parsing.scans import unsure_pages
from rag.domain.document import Page
from rag.errors import DamagedFileError, TooLargeError

_FORMATS = ("PNG", "JPEG", "TIFF")
_MOST_PIXELS = 100_000_000
_POINTS = 72
_CREDIBLE_DPI = (50.0, 1200.0)
_SCREEN_DPI, _SCAN_DPI = 96.0, 150.0
_SCAN_PIXELS = 1400


def parse_image(content: bytes, limits: Limits) -> ParsedDocument:
    """A picture as read by OCR.

    The size of a page in points comes from the file's resolution; where it names none, a picture of 1,400 pixels or
    more is taken for a scan of 150 dpi, a smaller one for a screenshot of 96 dpi. Orientation tags are obeyed.

    Raises:
        DamagedFileError: the file is cut off, or no picture inside.
        TooLargeError: a frame of more than 100 million pixels, or more frames than pages are allowed.
        NoTextError: nothing is written on any page.
        NeedsOcrError: something is shown, but OCR is off or finds no words.
    """
    pages: list[KeptPage] = []
    with _bounded(), Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
        for number, frame in enumerate(ImageSequence.Iterator(picture), 1):
            if number > limits.max_pages:
                raise TooLargeError(f"The picture has more than {limits.max_pages:,} pages.", "Split the file.")
            if frame.width * frame.height > _MOST_PIXELS:
                raise TooLargeError(
                    f"Page {number} is a picture of {frame.width:,} by {frame.height:,} pixels.", "Scan it less finely."
                )
            pages.append(KeptPage.of(_read(frame, number, limits)))
            tick()
    return document_of(pages, unsure_pages(page.page for page in pages), "", limits)


@contextmanager
def _bounded() -> Iterator[None]:
    """Whatever Pillow says of a hostile or broken file, as one of our errors."""
    with python_warnings.catch_warnings():
        python_warnings.simplefilter("ignore")
        python_warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            yield
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise TooLargeError("The picture has more pixels than a page of paper needs.") from None
        except (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError) as error:
            raise DamagedFileError("The picture does not open: it is cut off or no picture inside.") from error


def _read(frame: Image.Image, number: int, limits: Limits) -> ReadPage:
    dpi = _resolution(frame)
    upright = ImageOps.exif_transpose(frame)
    if (upright.width > upright.height) != (frame.width > frame.height):
        dpi = dpi[1], dpi[0]
    width, height = upright.width * _POINTS / dpi[0], upright.height * _POINTS / dpi[1]
    page = Page(number, round(width, 2), round(height, 2))
    if not limits.ocr:
        return ReadPage(page, without_text=True)
    found = read_picture(_grey(upright), width, height)
    if not found.rows:
        return ReadPage(page, without_text=found.shows_ink, blank=not found.shows_ink)
    known = Page(number, page.width, page.height, found.confidence)
    return ReadPage(known, rows=found.rows, rulings=found.rulings, tilt=found.tilt)


def _resolution(frame: Image.Image) -> tuple[float, float]:
    """Dots an inch, across and down."""
    low, high = _CREDIBLE_DPI
    named = frame.info.get("dpi")
    if isinstance(named, tuple) and len(named) == 2 and all(low <= float(value) <= high for value in named):
        return float(named[0]), float(named[1])
    usual = _SCAN_DPI if max(frame.size) >= _SCAN_PIXELS else _SCREEN_DPI
    return usual, usual


def _grey(picture: Image.Image) -> Grey:
    """The picture in grey on white paper, made smaller where it takes too much memory."""
    scale = bounded_scale(picture.width, picture.height, 1.0)
    if picture.mode in ("I;16", "I;16B", "I", "F"):
        values = np.asarray(picture, np.float32)
        top = float(values.max()) or 1.0
        picture = Image.fromarray((values / top * 255).astype(np.uint8))
    elif picture.has_transparency_data:
        over = picture.convert("RGBA")
        paper = Image.new("RGBA", over.size, "white")
        picture = Image.alpha_composite(paper, over)
    grey = picture.convert("L")
    if scale < 1:
        grey = grey.resize((round(grey.width * scale), round(grey.height * scale)), Image.Resampling.BOX)
    return np.array(grey, np.uint8)
