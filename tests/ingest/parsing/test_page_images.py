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
