"""`rag`: serves, asks, searches, and looks after itself."""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any

import typer
from pydantic_core import to_jsonable_python

from rag import fact_commands, index_commands, model_commands
from rag.answering.answer import Question, answer, last_answer
from rag.answering.wording import changes_of, passages_in_force_first
from rag.console import JsonOption, err, out, print_json, run
from rag.console import for_terminal as _plain
from rag.doctor import run_checks
from rag.domain.answer import Amended, Answer, AnswerKind
from rag.domain.narrowing import DocumentKind, DocumentLanguage, Narrowing
from rag.domain.rights import OWNER
from rag.errors import RequestError
from rag.fact_commands import print_facts
from rag.facts.words import payments_unknown
from rag.language import amended_words, detect_language
from rag.logs import configure_logging
from rag.models.choosing import find_model
from rag.opening import open_query_engine
from rag.service.schemas import SearchOut
from rag.service.serving import serve as serve_until_stopped
from rag.service_calls import post
from rag.settings import Settings, load_settings
from rag.store.opening import open_store, service_answers

app = typer.Typer(
    help='Ask contracts and invoices. Example: rag ask "Quel est le préavis du contrat de maintenance ?"',
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
keys_app = typer.Typer(
    help="API keys and their groups. Example: rag keys add marie --group achats", no_args_is_help=True
)
app.add_typer(keys_app, name="keys")
app.add_typer(index_commands.app, name="index")
app.add_typer(model_commands.app, name="models")
app.command("facts")(fact_commands.facts)

CollectionOption = Annotated[
    list[str] | None, typer.Option("--collection", "-c", help="Look only here; may be repeated.")
]
KindOption = Annotated[
    list[DocumentKind] | None, typer.Option("--kind", "-k", help="Only documents of this kind; may be repeated.")
]
PartyOption = Annotated[str, typer.Option("--party", help="Only documents whose beginning names this party.")]
FromOption = Annotated[
    datetime | None,
    typer.Option("--from", formats=["%Y-%m-%d"], help="Only typed invoices issued on this day or later."),
]
ToOption = Annotated[
    datetime | None,
    typer.Option("--to", formats=["%Y-%m-%d"], help="Only typed invoices issued on this day or before."),
]
LanguageOption = Annotated[
    list[DocumentLanguage] | None, typer.Option("--language", help="Only documents in this language; may be repeated.")
]


@app.command()
def serve() -> None:
    """Run the HTTP service until Ctrl-C. Example: PORT=8080 rag serve"""
    configure_logging(logging.INFO)
    settings = load_settings()
    store = open_store(settings)
    key, new = store.keys.first_key(settings.admin_key_file)
    store.close()
    if new:
        err.print(f"API key, shown only now and kept in {settings.admin_key_file}:\n  {key}", soft_wrap=True)
    err.print(f"API on http://{settings.service.host}:{settings.service.port}")
    serve_until_stopped(settings)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in French or English.")],
    collection: CollectionOption = None,
    kind: KindOption = None,
    party: PartyOption = "",
    date_from: FromOption = None,
    date_to: ToOption = None,
    language: LanguageOption = None,
    model: Annotated[str | None, typer.Option(help="The model; `none` for extractive answers.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question with citations. Example: rag ask "Quel est le préavis ?" """
    settings = load_settings()
    only = _only(kind, party, date_from, date_to, language)
    body: dict[str, Any] = {"question": question, "collections": collection, **to_jsonable_python(asdict(only))}
    if model != "none" and service_answers(settings):
        result = Answer.model_validate(post(settings, "/v1/ask", body | {"model": model}))
    else:
        result = _ask_here(settings, Question(question, collection, only=only), model)
    if as_json:
        print_json(result)
    else:
        _print_answer(result)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100, help="How many passages.")] = 5,
    collection: CollectionOption = None,
    kind: KindOption = None,
    party: PartyOption = "",
    date_from: FromOption = None,
    date_to: ToOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find passages. Example: rag search "pénalités de retard" -n 3"""
    settings = load_settings()
    only = _only(kind, party, date_from, date_to, language)
    if service_answers(settings):
        body = {"query": query, "limit": limit, "collections": collection, **to_jsonable_python(asdict(only))}
        found = SearchOut.model_validate(post(settings, "/v1/search", body))
    else:
        with open_query_engine(settings) as engine:
            ranked = engine.retriever.search(query, OWNER, limit, collection, only=only)
            changes = changes_of(ranked, OWNER, engine.facts, date.today())
            found = SearchOut.of(passages_in_force_first(query, ranked, changes))
    if as_json:
        print_json(found)
        return
    for passage in found.passages:
        out.print(f"[bold]{_plain(passage.filename)}[/], p. {passage.page}  {_plain(' > '.join(passage.headings))}")
        _print_amended(passage.amended, detect_language(query))
        out.print(_plain(passage.text) + "\n", soft_wrap=True)


@app.command()
def doctor(as_json: JsonOption = False) -> None:
    """Check everything, each with its remedy. Example: rag doctor"""
    checks = run_checks(load_settings())
    if as_json:
        print_json({"checks": checks, "ok": all(check.ok for check in checks)})
    else:
        for check in checks:
            mark = "[green]ok  [/]" if check.ok else ("[red]fail[/]" if check.serious else "[yellow]note[/]")
            out.print(f"{mark} {check.name}: {_plain(check.found)}", soft_wrap=True)
            if not check.ok:
                out.print(f"     → {_plain(check.remedy)}", soft_wrap=True)
    if any(not check.ok and check.serious for check in checks):
        raise typer.Exit(3)


@keys_app.command("add")
def add_key(
    name: Annotated[str, typer.Argument(help="Whose key it is.")],
    group: Annotated[list[str] | None, typer.Option("--group", "-g", help="A group it belongs to.")] = None,
    admin: Annotated[bool, typer.Option("--admin", help="May read, manage and erase everything.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Make a key; it is shown once. Example: rag keys add marie --group achats"""
    key = open_store(load_settings()).keys.create(name, group or [], admin=admin)
    if as_json:
        print_json({"name": name, "groups": group or [], "admin": admin, "key": key})
    else:
        out.print(f"Key of {_plain(name)}, shown only now:\n  {key}", soft_wrap=True)


@keys_app.command("list")
def list_keys(as_json: JsonOption = False) -> None:
    """Whose keys there are. Example: rag keys list"""
    readers = open_store(load_settings()).keys.list()
    if as_json:
        print_json({"keys": [{"name": r.name, "groups": sorted(r.groups), "admin": r.admin} for r in readers]})
        return
    for reader in readers:
        rights = "admin" if reader.admin else ", ".join(sorted(reader.groups)) or "everyone's documents"
        out.print(f"{_plain(reader.name)}  {_plain(rights)}")


@keys_app.command("rm")
def remove_key(name: Annotated[str, typer.Argument(help="Whose key stops working.")]) -> None:
    """Make a key stop working and delete its conversations. Example: rag keys rm marie"""
    open_store(load_settings()).keys.remove(name)


def _only(
    kinds: list[DocumentKind] | None,
    party: str,
    date_from: datetime | None,
    date_to: datetime | None,
    languages: list[DocumentLanguage] | None,
) -> Narrowing:
    first, last = (day and day.date() for day in (date_from, date_to))
    return Narrowing(tuple(kinds or ()), party, first, last, tuple(languages or ()))


def _ask_here(settings: Settings, asked: Question, model: str | None) -> Answer:
    if service_answers(settings):
        raise RequestError(
            "A service runs, and it chooses the model.", "Set SOURCIER_OLLAMA__ENABLED=false for the service."
        )
    with open_query_engine(settings) as engine:
        chosen = None if model == "none" else find_model(settings, model, engine.box)
        if model not in (None, "none") and chosen is None:
            raise RequestError(f"There is no language model {model!r} here.", "`rag models` lists those there are.")
        return last_answer(answer(asked, OWNER, engine.retriever, chosen, settings.confidential, engine.facts))


def _print_answer(result: Answer) -> None:
    how = result.model or result.kind.value
    if result.facts is not None and not result.facts.terms:
        print_facts(result.facts, result.language)
        if any(claim.text == payments_unknown(result.language) for claim in result.claims):
            out.print(payments_unknown(result.language))
        err.print(f"({how}, {result.timings_ms.total / 1000:.1f} s)")
        return
    french = result.language == "fr"
    if result.kind is AnswerKind.ABSTAINED:
        not_found = "Je ne trouve pas la réponse dans les documents."
        out.print(_plain(result.text) or (not_found if french else "I do not find the answer in the documents."))
        for near in result.nearest:
            out.print(f"  {'voir' if french else 'see'} {_plain(near.title)}, p. {near.page}", soft_wrap=True)
    for claim in result.claims:
        marks = " ".join(f"[{n}]" for n in claim.citations)
        out.print(f"{_plain(claim.text)} [bold cyan]{_plain(marks)}[/]", soft_wrap=True)
    for citation in result.citations:
        place = " > ".join(citation.headings[-1:])
        mark = f"[bold cyan]{_plain(f'[{citation.n}]')}[/]"
        out.print(f"\n{mark} {_plain(citation.filename)}, p. {citation.page}  {_plain(place)}")
        out.print(f"    « {_plain(' '.join(citation.quote.split()))} »", soft_wrap=True)
        _print_amended(citation.amended, result.language)
    err.print(f"({how}, {result.timings_ms.total / 1000:.1f} s)")


def _print_amended(amended: Amended | None, language: str) -> None:
    """That a passage is no longer in force as it stands, and where it was changed."""
    if amended is None:
        return
    page = f", p. {amended.page}" if amended.page else ""
    place = f"{amended.filename}{page}"
    out.print(f"    [yellow]→ {_plain(amended_words(amended, language))}[/]: {_plain(place)}", soft_wrap=True)


def main() -> None:
    """The command `rag`."""
    run(app)
