"""Scans made on the spot: pages of known text, drawn, rendered and spoilt as a bad scanner spoils them."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.support.scan_texts import CONTRACTS, INVOICE_WORDS

_FONTS = Path("/usr/share/fonts/truetype")
BUILT_IN = ("Helvetica", "Times-Roman")
"""Fonts that are there on every machine; the others are used where Debian's packages are installed."""
_FILES = {
    "Liberation Sans": "liberation/LiberationSans-{}.ttf",
    "Liberation Serif": "liberation/LiberationSerif-{}.ttf",
    "Liberation Mono": "liberation/LiberationMono-{}.ttf",
    "Liberation Narrow": "liberation/LiberationSansNarrow-{}.ttf",
    "DejaVu Sans": "dejavu/DejaVuSans{}.ttf",
    "DejaVu Serif": "dejavu/DejaVuSerif{}.ttf",
    "DejaVu Condensed": "dejavu/DejaVuSansCondensed{}.ttf",
}
_BOLD = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold"}


@dataclass(frozen=True, slots=True)
class Grade:
    """How a scan is spoilt: degrees of skew, blur and noise (sigmas), JPEG quality, and darkness of a shadow."""

    skew: float
    blur: float
    noise: float
    jpeg: int
    shadow: float


GRADES = {
    "clean": Grade(0.0, 0.0, 0.0, 90, 0.0),
    "medium": Grade(0.8, 0.6, 6.0, 60, 0.15),
    "bad": Grade(2.2, 1.2, 14.0, 35, 0.45),
}


@dataclass(slots=True)
class Sheet:
    """A page of known text: a PDF page with a text layer, its words, and (on invoices) the fields to be found."""

    pdf: bytes
    words: list[str]
    fields: dict[str, str] = field(default_factory=dict)


def font_names(font: str) -> tuple[str, str]:
    """The regular and bold names under which reportlab knows a font; a missing one becomes Helvetica."""
    if font in _BOLD:
        return font, _BOLD[font]
    pattern = str(_FONTS / _FILES[font])
    dejavu = font.startswith("DejaVu")
    regular, bold = pattern.format("" if dejavu else "Regular"), pattern.format("-Bold" if dejavu else "Bold")
    if not (Path(regular).exists() and Path(bold).exists()):
        return font_names("Helvetica")
    for name, file in ((font, regular), (font + " Bold", bold)):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, file))
    return font, font + " Bold"


class _Writer:
    """Draws strings on one page and keeps the words in the order drawn."""

    def __init__(self, font: str) -> None:
        self._output = io.BytesIO()
        self.canvas = Canvas(self._output, pagesize=A4)
        self.regular, self.bold = font_names(font)
        self.words: list[str] = []

    def put(self, x: float, y: float, text: str, size: float, *, bold: bool = False, right: bool = False) -> None:
        self.canvas.setFont(self.bold if bold else self.regular, size)
        (self.canvas.drawRightString if right else self.canvas.drawString)(x, y, text)
        self.words.extend(text.split())

    def width(self, text: str, size: float) -> float:
        return float(pdfmetrics.stringWidth(text, self.regular, size))

    def paragraph(self, x: float, y: float, text: str, size: float, width: float) -> float:
        """Lines broken at ``width``; returns the height under the last."""
        line = ""
        for word in [*text.split(), ""]:
            tried = f"{line} {word}".strip()
            if word and self.width(tried, size) <= width:
                line = tried
                continue
            self.put(x, y, line, size)
            y -= size * 1.35
            line = word
        return y

    def sheet(self, fields: dict[str, str] | None = None) -> Sheet:
        self.canvas.showPage()
        self.canvas.save()
        return Sheet(self._output.getvalue(), self.words, fields or {})


@cache
def contract(language: str, font: str = "Helvetica", size: float = 10.5) -> Sheet:
    """A contract of one page with a title and numbered articles."""
    title, preamble, articles = CONTRACTS[language]
    page = _Writer(font)
    y = 780.0
    page.put(64, y, title, size + 4, bold=True)
    y -= 2.4 * size
    for text in preamble:
        y = page.paragraph(64, y, text, size, 467) - 0.4 * size
    for heading, text in articles:
        if y < 120:
            break
        page.put(64, y - 0.4 * size, heading, size + 0.5, bold=True)
        y = page.paragraph(64, y - 2.0 * size, text, size, 467) - 0.5 * size
    return page.sheet()


def amount(language: str, cents: int) -> str:
    """An amount as the language writes it: 1 234,56 or 1,234.56 or 1.234,56."""
    english = f"{cents / 100:,.2f}"
    if language == "fr":
        return english.replace(",", " ").replace(".", ",")
    return english.translate(str.maketrans(",.", ".,")) if language == "de" else english


@cache
def invoice(language: str, font: str = "Helvetica", layout: int = 0, seed: int = 0) -> Sheet:
    """An invoice with 14 fields; ``layout`` 0 is ruled, 1 has no rulings, 2 is dense with a dark band."""
    chosen = random.Random(f"{language} {layout} {seed}")
    words = INVOICE_WORDS[language]
    money: Callable[[int], str] = lambda cents: amount(language, cents)  # noqa: E731
    size = (10.0, 9.5, 8.5)[layout]
    page = _Writer(font)
    items = chosen.sample(words["items"].split("|"), 4)
    lines = [(item, chosen.randint(1, 24), chosen.randint(450, 68_000)) for item in items]
    net = sum(quantity * price for _, quantity, price in lines)
    vat = round(net * 0.2)
    digits: Callable[[int], str] = lambda count: "".join(chosen.choice("0123456789") for _ in range(count))  # noqa: E731
    country = {"fr": "FR", "en": "GB", "de": "DE"}[language]
    iban = f"{country}{digits(2)} " + " ".join(digits(4) for _ in range(5))
    day = f"{chosen.randint(1, 28):02d}", f"{chosen.randint(1, 12):02d}"
    date = ".".join((*day, "2025")) if language == "de" else "/".join((*day, "2025"))
    fields = {
        "number": f"{chosen.choice(['FA', 'INV', 'RE', 'F'])}-2025-{digits(4)}",
        "date": date,
        "due": date.replace("2025", "2026"),
        "order": f"{chosen.choice(['PO', 'BC', 'C'])}{digits(6)}",
        "vat_id": country + digits(11 if language == "fr" else 9),
        "register": digits(14) if language == "fr" else f"{digits(8)}",
        "iban": iban,
        "bic": chosen.choice(["AGRIFRPP878", "BARCGB22XXX", "COBADEFFXXX", "CMCIFR2AXXX"]),
        "net": money(net),
        "vat": money(vat),
        "gross": money(net + vat),
        "line 1": money(lines[0][1] * lines[0][2]),
        "line 2": money(lines[1][1] * lines[1][2]),
        "price 1": money(lines[0][2]),
    }
    sign = "£" if language == "en" else "€"

    def with_sign(text: str) -> str:
        return f"£{text}" if sign == "£" else f"{text} €"

    seller, buyer = words["seller"].split("|"), words["buyer"].split("|")
    page.put(56, 785, seller[0], size + 2, bold=True)
    for row, text in enumerate(
        [*seller[1:], f"{words['vat_id']} {fields['vat_id']}", f"{words['register']} {fields['register']}"]
    ):
        page.put(56, 785 - (row + 1) * size * 1.35, text, size)
    page.put(539, 785, words["invoice"], 18, bold=True, right=True)
    meta = [(words[name], fields[name]) for name in ("number", "date", "due", "order")]
    for row, (label, value) in enumerate(meta):
        y = 755 - row * size * 1.5
        page.put(340, y, label, size)
        page.put(539, y, value, size, bold=layout == 0, right=True)
    page.put(340, 668, words["customer"], size, bold=True)
    for row, text in enumerate(buyer):
        page.put(340, 668 - (row + 1) * size * 1.35, text, size)
    top, pitch = 590.0, size * (2.1 if layout != 2 else 1.7)
    if layout == 2:
        page.canvas.setFillGray(0.25)
        page.canvas.rect(50, top - 5, 495, pitch, stroke=0, fill=1)
        page.canvas.setFillGray(1)
    columns = ((56, False), (330, True), (430, True), (539, True))
    for (x, right), name in zip(columns, ("description", "quantity", "price", "amount"), strict=True):
        page.put(x, top, words[name], size, bold=True, right=right)
    page.canvas.setFillGray(0)
    for row, (item, quantity, price) in enumerate(lines, 1):
        cells = (item, str(quantity), money(price), money(quantity * price))
        for (x, right), text in zip(columns, cells, strict=True):
            page.put(x, top - row * pitch, text, size, right=right)
    bottom = top - (len(lines) + 0.5) * pitch
    if layout == 0:
        page.canvas.setLineWidth(0.7)
        page.canvas.grid([50, 290, 345, 440, 545], [top + 0.7 * pitch - n * pitch for n in range(len(lines) + 2)])
    y = bottom - 24
    for name in ("net", "vat", "gross"):
        page.put(340, y, words[name], size, bold=name == "gross")
        page.put(539, y, with_sign(fields[name]), size, bold=name == "gross", right=True)
        y -= size * 1.7
    page.put(56, y - 30, f"IBAN {fields['iban']}", size)
    page.put(56, y - 30 - size * 1.4, f"BIC {fields['bic']}", size)
    page.paragraph(56, y - 34 - size * 4.2, words["pay"], size - 1, 480)
    return page.sheet(fields)


def rendered(pdf: bytes, dpi: int) -> Image.Image:
    """The first page of a PDF as a grey picture."""
    document = pdfium.PdfDocument(pdf)
    picture = document[0].render(scale=dpi / 72).to_pil().convert("L")
    document.close()
    return picture


def spoilt(picture: Image.Image, grade: Grade, seed: int = 0) -> Image.Image:
    """A picture as a scanner of this grade gives it."""
    page = np.asarray(picture).astype(np.float32)
    height, width = page.shape
    if grade.skew:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), grade.skew if seed % 2 == 0 else -grade.skew, 1.0)
        page = cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255.0,))
    if grade.blur:
        page = cv2.GaussianBlur(page, (0, 0), grade.blur)
    if grade.shadow:
        across = np.linspace(0, 1, width)[None, :] * 0.7 + np.linspace(0, 1, height)[:, None] * 0.3
        page = page * (1 - grade.shadow * np.clip(across * 1.6 - 0.6, 0, 1).astype(np.float32))
    if grade.noise:
        page = page + np.random.default_rng(seed).normal(0, grade.noise, page.shape)
    output = io.BytesIO()
    Image.fromarray(np.clip(page, 0, 255).astype(np.uint8)).save(output, "JPEG", quality=grade.jpeg)
    return Image.open(io.BytesIO(output.getvalue()))


def scan(sheet: Sheet, grade: str = "clean", dpi: int = 150, seed: int = 0) -> Image.Image:
    """A sheet as scanned."""
    return spoilt(rendered(sheet.pdf, dpi), GRADES[grade], seed)


def scan_pdf(pictures: Sequence[Image.Image], dpi: int = 150) -> bytes:
    """A PDF of one picture a page, without a text layer."""
    output = io.BytesIO()
    canvas = Canvas(output)
    for picture in pictures:
        size = picture.width * 72 / dpi, picture.height * 72 / dpi
        canvas.setPageSize(size)
        canvas.drawImage(ImageReader(picture), 0, 0, *size)
        canvas.showPage()
    canvas.save()
    return output.getvalue()


def image_file(pictures: Sequence[Image.Image], kind: str, dpi: int = 150) -> bytes:
    """PNG, JPEG or TIFF; several pictures become the frames of a TIFF."""
    output = io.BytesIO()
    more = {"save_all": True, "append_images": list(pictures[1:])} if len(pictures) > 1 else {}
    pictures[0].save(output, kind, dpi=(dpi, dpi), **more)
    return output.getvalue()


def as_compared(text: str) -> str:
    """Text with one form of apostrophe, quote, dash and space, as words are compared."""
    return " ".join(text.translate(str.maketrans("’‘“”„«»–—", '\'\'"""""--')).split())


def share_of_words_found(words: Sequence[str], text: str) -> float:
    """The share of the known words that stand in a text, each as often as it should."""
    there: dict[str, int] = {}
    for word in as_compared(text).split():
        there[word] = there.get(word, 0) + 1
    found = 0
    for word in as_compared(" ".join(words)).split():
        if there.get(word, 0):
            there[word] -= 1
            found += 1
    return found / len(words)


def fields_found(fields: dict[str, str], text: str) -> list[str]:
    """The names of the fields whose value stands in a text; blanks do not count, everything else does."""
    flat = "".join(text.split())
    return [name for name, value in fields.items() if "".join(value.split()) in flat]
