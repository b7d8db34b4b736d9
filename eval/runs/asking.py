"""The one loop that asks: system after system, question after question, each record on the disk before the next."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from rich.progress import Progress

from eval.records import Line, append_record
from eval.systems.replies import Reply, System
from rag.console import progress

_A_DAY_S = 86400


class Answered(Line):
    """A reply, the seconds that it took, and the highest resident memory of this process by then, in MiB."""

    reply: Reply
    seconds: float
    peak_memory_mib: float


Q = TypeVar("Q")
S = TypeVar("S", bound=System)
R = TypeVar("R", bound=Line)


def ask_all(
    questions: Sequence[Q],
    systems: Sequence[S],
    key: Callable[[str, Q], str],
    observe: Callable[[S, Q], R],
    file: Path,
    done: dict[str, R],
    on_record: Callable[[R], Any] = lambda _: None,
) -> None:
    """Asks every system each question whose ``key``, of the system's name and the question, is not in ``done``; what
    ``observe`` makes of it goes there and to the end of ``file``.

    One system after the other: a model's server keeps the beginning of the prompt that it read last, so that in turn
    they would slow each other down, and the seconds of one would depend on who else is asked.
    """
    for system in systems:
        for question in questions:
            place = key(system.name, question)
            if place in done:
                continue
            done[place] = observe(system, question)
            append_record(file, done[place])
            on_record(done[place])


def asking_bar(what: str) -> Progress:
    """A bar on stderr with the time that is left, for answers that take a minute each."""
    bar = progress(what)
    # Rich forgets after half a minute how fast it went, and then estimates nothing.
    bar.speed_estimate_period = _A_DAY_S
    return bar


def timed(system: System, question: str, filename: str | None = None) -> Answered:
    """Asks a system, and measures."""
    started = time.monotonic()
    reply = system.ask(question, filename)
    seconds = round(time.monotonic() - started, 3)
    return Answered(reply=reply, seconds=seconds, peak_memory_mib=_peak_memory_mib())


def _peak_memory_mib() -> float:
    """getrusage(2) counts in KiB, in bytes on macOS."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)
