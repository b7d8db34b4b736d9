"""What every lane of the bench gives: rows with units, each beside its baseline of the same run, and the machine."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import psutil
from pydantic import BaseModel, ConfigDict, Field, computed_field

from rag import __version__

_GIB = 2**30
_PACKAGES = ("qdrant-edge-py", "torch", "sentence-transformers", "sqlalchemy", "llama-index-core")


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Machine(_Value):
    """Where a run was made. ``load`` is how many processes wanted a core, on average, in the minute before: over 0.5
    somebody else was at work. ``at`` is in UTC."""

    at: datetime
    processor: str
    cores: int
    memory_gib: float
    system: str
    python: str
    sourcier: str
    packages: dict[str, str]
    load: float

    def words(self) -> str:
        """The machine on one line."""
        return (
            f"{self.processor}, {self.cores} cores, {self.memory_gib:g} GiB, {self.system}, Python {self.python},"
            f" Sourcier {self.sourcier}; load {self.load:.1f} before the run of {self.at:%Y-%m-%d %H:%M} UTC"
        )


class Row(_Value):
    """One figure: ``measure`` of ``case``, beside its ``baseline`` (``against`` says what that is) where it has one.

    ``x`` is the case's number where cases are numbers (passages, clients). ``at_most`` and ``at_least`` bound the ratio
    that is wished for.
    """

    # Its own ratio stands in the JSON that it is read from.
    model_config = ConfigDict(extra="ignore")

    case: str
    measure: str
    value: float
    unit: str
    x: float | None = None
    baseline: float | None = None
    against: str = ""
    at_most: float | None = None
    at_least: float | None = None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def ratio(self) -> float | None:
        """Value by baseline, to two digits after the point; None where there is no baseline, or it is 0."""
        return round(self.value / self.baseline, 2) if self.baseline else None

    @property
    def kept(self) -> bool | None:
        """Whether the ratio is as wished; None where nothing is wished or there is no ratio."""
        if self.ratio is None or (self.at_most is None and self.at_least is None):
            return None
        low = self.at_least if self.at_least is not None else float("-inf")
        high = self.at_most if self.at_most is not None else float("inf")
        return low <= self.ratio <= high


class Result(_Value):
    """A lane's run. ``notes`` say what the figures do not: how many were asked, what was left out, what ended early."""

    lane: str
    title: str
    machine: Machine
    rows: list[Row] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)


def read_result(text: str) -> Result:
    """A result from its JSON; ratios are worked out again.

    Raises:
        ValueError: it is no result of a bench (:class:`pydantic.ValidationError` is one).
    """
    return Result.model_validate_json(text)


def this_machine() -> Machine:
    """The machine that this runs on, as it is now."""
    return Machine(
        at=datetime.now(UTC).replace(microsecond=0),
        processor=_processor(),
        cores=_cores(),
        memory_gib=round(psutil.virtual_memory().total / _GIB, 1),
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        sourcier=__version__,
        packages=dict(_versions(_PACKAGES)),
        load=round(psutil.getloadavg()[0], 2),
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8", errors="replace").splitlines():
            name, _, model = line.partition(":")
            if name.strip() == "model name":
                return model.strip()
    return platform.processor() or platform.machine()


def _cores() -> int:
    """Those that this process may use, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _versions(names: Iterable[str]) -> Iterable[tuple[str, str]]:
    for name in names:
        try:
            yield name, metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
