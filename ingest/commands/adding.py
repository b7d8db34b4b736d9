"""`ingest add`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest.commands.shared import AllowOption, CollectionOption, opened, work
from ingest.intake import Intake, Refusal, submit_files
from ingest.planning import Change, Entry, entry_of_refusal
from ingest.reporting import Report, print_report
from ingest.resembling import look_alikes
from ingest.scanning import files_under, source_of
from rag.console import SOME_FAILED, JsonOption, progress
from rag.store.ledger_values import Outcome
from rag.store.opening import Store


def add(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders to take whole.")],
    collection: CollectionOption = "default",
    allow: AllowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add files and work until each has an end. Example: ingest add contrat.pdf --allow juridique"""
    settings, store = opened()
    files, unseen = files_under(paths)
    taken = _submit(store, files, collection, tuple(allow or ()), settings.ingest.max_file_mb)
    entries = [_entry(item) for item in taken]
    brought = [entry.document_id for entry in entries if entry.document_id]
    work(settings, store, brought)
    fresh = [one.document_id for one in entries if one.document_id and one.change in (Change.NEW, Change.CHANGED)]
    report = Report(entries, unseen=unseen, alike=look_alikes(store, collection, fresh))
    if not print_report(store, report, as_json):
        raise typer.Exit(SOME_FAILED)


def _submit(store: Store, files: list[Path], collection: str, allow: tuple[str, ...], max_file_mb: int) -> list[Intake]:
    with progress("reading") as bar:
        task = bar.add_task("", total=len(files))
        results = submit_files(store, files, collection, allow, max_file_mb, lambda: bar.advance(task))
    if any(item.submitted and item.submitted.outcome is Outcome.CHANGED for item in results):
        # The document that a file was a copy of may have got other bytes after it: then the copy stands alone.
        for number, item in enumerate(results):
            if item.submitted and item.submitted.outcome is Outcome.DUPLICATE:
                [results[number]] = submit_files(store, [item.path], collection, allow, max_file_mb)
    return results


def _entry(item: Intake) -> Entry:
    source = source_of(item.path)
    if item.submitted is None:
        return entry_of_refusal(source, Refusal(item.code or "", item.problem or ""))
    return Entry(source, Change(item.submitted.outcome.value), item.submitted.document_id)
