from __future__ import annotations

import io
import subprocess
import sys
import zipfile

import pytest

from ingest.parsing import Limits, detect_media_type, kinds, parse
from rag.errors import DamagedFileError, DocumentError, EmptyFileError, TooLargeError, UnsupportedKindError
from tests.ingest.parsing import makers
from tests.ingest.parsing.compound import compound
from tests.ingest.parsing.packing import packed

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + bytes(40)
MAIL = b"From: a@b.fr\r\nTo: c@d.fr\r\nSubject: Devis\r\nDate: Mon, 1 Jan 2024 10:00:00 +0100\r\n\r\nBonjour\r\n"


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7 ...", "a.txt", kinds.PDF),
        (b"junk before\n%PDF-1.4", "a.pdf", kinds.PDF),
        (b"Bonjour", "a.pdf", kinds.TEXT),
        (b"Bonjour", "a", kinds.TEXT),
        (b"# Bonjour", "a.md", kinds.MARKDOWN),
        (b"<!DOCTYPE html><p>x", "a.txt", kinds.HTML),
        (b"<html><body>x", "a.pdf", kinds.HTML),
        (b"<p>x</p> # y", "a.md", kinds.MARKDOWN),
        (b"<?xml version='1.0'?><Invoice/>", "a.pdf", kinds.XML),
        (MAIL, "a.eml", kinds.EMAIL),
        (MAIL, "a", kinds.EMAIL),
        (MAIL, "a.txt", kinds.TEXT),
        (b"Received: x\r\n" + MAIL, "a.txt", kinds.EMAIL),
        (PNG, "a.pdf", "image/png"),
        (b"a\x00b\x00\x01", "a.txt", kinds.UNKNOWN),
        (b"a\x00b\x00\x01", "a.pdf", kinds.PDF),
        ("\ufeffBonjour".encode("utf-16"), "a.txt", kinds.TEXT),
        (b"{\\rtf1 x}", "a.txt", "application/rtf"),
        (b"a;b\n1;2", "a.csv", kinds.CSV),
        (b"a\tb\n1\t2", "a.tsv", kinds.TSV),
        (b"a;b\n1;2", "a.xls", kinds.CSV),
        (b"a;b\n1;2", "a.docx", kinds.TEXT),
        (b"<html><body>x", "a.xls", kinds.HTML),
        (kinds.OLE_MAGIC + bytes(100), "a.doc", kinds.DOC),
        (kinds.OLE_MAGIC + bytes(100), "a.xls", kinds.XLS),
        (kinds.OLE_MAGIC + "WordDocument".encode("utf-16-le"), "a.xls", kinds.DOC),
        (kinds.OLE_MAGIC + "EncryptedPackage".encode("utf-16-le"), "a.docx", kinds.DOCX),
        (kinds.OLE_MAGIC + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", kinds.XLSX),
        (compound({"Workbook": b"x", "MBD0": {"WordDocument": b"x"}}), "a.doc", kinds.XLS),
        (compound({"WordDocument": b"x", "ObjectPool": {"Workbook": b"x"}}), "a", kinds.DOC),
        (compound({"PowerPoint Document": b"x"}), "a.doc", kinds.PPT),
        (compound({"__properties_version1.0": b"x", "__attach": {"Workbook": b"x"}}), "a.doc", kinds.MSG),
        (packed({"xl/workbook.xml": "x"}), "a.docx", kinds.XLSX),
        (packed({"xl/workbook.bin": "x"}), "a.xlsx", "application/vnd.ms-excel.sheet.binary.macroenabled.12"),
        (packed({"ppt/presentation.xml": "x"}), "a.zip", kinds.PPTX),
        (packed({"mimetype": kinds.ODT + "-template", "content.xml": "x"}), "a.zip", kinds.ODT),
        (packed({"content.xml": "x"}) + packed({"mimetype": kinds.ODS}), "a.bin", kinds.ODS),
        (packed({"mimetype": "application/epub+zip"}), "a.zip", "application/epub+zip"),
        (packed({"META-INF/MANIFEST.MF": "x"}), "a.zip", "application/java-archive"),
        (packed({"dossier/word/document.xml": "x", "a.pdf": b"%PDF-1.4"}), "a.docx", kinds.ZIP),
        (packed({}), "a.zip", kinds.ZIP),
        (b"PK\x03\x04 cut off", "a.ods", kinds.ODS),
        (b"PK\x03\x04 cut off", "a.pdf", kinds.ZIP),
    ],
)
def test_content_decides_and_the_name_only_helps(content: bytes, name: str, kind: str) -> None:
    assert detect_media_type(content, name) == kind


def test_docx_is_known_by_its_parts_and_another_zip_is_not_one() -> None:
    assert detect_media_type(makers.docx(lambda d: d.add_paragraph("x")), "a.zip") == kinds.DOCX
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "x")
    assert detect_media_type(other.getvalue(), "a.docx") == kinds.ZIP
    assert [one.filename for one in parse(other.getvalue(), "a.docx", makers.LIMITS).attachments] == ["a.txt"]


@pytest.mark.parametrize(
    ("content", "name", "error"),
    [
        (b"", "a.pdf", EmptyFileError),
        (b"junk \x00\x01\x02", "a.txt", UnsupportedKindError),
        (b"GIF89a" + bytes(40), "contrat.pdf", UnsupportedKindError),
        (b"\x00\x01\x02garbage", "a.pdf", DamagedFileError),
        (b"PK\x03\x04garbage", "a.docx", DamagedFileError),
    ],
)
def test_refusals_say_what_was_seen_and_what_to_do(content: bytes, name: str, error: type[DocumentError]) -> None:
    with pytest.raises(error) as raised:
        parse(content, name, makers.LIMITS)
    assert raised.value.detail.endswith(".") and raised.value.remedy


def test_too_many_characters() -> None:
    with pytest.raises(TooLargeError, match="limit is 10"):
        parse(b"<p>" + b"mot " * 20, "a.html", Limits(5, 10))


def test_detecting_loads_no_parser() -> None:
    code = (
        "import sys, ingest.parsing, ingest.parsing.isolation;"
        "ingest.parsing.detect_media_type(b'x', 'a');"
        "print([m for m in ('unstructured', 'pypdfium2', 'lxml', 'pdfplumber') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
