"""Thresholds that the figures of a run must keep: what a build fails by."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, cast

from eval.metrics import Figures
from rag.errors import RequestError

Kind = Literal["min", "max"]


class Threshold(NamedTuple):
    """A figure must be at least (``min``) or at most (``max``) this; ``name`` is that of the figures, ``seconds.mean``
    and such for one within another."""

    kind: Kind
    name: str
    bound: float


class Checked(NamedTuple):
    """A threshold, what it was held against (None: the run has no case of it), and whether it is kept."""

    threshold: Threshold
    value: float | None
    kept: bool

    @property
    def line(self) -> str:
        """In words: ``hallucinated 0.125 > 0.100``."""
        kind, name, bound = self.threshold
        if self.value is None:
            return f"{name}: no case; wanted {'at least' if kind == 'min' else 'at most'} {bound:g}"
        sign = {("min", True): ">=", ("min", False): "<", ("max", True): "<=", ("max", False): ">"}[kind, self.kept]
        return f"{name} {self.value:.4g} {sign} {bound:g}"


def parse_thresholds(kind: Kind, given: Iterable[str]) -> list[Threshold]:
    """Thresholds written ``NAME=NUMBER``.

    Raises:
        RequestError: one is not written so.
    """
    found = []
    for each in given:
        name, _, number = each.partition("=")
        try:
            found.append(Threshold(kind, name.strip(), _number(float(number))))
        except ValueError:
            raise RequestError(f"--{kind} {each}: not a threshold.", f"Write --{kind} NAME=NUMBER.") from None
    return found


def load_thresholds(path: Path) -> list[Threshold]:
    """Thresholds of a TOML file with the tables ``[min]`` and ``[max]``: ``correct = 0.8``, ``"seconds.mean" = 30``.

    Raises:
        RequestError: the file cannot be read or holds something else.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RequestError(f"The thresholds {path} cannot be read: {error.strerror}.", "Check the path.") from None
    except ValueError as error:
        raise RequestError(f"{path} is no TOML: {error}.", "Correct it.") from None
    found = []
    for kind, table in content.items():
        if kind not in ("min", "max") or not isinstance(table, dict):
            raise RequestError(f"{path}: {kind!r} is neither [min] nor [max].", "Keep to these two tables.")
        for name, number in _flat(table):
            if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
                raise RequestError(f"{path}: {name} = {number!r} is no number.", "Write a number.")
            found.append(Threshold(cast(Kind, kind), name, float(number)))
    return found


def check(figures: Figures, thresholds: Iterable[Threshold], bound: bool = False) -> list[Checked]:
    """Each threshold held against a figure or, with ``bound``, against the far end of a rate's 95 % interval: its lower
    end for ``min``, its upper end for ``max``, so that what is kept is kept beyond chance. A figure without a case
    keeps no threshold: what was not measured is not good.

    Raises:
        RequestError: there is no figure of that name.
    """
    checked = []
    for threshold in thresholds:
        value = _value(figures, threshold, bound)
        kept = value is not None and (value >= threshold.bound if threshold.kind == "min" else value <= threshold.bound)
        checked.append(Checked(threshold, value, kept))
    return checked


def _value(figures: Figures, threshold: Threshold, bound: bool) -> float | None:
    found: Any = figures
    for part in threshold.name.split("."):
        if not isinstance(found, Mapping) or part not in found:
            raise RequestError(f"There is no figure {threshold.name!r}.", f"Name one of: {', '.join(sorted(figures))}.")
        found = found[part]
    if isinstance(found, Mapping):
        if "value" not in found:
            raise RequestError(
                f"{threshold.name} is several figures.",
                f"Name one of: {', '.join(f'{threshold.name}.{part}' for part in found)}.",
            )
        found = found[{"min": "low", "max": "high"}[threshold.kind] if bound else "value"]
    return None if found is None else float(found)


def _flat(table: Mapping[str, Any], before: str = "") -> Iterable[tuple[str, Any]]:
    """The values of nested tables by their dotted names: TOML reads ``seconds.mean = 1`` as a table in a table."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _number(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(value)
    return value
