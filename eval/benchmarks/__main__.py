"""`make bench`: speeds and memory, each beside a baseline of the same run."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from eval.benchmarks import facts as ledger
from eval.benchmarks import ingestion, writing
from eval.benchmarks.answering import answers
from eval.benchmarks.asking import first_tokens
from eval.benchmarks.generated import write_contracts
from eval.benchmarks.prompts import ModelWithin, model_within, sample_questions, sample_store
from eval.benchmarks.results import Result
from eval.benchmarks.searching import SIZES, searching
from rag.console import JsonOption, err, for_terminal, out, print_json, run
from rag.errors import ModelUnreachableError, RequestError
from rag.models.bundled import write_bundled_model
from rag.models.embedder import model_folder
from rag.opening import open_query_engine
from rag.settings import Settings, load_settings

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, help=__doc__)

OutOption = Annotated[
    Path | None,
    typer.Option("--out", help="Where JSON, table and plot are written. Default: SOURCIER_HOME/bench/TIME."),
]
SizesOption = Annotated[
    str,
    typer.Option(
        help="Passages in the stores, by commas. 1000000 on request only: minutes to fill, and gigabytes of disk and"
        " memory; what it takes is said beforehand, and refused where there is no room."
    ),
]
ModelOption = Annotated[str, typer.Option(help="The language model; `none` for none. Default: the one in force.")]
MinutesOption = Annotated[float, typer.Option(min=0.1, help="The lane with the model ends after so many minutes.")]
_SIZES = ",".join(map(str, SIZES))
_MAX_SIZE = 10_000_000


@app.command("search")
def bench_search(
    sizes: SizesOption = _SIZES,
    each: Annotated[int, typer.Option(min=2, help="How often each of six kinds of questions is asked.")] = 20,
    out_folder: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """POST /search beside its bare parts, and its memory. Example: python -m eval.benchmarks search --sizes 1000"""
    wanted = _read_sizes(sizes)
    _finish([_search(_with_model(), wanted, each)], out_folder, as_json)


@app.command("answers")
def bench_answers(
    seconds: Annotated[float, typer.Option(min=1, help="How long each number of clients asks the model.")] = 60,
    clients: Annotated[str, typer.Option(help="Numbers of clients, by commas.")] = "1,4,16",
    model: ModelOption = "",
    out_folder: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answers a minute over HTTP. Example: python -m eval.benchmarks answers --model none"""
    counts = _numbers(clients, "--clients", 256)
    settings = _with_model()
    with tempfile.TemporaryDirectory() as made:
        _finish([_answers(settings, Path(made), _model(settings, model), counts, seconds)], out_folder, as_json)


@app.command("asking")
def bench_asking(
    questions: Annotated[int, typer.Option(min=1, help="How many of the samples' questions to ask.")] = 4,
    minutes: MinutesOption = 8,
    model: ModelOption = "",
    out_folder: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """The first token of POST /ask beside the bare model call. Example: python -m eval.benchmarks asking"""
    settings = _with_model()
    within = _model(settings, model)
    if within is None:
        raise ModelUnreachableError("No language model answers.", "Start Ollama with a model.")
    with tempfile.TemporaryDirectory() as made:
        _finish([_asking(settings, Path(made), within, questions, minutes)], out_folder, as_json)


@app.command("facts")
def bench_facts(
    invoices: Annotated[int, typer.Option(min=100, help="How many invoices the ledger has.")] = 200_000,
    rounds: Annotated[int, typer.Option(min=1, help="Each plan is run so often; medians are shown.")] = 7,
    out_folder: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plans over invoices beside their own SQL run bare. Example: python -m eval.benchmarks facts --invoices 20000"""
    _finish([_facts(invoices, rounds)], out_folder, as_json)


@app.command("ingestion")
def bench_ingestion(
    documents: Annotated[
        Path | None, typer.Option(help="Also read the files of this folder. Default: only pages made for the bench.")
    ] = None,
    pages: Annotated[int, typer.Option(min=1, help="How many pages to make, five a document.")] = 300,
    rounds: Annotated[int, typer.Option(min=1, help="Each lane is run so often, in turns; medians are shown.")] = 2,
    out_folder: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ingestion beside the embedding model alone and a plain loop. Example: python -m eval.benchmarks ingestion"""
    _finish([_ingestion(_with_model(), documents, pages, rounds)], out_folder, as_json)


@app.command("all")
def bench_all(
    pages: Annotated[int, typer.Option(min=1, help="Pages of the lane `ingestion`.")] = 120,
    sizes: SizesOption = _SIZES,
    seconds: Annotated[float, typer.Option(min=1, help="Of the lane `answers`, for each number of clients.")] = 45,
    questions: Annotated[int, typer.Option(min=1, help="Of the lane `asking`.")] = 3,
    minutes: MinutesOption = 4,
    invoices: Annotated[int, typer.Option(min=100, help="Of the lane `facts`.")] = 50_000,
    model: ModelOption = "",
    out_folder: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """All lanes, one after the other: about 15 minutes on two quiet cores. Example: make bench ARGS="--model none"

    What was measured is written lane by lane, so that a lane that fails takes nothing with it.
    """
    wanted = _read_sizes(sizes)
    settings = _with_model()
    within = _model(settings, model)
    folder = out_folder or _folder(settings)
    failed = []
    results = []
    with tempfile.TemporaryDirectory() as made:
        home = Path(made)
        lanes: dict[str, Callable[[], Result]] = {
            "ingestion": lambda: _ingestion(settings, None, pages, 2),
            "search": lambda: _search(settings, wanted, 20),
            "answers": lambda: _answers(settings, home, within, [1, 4, 16], seconds),
            "facts": lambda: _facts(invoices, 5),
        }
        if within is not None:
            lanes["asking"] = lambda: _asking(settings, home, within, questions, minutes)
        for name, measure in lanes.items():
            try:
                results.append(measure())
                writing.write(results[-1], folder)
            except Exception as error:
                failed.append(name)
                err.print(f"{name}: {type(error).__name__}: {error}", markup=False)
    _finish(results, folder, as_json)
    if within is None:
        err.print("left out: asking, and answers by a model: no language model answers")
    if failed:
        err.print(f"failed: {', '.join(failed)}")
        raise typer.Exit(1)


@app.command("report")
def report(
    folders: Annotated[list[Path], typer.Argument(help="Folders of runs.")],
    page: Annotated[Path | None, typer.Option("--out", help="Write the page here. Default: print it.")] = None,
) -> None:
    """All lanes of runs on one page. Example: python -m eval.benchmarks report var/bench/RUN --out speed.md"""
    found = writing.read(folders)
    text = writing.page(found, (page or Path("page.md")).resolve().parent)
    if page is None:
        print(text, end="")
        return
    page.write_text(text, encoding="utf-8")
    err.print(f"written: {page}", soft_wrap=True)


def _ingestion(settings: Settings, documents: Path | None, pages: int, rounds: int) -> Result:
    with tempfile.TemporaryDirectory() as made:
        files = write_contracts(Path(made), max(pages // 5, 1), min(pages, 5))
        sets = {f"{pages} generated pages": files}
        if documents is not None:
            sets[documents.name] = sorted(path for path in documents.iterdir() if path.is_file())
        return ingestion.measure(sets, settings.home, rounds, _told)


def _search(settings: Settings, sizes: list[int], each: int) -> Result:
    with tempfile.TemporaryDirectory() as made:
        return searching(settings, Path(made), sizes, each, _told)


def _answers(settings: Settings, home: Path, within: ModelWithin | None, clients: list[int], seconds: float) -> Result:
    own = sample_store(settings, home / "samples")
    return answers(own, sample_questions(), within, clients, model_s=seconds, told=_told)


def _asking(settings: Settings, home: Path, within: ModelWithin, questions: int, minutes: float) -> Result:
    with open_query_engine(sample_store(settings, home / "samples")) as engine:
        return first_tokens(engine, within, sample_questions(), questions, 60 * minutes, _told)


def _facts(invoices: int, rounds: int) -> Result:
    with tempfile.TemporaryDirectory() as made:
        _told(f"making {invoices:,} invoices")
        return ledger.measure(Path(made) / "facts.db", invoices, rounds)


def _with_model() -> Settings:
    """The settings, with the embedding model's files in place."""
    settings = load_settings()
    folder = model_folder(settings)
    if isinstance(folder, Path) and not folder.is_dir():
        write_bundled_model(folder)
    return settings


def _model(settings: Settings, wanted: str) -> ModelWithin | None:
    if wanted == "none":
        return None
    found = model_within(settings, wanted or None)
    if found is None and wanted:
        raise ModelUnreachableError(f"There is no language model {wanted!r}.", "Give one of: rag models")
    return found


def _read_sizes(given: str) -> list[int]:
    return _numbers(given, "--sizes", _MAX_SIZE)


def _numbers(given: str, option: str, most: int) -> list[int]:
    try:
        numbers = [int(part) for part in given.split(",")]
    except ValueError:
        numbers = []
    if not numbers or not all(0 < number <= most for number in numbers):
        raise RequestError(f"{option} {given!r} is no list of numbers from 1 to {most:,}.", f"Write: {option} 1,4,16")
    return sorted(set(numbers))


def _folder(settings: Settings) -> Path:
    return settings.home / "bench" / f"{datetime.now(UTC):%Y%m%dT%H%M%S}"


def _told(what: str) -> None:
    err.print(what, markup=False)


def _finish(results: list[Result], folder: Path | None, as_json: bool) -> None:
    folder = folder or _folder(load_settings())
    for result in results:
        writing.write(result, folder)
    err.print(f"written: {folder}", soft_wrap=True, markup=False)
    if as_json:
        print_json([result.model_dump(mode="json") for result in results])
        return
    for result in results:
        out.print(for_terminal(result.machine.words()))
        out.print(_table(result))


def _table(result: Result) -> Table:
    table = Table(title=result.title, caption="\n".join(result.notes), caption_justify="left")
    for name in writing.COLUMNS:
        table.add_column(name, justify="right" if name in ("value", "baseline", "ratio") else "left")
    for row in result.rows:
        table.add_row(*(for_terminal(cell) for cell in writing.cells(row)))
    return table


if __name__ == "__main__":
    run(app)
