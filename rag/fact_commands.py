"""`rag facts`: figures and deadlines from a question or a plan; and how they look in a terminal."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from babel.numbers import get_currency_precision
from pydantic import ValidationError
from rich.table import Table

from rag.console import JsonOption, for_terminal, out, print_json
from rag.domain.facts import FactDocument, FactsResult
from rag.domain.plan import Plan
from rag.domain.rights import OWNER
from rag.errors import RequestError
from rag.facts.facts import Facts
from rag.facts.words import percent_in_words
from rag.language import Money, detect_language, format_money
from rag.service_calls import post
from rag.settings import Settings, load_settings
from rag.store.opening import open_store, service_answers

_LARGEST_PLAN = 100_000
_WORDS = {
    "fr": {
        "group": "Groupe", "amount": "Montant", "documents": "Documents", "left": "Laissés de côté",
        "which": "Au choix", "more": "et {count} autres", "duplicate": "doublon",
        "replaced": "remplacée", "other_currency": "autre devise",
        "settled": "repris en facture de solde",
        "doubtful_amount": "montant douteux", "unreadable": "valeur absente ou illisible",
    },
    "en": {
        "group": "Group", "amount": "Amount", "documents": "Documents", "left": "Left out", "which": "Which one",
        "more": "and {count} others", "duplicate": "duplicate",
        "replaced": "replaced", "other_currency": "another currency",
        "settled": "in its final invoice",
        "doubtful_amount": "doubtful amount", "unreadable": "value missing or unreadable",
    },
}  # fmt: skip


def facts(
    asked: Annotated[str, typer.Argument(help="A question in French or English, or a file with a plan in JSON.")],
    language: Annotated[str | None, typer.Option("--language", "-l", help="fr or en; else the question's.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Work out figures or deadlines. Example: rag facts "Total HT par fournisseur en 2024" """
    spoken: Literal["fr", "en"] = "fr" if (language or detect_language(asked)) == "fr" else "en"
    settings, plan = load_settings(), _plan(asked)
    result = _run(settings, asked, plan, spoken)
    if as_json:
        print_json(result)
    else:
        print_facts(result, spoken)


def _plan(asked: str) -> Plan | None:
    """The plan in the file of that name; None where what is asked names no JSON file.

    Raises:
        RequestError: the file cannot be read, or holds no plan.
    """
    if not asked.endswith(".json"):
        return None
    try:
        with Path(asked).open("rb") as file:
            return Plan.model_validate_json(file.read(_LARGEST_PLAN))
    except OSError as error:
        raise RequestError(f"{asked} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        wrong = ", ".join(".".join(map(str, item["loc"])) or "JSON" for item in error.errors()[:5])
        raise RequestError(f"{asked} holds no plan: see {wrong}.", "GET /openapi.json has its schema.") from None


def _run(settings: Settings, question: str, plan: Plan | None, language: str) -> FactsResult:
    if service_answers(settings):
        body: dict[str, Any] = {"language": language}
        body |= {"question": question} if plan is None else {"plan": plan.model_dump(mode="json")}
        return FactsResult.model_validate(post(settings, "/v1/facts/query", body))
    with closing(open_store(settings)) as store:
        known, today = Facts(store.database), date.today()
        result = known.run(plan, OWNER, today, language) if plan else known.ask(question, OWNER, today, language)
    if result is None:
        raise RequestError("This is no question about figures or deadlines that can be worked out.", "Try `rag ask`.")
    return result


def print_facts(result: FactsResult, language: str) -> None:
    """The sentence, the figures of groups as a table, the documents, and those left out with the reason."""
    say = _WORDS["fr" if language == "fr" else "en"]
    out.print(for_terminal(result.words), soft_wrap=True)
    for name in result.choices:
        out.print(f"  {say['which']}: {for_terminal(name)}", soft_wrap=True)
    grouped = [figure for figure in result.figures if figure.group is not None]
    if grouped:
        table = Table(box=None, header_style="bold")
        table.add_column(say["group"])
        table.add_column(say["amount"], justify="right")
        table.add_column(say["documents"], justify="right")
        for figure in grouped:
            value = _written(figure.value, figure.currency, language)
            if figure.share is not None:
                value += f" · {percent_in_words(figure.share, language)}"
            table.add_row(for_terminal(figure.group or ""), for_terminal(value), str(figure.documents))
        out.print(table)
    for deadline in result.deadlines:
        day = deadline.notice_by or deadline.term_end
        out.print(f"\n[bold]{for_terminal(deadline.title)}[/]  {day.isoformat() if day else ''}", soft_wrap=True)
        for step in (*deadline.steps, *filter(None, [deadline.problem])):
            out.print(f"    {for_terminal(step)}", soft_wrap=True)
    for term in result.terms:
        for step in term.steps:
            out.print(f"    {for_terminal(step)}", soft_wrap=True)
    if not result.deadlines:
        _print_documents(result.included, result.included_count, language)
    if result.excluded_count:
        out.print(f"\n{say['left']}: {result.excluded_count}")
        _print_documents(result.excluded, result.excluded_count, language)


def _print_documents(found: tuple[FactDocument, ...], count: int, language: str) -> None:
    say = _WORDS["fr" if language == "fr" else "en"]
    for document in found:
        parts = [document.number or document.title, document.party, document.issue_date and str(document.issue_date)]
        if document.amount is not None:
            parts.append(_written(document.amount, document.currency, language))
        parts.append(f"{document.filename}{f', p. {document.page}' if document.page else ''}")
        if document.left is not None:
            parts.append(say[document.left.value])
        out.print(f"  {for_terminal(' · '.join(part for part in parts if part))}", soft_wrap=True)
    if count > len(found):
        out.print(f"  {say['more'].format(count=count - len(found))}")


def _written(value: Decimal, currency: str | None, language: str) -> str:
    """A count, or an amount in its currency; figures are rounded to its minor units where they were worked out."""
    if currency is None:
        return f"{value:f}"
    minor = value.scaleb(get_currency_precision(currency))
    if minor != minor.to_integral_value():
        return f"{value:f} {currency}"
    return format_money(Money(int(minor), currency), language)
