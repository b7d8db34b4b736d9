"""VAT: the breakdown against its lines, rates, amounts, reasons and who must be registered (EN 16931-1, 6.4.4)."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

from ingest.einvoice.codes import RULE_NAMES, VAT_CATEGORIES
from ingest.einvoice.rules.saying import BASIC, BASIC_WL, EXTENDED, Findings, percent, rank, warning, written
from ingest.einvoice.rules.totals import CENT, summed
from rag.domain.invoice import Invoice, VatBreakdown

_BY_RATE = frozenset({"S", "L", "M", "B"})
_WITHOUT_VAT = frozenset({"Z", "E", "AE", "K", "G", "O"})
_WITH_REASON = frozenset({"E", "AE", "K", "G", "O"})
_ZERO = Decimal(0)
Group = tuple[str, Decimal | None]


def vat_rules(invoice: Invoice) -> Findings:
    """The warnings about VAT."""
    if rank(invoice) < BASIC_WL:
        return
    if not invoice.vat_breakdown:
        yield warning("BR-CO-18", "The invoice has no VAT breakdown (BG-23).", ("BG-23",), ("vat",))
        return
    for number, each in enumerate(invoice.vat_breakdown, 1):
        yield from _breakdown(invoice, number, each)
    if rank(invoice) >= BASIC:
        yield from _lines(invoice)
        yield from _bases(invoice)
    yield from _parties(invoice)


def _name(category: str) -> str:
    return RULE_NAMES.get(category, category)


def _breakdown(invoice: Invoice, number: int, each: VatBreakdown) -> Findings:
    place = f"vat_breakdown.{number}"
    for code, value, term, what in (
        ("BR-45", each.base, "BT-116", "taxable amount"),
        ("BR-46", each.amount, "BT-117", "tax amount"),
        ("BR-47", each.category, "BT-118", "category"),
        ("BR-48", each.rate if each.category != "O" else _ZERO, "BT-119", "rate"),
    ):
        if value is None:
            yield warning(code, f"VAT breakdown {number} has no {what} ({term}).", (term,))
    if each.category is None:
        return
    if each.category not in VAT_CATEGORIES:
        yield warning(
            "BR-CL-17",
            f"VAT breakdown {number}: “{each.category[:20]}” is no VAT category code (BT-118).",
            ("BT-118",),
            (f"{place}.category",),
        )
        return
    name = _name(each.category)
    if each.category == "S" and each.rate is not None and each.rate <= 0:
        yield warning(
            "BR-S-05",
            f"VAT breakdown {number} is standard rated (BT-118) at {percent(each.rate)} (BT-119).",
            ("BT-118", "BT-119"),
            (f"{place}.rate",),
        )
    elif each.category in _WITHOUT_VAT and each.amount:
        yield warning(
            f"BR-{name}-09",
            f"VAT breakdown {number} is {VAT_CATEGORIES[each.category]}, but its tax amount (BT-117) is "
            f"{written(each.amount, invoice.currency)} instead of 0.",
            ("BT-117", "BT-118"),
            (f"{place}.amount",),
        )
    elif each.rate is not None and each.base is not None and each.amount is not None:
        yield from _amount(invoice, number, each, each.base, each.rate, each.amount)
    reasoned = bool(each.exemption_reason or each.exemption_code)
    if reasoned != (each.category in _WITH_REASON) and each.category in (*_WITH_REASON, "S", "Z", "L", "M"):
        yield warning(
            f"BR-{name}-10",
            f"VAT breakdown {number} is {VAT_CATEGORIES[each.category]} and must "
            f"{'not ' if reasoned else ''}give an exemption reason (BT-120 or BT-121).",
            ("BT-120", "BT-121"),
        )


def _amount(
    invoice: Invoice, number: int, each: VatBreakdown, base: Decimal, rate: Decimal, amount: Decimal
) -> Findings:
    """BR-CO-17, with the official validation's margin of one unit of the currency: VAT may be summed by line."""
    made = (base * rate / 100).quantize(CENT, ROUND_HALF_UP)
    if abs(made - amount) < 1 and (rate or not amount):
        return
    yield warning(
        "BR-CO-17",
        f"VAT breakdown {number}: the tax amount (BT-117) is {written(amount, invoice.currency)}, but "
        f"{percent(rate)} (BT-119) of {written(base, invoice.currency)} (BT-116) is {written(made, invoice.currency)}.",
        ("BT-117", "BT-116", "BT-119"),
        (f"vat_breakdown.{number}.amount",),
    )


def _lines(invoice: Invoice) -> Findings:
    for number, line in enumerate(invoice.lines, 1):
        called = f"Line {line.id or number}"
        if line.vat_category is None:
            if line.counts:
                yield warning("BR-CO-04", f"{called} has no VAT category (BT-151).", ("BT-151",))
        elif line.vat_category not in VAT_CATEGORIES:
            yield warning(
                "BR-CL-18",
                f"{called}: “{line.vat_category[:20]}” is no VAT category code (BT-151).",
                ("BT-151",),
                (f"lines.{number}.vat_category",),
            )
        elif (line.vat_category == "S" and not (line.vat_rate or _ZERO) > 0) or (
            line.vat_category in _WITHOUT_VAT and line.vat_rate
        ):
            yield warning(
                f"BR-{_name(line.vat_category)}-05",
                f"{called} is {VAT_CATEGORIES[line.vat_category]} (BT-151) at {percent(line.vat_rate)} (BT-152).",
                ("BT-151", "BT-152"),
                (f"lines.{number}.vat_rate",),
            )


def _group(category: str, rate: Decimal | None) -> Group:
    """What is summed together: one rate of a taxed category, all of any other. 20 and 20.00 are one rate."""
    return category, rate if category in _BY_RATE else None


def _bases(invoice: Invoice) -> Findings:
    """BR-S-01, BR-S-08 and their like: each taxable amount is the sum of its lines and adjustments."""
    counted = [line for line in invoice.lines if line.counts]
    charged = any(each.vat_category for each in invoice.adjustments)
    if not counted or any(line.vat_category is None or line.net is None for line in counted):
        return
    if any(each.amount is None or (charged and each.vat_category is None) for each in invoice.adjustments):
        return
    parts: defaultdict[Group, list[Decimal]] = defaultdict(list)
    for line in counted:
        parts[_group(line.vat_category or "", line.vat_rate)].append(line.net or _ZERO)
    for each in invoice.adjustments:
        if each.vat_category:
            amount = each.amount or _ZERO
            parts[_group(each.vat_category, each.vat_rate)].append(amount if each.charge else -amount)
    stated: defaultdict[Group, list[tuple[int, VatBreakdown]]] = defaultdict(list)
    for number, breakdown in enumerate(invoice.vat_breakdown, 1):
        if breakdown.category is None or breakdown.base is None:
            return
        stated[_group(breakdown.category, breakdown.rate)].append((number, breakdown))
    for group in dict.fromkeys((*stated, *parts)):
        yield from _base(invoice, group, parts[group], stated[group])


def _base(invoice: Invoice, group: Group, parts: list[Decimal], stated: list[tuple[int, VatBreakdown]]) -> Findings:
    category, rate = group
    currency, name = invoice.currency, _name(category)
    called = f"{category}{f' at {percent(rate)}' if rate is not None else ''}"
    made, total = summed(parts, currency), summed((each.base for _, each in stated), currency)
    fields = [f"vat_breakdown.{number}.base" for number, _ in stated]
    strict = category == "S" and invoice.syntax == "cii" and rank(invoice) < EXTENDED
    if not stated:
        if made or any(parts):
            whole = category not in {each.category for each in invoice.vat_breakdown}
            yield warning(
                f"BR-{name}-{'01' if whole else '08'}",
                f"Lines of VAT category {called} (BT-151) add up to {written(made, currency)}, but the VAT breakdown "
                "(BG-23) has no entry for them.",
                ("BG-23", "BT-151"),
            )
    elif abs(total - made) > (_ZERO if strict else CENT * max(len(parts), 1)):
        yield warning(
            f"BR-{name}-08",
            f"The taxable amount (BT-116) of VAT category {called} is {written(total, currency)}, but its lines, "
            f"allowances and charges add up to {written(made, currency)}.",
            ("BT-116", "BT-131", "BT-99", "BT-92"),
            fields,
        )
    elif len(stated) > 1 and rank(invoice) < EXTENDED:
        amounts = ", ".join(written(each.base, currency) for _, each in stated)
        yield warning(
            f"BR-{name}-08" if category in _BY_RATE else f"BR-{name}-01",
            f"The VAT breakdown has {len(stated)} entries for the one category and rate {called} (BT-118, BT-119), "
            f"with the taxable amounts (BT-116) {amounts}; it should be one with {written(made, currency)}.",
            ("BT-116", "BT-118", "BT-119"),
            fields,
        )


def _parties(invoice: Invoice) -> Findings:
    used = {each.category for each in invoice.vat_breakdown} | {line.vat_category for line in invoice.lines}
    seller, buyer, agent = invoice.seller, invoice.buyer, invoice.tax_representative
    registered = bool(seller.vat_id or (agent and agent.vat_id))
    for category in sorted(used & (_WITHOUT_VAT | {"S", "L", "M"} - {"O"}) - {"O"}, key=str):
        known = registered or (category in ("S", "Z", "E", "AE", "L", "M") and bool(seller.tax_number))
        if not known:
            yield warning(
                f"BR-{_name(str(category))}-02",
                f"The invoice has VAT category {category}, but no VAT or tax number of the seller (BT-31, BT-32) or of "
                "a tax representative (BT-63).",
                ("BT-31", "BT-32", "BT-63"),
            )
        elif (category == "K" and not buyer.vat_id) or (category == "AE" and not (buyer.vat_id or buyer.legal_id)):
            yield warning(
                f"BR-{_name(str(category))}-02",
                f"The invoice has VAT category {category}, but no VAT number of the buyer (BT-48).",
                ("BT-48",),
            )
    if "K" in used:
        period = invoice.period and (invoice.period.start or invoice.period.end)
        if not invoice.delivery_date and not period:
            yield warning(
                "BR-IC-11",
                "A supply within the European Union needs a delivery date (BT-72) or period (BG-14).",
                ("BT-72", "BG-14"),
            )
        if not invoice.delivery_country:
            yield warning(
                "BR-IC-12", "A supply within the European Union needs the deliver-to country (BT-80).", ("BT-80",)
            )
    if "O" in used and len({each.category for each in invoice.vat_breakdown}) > 1 and rank(invoice) < EXTENDED:
        yield warning(
            "BR-O-11",
            "The VAT breakdown mixes category O (outside the scope of VAT) with others (BT-118).",
            ("BT-118",),
        )
