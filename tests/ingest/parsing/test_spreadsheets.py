from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import pytest
import xlsxwriter
from xlsxwriter.workbook import Workbook

from ingest.chunking import chunk
from ingest.parsing import Limits, ParsedDocument, parse, sheet_blocks, sheet_formats
from rag.errors import DamagedFileError, EncryptedFileError, NoTextError, TooLargeError
from tests.ingest.parsing.compound import compound, xls
from tests.ingest.parsing.makers import LIMITS, check, read, texts
from tests.ingest.parsing.packing import members, packed, strict, with_part

SHEET = "xl/worksheets/sheet1.xml"
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def xlsx(fill: Callable[[Workbook], object]) -> bytes:
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        fill(book)
    return output.getvalue()


def prices(book: Workbook) -> None:
    sheet = book.add_worksheet("Tarifs")
    sheet.write_row("B2", ["Réf", "Désignation", "PU HT"])
    sheet.write_row("B3", ["A-1", "Pompe", 1234.5])
    sheet.write_row("B4", ["", "Pose | mise en service", 80])


def raw(rows: str) -> bytes:
    """An XLSX whose sheet has these rows, written by hand."""
    begin, end = "<sheetData>", "</sheetData></worksheet>"
    return with_part(xlsx(prices), SHEET, lambda old: old.split("<sheetData")[0] + begin + rows + end)


def ods(table: str, manifest: str = "") -> bytes:
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    content = f'<?xml version="1.0"?><office:document-content{names}>{body}</office:document-content>'
    return packed({"mimetype": ODS, "content.xml": content, "META-INF/manifest.xml": manifest or "<m/>"})


def places(document: ParsedDocument) -> dict[str, str | None]:
    """The place of every cell by its text; blocks of tables only."""
    return {
        document.text[block.start + span.start : block.start + span.end]: span.place
        for block in document.blocks
        if block.kind == "table"
        for span in block.spans
    }


def test_a_sheet_is_a_title_its_header_and_a_table_whose_cells_have_places() -> None:
    document = read(xlsx(prices), "a.xlsx")
    assert texts(document) == [
        "Tarifs",
        "Réf, Désignation, PU HT",
        "Réf | Désignation | PU HT\nA-1 | Pompe | 1234.5\n| Pose | mise en service | 80",
    ]
    assert [block.level for block in document.blocks] == [1, 2, 0]
    assert places(document) == {
        **{"Réf": "Tarifs!B2", "Désignation": "Tarifs!C2", "PU HT": "Tarifs!D2"},
        **{"A-1": "Tarifs!B3", "Pompe": "Tarifs!C3", "1234.5": "Tarifs!D3"},
        **{"Pose | mise en service": "Tarifs!C4", "80": "Tarifs!D4"},
    }
    assert document.title == "Tarifs"
    passage = chunk(document, "d", "v")[0]
    assert passage.place(passage.text.index("A-1")) == "Tarifs!B3:D4"


def test_values_are_written_as_they_are_meant() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        dates, percent, code = (book.add_format({"num_format": form}) for form in ("dd/mm/yyyy", "0.0%", "00000"))
        values = [12.0, 1234.56, 1e20, 12345678901234, True, -0.5]
        sheet.write_row(0, 0, values)
        sheet.write_number(1, 0, 0.055, percent)
        sheet.write_number(1, 1, 1000, code)
        sheet.write_datetime(2, 0, dt.date(2024, 5, 14), dates)
        sheet.write_datetime(2, 1, dt.datetime(2024, 5, 14, 10, 30), book.add_format({"num_format": "dd/mm/yy hh:mm"}))
        sheet.write_datetime(2, 2, dt.time(9, 5), book.add_format({"num_format": "hh:mm"}))
        sheet.write(3, 0, "deux\nlignes")
        sheet.write_formula(3, 1, "=1/0", None, "#DIV/0!")

    content = with_part(xlsx(fill), SHEET, lambda old: old.replace("<v>-0.5</v>", "<v>0.30000000000000004</v>"))
    assert read(content, "a.xlsx").text.split("\n\n")[-1].split("\n") == [
        "12 | 1234.56 | 100000000000000000000 | 12345678901234 | TRUE | 0.3",
        "5.5 % | 01000",
        "2024-05-14 | 2024-05-14 10:30 | 09:05",
        "deux lignes",
    ]


@pytest.mark.parametrize("name", ["Tarifs été 2024", "A!B", "L'offre", 'Prix "net"', "été & <hiver>"])
def test_sheet_names_of_every_kind(name: str) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_number(1, 0, 0.2, book.add_format({"num_format": "0%"}))

    document = read(xlsx(fill), "a.xlsx")
    assert document.text.startswith(f"{name}\n\n") and "20 %" in document.text
    assert chunk(document, "d", "v")[0].place() == f"{name}!A1:B2"


def test_tables_of_one_sheet_are_parted_by_empty_rows_and_long_ones_keep_their_rows() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet("Feuil1")
        sheet.write("A1", "Grille tarifaire 2024")
        for row in range(120):
            sheet.write_row(row + 2, 1, ["Article", row])

    document = read(xlsx(fill), "a.xlsx")
    assert document.title == "Grille tarifaire 2024"
    assert len([block for block in document.blocks if block.kind == "table"]) == 4
    assert "Article | 49\nArticle | 50\n" in document.text
    assert places(document)["119"] == "Feuil1!C122"


def test_a_header_is_found_only_where_there_is_one() -> None:
    def titles(rows: str) -> list[str]:
        return texts(read(rows.encode(), "a.csv"), "title")

    assert titles("Réf;PU\nA;1,50\nB;2,00\n") == ["Réf, PU"]
    assert titles("Nom;Ville;Pays\nDupont;Lyon;France\n") == ["Nom, Ville, Pays"]
    assert titles("Dupont;Lyon\nMartin;Paris\n") == []
    assert titles("A;1,50\nB;2,00\n") == []
    assert titles("Réf;PU\n") == []


def test_hidden_sheets_are_read_with_a_warning_and_formulas_without_a_value_are_counted() -> None:
    def fill(book: Workbook) -> None:
        prices(book)
        hidden = book.add_worksheet("Marges")
        hidden.hide()
        hidden.write("A1", "secret")
        book.add_worksheet("Vide").hide()

    formula = '<row r="9"><c r="A9"><f>B3*2</f></c><c r="B9" t="str"><f>""</f><v></v></c></row></sheetData>'
    content = with_part(xlsx(fill), SHEET, lambda old: old.replace("</sheetData>", formula))
    document = read(content, "a.xlsx")
    assert "secret" in document.text
    assert document.warnings == (
        "Hidden sheets were read too: “Marges”.",
        "1 formulas had never been computed and are blank: open the file in a spreadsheet and save it.",
    )


def test_the_strict_flavour_is_not_silently_empty() -> None:
    content = strict(xlsx(prices))
    assert b"purl.oclc.org" in members(content)[SHEET]
    assert "A-1 | Pompe | 1234.5" in read(content, "a.xlsx").text


def test_old_workbooks() -> None:
    document = read(xls([["Réf", "PU"], ["A", 1.5], ["B", 3]], "Prix"), "a.bin")
    assert document.text == "Prix\n\nRéf, PU\n\nRéf | PU\nA | 1.5\nB | 3"
    assert places(document)["3"] == "Prix!B3"


def test_open_document_sheets() -> None:
    rows = (
        '<table:table table:name="Prix"><table:table-row><table:table-cell/>'
        '<table:table-cell office:value-type="string"><text:p>Remise</text:p></table:table-cell>'
        '<table:table-cell office:value-type="percentage" office:value="0.1"><text:p>10 %</text:p></table:table-cell>'
        '</table:table-row><table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
        '<table:table-row><table:table-cell office:value-type="boolean" office:boolean-value="true">'
        "<text:p>VRAI</text:p></table:table-cell></table:table-row></table:table>"
    )
    document = read(ods(rows), "a.ods")
    assert places(document) == {"Remise": "Prix!B1", "10 %": "Prix!C1", "TRUE": "Prix!A1048572"}


@pytest.mark.parametrize("delimiter", [";", "\t", ",", "|"])
def test_delimited_files_say_themselves_what_parts_their_cells(delimiter: str) -> None:
    cells = [["Réf", "Libellé", "Prix"], ["A", '"Pompe, «à eau» ; 2\nlignes|\t"', '"1,50"'], ["B", "", "2"]]
    source = "\r\n".join(delimiter.join(row) for row in cells)
    document = read(source.encode("cp1252"), "a.csv")
    found = places(document)
    assert found["1,50"] == "C2" and found["2"] == "C3" and found["Pompe, «à eau» ; 2 lignes|"] == "B2"


def test_a_line_for_the_spreadsheet_itself_is_no_row() -> None:
    assert places(read(b"sep=,\na,b\n1;2,3\n", "a.csv")) == {"a": "A1", "b": "B1", "1;2": "A2", "3": "B2"}


def test_one_column_and_tabs() -> None:
    assert read(b"un\ndeux, trois\nquatre\n", "a.csv").text == "un\ndeux, trois\nquatre"
    assert read(b"a\tb\n1\t2\n", "a.tsv").text.endswith("a | b\n1 | 2")


CELL = '<c r="A1"><v>1</v></c>'


@pytest.mark.parametrize(
    "rows",
    [
        f'<row r="1">{CELL}</row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>',
        "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 40)),
        '<row r="1">' + '<c r="A1" t="s"><v>0</v></c>' * 30 + "</row>",
    ],
    ids=["far corner", "many cells", "one string many times"],
)
def test_what_would_fill_the_memory_is_refused_before(rows: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_formats, "MAX_FILLED", 35)
    monkeypatch.setattr(sheet_formats, "_MAX_STRINGS", 100)

    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("ingest.parsing.spreadsheets.CalamineWorkbook", never)
    with pytest.raises(TooLargeError, match="A sheet"):
        parse(raw(rows), "a.xlsx", LIMITS)


def test_rows_and_cells_that_stand_for_a_million_are_refused() -> None:
    cell = '<table:table-cell table:number-columns-repeated="1000" office:value-type="float" office:value="1"/>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    with pytest.raises(TooLargeError, match="apart"):
        parse(ods(f'<table:table table:name="a">{row}</table:table>'), "a.ods", LIMITS)


def test_too_many_cells_and_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TooLargeError, match="columns"):
        parse(b"1;" * 20_000, "a.csv", LIMITS)
    with pytest.raises(TooLargeError, match="characters"):
        parse(xlsx(prices), "a.xlsx", Limits(10, 20))
    monkeypatch.setattr(sheet_blocks, "MAX_FILLED", 3)
    with pytest.raises(TooLargeError, match="filled cells"):
        parse(b"1;2\n3;4\n", "a.csv", LIMITS)


def test_empty_damaged_and_locked_workbooks() -> None:
    whole = xlsx(prices)
    for content, name, error in (
        (xlsx(lambda book: book.add_worksheet()), "a.xlsx", NoTextError),
        (b"\n \n;;\n", "a.csv", NoTextError),
        (whole[: len(whole) // 2], "a.xlsx", DamagedFileError),
        (with_part(whole, SHEET, lambda old: old[:-60]), "a.xlsx", DamagedFileError),
        (with_part(whole, "xl/workbook.xml", lambda old: old[:-60]), "a.xlsx", DamagedFileError),
        (packed({"xl/workbook.xml": "<workbook/>"}), "a.xlsx", DamagedFileError),
        (compound({"EncryptedPackage": bytes(5000)}), "a.xlsx", EncryptedFileError),
        (xls([["a"]], password=True), "a.xls", EncryptedFileError),
        (xls([["a"]])[:1600], "a.xls", DamagedFileError),
        (ods("", "<manifest:encryption-data/>"), "a.ods", EncryptedFileError),
    ):
        with pytest.raises(error):
            parse(content, name, LIMITS)


def test_a_workbook_named_otherwise_is_still_one() -> None:
    for name in ("a.docx", "a.zip", "a", "a.csv"):
        check(parse(xlsx(prices), name, LIMITS))
