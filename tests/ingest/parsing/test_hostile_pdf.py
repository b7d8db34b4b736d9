"""PDF files made to hang, crash or fill the reader: each costs itself alone and says why."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import pytest

from ingest.parsing.isolation import ParserProcess
from tests.ingest.parsing.hostile import end, parser_process
from tests.ingest.parsing.makers import raw_pdf

CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
TREE = (CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>")
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>/Font<</F 6 0 R>>>>>>"
)
SHOW_IMAGE = b"q 500 0 0 700 50 50 cm /I Do Q"
# With OCR or without, a picture that cannot be had ends as a page without text, or as more than may be read.
NO_PICTURE = {"needs_ocr", "no_text", "too_large", "damaged_file", "parser_crashed"}


@pytest.fixture(scope="module")
def process() -> Iterator[ParserProcess]:
    with parser_process() as started:
        yield started


def stream(data: bytes, head: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (head, len(data), data)


def deflated(part: bytes, times: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(part) for _ in range(times)) + packer.flush()


def page(content: bytes, head: bytes = b"", other: bytes = b"null", size: tuple[int, int] = (595, 842)) -> bytes:
    """A PDF of one page, its content stream, and an object that the page names I."""
    return raw_pdf([*TREE, PAGE % size, stream(content, head), other, FONT])


def image(data: bytes, width: int, height: int, extra: bytes) -> bytes:
    return stream(data, b"/Type/XObject/Subtype/Image/Width %d/Height %d%s" % (width, height, extra))


def jbig2(side: int) -> bytes:
    """A page image of ``side`` × ``side`` dots, whose one region claims to fill it (ITU-T T.88, 7.2 and 7.4)."""

    def segment(number: int, kind: int, data: bytes) -> bytes:
        return struct.pack(">IBBBI", number, kind, 0, 1, len(data)) + data

    info = segment(0, 48, struct.pack(">IIIIBH", side, side, 0, 0, 0, 0))
    region = segment(1, 38, struct.pack(">IIIIB", side, side, 0, 0, 0) + b"\x08" + bytes(40))
    return image(info + region, side, side, b"/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/JBIG2Decode")


def forms_in_forms(depth: int) -> bytes:
    """Forms that each draw the next ten times; the last but one is drawn 10 ** (depth - 1) times."""
    objects = [*TREE, PAGE.replace(b"5 0 R", b"7 0 R") % (595, 842), stream(b"/I Do"), b"null", FONT]
    for number in range(depth):
        drawn = b"/I Do " * 10 if number < depth - 1 else b"BT /F 1 Tf 72 700 Td (ha) Tj ET"
        inner = b"/Type/XObject/Subtype/Form/BBox[0 0 600 900]/Resources<</Font<</F 6 0 R>>/XObject<</I %d 0 R>>>>"
        objects.append(stream(drawn, inner % (8 + number)))
    return raw_pdf(objects)


@pytest.mark.parametrize("side", [100_000, 2**31 - 1])
def test_a_jbig2_image_of_a_hundred_thousand_dots_a_side(process: ParserProcess, side: int) -> None:
    assert end(process, page(SHOW_IMAGE, other=jbig2(side)), "a.pdf") in NO_PICTURE


def test_a_fax_image_of_a_hundred_thousand_dots_a_side(process: ParserProcess) -> None:
    parameters = b"/DecodeParms<</K -1/Columns 100000/Rows 100000>>"
    extra = b"/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/CCITTFaxDecode" + parameters
    fax = image(b"\x00\x10\x01" * 100, 100_000, 100_000, extra)
    assert end(process, page(SHOW_IMAGE, other=fax), "a.pdf") in NO_PICTURE


def test_a_deflated_image_of_a_gigabyte(process: ParserProcess) -> None:
    extra = b"/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode"
    content = page(SHOW_IMAGE, other=image(deflated(bytes(10**6), 1000), 20_000, 20_000, extra))
    assert end(process, content, "a.pdf") in NO_PICTURE


@pytest.mark.slow
def test_a_text_deflated_twice_that_unpacks_to_two_gigabytes(process: ParserProcess) -> None:
    packed = zlib.compress(deflated(b" " * 10**7, 200), 9)
    assert end(process, page(packed, b"/Filter[/FlateDecode/FlateDecode]"), "a.pdf") == "parser_crashed"


def test_a_form_that_draws_itself(process: ParserProcess) -> None:
    itself = stream(b"/I Do /I Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</I 5 0 R>>>>")
    assert end(process, page(b"/I Do", other=itself), "a.pdf") in {"parser_crashed", "no_text"}


def test_forms_in_forms_that_draw_a_thousand_million_times(process: ParserProcess) -> None:
    assert end(process, forms_in_forms(10), "a.pdf") in {"parser_crashed", "no_text", "too_large"}


@pytest.mark.parametrize(
    "tree",
    [
        [b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 3>>", b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 2>>"],
        [b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"],
        [b"<</Type/Pages/Kids[3 0 R]/Count 2>>", b"<</Type/Pages/Parent 3 0 R/Kids[2 0 R]/Count 1>>"],
    ],
)
def test_a_page_tree_that_goes_round(process: ParserProcess, tree: list[bytes]) -> None:
    assert end(process, raw_pdf([CATALOG, *tree]), "a.pdf") in {"damaged_file", "no_pages", "no_text"}


def test_ten_thousand_pages(process: ParserProcess) -> None:
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 10_003))
    pages = [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"] * 10_000
    assert (
        end(process, raw_pdf([CATALOG, b"<</Type/Pages/Kids[%s]/Count 10000>>" % kids, *pages]), "a.pdf") == "too_large"
    )


def test_a_hundred_million_pages_that_are_not_there(process: ParserProcess) -> None:
    lying = [CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 100000000>>", PAGE % (595, 842), stream(b""), b"null", FONT]
    assert end(process, raw_pdf(lying), "a.pdf") in {"no_text", "too_large", "damaged_file"}


def test_a_page_of_two_hundred_thousand_points(process: ParserProcess) -> None:
    grey = image(bytes(10_000), 100, 100, b"/BitsPerComponent 8/ColorSpace/DeviceGray")
    scan = page(b"q 200000 0 0 200000 0 0 cm /I Do Q", other=grey, size=(200_000, 200_000))
    assert end(process, scan, "a.pdf") in NO_PICTURE
    text = page(b"BT /F 5000 Tf 1000 1000 Td (Le preavis est de trois mois) Tj ET", size=(200_000, 200_000))
    assert end(process, text, "a.pdf") == "active"


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b"<</B ", b">>"), (b"(", b")"), (b"q ", b"Q ")])
def test_deep_nesting_in_a_page(process: ParserProcess, opening: bytes, closing: bytes) -> None:
    text = b" BT /F 12 Tf 72 700 Td (Bonjour) Tj ET"
    for content in (opening * 200_000 + text, opening * 200_000 + b"1" + closing * 200_000 + text):
        assert end(process, page(content), "a.pdf") in {"active", "no_text", "damaged_file", "parser_crashed"}


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b"<</B ", b">>")])
def test_deep_nesting_in_the_page_tree(process: ParserProcess, opening: bytes, closing: bytes) -> None:
    nested = opening * 200_000 + b"1" + closing * 200_000
    content = raw_pdf(
        [CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1/X %s>>" % nested, PAGE % (595, 842), stream(b""), b"null", FONT]
    )
    assert end(process, content, "a.pdf") in {"no_text", "damaged_file", "parser_crashed"}


def test_a_million_lines_drawn(process: ParserProcess) -> None:
    assert end(process, page(deflated(b"0 0 m 500 500 l S\n", 300_000), b"/Filter/FlateDecode"), "a.pdf") in NO_PICTURE


def test_letters_all_over_each_other(process: ParserProcess) -> None:
    words = (b"1 0 0 1 %d %d Tm (mot%d) Tj\n" % (n * 37 % 550, n * 101 % 800, n) for n in range(20_000))
    assert end(process, page(b"BT /F 8 Tf\n" + b"".join(words) + b"ET"), "a.pdf") == "active"


def test_cross_references_that_go_round(process: ParserProcess) -> None:
    content = (
        b"%PDF-1.5\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\nxref\n0 1\n0000000000 65535 f \n"
        b"trailer\n<</Root 1 0 R/Size 2/Prev 58>>\nstartxref\n58\n%%EOF"
    )
    assert end(process, content, "a.pdf") == "damaged_file"
