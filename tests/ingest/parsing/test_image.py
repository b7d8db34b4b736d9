from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from ingest.parsing import Limits, parse
from ingest.parsing.ocr.rendering import bounded_scale
from rag.errors import DamagedFileError, NeedsOcrError, NoTextError, TooLargeError
from tests.ingest.parsing.makers import check, lines, pdf
from tests.support.scans import image_file, rendered

LIMITS = Limits(max_pages=3, max_chars=100_000)


def strip(said: str, dpi: int = 150) -> Image.Image:
    """A picture of one line."""
    picture = rendered(pdf(lines(said, top=800, size=16)), dpi)
    return picture.crop((0, 0, picture.width, picture.height // 10))


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_a_page_of_its_size(kind: str) -> None:
    document = parse(image_file([strip("Quittance n° 42")], kind, 150), "reçu.bin", LIMITS)
    check(document)
    assert document.text == "Quittance n° 42"
    (page,) = document.pages
    assert (page.width, page.height) == (pytest.approx(595, abs=1), pytest.approx(84, abs=1))
    assert page.confidence is not None and page.confidence > 0.9


def test_each_frame_of_a_tiff_is_a_page() -> None:
    document = parse(image_file([strip("Premier feuillet"), strip("Second feuillet")], "TIFF"), "a.tif", LIMITS)
    check(document)
    assert [(block.page, document.text[block.start : block.end]) for block in document.blocks] == [
        (1, "Premier feuillet"),
        (2, "Second feuillet"),
    ]


def test_pictures_in_other_colours_and_turned_by_their_tag() -> None:
    line = strip("Bon pour accord")
    clear = Image.new("RGBA", line.size, (0, 0, 0, 0))
    clear.paste((20, 30, 90, 255), mask=line.point(lambda grey: 255 - grey))
    output = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    clear.transpose(Image.Transpose.ROTATE_90).save(output, "PNG", dpi=(150, 150), exif=exif)
    document = parse(output.getvalue(), "a.png", LIMITS)
    assert document.text == "Bon pour accord"
    assert document.pages[0].width > document.pages[0].height


def test_without_resolution_a_usual_one_is_taken() -> None:
    output = io.BytesIO()
    strip("Capture", 96).save(output, "PNG")
    assert parse(output.getvalue(), "a.png", LIMITS).pages[0].width == pytest.approx(595, abs=1)


def test_too_many_frames() -> None:
    with pytest.raises(TooLargeError, match="3 pages"):
        parse(image_file([Image.new("1", (40, 40), 1)] * 4, "TIFF"), "a.tif", LIMITS)


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0" * 100)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


@pytest.mark.parametrize("side", [10_001, 20_000, 100_000])
def test_a_bomb_is_refused_before_it_unpacks(side: int) -> None:
    with pytest.raises(TooLargeError):
        parse(png_header(side, side), "a.png", LIMITS)


def test_cut_off_anywhere_is_one_of_our_states() -> None:
    noise = Image.fromarray(np.random.default_rng(3).integers(0, 255, (60, 60), np.uint8))
    for kind in ("PNG", "JPEG", "TIFF"):
        whole = image_file([noise], kind)
        for cut in range(12, len(whole) - 20, len(whole) // 9):
            with pytest.raises((DamagedFileError, NoTextError)):
                parse(whole[:cut], f"a.{kind.lower()}", Limits(3, 1000, ocr=False))


def test_blank_and_unread_pictures() -> None:
    with pytest.raises(NoTextError):
        parse(image_file([Image.new("L", (400, 300), 250)], "PNG"), "a.png", LIMITS)
    with pytest.raises(NeedsOcrError):
        parse(image_file([strip("Bonjour")], "PNG"), "a.png", Limits(3, 1000, ocr=False))


def test_large_pictures_are_made_smaller() -> None:
    assert bounded_scale(595, 842, 300 / 72) == 300 / 72
    assert bounded_scale(20_000, 100, 1.0) == 0.2
    assert 5000 * 5000 * bounded_scale(5000, 5000, 1.0) ** 2 <= 12e6 + 1
