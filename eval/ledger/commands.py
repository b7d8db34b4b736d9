"""`rag-eval facts`: a made ledger through the real pipeline, and how many of its questions are answered exactly."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from eval.ledger.asking import ask_all
from eval.ledger.judging import Answered, FactsFigures, facts_figures
from eval.ledger.making import make_ledger, write_ledger
from eval.ledger.questions import make_questions
from eval.runs.run import new_folder
from eval.systems.preparing import ingest_documents, share_model_files, wanted_model
from eval.tables import rate_text
from rag.console import JsonOption, err, for_terminal, out, print_json, progress
from rag.facts.facts import Facts
from rag.settings import load_settings
from rag.store.opening import open_store


def facts(
    count: Annotated[int, typer.Option(min=200, help="How many invoices.")] = 2000,
    seed: Annotated[int, typer.Option(help="Another seed draws another ledger.")] = 0,
    xml_only: Annotated[
        bool, typer.Option("--xml-only", help="No plain pages: measures plans and totals apart from reading pages.")
    ] = False,
    model: Annotated[
        str | None, typer.Option(help="A second reader of questions: a model's name. Default: none.")
    ] = "none",
    out_folder: Annotated[
        Path | None, typer.Option("--out", help="The run's folder; a store that is there is used again.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure figures: 150 questions to a made ledger whose truth is known. Example: rag-eval facts --out /tmp/run"""
    settings = load_settings()
    reader = wanted_model(settings, model)
    folder = (out_folder or new_folder(settings, "facts", reader.name if reader else None)).resolve()
    ledger = make_ledger(count, seed)
    documents = folder / "documents"
    if not documents.is_dir():
        write_ledger(ledger, documents, seed, pages=not xml_only)
    own = load_settings(home=folder / "home")
    share_model_files(settings, own)
    with err.status("ingesting"):
        ingest_documents(own, documents)
    questions = make_questions(ledger, seed)
    store = open_store(own)
    try:
        with progress("asking") as bar:
            task = bar.add_task("", total=len(questions))
            answered = ask_all(questions, Facts(store.database), reader, lambda: bar.advance(task))
    finally:
        store.close()
    _write(answered, folder / "answers.jsonl")
    measured = _measured(answered)
    if as_json:
        figures = {label: dataclasses.asdict(one) for label, one in measured.items()}
        print_json({"run": str(folder), "figures": figures, "wrong": [_line(one) for one in answered if not one.right]})
        return
    out.print(_table(measured, reader.name if reader else "without a model"))
    for one in answered:
        if not one.right:
            out.print(f"{one.verdict}: {for_terminal(one.asked.text)} -> {for_terminal(one.said)}", soft_wrap=True)
    out.print(f"Records: {folder}", markup=False, soft_wrap=True)


def _measured(answered: Sequence[Answered]) -> dict[str, FactsFigures]:
    """Over all, by language, by part and by tag."""
    labels: dict[str, Callable[[Answered], bool]] = {"all": lambda one: True}
    for name in ("language", "part", "tag"):
        for value in sorted({getattr(one.asked, name) for one in answered}):
            labels[value] = lambda one, name=name, value=value: getattr(one.asked, name) == value  # type: ignore[misc]
    return {label: facts_figures([one for one in answered if holds(one)]) for label, holds in labels.items()}


def _table(measured: dict[str, FactsFigures], label: str) -> Table:
    table = Table(title=f"{label}: rate [95 % interval] (cases)")
    for heading in (
        "",
        "answered exactly",
        "incomplete and says so",
        "declined though answerable",
        "wrong",
        "unanswerable, none answered",
    ):
        table.add_column(heading)
    for name, one in measured.items():
        rates = (one.exact, one.incomplete, one.declined, one.wrong, one.unanswerable_declined)
        table.add_row(name, *(rate_text(each) for each in rates))
    return table


def _line(one: Answered) -> dict[str, object]:
    return {
        "id": one.asked.id,
        "question": one.asked.text,
        "tag": one.asked.tag,
        "part": one.asked.part,
        "verdict": one.verdict.value,
        "right": one.right,
        "said": one.said,
        "by_model": one.by_model,
        "seconds": round(one.seconds, 4),
    }


def _write(answered: Sequence[Answered], path: Path) -> None:
    lines = [json.dumps(_line(one), ensure_ascii=False) for one in answered]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
