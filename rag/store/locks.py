"""A lock between processes that says who holds it and goes with its holder, even by kill -9."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.errors import IndexLockedError


class FileLock:
    """``flock`` on a file that holds the process id of its holder; the kernel frees it when the holder dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self, timeout_s: float = 0) -> None:
        """Takes the lock, waiting up to ``timeout_s`` seconds.

        Raises:
            IndexLockedError: it is still held; the text names the process.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    holder = os.pread(descriptor, 200, 0).decode(errors="replace").strip() or "unknown"
                    os.close(descriptor)
                    raise IndexLockedError(
                        f"{self._path.name} is held by process {holder}.",
                        f"Wait for it to end, or stop it (`ps -p {holder.split()[0]}` shows it), then try again.",
                    ) from None
                time.sleep(0.1)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}".encode(), 0)
        self._descriptor = descriptor

    def release(self) -> None:
        """Lets go; harmless when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    @contextmanager
    def held(self, timeout_s: float = 0) -> Iterator[None]:
        """The lock for the length of a ``with`` block."""
        self.acquire(timeout_s)
        try:
            yield
        finally:
            self.release()
