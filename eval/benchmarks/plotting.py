"""A result drawn: a panel for each measure, as lines where the cases are numbers, else as bars; baselines beside."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from eval.benchmarks.results import Result, Row

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_OURS, _BASELINE = "#1f5f8b", "#b0b7bd"
_WIDTH, _HEIGHT, _BAR = 7.5, 2.8, 0.32


def draw(result: Result, file: Path) -> None:
    """Writes an SVG file that needs nothing from outside: its letters are drawn as outlines.

    Raises:
        ImportError: matplotlib is not installed.
        OSError: the file cannot be written.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    panels: dict[tuple[str, str], list[Row]] = {}
    for row in result.rows:
        panels.setdefault((row.measure, row.unit), []).append(row)
    # Nothing failed: nothing to draw.
    panels = {name: rows for name, rows in panels.items() if any(row.value for row in rows)}
    heights = [_HEIGHT if _numbered(rows) else _BAR * (2 * len(rows) + 2) for rows in panels.values()]
    # The same figures give the same file.
    with mpl.rc_context({"svg.hashsalt": "sourcier", "svg.fonttype": "path", "font.size": 9}):
        figure = Figure(figsize=(_WIDTH, max(sum(heights), 1)), layout="constrained")
        figure.suptitle(result.title)
        axes = figure.subplots(max(len(panels), 1), 1, squeeze=False, height_ratios=heights or None)[:, 0]
        for one, ((measure, unit), rows) in zip(axes, panels.items(), strict=False):
            one.set_title(f"{measure} ({unit})", loc="left", fontsize=9)
            (_lines if _numbered(rows) else _bars)(one, rows)
            one.spines[["top", "right"]].set_visible(False)
        figure.savefig(file, format="svg", metadata={"Date": None})


def _numbered(rows: Sequence[Row]) -> bool:
    return len(rows) > 1 and all(row.x is not None for row in rows)


def _lines(axes: Axes, rows: Sequence[Row]) -> None:
    places = [row.x or 0.0 for row in rows]
    axes.plot(places, [row.value for row in rows], marker="o", color=_OURS)
    for against in dict.fromkeys(row.against for row in rows if row.baseline is not None):
        beside = [row for row in rows if row.against == against and row.baseline is not None]
        points = [row.x or 0.0 for row in beside], [row.baseline or 0.0 for row in beside]
        axes.plot(*points, marker="s", linestyle="--", color=_BASELINE, label=against or "baseline")
        axes.legend(frameon=False)
    axes.set_xscale("log")
    axes.set_xticks(places, [row.case for row in rows])
    axes.minorticks_off()
    axes.set_ylim(0, 1.15 * max(max(row.value, row.baseline or 0.0) for row in rows))


def _bars(axes: Axes, rows: Sequence[Row]) -> None:
    names = [row.case for row in rows]
    places = [float(-number) for number in range(len(rows))]
    axes.barh([place + 0.2 for place in places], [row.value for row in rows], height=0.38, color=_OURS)
    if any(row.baseline is not None for row in rows):
        against = ", ".join(dict.fromkeys(row.against for row in rows if row.baseline is not None))
        beside = [row.baseline or 0.0 for row in rows]
        axes.barh([place - 0.2 for place in places], beside, height=0.38, color=_BASELINE, label=against or "baseline")
        axes.legend(frameon=False, fontsize=7)
    axes.set_yticks(places, names)
