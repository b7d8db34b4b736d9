"""The names in docs/metrics.md are those in the code: a figure without its meaning, or a meaning without its figure, is
a mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eval.metrics import figures
from eval.parts import retrieval
from tests.eval.metrics.test_figures import record

PAGE = Path(__file__).parents[3] / "docs" / "metrics.md"
OF_RETRIEVAL = "## `rag-eval retrieval`"


def tables(text: str) -> list[list[str]]:
    """The cells of each row of the tables whose first column is called "name"."""
    rows, inside = [], False
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if cells and cells[0] == "name":
            inside = True
        elif not cells:
            inside = False
        elif inside and not set(line) <= set("|- "):
            rows.append(cells)
    return rows


def named(rows: list[list[str]]) -> list[str]:
    return [name for cells in rows for name in re.findall(r"`([^`]+)`", cells[0])]


def leaves(found: dict[str, Any], before: str = "") -> Iterator[str]:
    """The names of a run's figures; those within others with a dot, as ``rag-eval gate`` takes them."""
    for name, value in found.items():
        if isinstance(value, dict) and name != "withheld" and "value" not in value:
            yield from leaves(value, f"{before}{name}.")
        else:
            yield f"{before}{name}"


def parts() -> tuple[str, str]:
    of_run, of_retrieval = PAGE.read_text(encoding="utf-8").split(OF_RETRIEVAL)
    return of_run, of_retrieval


def test_each_figure_of_a_run_stands_once_on_the_page_and_none_else() -> None:
    measured: Any = figures([record("a")])
    assert sorted(named(tables(parts()[0]))) == sorted(leaves(measured))


def test_each_figure_of_the_search_stands_once_on_the_page_and_none_else() -> None:
    [found] = [retrieval._of_one([("a.txt", 0, 9)], {"a.txt": [(0, 9)]})]
    assert sorted(named(tables(parts()[1]))) == sorted(found)


@pytest.mark.parametrize("part", [0, 1])
def test_no_cell_is_empty(part: int) -> None:
    """Meaning, unit, denominator, interval and source are told of each ("–" where there is none)."""
    rows = tables(parts()[part])
    assert rows
    assert all(len(cells) >= 5 and all(cells) for cells in rows)
