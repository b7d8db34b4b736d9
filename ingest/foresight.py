"""What a sync would do, found out without writing anything: the ledger's rules played through in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from ingest.intake import Refusal, digest, refusal_by_size
from ingest.planning import Candidate, Change, Entry, Plan, entry_of_refusal
from ingest.syncing import change_of, gone_entries
from rag.domain.document import EVERYONE, DocumentStatus
from rag.store.files import FileRegister
from rag.store.ledger_values import Outcome
from rag.store.opening import Store

_FRESH = "new "


@dataclass(slots=True)
class _Document:
    id: str
    source: str
    sha256: str
    allow: tuple[str, ...]
    status: DocumentStatus
    outdated: bool
    age: int = 0
    files: dict[str, str] = field(default_factory=dict)
    """The digest of each file that stands for it, by source."""


class _Rehearsal:
    """The documents that a plan touches, and which file stands for which."""

    def __init__(self, store: Store, plan: Plan, digests: dict[str, str]) -> None:
        register = FileRegister(store.database, store.ledger.pipeline)
        self.going = {row.source for row in plan.gone}
        ids = {row.document_id for row in plan.gone} | {move.known.document_id for move in plan.moves}
        found = register.documents(plan.collection, ids=ids, sources=digests, digests=digests.values())
        self.documents: dict[str, _Document] = {}
        self._at: dict[str, _Document] = {}
        self._by_source: dict[str, _Document] = {}
        self._by_bytes: dict[str, list[_Document]] = defaultdict(list)
        for one in found:
            self._add(_Document(*one))
        for row in register.of_documents(self.documents):
            self._put(row.source, self.documents[row.document_id], row.sha256)
        for move in plan.moves:
            document = self.documents[move.known.document_id]
            del document.files[move.known.source]
            self._put(move.to.source, document, move.to.sha256)
            if document.source == move.known.source:
                document.source = move.to.source
                self._by_source[document.source] = self._by_source.pop(move.known.source)

    def _add(self, document: _Document) -> None:
        document.age = len(self.documents)
        self.documents[document.id] = document
        self._by_source[document.source] = document
        self._by_bytes[document.sha256].append(document)

    def _put(self, source: str, document: _Document, sha256: str) -> None:
        if source in self._at:
            self._at[source].files.pop(source, None)
        self._at[source] = document
        document.files[source] = sha256

    def submit(self, source: str, sha256: str, allow: tuple[str, ...]) -> tuple[Outcome, _Document]:
        """What :meth:`rag.store.ledger.Ledger.submit` does."""
        document = self._by_source.get(source)
        if document is None:
            twins = (one for one in self._by_bytes[sha256] if not allow or one.allow == allow)
            document = min(twins, key=lambda one: one.age, default=None)
            outcome = Outcome.NEW if document is None else Outcome.DUPLICATE
            if document is None:
                name = f"{_FRESH}{len(self.documents)}"
                document = _Document(name, source, sha256, allow or (EVERYONE,), DocumentStatus.QUEUED, False)
                self._add(document)
        elif (document.sha256, document.allow) == (sha256, allow or document.allow) and not document.outdated:
            outcome = Outcome.UNCHANGED
        else:
            outcome = Outcome.CHANGED
            self._by_bytes[document.sha256].remove(document)
            self._by_bytes[sha256].append(document)
            document.sha256, document.allow, document.outdated = sha256, allow or document.allow, False
            document.files = {at: held for at, held in document.files.items() if held == sha256}
        self._put(source, document, sha256)
        return outcome, document

    def erased(self, plan: Plan) -> set[str]:
        """The documents that no file is left for."""
        gone = {row.document_id for row in plan.gone if row.source in self.documents[row.document_id].files}
        return {
            one.id
            for one in map(self.documents.__getitem__, gone)
            if one.source in self.going and not set(one.files) - self.going
        }


def foresee(store: Store, plan: Plan, max_file_mb: int, on_read: Callable[[], object] = lambda: None) -> list[Entry]:
    """What :func:`ingest.syncing.apply_plan` and :func:`ingest.syncing.erase_gone` would report, ids of new documents
    aside. Every file that would be submitted is read."""
    digests: dict[str, str] = {}
    entries = list(plan.left)
    readable: list[Candidate] = []
    for candidate in plan.candidates:
        read = _read(plan, candidate, max_file_mb)
        on_read()
        if isinstance(read, Refusal):
            entries.append(entry_of_refusal(candidate.source, read, candidate.known))
        else:
            digests[candidate.source] = read
            readable.append(candidate)
    rehearsal = _Rehearsal(store, plan, digests)
    submitted = {candidate.source for candidate in plan.candidates}
    entries += [
        Entry(move.to.source, Change.MOVED, move.known.document_id, previous=move.known.source)
        for move in plan.moves
        if move.to.source not in submitted
    ]
    done = []
    for candidate in readable:
        sha256 = digests[candidate.source]
        outcome, document = rehearsal.submit(candidate.source, sha256, plan.allow)
        done.append((candidate, change_of(candidate, outcome, sha256, document.id), document))
    for candidate, change, document in done:
        copy_of = document.source if change is Change.DUPLICATE else None
        known_id = None if document.id.startswith(_FRESH) else document.id
        previous = candidate.previous if change is Change.MOVED else None
        entries.append(Entry(candidate.source, change, known_id, previous=previous, copy_of=copy_of))
    return entries + gone_entries(plan, rehearsal.erased(plan))


def _read(plan: Plan, candidate: Candidate, max_file_mb: int) -> str | Refusal:
    refusal = refusal_by_size(plan.scan.files[candidate.source][0], max_file_mb)
    if refusal is not None:
        return refusal
    if candidate.sha256 is not None:
        return candidate.sha256
    read = digest(plan.scan.path(candidate.source))
    return read if isinstance(read, Refusal) else read[0]
