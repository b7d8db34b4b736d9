"""What is reported and compared: the answers of one system in one run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.records import Record
from eval.runs.run import Run, read_run
from eval.systems.names import RETRIEVAL_ONLY, SYSTEMS
from rag.errors import RequestError


@dataclass(frozen=True, slots=True)
class SystemRun:
    """The answers of one system in one run, at least one."""

    run: Run
    system: str
    records: list[Record]

    @property
    def label(self) -> str:
        """What it is called in a table, where no other is called so."""
        return self.system if self.system == RETRIEVAL_ONLY else f"{self.system}, {self.run.info.label}"


def systems_of(folder: Path) -> list[SystemRun]:
    """The systems asked in a run, in the order of :data:`eval.systems.names.SYSTEMS`.

    Raises:
        RequestError: the folder holds no run, or one without a record.
    """
    run = read_run(folder)
    asked: dict[str, list[Record]] = {}
    for record in run.records():
        asked.setdefault(record.system, []).append(record)
    if not asked:
        raise RequestError(f"{folder} holds no records yet.", "Finish it with: rag-eval run")
    order = [*(name for name in SYSTEMS if name in asked), *(name for name in asked if name not in SYSTEMS)]
    return [SystemRun(run, name, asked[name]) for name in order]


def one_system(named: str) -> SystemRun:
    """The system meant by ``FOLDER`` (the first one of the run: Sourcier, where it was asked) or ``FOLDER:SYSTEM``.

    Raises:
        RequestError: there is no such run, or no such system in it.
    """
    folder, colon, wanted = named.rpartition(":")
    if not colon or Path(named).is_dir():
        folder, wanted = named, ""
    found = systems_of(Path(folder))
    for each in found:
        if wanted in ("", each.system):
            return each
    names = ", ".join(repr(each.system) for each in found)
    raise RequestError(f"No system {wanted!r} was asked in {folder}.", f"Give one of: {names}.")


def labels(shown: Sequence[SystemRun]) -> list[str]:
    """What each is called in a table; those of one name are told apart by their folders."""
    plain = [each.label for each in shown]
    return [
        label if plain.count(label) == 1 else f"{label} ({each.run.folder.name})"
        for label, each in zip(plain, shown, strict=True)
    ]


def by_suite(shown: Iterable[SystemRun]) -> list[list[SystemRun]]:
    """Those that were asked the same suite together, in the order of their first."""
    suites: dict[str, list[SystemRun]] = {}
    for each in shown:
        suites.setdefault(each.run.info.suite_sha256, []).append(each)
    return list(suites.values())
