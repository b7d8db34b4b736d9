"""Days that may be months: 03/04/2024 on an invoice in dollars."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from ingest.einvoice.printed import Figure
from ingest.extraction.invoices.figures import Day, Figures
from ingest.extraction.invoices.sheet import Sheet
from rag.domain.invoice import InvoiceWarning

# In days. No term of one to five days: read the other way these are as many months, which are usual too.
_USUAL_TERMS = frozenset({7, 10, 14, 15, 20, 21, 28, 30, 45, 60, 75, 90})
_OF_THE_STATES = re.compile(r",? (?!NS|ON|QC|BC|AB|MB|SK|NB|NL|PE)[A-Z]{2},? [0-9]{5}(?:-[0-9]{4})?(?![0-9])")
"""State and ZIP code: "Seattle, WA 98109"."""
_KEYS = ("issue_date", "due_date", "delivery_date")


def in_order(
    values: Mapping[str, object], places: Mapping[str, Figure], sheet: Sheet, figures: Figures
) -> tuple[dict[str, date], list[InvoiceWarning]]:
    """The days to be read the other way round, by field, and a warning for each that may be read both ways.

    Days are read day first unless another day of the page tells (:attr:`Figures.month_first`); only where dollars are
    billed may they be meant otherwise. Then two things tell: nothing is due before it is issued, and a due day is a
    usual term away from the day of issue. What only the term tells comes with a warning that doubts no field.
    """
    if figures.month_first is not None or not any("$" in cell.text or "USD" in cell.text for cell in sheet.cells):
        return {}, []
    found = {key: _day_at(places[key], sheet, figures) for key in _KEYS if key in places}
    unsure = {key: day for key, day in found.items() if day is not None and day.others}
    swapped = {key: min(day.others) for key, day in unsure.items()}
    as_read, other = _due_after_issue(values), _due_after_issue({**values, **swapped})
    if as_read != other and None not in (as_read, other):
        return (swapped if other else {}), []
    days, other_days = _days_apart(values), _days_apart({**values, **swapped})
    if (days in _USUAL_TERMS) != (other_days in _USUAL_TERMS):
        told = other_days in _USUAL_TERMS
        kept, left = (other_days, days) if told else (days, other_days)
        message = f"Day and month are told apart by the term alone: {kept} days to pay, read the other way {left}."
        return (swapped if told else {}), [InvoiceWarning(code="day_told_by_term", message=message)]
    if unsure and any(_OF_THE_STATES.search(cell.text) for cell in sheet.cells):
        message = "Day and month are told apart by the address in the United States alone: the month is read first."
        return swapped, [InvoiceWarning(code="day_told_by_address", message=message)]
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
    days = _days_apart(values)
    return days >= 0 if days is not None else None


def _days_apart(values: Mapping[str, object]) -> int | None:
    """Days from issue to due day; None where one is missing."""
    issued, due = values.get("issue_date"), values.get("due_date")
    return (due - issued).days if isinstance(issued, date) and isinstance(due, date) else None
