"""Reading documents in a child process: what a hostile file breaks there, the worker survives.

Loading this module loads no parser; only the child does.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import ctypes
import importlib
import multiprocessing
import os
import resource
import signal
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import TracebackType

from ingest.parsing import parse
from ingest.parsing.document import ParsedDocument
from ingest.parsing.limits import Limits
from rag.errors import ParserCrashedError, ParserTimeoutError, SourcierError

DEFAULT_MEMORY = 3 * 1024**3
_NICENESS = 5
_MAX_FILE = 256 * 1024**2
_PR_SET_PDEATHSIG = 1
_START_S = 60.0
_PARSERS = tuple(f"ingest.parsing.{name}" for name in ("pdf", "docx", "text", "html", "email"))
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class ParserProcess:
    """One child process that reads documents one after the other, with bounds on memory and time.

    It is started when first needed, again after a crash, and afresh every ``recycle_after`` documents, so
    that what a library leaks does not add up. Calls from several threads wait for each other.
    """

    def __init__(self, *, memory_bytes: int = DEFAULT_MEMORY, recycle_after: int = 50) -> None:
        self._memory = memory_bytes
        self._recycle_after = recycle_after
        self._pool: ProcessPoolExecutor | None = None
        self._pid: int | None = None
        self._read = 0
        self._closed = False
        # Linux ends the child when the thread that started it ends: one thread, as long-lived as this object.
        self._keeper = ThreadPoolExecutor(max_workers=1, thread_name_prefix="parser-keeper")

    def __enter__(self) -> ParserProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def parse(self, source: bytes | Path, filename: str, limits: Limits, timeout_s: float) -> ParsedDocument:
        """As :func:`ingest.parsing.parse`, in the child.

        Raises ParserTimeoutError after ``timeout_s`` seconds of reading, ParserCrashedError when the child
        dies or runs out of memory, and every DocumentError as itself.
        """
        return self._keeper.submit(self._parse, source, filename, limits, timeout_s).result()

    @property
    def pid(self) -> int | None:
        """The process id of the child, None while there is none."""
        return self._pid

    def close(self) -> None:
        """Ends the child; safe to call twice."""
        if not self._closed:
            self._closed = True
            self._keeper.submit(self._stop).result()
            self._keeper.shutdown()

    def _parse(self, source: bytes | Path, filename: str, limits: Limits, timeout_s: float) -> ParsedDocument:
        pool = self._started()
        try:
            document = pool.submit(_parse_here, source, filename, limits).result(timeout_s)
        except concurrent.futures.TimeoutError:
            self._kill()
            raise ParserTimeoutError(f"Reading the document took longer than {timeout_s:g} s.") from None
        except BrokenProcessPool as error:
            self._kill()
            raise ParserCrashedError("The process that read the document died.") from error
        except ParserCrashedError:
            self._stop()
            raise
        finally:
            self._read += 1
        if self._read >= self._recycle_after:
            self._stop()
        return document

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is not None and self._read >= self._recycle_after:
            self._stop()
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                max_workers=1,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_prepare_child,
                initargs=(self._memory, os.getpid()),
            )
            self._read = 0
            try:
                self._pid = self._pool.submit(_load, _PARSERS).result(_START_S)
            except (BrokenProcessPool, concurrent.futures.TimeoutError) as error:
                self._stop()
                raise ParserCrashedError("The process that reads documents does not start.") from error
        return self._pool

    def _kill(self) -> None:
        """Ends the child's whole process group at once."""
        if self._pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._pid, signal.SIGKILL)
        self._stop()

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = self._pid = None


def _prepare_child(memory: int, parent: int) -> None:
    """The bounds of the child, set before it loads anything."""
    os.setsid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
    for name in _THREADS:
        os.environ[name] = "1"
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_FILE, _MAX_FILE))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    os.nice(_NICENESS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _load(parsers: tuple[str, ...]) -> int:
    """Loads the parsers, so that no document's time pays for it; returns the child's process id."""
    for name in parsers:
        importlib.import_module(name)
    return os.getpid()


def _parse_here(source: bytes | Path, filename: str, limits: Limits) -> ParsedDocument:
    try:
        content = source.read_bytes() if isinstance(source, Path) else source
        return parse(content, filename, limits)
    except (SourcierError, OSError):
        raise
    except MemoryError:
        raise ParserCrashedError(
            "Reading the document needed more memory than the reader may use.", "Split the document."
        ) from None
    except Exception as error:
        raise ParserCrashedError(f"Reading the document failed unexpectedly ({type(error).__name__}).") from None
