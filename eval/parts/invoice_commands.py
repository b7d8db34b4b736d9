"""`rag-eval invoices`: how exactly invoices are read from their pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from eval.parts.invoice_fields import InvoiceFigures, load_truth, measure_folder
from rag.console import JsonOption, err, out, print_json
from rag.errors import RequestError


def invoices(
    folder: Annotated[Path, typer.Argument(help="The folder of the documents.")],
    expected: Annotated[Path, typer.Option(help="Their fields: JSON, file → field → value.")],
    as_json: JsonOption = False,
) -> None:
    """Measure the fields of invoices that are read from the page, XML or not.

    Example: rag-eval invoices documents --expected expected_fields.json
    """
    if not folder.is_dir():
        raise RequestError(f"{folder} is no folder.", "Name the folder of the documents.")
    truth = load_truth(expected)
    with err.status("reading"):
        figures = measure_folder(folder.resolve(), truth)
    if as_json:
        print_json(figures.to_json())
    else:
        _show(figures)


def _show(figures: InvoiceFigures) -> None:
    table = Table(title=f"{figures.documents} documents, {len(figures.verdicts)} fields, {figures.share:.1%} exact")
    for heading in ("field", "exact", "wrong", "missing", "confirmed", "read", "doubtful"):
        table.add_column(heading, justify="left" if heading == "field" else "right")
    for name, each in sorted(figures.by_field.items()):
        states = [
            f"{each.states[f'{state} right']}/{each.states[f'{state} right'] + each.states[f'{state} wrong']}"
            for state in ("confirmed", "read", "doubtful")
        ]
        table.add_row(name, f"{each.exact} of {each.count}", str(each.wrong), str(each.missing), *states)
    out.print(table)
    for verdict in figures.verdicts:
        if not verdict.exact:
            out.print(
                f"{verdict.file}: {verdict.field} is “{verdict.expected}”, read “{verdict.read}” ({verdict.state})",
                markup=False,
                soft_wrap=True,
            )
    out.print(
        f"Wrong but confirmed: {len(figures.wrong_but_confirmed)}, "
        f"totals among them: {len(figures.wrong_totals_confirmed)}",
        highlight=False,
    )
    for name, files in (
        ("Read as invoices, though none is expected", figures.unexpected),
        ("Not read as invoices", figures.unread),
    ):
        out.print(f"{name}: {', '.join(files) or 'none'}", markup=False, soft_wrap=True)
