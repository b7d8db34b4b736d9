"""`rag-eval compare`, `report` and `gate`: what is done with runs once they are made."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eval.metrics import figures
from eval.reports.comparison import Comparison
from eval.reports.comparison import compare as compared
from eval.reports.comparison_table import comparison_table, notes
from eval.reports.cost import load_prices
from eval.reports.gate import check, load_thresholds, parse_thresholds
from eval.reports.html_page import html_page
from eval.reports.quality_page import quality_page
from eval.reports.summary import summary
from eval.reports.system_runs import SystemRun, one_system, systems_of
from rag.console import SOME_FAILED, JsonOption, for_terminal, out, print_json
from rag.errors import RequestError

_ONE = "A run's folder, or `FOLDER:SYSTEM` for one of its systems, as `DIR:plain loop`."


def compare(
    a: Annotated[str, typer.Argument(help=f"{_ONE} Without a system: Sourcier.")],
    b: Annotated[str, typer.Argument(help="The same; differences are B less A.")],
    as_json: JsonOption = False,
) -> None:
    """Compare two runs of a suite question by question, with intervals and a test.

    Example: rag-eval compare RUN1 RUN2; rag-eval compare RUN1 "RUN1:plain loop"
    """
    show_comparison(compared(one_system(a), one_system(b)), as_json)


def show_comparison(found: Comparison, as_json: bool) -> None:
    """Prints a comparison, as JSON or for people."""
    if as_json:
        print_json(found)
        return
    out.print(comparison_table(found))
    for line in notes(found):
        out.print(for_terminal(line), soft_wrap=True)


def report(
    runs: Annotated[
        list[str], typer.Argument(help="Folders of runs, or `FOLDER:SYSTEM`, in the order of the columns.")
    ],
    out_file: Annotated[
        Path | None, typer.Option("--out", help="Where to write the Markdown page. Default: stdout.")
    ] = None,
    html_file: Annotated[
        Path | None, typer.Option("--html", help="Write one HTML page that needs nothing else: plots, every question.")
    ] = None,
    short: Annotated[bool, typer.Option("--summary", help="Only the first table, as Markdown.")] = False,
    price_file: Annotated[
        Path | None, typer.Option("--prices", help="Prices of a million tokens or of a machine's hour (TOML).")
    ] = None,
) -> None:
    """Write runs side by side as a Markdown page, or as a page of HTML with plots; each suite is a section.

    Example: rag-eval report RUN1 RUN2 --out docs/quality.md --html report.html
    """
    prices = load_prices(price_file) if price_file else None
    shown = [each for name in runs for each in _wanted(name)]
    if html_file is not None:
        _write(html_file, html_page(shown, prices))
    if out_file is None and (short or html_file is None):
        print(summary(shown) if short else quality_page(shown, prices), end="")
    elif out_file is not None:
        _write(out_file, summary(shown) if short else quality_page(shown, prices))


def gate(
    run: Annotated[str, typer.Argument(help=f"{_ONE} Without a system: Sourcier.")],
    at_least: Annotated[list[str] | None, typer.Option("--min", help="NAME=NUMBER; may be given again.")] = None,
    at_most: Annotated[list[str] | None, typer.Option("--max", help="NAME=NUMBER; may be given again.")] = None,
    thresholds: Annotated[
        Path | None, typer.Option(help="A TOML file with tables [min] and [max], a line NAME = NUMBER each.")
    ] = None,
    bound: Annotated[
        bool, typer.Option("--bound", help="Hold the far end of each 95 % interval against it, not the rate itself.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Fail (exit code 1) when a figure of a run misses a threshold. Names are those of `rag-eval run --json`.

    Example: rag-eval gate RUN --max hallucinated=0.1 --min correct=0.8 --max seconds.median=30 --min questions=61
    """
    wanted = [*parse_thresholds("min", at_least or []), *parse_thresholds("max", at_most or [])]
    wanted += load_thresholds(thresholds) if thresholds else []
    if not wanted:
        raise RequestError("There is no threshold.", "Give --min NAME=NUMBER, --max NAME=NUMBER or --thresholds FILE.")
    checked = check(figures(one_system(run).records), wanted, bound)
    failed = [each for each in checked if not each.kept]
    if as_json:
        lines = [
            {"kind": kind, "name": name, "threshold": limit, "value": value, "kept": kept}
            for (kind, name, limit), value, kept in checked
        ]
        print_json({"kept": not failed, "thresholds": lines})
    else:
        for each in checked:
            out.print(for_terminal(f"{'kept' if each.kept else 'FAILED'}: {each.line}"), soft_wrap=True)
    if failed:
        raise typer.Exit(SOME_FAILED)


def _wanted(name: str) -> list[SystemRun]:
    """All systems of a folder, or the one that is named behind it."""
    return systems_of(Path(name)) if Path(name).is_dir() or ":" not in name else [one_system(name)]


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise RequestError(f"{path} cannot be written: {error.strerror}.", "Give another file.") from error
