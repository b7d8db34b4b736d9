"""Spans of time as contracts name them."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class TimeUnit(StrEnum):
    """What a duration is counted in: a calendar day, a working day, a week, a month, a quarter or a year."""

    DAY = "day"
    BUSINESS_DAY = "business_day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Duration(BaseModel):
    """``count`` units of time, never negative: ``Duration(count=3, unit="month")`` is three months."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    count: int = Field(ge=0, le=100_000)
    unit: TimeUnit

    @property
    def months(self) -> int | None:
        """The same span in whole months; None for days and weeks, which are no number of months."""
        factor = {TimeUnit.MONTH: 1, TimeUnit.QUARTER: 3, TimeUnit.YEAR: 12}.get(self.unit)
        return None if factor is None else factor * self.count
