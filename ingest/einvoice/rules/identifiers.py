"""Check digits of companies' and banks' identifiers (python-stdnum), and what they say about each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import iban as iban_number
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError
from stdnum.fr import siren, siret, tva

from ingest.einvoice.codes import COUNTRIES
from ingest.einvoice.rules.saying import Findings, warning
from rag.domain.invoice import Invoice, Party

_FRENCH = re.compile(r"FR([0-9A-HJ-NP-Z]{2})([0-9]{9})")
_EU = frozenset(eu_vat.MEMBER_STATES) | {"el"}
_TERMS = {
    "seller": ("BT-30", "BT-31"),
    "buyer": ("BT-47", "BT-48"),
    "payee": ("BT-61", ""),
    "tax_representative": ("", "BT-63"),
}


def identifier_rules(invoice: Invoice) -> Findings:
    """The warnings about identifiers whose form or check digits are wrong."""
    for role, party in _parties(invoice):
        legal, vat = _TERMS[role]
        yield from _french_companies(role, party, legal)
        if party.vat_id:
            yield from _vat(role, party.vat_id, vat)
    for means in invoice.payments:
        if means.iban and not iban_is_valid(means.iban):
            yield warning(
                "iban_checksum",
                f"The IBAN {means.iban[:34]} (BT-84) is wrong: its length or check digits do not hold (ISO 13616).",
                ("BT-84",),
                ("iban",) if means.iban == invoice.iban else (),
            )


def confirmed_identifiers(invoice: Invoice) -> Iterator[str]:
    """The fields whose check digits hold."""
    for role, party in _parties(invoice):
        if party.siren and siren.is_valid(party.siren):
            yield f"{role}.siren"
        if party.siret and siret.is_valid(party.siret):
            yield f"{role}.siret"
        if party.vat_id and party.vat_id[:2].lower() in _EU and vat_is_valid(party.vat_id):
            yield f"{role}.vat_id"
    if invoice.iban and iban_is_valid(invoice.iban):
        yield "iban"


def iban_is_valid(number: str) -> bool:
    """Form and check digits by ISO 13616; not the banks' own digits inside the account."""
    try:
        iban_number.validate(number, check_country=False)
    except ValidationError:
        return False
    return True


def vat_is_valid(number: str) -> bool:
    """The check digits of a VAT number of the European Union; any other country's passes.

    Of a French one its own two digits are checked; those of the SIREN inside are the SIREN's affair.
    """
    compact = re.sub(r"[\s.\-]", "", number).upper()
    if compact[:2].lower() not in _EU:
        return True
    french = _FRENCH.fullmatch(compact)
    if french and french[1].isdigit():
        return int(french[1]) == (12 + 3 * (int(french[2]) % 97)) % 97
    if french:
        return bool(tva.is_valid(compact)) or not siren.is_valid(french[2])
    return bool(eu_vat.is_valid(compact))


def _parties(invoice: Invoice) -> Iterator[tuple[str, Party]]:
    for role in _TERMS:
        party: Party | None = getattr(invoice, role)
        if party is not None:
            yield role, party


def _called(role: str) -> str:
    return role.replace("_", " ")


def _french_companies(role: str, party: Party, term: str) -> Findings:
    if party.siren and not siren.is_valid(party.siren):
        what = "its check digit does not hold" if re.fullmatch("[0-9]{9}", party.siren) else "it is not 9 digits"
        yield warning(
            "siren_checksum",
            f"The {_called(role)}'s SIREN {party.siren[:20]} ({term}) is wrong: {what}.",
            (term,),
            (f"{role}.siren", f"{role}.legal_id"),
        )
    if party.siret and not siret.is_valid(party.siret):
        what = "its check digit does not hold" if re.fullmatch("[0-9]{14}", party.siret) else "it is not 14 digits"
        yield warning(
            "siret_checksum",
            f"The {_called(role)}'s SIRET {party.siret[:20]} ({term}) is wrong: {what}.",
            (term,),
            (f"{role}.siret",),
        )
    elif party.siret and party.siren and not party.siret.startswith(party.siren):
        yield warning(
            "siret_of_another",
            f"The {_called(role)}'s SIRET {party.siret} does not begin with its SIREN {party.siren[:20]} ({term}).",
            (term,),
            (f"{role}.siret", f"{role}.siren"),
        )


def _vat(role: str, number: str, term: str) -> Findings:
    country = number[:2].upper()
    if country not in COUNTRIES and country != "EL":
        yield warning(
            "BR-CO-09",
            f"The {_called(role)}'s VAT number {number[:20]} ({term}) does not begin with a country's code.",
            (term,),
            (f"{role}.vat_id",),
        )
    elif not vat_is_valid(number):
        yield warning(
            "vat_id_checksum",
            f"The {_called(role)}'s VAT number {number[:20]} ({term}) is wrong: its form or check digits do not hold "
            f"for {country}.",
            (term,),
            (f"{role}.vat_id",),
        )
