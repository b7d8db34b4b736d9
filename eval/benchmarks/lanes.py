"""Runs one lane of a benchmark in a process of its own and watches the memory of that process and its children."""

from __future__ import annotations

import logging
import multiprocessing
import tempfile
import threading
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psutil

_WATCH_S = 0.1


class Clock:
    """Seconds since it was made, and seconds of processor time of this process and its children meanwhile.

    On a machine that others use too, processor time says more than time on the wall.
    """

    def __init__(self) -> None:
        self._wall, self._busy = time.perf_counter(), _busy()

    def read(self) -> dict[str, float]:
        """``seconds`` and ``cpu_seconds``."""
        return {"seconds": time.perf_counter() - self._wall, "cpu_seconds": _busy() - self._busy}


def _busy() -> float:
    own = psutil.Process()
    total = 0.0
    for process in [own, *own.children(recursive=True)]:
        times = process.cpu_times()
        total += times.user + times.system
    return total


def run_lane(bench: str, lane: str, files: Sequence[Path], model_home: Path) -> dict[str, Any]:
    """The lane's figures with ``peak_mib``, the largest sum of resident memory of all its processes (MiB).

    Raises:
        RuntimeError: the lane failed; its own words are the message.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_lane, args=(theirs, bench, lane, list(files), model_home))
    process.start()
    theirs.close()
    peak, done = [0.0], threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, peak, done), daemon=True)
    watcher.start()
    try:
        figures = ours.recv()
    except EOFError:
        figures = {"error": "The lane's process died."}
    process.join()
    done.set()
    watcher.join()
    if "error" in figures:
        raise RuntimeError(f"{lane}: {figures['error']}")
    return {**figures, "peak_mib": round(peak[0])}


def _lane(answer: Connection, bench: str, lane: str, files: list[Path], model_home: Path) -> None:
    import importlib

    from eval.systems.preparing import share_model_files
    from rag.logs import configure_logging
    from rag.settings import load_settings

    try:
        with tempfile.TemporaryDirectory() as folder:
            settings = load_settings(home=Path(folder))
            configure_logging(logging.ERROR)
            share_model_files(load_settings(home=model_home), settings)
            answer.send(importlib.import_module(f"eval.benchmarks.{bench}").LANES[lane](settings, files))
    except Exception as error:
        answer.send({"error": f"{type(error).__name__}: {error}"})


def _watch(pid: int | None, peak: list[float], done: threading.Event) -> None:
    if pid is None:
        return
    root = psutil.Process(pid)
    while not done.is_set():
        total = 0
        try:
            for process in [root, *root.children(recursive=True)]:
                try:
                    total += process.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
        except psutil.NoSuchProcess:
            return
        peak[0] = max(peak[0], total / 2**20)
        time.sleep(_WATCH_S)
