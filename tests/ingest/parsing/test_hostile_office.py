"""Office files made to expand, to read other files or to call out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.parsing import parse
from rag.errors import DamagedFileError, DocumentError
from tests.ingest.parsing.makers import LIMITS, docx
from tests.ingest.parsing.packing import members, packed, with_part
from tests.ingest.parsing.test_slides import slides, titled
from tests.ingest.parsing.test_spreadsheets import ods, prices, xlsx

WHOLE: dict[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "a.docx": (lambda: docx(lambda d: d.add_paragraph("Bonjour")), ("word/document.xml", "word/styles.xml")),
    "a.xlsx": (lambda: xlsx(prices), ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml")),
    "a.pptx": (lambda: slides(lambda p: titled(p, "Un")), ("ppt/slides/slide1.xml", "ppt/presentation.xml")),
    "a.ods": (lambda: ods('<table:table table:name="a"/>'), ("content.xml",)),
}
PARTS = [(name, part) for name, (_, parts) in WHOLE.items() for part in parts]
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(9))


def with_doctype(xml: str, declared: str, reference: str) -> str:
    """XML with a document type, and a reference to its entity in the first text that there is room for."""
    start = xml.split("?>", 1)[1] if xml.startswith("<?xml") else xml
    end = start.rindex("</")
    return f"<?xml version='1.0' encoding='UTF-8'?><!DOCTYPE x [{declared}]>{start[:end]}{reference}{start[end:]}"


@pytest.mark.parametrize(("name", "part"), PARTS)
def test_entities_are_refused_in_every_kind_and_part(
    name: str, part: str, address: tuple[str, list[str]], tmp_path: Path
) -> None:
    url, asked = address
    (tmp_path / "canari").write_text("CANARI")
    whole = WHOLE[name][0]()
    for declared in (
        LAUGHS,
        f'<!ENTITY l8 SYSTEM "{(tmp_path / "canari").as_uri()}">',
        f'<!ENTITY % e SYSTEM "{url}/e.dtd"> %e; <!ENTITY l8 "x">',
        f'<!ENTITY l8 SYSTEM "{url}/e.txt">',
    ):
        with pytest.raises(DamagedFileError, match="entities"):
            parse(with_part(whole, part, lambda old, d=declared: with_doctype(old, d, "&l8;")), name, LIMITS)  # type: ignore[misc]
    assert asked == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_entities_in_another_encoding_are_refused_too(encoding: str) -> None:
    parts = members(docx(lambda d: d.add_paragraph("x")))
    xml = with_doctype(parts["word/document.xml"].decode(), LAUGHS, "&l8;").replace("UTF-8", "UTF-16")
    with pytest.raises(DamagedFileError):
        parse(packed({**parts, "word/document.xml": xml.encode(encoding)}), "a.docx", LIMITS)


def test_a_page_with_entities_expands_nothing_and_asks_nobody(address: tuple[str, list[str]], tmp_path: Path) -> None:
    url, asked = address
    (tmp_path / "canari").write_text("CANARI")
    declared = f'{LAUGHS}<!ENTITY f SYSTEM "{(tmp_path / "canari").as_uri()}"><!ENTITY h SYSTEM "{url}/x">'
    page = (
        f'<?xml version="1.0"?><!DOCTYPE html [{declared}]><html><head><link href="{url}/a.css" rel="stylesheet"/>'
        f'</head><body><p>Bonjour &l8; &f; &h;</p><img src="{url}/i.png"/><iframe src="{url}/f"/></body></html>'
    )
    try:
        text = parse(page.encode(), "a.xhtml", LIMITS).text
    except DocumentError:
        text = ""
    assert "CANARI" not in text and "haha" not in text and len(text) < 5_000 and asked == []


def test_links_of_office_files_are_not_followed(address: tuple[str, list[str]]) -> None:
    url, asked = address
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    outside = f'<Relationship Id="rId{{}}" Type="{kind}/{{}}" Target="{url}/{{}}" TargetMode="External"/>'
    links = outside.format(90, "image", "i.png") + outside.format(91, "attachedTemplate", "t.dotm")
    links += outside.format(92, "externalLink", "l.xlsx") + outside.format(93, "diagramData", "d.xml")
    for name, part in (
        ("a.docx", "word/_rels/document.xml.rels"),
        ("a.xlsx", "xl/_rels/workbook.xml.rels"),
        ("a.pptx", "ppt/slides/_rels/slide1.xml.rels"),
    ):
        content = with_part(
            WHOLE[name][0](), part, lambda old: old.replace("</Relationships>", f"{links}</Relationships>")
        )
        assert parse(content, name, LIMITS).text
    assert asked == []


@pytest.mark.parametrize("name", list(WHOLE))
def test_every_cut_and_every_flipped_byte_ends_in_a_reason(name: str) -> None:
    whole = (WHOLE[name][0] if name != "a.ods" else lambda: ods(TABLE))()
    for step in range(1, 12):
        cut = len(whole) * step // 12
        flipped = bytearray(whole)
        flipped[cut] ^= 0xFF
        for content in (whole[:cut], bytes(flipped)):
            try:
                assert parse(content, name, LIMITS).text
            except DocumentError as error:
                assert error.detail.endswith(".")


TABLE = (
    '<table:table table:name="a"><table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p>'
    "</table:table-cell></table:table-row></table:table>"
)
