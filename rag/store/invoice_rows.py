"""From an invoice to the rows that plans ask. Every value comes of this one invoice, never of others: what a reader's
totals rest on must not depend on what that reader may not read."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from stdnum.fr import siren as french_siren

from rag.domain.invoice import Field, FieldState, Invoice, InvoiceType, Party
from rag.language import folded_name, words

COUNTS, DOUBTFUL, UNKNOWN = "counts", "doubtful", "unknown"
"""Whether an amount may be counted: it is confirmed, or read from an XML; it is doubtful, or read from a page by one
witness only; the invoice does not state it."""
AMOUNTS = ("net", "vat", "gross")
DECIMALS = (0, 2, 3, 4)
"""How many decimals the currencies of ISO 4217 have."""

_CURRENCY = re.compile(r"[A-Z]{3}")
_SIGNS = re.compile(r"[^A-Z0-9]")
_DIGITS = 10
"""What an amount may have before its decimal mark, less one: sums of thousands still fit into 64 bits."""
_LONGEST = 200


def number_key(number: str) -> str | None:
    """An invoice's number by its folded letters and digits (``FA-2024/001`` is ``fa2024001``); None without any."""
    return "".join(words(number))[:_LONGEST] or None


def rate_text(rate: Decimal) -> str:
    """A rate in percent with two decimals, or as many as it needs: ``20.00``, ``8.125``."""
    plain = rate.normalize()
    places = max(2, -int(plain.as_tuple().exponent)) if plain.is_finite() else 2
    return f"{plain:.{places}f}"


def party_key(invoice: Invoice, role: str) -> str | None:
    """By what a party is known: its SIREN (its own, its SIRET's, its French VAT number's) as ``siren:…``, else its VAT
    number as ``vat:…``, else its folded name as ``name:…``; None where nothing of it is known. Identifiers that are
    doubtful are passed over."""
    party: Party = getattr(invoice, role)
    sure = {
        name: getattr(party, name)
        for name in ("siren", "siret", "vat_id")
        if getattr(party, name) and _state(invoice, f"{role}.{name}") is not FieldState.DOUBTFUL
    }
    vat = _SIGNS.sub("", sure.get("vat_id", "").upper())
    for candidate in (sure.get("siren", ""), sure.get("siret", "")[:9], vat[4:] if vat.startswith("FR") else ""):
        if french_siren.is_valid(candidate):
            return f"siren:{french_siren.compact(candidate)}"
    if len(vat) > 3:
        return f"vat:{vat}"[:_LONGEST]
    name = folded_name(party_name(invoice, role))
    return f"name:{name}"[:_LONGEST] if name else None


def party_name(invoice: Invoice, role: str) -> str:
    """A party's name as the invoice writes it, on one line; "" where it is not known, or doubtful on a page."""
    party: Party = getattr(invoice, role)
    for key in ("name", "trading_name"):
        name = getattr(party, key)
        if name and _usable(invoice, f"{role}.{key}"):
            return " ".join(name.split())[:_LONGEST]
    return ""


def invoice_facts_row(invoice: Invoice, version_id: str, document_id: str, created_at: datetime) -> dict[str, Any]:
    """The row of ``invoice_facts``; ``created_at`` is when the document came in."""
    currency = _currency(invoice)
    number = invoice.sure_number
    row: dict[str, Any] = {
        "version_id": version_id,
        "document_id": document_id,
        "source": invoice.source,
        "number": number[:_LONGEST] if number else None,
        "number_key": number_key(number) if number else None,
        "type": invoice.type.value,
        "currency": currency,
        "decimals": get_currency_precision(currency) if currency else 2,
        "issue_date": _day(invoice, "issue_date"),
        "due_date": _day(invoice, "due_date"),
        **_two_ways(invoice, "issue"),
        **_two_ways(invoice, "due"),
        "places": {name: place for name in AMOUNTS if (place := _place(invoice.fields.get(name))) is not None},
    }
    for role in ("seller", "buyer"):
        name = party_name(invoice, role)
        row |= {
            f"{role}_key": party_key(invoice, role),
            f"{role}_fold": folded_name(name)[:_LONGEST] or None,
            f"{role}_name": name,
        }
    for name in AMOUNTS:
        row[f"{name}_minor"], row[f"{name}_state"] = _amount(invoice, name, getattr(invoice, name), currency)
    _, row["rates_state"], row["bases_state"] = _rates(invoice, currency, row)
    row["twin"], counted = _twin(row), row["gross_state"] == COUNTS
    rank = 2 if not counted else 0 if invoice.source == "xml" else 1
    row["twin_order"] = f"{rank}{created_at.astimezone(UTC):%Y%m%d%H%M%S%f}{document_id}"
    return row


def invoice_vat_rows(invoice: Invoice, facts: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of ``invoice_vat``, each rate once, by rate; none where the breakdown is not known. ``facts`` is the
    invoice's row of ``invoice_facts``."""
    rates, _, _ = _rates(invoice, facts["currency"], facts)
    return [
        {"version_id": facts["version_id"], "ordinal": n, "rate": rate, "base_minor": base, "vat_minor": vat}
        for n, (rate, (base, vat)) in enumerate(sorted(rates.items()))
    ]


def invoice_preceding_rows(invoice: Invoice, version_id: str) -> list[dict[str, Any]]:
    """The rows of ``invoice_preceding``: of a corrective invoice those that it replaces, of an ordinary one with an
    amount paid before (BT-113) those that may be its prepayment invoices; none of others, for a credit note does
    neither."""
    prepaid = None
    if invoice.type is InvoiceType.INVOICE:
        prepaid, state = _amount(invoice, "totals.prepaid", invoice.totals.prepaid, _currency(invoice))
        if state != COUNTS or not prepaid:
            return []
    elif invoice.type is not InvoiceType.CORRECTIVE:
        return []
    rows = []
    for n, each in enumerate(invoice.preceding, 1):
        if each.number and _usable(invoice, f"preceding.{n}.number") and (key := number_key(each.number)):
            sure = each.issue_date is not None and _usable(invoice, f"preceding.{n}.issue_date")
            day = each.issue_date.isoformat() if each.issue_date is not None and sure else None
            row = {"version_id": version_id, "ordinal": n, "number_key": key, "issue_date": day}
            rows.append(row | {"prepaid_minor": prepaid})
    return rows


def _currency(invoice: Invoice) -> str | None:
    return invoice.currency if invoice.currency and _CURRENCY.fullmatch(invoice.currency) else None


def _amount(invoice: Invoice, key: str, value: Decimal | None, currency: str | None) -> tuple[int | None, str]:
    """A signed amount in minor units and its state. What has more decimals than its currency is no amount of it."""
    if value is None or currency is None:
        return None, UNKNOWN
    # Looked at before it is reckoned with: an XML may state 1E+999999999.
    if not value.is_finite() or value.adjusted() > _DIGITS or int(value.as_tuple().exponent) < -_LONGEST:
        return None, DOUBTFUL
    minor = value.scaleb(get_currency_precision(currency))
    if minor != minor.to_integral_value():
        return None, DOUBTFUL
    state = COUNTS if _counted(invoice, key) else DOUBTFUL
    if invoice.type is not InvoiceType.CREDIT_NOTE:
        return int(minor), state
    # On paper credit notes are printed with and without a minus. In an XML one with it takes the credit back.
    return -abs(int(minor)), DOUBTFUL if minor < 0 and invoice.source == "xml" else state


def _rates(
    invoice: Invoice, currency: str | None, facts: dict[str, Any]
) -> tuple[dict[str, tuple[int | None, int]], str, str]:
    """Base and VAT by rate, and the states of VAT and base: they count when each may be counted, or their sums are net
    and VAT that may be, and never against these. A VAT that is not stated is 0 at the rate 0, and the other way round.
    Where a base is not printed, its VAT counts if the VATs make the total and the bases that they come of the net."""
    found: dict[str, tuple[int | None, int]] = {}
    states: set[str] = set()
    for n, each in enumerate(invoice.vat_breakdown, 1):
        rate = each.rate if each.rate is not None else Decimal(0) if each.amount == 0 else None
        vat = each.amount if each.amount is not None else Decimal(0) if rate == 0 else None
        base_minor, base_state = _amount(invoice, f"vat_breakdown.{n}.base", each.base, currency)
        vat_minor, vat_state = _amount(invoice, f"vat_breakdown.{n}.amount", vat, currency)
        missing = base_minor is None and each.base is None
        if rate is None or not _is_rate(rate) or vat_minor is None or (base_minor is None and not missing):
            return {}, UNKNOWN, UNKNOWN
        states |= {vat_state} if missing else {base_state, vat_state}
        base, known = found.get(rate_text(rate), (0, 0))
        found[rate_text(rate)] = None if base is None or base_minor is None else base + base_minor, known + vat_minor
    if not found:
        return {}, UNKNOWN, UNKNOWN
    bases, vats = [base for base, _ in found.values()], sum(vat for _, vat in found.values())
    totals_count = facts["net_state"] == facts["vat_state"] == COUNTS
    if None in bases:
        if not totals_count:
            return {}, UNKNOWN, UNKNOWN
        fits = vats == facts["vat_minor"] and _bases_make(facts["net_minor"], found)
        return found, COUNTS if fits else DOUBTFUL, UNKNOWN
    totals, sums = (facts["net_minor"], facts["vat_minor"]), (sum(filter(None, bases)), vats)
    contradicted = any(total not in (None, own) for total, own in zip(totals, sums, strict=True))
    counted = not contradicted and (states == {COUNTS} or (sums == totals and totals_count))
    state = COUNTS if counted else DOUBTFUL
    return found, state, state


def _bases_make(net_minor: int, rates: dict[str, tuple[int | None, int]]) -> bool:
    """Whether the bases make the net amount, those not printed reckoned from their VAT, give or take two cents of VAT a
    rate. What is taxed at 0 makes up any rest."""
    made = slack = Decimal(0)
    untaxed = False
    for text, (base, vat) in rates.items():
        rate = Decimal(text) / 100
        if base is not None:
            made += base
        elif rate == 0:
            untaxed = True
        else:
            made, slack = made + vat / rate, slack + 2 / rate
    rest = (net_minor - made) * (-1 if net_minor < 0 else 1)
    return rest >= -slack and (untaxed or rest <= slack)


def _is_rate(rate: Decimal) -> bool:
    return rate.is_finite() and 0 <= rate < 1000 and int(rate.as_tuple().exponent) > -10


def day_either_way(day: str | None) -> str | None:
    """A day (ISO 8601) and the one that it is with day and month exchanged, as the earlier of the two: a copy on paper
    may have been read the other way, and one seller gives two invoices neither the same number nor the same amount."""
    if day is None:
        return None
    year, *rest = day.split("-")
    return "-".join([year, *(sorted(rest) if max(rest) <= "12" else rest)])


def _twin(row: dict[str, Any]) -> str | None:
    day = day_either_way(row["issue_date"] or row["issue_early"])
    parts = [row["number_key"], row["currency"], row["gross_minor"], day]
    if row["gross_minor"] is None:
        parts[2] = None if row["net_minor"] is None else f"{row['net_minor']}n"
    known = [str(part) for part in parts if part is not None]
    return "|".join(known) if len(known) == len(parts) else None


def _state(invoice: Invoice, key: str) -> FieldState:
    field = invoice.fields.get(key)
    return field.state if field else FieldState.READ


def _counted(invoice: Invoice, key: str) -> bool:
    state = _state(invoice, key)
    return state is FieldState.CONFIRMED or (state is FieldState.READ and invoice.source == "xml")


def _usable(invoice: Invoice, key: str) -> bool:
    """False for what was read from a page in doubt; what an XML states, it states."""
    return invoice.source == "xml" or _state(invoice, key) is not FieldState.DOUBTFUL


def _day(invoice: Invoice, key: str) -> str | None:
    day = getattr(invoice, key)
    return day.isoformat() if day is not None and _usable(invoice, key) else None


def _two_ways(invoice: Invoice, name: str) -> dict[str, str | None]:
    """The two days that a day may be which was read in doubt of its month, None of any other."""
    key = f"{name}_date"
    day: date | None = getattr(invoice, key)
    asked = any(warning.code == "ambiguous_date" and key in warning.fields for warning in invoice.warnings)
    if day is None or _usable(invoice, key) or not asked or day.day > 12:
        return {f"{name}_early": None, f"{name}_late": None}
    early, late = sorted((day, date(day.year, day.day, day.month)))
    return {f"{name}_early": early.isoformat(), f"{name}_late": late.isoformat()}


def _place(field: Field | None) -> list[float | int] | None:
    if field is None or field.page is None:
        return None
    return [field.page, *(field.box.rounded() if field.box else ())]
