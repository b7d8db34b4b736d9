"""Draws invoices as PDF, writes their Factur-X XML, and makes the scanned one."""

from __future__ import annotations

import io
import random
from datetime import date
from decimal import Decimal
from unittest import mock

import facturx
import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageFilter
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from .cii import invoice_xml
from .invoice_data import Invoice
from .layout import HEAD, LINE, MM, Styles, register_fonts, ruled_table
from .typography import money, typo_fr
from .world import BRUMEVAL, Company, format_siret, group

TITLES = {"380": "FACTURE", "381": "AVOIR", "quote": "DEVIS"}
VERA, VERA_BOLD = "Vera", "VeraBd"


def day(value: date) -> str:
    return value.strftime("%d/%m/%Y")


def number(value: Decimal) -> str:
    """A quantity without idle zeros, with a decimal comma."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def legal_line(company: Company) -> str:
    return (
        f"{company.name}, {company.form} au capital de {company.capital} – {company.address} – "
        f"RCS {company.registry} {group(company.siren, 3)} – SIRET {format_siret(company.siret)} – "
        f"TVA {company.vat}"
    )


def _references(invoice: Invoice) -> list[list[str]]:
    rows = [[f"{TITLES[invoice.kind].capitalize()} n°", invoice.number], ["Date", day(invoice.issued)]]
    if invoice.refers_to:
        rows.append(["Facture rectifiée", f"{invoice.refers_to[0]} du {day(invoice.refers_to[1])}"])
    if invoice.contract:
        rows.append(["Contrat n°", invoice.contract])
    if invoice.order:
        rows.append(["Bon de commande", invoice.order])
    if invoice.period:
        rows.append(["Période", f"du {day(invoice.period[0])} au {day(invoice.period[1])}"])
    if invoice.due:
        rows.append(["Échéance", day(invoice.due)])
    return [[typo_fr(cell) for cell in row] for row in rows]


def _head(invoice: Invoice, styles: Styles, width: float) -> list[Flowable]:
    seller = invoice.seller
    big = ParagraphStyle("big", fontName=VERA_BOLD, fontSize=15, leading=19)
    title = ParagraphStyle("title", fontName=VERA_BOLD, fontSize=17, leading=21, alignment=2)
    name = Table([[Paragraph(seller.name, big), Paragraph(TITLES[invoice.kind], title)]], colWidths=[width / 2] * 2)
    name.setStyle(TableStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0)]))
    own = [
        seller.street, f"{seller.postcode} {seller.city}", f"Tél. {seller.phone}", seller.email,
        f"SIRET {format_siret(seller.siret)}", f"TVA intracommunautaire {seller.vat}",
    ]  # fmt: skip
    theirs = [
        f"<b>{BRUMEVAL.name}</b>", "Service comptabilité", BRUMEVAL.street,
        f"{BRUMEVAL.postcode} {BRUMEVAL.city}",
        f"SIRET {format_siret(BRUMEVAL.siret)}", f"TVA intracommunautaire {BRUMEVAL.vat}",
    ]  # fmt: skip
    left, right = (Paragraph("<br/>".join(typo_fr(line) for line in side), styles.cell) for side in (own, theirs))
    parties = Table([[left, right]], colWidths=[width * 0.52, width * 0.48])
    parties.setStyle(
        TableStyle([
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("BOX", (1, 0), (1, 0), 0.6, LINE),
            ("LEFTPADDING", (0, 0), (0, 0), 0),
            ("LEFTPADDING", (1, 0), (1, 0), 8),
            ("TOPPADDING", (0, 0), (-1, -1), 6),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
        ])
    )  # fmt: skip
    cells = [[Paragraph(a, styles.cell_head), Paragraph(b, styles.cell)] for a, b in _references(invoice)]
    refs = Table(cells, colWidths=[width * 0.22, width * 0.38], hAlign="LEFT")
    refs.setStyle(
        TableStyle([
            ("GRID", (0, 0), (-1, -1), 0.5, LINE),
            ("BACKGROUND", (0, 0), (0, -1), HEAD),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ])
    )  # fmt: skip
    return [name, Spacer(1, 6), parties, Spacer(1, 14), refs, Spacer(1, 14)]


def invoice_pdf(invoice: Invoice) -> bytes:
    """The PDF of an invoice, a credit note or a quote, without XML."""
    register_fonts()
    styles = Styles("vera", 9)
    width = A4[0]
    margin = 20 * MM
    inner = width - 2 * margin
    story = _head(invoice, styles, inner)
    rows = [["Désignation", "Quantité", "Unité", "Prix unitaire HT", "TVA", "Montant HT"]]
    for line in invoice.lines:
        rate = f"{number(invoice.rate)} %"
        rows.append([line.text, number(line.quantity), line.unit, money(line.price), rate, money(line.amount)])
    rows = [[typo_fr(cell) for cell in row] for row in rows]
    story.append(ruled_table(rows, [36, 12, 11, 16, 9, 16], ["l", "r", "c", "r", "r", "r"], styles, inner))
    last = "Total de l'avoir TTC" if invoice.kind == "381" else "Total TTC"
    totals = [
        ["Total HT", money(invoice.net)],
        [f"TVA {number(invoice.rate)} %", money(invoice.tax)],
        [last, money(invoice.gross)],
    ]
    looks = (styles.cell, styles.cell_right)
    cells = [[Paragraph(typo_fr(c), look) for c, look in zip(row, looks, strict=True)] for row in totals]
    cells[-1] = [Paragraph(f"<b>{typo_fr(cell)}</b>", look) for cell, look in zip(totals[-1], looks, strict=True)]
    table = Table(cells, colWidths=[inner * 0.27, inner * 0.18], hAlign="RIGHT")
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, LINE), ("BACKGROUND", (0, 2), (-1, 2), HEAD)]))
    story += [Spacer(1, 4), table, Spacer(1, 14)]
    texts = [invoice.terms]
    if invoice.delivery:
        texts.append(f"{'Lieu des travaux' if invoice.kind == 'quote' else 'Livraison'} : {invoice.delivery}.")
    texts += invoice.notes
    if invoice.kind == "380":
        texts.append(f"IBAN {group(invoice.seller.iban, 4)} – Rappeler le numéro {invoice.number} lors du règlement.")
        texts.append(
            "Pas d'escompte pour paiement anticipé. En cas de retard de paiement : pénalités prévues au "
            "contrat ou, à défaut, trois fois le taux de l'intérêt légal, et indemnité forfaitaire de "
            "recouvrement de 40 €."
        )
    if invoice.kind == "quote":
        texts.append("Bon pour accord, date, nom et signature du client :")
    story += [Paragraph(typo_fr(text), styles.body) for text in texts]

    def decorate(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.saveState()
        canvas.setStrokeColor(LINE)
        canvas.line(margin, 21 * MM, width - margin, 21 * MM)
        foot = ParagraphStyle("foot", fontName=VERA, fontSize=6.8, leading=9, alignment=1)
        paragraph = Paragraph(typo_fr(legal_line(invoice.seller)), foot)
        _, tall = paragraph.wrap(inner, 40)
        paragraph.drawOn(canvas, margin, 19 * MM - tall)
        canvas.setFont(VERA, 6.8)
        canvas.drawRightString(width - margin, 10 * MM, "Page 1 sur 1")
        canvas.restoreState()

    out = io.BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=margin - 6, rightMargin=margin - 6, topMargin=16 * MM,
        bottomMargin=24 * MM, title=f"{TITLES[invoice.kind].capitalize()} {invoice.number}",
        author=invoice.seller.name, invariant=1, lang="fr",
    )  # fmt: skip
    document.build(story, onFirstPage=decorate, onLaterPages=decorate)
    return out.getvalue()


def facturx_pdf(invoice: Invoice) -> bytes:
    """The PDF with its checked ``factur-x.xml`` inside, dated by the invoice and not the clock."""
    stamp = f"{invoice.issued:%Y%m%d}080000"
    iso = f"{invoice.issued:%Y-%m-%d}T08:00:00+00:00"
    with (
        mock.patch.object(facturx.facturx, "_get_pdf_timestamp", return_value=f"D:{stamp}+00'00'"),
        mock.patch.object(facturx.facturx, "_get_metadata_timestamp", return_value=iso),
    ):
        return bytes(
            facturx.generate_from_binary(
                invoice_pdf(invoice), invoice_xml(invoice), flavor="factur-x", level="en16931", lang="fr-FR"
            )
        )


def scanned_pdf(invoice: Invoice, dpi: int = 130, angle: float = 1.3) -> bytes:
    """The invoice as a scan: one grey JPEG, turned a little, with light noise and no text layer."""
    document = pdfium.PdfDocument(invoice_pdf(invoice))
    image = document[0].render(scale=dpi / 72).to_pil().convert("L")
    document.close()
    image = image.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=244)
    image = image.filter(ImageFilter.GaussianBlur(0.5))
    source = random.Random(20250131)
    noise = Image.frombytes("L", image.size, source.randbytes(image.width * image.height))
    image = ImageChops.subtract(image, noise.point([value // 14 for value in range(256)]))
    jpeg = io.BytesIO()
    image.save(jpeg, "JPEG", quality=52, dpi=(dpi, dpi))
    jpeg.seek(0)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setTitle("Numérisation")
    canvas.drawImage(ImageReader(jpeg), 0, 0, *A4)
    canvas.showPage()
    canvas.save()
    return out.getvalue()
