"""Results in sentences, in French and English. Invoices are *invoiced*, never *paid*: of payments nothing is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from babel.numbers import format_decimal, get_currency_precision

from rag.domain.facts import Deadline, FactDocument, FactsResult, Figure, Left
from rag.domain.invoice import InvoiceType
from rag.domain.plan import ContractTerm, Grouping, Measure, Order, Plan
from rag.facts.plan_words import day_in_words, group_in_words, joined, plan_in_words
from rag.facts.term_sentences import term_in_words
from rag.language import Money, format_money

Counts = Mapping[tuple[Left | None, bool], int]
"""How many documents, by the reason why they are left out (None: they count) and whether they are credit notes."""

_LEFT = {
    "fr": {
        Left.DUPLICATE: ("doublon", "doublons"),
        Left.REPLACED: ("remplacée par une rectificative", "remplacées par une rectificative"),
        Left.SETTLED: ("acompte repris dans sa facture de solde", "acomptes repris dans leurs factures de solde"),
        Left.OTHER_CURRENCY: ("dans une autre devise", "dans une autre devise"),
        Left.DOUBTFUL: ("au montant douteux", "au montant douteux"),
        Left.UNREADABLE: ("illisible sur ce point", "illisibles sur ce point"),
    },
    "en": {
        Left.DUPLICATE: ("duplicate", "duplicates"),
        Left.REPLACED: ("replaced by a corrective invoice", "replaced by a corrective invoice"),
        Left.SETTLED: ("prepayment contained in its final invoice", "prepayments contained in their final invoices"),
        Left.OTHER_CURRENCY: ("in another currency", "in another currency"),
        Left.DOUBTFUL: ("with a doubtful amount", "with a doubtful amount"),
        Left.UNREADABLE: ("unreadable in this respect", "unreadable in this respect"),
    },
}
_PREPAYMENTS = {
    "fr": (
        "facture d'acompte", "factures d'acompte", ", dont le montant peut figurer aussi dans une facture de solde",
        ", dont les montants peuvent figurer aussi dans des factures de solde",
    ),
    "en": (
        "is a prepayment invoice", "are prepayment invoices", ", whose amount may also stand in a final invoice",
        ", whose amounts may also stand in final invoices",
    ),
}  # fmt: skip


_THE_ONE = {
    "facture": {
        Order.DATE: ("La plus récente", "La plus ancienne"),
        Order.AMOUNT: ("La plus élevée", "La plus petite"),
    },
    "avoir": {Order.DATE: ("Le plus récent", "Le plus ancien"), Order.AMOUNT: ("Le plus élevé", "Le plus petit")},
    "en": {Order.DATE: ("The latest", "The earliest"), Order.AMOUNT: ("The largest", "The smallest")},
}


def invoices_in_words(result: FactsResult, counts: Counts, prepayments: int, language: str) -> str:
    """What was worked out of how many invoices, how many of them are prepayment invoices, and how many were left out
    and why."""
    french = language == "fr"
    plan = result.plan
    heading = plan_in_words(plan, language)
    invoices, credits = counts.get((None, False), 0), counts.get((None, True), 0)
    said = documents_in_words(plan, invoices, credits, language)
    between = colon(french)
    if not result.included_count:
        nothing = "aucun document" if french else "no document"
        value = "0" if plan.measure is Measure.COUNT else nothing
        sentences = [f"{heading}{between}{value}."]
    elif plan.group_by is not None or plan.measure is Measure.LIST:
        said = f"{_number_of_groups(result, language)}{said}"
        sentences = [f"{heading}{between}{said}{_amounts_of_a_number(result, language)}."]
    elif plan.measure is Measure.COUNT:
        number = format_decimal(result.included_count, locale="fr" if french else "en")
        sentences = [f"{heading}{between}{number}{f' ({said})' if credits and not plan.types else ''}."]
    else:
        values = joined([figure_in_words(plan, figure, language) for figure in result.figures], language)
        sentences = [f"{heading}{between}{values} ({said})."]
    sentences += _the_one(result, language)
    if plan.measure is Measure.AVERAGE and result.figures:
        sentences.append("Moyenne arrondie au centime." if french else "The average is rounded to the cent.")
    sentences += currencies_apart(result.figures, language)
    sentences += _prepayments_in_words(plan, prepayments, language)
    sentences += left_in_words(counts, language)
    return " ".join(sentences)


def _number_of_groups(result: FactsResult, language: str) -> str:
    """How many suppliers or customers there are, where all are told of that fit."""
    plan, french = result.plan, language == "fr"
    nouns = {Grouping.SELLER: ("fournisseur", "supplier"), Grouping.BUYER: ("client", "customer")}
    if plan.group_by not in nouns or plan.limit is not None:
        return ""
    number = len({figure.group for figure in result.figures})
    if plan.sellers or plan.buyers:
        return ""
    return f"{number} {_plural(nouns[plan.group_by][not french], number, french)}, "


def _prepayments_in_words(plan: Plan, number: int, language: str) -> list[str]:
    """That prepayment invoices are among what counts, unless they were asked for: in a sum their amounts may stand once
    more in final invoices, which cannot be told where these do not say so."""
    if not number or tuple(plan.types) == (InvoiceType.PREPAYMENT,):
        return []
    one, several, again, again_several = _PREPAYMENTS["fr" if language == "fr" else "en"]
    said = f"Dont {number} " if language == "fr" else f"{number} of them "
    said += one if number == 1 else several
    if plan.measure in (Measure.SUM, Measure.AVERAGE):
        said += again if number == 1 else again_several
    return [f"{said}."]


def _amounts_of_a_number(result: FactsResult, language: str) -> str:
    """The amounts and due days of the invoices of one number: whoever asks for an invoice asks for what it comes to."""
    if result.plan.number is None:
        return ""
    amounts = [
        figure_in_words(result.plan, Figure(value=one.amount, currency=one.currency, documents=1), language)
        + _due(one, language)
        for one in result.included
        if one.amount is not None
    ]
    return f" ({joined(amounts, language)})" if amounts else ""


def _due(one: FactDocument, language: str) -> str:
    if one.due_date is None:
        return ""
    return f"{', à échéance le ' if language == 'fr' else ', due on '}{day_in_words(one.due_date, language)}"


def _the_one(result: FactsResult, language: str) -> list[str]:
    """The invoice itself where the latest, first or largest is asked for: its number, day, amount and due day."""
    plan = result.plan
    if plan.measure is not Measure.LIST or plan.limit != 1 or plan.order is None or not result.included:
        return []
    french, one = language == "fr", result.included[0]
    only_credit = tuple(plan.types) == (InvoiceType.CREDIT_NOTE,)
    names = _THE_ONE[("avoir" if only_credit else "facture") if french else "en"].get(plan.order)
    if names is None:
        return []
    # Amounts of credit notes are negative: the largest is the lowest.
    said = names[not (plan.descending ^ (only_credit and plan.order is Order.AMOUNT))]
    parts = [f"{'n°' if french else 'number'} {one.number}"] if one.number else []
    if one.issue_date is not None:
        day = day_in_words(one.issue_date, language)
        parts.append(f"du {day}" if french else f"of {day}")
    if one.amount is not None:
        figure = Figure(value=one.amount, currency=one.currency, documents=1)
        parts.append(figure_in_words(plan, figure, language))
    if one.due_date is not None:
        parts[-1] += _due(one, language)
    return [f"{said}{colon(french)}{', '.join(parts)}."] if parts else []


def contracts_in_words(result: FactsResult, language: str) -> str:
    """How many contracts there are, and of how many it cannot be told."""
    french = language == "fr"
    heading, count = plan_in_words(result.plan, language), result.included_count
    noun = ("contrat" if count < 2 else "contrats") if french else ("contract" if count == 1 else "contracts")
    value = f"{count}" if result.plan.measure is Measure.COUNT else f"{count} {noun}"
    sentences = [f"{heading}{colon(french)}{value}."]
    if unsure := result.excluded_count:
        if french:
            sentences.append(f"Pour {unsure} contrat{'s' if unsure > 1 else ''}, la lecture ne permet pas de le dire.")
        else:
            sentences.append(f"Of {unsure} contract{'s' if unsure > 1 else ''} the reading does not tell.")
    return " ".join(sentences)


def left_in_words(counts: Counts, language: str) -> list[str]:
    """One sentence on what does not count, none where everything does."""
    names = _LEFT["fr" if language == "fr" else "en"]
    parts = []
    for left, (one, several) in names.items():
        if number := counts.get((left, False), 0) + counts.get((left, True), 0):
            parts.append(f"{number} {one if number == 1 else several}")
    if not parts:
        return []
    said = "Non comptés\u00a0: " if language == "fr" else "Not counted: "
    return [f"{said}{joined(parts, language)}."]


def currencies_apart(figures: Sequence[Figure], language: str) -> list[str]:
    """That amounts of several currencies are not added together."""
    if len({figure.currency for figure in figures}) < 2:
        return []
    return ["Les devises ne sont pas additionnées." if language == "fr" else "Currencies are not added together."]


def figure_in_words(plan: Plan, figure: Figure, language: str) -> str:
    """A figure as it is written in this language; an average is rounded half to even."""
    if figure.currency is None:
        return format_decimal(figure.value, locale="fr" if language == "fr" else "en")
    minor = figure.value.scaleb(get_currency_precision(figure.currency))
    return format_money(Money(int(minor.to_integral_value(ROUND_HALF_EVEN)), figure.currency), language)


def group_sentence(plan: Plan, figure: Figure, language: str) -> str:
    """One group and its figure."""
    group = group_in_words(plan, figure.group, language)
    between = colon(language == "fr")
    value = figure_in_words(plan, figure, language)
    said = [] if figure.currency is None else [documents_in_words(plan, figure.documents, 0, language)]
    said += [] if figure.share is None else [percent_in_words(figure.share, language)]
    more = f" ({', '.join(said)})" if said else ""
    return f"{group[0].upper()}{group[1:]}{between}{value}{more}."


def percent_in_words(share: Decimal, language: str) -> str:
    """``12,3 %`` or ``12.3%``, rounded half to even."""
    number = format_decimal(share, "#,##0.0", locale="fr" if language == "fr" else "en")
    return f"{number}\u00a0%" if language == "fr" else f"{number}%"


def deadline_sentence(one: Deadline, language: str) -> str:
    """A contract with its end and last day of notice."""
    french = language == "fr"
    parts = []
    if one.term_end is not None:
        day = day_in_words(one.term_end, language)
        parts.append(f"terme le {day}" if french else f"term ends on {day}")
    if one.notice_by is not None:
        day = day_in_words(one.notice_by, language)
        parts.append(f"à dénoncer au plus tard le {day}" if french else f"notice by {day} at the latest")
    if one.problem is not None:
        parts.append(one.problem.rstrip("."))
    return f"{one.title}{colon(french)}{', '.join(parts)}." if parts else f"{one.title}."


def payments_unknown(language: str) -> str:
    """That invoices say nothing of payments."""
    if language == "fr":
        return "Ces montants sont facturés ; les paiements eux-mêmes ne sont pas connus ici."
    return "These amounts were invoiced; the payments themselves are not known here."


def which_party(asked: str, names: Sequence[str], language: str) -> str:
    """Asks back which of several parties is meant."""
    if language == "fr":
        return f"Plusieurs sociétés répondent à « {asked} »\u00a0: {joined(names, language)}. Laquelle\u00a0?"
    return f"Several companies fit “{asked}”: {joined(names, language)}. Which one?"


def unknown_party(asked: str, role: str, language: str) -> str:
    """Says that no party of this name is known to the reader."""
    if language == "fr":
        return f"Aucune facture ne nomme « {asked} » comme {'fournisseur' if role == 'seller' else 'client'}."
    return f"No invoice names “{asked}” as {'seller' if role == 'seller' else 'buyer'}."


def no_contract_with(asked: str, language: str) -> str:
    """Says that there is no contract with a party that invoices name."""
    if language == "fr":
        return f"Aucun contrat lu n'est conclu avec « {asked} »."
    return f"No contract that was read is with “{asked}”."


def not_stated(term: ContractTerm, language: str) -> str:
    """Says that a contract does not state a term, or doubtfully, or that there is no such contract."""
    name = term_in_words(term, language)
    if language == "fr":
        return f"La lecture des contrats ne le dit pas avec certitude : {name}."
    return f"The reading of the contracts does not tell with certainty: {name}."


def documents_in_words(plan: Plan, invoices: int, credits: int, language: str) -> str:
    """``14 factures, 1 avoir déduit``; only credit notes were asked for, ``2 avoirs``."""
    french = language == "fr"
    if tuple(plan.types) == (InvoiceType.CREDIT_NOTE,):
        number = invoices + credits
        return f"{number} {_plural('avoir' if french else 'credit note', number, french)}"
    parts = []
    if invoices or not credits:
        parts.append(f"{invoices} {_plural('facture' if french else 'invoice', invoices, french)}")
    if credits:
        said = _plural("avoir" if french else "credit note", credits, french)
        deducted = plan.measure is Measure.SUM
        how = (f" {_plural('déduit', credits, french)}" if french else " deducted") if deducted else ""
        parts.append(f"{credits} {said}{how}")
    return ", ".join(parts)


def colon(french: bool) -> str:
    """Between a heading and its value; French has a space before it."""
    return "\u00a0: " if french else ": "


def _plural(noun: str, number: int, french: bool) -> str:
    return noun if (number < 2 if french else number == 1) else f"{noun}s"
