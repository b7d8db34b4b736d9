"""The days that a point in time bounds after ``avant``, ``depuis``, ``by`` …; None where that is not certain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from rag.language.time_points import Point, Toward, resolve

_DAY = timedelta(1)

Days = tuple[date | None, date | None] | None


def _plain(point: Point, today: date, toward: Toward) -> Days:
    return None if point.edge else resolve(point, today, toward)


def _until_before(point: Point, today: date, toward: Toward) -> Days:
    if point.edge == "end":
        return _until(point, today, toward)
    days = resolve(point, today, toward)
    if days is not None and days[0] is not None and point.yearless and toward == "future" and days[0] <= today:
        days = resolve(replace(point, year=days[0].year + 1), today, toward)
    return None if days is None or days[0] is None else (None, days[0] - _DAY)


def _until(point: Point, today: date, toward: Toward) -> Days:
    days = None if point.edge == "start" else resolve(point, today, toward)
    return None if days is None or days[1] is None or days[0] is None else (None, days[1])


def _by(point: Point, today: date, toward: Toward) -> Days:
    """``by March`` may mean its first day or its last."""
    days = _until(point, today, toward)
    single = point.edge == "end" or point.grain == "day" or (point.grain == "fixed" and point.first == point.last)
    return days if single else None


def _from_now(point: Point, today: date, toward: Toward) -> Days:
    days = _by(point, today, "future")
    return (today, days[1]) if days is not None and days[1] is not None and days[1] >= today else None


def _after(point: Point, today: date, toward: Toward) -> Days:
    days = None if point.edge == "start" else resolve(point, today, toward)
    return None if days is None or days[1] is None or days[0] is None else (days[1] + _DAY, None)


def _since(point: Point, today: date, toward: Toward) -> Days:
    return _from(point, today, "past")


def _from(point: Point, today: date, toward: Toward) -> Days:
    days = None if point.edge == "end" else resolve(point, today, toward)
    return None if days is None or days[0] is None else (days[0], None)


BOUNDS: dict[str, Callable[[Point, date, Toward], Days]] = {
    "": _plain,
    "before": _until_before,
    "by": _by,
    "from now": _from_now,
    "until": _until,
    "after": _after,
    "from": _from,
    "since": _since,
}
