"""Results as files: JSON to compare releases by, a table in Markdown, a plot; and several lanes on one page."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from eval.benchmarks.plotting import draw
from eval.benchmarks.results import Result, Row, read_result
from rag.errors import RequestError

COLUMNS = ("case", "measure", "value", "unit", "baseline", "against", "ratio", "wish")


def write(result: Result, folder: Path) -> list[Path]:
    """Writes ``LANE.json``, ``LANE.md`` and, where matplotlib is installed, ``LANE.svg``; returns what was written.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    data, page, plot = (folder / f"{result.lane}.{kind}" for kind in ("json", "md", "svg"))
    data.write_text(result.model_dump_json(indent=1) + "\n", encoding="utf-8")
    written = [data, page]
    try:
        draw(result, plot)
        written.append(plot)
    except ImportError:
        plot.unlink(missing_ok=True)
    page.write_text(markdown(result, plot.name if plot in written else None), encoding="utf-8")
    return written


def read(folders: Sequence[Path]) -> list[tuple[Path, Result]]:
    """The results that lie in folders, each with its file, in the order of folders and names.

    Raises:
        RequestError: a folder holds none, or a file that is none.
    """
    found = []
    for folder in folders:
        files = sorted(folder.glob("*.json"))
        if not files:
            raise RequestError(f"There is no result of a bench in {str(folder)!r}.", "Give the folder of a run.")
        for file in files:
            try:
                found.append((file, read_result(file.read_text(encoding="utf-8"))))
            except ValueError as error:
                raise RequestError(f"{file} is no result of a bench.", "Take it out of the folder.") from error
    return found


def page(results: Sequence[tuple[Path, Result]], beside: Path) -> str:
    """All lanes in one page of Markdown; plots are linked from the folder ``beside``."""
    parts = ["# Speed and memory\n", "Ratios are to a baseline measured in the same run.\n"]
    for file, result in results:
        plot = file.with_suffix(".svg")
        link = Path(os.path.relpath(plot, beside)).as_posix() if plot.exists() else None
        parts.append(markdown(result, link, level=2))
    return "\n".join(parts)


def markdown(result: Result, plot: str | None = None, level: int = 1) -> str:
    """A result as a section: the machine, the table, notes, and the plot at that address."""
    lines = [f"{'#' * level} {result.title}", "", result.machine.words() + ".", ""]
    lines += ["| " + " | ".join(COLUMNS) + " |", "|---|---|---:|---|---:|---|---:|---|"]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in cells(row)) + " |" for row in result.rows]
    lines += ["", *(f"- {note}" for note in result.notes)]
    if plot is not None:
        lines += ["", f"![{result.title}]({plot})"]
    return "\n".join(lines).rstrip() + "\n"


def cells(row: Row) -> tuple[str, ...]:
    """A row as it is shown, column by column; a wish that is not kept stands in bold."""
    baseline = "" if row.baseline is None else shown(row.baseline)
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    bounds = [(row.at_least, "≥"), (row.at_most, "≤")]
    wish = " ".join(f"{sign} {bound:g}" for bound, sign in bounds if bound is not None)
    if row.kept is False:
        ratio = f"**{ratio}**"
    return (row.case, row.measure, shown(row.value), row.unit, baseline, row.against, ratio, wish)


def shown(value: float) -> str:
    """A figure with three digits that say something: 0.123, 12.3, 12,345."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}" if abs(value) >= 1 else f"{value:.3f}"
