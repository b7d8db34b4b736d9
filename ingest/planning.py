"""Finds out what has changed in a folder; :mod:`ingest.syncing` does what is to be done about it."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from ingest.intake import Refusal, being_written, digest, refusal_by_size
from ingest.scanning import Scan, readable, scan
from rag.store.files import FileRegister, KnownDocument, KnownFile
from rag.store.opening import Store

_SETTLED_S = 1.0
_FEW, _MANY = 3, 10


class Change(StrEnum):
    """What is different about a file since the last look, and so what is done about it."""

    NEW = "new"
    CHANGED = "changed"
    MOVED = "moved"
    DUPLICATE = "duplicate"
    UNCHANGED = "unchanged"
    DELETED = "deleted"
    IGNORED = "ignored"
    """Known, and left out now: erased as if it were deleted."""
    REFUSED = "refused"
    WAITING = "waiting"
    """Being written: taken the next time."""


GONE = (Change.DELETED, Change.IGNORED)
NOT_TAKEN = (Change.REFUSED, Change.WAITING)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a report. ``previous`` is where a moved one lay; ``copy_of`` the file that names the document of a
    duplicate; ``kept`` says that the document of a file that is gone stays, for other files of it are there."""

    source: str
    change: Change
    document_id: str | None = None
    code: str | None = None
    reason: str | None = None
    previous: str | None = None
    copy_of: str | None = None
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file to be submitted; ``known`` is what was known of it, ``sha256`` its digest where it had to be taken."""

    source: str
    known: KnownFile | None
    sha256: str | None = None
    previous: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A file whose bytes lie at another place now."""

    known: KnownFile
    to: KnownFile


@dataclass(slots=True)
class Plan:
    """What a sync is to do; nothing is done yet."""

    folder: Path
    collection: str
    allow: tuple[str, ...]
    scan: Scan
    unchanged: list[KnownFile] = field(default_factory=list)
    touched: list[KnownFile] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    gone: list[KnownFile] = field(default_factory=list)
    left: list[Entry] = field(default_factory=list)
    """Refused or being written."""
    implausible: str | None = None
    """Why so many files are not believed to be gone."""


def plan_sync(
    store: Store,
    folder: Path,
    collection: str,
    allow: tuple[str, ...],
    max_file_mb: int,
    *,
    settled: bool = False,
    on_progress: Callable[[int, int], object] = lambda done, total: None,
) -> Plan:
    """Finds out what has changed in a folder. Files whose size and time of change are the known ones are not read.

    ``settled`` leaves files changed within the last second for the next time; ``on_progress`` gets how many of how many
    files were read.

    Raises:
        RequestError: the folder does not exist or cannot be listed.
    """
    found = scan(folder)
    register = FileRegister(store.database, store.ledger.pipeline)
    plan = Plan(folder, collection, tuple(sorted(set(allow))), found)
    known = register.below(collection, f"file:{readable(found.root)}".rstrip("/"))
    again = register.outdated()
    if plan.allow:
        again |= register.with_other_rights(plan.allow)
    look, fresh = _compare(plan, known, again, max_file_mb, settled=settled)
    there = found.files
    plan.gone = [KnownFile(*row) for source, row in known.items() if source not in there and not found.hides(source)]
    sizes = {row.size for row in plan.gone}
    to_read = [row.source for row in look] + [source for source in fresh if found.files[source][0] in sizes]
    digests = _digests(found, to_read, on_progress)
    _settle_looked_at(plan, look, digests, again)
    ids = {candidate.known.document_id for candidate in plan.candidates if candidate.known}
    _find_moves(plan, fresh, digests, again, _rewritten(plan, register.documents(collection, ids=ids)))
    _set_copies_apart(plan, register)
    plan.implausible = _implausible(plan, known)
    return plan


def _compare(
    plan: Plan, known: dict[str, KnownFile], again: set[str], max_file_mb: int, *, settled: bool
) -> tuple[list[KnownFile], list[str]]:
    """Known files that must be read to tell, and files that are not known; what size and time tell is settled here."""
    look: list[KnownFile] = []
    fresh: list[str] = []
    now = time.time_ns()
    unchanged = plan.unchanged.append
    for source, (size, mtime_ns) in plan.scan.files.items():
        row = known.get(source)
        if row is not None and row[1] == size and row[2] == mtime_ns:
            if again and row[3] in again:
                plan.candidates.append(Candidate(source, KnownFile(*row)))
            else:
                unchanged(row)
            continue
        refusal = refusal_by_size(size, max_file_mb)
        if refusal is None and settled and abs(now - mtime_ns) < _SETTLED_S * 1e9:
            refusal = being_written()
        if refusal is not None:
            plan.left.append(entry_of_refusal(source, refusal, row))
        elif row is None:
            fresh.append(source)
        elif row.size != size:
            plan.candidates.append(Candidate(source, KnownFile(*row)))
        else:
            look.append(KnownFile(*row))
    return look, sorted(fresh)


def entry_of_refusal(source: str, refusal: Refusal, row: KnownFile | None = None) -> Entry:
    """The report of a file that is not taken."""
    change = Change.WAITING if refusal == being_written() else Change.REFUSED
    return Entry(source, change, row.document_id if row else None, refusal.code, refusal.reason)


def _digests(
    found: Scan, sources: list[str], on_progress: Callable[[int, int], object]
) -> dict[str, tuple[str, int] | Refusal]:
    digests = {}
    for number, source in enumerate(sources, 1):
        digests[source] = digest(found.path(source))
        on_progress(number, len(sources))
    return digests


def _settle_looked_at(
    plan: Plan, look: list[KnownFile], digests: dict[str, tuple[str, int] | Refusal], again: set[str]
) -> None:
    for row in look:
        read = digests[row.source]
        if isinstance(read, Refusal):
            plan.left.append(entry_of_refusal(row.source, read, row))
        elif read[0] == row.sha256 and row.document_id not in again:
            plan.touched.append(row._replace(mtime_ns=read[1]))
        else:
            plan.candidates.append(Candidate(row.source, row, read[0]))


def _rewritten(plan: Plan, known: list[KnownDocument]) -> set[str]:
    """Documents that get other bytes, for the file that names them has them; their other files leave them."""
    named_by = {document.source: document.id for document in known}
    return {
        named_by[candidate.source]
        for candidate in plan.candidates
        if candidate.known
        and candidate.source in named_by
        and (
            plan.scan.files[candidate.source][0] != candidate.known.size
            or candidate.sha256 not in (None, candidate.known.sha256)
        )
    }


def _find_moves(
    plan: Plan,
    fresh: list[str],
    digests: dict[str, tuple[str, int] | Refusal],
    again: set[str],
    rewritten: set[str],
) -> None:
    """Pairs files that are gone with new ones of the same bytes; of several, the one of the same name first. A copy of
    a document that is ``rewritten`` has no document to take along."""
    lost: dict[str, list[KnownFile]] = defaultdict(list)
    for row in sorted(plan.gone):
        if row.document_id not in rewritten:
            lost[row.sha256].append(row)
    moved: dict[str, KnownFile] = {}
    for same_name in (True, False):
        for source in fresh:
            read = digests.get(source)
            if source in moved or not isinstance(read, tuple):
                continue
            rows = lost.get(read[0], [])
            fits = (row for row in rows if not same_name or _name(row.source) == _name(source))
            if (pair := next(fits, None)) is not None:
                rows.remove(pair)
                moved[source] = pair
    for source in fresh:
        read = digests.get(source)
        if isinstance(read, Refusal):
            plan.left.append(entry_of_refusal(source, read))
        elif read is not None and source in moved:
            known = moved[source]
            to = known._replace(source=source, mtime_ns=read[1])
            plan.moves.append(Move(known, to))
            if known.document_id in again:
                plan.candidates.append(Candidate(source, to, read[0], known.source))
        else:
            plan.candidates.append(Candidate(source, None, read[0] if read else None))
    found_again = {row.source for row in moved.values()}
    plan.gone = [row for row in plan.gone if row.source not in found_again]


def _name(source: str) -> str:
    return source.rpartition("/")[2]


def _set_copies_apart(plan: Plan, register: FileRegister) -> None:
    """A copy of a file that has got other bytes stands alone from now on. The files that name documents come first."""
    ids = {candidate.known.document_id for candidate in plan.candidates if candidate.known}
    names = {document.id: document.source for document in register.documents(plan.collection, ids=ids)}
    moved = {move.known.source: move.to.source for move in plan.moves}

    def names_its_document(candidate: Candidate) -> bool:
        if candidate.known is None:
            return False
        source = names.get(candidate.known.document_id, "")
        return moved.get(source, source) == candidate.source

    naming = {
        candidate.known.document_id
        for candidate in plan.candidates
        if candidate.known and names_its_document(candidate)
    }
    if naming:
        for rows in (plan.unchanged, plan.touched):
            apart = [row for row in rows if row.document_id in naming]
            plan.candidates += [Candidate(row.source, row) for row in apart]
            rows[:] = [row for row in rows if row.document_id not in naming]
    plan.candidates.sort(key=lambda one: (not names_its_document(one), one.known is None, one.source))


def _implausible(plan: Plan, known: dict[str, KnownFile]) -> str | None:
    """Why the files that are gone are more likely behind a missing mount than deleted."""
    if _too_many(len(plan.gone), len(known)):
        gone_or_ignored = f"{len(plan.gone)} of the {len(known)} files known from {str(plan.folder)!r} are gone from it"
        return f"{gone_or_ignored}, or ignored now."
    moved = {move.known.source for move in plan.moves}
    start = len(f"file:{readable(plan.scan.root)}".rstrip("/")) + 1
    per_folder: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    gone = {row.source for row in plan.gone}
    if len(gone) < _MANY:
        return None
    for source in known:
        top, inside, _ = source[start:].partition("/")
        if inside and source not in moved:
            per_folder[top][0] += 1
            per_folder[top][1] += source in gone
    for top, (all_files, missing) in sorted(per_folder.items()):
        if missing == all_files >= _MANY:
            return f"All {missing} files known from the folder {top!r} are gone, or ignored now."
    return None


def _too_many(gone: int, known: int) -> bool:
    return gone == known > 0 if known <= _FEW else gone > known / 2
