"""Plots of a report, as drawings within the page; which colour and mark is whose, the page says beside them."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Sequence
from typing import Any

from eval.metrics import Rate
from eval.reports.elements import Element, inline_svg

COLOURS = ("#2f8ad8", "#e0821a", "#22a06b", "#c7569d", "#8a7bd8", "#a3902a", "#d4544c", "#3aa6b9")
"""Of the first system, the second …; read on white and on black, told apart also by the colour-blind with the marks."""
MARKS = "●■◆▲▼✚✖★"
_MARKERS = ("o", "s", "D", "^", "v", "P", "X", "*")
_INK = "#0b0c0d"
"""Stands for the colour of the page's text."""
_WIDTH = 4.7
_LINE = 0.16
_BELOW, _ABOVE, _RIGHT = 0.55, 0.12, 0.3
_LEAST_S = 0.01
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "sourcier",
    "text.parse_math": False,
    "font.size": 10.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    **dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"), _INK),
}


def rates_plot(title: str, rows: Sequence[tuple[str, Sequence[Rate]]], prefix: str) -> Element:
    """Rates with their intervals: under each row's name a line for each system, its rate where there is a case."""
    step = max(len(rates) for _, rates in rows) + 1.4

    def draw(axes: Any) -> None:
        for row, (name, rates) in enumerate(rows):
            axes.text(0, row * step, name, va="center")
            for number, rate in enumerate(rates):
                if rate["value"] is None or rate["low"] is None or rate["high"] is None:
                    continue
                place, (colour, mark) = row * step + number + 1, _look(number)
                low, high = 100 * rate["low"], 100 * rate["high"]
                axes.plot([low, high], [place, place], color=colour, linewidth=3, alpha=0.45, clip_on=False)
                axes.plot([100 * rate["value"]], [place], mark, color=colour, markersize=7, clip_on=False)
        axes.set_xlim(0, 100)
        axes.set_ylim(len(rows) * step - 0.4, -0.8)
        axes.set_xlabel("%, with the 95 % interval")

    return _drawn(draw, len(rows) * step * _LINE + _BELOW + _ABOVE, title, prefix)


def seconds_plot(title: str, seconds: Sequence[Sequence[float]], prefix: str) -> Element:
    """A dot for each question of each system on a scale of powers of ten, and a bar at the median."""

    def draw(axes: Any) -> None:
        for row, found in enumerate(seconds):
            colour, _ = _look(row)
            shown = sorted(max(each, _LEAST_S) for each in found)
            axes.plot(shown, [row] * len(shown), "o", color=colour, alpha=0.3, markersize=5, clip_on=False)
            middle = (shown[(len(shown) - 1) // 2] + shown[len(shown) // 2]) / 2
            axes.plot([middle, middle], [row - 0.38, row + 0.38], color=_INK, linewidth=2, clip_on=False)
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axes.minorticks_off()
        axes.set_ylim(len(seconds) - 0.5, -0.6)
        axes.set_xlabel("seconds a question; the bar is the median")

    return _drawn(draw, len(seconds) * 2.2 * _LINE + _BELOW + _ABOVE, title, prefix)


def ranks_plot(title: str, shares: Sequence[Sequence[float]], prefix: str) -> Element:
    """For each system the share of questions (0 to 1) whose proof is among the first 1, 2, … passages."""

    def draw(axes: Any) -> None:
        for number, found in enumerate(shares):
            colour, mark = _look(number)
            places = range(1, len(found) + 1)
            axes.plot(places, [100 * each for each in found], color=colour, marker=mark, markersize=5, clip_on=False)
        axes.set_ylim(0, 100)
        axes.set_yticks([0, 25, 50, 75, 100])
        axes.set_xticks([1, *range(4, max(map(len, shares)) + 1, 4)])
        axes.grid(axis="y", color=_INK, alpha=0.15)
        axes.set_xlabel("among the first … passages")
        axes.set_ylabel("%")

    return _drawn(draw, 2.3, title, prefix, left=0.55)


def _look(number: int) -> tuple[str, str]:
    return COLOURS[number % len(COLOURS)], _MARKERS[number % len(_MARKERS)]


def _drawn(draw: Callable[[Any], None], height: float, title: str, prefix: str, left: float = 0.2) -> Element:
    """A drawing ``height`` inches high, so wide that it is as wide as a phone."""
    # matplotlib takes seconds to load: only where a plot is wanted.
    import matplotlib
    from matplotlib.figure import Figure

    written = io.StringIO()
    with matplotlib.rc_context(_SETTINGS), warnings.catch_warnings():
        # The browser has the letters that matplotlib's own font lacks.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = Figure(figsize=(_WIDTH, height))
        figure.patch.set_visible(False)
        across, down = left / _WIDTH, _BELOW / height
        axes = figure.add_axes((across, down, 1 - across - _RIGHT / _WIDTH, 1 - down - _ABOVE / height))
        axes.patch.set_visible(False)
        if left < 0.5:
            axes.set_yticks([])
        draw(axes)
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    return inline_svg(written.getvalue(), title, prefix, _INK)
