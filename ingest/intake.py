"""Files on disk -> jobs: read whole, kept, queued."""

from __future__ import annotations

import hashlib
import mimetypes
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from ingest.scanning import source_of
from rag.errors import DiskFullError, is_disk_full
from rag.store.ledger_values import FileInfo, Submitted
from rag.store.opening import Store

BEING_WRITTEN = "being_written"

_RACY_NS = 2_000_000_000
_BATCH_FILES = 100
_BATCH_BYTES = 32 * 1024 * 1024
_READERS = 4


@dataclass(frozen=True, slots=True)
class Intake:
    """What was done with one path: the submission, or why there is none."""

    path: Path
    submitted: Submitted | None
    problem: str | None = None
    code: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a file, read whole, and the time of change to know the file by (see :func:`time_to_note`)."""

    data: bytes
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file is not taken: a stable code and a sentence."""

    code: str
    reason: str


def refusal_by_size(size: int, max_file_mb: int) -> Refusal | None:
    """Why a file of ``size`` bytes is refused unread, None when it is not."""
    if size == 0:
        return Refusal("empty_file", "The file has zero bytes. Save or send the file again.")
    if size > max_file_mb * 1024 * 1024:
        over = f"The file has {size / 1048576:.0f} MiB; the limit is {max_file_mb}."
        return Refusal("too_large", f"{over} Split the file, or raise ingest.max_file_mb in the settings.")
    return None


def time_to_note(stat: os.stat_result, looked_at_ns: int) -> int:
    """The time of change (nanoseconds since the epoch) by which a file is known again.

    -1, so that the next look reads it again, for a file changed within two seconds of being read (FAT keeps times to
    two seconds): a second change would not show. Git calls such entries racy.
    """
    return -1 if stat.st_mtime_ns > looked_at_ns - _RACY_NS else stat.st_mtime_ns


def read_whole(path: Path, max_file_mb: int) -> Content | Refusal:
    """A file's bytes, unless it is empty, too large, unreadable or being written."""
    try:
        looked_at = time.time_ns()
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            if refusal := refusal_by_size(before.st_size, max_file_mb):
                return refusal
            data = file.read(before.st_size + 1)
            after = os.fstat(file.fileno())
    except OSError as error:
        return _unreadable(error)
    if len(data) != before.st_size or (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        return being_written()
    return Content(data, time_to_note(before, looked_at))


def digest(path: Path) -> tuple[str, int] | Refusal:
    """The SHA-256 of a file, read piece by piece, and the time of change to note."""
    try:
        looked_at = time.time_ns()
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            after = os.fstat(file.fileno())
    except OSError as error:
        return _unreadable(error)
    if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        return being_written()
    return sha256, time_to_note(before, looked_at)


def being_written() -> Refusal:
    """The refusal of a file that changes while it is read."""
    return Refusal(BEING_WRITTEN, "The file is being written. It is taken the next time.")


def submit_file(store: Store, path: Path, collection: str, allow: tuple[str, ...], max_file_mb: int) -> Intake:
    """Queues one file; see :func:`submit_files`."""
    return submit_files(store, [path], collection, allow, max_file_mb)[0]


def submit_files(
    store: Store,
    paths: Iterable[Path],
    collection: str,
    allow: tuple[str, ...],
    max_file_mb: int,
    on_read: Callable[[], object] = lambda: None,
) -> list[Intake]:
    """Queues files, a hundred in a transaction. A file that cannot even be kept is reported, not queued.

    Without ``allow`` a known document keeps its groups, a copy of one is that document, and a new one is readable by
    everyone. ``on_read`` is called for each file.

    Raises:
        DiskFullError: there is no room for a file's bytes; what was read before it is queued.
    """
    done: list[Intake] = []
    with ThreadPoolExecutor(_READERS, thread_name_prefix="reading") as readers:
        for batch in _batches(paths):
            read = list(readers.map(lambda path: _keep(store, path, max_file_mb, on_read), batch))
            files = [
                _described(path, content, sha256, collection, allow)
                for path, kept in zip(batch, read, strict=True)
                if isinstance(kept, tuple)
                for content, sha256 in [kept]
            ]
            answers = iter(store.ledger.submit_all(files) if files else [])
            for path, kept in zip(batch, read, strict=True):
                if isinstance(kept, DiskFullError):
                    raise kept
                if isinstance(kept, Refusal):
                    done.append(Intake(path, None, kept.reason, kept.code))
                    continue
                content, sha256 = kept
                if not store.blobs.path(sha256).exists():
                    # An erasure took the same bytes in between; from here on they count as used.
                    store.blobs.put(content.data)
                done.append(Intake(path, next(answers), sha256=sha256))
    return done


def _keep(
    store: Store, path: Path, max_file_mb: int, on_read: Callable[[], object]
) -> tuple[Content, str] | Refusal | DiskFullError:
    content = read_whole(path, max_file_mb)
    on_read()
    if isinstance(content, Refusal):
        return content
    try:
        return content, store.blobs.put(content.data)
    except OSError as error:
        if is_disk_full(error):
            return DiskFullError("There is no room to keep another file.")
        raise


def _described(path: Path, content: Content, sha256: str, collection: str, allow: tuple[str, ...]) -> FileInfo:
    return FileInfo(
        collection=collection,
        source=source_of(path),
        filename=filename_of(path),
        media_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        sha256=sha256,
        size=len(content.data),
        allow=allow,
        mtime_ns=content.mtime_ns,
    )


def filename_of(path: Path) -> str:
    """A file's name as it is kept; bytes that are no UTF-8 become U+FFFD."""
    return os.fsencode(path.name).decode("utf-8", "replace")


def _batches(paths: Iterable[Path]) -> Iterator[Sequence[Path]]:
    """Files in runs that are small enough to be held in memory (a single large one excepted)."""
    batch: list[Path] = []
    held = 0
    for path in paths:
        try:
            size = path.stat().st_size
        except OSError:
            size = 0
        if batch and (len(batch) >= _BATCH_FILES or held + size > _BATCH_BYTES):
            yield batch
            batch, held = [], 0
        batch.append(path)
        held += size
    if batch:
        yield batch


def _unreadable(error: OSError) -> Refusal:
    return Refusal("unreadable", f"The file cannot be read: {error.strerror}. Check its permissions.")
