"""`rag-eval retrieval`: what the search finds."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import compress
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from eval.parts.retrieval import WAYS, Found, Mean, load_questions, means, measure_retrieval, placed
from eval.runs.run import new_folder
from eval.systems.preparing import ingest_documents, share_model_files
from rag.console import JsonOption, err, out, print_json, progress
from rag.opening import open_query_engine
from rag.settings import load_settings


def retrieval(
    questions: Annotated[Path, typer.Argument(help="Questions with answering spans, as LegalBench-RAG writes them.")],
    documents: Annotated[Path, typer.Option(help="The folder of their documents.")],
    home: Annotated[
        Path | None, typer.Option(help="Where to keep the store, to be used again. Default: a folder for this run.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure what is found, beside each half of the search alone.

    Example: rag-eval retrieval questions.json --documents contracts
    """
    loaded = load_questions(questions)
    settings = load_settings()
    own = load_settings(home=(home or new_folder(settings, "retrieval", None)).resolve())
    share_model_files(settings, own)
    with err.status("ingesting"):
        ingest_documents(own, documents.resolve())
    with open_query_engine(own) as engine, progress("searching") as bar:
        asked = placed(loaded, engine.store.catalogue)
        task = bar.add_task("", total=len(asked) * len(WAYS))
        each = {name: measure_retrieval(engine, asked, way, lambda: bar.advance(task)) for name, way in WAYS.items()}
    sets = {"all": [True] * len(asked)}
    if len(tags := sorted({question.tag for question in asked})) > 1:
        sets |= {tag: [question.tag == tag for question in asked] for tag in tags}
    found = {
        label: {name: means(list(compress(figures, chosen))) for name, figures in each.items()}
        for label, chosen in sets.items()
    }
    if as_json:
        by_tag = {label: figures for label, figures in found.items() if label != "all"}
        print_json({"questions": len(loaded), "found": found["all"], "by_tag": by_tag})
        return
    for label, figures in found.items():
        out.print(retrieval_table(figures, f"{label}, {sum(sets[label])} questions"))


def retrieval_table(found: Mapping[str, Found], title: str) -> Table:
    """What each way of searching finds, for a terminal."""
    table = Table(title=f"{title}: mean, % [95 % interval]")
    table.add_column("")
    for way in found:
        table.add_column(way, justify="right")
    for name in next(iter(found.values())):
        table.add_row(name, *(_mean_text(figures[name]) for figures in found.values()))
    return table


def _mean_text(mean: Mean) -> str:
    return f"{100 * mean['value']:.1f} [{100 * mean['low']:.1f}, {100 * mean['high']:.1f}]"
