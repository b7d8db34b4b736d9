"""How made invoices word their labels, figures and days, in three languages."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

TITLES = {
    "fr": {
        "invoice": ["FACTURE", "Facture"],
        "credit_note": ["AVOIR", "Facture d'avoir", "Note de crédit"],
        "prepayment": ["FACTURE D'ACOMPTE", "Facture d'acompte"],
        "corrective": ["FACTURE RECTIFICATIVE"],
    },
    "en": {
        "invoice": ["INVOICE", "Invoice", "TAX INVOICE"],
        "credit_note": ["CREDIT NOTE", "Credit Note"],
        "prepayment": ["DEPOSIT INVOICE", "Prepayment invoice"],
        "corrective": ["CORRECTED INVOICE"],
    },
    "de": {
        "invoice": ["RECHNUNG", "Rechnung"],
        "credit_note": ["GUTSCHRIFT", "Rechnungsgutschrift", "Stornorechnung"],
        "prepayment": ["Anzahlungsrechnung", "ABSCHLAGSRECHNUNG"],
        "corrective": ["Rechnungskorrektur"],
    },
}
NUMBER = {
    "fr": {
        "invoice": ["Facture n°", "N° de facture", "Numéro de facture", "N° facture", "Référence facture", "N°"],
        "credit_note": ["Avoir n°", "N° d'avoir", "N°"],
    },
    "en": {
        "invoice": ["Invoice No.", "Invoice number", "Invoice #", "Invoice no", "Invoice ref"],
        "credit_note": ["Credit note no.", "Credit note number"],
    },
    "de": {
        "invoice": ["Rechnungsnummer", "Rechnungs-Nr.", "Rechnung Nr.", "Rechnungsnr.", "Beleg-Nr."],
        "credit_note": ["Gutschrift-Nr.", "Belegnummer", "Gutschriftnummer"],
    },
}
DATE = {
    "fr": ["Date", "Date de facture", "Date d'émission", "Date de facturation", "Émise le"],
    "en": ["Date", "Invoice date", "Date of issue", "Issued", "Tax date"],
    "de": ["Datum", "Rechnungsdatum", "Ausstellungsdatum", "Belegdatum"],
}
DUE = {
    "fr": ["Échéance", "Date d'échéance", "Date limite de paiement", "À régler avant le", "Payable le"],
    "en": ["Due date", "Payment due", "Due", "Pay by", "Due by"],
    "de": ["Fällig am", "Fälligkeit", "Zahlbar bis", "Zahlungsziel", "Fälligkeitsdatum"],
}
ORDER = {
    "fr": ["Bon de commande", "Votre commande n°", "N° de commande", "Réf. commande"],
    "en": ["PO number", "Purchase order", "Your order", "Order no."],
    "de": ["Bestellnummer", "Ihre Bestellung", "Bestell-Nr.", "Auftragsnummer"],
}
PRECEDING = {
    "fr": ["Facture d'origine", "Avoir sur facture n°", "Facture rectifiée", "Facture concernée"],
    "en": ["Original invoice", "Credit for invoice", "Related invoice"],
    "de": ["Zu Rechnung", "Originalrechnung", "Ursprungsrechnung"],
}
CUSTOMER = {
    "fr": ["N° client", "Code client"],
    "en": ["Customer no.", "Account number"],
    "de": ["Kundennummer", "Kd.-Nr."],
}
BUYER = {
    "fr": ["Client", "Facturé à", "Destinataire", "Adresse de facturation"],
    "en": ["Bill to", "Invoice to", "Customer", "Sold to", "Billed to"],
    "de": ["Rechnung an", "Kunde", "Rechnungsempfänger", "Empfänger"],
}
SELLER = {
    "fr": ["Émetteur", "Vendeur", "Prestataire"],
    "en": ["From", "Seller", "Supplier"],
    "de": ["Rechnungssteller", "Verkäufer", "Von"],
}
COLUMNS = {
    "fr": [
        ["Désignation", "Qté", "P.U. HT", "TVA", "Montant HT"],
        ["Description", "Quantité", "Prix unitaire", "Taux TVA", "Total HT"],
        ["Libellé", "Qté", "PU HT", "% TVA", "Total"],
    ],
    "en": [
        ["Description", "Qty", "Unit price", "VAT", "Amount"],
        ["Item", "Quantity", "Price", "VAT %", "Total"],
        ["Details", "Qty", "Rate", "Tax", "Net amount"],
    ],
    "de": [
        ["Bezeichnung", "Menge", "Einzelpreis", "USt.", "Gesamtpreis"],
        ["Beschreibung", "Anzahl", "Preis", "MwSt.", "Betrag"],
        ["Artikel", "Menge", "E-Preis", "MwSt", "Gesamt"],
    ],
}
NET = {
    "fr": ["Total HT", "Total hors taxes", "Montant HT", "Total net HT", "Net HT", "Sous-total HT"],
    "en": ["Subtotal", "Total excl. VAT", "Net total", "Net amount", "Total net"],
    "de": ["Nettobetrag", "Summe netto", "Zwischensumme", "Gesamt netto", "Netto"],
}
VAT = {
    "fr": ["TVA {rate} %", "TVA ({rate}%)", "TVA à {rate} %", "Montant TVA {rate} %"],
    "en": ["VAT {rate}%", "VAT @ {rate}%", "VAT ({rate}%)", "Tax {rate}%"],
    "de": ["MwSt. {rate} %", "zzgl. {rate} % MwSt.", "USt. {rate}%", "Umsatzsteuer {rate} %"],
}
VAT_TOTAL = {
    "fr": ["Total TVA", "Montant TVA"],
    "en": ["Total VAT", "VAT"],
    "de": ["Summe MwSt.", "MwSt.-Betrag", "Umsatzsteuer"],
}
GROSS = {
    "fr": ["Total TTC", "Montant TTC", "Total toutes taxes comprises", "Total général TTC", "Total T.T.C."],
    "en": ["Total", "Total incl. VAT", "Grand total", "Invoice total", "Total amount"],
    "de": ["Gesamtbetrag", "Rechnungsbetrag", "Gesamt brutto", "Endbetrag", "Bruttobetrag"],
}
DISCOUNT = {"fr": ["Remise", "Remise commerciale"], "en": ["Discount", "Trade discount"], "de": ["Rabatt", "Nachlass"]}
LINES_TOTAL = {
    "fr": ["Total brut HT", "Sous-total"],
    "en": ["Total before discount", "Sub-total"],
    "de": ["Warenwert", "Zwischensumme"],
}
PREPAID = {
    "fr": ["Acompte versé", "Déjà réglé"],
    "en": ["Deposit paid", "Amount paid"],
    "de": ["Anzahlung", "Bereits gezahlt"],
}
PAYABLE = {
    "fr": ["Net à payer", "Reste à payer", "Solde à régler"],
    "en": ["Balance due", "Amount due", "Total due"],
    "de": ["Zahlbetrag", "Noch zu zahlen", "Offener Betrag"],
}
BREAKDOWN = {
    "fr": ["Taux", "Base HT", "Montant TVA"],
    "en": ["VAT rate", "Net amount", "VAT amount"],
    "de": ["MwSt.-Satz", "Nettobetrag", "MwSt.-Betrag"],
}
EXEMPT = {
    "fr": ["TVA non applicable, art. 293 B du CGI", "Autoliquidation – art. 283-2 du CGI"],
    "en": ["Reverse charge: VAT to be accounted for by the recipient", "VAT exempt under article 135"],
    "de": ["Gemäß § 19 UStG wird keine Umsatzsteuer berechnet", "Steuerschuldnerschaft des Leistungsempfängers"],
}
TERMS = {
    "fr": [
        "Paiement à {days} jours",
        "Conditions de règlement : {days} jours net",
        "Règlement par virement sous {days} jours",
    ],
    "en": ["Payment terms: {days} days net", "Payable within {days} days", "Terms: net {days} days"],
    "de": ["Zahlbar innerhalb von {days} Tagen ohne Abzug", "Zahlungsbedingungen: {days} Tage netto"],
}
LATE = {
    "fr": "En cas de retard de paiement, indemnité forfaitaire de 40,00 € et pénalités au taux de 10 %.",
    "en": "Late payments bear interest of 8% and a fee of 40.00 under the Late Payment Act.",
    "de": "Bei Zahlungsverzug berechnen wir 9 % Zinsen und eine Pauschale von 40,00 €.",
}
_MONTH_NAMES = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
}
MONTHS = {language: names.split() for language, names in _MONTH_NAMES.items()}
_SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}


class Words:
    """The wording of one document: the same choice for the same label throughout."""

    def __init__(self, draw: random.Random, language: str, currency: str) -> None:
        self.draw, self.language, self.currency = draw, language, currency
        self.day_style = draw.choice(["numeric", "numeric", "iso", "words"])
        self.american = language == "en" and currency == "USD" and draw.random() < 0.5
        self.space = draw.choice([" ", "\u00a0", ""])
        self.sign = draw.choice(["symbol", "symbol", "code", "none"])
        self.noisy = draw.random() < 0.12

    def pick(self, listed: dict[str, list[str]]) -> str:
        return self.draw.choice(listed[self.language])

    def amount(self, value: Decimal, *, sign: bool = True) -> str:
        """An amount as the language writes it."""
        whole, cents = f"{abs(value):,.2f}".split(".")
        if self.language == "fr":
            text = whole.replace(",", self.space) + ("." if self.noisy else ",") + cents
        elif self.language == "de":
            text = whole.replace(",", ".") + "," + cents
        else:
            text = f"{whole}.{cents}"
        text = ("-" if value < 0 else "") + text
        if not sign or self.sign == "none":
            return text
        shown = _SYMBOLS[self.currency] if self.sign == "symbol" else self.currency
        if self.language == "en":
            return f"{shown}{text}" if self.sign == "symbol" else f"{shown} {text}"
        return f"{text} {shown}"

    def rate(self, value: Decimal) -> str:
        return f"{value:f}".replace(".", "," if self.language != "en" else ".")

    def number(self, value: Decimal) -> str:
        return self.rate(value)

    def day(self, value: date) -> str:
        if self.day_style == "iso":
            return value.isoformat()
        if self.day_style == "words":
            month = MONTHS[self.language][value.month - 1]
            if self.language == "en":
                return f"{month} {value.day}, {value.year}" if self.american else f"{value.day} {month} {value.year}"
            return (
                f"{value.day}. {month} {value.year}" if self.language == "de" else f"{value.day} {month} {value.year}"
            )
        if self.language == "de":
            return value.strftime("%d.%m.%Y")
        if self.american and value.day > 12:
            return value.strftime("%m/%d/%Y")
        return value.strftime("%d/%m/%Y")
