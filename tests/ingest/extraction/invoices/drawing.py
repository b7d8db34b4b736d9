"""Draws made invoices: headers, references, tables, totals and feet of several makes, put together at random."""

from __future__ import annotations

import io
import random
from decimal import Decimal

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.ingest.extraction.invoices import wording
from tests.ingest.extraction.invoices.ledger import Company, Made
from tests.ingest.extraction.invoices.wording import Words

WIDTH, HEIGHT = A4
LEFT, RIGHT = 50.0, WIDTH - 50
HEADERS = ("two_columns", "window", "swapped", "labelled", "foot_only", "centred", "boxes", "stacked")
REFERENCES = ("lines", "columns", "heads", "right", "sentence", "grid")
TABLES = ("ruled", "open", "level_lines", "columns_only")
TOTALS = ("right", "ruled", "heads", "left", "wide", "far")


class Page:
    """A page that is drawn from the top."""

    def __init__(self, made: Made, seed: int) -> None:
        self.made, self.draw = made, random.Random(seed)
        self.words = Words(self.draw, made.language, made.currency)
        self.out = io.BytesIO()
        self.canvas = Canvas(self.out, pagesize=A4, pageCompression=0)
        self.y = HEIGHT - 60
        self.size = self.draw.choice([8.5, 9, 10])
        self.choices = {
            "header": self.draw.choice(HEADERS),
            "references": self.draw.choice(REFERENCES),
            "table": self.draw.choice(TABLES),
            "totals": self.draw.choice(TOTALS),
        }
        self.colon = self.draw.choice([" :", ":", ""]) if made.language == "fr" else self.draw.choice([":", ""])

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        bold: bool = False,
        size: float | None = None,
        right: bool = False,
        centre: bool = False,
    ) -> None:
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size or self.size)
        put = (
            self.canvas.drawRightString
            if right
            else self.canvas.drawCentredString
            if centre
            else self.canvas.drawString
        )
        put(x, y, text)

    def down(self, lines: float = 1) -> None:
        self.y -= lines * self.size * 1.35


def draw_invoice(made: Made, seed: int | None = None) -> tuple[bytes, dict[str, str]]:
    """The PDF of a made invoice, and the makes it was put together of."""
    page = Page(made, made.seed if seed is None else seed)
    _header(page)
    _references(page)
    _table(page)
    _totals(page)
    _foot(page)
    page.canvas.save()
    return page.out.getvalue(), page.choices


def _own_lines(page: Page, company: Company, *, ids: bool) -> list[str]:
    found = [company.street, company.town]
    if ids and page.made.language == "fr":
        found += [f"SIRET {company.siret}", f"TVA intracommunautaire {company.vat}"]
    elif ids:
        found.append(f"{'USt-IdNr.' if page.made.language == 'de' else 'VAT No.'} {company.vat}")
    return found


def _contact(page: Page) -> list[str]:
    return {
        "fr": ["Tél. 04 72 11 22 33", "contact@exemple.test"],
        "en": ["Tel: 020 7946 0011", "accounts@example.test"],
        "de": ["Tel. 030 1234567", "info@beispiel.test"],
    }[page.made.language]


def _stack(
    page: Page, x: float, y: float, name: str, lines: list[str], *, bold: bool = True, size: float | None = None
) -> float:
    page.text(x, y, name, bold=bold, size=size)
    for line in lines:
        y -= page.size * 1.3
        page.text(x, y, line)
    return y - page.size * 1.3


def _title(page: Page) -> str:
    return page.draw.choice(wording.TITLES[page.made.language][page.made.kind])


def _header(page: Page) -> None:
    made, style, top = page.made, page.choices["header"], page.y
    title, ids = _title(page), page.draw.random() < 0.8
    seller, buyer = _own_lines(page, made.seller, ids=ids), _own_lines(page, made.buyer, ids=page.draw.random() < 0.5)
    big = page.draw.choice([16, 18, 22])
    label = page.words.pick(wording.BUYER) + page.colon
    if style == "two_columns":
        low = _stack(page, LEFT, top, made.seller.name, seller + _contact(page), size=14)
        page.text(RIGHT, top, title, bold=True, size=big, right=True)
        low2 = _stack(page, 320, top - 50, made.buyer.name, buyer)
        page.y = min(low, low2)
    elif style == "window":
        page.text(RIGHT, top, made.seller.name, bold=True, size=15, right=True)
        page.text(LEFT, top - 70, f"{made.seller.name} - {made.seller.street} - {made.seller.town}", size=6.5)
        low = _stack(page, LEFT, top - 88, made.buyer.name, buyer, bold=False)
        page.y = low - 30
        page.text(LEFT, page.y, title, bold=True, size=big)
        page.down(1.5)
    elif style == "swapped":
        low = _stack(page, 340, top, made.seller.name, seller + _contact(page))
        page.text(LEFT, top, title, bold=True, size=big)
        low2 = _stack(page, LEFT, top - 60, label, [made.buyer.name, *buyer])
        page.y = min(low, low2)
    elif style == "labelled":
        page.text(LEFT, top, title, bold=True, size=big)
        low = _stack(page, LEFT, top - 40, page.words.pick(wording.SELLER) + page.colon, [made.seller.name, *seller])
        low2 = _stack(page, 310, top - 40, label, [made.buyer.name, *buyer])
        page.y = min(low, low2)
    elif style == "foot_only":
        page.text(LEFT, top, title, bold=True, size=big)
        page.y = _stack(page, 320, top - 60, made.buyer.name, buyer, bold=False)
    elif style == "centred":
        page.text(WIDTH / 2, top, made.seller.name, bold=True, size=15, centre=True)
        page.text(WIDTH / 2, top - 14, " - ".join([made.seller.street, made.seller.town]), centre=True)
        page.text(WIDTH / 2, top - 26, " - ".join(_contact(page)), centre=True)
        page.text(LEFT, top - 60, title, bold=True, size=big)
        page.y = _stack(page, LEFT, top - 90, label, [made.buyer.name, *buyer])
    elif style == "boxes":
        page.text(WIDTH / 2, top, title, bold=True, size=big, centre=True)
        low = _stack(page, LEFT + 6, top - 40, made.seller.name, seller + _contact(page))
        low2 = _stack(page, 316, top - 40, made.buyer.name, buyer)
        for x in (LEFT, 310):
            page.canvas.rect(x, min(low, low2), 235, top - 26 - min(low, low2))
        page.y = min(low, low2) - 8
    else:
        page.y = _stack(page, LEFT, top, made.seller.name, seller + _contact(page), size=13)
        page.text(LEFT, page.y - 20, title, bold=True, size=big)
        page.y = _stack(page, LEFT, page.y - 45, label, [made.buyer.name, *buyer])
    page.down(1)


def _pairs(page: Page) -> list[tuple[str, str]]:
    made, words = page.made, page.words
    kind = "credit_note" if made.kind == "credit_note" else "invoice"
    found = [
        (page.draw.choice(wording.NUMBER[made.language][kind]), made.number),
        (words.pick(wording.DATE), words.day(made.issued)),
    ]
    if made.due:
        found.append((words.pick(wording.DUE), words.day(made.due)))
    if made.order:
        found.append((words.pick(wording.ORDER), made.order))
    if made.preceding:
        found.append((words.pick(wording.PRECEDING), made.preceding))
    if page.draw.random() < 0.4:
        found.append((words.pick(wording.CUSTOMER), f"C{page.draw.randint(1000, 9999)}"))
    return found


def _references(page: Page) -> None:
    style, pairs = page.choices["references"], _pairs(page)
    if style == "sentence" and page.made.kind == "invoice":
        named = {"fr": "Facture n° {} du {}", "en": "Invoice {} dated {}", "de": "Rechnung Nr. {} vom {}"}[
            page.made.language
        ]
        page.text(LEFT, page.y, named.format(page.made.number, page.words.day(page.made.issued)), bold=True, size=11)
        page.down(1.5)
        style, pairs = "lines", pairs[2:]
    if style == "heads":
        step = (RIGHT - LEFT) / max(len(pairs), 4)
        for index, (label, value) in enumerate(pairs):
            page.text(LEFT + index * step, page.y, label, bold=True, size=7)
            page.text(LEFT + index * step, page.y - 12, value, size=8)
        page.y -= 30
    elif style == "grid":
        for label, value in pairs:
            for x, text in ((LEFT, label), (LEFT + 130, value)):
                page.canvas.rect(x, page.y - 4, 130, 15)
                page.text(x + 4, page.y, text)
            page.y -= 15
        page.down(1)
    else:
        x = {"right": 330.0}.get(style, LEFT)
        for label, value in pairs:
            if style == "columns":
                page.text(x, page.y, label + page.colon)
                page.text(x + 140, page.y, value)
            else:
                page.text(x, page.y, f"{label}{page.colon} {value}")
            page.down()
    page.down(1)


def _table(page: Page) -> None:
    made, words, style = page.made, page.words, page.choices["table"]
    heads = page.draw.choice(wording.COLUMNS[made.language])
    edges = [LEFT, 260, 310, 395, 450, RIGHT]
    credit = made.kind == "credit_note" and page.draw.random() < 0.5
    page.extra = credit  # type: ignore[attr-defined]
    rows = [heads] + [
        [
            line.name,
            words.number(line.quantity),
            words.amount(line.price, sign=False),
            f"{words.rate(line.rate)} %" if not made.exempt else "-",
            words.amount(-line.net if credit else line.net, sign=page.draw.random() < 0.9),
        ]
        for line in made.lines
    ]
    pitch, top = page.size * 1.9, page.y + page.size * 1.3
    for number, row in enumerate(rows):
        if page.y < 190:
            page.canvas.showPage()
            page.y, top = HEIGHT - 80, HEIGHT - 80 + page.size * 1.3
        for index, text in enumerate(row):
            if index == 0:
                page.text(edges[0] + 4, page.y, text, bold=number == 0)
            else:
                page.text(edges[index + 1] - 4, page.y, text, bold=number == 0, right=True)
        if style in ("ruled", "level_lines"):
            page.canvas.line(LEFT, page.y - 5, RIGHT, page.y - 5)
        page.y -= pitch
    bottom = page.y + pitch - 5
    if style in ("ruled", "columns_only"):
        page.canvas.line(LEFT, top, RIGHT, top)
        page.canvas.line(LEFT, bottom, RIGHT, bottom)
        for edge in edges:
            page.canvas.line(edge, top, edge, bottom)
    page.down(0.6)


def _totals(page: Page) -> None:
    made, words, style = page.made, page.words, page.choices["totals"]
    minus = -1 if page.extra else 1  # type: ignore[attr-defined]
    rows: list[tuple[str, Decimal]] = []
    net = words.pick(wording.NET)
    if made.discount:
        rows += [
            (words.pick(wording.LINES_TOTAL), made.lines_net),
            (words.pick(wording.DISCOUNT), -made.discount * minus),
        ]
        net = next(
            label for label in wording.NET[made.language] if label not in ("Subtotal", "Zwischensumme", "Sous-total HT")
        )
    if not made.exempt:
        rows.append((net, made.net))
        table = len(made.taxes) > 1 and page.draw.random() < 0.5
        if table:
            _breakdown(page)
            rows.append((words.pick(wording.VAT_TOTAL), made.vat))
        else:
            label = words.pick(wording.VAT)
            template = next(t for t in wording.VAT[made.language] if t == label)
            rows += [(template.format(rate=words.rate(rate)), tax) for rate, tax in made.taxes.items()]
    rows.append((words.pick(wording.GROSS), made.gross))
    if made.prepaid:
        rows += [
            (words.pick(wording.PREPAID), -made.prepaid if page.draw.random() < 0.5 else made.prepaid),
            (words.pick(wording.PAYABLE), made.payable),
        ]
    elif page.draw.random() < 0.3 and made.kind == "invoice":
        rows.append((words.pick(wording.PAYABLE), made.gross))
    shown = [
        (
            label,
            words.amount(value * minus),
        )
        for label, value in rows
    ]
    if style == "heads" and len(shown) <= 5 and not made.discount:
        step = (RIGHT - LEFT) / len(shown)
        for index, (label, value) in enumerate(shown):
            page.text(LEFT + (index + 1) * step - 4, page.y, label, bold=True, right=True, size=7.5)
            page.text(LEFT + (index + 1) * step - 4, page.y - 14, value, right=True, size=8)
        page.y -= 30
        return
    for label, value in shown:
        if style == "left":
            page.text(LEFT, page.y, f"{label}{page.colon} {value}")
        elif style == "wide":
            page.text(LEFT, page.y, label)
            page.text(RIGHT - 4, page.y, value, right=True)
        elif style == "ruled":
            page.canvas.rect(340, page.y - 4, 120, 15)
            page.canvas.rect(460, page.y - 4, RIGHT - 460, 15)
            page.text(344, page.y, label)
            page.text(RIGHT - 4, page.y, value, right=True)
        else:
            page.text(
                300 if style == "far" or max(len(label) for label, _ in shown) > 20 else 380, page.y, label + page.colon
            )
            page.text(RIGHT - 4, page.y, value, right=True, bold=label == shown[-1][0])
        page.y -= 15
    page.down(0.5)


def _breakdown(page: Page) -> None:
    words, edges = page.words, (140.0, 220.0, 300.0)
    for edge, head in zip(edges, wording.BREAKDOWN[page.made.language], strict=True):
        page.text(edge, page.y, head, right=True, size=7.5)
    page.y -= 12
    for rate, base in page.made.bases.items():
        for edge, text in zip(
            edges,
            (f"{words.rate(rate)} %", words.amount(base, sign=False), words.amount(page.made.taxes[rate], sign=False)),
            strict=True,
        ):
            page.text(edge, page.y, text, right=True, size=8)
        page.y -= 12
    page.y -= 8


def _foot(page: Page) -> None:
    made, words = page.made, page.words
    page.down(1)
    if made.exempt:
        page.text(LEFT, page.y, words.pick(wording.EXEMPT))
        page.down()
    if made.kind != "credit_note" and made.days and made.due and page.draw.random() < 0.7:
        page.text(LEFT, page.y, words.pick(wording.TERMS).format(days=made.days))
        page.down()
    grouped = " ".join(made.seller.iban[index : index + 4] for index in range(0, len(made.seller.iban), 4))
    page.text(LEFT, page.y, f"IBAN{page.colon} {grouped}" if page.draw.random() < 0.7 else f"IBAN {made.seller.iban}")
    page.down()
    page.text(LEFT, page.y, wording.LATE[made.language], size=7)
    seller = made.seller
    lines = {
        "fr": [
            f"{seller.name}, société au capital de 10 000 € - {seller.street}, {seller.town}"
            f" - SIRET {seller.siret} - TVA {seller.vat}"
        ],
        "en": [f"{seller.name} - {seller.street}, {seller.town}", f"Registered in England - VAT No. {seller.vat}"],
        "de": [
            f"{seller.name} - {seller.street} - {seller.town}",
            f"Handelsregister Amtsgericht HRB 12345 - USt-IdNr. {seller.vat}",
        ],
    }[made.language]
    if page.choices["header"] in ("foot_only", "window") or page.draw.random() < 0.6:
        for number, line in enumerate(lines):
            page.text(WIDTH / 2, 44 - number * 10, line, centre=True, size=7)
