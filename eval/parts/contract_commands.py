"""`rag-eval contracts`: the facts read from contracts, beside the clauses that lawyers marked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from eval.parts.contract_facts import Agreement, differences, half_of, load_marked, measure_contracts, read_contracts
from rag.console import JsonOption, out, print_json, progress


def contracts(
    clauses: Annotated[Path, typer.Argument(help="Clauses as CUAD marks them, a JSON line per contract and category.")],
    documents: Annotated[Path, typer.Option(help="The folder of the contracts.")],
    differing: Annotated[
        Path | None, typer.Option(help="Write here what was missed or wrongly found in the even half, as JSON Lines.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure the facts read from contracts, by category, for both halves of the set and for all of it.

    Example: rag-eval contracts clauses.jsonl --documents text
    """
    marked = load_marked(clauses)
    files = list(dict.fromkeys(each.file for each in marked))
    with progress("reading") as bar:
        task = bar.add_task("", total=len(files))
        read = read_contracts(files, documents, lambda: bar.advance(task))
    halves = {name: [each for each in marked if half_of(each.file) == name] for name in ("even", "odd")}
    measured = {name: measure_contracts(chosen, read) for name, chosen in {**halves, "all": marked}.items() if chosen}
    if differing is not None:
        lines = [each.to_json() for each in differences(halves["even"], read)]
        differing.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    if as_json:
        print_json(
            {"contracts": len(files), "read": sum(each is not None for each in read.values()), "found": measured}
        )
        return
    for name, found in measured.items():
        out.print(_table(found, name))


def _table(measured: dict[str, Agreement], name: str) -> Table:
    table = Table(title=f"contract facts, {name}")
    for column in ("", "precision", "recall", "F1", "matched", "missed", "wrong", "absent, found"):
        table.add_column(column, justify="right" if column else "left", no_wrap=True)
    for category, found in measured.items():
        shares = [_share(found["precision"]), _share(found["recall"]), _share(found["f1"])]
        counts = [str(found["matched"]), str(found["missed"]), str(found["wrong"])]
        false = found["false_found"]
        table.add_row(category, *shares, *counts, f"{false['numerator']} of {false['denominator']}")
    return table


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
