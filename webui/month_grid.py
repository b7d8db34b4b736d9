"""A month as a table of days with what falls on them: plain HTML, nothing to load, nothing to run."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date

from babel.dates import get_day_names

from webui import writing
from webui.escape import as_html

_MONDAY = 0


def month_grid(first: date, events: Mapping[date, Sequence[tuple[str, str]]], today: date, language: str) -> str:
    """HTML of the month that begins on ``first``; weeks begin on Monday. An event is its kind (a word of ours, which
    becomes a CSS class) and its text."""
    names, short = (get_day_names(width, locale=language) for width in ("wide", "abbreviated"))
    heads = "".join(f'<th abbr="{as_html(names[day])}">{as_html(short[day])}</th>' for day in range(7))
    weeks = calendar.Calendar(_MONDAY).monthdatescalendar(first.year, first.month)
    rows = "".join(
        f"<tr>{''.join(_cell(day, events.get(day, ()), today, first.month) for day in week)}</tr>" for week in weeks
    )
    head = f"<caption>{as_html(writing.month_of(first))}</caption><thead><tr>{heads}</tr></thead>"
    return f'<table class="sc-month">{head}<tbody>{rows}</tbody></table>'


def _cell(day: date, events: Sequence[tuple[str, str]], today: date, month: int) -> str:
    if day.month != month:
        return "<td></td>"
    marks = "".join(
        f'<div class="sc-event sc-{kind}" title="{as_html(text)}">{as_html(text)}</div>' for kind, text in events
    )
    kinds = " ".join(name for name, given in (("sc-today", day == today), ("sc-busy", bool(events))) if given)
    return f'<td class="{kinds}"><span class="sc-day">{day.day}</span>{marks}</td>'
