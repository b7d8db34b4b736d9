from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from rag.domain.geometry import Box
from rag.errors import DamagedFileError, NotFoundError
from rag.service.page_images import merge_lines, render_page
from tests.ingest.parsing.makers import lines, pdf


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def test_boxes_are_marked_where_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(lines("Bonjour")))
    picture = opened(render_page(path, 1, [Box(0.5, 0.5, 0.7, 0.6)], highlight=(255, 214, 0)))
    assert picture.size == (1241, 1754)
    red, green, blue = picture.getpixel((744, 964))  # type: ignore[misc]
    assert (red, green) > (200, 200) and blue < 200
    for outside in ((600, 964), (890, 964), (744, 850), (744, 1070)):
        assert picture.getpixel(outside) == (255, 255, 255)
    assert opened(render_page(path, 1, [])).getpixel((744, 964)) == (255, 255, 255)


@pytest.mark.parametrize("number", [0, 2, -1])
def test_unknown_pages(number: int) -> None:
    with pytest.raises(NotFoundError):
        render_page(pdf(lines("x")), number, [])


def test_damaged_file() -> None:
    with pytest.raises(DamagedFileError):
        render_page(b"%PDF-1.4 junk", 1, [])


def test_a_page_as_large_as_a_field_is_drawn_small() -> None:
    picture = opened(render_page(pdf(lines("x"), size=(14_000, 3_000)), 1, []))
    assert max(picture.size) <= 4001 and picture.width * picture.height <= 12.1e6


def test_following_lines_become_one_box() -> None:
    stacked = [Box(0.1, 0.10, 0.9, 0.12), Box(0.1, 0.122, 0.6, 0.14)]
    apart = Box(0.1, 0.5, 0.9, 0.52)
    assert merge_lines([*stacked, apart]) == [Box(0.1, 0.10, 0.9, 0.14), apart]


def scan(size: tuple[int, int], mark: tuple[int, int], mode: str = "RGB") -> Image.Image:
    """A white picture with a dark square of 40 pixels at ``mark``."""
    picture = Image.new("L", size, 255)
    picture.paste(0, (*mark, mark[0] + 40, mark[1] + 40))
    return picture.convert(mode)


def test_a_frame_of_a_picture_is_a_page_with_its_boxes() -> None:
    output = io.BytesIO()
    frames = [scan((400, 600), (100, 100)), scan((400, 600), (300, 500))]
    frames[0].save(output, "TIFF", save_all=True, append_images=frames[1:])
    second = opened(render_page(output.getvalue(), 2, [Box(0.1, 0.1, 0.3, 0.2)]))
    assert second.size == (400, 600)
    assert second.getpixel((320, 520)) == (0, 0, 0) and second.getpixel((120, 120))[2] < 200  # type: ignore[index]
    with pytest.raises(NotFoundError, match="has no page 3; it has 2"):
        render_page(output.getvalue(), 3)


def test_a_picture_is_shown_upright_reduced_and_on_white() -> None:
    output = io.BytesIO()
    turned = scan((6000, 3000), (0, 0))
    exif = turned.getexif()
    exif[0x0112] = 6  # to be shown turned a quarter to the right
    turned.save(output, "JPEG", exif=exif)
    shown = opened(render_page(output.getvalue(), 1))
    assert shown.size[0] < shown.size[1] <= 4000 and shown.size[0] * shown.size[1] <= 12_000_000
    assert sum(shown.getpixel((shown.size[0] - 5, 5))) < 60  # type: ignore[arg-type]
    clear = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
    output = io.BytesIO()
    clear.save(output, "PNG")
    assert opened(render_page(output.getvalue(), 1)).getpixel((9, 9)) == (255, 255, 255)
    deep = Image.new("I;16", (50, 50), 128 * 256)
    output = io.BytesIO()
    deep.save(output, "TIFF")
    assert opened(render_page(output.getvalue(), 1)).getpixel((9, 9)) == (128, 128, 128)


def test_what_is_no_picture_is_not_drawn() -> None:
    output = io.BytesIO()
    scan((400, 600), (0, 0)).save(output, "PNG")
    for content in (b"", b"texte", output.getvalue()[:60]):
        with pytest.raises(DamagedFileError):
            render_page(content, 1)
