"""`ingest`: brings documents in and shows what became of them."""

from __future__ import annotations

import logging
import os
import shutil
import signal
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from ingest import intake
from ingest.engines.local import LocalEngine
from ingest.intake import Intake
from ingest.runtime import standing_worker_tools, worker_tools
from rag.console import SOME_FAILED, JsonOption, err, out, print_json, run
from rag.domain.document import FINAL, Document, DocumentStatus
from rag.domain.rights import OWNER
from rag.errors import RequestError
from rag.logs import configure_logging
from rag.settings import Settings, load_settings
from rag.store.ledger import Outcome
from rag.store.locks import FileLock
from rag.store.opening import Store, index_folder, open_store, service_answers

app = typer.Typer(
    help="Bring contracts and invoices into Sourcier. Example: ingest add ./contrats --allow achats",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

CollectionOption = Annotated[str, typer.Option("--collection", "-c", help="The collection the files belong to.")]
AllowOption = Annotated[
    list[str] | None,
    typer.Option("--allow", help="A group that may read them; may be repeated. Default: everyone."),
]
_BAD = (DocumentStatus.SET_ASIDE, DocumentStatus.DEAD)


def _open() -> tuple[Settings, Store]:
    settings = load_settings()
    return settings, open_store(settings)


@app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders to take whole.")],
    collection: CollectionOption = "default",
    allow: AllowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add files and work until each has an end. Example: ingest add contrat.pdf --allow juridique"""
    settings, store = _open()
    results = _submit(store, list(intake.files_under(paths)), collection, tuple(allow or ()), settings)
    _work(settings, store, _pending(store, results))
    _report(store, results, as_json)


@app.command()
def sync(
    folder: Annotated[Path, typer.Argument(help="The folder to follow.")],
    collection: CollectionOption = "default",
    allow: AllowOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, do nothing.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Erase even when most files are gone.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Make the store follow a folder: add, replace, erase. Example: ingest sync ./contrats --dry-run"""
    settings, store = _open()
    plan = intake.plan_sync(store, folder, collection)
    if dry_run:
        prefix = intake.source_of(folder).rstrip("/") + "/"
        known = {document.source: document for document in store.catalogue.by_source(collection, prefix)}
        foreseen = [(intake.readable(path), intake.foresee(path, known).value) for path in plan.present]
        foreseen += [(document.source.removeprefix("file:"), "deleted") for document in plan.gone]
        if as_json:
            print_json({"dry_run": True, "files": [{"path": path, "outcome": what} for path, what in foreseen]})
        else:
            for path, what in foreseen:
                if what != "unchanged":
                    out.print(f"{what:10} {_shown(path)}", soft_wrap=True)
            out.print(_counts(Counter(what for _, what in foreseen)))
        return
    if not force:
        intake.refuse_implausible(plan, folder)
    if plan.gone:
        with worker_tools(settings, store) as tools:
            for document in plan.gone:
                store.eraser.erase_with_attachments(document.id, tools.index, OWNER)
    results = _submit(store, plan.present, collection, tuple(allow or ()), settings)
    _work(settings, store, _pending(store, results))
    _report(store, results, as_json, deleted=len(plan.gone))


@app.command()
def status(as_json: JsonOption = False) -> None:
    """How many documents are in each state. Example: ingest status --json"""
    _, store = _open()
    counts = store.catalogue.counts(OWNER)
    totals = {
        "documents": counts,
        "unfinished": store.catalogue.unfinished(),
        "passages": store.catalogue.passage_count(),
    }
    if as_json:
        print_json(totals)
        return
    table = Table("state", "documents")
    for state in DocumentStatus:
        if counts.get(state):
            table.add_row(state.value, str(counts[state]))
    out.print(table if counts else "No documents yet. Add some: ingest add FILE…")
    out.print(f"{totals['passages']} passages can be found.")


@app.command("list")
def list_documents(
    collection: Annotated[str | None, typer.Option("--collection", "-c", help="Only this collection.")] = None,
    state: Annotated[DocumentStatus | None, typer.Option("--status", help="Only this state.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Every document with its state and the reason for it. Example: ingest list --status set_aside"""
    _, store = _open()
    found: list[Document] = []
    cursor: str | None = None
    while True:
        batch, cursor = store.catalogue.list_documents(
            OWNER, collection=collection, status=state.value if state else None, after=cursor, limit=500
        )
        found += batch
        if cursor is None:
            break
    if as_json:
        print_json({"documents": [_as_dict(document) for document in found]})
        return
    table = Table("id", "state", "file", "pages", "reason", show_lines=False)
    for document in found:
        table.add_row(
            document.id,
            document.status.value,
            _shown(document.filename),
            str(document.page_count or ""),
            _shown(document.reason or ""),
        )
    out.print(table)


@app.command()
def retry(
    ids: Annotated[list[str] | None, typer.Argument(help="Documents; all that failed when none is given.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Try documents again that were set aside, gave up or wait for OCR. Example: ingest retry"""
    settings, store = _open()
    for document_id in ids or []:
        store.ledger.document(document_id)
    ended = (DocumentStatus.SET_ASIDE, DocumentStatus.DEAD, DocumentStatus.NEEDS_OCR)
    wanted = ids or [
        document.id
        for state in ended
        for document in store.catalogue.list_documents(OWNER, status=state.value, limit=100_000)[0]
    ]
    count = store.ledger.retry(wanted)
    _work(settings, store, wanted)
    documents = [store.ledger.document(document_id) for document_id in wanted]
    if as_json:
        print_json({"retried": count, "documents": [_as_dict(document) for document in documents]})
    else:
        _print_documents(documents)
    _exit_on_failures(documents)


@app.command()
def rm(
    ids: Annotated[list[str], typer.Argument(help="Documents to erase, by id (see: ingest list).")],
    as_json: JsonOption = False,
) -> None:
    """Erase documents: bytes, text, passages and vectors. Example: ingest rm 3f0c…"""
    settings, store = _open()
    for document_id in ids:
        store.ledger.document(document_id)
    with worker_tools(settings, store) as tools:
        receipts = []
        for document_id in ids:
            receipts += store.eraser.erase_with_attachments(document_id, tools.index, OWNER)
    if as_json:
        print_json({"receipts": receipts})
        return
    for receipt in receipts:
        out.print(
            f"{receipt.document_id} deleted: {receipt.versions} versions, {receipt.passages} passages,"
            f" {receipt.blobs} files",
            soft_wrap=True,
        )


@app.command()
def worker(
    drain: Annotated[bool, typer.Option("--drain", help="End when the queue is empty.")] = False,
    patience: Annotated[float, typer.Option(help="Seconds to wait for the service at the start.")] = 120,
) -> None:
    """Work on the queue until stopped; the service must run. Example: ingest worker --drain"""
    configure_logging(logging.INFO)
    settings, store = _open()
    if drain:
        with worker_tools(settings, store) as tools:
            LocalEngine(tools).drain()
        return
    with standing_worker_tools(settings, store, patience) as tools:
        engine = LocalEngine(tools)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: engine.stop())
        engine.serve()


@app.command()
def reindex(as_json: JsonOption = False) -> None:
    """Build the index again from the stored files and the database; the service must not run.

    Example: ingest reindex
    """
    settings, store = _open()
    folder = index_folder(settings)
    if service_answers(settings):
        raise RequestError("A service holds the index.", "Stop it, then run `ingest reindex` again.")
    with FileLock(folder.with_suffix(".lock")).held():
        # Queued first: cut off in between, the documents that still have their passages are left as they are.
        ids = store.ledger.requeue_all()
        shutil.rmtree(folder, ignore_errors=True)
    _work(settings, store, ids)
    documents = [store.ledger.document(document_id) for document_id in ids]
    if as_json:
        print_json({"reindexed": len(ids), "passages": store.catalogue.passage_count()})
    else:
        out.print(f"{len(ids)} documents, {store.catalogue.passage_count()} passages.")
    _exit_on_failures(documents)


def _submit(
    store: Store, files: list[Path], collection: str, allow: tuple[str, ...], settings: Settings
) -> list[Intake]:
    with _progress("reading") as progress:
        task = progress.add_task("", total=len(files))
        results = []
        for path in files:
            results.append(intake.submit_file(store, path, collection, allow, settings.ingest.max_file_mb))
            progress.advance(task)
    if any(item.submitted and item.submitted.outcome is Outcome.CHANGED for item in results):
        # The document that a file was a copy of may have got other bytes after it: then the copy stands alone.
        for number, item in enumerate(results):
            if item.submitted and item.submitted.outcome is Outcome.DUPLICATE:
                results[number] = intake.submit_file(store, item.path, collection, allow, settings.ingest.max_file_mb)
    return results


def _pending(store: Store, results: list[Intake]) -> list[str]:
    return [item.submitted.document_id for item in results if item.submitted and item.submitted.status not in FINAL]


def _work(settings: Settings, store: Store, ids: list[str]) -> None:
    """Works in this process until the queue is empty, with a bar that counts ``ids``."""
    if not store.catalogue.unfinished():
        return
    with _progress("ingesting") as progress, worker_tools(settings, store) as tools:
        task = progress.add_task("", total=len(ids))
        left = set(ids)

        def done(document: Document) -> None:
            if document.status in FINAL and document.id in left:
                left.discard(document.id)
                progress.advance(task)

        LocalEngine(tools, done).drain()
        progress.update(task, completed=len(ids))


def _progress(what: str) -> Progress:
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=err, disable=os.environ.get("CI") == "true" or not err.is_terminal)


def _report(store: Store, results: list[Intake], as_json: bool, deleted: int = 0) -> None:
    documents = {
        item.submitted.document_id: store.ledger.document(item.submitted.document_id)
        for item in results
        if item.submitted
    }
    outcomes = Counter(item.submitted.outcome.value if item.submitted else "refused" for item in results)
    if deleted:
        outcomes["deleted"] = deleted
    if as_json:
        files = [
            {
                "path": intake.readable(item.path),
                "outcome": item.submitted.outcome if item.submitted else "refused",
                "code": item.code,
                "reason": item.problem,
            }
            | (_as_dict(documents[item.submitted.document_id]) if item.submitted else {})
            for item in results
        ]
        print_json({"outcomes": outcomes, "files": files})
    else:
        for item in results:
            if item.problem:
                out.print(f"[red]refused[/]    {_shown(str(item.path))}: {_shown(item.problem)}", soft_wrap=True)
        _print_documents([document for document in documents.values() if document.status != DocumentStatus.ACTIVE])
        out.print(_counts(outcomes))
        out.print(_counts(Counter(document.status.value for document in documents.values())))
    if any(item.problem for item in results):
        raise typer.Exit(SOME_FAILED)
    _exit_on_failures(list(documents.values()))


def _print_documents(documents: list[Document]) -> None:
    for document in documents:
        reason = f": {_shown(document.reason)}" if document.reason else ""
        out.print(f"{document.status.value:10} {_shown(document.filename)}{reason}", soft_wrap=True)


def _exit_on_failures(documents: list[Document]) -> None:
    if any(document.status in _BAD for document in documents):
        raise typer.Exit(SOME_FAILED)


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{count} {what}" for what, count in counter.most_common()) or "nothing to do"


def _shown(text: str) -> str:
    """Untrusted text for a terminal: no control characters, no markup."""
    return escape("".join(char if char.isprintable() else "�" for char in text))


def _as_dict(document: Document) -> dict[str, Any]:
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


def main() -> None:
    """The command `ingest`."""
    run(app)
