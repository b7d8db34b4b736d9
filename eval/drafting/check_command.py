"""`rag-eval check`: is a suite whole, and do its places stand in its documents?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from eval.drafting.checking import Problem, missing_places, own_problems
from eval.suites.suite import load_suite
from rag.console import SOME_FAILED, JsonOption, for_terminal, out, print_json, progress
from rag.settings import load_settings

_SHOWN = 80


def check(
    suite: Annotated[str, typer.Argument(help="A JSON Lines file, or the name of a suite that comes along: samples.")],
    documents: Annotated[
        Path | None, typer.Option(help="The folder of its documents: its places are looked up.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check a suite, and with --documents that each place that it names is there. 1 is the exit code if one is not.

    Example: rag-eval check samples --documents samples
    """
    loaded = load_suite(suite)
    problems = own_problems(loaded.questions)
    places = sum(len(question.gold) for question in loaded.questions)
    if documents is not None:
        with progress("reading") as bar:
            task = bar.add_task("", total=None)
            ingest = load_settings().ingest
            problems += missing_places(loaded.questions, documents, ingest, lambda: bar.advance(task))
    if as_json:
        print_json(
            {
                "suite": loaded.name,
                "sha256": loaded.sha256,
                "questions": len(loaded.questions),
                "answerable": sum(question.answerable for question in loaded.questions),
                "places": places,
                "places_looked_up": documents is not None,
                "problems": problems,
            }
        )
    else:
        answerable = sum(question.answerable for question in loaded.questions)
        out.print(f"{loaded.name}: {len(loaded.questions)} questions, {answerable} answerable, {places} places.")
        out.print(_table(problems) if problems else _all_well(documents is not None))
    if problems:
        raise typer.Exit(SOME_FAILED)


def _all_well(looked_up: bool) -> str:
    return "Every place stands in the documents." if looked_up else "The places were not looked up: give --documents."


def _table(problems: list[Problem]) -> Table:
    table = Table("question", "place", "words", "what is wrong")
    for problem in problems:
        place = f"{problem['file']}, p. {problem['page']}" if problem["file"] else ""
        quote = problem["quote"] or ""
        words = quote if len(quote) <= _SHOWN else quote[:_SHOWN] + "…"
        table.add_row(*(for_terminal(cell) for cell in (problem["id"], place, words, problem["why"])))
    return table
