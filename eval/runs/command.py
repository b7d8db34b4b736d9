"""`rag-eval run`: a suite asked of Sourcier and, where wanted, of baselines beside it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from eval.metrics import by_system
from eval.records import Record
from eval.runs.asking import asking_bar
from eval.runs.cache import why_not_cached
from eval.runs.recording import suite_key
from eval.runs.run import Run, begin, describe, keep_inputs, new_folder
from eval.runs.running import run_suite
from eval.suites.suite import Question, Suite, load_suite
from eval.systems.names import MODEL_ALONE, PLAIN_LOOP, RETRIEVAL_ONLY, SOURCIER, SYSTEMS
from eval.systems.opening import NEED_A_MODEL, open_systems
from eval.systems.preparing import documents_of, ingest_documents, share_model_files, wanted_model
from eval.tables import results_table
from rag.console import JsonOption, err, out, print_json
from rag.errors import RequestError
from rag.models.language_model import LanguageModel
from rag.opening import open_query_engine
from rag.settings import Settings, load_settings


class Baseline(StrEnum):
    """What can be asked beside Sourcier."""

    PLAIN_LOOP = "plain-loop"
    RETRIEVAL_ONLY = "retrieval-only"
    MODEL_ALONE = "model-alone"
    ALL = "all"


_NAMES = {
    Baseline.PLAIN_LOOP: PLAIN_LOOP,
    Baseline.RETRIEVAL_ONLY: RETRIEVAL_ONLY,
    Baseline.MODEL_ALONE: MODEL_ALONE,
}


def run_command(
    suite: Annotated[str, typer.Argument(help="A JSON Lines file, or the name of a suite that comes along: samples.")],
    out_folder: Annotated[
        Path | None,
        typer.Option("--out", help="The run's folder; a run that was stopped goes on. Default: a new one."),
    ] = None,
    documents: Annotated[
        Path | None,
        typer.Option(help="Ingest this folder into a store of the run's own. Default: measure SOURCIER_HOME."),
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="`none` for extractive answers, or a model's name. Default: the settings'.")
    ] = None,
    baseline: Annotated[
        list[Baseline] | None,
        typer.Option(help="Ask this one too, in the same run; may be given again. `all`: all that the model allows."),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Ask only the first so many questions.")] = None,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Ask again what an earlier run asked of the same code and model.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Ask every question of a suite and measure the answers.

    Example: rag-eval run samples --baseline plain-loop --baseline retrieval-only --out /tmp/run
    """
    loaded = load_suite(suite)
    settings = load_settings()
    documents = documents_of(suite, documents)
    answering_model = wanted_model(settings, model)
    names = wanted_systems(baseline or [], answering_model)
    folder = (
        out_folder or new_folder(settings, loaded.name, answering_model.name if answering_model else None)
    ).resolve()
    this_run, records = make_run(loaded, settings, answering_model, names, folder, documents, limit, no_cache)
    _show(loaded.name, this_run, records, as_json)


def make_run(
    suite: Suite,
    settings: Settings,
    model: LanguageModel | None,
    names: list[str],
    folder: Path,
    documents: Path | None,
    limit: int | None = None,
    no_cache: bool = False,
) -> tuple[Run, list[Record]]:
    """Asks a suite of the systems of these names, in a run's folder, and goes on there where it was stopped.

    With ``documents`` they are asked of these alone, in a store of the run's own; else of that in ``settings.home``.

    Raises:
        RequestError: the folder holds something else.
    """
    this_run = begin(folder, describe(suite, settings, model, documents))
    keep_inputs(this_run, suite.questions)
    home = settings
    if documents is not None:
        home = settings.model_copy(update={"home": folder / "home"})
        share_model_files(settings, home)
        with err.status("ingesting"):
            ingest_documents(home, documents)
    reason = "--no-cache" if no_cache else why_not_cached(this_run.info)
    if reason and not no_cache:
        err.print(f"No answer is taken from or kept in a cache: {reason}.", highlight=False)
    cache = None if reason else settings.home / "eval" / "cache"
    return this_run, _ask(suite.questions[:limit], this_run, home, settings, names, model, cache)


def wanted_systems(chosen: list[Baseline], model: LanguageModel | None) -> list[str]:
    """The names of the systems to ask: Sourcier, and the baselines chosen, in the order of :data:`SYSTEMS`.

    Raises:
        RequestError: one needs a language model, and there is none.
    """
    named = {_NAMES[one] for one in chosen if one is not Baseline.ALL}
    if model is None and (lacking := [name for name in NEED_A_MODEL if name in named]):
        raise RequestError(f"Without a model there is no {lacking[0]}.", "Name a model with --model, or leave it out.")
    if Baseline.ALL in chosen:
        named |= {name for name in SYSTEMS if model is not None or name not in NEED_A_MODEL}
    return [name for name in SYSTEMS if name == SOURCIER or name in named]


def _ask(
    questions: list[Question],
    this_run: Run,
    home: Settings,
    settings: Settings,
    names: list[str],
    model: LanguageModel | None,
    cache: Path | None,
) -> list[Record]:
    wanted = {suite_key(name, question) for question in questions for name in names}
    known = sum(record.key in wanted for record in this_run.records())
    if known:
        err.print(f"{known} of {len(wanted)} answers were given before; going on.", highlight=False)
    with open_query_engine(home) as engine, asking_bar("asking") as bar:
        task = bar.add_task("", total=len(wanted), completed=known)
        systems = open_systems(names, engine, settings, model, this_run.info.day)
        return run_suite(questions, this_run, engine, systems, cache, lambda _: bar.advance(task))


def _show(suite: str, this_run: Run, records: list[Record], as_json: bool) -> None:
    measured = by_system(records)
    cached = sum(record.cached for record in records)
    if as_json:
        found = {"suite": suite, "run": str(this_run.folder), "metrics": measured[SOURCIER], "systems": measured}
        print_json(found | {"answers": len(records), "cached": cached})
        return
    for name, metrics in measured.items():
        label = f"{name}, {this_run.info.label}" if len(measured) > 1 else this_run.info.label
        out.print(results_table(metrics, label))
    if cached:
        out.print(f"{cached} of {len(records)} answers come from the cache, with the seconds measured then.")
    out.print(f"Records: {this_run.folder}", markup=False, soft_wrap=True)
