"""Does what a plan says: makes the store follow a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ingest.intake import Intake, Refusal, filename_of, submit_files
from ingest.planning import Candidate, Change, Entry, Plan, entry_of_refusal
from rag.domain.rights import OWNER
from rag.store.files import FileRegister
from rag.store.index.base import PassageIndex
from rag.store.ledger_values import Outcome
from rag.store.opening import Store


def apply_plan(
    store: Store,
    plan: Plan,
    max_file_mb: int,
    on_read: Callable[[], object] = lambda: None,
) -> list[Entry]:
    """Moves and submits; says what was done with each file that is not simply unchanged.

    Files that are gone are left to :func:`erase_gone`, which needs the index.

    Raises:
        DiskFullError: there is no room for another file.
    """
    register = FileRegister(store.database, store.ledger.pipeline)
    register.touch(plan.collection, plan.touched)
    entries = list(plan.left)
    lost: list[Candidate] = []
    again = {candidate.source for candidate in plan.candidates}
    for move in plan.moves:
        filename = filename_of(plan.scan.path(move.to.source))
        if not store.ledger.move(plan.collection, move.known, move.to, filename):
            lost.append(Candidate(move.to.source, None))
        elif move.to.source not in again:
            entries.append(Entry(move.to.source, Change.MOVED, move.known.document_id, previous=move.known.source))
    candidates = plan.candidates + lost
    paths = (plan.scan.path(candidate.source) for candidate in candidates)
    taken = submit_files(store, paths, plan.collection, plan.allow, max_file_mb, on_read)
    named_by = _named_by(register, plan.collection, taken)
    for candidate, item in zip(candidates, taken, strict=True):
        entries.append(_entry(candidate, item, named_by))
    return entries


def _named_by(register: FileRegister, collection: str, taken: Iterable[Intake]) -> dict[str, str]:
    ids = [
        item.submitted.document_id for item in taken if item.submitted and item.submitted.outcome is Outcome.DUPLICATE
    ]
    return {document.id: document.source for document in register.documents(collection, ids=ids)}


def _entry(candidate: Candidate, item: Intake, named_by: dict[str, str]) -> Entry:
    if item.submitted is None or item.sha256 is None:
        return entry_of_refusal(candidate.source, Refusal(item.code or "", item.problem or ""), candidate.known)
    document_id = item.submitted.document_id
    change = change_of(candidate, item.submitted.outcome, item.sha256, document_id)
    copy_of = named_by.get(document_id) if change is Change.DUPLICATE else None
    previous = candidate.previous if change is Change.MOVED else None
    return Entry(candidate.source, change, document_id, previous=previous, copy_of=copy_of)


def change_of(candidate: Candidate, outcome: Outcome, sha256: str, document_id: str) -> Change:
    """What the ledger did with a document, said of the file."""
    same_bytes = candidate.known is not None and candidate.known.sha256 == sha256
    if candidate.previous is not None and candidate.known and candidate.known.document_id == document_id:
        return Change.MOVED
    if outcome is Outcome.NEW:
        return Change.CHANGED if candidate.known is not None and not same_bytes else Change.NEW
    if outcome is Outcome.DUPLICATE and candidate.known and same_bytes and candidate.known.document_id == document_id:
        return Change.UNCHANGED
    return Change(outcome.value)


def erase_gone(
    store: Store, plan: Plan, index: Callable[[], PassageIndex], on_erased: Callable[[], object] = lambda: None
) -> list[Entry]:
    """Erases the documents that no file is left for; the others go on by their remaining files.

    ``index`` is called when something is to be erased.
    """
    register = FileRegister(store.database, store.ledger.pipeline)
    sources = [row.source for row in plan.gone]
    orphans = set(register.leave(plan.collection, sources))
    for document_id in sorted(orphans):
        store.eraser.erase_with_attachments(document_id, index(), OWNER)
        on_erased()
    return gone_entries(plan, orphans)


def gone_entries(plan: Plan, erased: set[str]) -> list[Entry]:
    """The report of files that are gone, or ignored now; ``erased`` holds the documents that went with them."""
    left_out = {source for source, _ in plan.scan.left_out}

    def is_left_out(source: str) -> bool:
        return bool(source) and (source in left_out or is_left_out(source.rpartition("/")[0]))

    return [
        Entry(
            row.source,
            Change.IGNORED if is_left_out(row.source) else Change.DELETED,
            row.document_id,
            kept=row.document_id not in erased,
        )
        for row in plan.gone
    ]
