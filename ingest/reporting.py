"""What the commands of `ingest` print of documents and files."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import typer
from rich.markup import escape

from ingest.planning import GONE, NOT_TAKEN, Change, Entry
from ingest.resembling import LookAlike
from ingest.scanning import LeftOut, Unseen
from rag.console import SOME_FAILED, out, print_json
from rag.domain.document import Document, DocumentStatus
from rag.store.files import FileRegister, KnownFile
from rag.store.opening import Store

_BAD = (DocumentStatus.SET_ASIDE, DocumentStatus.DEAD)


def as_dict(document: Document) -> dict[str, Any]:
    """A document as `--json` gives it."""
    return {
        "document_id": document.id,
        "status": document.status,
        "stage": document.stage,
        "code": document.code,
        "reason": document.reason,
        "title": document.title,
        "filename": document.filename,
        "collection": document.collection,
        "allow": list(document.allow),
        "language": document.language,
        "page_count": document.page_count,
        "version_id": document.active_version_id,
        "parent_id": document.parent_id,
    }


def shown(text: str) -> str:
    """Untrusted text for a terminal: no control characters, no markup."""
    return escape("".join(char if char.isprintable() else "�" for char in text))


def counts(counter: Counter[str]) -> str:
    """``3 new, 1 deleted``."""
    return ", ".join(f"{count} {what}" for what, count in counter.most_common()) or "nothing to do"


def print_documents(documents: Iterable[Document]) -> None:
    """One line a document: state, file name and why."""
    for document in documents:
        reason = f": {shown(document.reason)}" if document.reason else ""
        out.print(f"{document.status.value:10} {shown(document.filename)}{reason}", soft_wrap=True)


def any_failed(documents: Iterable[Document]) -> bool:
    """True when one of them is set aside or given up."""
    return any(document.status in _BAD for document in documents)


def exit_on_failures(documents: Iterable[Document]) -> None:
    """Ends the command with the exit code that says that some documents failed, if one did."""
    if any_failed(documents):
        raise typer.Exit(SOME_FAILED)


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the files of a command: an entry for each that is not simply unchanged."""

    entries: list[Entry]
    unchanged: list[KnownFile] = field(default_factory=list)
    left_out: list[tuple[str, LeftOut]] = field(default_factory=list)
    unseen: list[Unseen] = field(default_factory=list)
    alike: dict[str, LookAlike] = field(default_factory=dict)

    @property
    def outcomes(self) -> Counter[str]:
        """How many files had each outcome."""
        counter = Counter(entry.change.value for entry in self.entries)
        counter[Change.UNCHANGED.value] += len(self.unchanged)
        return +counter

    @property
    def document_ids(self) -> set[str]:
        """The documents that these files stand for now."""
        stay = (entry for entry in self.entries if entry.change not in GONE)
        return {entry.document_id for entry in stay if entry.document_id} | {row.document_id for row in self.unchanged}

    @property
    def failed(self) -> bool:
        """True when a file was not taken, or could not be looked at."""
        return bool(self.unseen) or any(entry.change in NOT_TAKEN for entry in self.entries)


def print_report(store: Store, report: Report, as_json: bool, **more: object) -> bool:
    """Prints a report, as JSON with ``more`` at its top; True when all went well."""
    register = FileRegister(store.database, store.ledger.pipeline)
    ids = report.document_ids
    ended_otherwise = {one.id: one for one in register.not_active().values() if _belongs(one, ids, register)}
    if as_json:
        print_json(more | _as_json(report, register.described(ids), ended_otherwise))
    else:
        _print_lines(report, ended_otherwise)
    return not report.failed and not any_failed(ended_otherwise.values())


def _belongs(document: Document, ids: set[str], register: FileRegister) -> bool:
    """True for one of these documents, or something attached to one, at whatever depth."""
    while document.id not in ids:
        above = register.described([document.parent_id]) if document.parent_id else {}
        if not above:
            return False
        [document] = above.values()
    return True


def _as_json(report: Report, documents: dict[str, Document], others: dict[str, Document]) -> dict[str, Any]:
    attached: dict[str | None, list[dict[str, Any]]] = defaultdict(list)
    for document in others.values():
        attached[document.parent_id].append(as_dict(document))
    files = []
    unchanged = [Entry(row.source, Change.UNCHANGED, row.document_id) for row in report.unchanged]
    for entry in sorted(report.entries + unchanged, key=lambda entry: entry.source):
        file: dict[str, Any] = {"path": place(entry.source), "outcome": entry.change}
        if entry.change in NOT_TAKEN:
            file |= {"code": entry.code, "reason": entry.reason, "document_id": entry.document_id}
        elif entry.document_id in documents and entry.change not in GONE:
            file |= as_dict(documents[entry.document_id])
        else:
            file["document_id"] = entry.document_id
        if entry.change in GONE:
            file["kept"] = entry.kept
        if entry.previous or entry.copy_of:
            file |= {"previous": place(entry.previous)} if entry.previous else {"copy_of": place(entry.copy_of or "")}
        if entry.document_id in attached:
            file["attachments"] = attached[entry.document_id]
        if entry.document_id in report.alike:
            file["looks_like"] = report.alike[entry.document_id]
        files.append(file)
    return {
        "outcomes": report.outcomes,
        "documents": Counter(document.status.value for document in documents.values()),
        "files": files,
        "left_out": [{"path": place(source), "why": why} for source, why in report.left_out],
        "unseen": [{"path": place(one.source), "reason": one.reason} for one in report.unseen],
    }


def _print_lines(report: Report, others: dict[str, Document]) -> None:
    for entry in sorted(report.entries, key=lambda entry: (entry.change, entry.source)):
        about = ""
        if entry.reason:
            about = f": {entry.reason}"
        elif entry.previous:
            about = f" (was {place(entry.previous)})"
        elif entry.copy_of:
            about = f" (the same as {place(entry.copy_of)})"
        elif entry.kept:
            about = " (its document stays: it has other files)"
        elif entry.document_id in report.alike:
            other = report.alike[entry.document_id]
            about = f" (looks like {other.filename}, {other.likeness:.0%})"
        if entry.change is not Change.UNCHANGED:
            out.print(f"{entry.change.value:10} {shown(place(entry.source) + about)}", soft_wrap=True)
    for place_unseen in report.unseen:
        out.print(f"[red]unseen[/]     {shown(f'{place(place_unseen.source)} {place_unseen.reason}')}", soft_wrap=True)
    print_documents(others.values())
    out.print(counts(report.outcomes))
    if report.left_out:
        out.print(f"left out: {counts(Counter(why.value for _, why in report.left_out))}")
    states = Counter(document.status.value for document in others.values() if document.id in report.document_ids)
    active = len(report.document_ids) - states.total()
    if report.document_ids:
        out.print(counts(states + Counter({"active": active})))


def place(source: str) -> str:
    """The path of a file, by its source."""
    return source.removeprefix("file:")
