"""Pages as well-known programs and shops lay them out, drawn from made invoices."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from decimal import Decimal

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.ingest.extraction.invoices.ledger import Made
from tests.ingest.extraction.invoices.wording import MONTHS

Piece = tuple[float, float, str]
"""Left edge (negative: right edge, from the right), distance from the top, text."""


def drawn(pieces: Sequence[Piece], *, size: float = 9) -> bytes:
    """A page of pieces of text; a distance over 800 goes to the next page."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, pageCompression=0)
    page = 0
    for x, top, text in sorted(pieces, key=lambda piece: (piece[1] // 800, 0)):
        while page < top // 800:
            canvas.showPage()
            page += 1
        down = top % 800
        canvas.setFont(
            "Helvetica-Bold" if text.isupper() else "Helvetica", 17 if down < 70 and text.isupper() else size
        )
        if x < 0:
            canvas.drawRightString(A4[0] + x, A4[1] - down, text)
        else:
            canvas.drawString(x, A4[1] - down, text)
    canvas.save()
    return out.getvalue()


def _en(value: Decimal, sign: str = "£") -> str:
    return f"{sign}{value:,.2f}"


def _fr(value: Decimal) -> str:
    return f"{value:,.2f}".replace(",", " ").replace(".", ",") + " €"


def _de(value: Decimal) -> str:
    return f"{value:,.2f}".replace(",", "·").replace(".", ",").replace("·", ".")


def _rate(value: Decimal) -> str:
    return f"{value:f}"


def stacked_values(made: Made) -> bytes:
    """Labels over their values down the right side, totals in capitals (as Xero prints)."""
    pieces: list[Piece] = [
        (50, 60, "TAX INVOICE"),
        (50, 130, made.buyer.name),
        (50, 142, made.buyer.street),
        (50, 154, made.buyer.town),
    ]
    sign = {"GBP": "£", "USD": "$", "EUR": "€"}[made.currency]
    y = 100.0
    for label, value in (
        ("Invoice Date", f"{made.issued.day} {MONTHS['en'][made.issued.month - 1][:3]} {made.issued.year}"),
        ("Invoice Number", made.number),
        ("Reference", made.order or "n/a"),
        ("VAT Number", made.seller.vat),
    ):
        pieces += [(300, y, label), (300, y + 11, value)]
        y += 26
    for number, line in enumerate((made.seller.name, made.seller.street, made.seller.town)):
        pieces.append((430, 100 + 12 * number, line))
    pieces += [
        (50, 260, "Description"),
        (-260, 260, "Quantity"),
        (-190, 260, "Unit Price"),
        (-130, 260, "VAT"),
        (-50, 260, f"Amount {made.currency}"),
    ]
    y = 278
    for line in made.lines:
        pieces += [
            (50, y, line.name),
            (-260, y, f"{line.quantity:.2f}"),
            (-190, y, _en(line.price, "")),
            (-130, y, f"{_rate(line.rate)}%"),
            (-50, y, _en(line.net, "")),
        ]
        y += 18
    rows = [("Subtotal", made.lines_net)]
    if made.discount:
        rows = [("Subtotal", made.lines_net), ("Discount", made.discount), ("Net total", made.net)]
    rows += [(f"TOTAL VAT {_rate(rate)}%", tax) for rate, tax in made.taxes.items() if rate]
    rows.append((f"TOTAL {made.currency}", made.gross))
    if made.prepaid:
        rows += [("Less Amount Paid", made.prepaid), (f"AMOUNT DUE {made.currency}", made.payable)]
    for label, value in rows:
        pieces += [(-130, y + 10, label), (-50, y + 10, _en(value, ""))]
        y += 16
    if made.due:
        pieces.append((50, y + 40, f"Due Date: {made.due.day} {MONTHS['en'][made.due.month - 1][:3]} {made.due.year}"))
    pieces.append((50, y + 54, f"Pay to IBAN {made.seller.iban} in {sign}"))
    pieces.append(
        (50, 770, f"Company Registration No: 01234567.  Registered Office: {made.seller.street}, {made.seller.town}.")
    )
    return drawn(pieces)


def subscription(made: Made) -> bytes:
    """A subscription's invoice: the amount due as a sentence on top, VAT with its base in brackets (as Stripe)."""
    sign = {"GBP": "£", "USD": "$", "EUR": "€"}[made.currency]
    month = MONTHS["en"]

    def day(value: object) -> str:
        return f"{month[value.month - 1]} {value.day}, {value.year}"  # type: ignore[attr-defined]

    pieces: list[Piece] = [
        (40, 60, "Invoice"),
        (40, 90, "Invoice number"),
        (140, 90, made.number),
        (40, 103, "Date of issue"),
        (140, 103, day(made.issued)),
    ]
    if made.due:
        pieces += [(40, 116, "Date due"), (140, 116, day(made.due))]
    for number, text in enumerate(
        (
            made.seller.name,
            made.seller.street,
            made.seller.town,
            "United Kingdom",
            "billing@example.test",
            f"VAT {made.seller.vat}",
        )
    ):
        pieces.append((40, 150 + 12 * number, text))
    for number, text in enumerate(
        ("Bill to", made.buyer.name, made.buyer.street, made.buyer.town, "accounts@example.test")
    ):
        pieces.append((290, 150 + 12 * number, text))
    if made.due:
        pieces.append((40, 245, f"{_en(made.payable, sign)} {made.currency} due {day(made.due)}"))
    pieces += [
        (40, 290, "Description"),
        (-250, 290, "Qty"),
        (-170, 290, "Unit price"),
        (-110, 290, "Tax"),
        (-40, 290, "Amount"),
    ]
    y = 308.0
    for line in made.lines:
        pieces += [
            (40, y, line.name),
            (-250, y, _rate(line.quantity)),
            (-170, y, _en(line.price, sign)),
            (-110, y, f"{_rate(line.rate)}%"),
            (-40, y, _en(line.net, sign)),
        ]
        pieces.append((40, y + 11, "Jan 1 – Jan 31, 2024"))
        y += 28
    rows = [("Subtotal", made.lines_net)]
    if made.discount:
        rows.append(("Discount", -made.discount))
    rows.append(("Total excluding tax", made.net))
    rows += [
        (f"VAT - United Kingdom ({_rate(rate)}% on {_en(made.bases[rate], sign)})", tax)
        for rate, tax in made.taxes.items()
        if rate
    ]
    rows.append(("Total", made.gross))
    if made.prepaid:
        rows.append(("Amount paid", -made.prepaid))
    rows.append(("Amount due", made.payable))
    for label, value in rows:
        pieces += [(300, y, label), (-40, y, f"-{_en(-value, sign)}" if value < 0 else _en(value, sign))]
        y += 17
    pieces.append((-40, 780, "Page 1 of 1"))
    return drawn(pieces)


def carried_over(made: Made) -> bytes:
    """A German letter over two pages, the sum carried over."""
    pieces: list[Piece] = []
    for page in (0, 800):
        pieces += [
            (50, page + 50, made.seller.name),
            (
                50,
                page + 790,
                f"{made.seller.name} · {made.seller.street} · {made.seller.town} · USt-IdNr. {made.seller.vat}",
            ),
        ]
    pieces += [
        (50, 100, f"{made.seller.name}, {made.seller.street}, {made.seller.town}"),
        (50, 120, made.buyer.name),
        (50, 132, made.buyer.street),
        (50, 144, made.buyer.town),
    ]
    title = {"credit_note": "Gutschrift", "prepayment": "Anzahlungsrechnung", "corrective": "Rechnungskorrektur"}.get(
        made.kind, "Rechnung"
    )
    pieces += [
        (50, 220, f"{title} Nr. {made.number}"),
        (400, 220, f"Datum: {made.issued:%d.%m.%Y}"),
        (400, 232, "Seite 1"),
        (50, 250, "Sehr geehrte Damen und Herren, wir berechnen Ihnen wie folgt:"),
    ]
    if made.preceding:
        pieces.append((50, 236, f"Zu Rechnung {made.preceding}"))
    head = (("Pos.", 50), ("Bezeichnung", 80), ("Menge", -250), ("Einzelpreis", -160), ("Gesamt €", -50))
    half, y = (len(made.lines) + 1) // 2, 290.0
    pieces += [(x, 275, text) for text, x in head]
    total = Decimal(0)
    for number, line in enumerate(made.lines, 1):
        if number == half + 1:
            pieces += [(80, y + 6, "Übertrag"), (-50, y + 6, _de(total))]
            y = 800 + 110
            pieces += [(x, 890, text) for text, x in head]
            pieces += [(80, y, "Übertrag"), (-50, y, _de(total))]
            y += 18
        total += line.net
        pieces += [
            (50, y, str(number)),
            (80, y, line.name),
            (-250, y, _rate(line.quantity).replace(".", ",") + " Stk"),
            (-160, y, _de(line.price)),
            (-50, y, _de(line.net)),
        ]
        y += 18
    rows = []
    if made.discount:
        rows += [("Summe Positionen", made.lines_net), ("abzüglich Rabatt", -made.discount)]
    rows.append(("Nettosumme", made.net))
    rows += [
        (f"zzgl. {_rate(rate)} % MwSt. auf {_de(made.bases[rate])}", tax) for rate, tax in made.taxes.items() if rate
    ]
    rows.append(("Rechnungssumme brutto" if made.kind != "credit_note" else "Gutschriftsbetrag", made.gross))
    if made.prepaid:
        rows += [("abzgl. geleisteter Anzahlung", made.prepaid), ("noch zu zahlen", made.payable)]
    for label, value in rows:
        pieces += [(300, y + 10, label), (-50, y + 10, _de(value))]
        y += 16
    if made.due:
        pieces.append(
            (
                50,
                y + 30,
                f"Bitte überweisen Sie den Betrag bis zum {made.due:%d.%m.%Y} auf das Konto {made.seller.iban} (IBAN).",
            )
        )
    if made.exempt:
        pieces.append((50, y + 44, "Gemäß § 19 UStG wird keine Umsatzsteuer berechnet."))
    return drawn(pieces)


def utility(made: Made) -> bytes:
    """A bill with a summary on top, details with tax below and a payment slip that repeats the amount."""
    pieces: list[Piece] = [
        (40, 60, made.seller.name),
        (40, 74, "Service clients"),
        (40, 88, "TSA 71234"),
        (330, 130, made.buyer.name),
        (330, 142, made.buyer.street),
        (330, 154, made.buyer.town),
    ]
    pieces += [
        (40, 200, f"Votre facture n° {made.number} du {made.issued:%d/%m/%Y}"),
        (40, 214, f"N° client : {abs(made.seed) + 100000}"),
    ]
    pieces += [(40, 240, "Montant à payer"), (200, 240, _fr(made.payable))]
    if made.due:
        pieces.append((40, 254, f"Prélèvement le {made.due:%d/%m/%Y} sur votre compte"))
    pieces += [
        (40, 300, "Détail de votre facture"),
        (-220, 300, "Montant HT"),
        (-140, 300, "TVA"),
        (-50, 300, "Montant TTC"),
    ]
    y = 316.0
    for rate, base in made.bases.items():
        pieces += [
            (40, y, f"Prestations à {_rate(rate).replace('.', ',')} %"),
            (-220, y, _fr(base)),
            (-140, y, _fr(made.taxes[rate])),
            (-50, y, _fr(base + made.taxes[rate])),
        ]
        y += 15
    pieces += [
        (40, y + 4, "Total de la facture"),
        (-220, y + 4, _fr(made.net)),
        (-140, y + 4, _fr(made.vat)),
        (-50, y + 4, _fr(made.gross)),
    ]
    if made.prepaid:
        y += 16
        pieces += [(40, y + 4, "Acompte déjà versé"), (-50, y + 4, _fr(made.prepaid))]
    pieces += [
        (40, 560, "TALON DE PAIEMENT"),
        (40, 576, f"Référence {made.number}"),
        (40, 592, "Somme à payer"),
        (200, 592, _fr(made.payable)),
        (40, 610, f"IBAN {made.seller.iban}"),
    ]
    pieces.append(
        (
            40,
            780,
            f"{made.seller.name}, SA au capital de 1 000 000 € - {made.seller.street}, {made.seller.town} "
            f"- RCS Paris {made.seller.siren[:3]} {made.seller.siren[3:6]} {made.seller.siren[6:]} "
            f"- N° TVA {made.seller.vat}",
        )
    )
    return drawn(pieces)


def ledger_program(made: Made) -> bytes:
    """Heads over values in one row of six, VAT by rate left and totals right on the same rows (as Sage or EBP)."""
    title = {"credit_note": "AVOIR", "prepayment": "FACTURE D'ACOMPTE", "corrective": "FACTURE RECTIFICATIVE"}.get(
        made.kind, "FACTURE"
    )
    pieces: list[Piece] = [
        (40, 60, title),
        (40, 90, made.seller.name),
        (40, 102, made.seller.street),
        (40, 114, made.seller.town),
        (40, 126, "Tél : 04 78 00 11 22"),
        (40, 138, f"Siret : {made.seller.siret}"),
    ]
    pieces += [(330, 110, made.buyer.name), (330, 122, made.buyer.street), (330, 134, made.buyer.town)]
    heads = [
        ("Numéro", made.number),
        ("Date", f"{made.issued:%d/%m/%y}"),
        ("Code client", "CLI00042"),
        ("Échéance", f"{made.due:%d/%m/%y}" if made.due else ""),
        ("Mode de règlement", "Virement"),
        ("N° de TVA intracom", ""),
    ]
    for number, (label, value) in enumerate(heads):
        pieces += [(40 + 88 * number, 190, label), (40 + 88 * number, 204, value)]
    if made.preceding:
        pieces.append((40, 222, f"Avoir sur facture {made.preceding}"))
    pieces += [
        (40, 240, "Référence"),
        (110, 240, "Désignation"),
        (-250, 240, "Qté"),
        (-180, 240, "PU HT"),
        (-120, 240, "Rem."),
        (-50, 240, "Montant HT"),
    ]
    y = 256.0
    for number, line in enumerate(made.lines, 1):
        pieces += [
            (40, y, f"ART{number:03d}"),
            (110, y, line.name),
            (-250, y, f"{line.quantity:.2f}".replace(".", ",")),
            (-180, y, _fr(line.price)[:-2]),
            (-50, y, _fr(line.net)[:-2]),
        ]
        y += 14
    y = max(y + 30, 560)
    pieces += [(-440, y, "Taux"), (-370, y, "Base HT"), (-300, y, "Montant TVA")]
    rows = [("Total HT", made.lines_net)]
    if made.discount:
        rows += [("Remise", made.discount), ("Net HT", made.net)]
    rows += [("Total TVA", made.vat), ("Total TTC", made.gross)]
    if made.prepaid:
        rows.append(("Acomptes", made.prepaid))
    rows.append(("NET A PAYER", made.payable))
    taxes = list(made.bases.items())
    for number in range(max(len(rows), len(taxes))):
        y += 14
        if number < len(taxes):
            rate, base = taxes[number]
            pieces += [
                (-440, y, f"{rate:.2f}".replace(".", ",")),
                (-370, y, _fr(base)[:-2]),
                (-300, y, _fr(made.taxes[rate])[:-2]),
            ]
        if number < len(rows):
            pieces += [(-170, y, rows[number][0]), (-50, y, _fr(rows[number][1]))]
    pieces.append((40, 740, f"Domiciliation : IBAN {made.seller.iban} BIC AGRIFRPP"))
    pieces.append(
        (40, 780, f"SARL au capital de 8 000 € - RCS Lyon {made.seller.siren} - APE 4321A - N° TVA : {made.seller.vat}")
    )
    return drawn(pieces, size=8)


def small_business(made: Made) -> bytes:
    """Labels in capitals to the left of their values, the balance in large type (as QuickBooks prints)."""
    pieces: list[Piece] = [
        (40, 50, made.seller.name),
        (40, 62, made.seller.street),
        (40, 74, made.seller.town),
        (40, 86, "+1 555 010 9988"),
        (40, 120, "INVOICE"),
        (40, 150, "BILL TO"),
        (40, 163, made.buyer.name),
        (40, 175, made.buyer.street),
        (40, 187, made.buyer.town),
    ]
    pairs = [("INVOICE #", made.number), ("DATE", f"{made.issued:%d/%m/%Y}")] + (
        [("DUE DATE", f"{made.due:%d/%m/%Y}"), ("TERMS", f"Net {made.days}")] if made.due else []
    )
    for number, (label, value) in enumerate(pairs):
        pieces += [(-120, 150 + 13 * number, label), (-40, 150 + 13 * number, value)]
    pieces += [(40, 240, "ACTIVITY"), (-220, 240, "QTY"), (-140, 240, "RATE"), (-40, 240, "AMOUNT")]
    y = 258.0
    for line in made.lines:
        pieces += [
            (40, y, line.name),
            (-220, y, _rate(line.quantity)),
            (-140, y, _en(line.price, "")),
            (-40, y, _en(line.net, "")),
        ]
        y += 20
    sign = {"GBP": "£", "USD": "$", "EUR": "€"}[made.currency]
    rows = (
        [("SUBTOTAL", made.lines_net)]
        + ([("DISCOUNT", -made.discount)] if made.discount else [])
        + [(f"TAX ({_rate(rate)}%)", tax) for rate, tax in made.taxes.items() if rate]
        + [("TOTAL", made.gross)]
        + ([("PAYMENT", made.prepaid)] if made.prepaid else [])
    )
    for label, value in rows:
        pieces += [(330, y + 10, label), (-40, y + 10, _en(value, ""))]
        y += 16
    pieces += [
        (330, y + 20, "BALANCE DUE"),
        (-40, y + 20, _en(made.payable, sign)),
        (40, y + 60, "Thank you for your business."),
    ]
    return drawn(pieces)


MAKES: dict[str, tuple[str, Callable[[Made], bytes]]] = {
    "stacked_values": ("en", stacked_values),
    "subscription": ("en", subscription),
    "small_business": ("en", small_business),
    "carried_over": ("de", carried_over),
    "utility": ("fr", utility),
    "ledger_program": ("fr", ledger_program),
}
