"""One started parser process: its pipe, its folder, its clock, and how it ended."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

from ingest.parsing.isolation.deaths import death
from ingest.parsing.isolation.messages import ERROR, READY, RESULT, TICK, unpacked
from rag.errors import ParserCrashedError, ParserStartError, ParserTimeoutError, SourcierError

_START_S = 60.0
_A_PAGE_S = 30.0
_LOOK_S = 0.1
_END_S = 2.0
_SLACK = 1024**2
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class RunningChild:
    """A parser process from its start to its end; ``network`` says who closes its network."""

    def __init__(self, memory_bytes: int, max_output: int, parsers: Sequence[str]) -> None:
        """Starts it and waits until it has loaded ``parsers``.

        Raises:
            ParserStartError: it does not start.
        """
        self._memory = memory_bytes
        self._max_message = max_output + _SLACK
        self._peak: int | None = None
        self._folder = tempfile.mkdtemp(prefix="sourcier-parser-")
        self._end, theirs = Pipe()
        arguments = [theirs.fileno(), os.getpid(), memory_bytes, max_output, *parsers]
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", f"{__package__}.child", *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                # Libraries print what they dislike about a document, words of it included.
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                env=os.environ
                | dict.fromkeys(_THREADS, "1")
                | {"TMPDIR": self._folder, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        try:
            self.network = str(self._value(self._message(_START_S)))
        except (ParserCrashedError, ParserTimeoutError) as error:
            self.stop()
            raise ParserStartError(f"The process that reads documents does not start. {error.detail}") from error

    @property
    def pid(self) -> int:
        """Its process id, which is its session's and group's too."""
        return self._process.pid

    @property
    def resident(self) -> int:
        """Bytes of memory it holds now; 0 where the system does not tell."""
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        except OSError:
            return 0
        return pages * os.sysconf("SC_PAGE_SIZE")

    @property
    def ended(self) -> bool:
        """True when it has ended by itself."""
        return self._process.poll() is not None

    def exchange(self, task: Any, timeout_s: float) -> Any:
        """The result of a task; errors of the tree as themselves.

        Raises:
            ParserTimeoutError: ``timeout_s`` seconds without a page done, or ``timeout_s`` + 30 s a page in all.
            ParserCrashedError: it died, or answered with something else than a result.
        """
        try:
            self._end.send(task)
        except OSError:
            raise self._death() from None
        return self._value(self._message(timeout_s))

    def stop(self) -> None:
        """Ends it with all that it started, and removes its files."""
        self._end.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _message(self, timeout_s: float) -> bytes:
        """The next message that is no tick."""
        started = page_done = time.monotonic()
        pages = 0
        while True:
            now = time.monotonic()
            left = min(page_done + timeout_s, started + timeout_s + pages * _A_PAGE_S) - now
            if left <= 0:
                raise _too_slow(timeout_s, now - started, pages)
            try:
                if not self._end.poll(min(left, _LOOK_S)):
                    self._peak = _address_space(self._process.pid) or self._peak
                    continue
                message = self._end.recv_bytes(self._max_message)
            except (EOFError, OSError):
                raise self._death() from None
            if message != TICK:
                return message
            pages, page_done = pages + 1, time.monotonic()

    def _value(self, message: bytes) -> Any:
        if message[:1] not in (READY, RESULT, ERROR):
            raise ParserCrashedError("The process that read the document answered with something else.")
        value = unpacked(message)
        if message[:1] == ERROR and isinstance(value, SourcierError):
            raise value
        return value

    def _death(self) -> ParserCrashedError:
        try:
            code = self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            return ParserCrashedError("The process that read the document closed its pipe.")
        return death(code, self._peak, self._memory)


def _too_slow(timeout_s: float, seconds: float, pages: int) -> ParserTimeoutError:
    after = f" after {pages:,} pages and {seconds:.0f} s" if pages else ""
    return ParserTimeoutError(
        f"Reading the document was stopped{after}: it took longer than {timeout_s:g} s for a page,"
        f" or than {_A_PAGE_S:g} s a page on average.",
        "Split the document, or raise ingest.parse_timeout_s in the settings.",
    )


def _address_space(pid: int) -> int | None:
    """The most bytes of address space that a process has held (VmPeak, proc_pid_status(5)), where it can be had."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    for line in status.splitlines():
        if line.startswith("VmPeak:"):
            return int(line.split()[1]) * 1024
    return None
