"""A plan in words, in French and in English, so that the asker sees what was understood."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from rag.domain.invoice import NOT_CREDIT, InvoiceType
from rag.domain.plan import Amount, DateBasis, DueState, Entity, Grouping, Measure, PartyChoice, Period, Plan
from rag.facts.kind_words import kind_in_words

_AMOUNTS = {
    "fr": {Amount.GROSS: "montant {}TTC", Amount.NET: "montant {}HT", Amount.VAT: "montant {}de TVA"},
    "en": {Amount.GROSS: "{}amount with VAT", Amount.NET: "{}amount without VAT", Amount.VAT: "{}VAT amount"},
}
_MEASURES = {
    "fr": {
        Measure.SUM: "total ",
        Measure.AVERAGE: "moyen ",
        Measure.MINIMUM: "le plus bas ",
        Measure.MAXIMUM: "le plus élevé ",
        Measure.COUNT: "nombre",
        Measure.LIST: "liste",
    },
    "en": {
        Measure.SUM: "total ",
        Measure.AVERAGE: "average ",
        Measure.MINIMUM: "lowest ",
        Measure.MAXIMUM: "highest ",
        Measure.COUNT: "number",
        Measure.LIST: "list",
    },
}
_TYPES = {
    "fr": {
        InvoiceType.INVOICE: "factures",
        InvoiceType.CREDIT_NOTE: "avoirs",
        InvoiceType.CORRECTIVE: "factures rectificatives",
        InvoiceType.PREPAYMENT: "factures d'acompte",
    },
    "en": {
        InvoiceType.INVOICE: "invoices",
        InvoiceType.CREDIT_NOTE: "credit notes",
        InvoiceType.CORRECTIVE: "corrective invoices",
        InvoiceType.PREPAYMENT: "prepayment invoices",
    },
}
_GROUPS = {
    "fr": {
        Grouping.SELLER: "par fournisseur",
        Grouping.BUYER: "par client",
        Grouping.MONTH: "par mois",
        Grouping.QUARTER: "par trimestre",
        Grouping.HALF: "par semestre",
        Grouping.YEAR: "par année",
        Grouping.VAT_RATE: "par taux de TVA",
        Grouping.TYPE: "par type",
        Grouping.KIND: "par type",
    },
    "en": {
        Grouping.SELLER: "by supplier",
        Grouping.BUYER: "by customer",
        Grouping.MONTH: "by month",
        Grouping.QUARTER: "by quarter",
        Grouping.HALF: "by half-year",
        Grouping.YEAR: "by year",
        Grouping.VAT_RATE: "by VAT rate",
        Grouping.TYPE: "by type",
        Grouping.KIND: "by kind",
    },
}
_BASES = {
    "fr": {
        DateBasis.EFFECTIVE: "prenant effet {}",
        DateBasis.END: "dont le terme en cours finit {}",
        DateBasis.NOTICE: "à dénoncer {}",
        DateBasis.ISSUE: "signés {}",
    },
    "en": {
        DateBasis.EFFECTIVE: "effective {}",
        DateBasis.END: "whose running term ends {}",
        DateBasis.NOTICE: "to be given notice {}",
        DateBasis.ISSUE: "signed {}",
    },
}
_LAW = {
    "french": "droit français", "english": "droit anglais", "scottish": "droit écossais", "irish": "droit irlandais",
    "german": "droit allemand", "austrian": "droit autrichien", "belgian": "droit belge", "dutch": "droit néerlandais",
    "luxembourg": "droit luxembourgeois", "swiss": "droit suisse", "italian": "droit italien",
    "spanish": "droit espagnol", "portuguese": "droit portugais", "new york": "droit de l'État de New York",
    "delaware": "droit du Delaware", "california": "droit californien", "texas": "droit texan",
}  # fmt: skip
_DAY = timedelta(1)


def plan_in_words(plan: Plan, language: str) -> str:
    """What a plan works out, as a heading without its final point."""
    language = "fr" if language == "fr" else "en"
    parts = _contract_parts(plan, language) if plan.entity is Entity.CONTRACT else _invoice_parts(plan, language)
    words = " ".join(part for part in parts if part)
    return words[0].upper() + words[1:]


def types_in_words(types: Sequence[InvoiceType], language: str, *, whole: bool = False) -> str:
    """Kinds of invoice in the plural; ``whole`` names credit notes too where all kinds are meant."""
    names = _TYPES["fr" if language == "fr" else "en"]
    if set(types) == set(NOT_CREDIT):
        return names[InvoiceType.INVOICE]
    if types:
        return joined([names[kind] for kind in InvoiceType if kind in types], language)
    every = [names[InvoiceType.INVOICE], names[InvoiceType.CREDIT_NOTE]]
    return joined(every, language) if whole else every[0]


def joined(items: Sequence[str], language: str) -> str:
    """``a, b et c`` or ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {'et' if language == 'fr' else 'and'} {items[-1]}"


def day_in_words(day: date, language: str) -> str:
    """``1er mars 2024`` or ``1 March 2024``."""
    if language != "fr":
        return f"{day.day} {format_date(day, 'MMMM y', locale='en')}"
    return f"{'1er' if day.day == 1 else day.day} {format_date(day, 'MMMM y', locale='fr')}"


def period_in_words(period: Period, language: str) -> str:
    """``en 2024``, ``au 2e trimestre 2024``, ``en mars 2024``, ``du 3 au …``, ``jusqu'au …``; in English alike."""
    french = language == "fr"
    start, end = period.start, period.end
    if start is None or end is None:
        if start is not None:
            return f"{'depuis le' if french else 'from'} {day_in_words(start, language)}"
        if end is not None:
            return ("jusqu'au " if french else "until ") + day_in_words(end, language)
        return ""
    if start == end:
        return f"le {day_in_words(end, language)}" if french else f"on {day_in_words(end, language)}"
    whole = start.day == 1 and end != date.max and (end + _DAY).day == 1 and start.year == end.year
    if whole and (start.month, end.month) == (1, 12):
        return f"en {start.year}" if french else f"in {start.year}"
    if whole and start.month == end.month:
        return f"{'en' if french else 'in'} {format_date(start, 'MMMM y', locale='fr' if french else 'en')}"
    if whole and start.month % 3 == 1 and end.month == start.month + 2:
        quarter = end.month // 3
        name = "1er" if quarter == 1 else f"{quarter}e"
        return f"au {name} trimestre {start.year}" if french else f"in Q{quarter} {start.year}"
    if whole and start.month % 6 == 1 and end.month == start.month + 5:
        half = end.month // 6
        return f"au {'1er' if half == 1 else '2e'} semestre {start.year}" if french else f"in H{half} {start.year}"
    first, last = day_in_words(start, language), day_in_words(end, language)
    return f"du {first} au {last}" if french else f"from {first} to {last}"


def group_in_words(plan: Plan, group: str | None, language: str) -> str:
    """The name of a figure's group: ``mars 2024``, ``2e trimestre 2024``, ``20 %``, ``factures``, ``bail``, a party's,
    or of two periods that are compared ``en 2024``."""
    french = language == "fr"
    if group is None:
        return "non indiqué" if french else "not stated"
    if plan.against is not None:
        first, _, last = group.partition("/")
        return period_in_words(Period(start=date.fromisoformat(first), end=date.fromisoformat(last)), language)
    match plan.group_by:
        case Grouping.MONTH:
            day = date.fromisoformat(f"{group}-01")
            return format_date(day, "MMMM y", locale="fr" if french else "en")
        case Grouping.QUARTER:
            year, _, quarter = group.partition("-Q")
            return f"{'1er' if quarter == '1' else f'{quarter}e'} trimestre {year}" if french else f"Q{quarter} {year}"
        case Grouping.HALF:
            year, _, half = group.partition("-H")
            return f"{'1er' if half == '1' else '2e'} semestre {year}" if french else f"H{half} {year}"
        case Grouping.VAT_RATE:
            return rate_in_words(Decimal(group), language)
        case Grouping.TYPE:
            return types_in_words([InvoiceType(group)], language)
        case Grouping.KIND:
            return kind_in_words(group, language)
    return group


def rate_in_words(rate: Decimal, language: str) -> str:
    """``5,5 %`` or ``5.5%``."""
    number = format_decimal(rate, "0.####", locale="fr" if language == "fr" else "en")
    return f"{number}\u00a0%" if language == "fr" else f"{number}%"


def _invoice_parts(plan: Plan, language: str) -> list[str]:
    french = language == "fr"
    counting = plan.measure in (Measure.COUNT, Measure.LIST)
    measure = _MEASURES[language][plan.measure]
    only_credit = tuple(plan.types) == (InvoiceType.CREDIT_NOTE,)
    e = "" if only_credit else "e"
    parts = [measure if counting else _AMOUNTS[language][plan.amount].format(measure)]
    parts.append(f"{'des' if french else 'of'} {types_in_words(plan.types, language, whole=counting)}")
    if not counting and set(plan.types) == set(NOT_CREDIT):
        parts.append("sans les avoirs" if french else "without credit notes")
    if plan.sellers:
        parts.append(f"{'de' if french else 'from'} {_names(plan.sellers, language)}")
    if plan.buyers:
        parts.append(f"{f'adressé{e}s à' if french else 'to'} {_names(plan.buyers, language)}")
    if plan.number is not None:
        parts.append(f"{'numéro' if french else 'number'} {plan.number}")
    if when := _when(plan, language):
        due = plan.basis is DateBasis.DUE
        said = ("à échéance" if due else ("émises" if e else "émis")) if french else ("due" if due else "issued")
        parts.append(f"{said} {when}")
    if plan.due is not None:
        late = plan.due is DueState.OVERDUE
        if french:
            parts.append("dont l'échéance est passée" if late else "dont l'échéance n'est pas passée")
        else:
            parts.append("past their due date" if late else "not yet due")
    if plan.vat_rate is not None:
        rate = rate_in_words(plan.vat_rate, language)
        parts.append(f"au taux de {rate}" if french else f"at the rate of {rate}")
    parts += _bounds(plan, language)
    if plan.currency is not None:
        parts.append(f"en {plan.currency}" if french else f"in {plan.currency}")
    if plan.group_by is not None:
        parts.append(_GROUPS[language][plan.group_by])
    return [*parts, *_group_bounds(plan, language), *_compared_with(plan, language)]


def _when(plan: Plan, language: str) -> str:
    """The period; of two that are compared both, the earlier first."""
    periods = sorted((one for one in (plan.period, plan.against) if one), key=lambda one: one.start or date.min)
    return joined([words for one in periods if (words := period_in_words(one, language))], language)


def _compared_with(plan: Plan, language: str) -> list[str]:
    """What groups are kept by, and that parts of the whole are told."""
    french, parts = language == "fr", []
    if plan.absent is not None:
        when = period_in_words(plan.absent, language)
        parts.append(f"sans aucune facture {when}" if french else f"without any invoice {when}")
    if plan.share:
        parts.append("avec la part du total" if french else "with the share of the total")
    return parts


def _group_bounds(plan: Plan, language: str) -> list[str]:
    counting = plan.measure in (Measure.COUNT, Measure.LIST)
    least, most = (
        bound if bound is None else format_decimal(bound, "#,##0.####" if counting else "#,##0.00##", locale=language)
        for bound in (plan.group_at_least, plan.group_at_most)
    )
    if language == "fr":
        of = "factures" if counting else "au total"
        said = [f"d'au moins {least} {of}" if least else "", f"d'au plus {most} {of}" if most else ""]
    else:
        of = "invoices" if counting else "in total"
        said = [f"of at least {least} {of}" if least else "", f"of at most {most} {of}" if most else ""]
    return [part for part in said if part]


def _contract_parts(plan: Plan, language: str) -> list[str]:
    french = language == "fr"
    parts = [_MEASURES[language][plan.measure], "des contrats" if french else "of contracts"]
    if plan.contract_kind is not None:
        parts.append(f"({kind_in_words(plan.contract_kind, language)})")
    if plan.sellers:
        parts.append(f"{'avec' if french else 'with'} {_names(plan.sellers, language)}")
    if plan.tacit_renewal is not None:
        if french:
            parts.append(f"{'avec' if plan.tacit_renewal else 'sans'} reconduction tacite")
        else:
            parts.append(f"{'with' if plan.tacit_renewal else 'without'} tacit renewal")
    if plan.law is not None:
        parts.append(f"sous {_LAW[plan.law]}" if french and plan.law in _LAW else f"under {plan.law.title()} law")
    if plan.running:
        parts.append("en cours" if french else "that are running")
    if plan.number is not None:
        parts.append(f"{'numéro' if french else 'number'} {plan.number}")
    if plan.period is not None and (when := period_in_words(plan.period, language)):
        parts.append(_BASES[language].get(plan.basis, "{}").format(when))
    if plan.group_by is not None:
        parts.append(_GROUPS[language][plan.group_by])
    return parts


def _names(choices: Sequence[PartyChoice], language: str) -> str:
    return joined([choice.name or choice.asked for choice in choices], language)


def _bounds(plan: Plan, language: str) -> list[str]:
    french = language == "fr"
    locale = "fr" if french else "en"
    parts = []
    least, most = plan.at_least, plan.at_most
    if tuple(plan.types) == (InvoiceType.CREDIT_NOTE,):
        # Negative in the store, said without the sign.
        least, most = (None if bound is None else -bound for bound in (most, least))
    for bound, said in (
        (least, "d'au moins" if french else "of at least"),
        (most, "d'au plus" if french else "of at most"),
    ):
        if bound is not None:
            parts.append(f"{said} {format_decimal(bound, '#,##0.00##', locale=locale)}")
    return parts
