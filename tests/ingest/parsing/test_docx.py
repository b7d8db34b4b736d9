from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable

import pytest
from docx.document import Document as DocxDocument

from ingest.chunking import chunk
from ingest.parsing import archive, kinds, parse
from ingest.parsing.document import HIDDEN_TEXT
from rag.errors import DamagedFileError, EncryptedFileError, NoTextError, TooLargeError
from tests.ingest.parsing.makers import LIMITS, docx, read, texts
from tests.ingest.parsing.packing import members, strict

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def edited(content: bytes, part: str, edit: Callable[[str], str]) -> bytes:
    """A DOCX with one of its parts edited (or added, from an empty one)."""
    source, output = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target:
        names = source.namelist()
        for name in [*names, *([] if part in names else [part])]:
            if name == part:
                target.writestr(name, edit(source.read(name).decode() if name in names else ""))
            else:
                target.writestr(name, source.read(name))
    return output.getvalue()


def with_body(xml: str) -> bytes:
    """A DOCX whose body begins with ``xml``."""
    return edited(docx(lambda d: None), "word/document.xml", lambda old: old.replace("<w:body>", f"<w:body>{xml}", 1))


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_headings_paragraphs_and_tables() -> None:
    def fill(d: DocxDocument) -> None:
        d.add_heading("Contrat de bail", 0)
        d.add_heading("Objet", 1)
        d.add_paragraph("Le bailleur donne à bail au preneur les locaux désignés ci-après.")
        d.add_paragraph("Article 7 – Durée")
        d.add_paragraph().add_run("Charges locatives").bold = True
        table = d.add_table(rows=2, cols=3)
        for r, row in enumerate([("Libellé", "Qté", "Prix"), ("Loyer", "", "900,00 €")]):
            for c, cell in enumerate(row):
                table.cell(r, c).text = cell
        d.add_paragraph("Clés remises", style="List Bullet")

    document = read(docx(fill), "bail.docx")
    assert document.text.split("\n\n") == texts(document)
    assert [(document.text[b.start : b.end], b.level) for b in document.blocks if b.kind == "title"] == [
        ("Contrat de bail", 1),
        ("Objet", 1),
        ("Article 7 – Durée", 2),
        ("Charges locatives", 2),
    ]
    assert texts(document, "table") == ["Libellé | Qté | Prix\nLoyer |  | 900,00 €"]
    assert len(next(b for b in document.blocks if b.kind == "table").spans) == 2
    assert texts(document, "list_item") == ["Clés remises"]
    assert document.title == "Contrat de bail"
    assert document.pages == () and {b.page for b in document.blocks} == {1}


def test_tracked_changes_are_read_as_accepted() -> None:
    body = (
        f'<w:p>{run("Le prix est de ")}<w:del w:id="1" w:author="a">'
        "<w:r><w:delText>1000</w:delText></w:r></w:del>"
        f'<w:ins w:id="2" w:author="a">{run("2000")}</w:ins>{run(" euros par mois.")}</w:p>'
    )
    assert read(with_body(body), "a.docx").text == "Le prix est de 2000 euros par mois."


def test_deleted_rows_and_paragraphs_leave_nothing() -> None:
    row = f"<w:tr><w:trPr><w:del w:id='1' w:author='a'/></w:trPr><w:tc><w:p>{run('rayé')}</w:p></w:tc></w:tr>"
    kept = f"<w:tr><w:tc><w:p>{run('gardé')}</w:p></w:tc></w:tr>"
    # Some programs write the words of a deletion as ordinary text.
    gone = f"<w:p><w:del w:id='2' w:author='a'>{run('biffé')}</w:del></w:p>"
    assert read(with_body(f"<w:tbl>{row}{kept}</w:tbl>{gone}"), "a.docx").text == "gardé"


def test_what_hangs_on_deleted_text_goes_with_it() -> None:
    box = f"<w:r><w:drawing><w:txbxContent><w:p>{run('encadré supprimé')}</w:p></w:txbxContent></w:drawing></w:r>"
    for mark in ("del", "moveFrom"):
        body = f"<w:p>{run('Avant')}<w:{mark} w:id='1' w:author='a'>{box}</w:{mark}></w:p>"
        assert read(with_body(body), "a.docx").text == "Avant"


def test_comments_stand_after_what_they_are_about() -> None:
    mark = '<w:r><w:commentReference w:id="{}"/></w:r>'
    comments = (
        f'<w:comments {W}><w:comment w:id="7" w:author="Zoé Roy"><w:p>{run("À revoir.")}</w:p>'
        f"<w:p>{run('Vite.')}</w:p></w:comment>"
        f'<w:comment w:id="8" w:author="L"><w:p>{run("Ici aussi.")}</w:p></w:comment>'
        f'<w:comment w:id="9"><w:p>{run("Sans ancre.")}</w:p></w:comment></w:comments>'
    )
    table = f"<w:tbl><w:tr><w:tc><w:p>{run('Loyer')}{mark.format(8)}</w:p></w:tc></w:tr></w:tbl>"
    content = with_body(f"<w:p>{run('Le prix')}{mark.format(7)}</w:p>{table}<w:p>{run('Fin')}</w:p>")
    document = read(edited(content, "word/comments.xml", lambda _: comments), "a.docx")
    label = "Commentaire / Comment"
    assert texts(document) == [
        *("Le prix", f"[{label} – Zoé Roy] À revoir.", "Vite."),
        *("Loyer", f"[{label} – L] Ici aussi.", "Fin", f"[{label}] Sans ancre."),
    ]


def test_hidden_text_is_left_out_and_said() -> None:
    def hidden(properties: str, text: str) -> str:
        return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"

    style = '<w:style w:type="character" w:styleId="Cache"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    body = (
        f"<w:p>{run('Vu ')}{hidden('<w:vanish/>', 'PIÈGE')}{hidden('<w:rStyle w:val=&quot;Cache&quot;/>', 'PIÈGE')}"
        f"{hidden('<w:rStyle w:val=&quot;Cache&quot;/><w:vanish w:val=&quot;0&quot;/>', 'montré')}</w:p>"
        f"<w:p>{hidden('<w:vanish w:val=&quot;true&quot;/>', 'PIÈGE')}</w:p>"
    ).replace("&quot;", '"')
    content = edited(with_body(body), "word/styles.xml", lambda old: old.replace("</w:styles>", style))
    document = read(content, "a.docx")
    assert document.text == "Vu montré" and document.warnings == (HIDDEN_TEXT,)
    assert read(with_body(f"<w:p>{run('Vu')}{hidden('<w:vanish/>', ' ')}</w:p>"), "a.docx").warnings == ()


def test_numbers_that_word_counts_are_part_of_the_headings() -> None:
    def fill(d: DocxDocument) -> None:
        for text, level in (("Objet", 1), ("Durée", 1), ("Préavis", 2), ("Terme", 2)):
            d.add_heading(text, level)
            d.add_paragraph("Le texte.")
        d.add_paragraph("premier cas", style="List Number")
        d.add_paragraph("second cas", style="List Number")

    def level(number: int, form: str, text: str) -> str:
        style = f'<w:pStyle w:val="Heading{number + 1}"/>'
        return (
            f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{style}'
            f'<w:lvlText w:val="{text}"/></w:lvl>'
        )

    levels = level(0, "decimal", "Article %1 –") + level(1, "decimal", "%1.%2")
    abstract = f'<w:abstractNum w:abstractNumId="90">{levels}</w:abstractNum><w:abstractNum '
    use = '<w:num w:numId="91"><w:abstractNumId w:val="90"/></w:num></w:numbering>'
    content = edited(
        docx(fill),
        "word/numbering.xml",
        lambda old: old.replace("<w:abstractNum ", abstract, 1).replace("</w:numbering>", use),
    )
    for number in (1, 2):
        link = f'<w:numPr><w:ilvl w:val="{number - 1}"/><w:numId w:val="91"/></w:numPr>'
        begin = rf'(w:styleId="Heading{number}">.*?<w:pPr>)'
        content = edited(
            content, "word/styles.xml", lambda old, b=begin, n=link: re.sub(b, rf"\1{n}", old, count=1, flags=re.S)
        )
    document = read(content, "a.docx")
    assert texts(document, "title") == ["Article 1 – Objet", "Article 2 – Durée", "2.1 Préavis", "2.2 Terme"]
    assert texts(document, "list_item") == ["1. premier cas", "2. second cas"]
    assert chunk(document, "d", "v")[0].headings == ("Article 1 – Objet",)


def test_moved_text_is_read_once_where_it_went() -> None:
    body = (
        f'<w:p><w:moveFrom w:id="1" w:author="a">{run("La clause. ")}</w:moveFrom>{run("Début. ")}'
        f'<w:moveTo w:id="2" w:author="a">{run("La clause.")}</w:moveTo></w:p>'
    )
    assert read(with_body(body), "a.docx").text == "Début. La clause."


def test_content_controls_and_fields_are_read() -> None:
    body = (
        f"<w:p>{run('Le locataire ')}<w:sdt><w:sdtPr/>"
        f"<w:sdtContent>{run('Jean Martin')}</w:sdtContent></w:sdt>"
        f'<w:fldSimple w:instr="DATE">{run(" le 3 mai")}</w:fldSimple></w:p>'
        f"<w:sdt><w:sdtContent><w:p>{run('Bloc entier')}</w:p></w:sdtContent></w:sdt>"
    )
    assert texts(read(with_body(body), "a.docx")) == ["Le locataire Jean Martin le 3 mai", "Bloc entier"]


def test_text_boxes_are_lifted_once() -> None:
    box = f"<w:txbxContent><w:p>{run('Encadré')}</w:p></w:txbxContent>"
    body = (
        '<w:p xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:x="urn:x">'
        f"{run('Avant')}<w:r><mc:AlternateContent><mc:Choice Requires='x'>"
        f"<w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        f"<w:p>{run('Après')}</w:p>"
    )
    assert texts(read(with_body(body), "a.docx")) == ["Avant", "Encadré", "Après"]


def test_footnotes_come_at_the_end() -> None:
    notes = (
        f'<w:footnotes {W}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        f'<w:footnote w:id="1"><w:p>{run("Hors taxes.")}</w:p></w:footnote></w:footnotes>'
    )
    content = edited(with_body(f"<w:p>{run('Le prix')}</w:p>"), "word/footnotes.xml", lambda _: notes)
    assert texts(read(content, "a.docx")) == ["Le prix", "(1) Hors taxes."]


def test_recorded_page_breaks_give_pages() -> None:
    body = f"<w:p>{run('Un')}</w:p><w:p><w:r><w:lastRenderedPageBreak/><w:t>Deux</w:t></w:r></w:p>"
    assert [block.page for block in read(with_body(body), "a.docx").blocks] == [1, 2]


def test_password_protected_file() -> None:
    content = kinds.OLE_MAGIC + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    with pytest.raises(EncryptedFileError):
        parse(content, "a.docx", LIMITS)


def test_without_text() -> None:
    with pytest.raises(NoTextError):
        parse(docx(lambda d: None), "a.docx", LIMITS)


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_MAX_BYTES", 1_000_000)
    bomb = edited(docx(lambda d: d.add_paragraph("x")), "word/styles2.xml", lambda _: "<a>" + " " * 5_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(TooLargeError):
        parse(bomb, "a.docx", LIMITS)


def test_a_bomb_that_lies_about_its_size_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_MAX_BYTES", 1_000_000)
    size = 5_000_000
    bomb = edited(docx(lambda d: d.add_paragraph("x")), "word/styles2.xml", lambda _: " " * size)
    lying = bomb.replace(struct.pack("<I", size), struct.pack("<I", 10))
    assert lying != bomb
    with pytest.raises((TooLargeError, DamagedFileError)):
        parse(lying, "a.docx", LIMITS)


def test_entities_are_refused() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(9))
    content = edited(
        docx(lambda d: d.add_paragraph("x")),
        "word/document.xml",
        lambda old: "<?xml version='1.0'?><!DOCTYPE d [" + laughs + "]>" + old.split("?>", 1)[1],
    )
    with pytest.raises(DamagedFileError):
        parse(content, "a.docx", LIMITS)


def test_the_strict_flavour() -> None:
    content = strict(docx(lambda d: [d.add_heading("Bail", 1), d.add_paragraph("Le loyer")]))
    assert b"purl.oclc.org" in members(content)["word/document.xml"]
    assert read(content, "a.docx").text == "Bail\n\nLe loyer"


def test_cut_off() -> None:
    content = docx(lambda d: d.add_paragraph("Bonjour"))
    with pytest.raises(DamagedFileError):
        parse(content[: len(content) // 2], "a.docx", LIMITS)
