from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from docx.document import Document as DocxDocument

from ingest.parsing import conversion, parse
from ingest.parsing.isolation import ParserProcess
from rag.errors import DamagedFileError, EncryptedFileError, ParserTimeoutError, UnsupportedKindError
from tests.ingest.parsing.compound import compound
from tests.ingest.parsing.makers import LIMITS, docx, read, texts
from tests.ingest.parsing.packing import packed, with_part
from tests.ingest.parsing.test_slides import slides, titled

RTF = rb"{\rtf1\ansi\ansicpg1252 Le loyer est de 900 \'80 par mois.\par}"
real = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program called soffice, first in the path, that does what the file beside it says."""
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return program


def bail(d: DocxDocument) -> None:
    d.add_heading("Contrat de bail", 0)
    d.add_heading("Article 1 – Objet", 1)
    d.add_paragraph("Le bailleur donne à bail.")
    table = d.add_table(2, 2)
    for number, cell in enumerate(["Loyer", "900 €", "Charges", "50 €"]):
        table.cell(number // 2, number % 2).text = cell
    d.add_paragraph("Fait à Lyon.")


def test_without_libreoffice_the_reason_and_the_remedy_are_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    odt = packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"})
    for content, kind in ((RTF, "RTF"), (odt, "ODT"), (compound({"WordDocument": bytes(100)}), "DOC")):
        with pytest.raises(UnsupportedKindError, match=f"{kind} are read only where LibreOffice") as raised:
            parse(content, "a", LIMITS)
        assert "Install LibreOffice" in raised.value.remedy


def test_the_program_gets_a_profile_of_its_own_and_leaves_nothing(office: Path, tmp_path: Path) -> None:
    (tmp_path / "result").write_bytes(docx(bail))
    office.write_text(
        f'#!/bin/sh\necho "$@" > {tmp_path}/asked\necho $HOME >> {tmp_path}/asked\n'
        f"ls $HOME/profile/user > {tmp_path}/profile\n"
        f'while [ "$1" != --outdir ]; do shift; done\nmkdir -p "$2"\ncp {tmp_path}/result "$2/document.docx"\n'
    )
    assert "900 €" in read(RTF, "a.rtf").text
    asked, home = (tmp_path / "asked").read_text().splitlines()
    assert asked.startswith(f"-env:UserInstallation=file://{home}/profile --headless")
    assert (tmp_path / "profile").read_text() == "registrymodifications.xcu\n"
    assert not Path(home).exists()


def test_a_program_that_fails_or_hangs(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DamagedFileError):
        parse(RTF, "a.rtf", LIMITS)
    office.write_text("#!/bin/sh\nexec sleep 60\n")
    monkeypatch.setattr(conversion, "_TIMEOUT_S", 0.5)
    with pytest.raises(ParserTimeoutError):
        parse(RTF, "a.rtf", LIMITS)


def test_a_program_that_wants_to_be_started_again(office: Path, tmp_path: Path) -> None:
    (tmp_path / "result").write_bytes(docx(bail))
    office.write_text(
        f"#!/bin/sh\nif [ ! -e {tmp_path}/once ]; then touch {tmp_path}/once; exit 81; fi\n"
        f'while [ "$1" != --outdir ]; do shift; done\nmkdir -p "$2"\ncp {tmp_path}/result "$2/document.docx"\n'
    )
    assert "900 €" in read(RTF, "a.rtf").text


def test_locked_files_are_known_without_the_program(office: Path) -> None:
    word = bytearray(600)
    word[11] = 0x01
    locked = packed(
        {"mimetype": "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": "<encryption-data/>"}
    )
    slide = {"PowerPoint Document": b"x", "Current User": bytes(12) + b"\xdf\xc4\xd1\xf3"}
    for content in (compound({"WordDocument": bytes(word)}), locked, compound(slide)):
        with pytest.raises(EncryptedFileError):
            parse(content, "a", LIMITS)


@real
@pytest.mark.slow
def test_old_documents_keep_their_headings_and_tables_in_the_bounded_process() -> None:
    with ParserProcess() as process:
        document = process.parse(conversion.convert(docx(bail), "docx", "doc"), "a.doc", LIMITS, 60)
    assert texts(document) == [
        *("Contrat de bail", "Article 1 – Objet", "Le bailleur donne à bail."),
        *("Loyer | 900 €\nCharges | 50 €", "Fait à Lyon."),
    ]
    assert document.title == "Contrat de bail"


@real
def test_rtf() -> None:
    assert read(RTF, "a.rtf").text == "Le loyer est de 900 € par mois."


@real
@pytest.mark.slow
def test_old_presentations() -> None:
    content = slides(lambda p: [titled(p, "Un", "Texte"), titled(p, "Deux")])
    document = read(conversion.convert(content, "pptx", "ppt"), "a.ppt")
    assert [(document.text[b.start : b.end], b.page) for b in document.blocks] == [("Un", 1), ("Texte", 1), ("Deux", 2)]


@real
@pytest.mark.slow
def test_links_to_files_and_addresses_are_not_followed(tmp_path: Path, address: tuple[str, list[str]]) -> None:
    (tmp_path / "canari.txt").write_text("CANARI du fichier\n")
    url, asked = address
    sources = [(tmp_path / "canari.txt").as_uri(), f"{url}/section.txt"]
    sections = "".join(
        f'<text:section text:name="s{number}"><text:section-source xlink:type="simple" xlink:href="{source}" '
        f'text:filter-name="Text"/><text:p>ancien</text:p></text:section>'
        for number, source in enumerate(sources)
    )
    image = f'<draw:frame draw:name="i"><draw:image xlink:href="{url}/i.png" xlink:type="simple"/></draw:frame>'
    odt = with_part(
        conversion.convert(docx(bail), "docx", "odt"),
        "content.xml",
        lambda old: old.replace("</office:text>", f"{sections}<text:p>{image}</text:p></office:text>"),
    )
    document = read(odt, "a.odt")
    assert document.text.endswith("ancien\n\nancien") and asked == []
    fields = rf'{{\rtf1 a {{\field{{\*\fldinst INCLUDETEXT "{tmp_path}/canari.txt"}}{{\fldrslt b}}}}\par}}'
    assert "CANARI" not in read(fields.encode(), "a.rtf").text


def test_the_program_itself_is_started_and_ended_not_the_script_that_starts_it(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.write_text(f"#!/bin/sh\ntouch {tmp_path}/script\n")
    office.with_name("soffice.bin").write_text(f"#!/bin/sh\necho $$ > {tmp_path}/number\nexec sleep 60\n")
    office.with_name("soffice.bin").chmod(0o755)
    monkeypatch.setattr(conversion, "_TIMEOUT_S", 1)
    with pytest.raises(ParserTimeoutError):
        parse(RTF, "a.rtf", LIMITS)
    assert not (tmp_path / "script").exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "number").read_text()), 0)
