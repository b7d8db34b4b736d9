"""The words that stand beside a figure on invoices in French, English and German, as :func:`rag.language.fold` leaves
them. ``LABELS`` prefer one place among several; ``NAMING`` are so plain that the figure beside them can be no other."""

from __future__ import annotations

import re

_NUMBER_SIGN = r"(?:n ?[°o]|no\.?|nr\.?|num(?:ero|ber)?|#|id)"

LABELS = {
    "number": re.compile(rf"facture|avoir|invoice|rechnung|gutschrift|credit ?note|{_NUMBER_SIGN}"),
    "issue_date": re.compile(
        r"(?:^|[^a-z])(?:date|datum|emise?|issued|du|le)(?!.*(?:echeance|due|livraison|delivery|fallig|associe|prestation))"
    ),
    "due_date": re.compile(r"echeance|due|fallig|zahlbar|payable|payer avant"),
    "delivery_date": re.compile(r"livraison|deliver|liefer|leistung|prestation"),
    "iban": re.compile(r"iban"),
    "siren": re.compile(r"siren|r\.?c\.?s"),
    "siret": re.compile(r"siret"),
    "vat_id": re.compile(r"tva|\bvat\b|\bust\b|ust-id|mwst"),
    "net": re.compile(r"\bht\b|h\.t|hors taxe|\bnet\b|netto|subtotal|sous-total|zwischensumme|excl|without|untaxed"),
    "vat": re.compile(r"\btva\b|\bvat\b|mwst|\bust\b|umsatzsteuer|mehrwertsteuer|\btax\b|taxes"),
    "gross": re.compile(r"\bttc\b|t\.t\.c|tvac|brutto|gesamt|rechnungsbetrag|incl|grand total|\btotal\b(?! h)"),
    "payable": re.compile(r"a payer|a regler|solde|amount due|balance|payable|zahlbetrag|zu zahlen|fallig"),
    "totals.lines": re.compile(r"\bht\b|h\.t|lignes|lines|summe|subtotal|sous-total"),
    "totals.allowances": re.compile(r"remise|rabais|discount|allowance|rabatt|nachlass"),
    "totals.charges": re.compile(r"charge|frais|fee|zuschlag"),
    "totals.prepaid": re.compile(r"deja paye|acompte|paid|prepaid|anzahlung|bezahlt"),
    "totals.rounding": re.compile(r"arrondi|rounding|rundung"),
    "totals.vat_accounting": re.compile(r"\btva\b|\bvat\b|mwst"),
    "preceding": re.compile(r"associe|rectifi|origine|preceding|original|ursprung"),
    "seller.name": re.compile(r"emetteur|vendeur|seller|fournisseur|verkaufer|from"),
    "buyer.name": re.compile(r"destinataire|client|acheteur|buyer|bill to|kunde"),
}

NAMING = {
    "gross": re.compile(
        r"(?:total|montant|net)(?: de la facture)? (?:ttc|t\.t\.c\.?|tvac|toutes taxes comprises)"
        r"\W*(?:\(?eur(?:os?)?\)?|€)?\W*$"
        r"|(?:gesamtbetrag|bruttobetrag|rechnungsbetrag|endbetrag)(?: brutto)?\W*(?:eur|€)?\W*$"
        r"|(?:grand total|invoice total|total (?:incl\.?|including|with) (?:vat|tax(?:es)?))\W*(?:[a-z]{3}|€)?\W*$"
    ),
    "net": re.compile(
        r"(?:total|montant)(?: de la facture)? (?:net )?(?:ht|h\.t\.?|hors taxes?)\W*(?:\(?eur(?:os?)?\)?|€)?\W*$"
        r"|(?:nettobetrag|gesamt netto|summe netto)\W*(?:eur|€)?\W*$"
        r"|total (?:excl\.?|excluding|without) (?:vat|tax(?:es)?)\W*(?:[a-z]{3}|€)?\W*$"
    ),
    "vat": re.compile(
        r"(?:total|montant)(?: de la| de)? (?:tva|t\.v\.a\.?)\W*(?:\(?eur(?:os?)?\)?|€)?\W*$"
        r"|(?:total vat|vat total|vat amount|mehrwertsteuer gesamt)\W*(?:[a-z]{3}|€)?\W*$"
    ),
    "payable": re.compile(
        r"(?:net|reste|solde|montant|total) (?:a payer|a regler)\W*(?:\(?eur(?:os?)?\)?|€)?\W*$"
        r"|(?:amount due|balance due|zahlbetrag)\W*(?:[a-z]{3}|€)?\W*$"
    ),
    "due_date": re.compile(
        r"(?:date (?:d'|de l')?(?:echeance|limite de paiement)|echeance|due date|fallig(?: am|keit)?)\W*$"
    ),
    "issue_date": re.compile(
        r"(?:date (?:de (?:la )?facture|d'emission|de facturation)|facture du|invoice date|rechnungsdatum)\W*$"
        r"|^\W*date\W*$"
    ),
}

A_TOTAL = re.compile(r"total|payer|regler|montant|solde|amount|due|betrag|summe|balance")

PRINTED_NUMBER = re.compile(
    rf"^\W*(?:facture|invoice|rechnung|avoir|credit note|gutschrift)s?\W{{0,3}}{_NUMBER_SIGN}\W{{1,4}}"
    r"(?P<number>[a-z0-9][a-z0-9._/-]{2,30})\W*$"
)
PRINTED_IDENTIFIERS = {
    "siret": re.compile(r"\bsiret\b[^0-9a-z]{0,12}(?P<number>[0-9](?:[ .]?[0-9]){8,17})(?![0-9])"),
    "siren": re.compile(r"\bsiren\b[^0-9a-z]{0,12}(?P<number>[0-9](?:[ .]?[0-9]){5,11})(?![0-9])"),
    "vat_id": re.compile(
        r"\b(?:tva|vat|ust)[ -]?(?:id)?(?:nr|no)?\.?(?: ?(?:intra\w*|id\w*))*[^0-9a-z]{0,12}"
        r"(?P<number>[a-z]{2}(?:[ .]?[0-9]){8,12})(?![0-9])"
    ),
}
