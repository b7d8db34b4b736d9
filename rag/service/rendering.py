"""Page images are drawn in a child process: PDFium is not thread-safe, and the files are untrusted."""

from __future__ import annotations

import multiprocessing
import resource
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from rag.domain.geometry import Box
from rag.errors import DamagedFileError, ParserTimeoutError
from rag.service.page_images import render_page

_MEMORY = 2 * 1024**3
_TIMEOUT_S = 20


class PageRenderer:
    """One child process that draws pages, one at a time; replaced when a file breaks it."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None

    def render(self, path: Path, number: int, boxes: list[Box]) -> bytes:
        """The page as PNG.

        Raises:
            NotFoundError: there is no such page.
            DamagedFileError: the file cannot be drawn, or broke the child.
            ParserTimeoutError: drawing took longer than 20 seconds.
        """
        with self._mutex:
            try:
                return self._started().submit(render_page, path, number, boxes).result(_TIMEOUT_S)
            except TimeoutError:
                self._replace()
                raise ParserTimeoutError(f"Drawing the page took longer than {_TIMEOUT_S} s.") from None
            except (BrokenProcessPool, MemoryError) as error:
                self._replace()
                raise DamagedFileError("The page could not be drawn.") from error

    def warm(self) -> None:
        """Starts the child, so that the first reader does not wait for it."""
        with self._mutex:
            self._started().submit(int)

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                1, multiprocessing.get_context("spawn"), initializer=_bound, max_tasks_per_child=200
            )
        return self._pool

    def _replace(self) -> None:
        if self._pool is not None:
            for process in list(self._pool._processes.values()):
                process.kill()
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def close(self) -> None:
        """Ends the child."""
        with self._mutex:
            if self._pool is not None:
                self._pool.shutdown(wait=True, cancel_futures=True)
                self._pool = None


def _bound() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
