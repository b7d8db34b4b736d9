"""Whether a document is an invoice at all, and of which kind: by its headings, before anything else is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ingest.parsing.document import Block, BlockKind, ParsedDocument
from rag.domain.geometry import Box
from rag.domain.invoice import InvoiceType
from rag.language import fold

_HEAD_LINES = 90
_LONGEST_HEADING = 110
_MOST_LINES = 400
_TITLE = 2.5
_PLAIN = 4.0
_VAGUE = re.compile(
    r"commande|accord|convention|contrat|tarif|liste|bestatigung|auftrag|offre|bestellung|contract|.{0,60}vertrag|bail"
)
_OFFER = re.compile(r"devis|proposition|quot|estimate|angebot|kostenvoranschlag|offerte")
_ORDERED = re.compile(r"bons? de commande|commande|purchase order|sales order|bestellung|auftrag$")
Kind = InvoiceType | Literal["other"]

_N = r"(?:n ?[°o]\b\.?|n ?°|no\b\.?|nr\b\.?|num(?:ero|ber|mer)?\b|#|ref\w*\.?)"
_CREDIT = (
    r"factures? d'avoir|avoirs?|notes? de credit|credit[ -]?notes?|credit memos?|credit invoice|"
    r"(?:rechnungs)?gutschrift|rechnungs-?gutschrift"
    r"|storno-?rechnung|rechnungsstorno|stornierung|credit-?nota|credit-?factuur"
)
_PREPAYMENT = (
    r"factures? d['e ]?\s?acomptes?|facture (?:de )?(?:provision|acompte)|acompte facture|(?:deposit|pre-?payment|"
    r"advance(?: payment)?|down[ -]?payment) invoice|invoice for (?:deposit|advance payment)"
    r"|anzahlungs-?rechnung|abschlags-?rechnung|vorauszahlungs-?rechnung|vorschuss-?rechnung|(?:voorschot|"
    r"aanbetalings)-?factuur"
)
_CORRECTIVE = (
    r"factures? (?:rectificative|corrective|rectifiee|corrigee)s?|rectificatif de facture|(?:corrected|corrective|"
    r"amended|revised|replacement) invoice|invoice correction"
    r"|(?:rechnungs-?korrektur|korrektur-?rechnung|berichtigte rechnung|rechnungsberichtigung)|correctie-?factuur|"
    r"gecorrigeerde factuur"
)
_INVOICE = (
    r"facture(?: (?:de vente|client|finale|definitive|de solde|de situation|acquittee|affacturee|electronique|"
    r"mensuelle|originale?|simplifiee|(?:de |d')(?:electricite|gaz|eau|energie|telephon\w*|telecom\w*"
    r"|prestations?|services?"
    r"|loyers?|travaux|consommation|cotisations?|transports?|fournitures?|maintenance|location|formation|livraison"
    r"|honoraires|frais|marchandises|ventes?|reparations?|interventions?|nettoyage|entretien|materiel|regie)))?"
    r"|note d'honoraires|note d'honoraire"
    r"|invoice for (?:professional |consultancy |legal |accounting )?(?:services|fees"
    r"|work)(?: rendered)?(?:,? .{3,30})?"
    r"|(?:(?:tax|vat|commercial|sales|final|service|customer|simplified|electronic|original|monthly|"
    r"proper) )*invoice|invoice summary|bill(?= (?:no|number|#|date))"
    r"|(?:handwerker|schluss|teil|sammel|monats|end|original|honorar|kleinbetrags|dauer)?-?rechnung|honorarnote|"
    r"(?:verkoop|btw-?|eind)?factuur|payment receipt|cash receipt|sales receipt|receipt"
)
_OTHER = (
    r"devis|proposition (?:commerciale|tarifaire|de prix)|offre(?: de prix| commerciale)?|"
    r"pro ?-?forma(?: invoice)?|factures? pro ?-?forma|pro ?-?forma-?rechnung|(?:sales )?quot(?:e|ation)|estimate|"
    r"cost estimate|proposal"
    r"|angebot|kostenvoranschlag|kostenvoranschlag|offerte|prijsopgave|bons? de commande|(?:accuse de reception|"
    r"confirmation) de (?:votre )?commande|commande|purchase order|sales order|order (?:confirmation|"
    r"acknowledge?ment|form)|work order"
    r"|bestellung|auftrags-?bestatigung|bestell-?bestatigung|auftrag|bestelbon|order-?bevestiging|inkooporder|"
    r"bons? de livraison|bordereau de livraison|delivery (?:note|slip|docket)|packing (?:slip|list)|"
    r"despatch (?:note|advice)|dispatch note"
    r"|lieferschein|pakbon|(?:premier|second|deuxieme|troisieme|dernier|derniere)? ?(?:relance|"
    r"rappel)s?(?: (?:de paiement|de facture|amiable|avant .{1,30}|n° ?[0-9]))?|mise en demeure|lettre de relance|"
    r"(?:payment |first |second |final |friendly )*reminders?(?: (?:notice|letter|of payment))?|overdue (?:notice|"
    r"payment|invoice)s?|dunning (?:letter|notice)|past due notice"
    r"|(?:[123]\. ?|erste |zweite |letzte )?mahnung|zahlungs-?erinnerung|(?:betalings)?herinnering|aanmaning|"
    r"releves?(?: (?:de|des) (?:compte|factures?|situation|.{1,20}))?|(?:customer |"
    r"account )?statements?(?: of accounts?)?|account statement|kontoauszug|kontenauszug|rekeningoverzicht"
    r"|conditions generales(?: .{1,40})?|general (?:terms|conditions)(?: .{1,40})?|terms (?:of|and) .{1,40}|"
    r"(?:allgemeine )?geschaftsbedingungen|contrats?(?: .{1,60})?|convention(?: .{1,40})?|avenant(?: .{1,40})?|"
    r"accord(?: .{1,40})?|bail(?: .{1,40})?|.{0,60}\bagreement|vertrag|.{0,30}vertrag|overeenkomst|"
    r"contract(?: .{1,40})?"
    r"|attestation(?: .{1,40})?|certificat(?: .{1,40})?|recu pour solde.{0,30}|bulletin de (?:paie|salaire)|"
    r"fiche de paie|payslip|remittance advice|avis de (?:paiement|virement)|zahlungsavis|bordereau de (?:remise|"
    r"reglement)|note de frais|expense report|mandat de prelevement|feuille de temps|time ?sheet|"
    r"bon d'intervention|bestatigung|kundigung|price list|tarifs?|liste de prix|preisliste"
)
_FAMILIES: tuple[tuple[Kind, str], ...] = (
    ("other", _OTHER),
    (InvoiceType.CREDIT_NOTE, _CREDIT),
    (InvoiceType.PREPAYMENT, _PREPAYMENT),
    (InvoiceType.CORRECTIVE, _CORRECTIVE),
    (InvoiceType.INVOICE, _INVOICE),
)
_NUMBERED = rf"(?: ?[:.,-])?(?: (?:{_N})?)? ?(?:{_N})? ?:? ?(?:[a-z]{{0,6}}[ ./-]?[0-9][a-z0-9 ./_-]{{0,30}})?"
_DATED = r"(?: ?(?:du|le|of|dated?|vom|van|,|-|\||/)? ?:? ?[0-9]{1,2}[ ./-][a-z0-9. /-]{3,20})?"
_COPY = (
    r"(?: ?[-–(/]? ?(?:duplicata?|copie|copy|original|kopie|duplikat"
    r"|invoice|facture|rechnung|eur|€|page [0-9 /surof]+)\)?)?"
)
_HEADINGS = [
    (
        kind,
        re.compile(
            r"^\W*(?:(?:votre|notre|your|our|ihre|unsere|objet|subject|betreff|betrifft|concerne|betreft|"
            rf"re) ?:? ?)*(?P<name>{words})(?: ?\([a-z' -]{{3,30}}\))?{_NUMBERED}{_DATED}{_COPY}\W*$"
        ),
    )
    for kind, words in _FAMILIES
]
_NAMED = [
    (
        kind,
        re.compile(
            rf"^\W*(?:(?:{words})[ -]?(?:{_N}|nummer)|(?:{_N}|numero) (?:de |d'|du )?(?:la |l')?(?:{words}))(?![a-z])"
            if kind is not InvoiceType.INVOICE
            else rf"^\W*(?:(?:{words})[ -]?(?:{_N}|nummer)|rechnungs[ .-]*(?:nr|nummer|no)|factuur(?:nummer|nr)|"
            rf"(?:{_N}|numero) (?:de |d'|du )?(?:la |l')?(?:{words}))(?![a-z])"
        ),
    )
    for kind, words in _FAMILIES
    if kind != "other"
]
_SENTENCES = [
    (
        kind,
        re.compile(
            rf"^\W*(?P<name>{words})\W{{1,3}}(?:{_N})? ?:? ?(?=\S*[0-9])\S+,? "
            r"(?:issued|dated|of|for|from|to|du|de|pour|a|emise?|etablie?|vom|fur|an|van|voor)\b"
        ),
    )
    for kind, words in _FAMILIES
    if kind != "other"
]
"""A title that says more than its number: "Invoice 24-0611 issued on 2 April for …"."""
_REFERENCE = re.compile(r"^\W*(?:votre|vos|notre|nos|your|our|ihre?|unsere?|uw)\b.*[0-9]")
_AT_END = re.compile(rf"(?:^|\s)(?P<name>{_CREDIT}|{_INVOICE}|{_PREPAYMENT})\W*$")
_SUBJECT_OTHER = re.compile(
    r"^\W*(?:objet|subject|betreff|betrifft|concerne|re|betreft) ?:.{0,60}?(?:(?P<reminds>relance|rappel|impaye|"
    r"mise en demeure|overdue|reminder|unpaid|mahnung|zahlungserinnerung)|devis|quot|angebot|commande|order|"
    r"livraison|delivery)"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that says what the document is; ``weight`` is how plainly."""

    kind: Kind
    name: str
    weight: float
    text: str
    page: int
    box: Box | None
    start: int


def document_kind(parsed: ParsedDocument) -> Heading | None:
    """The heading that makes a document an invoice, None for a document that is none.

    Only the lines of the first page count, and the first :data:`_MOST_LINES` of files without pages: a contract of
    300 pages is told in no time.
    """
    found = list(_headings(parsed))
    for heading in found:
        if heading.kind == "other" and heading.weight >= 5:
            return None
    bills = [heading for heading in found if heading.kind != "other"]
    if not bills:
        return None
    best = max(bills, key=lambda each: each.weight)
    # "Bon de commande" below "Facture d'acompte" is what it is billed for.
    others = [
        heading
        for heading in found
        if heading.kind == "other" and not (heading.start > best.start and _ORDERED.match(heading.name))
    ]
    if others and max(each.weight for each in others) >= best.weight:
        return None
    # a reminder or a statement says so first, and names the invoice after
    first = min(each.start for each in bills)
    if any(
        each.start < first and each.weight >= _TITLE and not (_VAGUE.match(each.name) or _is_offer_named(each, best))
        for each in others
    ):
        return None
    special = [
        each
        for each in bills
        if each.kind is not InvoiceType.INVOICE
        and (each.weight >= best.weight - 1 or (each.start <= best.start and each.weight >= _TITLE))
    ]
    return max(special, key=lambda each: each.weight) if special else best


def _is_offer_named(other: Heading, best: Heading) -> bool:
    """Whether a line names the offer that a plainer heading's invoice follows: "Devis D-0933 du 02/04/2025"."""
    named = any(map(str.isdigit, other.text)) and _OFFER.match(other.name) is not None
    return named and other.weight < best.weight


def _headings(parsed: ParsedDocument) -> Iterator[Heading]:
    lines = list(_first_lines(parsed))
    tall = sorted(box.bottom - box.top for _, _, box, _, _ in lines if box is not None)
    usual = tall[len(tall) // 2] if tall else 0.0
    titled = False
    for index, (text, block, box, start, cells) in enumerate(lines):
        folded = fold(text[: _LONGEST_HEADING + 1])
        if not folded or len(folded) > _LONGEST_HEADING:
            continue
        size = (box.bottom - box.top) / usual if box is not None and usual else 1.0
        placed = _bonus(index, block, text, size)
        if index < _HEAD_LINES and (subject := _SUBJECT_OTHER.match(folded)):
            # What is billed may be a delivery, where a plainer heading says that it is.
            plain = subject["reminds"] is None and titled
            yield Heading("other", folded, 1.0 if plain else 5.0, text, block.page, box, start)
            continue
        named = next((kind for kind, pattern in _NAMED if pattern.match(folded)), None)
        if named is not None:
            weight = 3.0 + min(placed, 1.5)
            titled |= weight >= _PLAIN
            yield Heading(named, folded, weight, text, block.page, box, start)
            continue
        for kind, pattern in _HEADINGS:
            if (match := pattern.match(folded)) is not None:
                labels = cells > 1 or folded.endswith(":")
                # "Votre commande 4711" is a reference
                named_only = labels or _REFERENCE.match(folded) is not None
                weight = 1.0 if named_only and kind == "other" else 2.0 + placed
                yield Heading(kind, match["name"], weight, text, block.page, box, start)
                break
        else:
            if block.kind is BlockKind.TITLE or size > 1.2:
                told = next(((kind, match) for kind, pattern in _SENTENCES if (match := pattern.match(folded))), None)
                if told is not None:
                    yield Heading(told[0], told[1]["name"], 2.0 + placed, text, block.page, box, start)
                    continue
            if (match := _AT_END.search(folded)) is not None and index < 30 and len(folded) < 60:
                kind = next(kind for kind, pattern in _HEADINGS if pattern.match(match["name"]))
                if kind != "other" and (match["name"].upper() in text or size > 1.2 or block.kind is BlockKind.TITLE):
                    yield Heading(kind, match["name"], 1.5 + placed, text, block.page, box, start)


def is_heading(folded: str) -> bool:
    """Whether a folded line says nothing but what the document is."""
    return any(pattern.match(folded) for _, pattern in _HEADINGS)


def _bonus(index: int, block: Block, text: str, size: float) -> float:
    """What a line's look adds: large type, capitals, a title, the first lines."""
    bonus = min(max(size - 1, 0.0) * 2, 2.0)
    bonus += 0.7 * (text.strip().isupper() and len(text.strip()) > 3)
    bonus += 0.6 * (block.kind is BlockKind.TITLE)
    return bonus + (0.8 if index < 8 else 0.5 if index < 25 else 0.0 if index < _HEAD_LINES else -1.0)


def _first_lines(parsed: ParsedDocument) -> Iterator[tuple[str, Block, Box | None, int, int]]:
    """Text, block, box, offset and number of cells of the first page's lines and cells."""
    given = 0
    first = parsed.blocks[0].page if parsed.blocks else 1
    for block in parsed.blocks:
        if block.page != first or given >= _MOST_LINES:
            return
        for span in block.spans:
            text = parsed.text[block.start + span.start : block.start + span.end]
            parts = text.split(" | ")
            table = block.kind is BlockKind.TABLE
            offset = block.start + span.start
            for part in parts:
                yield part, block, span.box, offset, len(parts) if not table or span.box is None else 2
                offset += len(part) + 3
            given += 1
            if given >= _MOST_LINES:
                return
