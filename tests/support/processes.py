"""Other processes: free ports, scripts and commands run with this interpreter."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**more: str) -> dict[str, str]:
    """The tests' environment, with this repository importable."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "DO_NOT_TRACK": "1", **more}


def start(script: str, *arguments: str, log: Path | None = None, **more: str) -> subprocess.Popen[str]:
    """Python source in a process group of its own; stdout is a pipe unless ``log`` takes it all."""
    if log is None:
        return subprocess.Popen(
            [sys.executable, "-c", script, *arguments],
            stdout=subprocess.PIPE,
            text=True,
            env=environment(**more),
            start_new_session=True,
        )
    with log.open("a") as file:
        return subprocess.Popen(
            [sys.executable, "-c", script, *arguments],
            stdout=file,
            stderr=file,
            text=True,
            env=environment(**more),
            start_new_session=True,
        )


def kill_group(process: subprocess.Popen[str]) -> None:
    """kill -9 for a process that :func:`start` started and all of its group."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def eventually(condition: Callable[[], bool], seconds: float = 20, every: float = 0.02) -> bool:
    """True as soon as the condition holds, False when it does not within the time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(every)
    return False
