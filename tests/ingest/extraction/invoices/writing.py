"""Made invoices as text, mail, HTML, Word documents and workbooks."""

from __future__ import annotations

import io
from decimal import Decimal

import xlsxwriter
from docx import Document

from tests.ingest.extraction.invoices import wording
from tests.ingest.extraction.invoices.ledger import Made
from tests.ingest.extraction.invoices.wording import Words


def _parts(
    made: Made, words: Words
) -> tuple[list[str], list[tuple[str, str]], list[list[str]], list[tuple[str, Decimal]]]:
    """Head lines, references, the table with its headings, totals."""
    kind = "credit_note" if made.kind == "credit_note" else "invoice"
    title = wording.TITLES[made.language][made.kind][0]
    head = [title, made.seller.name, made.seller.street, made.seller.town]
    pairs = [
        (wording.NUMBER[made.language][kind][0], made.number),
        (wording.DATE[made.language][1], words.day(made.issued)),
    ]
    if made.due:
        pairs.append((wording.DUE[made.language][0], words.day(made.due)))
    if made.preceding:
        pairs.append((wording.PRECEDING[made.language][0], made.preceding))
    rows = [wording.COLUMNS[made.language][0]]
    for line in made.lines:
        rows.append(
            [
                line.name,
                words.number(line.quantity),
                words.amount(line.price),
                f"{words.rate(line.rate)} %",
                words.amount(line.net),
            ]
        )
    totals = []
    if made.discount:
        totals += [
            (wording.LINES_TOTAL[made.language][0], made.lines_net),
            (wording.DISCOUNT[made.language][0], made.discount),
        ]
    totals.append((wording.NET[made.language][1], made.net))
    totals += [
        (wording.VAT[made.language][0].format(rate=words.rate(rate)), tax) for rate, tax in made.taxes.items() if rate
    ]
    totals.append((wording.GROSS[made.language][1], made.gross))
    if made.prepaid:
        totals += [(wording.PREPAID[made.language][0], made.prepaid), (wording.PAYABLE[made.language][0], made.payable)]
    return head, pairs, rows, totals


def _buyer(made: Made) -> list[str]:
    return [f"{wording.BUYER[made.language][0]} :", made.buyer.name, made.buyer.street, made.buyer.town]


def as_text(made: Made, words: Words) -> bytes:
    """Plain text, the table laid out with blanks."""
    head, pairs, rows, totals = _parts(made, words)
    lines = [*head, "", *_buyer(made), "", *(f"{label} : {value}" for label, value in pairs), ""]
    lines += [f"{row[0]:<40}{row[1]:>8}{row[2]:>16}{row[3]:>10}{row[4]:>18}" for row in rows]
    lines += [
        "",
        *(f"{label:<40}{words.amount(value):>52}" for label, value in totals),
        "",
        f"IBAN : {made.seller.iban}",
    ]
    return "\n".join(lines).encode()


def as_mail(made: Made, words: Words) -> bytes:
    """A mail whose text is the invoice."""
    title = wording.TITLES[made.language][made.kind][0]
    head = f"From: a@example.test\r\nTo: b@example.test\r\nSubject: {title} {made.number}\r\n"
    head += "Date: Tue, 5 Mar 2019 10:00:00 +0100\r\n"
    head += "Content-Type: text/plain; charset=utf-8\r\n"
    head += "Content-Transfer-Encoding: 8bit\r\n\r\n"
    return head.encode() + as_text(made, words)


def as_html(made: Made, words: Words) -> bytes:
    """A web page with tables."""
    head, pairs, rows, totals = _parts(made, words)

    def table(cells: list[list[str]]) -> str:
        return (
            "<table>"
            + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)
            + "</table>"
        )

    parts = [f"<h1>{head[0]}</h1>", "".join(f"<p>{line}</p>" for line in [*head[1:], *_buyer(made)])]
    parts += [
        table([list(pair) for pair in pairs]),
        table(rows),
        table([[label, words.amount(value)] for label, value in totals]),
    ]
    text = f"<html><body>{''.join(parts)}<p>IBAN {made.seller.iban}</p></body></html>"
    return text.replace(" & ", " &amp; ").encode()


def as_docx(made: Made, words: Words) -> bytes:
    """A Word document with tables."""
    head, pairs, rows, totals = _parts(made, words)
    document = Document()
    document.add_heading(head[0], 1)
    for line in [*head[1:], *_buyer(made), *(f"{label} : {value}" for label, value in pairs)]:
        document.add_paragraph(line)
    for cells in (rows, [[label, words.amount(value)] for label, value in totals]):
        table = document.add_table(len(cells), len(cells[0]))
        for number, row in enumerate(cells):
            for column, text in enumerate(row):
                table.cell(number, column).text = text
        document.add_paragraph("")
    document.add_paragraph(f"IBAN {made.seller.iban}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_xlsx(made: Made, words: Words) -> bytes:
    """A workbook with texts in its cells."""
    head, pairs, rows, totals = _parts(made, words)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(head[0][:30].replace("'", " "))
    line = 0
    for text in [*head, "", *_buyer(made), ""]:
        sheet.write(line, 0, text)
        line += 1
    for label, value in pairs:
        sheet.write(line, 0, label)
        sheet.write(line, 1, value)
        line += 1
    line += 1
    for row in rows:
        for column, text in enumerate(row):
            sheet.write(line, column, text)
        line += 1
    line += 1
    for label, value in totals:
        sheet.write(line, 3, label)
        sheet.write(line, 4, words.amount(value))
        line += 1
    sheet.write(line + 1, 0, f"IBAN {made.seller.iban}")
    book.close()
    return out.getvalue()


WRITERS = {"txt": as_text, "eml": as_mail, "html": as_html, "docx": as_docx, "xlsx": as_xlsx}
