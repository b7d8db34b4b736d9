"""Files on disk -> jobs: what is new, changed, gone or the same."""

from __future__ import annotations

import hashlib
import mimetypes
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rag.domain.document import EVERYONE, Document
from rag.errors import DiskFullError, EmptyFileError, RequestError, TooLargeError, is_disk_full
from rag.store.ledger import FileInfo, Outcome, Submitted
from rag.store.opening import Store

_MOST_GONE = 0.5


@dataclass(frozen=True, slots=True)
class Intake:
    """What was done with one path: the submission, or why there is none."""

    path: Path
    submitted: Submitted | None
    problem: str | None = None
    code: str | None = None


def files_under(paths: list[Path]) -> Iterator[Path]:
    """All files named or inside the folders named, sorted, without hidden ones and links out of the folder.

    Raises:
        RequestError: a path does not exist.
    """
    for path in paths:
        if not path.exists():
            raise RequestError(f"There is no file or folder {str(path)!r}.", "Check the path.")
        if path.is_file():
            yield path
            continue
        root = path.resolve()
        for file in sorted(path.rglob("*")):
            hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
            if file.is_file() and not hidden and file.resolve().is_relative_to(root):
                yield file


def submit_file(
    store: Store,
    path: Path,
    collection: str,
    allow: tuple[str, ...],
    max_file_mb: int,
) -> Intake:
    """Queues one file. A file that cannot even be kept is reported, not queued.

    Without ``allow`` a known document keeps its groups, and a new one is readable by everyone.

    Raises:
        DiskFullError: there is no room for its bytes; what was queued before stays queued.
    """
    try:
        size = path.stat().st_size
        if size == 0:
            raise EmptyFileError("The file has zero bytes.")
        if size > max_file_mb * 1024 * 1024:
            raise TooLargeError(f"The file has {size / 1048576:.0f} MiB; the limit is {max_file_mb}.")
        content = path.read_bytes()
        digest = store.blobs.put(content)
    except (EmptyFileError, TooLargeError) as error:
        return Intake(path, None, str(error), error.code)
    except OSError as error:
        if is_disk_full(error):
            raise DiskFullError("There is no room to keep another file.") from error
        return Intake(path, None, f"The file cannot be read: {error.strerror}. Check its permissions.", "unreadable")
    submitted = store.ledger.submit(
        FileInfo(
            collection=collection,
            source=source_of(path),
            filename=os.fsencode(path.name).decode("utf-8", "replace"),
            media_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
            sha256=digest,
            size=size,
            allow=allow or _groups_of(store, collection, source_of(path)),
        )
    )
    if not store.blobs.path(digest).exists():
        # An erasure took the same bytes between the two lines above; from here on they count as used.
        store.blobs.put(content)
    return Intake(path, submitted)


def _groups_of(store: Store, collection: str, source: str) -> tuple[str, ...]:
    known = [document for document in store.catalogue.by_source(collection, source) if document.source == source]
    return known[0].allow if known else (EVERYONE,)


def source_of(path: Path) -> str:
    """The source that identifies a file on this machine."""
    return f"file:{readable(path.resolve())}"


def readable(path: Path) -> str:
    """A path as text that can be stored and printed: bytes that are no UTF-8 become \\xNN."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """What a sync would do with a folder."""

    present: list[Path]
    gone: list[Document]
    known: int


def plan_sync(store: Store, folder: Path, collection: str) -> SyncPlan:
    """Compares a folder with what the store holds of it.

    Raises:
        RequestError: the folder does not exist.
    """
    if not folder.is_dir():
        raise RequestError(f"There is no folder {str(folder)!r}.", "Check the path, and that the disk is mounted.")
    present = list(files_under([folder]))
    sources = {source_of(path) for path in present}
    known = store.catalogue.by_source(collection, source_of(folder).rstrip("/") + "/")
    gone = [document for document in known if document.source not in sources]
    return SyncPlan(present, gone, len(known))


def refuse_implausible(plan: SyncPlan, folder: Path) -> None:
    """Stops a sync that would erase most of what is known: more often a missing mount than a wish.

    Raises:
        RequestError: more than half of at least four known files are gone.
    """
    if plan.known >= 4 and len(plan.gone) > _MOST_GONE * plan.known:
        raise RequestError(
            f"{len(plan.gone)} of the {plan.known} documents known from {str(folder)!r} are gone from it.",
            "If that is so, run again with --force; else check that the disk is mounted.",
        )


def foresee(path: Path, known: dict[str, Document]) -> Outcome:
    """What submitting a file would do, without doing it."""
    document = known.get(source_of(path))
    if document is None:
        return Outcome.NEW
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Outcome.UNCHANGED if digest == document.sha256 else Outcome.CHANGED
