"""`make bench`: prints speeds as ratios to a baseline of the same run."""

from __future__ import annotations

import os
import platform
import statistics
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from eval.benchmarks.generated import write_contracts
from eval.benchmarks.ingestion import LANES
from eval.benchmarks.lanes import run_lane
from rag.console import JsonOption, err, out, print_json, run
from rag.models.bundled import write_bundled_model
from rag.models.embedder import model_folder
from rag.settings import Settings, load_settings

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
_SIZES = (1_000, 10_000, 100_000)


@app.command()
def search(
    passages: Annotated[
        list[int] | None, typer.Option(help="Sizes of the store, rising. Default: 1,000, 10,000 and 100,000.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """POST /search beside its bare parts. Example: python -m eval.benchmarks search --passages 1000"""
    sizes = [Path(str(size)) for size in sorted(passages or _SIZES)]
    found = run_lane("searching", "searching", sizes, _with_model().home)
    if as_json:
        print_json({"machine": machine(), "searching": found["sizes"]})
        return
    out.print(machine())
    table = Table(title="POST /search", caption="bare: the question embedded and one filtered query; p50 / p95 in ms")
    for column in ("passages", "bare", "search", "ratio", "one client, per s", "twenty, per s"):
        table.add_column(column, justify="right")
    for size, figures in found["sizes"].items():
        pairs = [f"{figures[name][0]} / {figures[name][1]}" for name in ("bare_ms", "search_ms", "ratio")]
        table.add_row(size, *pairs, str(figures["per_s_one"]), str(figures["per_s_twenty"]))
    out.print(table)


@app.command("ingestion")
def bench(
    documents: Annotated[
        Path | None, typer.Option(help="Also read the files of this folder. Default: only pages made for the bench.")
    ] = None,
    pages: Annotated[int, typer.Option(min=1, help="How many pages to make, five a document.")] = 300,
    rounds: Annotated[int, typer.Option(min=1, help="Each lane is run so often, in turns; medians are shown.")] = 2,
    as_json: JsonOption = False,
) -> None:
    """Ingestion beside the embedding model alone and a plain llama-index loop. Example: make bench"""
    settings = _with_model()
    with tempfile.TemporaryDirectory() as made:
        sets = {f"{pages} generated pages": write_contracts(Path(made), max(pages // 5, 1), min(pages, 5))}
        if documents is not None:
            sets[documents.name] = sorted(path for path in documents.iterdir() if path.is_file())
        results = {name: _measure(files, settings.home, rounds) for name, files in sets.items()}
    if as_json:
        print_json({"machine": machine(), "ingestion": results})
        return
    out.print(machine())
    for name, lanes in results.items():
        out.print(_table(name, lanes))


def _with_model() -> Settings:
    """The settings, with the embedding model's files in place."""
    settings = load_settings()
    folder = model_folder(settings)
    if isinstance(folder, Path) and not folder.is_dir():
        write_bundled_model(folder)
    return settings


def _measure(files: list[Path], home: Path, rounds: int) -> dict[str, dict[str, Any]]:
    runs: dict[str, list[dict[str, Any]]] = {lane: [] for lane in LANES}
    for number in range(rounds):
        for lane in LANES:
            err.print(f"round {number + 1} of {rounds}: {lane}, {len(files)} files")
            runs[lane].append(run_lane("ingestion", lane, files, home))
    return {
        lane: {
            "seconds": round(statistics.median(figures["seconds"] for figures in done), 2),
            "cpu_seconds": round(statistics.median(figures["cpu_seconds"] for figures in done), 2),
            "passages": done[0]["passages"],
            "peak_mib": max(figures["peak_mib"] for figures in done),
            "runs": [round(figures["seconds"], 2) for figures in done],
        }
        for lane, done in runs.items()
    }


def _table(name: str, lanes: dict[str, dict[str, Any]]) -> Table:
    ours = lanes["ingestion"]
    table = Table(title=name, caption="ratio: this lane's time by the ingestion's; over 1, the ingestion is quicker")
    for column in ("lane", "passages", "seconds", "ratio", "processor s", "ratio", "peak MiB"):
        table.add_column(column, justify="left" if column == "lane" else "right")
    for lane, figures in lanes.items():
        row = [lane, str(figures["passages"])]
        for measure in ("seconds", "cpu_seconds"):
            row += [f"{figures[measure]:.1f}", f"{figures[measure] / ours[measure]:.2f}"]
        table.add_row(*row, str(figures["peak_mib"]))
    return table


def machine() -> str:
    """The machine in words: processor, cores that may be used, Python."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        models = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line]
        name = models[0] if models else name
    return f"{name}, {len(os.sched_getaffinity(0))} cores, Python {platform.python_version()}"


if __name__ == "__main__":
    run(app)
