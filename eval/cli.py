"""`rag-eval`: measures how well questions are answered."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eval.comparing_commands import answers, injection
from eval.metrics import Metrics, measure
from eval.preparing import documents_of, ingest_documents, share_model_files, wanted_model
from eval.quality_page import quality_page
from eval.retrieval import WAYS, load_questions, measure_retrieval, placed
from eval.running import run_suite
from eval.runs import Run, begin, describe, new_folder, read_run
from eval.suites import Question, load_suite
from eval.tables import results_table, retrieval_table, verification_table
from eval.verification import claims_of_contractnli, claims_of_suite, measure_verification, parties_of
from rag.console import JsonOption, err, out, print_json, progress, run
from rag.models.language_model import LanguageModel
from rag.opening import open_query_engine
from rag.settings import Settings, load_settings
from rag.store.opening import open_store

app = typer.Typer(
    help="Measure how well questions are answered. Example: rag-eval run samples --model none",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(answers)
app.command()(injection)


@app.command("run")
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
    limit: Annotated[int | None, typer.Option(min=1, help="Ask only the first so many questions.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Ask every question of a suite and measure the answers. Example: rag-eval run samples --out /tmp/run"""
    loaded = load_suite(suite)
    settings = load_settings()
    documents = documents_of(suite, documents)
    answering_model = wanted_model(settings, model)
    name = answering_model.name if answering_model else None
    folder = (out_folder or new_folder(settings, loaded.name, name)).resolve()
    this_run = begin(folder, describe(loaded, settings, name, documents))
    if documents is not None:
        own = load_settings(home=folder / "home")
        share_model_files(settings, own)
        settings = own
        with err.status("ingesting"):
            ingest_documents(settings, documents)
    metrics = _ask_all(loaded.questions[:limit], this_run, settings, answering_model)
    if as_json:
        print_json({"suite": loaded.name, "run": str(folder), "metrics": metrics})
    else:
        out.print(results_table(metrics, this_run.info.label))
        out.print(f"Records: {folder}", markup=False, soft_wrap=True)


@app.command()
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
        sets = {"all": asked}
        if len(tags := sorted({question.tag for question in asked})) > 1:
            sets |= {tag: [question for question in asked if question.tag == tag] for tag in tags}
        task = bar.add_task("", total=sum(map(len, sets.values())) * len(WAYS))
        found = {
            label: {
                name: measure_retrieval(engine, chosen, way, lambda: bar.advance(task)) for name, way in WAYS.items()
            }
            for label, chosen in sets.items()
        }
    if as_json:
        by_tag = {label: figures for label, figures in found.items() if label != "all"}
        print_json({"questions": len(loaded), "found": found["all"], "by_tag": by_tag})
        return
    for label, figures in found.items():
        out.print(retrieval_table(figures, f"{label}, {len(sets[label])} questions"))


@app.command()
def verification(
    suite: Annotated[str, typer.Argument(help="A JSON Lines file, or the name of a suite that comes along: samples.")],
    documents: Annotated[Path, typer.Option(help="The folder of its documents.")],
    contractnli: Annotated[
        Path | None, typer.Option(help="A file of ContractNLI, measured apart: its claims are general.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure the check of claims without a model: true claims withheld, false claims withheld.

    Example: rag-eval verification samples --documents samples
    """
    loaded = load_suite(suite)
    settings = load_settings()
    own = load_settings(home=new_folder(settings, "verification", None).resolve())
    share_model_files(settings, own)
    with err.status("ingesting"):
        ingest_documents(own, documents.resolve())
    store = open_store(own)
    try:
        claims, parties = list(claims_of_suite(loaded.questions, store.catalogue)), parties_of(store.catalogue)
    finally:
        store.close()
    measured = {loaded.name: measure_verification(claims, parties)}
    if contractnli is not None:
        measured["contractnli"] = measure_verification(list(claims_of_contractnli(contractnli)), ())
    if as_json:
        print_json({"withheld": measured})
    else:
        out.print(verification_table(measured))


@app.command()
def report(
    folders: Annotated[list[Path], typer.Argument(help="Folders of runs of one suite, in the order of the columns.")],
    out_file: Annotated[Path | None, typer.Option("--out", help="Where to write. Default: stdout.")] = None,
) -> None:
    """Write runs side by side as a Markdown page. Example: rag-eval report RUN1 RUN2 --out docs/quality.md"""
    page = quality_page([read_run(folder) for folder in folders])
    if out_file is None:
        print(page, end="")
    else:
        out_file.write_text(page, encoding="utf-8")


def _ask_all(questions: list[Question], this_run: Run, settings: Settings, model: LanguageModel | None) -> Metrics:
    asked = {question.id for question in questions}
    known = sum(record.id in asked for record in this_run.records())
    if known:
        err.print(f"{known} of {len(questions)} questions were asked before; going on.", highlight=False)
    with open_query_engine(settings) as engine, progress("asking") as bar:
        task = bar.add_task("", total=len(questions), completed=known)
        return measure(run_suite(questions, this_run, engine, model, lambda _: bar.advance(task)))


def main() -> None:
    """The command `rag-eval`."""
    run(app)
