"""Days that may be months: 03/04/2024 on an invoice in dollars."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ingest.einvoice.printed import Figure
from ingest.extraction.invoices.figures import Day, Figures
from ingest.extraction.invoices.sheet import Sheet
from rag.domain.invoice import InvoiceWarning

_KEYS = ("issue_date", "due_date", "delivery_date")


def in_order(
    values: Mapping[str, object], places: Mapping[str, Figure], sheet: Sheet, figures: Figures
) -> tuple[dict[str, date], list[InvoiceWarning]]:
    """The days to be read the other way round, by field, and a warning for each that may be read both ways.

    Days are read day first unless another day of the page tells (:attr:`Figures.month_first`); only where dollars are
    billed may they be meant otherwise. Then one thing tells: nothing is due before it is issued.
    """
    if figures.month_first is not None or not any("$" in cell.text or "USD" in cell.text for cell in sheet.cells):
        return {}, []
    found = {key: _day_at(places[key], sheet, figures) for key in _KEYS if key in places}
    unsure = {key: day for key, day in found.items() if day is not None and day.others}
    swapped = {key: min(day.others) for key, day in unsure.items()}
    as_read, other = _due_after_issue(values), _due_after_issue({**values, **swapped})
    if as_read != other and None not in (as_read, other):
        return (swapped if other else {}), []
    return {}, [
        InvoiceWarning(
            code="ambiguous_date",
            message=f"The {key.replace('_', ' ')} may be {day.value.isoformat()} or {swapped[key].isoformat()}: nothing"
            " on the page tells day from month.",
            fields=(key,),
        )
        for key, day in unsure.items()
    ]


def _day_at(place: Figure, sheet: Sheet, figures: Figures) -> Day | None:
    cells = [cell for cell in sheet.cells if cell.line is place.line]
    return next((day for cell in cells for day in figures.days(cell) if day.figure.start == place.start), None)


def _due_after_issue(values: Mapping[str, object]) -> bool | None:
    """Whether the due day is not before the issue day; None where one is missing."""
    issued, due = values.get("issue_date"), values.get("due_date")
    return issued <= due if isinstance(issued, date) and isinstance(due, date) else None
