"""Figures over the records of a run, by the field's names and definitions: docs/metrics.md says which and whose.

Every share comes with its counts and an interval, every mean with its cases and one.
"""

from __future__ import annotations

from eval.metrics.figures import Figures, Metrics, by_system, figures, measure
from eval.metrics.intervals import Z_95, Mean, Rate, mean, rate, share, wilson

__all__ = [
    "Z_95",
    "Figures",
    "Mean",
    "Metrics",
    "Rate",
    "by_system",
    "figures",
    "mean",
    "measure",
    "rate",
    "share",
    "wilson",
]
