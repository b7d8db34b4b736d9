"""The invoice's number, the numbers of order, contract and preceding invoice, and its days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.einvoice.printed import Figure, squeeze
from ingest.extraction.invoices.figures import Day, Figures
from ingest.extraction.invoices.kinds import Heading
from ingest.extraction.invoices.labels import Label, Labels
from ingest.extraction.invoices.sheet import Cell, Sheet
from rag.domain.invoice import InvoiceType

_TOKEN = re.compile(r"(?<![^\s:#(°º\"'|])(?P<token>[A-Za-z0-9][A-Za-z0-9._/\\–-]{0,39})")
_LEAD = re.compile(r"^[\s:;.#°º–=(|-]*")
_PREFIX = re.compile(r"^[A-Z]{1,6}[ .-]?$")
_STOP = re.compile(r"^(?:du|le|of|dated?|vom|van|date|page|client|seite|pagina|eur|from|à|au|and|et|und)$", re.I)
_NO_NUMBER = re.compile(
    r"^[0-9]{1,2}[./-][0-9]{1,2}[./-](?:[0-9]{2}|[0-9]{4})$|^[0-9]{4}-[0-9]{2}-[0-9]{2}$|^(?:19|20)[0-9]{2}$"
)
_NAMES_ALONE = frozenset(("invoice", "facture", "rechnung", "avoir", "gutschrift", "credit note", "tax invoice"))
_LONGEST_NUMBER = 24
_DUE = frozenset({"due", "payable", "total due", "amount due", "balance due"})
_TITLED = re.compile(
    r"(?:facture|avoir|invoice|rechnung|gutschrift|factuur|credit note|note de credit)\W{0,3}(?:d'acompte|d'avoir|"
    r"de solde|rectificative)?\W*$"
)


@dataclass(frozen=True)
class Text:
    """A text of the page and where it stands."""

    value: str
    figure: Figure


def number_behind(cell: Cell, start: int, end: int) -> Text | None:
    """The first token with a digit at characters ``[start, end)`` of a cell's text, with a short prefix before it
    (``FA 2024 0317``); None where other words come first."""
    text = cell.text[start:end]
    lead = _LEAD.match(text)
    position = lead.end() if lead else 0
    taken: list[tuple[int, int]] = []
    for match in _TOKEN.finditer(text, position):
        token = match["token"].rstrip("._/-–\\")
        gap = text[taken[-1][1] if taken else position : match.start()]
        if len(gap.strip(" :#(°º|")) > 0 or _STOP.match(token):
            break
        if not taken and token in ("N", "n") and text[match.end() : match.end() + 1] in ("°", "º"):
            position = match.end() + 1
            continue
        if any(map(str.isdigit, token)):
            joins = taken and _PREFIX.match(text[taken[0][0] : taken[-1][1]].strip())
            if taken and not joins:
                break
            if not taken and _NO_NUMBER.match(token) and not re.match(r"^(?:19|20)[0-9]{2}$", token):
                return None
            taken.append((match.start(), match.start() + len(token)))
            first, last = taken[0][0], taken[-1][1]
            # "2024 0317": groups of digits that go on, but no day and no lone word
            more = re.match(r"(?: [0-9]{3,6}(?![0-9.,/]))", text[last:])
            # "24 01873", "25 0417 0098846", and nothing but a day behind
            groups = re.match(r"(?: [0-9]{3,8}){1,3}(?= *$| +(?:du|le|of|vom|dated|date)\b)", text[last:])
            if more and re.fullmatch(r"[0-9]{4}|[A-Z]{1,6}[ -]?[0-9]{2,4}", text[first:last]):
                last += more.end()
            elif groups and re.fullmatch(r"[0-9]{2,4}", text[first:last]):
                last += groups.end()
            return Text(text[first:last], cell.figure(start + first, start + last))
        if taken or not _PREFIX.match(token):
            break
        taken.append((match.start(), match.start() + len(token)))
    return None


def number_for(label: Label, sheet: Sheet, labels: Labels) -> Text | None:
    """The number that a label names: behind it, in the next cell, or under it."""
    first, last = label.cell.unfolded(label.end, label.until)
    own = number_behind(label.cell, first, last)
    if own is not None:
        return own
    if re.search(r"[a-z0-9]", label.zone):
        return None
    right = sheet.right_of(label.cell)
    if right is not None and labels.begins(right) is None:
        found = number_behind(right, 0, len(right.text))
        if found is not None:
            return found
    below = sheet.below(label.cell)
    if below is None or (
        (begins := labels.begins(below)) is not None and begins.start == 0 and begins.kind != "bare_number"
    ):
        return None
    named = [each for each in labels.by_cell.get(label.cell, []) if not re.search(r"[a-z0-9]", each.zone)]
    if len(named) > 1:
        tokens = list(re.finditer(r"[^\s]+", below.text))
        days = re.search(r"[A-Za-z]{3,}\.? [0-9]", below.text)
        place = named.index(label)
        if place and (days or len(tokens) != len(named)):
            tokens = tokens[-1:] if place == len(named) - 1 else []
            place = 0
        if place == 0 and (whole := number_behind(below, 0, len(below.text))) is not None:
            return whole
        if place < len(tokens) and any(map(str.isdigit, tokens[place][0])):
            return number_behind(below, tokens[place].start(), tokens[place].end())
        return None
    return number_behind(below, 0, len(below.text))


def invoice_number(sheet: Sheet, labels: Labels, heading: Heading, kind: InvoiceType) -> Text | None:
    """The number that the document calls its own."""
    credits = kind is InvoiceType.CREDIT_NOTE
    found: list[tuple[float, Text]] = []
    for label in labels.of("number", "bare_number", "preceding"):
        weight = _own(label, credits, sheet, labels)
        if weight and (number := number_for(label, sheet, labels)) is not None:
            found.append((weight - 0.001 * label.cell.row, number))
    for cell in sheet.cells:
        if cell.page != 1 or len(cell.folded) > 110:
            continue
        match = re.match(
            r"(?:\W|tax |votre |notre |your |ihre |commercial |vat )*(?:facture|avoir|invoice|rechnung|gutschrift|"
            r"factuur|creditnota|credit note|note de credit|facture d'avoir|facture d'acompte|facture de solde|"
            r"facture rectificative|anzahlungsrechnung|deposit invoice|[a-z]*rechnung)\W{1,3}(?=\S*[0-9])",
            cell.folded,
        )
        if cell.folded in _NAMES_ALONE and (number := _beside_or_under(cell, sheet, labels)) is not None:
            found.append((2.2 - 0.001 * cell.row, number))
        if match:
            start, _ = cell.unfolded(match.end(), len(cell.folded))
            if (number := number_behind(cell, start, len(cell.text))) is not None:
                found.append((2.5 - 0.001 * cell.row, number))
    if not found:
        return None
    return max(found, key=lambda each: each[0])[1]


def _beside_or_under(cell: Cell, sheet: Sheet, labels: Labels) -> Text | None:
    """The number in the cell beside or under the word "invoice" alone."""
    for other in (sheet.right_of(cell), sheet.below(cell)):
        if other is not None and len(other.text) <= _LONGEST_NUMBER and labels.begins(other) is None:
            number = number_behind(other, 0, len(other.text))
            if number is not None and number.value == other.text.strip():
                return number
    return None


def _own(label: Label, credits: bool, sheet: Sheet, labels: Labels) -> float:
    """How surely a label names the document's own number; 0 when it does not."""
    words = label.words
    if label.kind == "preceding" or _goes_on_from_preceding(label, labels):
        return 0.0
    if label.kind == "bare_number":
        if not label.leads:
            return 0.0
        if words.startswith("ref"):
            return 0.4
        return 1.5 if label.cell.page == 1 and _near_title(label, sheet) else 0.3
    weight = 3.0 if label.leads else 2.0
    if credits and not re.search(r"avoir|credit|gutschrift|storno|beleg|document|piece|nota", words):
        weight -= 2.2
    if re.search(r"receipt|booking|transaction|recu", words):
        weight -= 2.0
    if re.search(r"^re[ .-]|^rg", words):
        weight -= 1.0
    return weight


def _goes_on_from_preceding(label: Label, labels: Labels) -> bool:
    """Whether a number is that of the invoice that is replaced: "annule et remplace la facture No IN2503"."""
    before = [other for other in labels.by_cell.get(label.cell, []) if other.kind == "preceding"]
    return any(0 <= label.start - other.end <= 3 or other.start <= label.start < other.end for other in before)


def _near_title(label: Label, sheet: Sheet) -> bool:
    cell = label.cell
    nearby = [other for row in sheet.rows[max(cell.row - 3, 0) : cell.row + 2] for other in row if other is not cell]
    return any(
        _TITLED.search(other.folded) or re.match(r"(?:facture|invoice|rechnung|avoir)\b", other.folded)
        for other in nearby
    )


def reference(kind: str, sheet: Sheet, labels: Labels, own: Text | None) -> Text | None:
    """The number of an order or a contract."""
    for label in labels.of(kind):
        if len(label.cell.folded) > 160:
            continue
        found = number_for(label, sheet, labels)
        if found is not None and (own is None or squeeze(found.value) != squeeze(own.value)):
            return found
    return None


def preceding(
    sheet: Sheet, labels: Labels, figures: Figures, own: Text | None, kind: InvoiceType
) -> tuple[Text | None, Day | None]:
    """The invoice that a credit note or a corrected invoice refers to, and its day."""
    plain = ("number",) if kind in (InvoiceType.CREDIT_NOTE, InvoiceType.CORRECTIVE) else ()
    for label in [*labels.of("preceding"), *labels.of(*plain)]:
        found = number_for(label, sheet, labels)
        if found is None or (own is not None and squeeze(found.value) == squeeze(own.value)):
            continue
        cell = label.cell if found.figure.line is label.cell.line else None
        days = [
            day
            for each in (
                sheet.rows[label.cell.row] if cell is None else [cell, *(c for c in [sheet.right_of(label.cell)] if c)]
            )
            for day in figures.days(each)
            if each.line is found.figure.line and day.figure.start > found.figure.end - 1
        ]
        return found, days[0] if days else _other_day(labels, figures)
    return None, None


def _other_day(labels: Labels, figures: Figures) -> Day | None:
    for label in labels.of("other_date"):
        if re.search(r"facture|invoice|rechnung", label.words) and (found := figures.days_for(label)):
            return found[0]
    return None


def issue_day(sheet: Sheet, labels: Labels, figures: Figures, number: Text | None) -> Day | None:
    """The day the document was issued: by its label, beside its number, in the place line, or the only one on top."""
    closest: list[tuple[float, Day]] = []
    for label in labels.of("issue_date"):
        found = figures.days_for(label)
        if found:
            plain = label.words in ("date", "datum", "issued", "issued on")
            weight = (1.6 if plain else 3.0) + 0.5 * label.leads - 0.001 * label.cell.row
            closest.append((weight, found[0]))
    if number is not None:
        for day in _beside_number(sheet, figures, number):
            closest.append((2.4, day))
    for cell in sheet.cells:
        if (
            cell.page == 1
            and len(cell.folded) < 70
            and re.match(r"^(?:fait )?(?:a )?[a-z' -]{2,40},? ?(?:le|den|on|,) ?(?:[a-z]+ ?)?[0-9]", cell.folded)
        ):
            closest.extend((1.5, day) for day in figures.days(cell)[:1] if labels.begins(cell) is None)
    for label in labels.of("delivery_date"):
        # a VAT invoice states the day of issue where it differs from the tax point: HMRC, VAT Notice 700, 16.3.1
        if label.words.startswith("tax point") and (found := figures.days_for(label)):
            closest.append((1.0, found[0]))
    if closest:
        return max(closest, key=lambda each: each[0])[1]
    return _lone_day(sheet, labels, figures)


def _beside_number(sheet: Sheet, figures: Figures, number: Text) -> Iterator[Day]:
    for cell in sheet.cells:
        if cell.line is number.figure.line:
            for day in figures.days(cell):
                between = cell.line.text[number.figure.end : cell.start + day.start]
                if 0 < len(between) <= 30 and re.fullmatch(
                    r"\W*(?:du|of|vom|van|dated?|le|,|date|datum|\W)*\W*", between, re.I
                ):
                    yield day


def _lone_day(sheet: Sheet, labels: Labels, figures: Figures) -> Day | None:
    """The only day of the first page's upper half that no label claims."""
    claimed = {
        day
        for label in labels.of("due_date", "delivery_date", "other_date", "period")
        for day in figures.days_for(label)
    }
    rows = [row for row in sheet.rows if row[0].page == 1]
    days = [
        day
        for row in rows[: max(len(rows) // 2, 12)]
        for cell in row
        for day in figures.days(cell)
        if day not in claimed and len(cell.text) < 60
    ]
    return days[0] if len({day.value for day in days}) == 1 else None


def labelled_day(kind: str, labels: Labels, figures: Figures) -> Day | None:
    """The day behind the first label of a kind that has one."""
    for label in labels.of(kind, "payable") if kind == "due_date" else labels.of(kind):
        if (label.kind == kind or label.words in _DUE) and (found := figures.days_for(label)):
            return found[0]
    return None


def printed_again(value: str, found: Text, cells: Iterable[Cell]) -> bool:
    """Whether a text stands in another line of the document too."""
    wanted = squeeze(value)
    return any(cell.line is not found.figure.line and wanted in cell.line.squeezed for cell in cells)


_DAYS = re.compile(
    r"(?:a |sous |net |within |in |innerhalb (?:von )?|binnen )?(?P<days>[0-9]{1,3}) ?(?:-?days?|jours?|j\b|tagen?|"
    r"dagen)(?P<rest>.{0,40})"
)
_AT_ONCE = re.compile(
    r"a reception|comptant|due (?:up)?on receipt|payable on receipt|immediate|sofort|bei erhalt|nach erhalt|"
    r"direct te betalen"
)


def term_days(text: str) -> int | None:
    """The days of payment terms from the issue date (``30 jours net``: 30, ``à réception``: 0); None where the terms
    are other or count to an end of month."""
    found = list(_DAYS.finditer(text))
    if len(found) == 1 and not re.search(r"fin de mois|fdm|end of (?:the )?month|monatsende|eom|einde maand", text):
        return int(found[0]["days"])
    if not found and _AT_ONCE.search(text):
        return 0
    return None
