"""`ingest sync` and `ingest watch`."""

from __future__ import annotations

import signal
import threading
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from ingest.commands.shared import AllowOption, CollectionOption, index_to_erase_from, opened, work
from ingest.foresight import foresee
from ingest.planning import Change, Entry, Plan, plan_sync
from ingest.reporting import Report, print_report
from ingest.resembling import look_alikes
from ingest.runtime import Engine
from ingest.syncing import apply_plan, erase_gone
from ingest.watching import rounds
from rag.console import SOME_FAILED, USAGE, JsonOption, err, progress
from rag.errors import RequestError, SourcierError, TransientError
from rag.settings import Settings
from rag.store.index.base import PassageIndex
from rag.store.opening import Store, service_answers

_REMEDY = "If that is so, run `ingest sync` with --force; else check that the disk is mounted."

FolderArgument = Annotated[Path, typer.Argument(help="The folder to follow.")]


def sync(
    folder: FolderArgument,
    collection: CollectionOption = "default",
    allow: AllowOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, do nothing.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Erase even when most files are gone.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Make the store follow a folder: add, replace, move, erase. Example: ingest sync ./contrats --dry-run

    A file .sourcierignore in the folder, or below, names what is left out, in the syntax of .gitignore.
    """
    settings, store = opened()
    plan = _compared(settings, store, folder, collection, tuple(allow or ()))
    refused = None if force else plan.implausible
    if dry_run:
        with progress("reading") as bar:
            task = bar.add_task("", total=len(plan.candidates))
            entries = foresee(store, plan, settings.ingest.max_file_mb, lambda: bar.advance(task))
        well = print_report(store, _report(store, plan, entries), as_json, dry_run=True, refused=refused)
        if refused:
            err.print(f"[bold red]would be refused:[/] {escape(refused)} {_REMEDY}", soft_wrap=True)
            raise typer.Exit(USAGE)
    else:
        if refused:
            raise RequestError(refused, _REMEDY)
        entries = _carried_out(settings, store, plan)
        work(settings, store, [entry.document_id for entry in entries if entry.document_id])
        well = print_report(store, _report(store, plan, entries), as_json)
    if not well:
        raise typer.Exit(SOME_FAILED)


def watch(
    folder: FolderArgument,
    collection: CollectionOption = "default",
    allow: AllowOption = None,
    poll: Annotated[bool, typer.Option("--poll", help="Look again and again: network shares tell nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Follow a folder until stopped: a sync now, and one after every change. Example: ingest watch ./contrats

    Where a service runs, its worker reads the documents; else this command does. With --json, one line a round.
    """
    settings, store = opened()
    stop = threading.Event()
    engines: list[Engine] = []

    def end(*_: object) -> None:
        stop.set()
        for engine in engines:
            engine.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)

    def one_round() -> bool:
        try:
            plan = _compared(settings, store, folder, collection, tuple(allow or ()), settled=True)
            if plan.implausible:
                err.print(f"[bold red]not erased:[/] {escape(plan.implausible)} {_REMEDY}", soft_wrap=True)
            entries = _carried_out(settings, store, plan, erase=not plan.implausible)
            if not service_answers(settings):
                work(settings, store, [one.document_id for one in entries if one.document_id], engines.append)
            engines.clear()
            if entries or plan.scan.unseen:
                print_report(store, _report(store, plan, entries), as_json, refused=plan.implausible)
            return any(entry.change is Change.WAITING for entry in entries)
        except (RequestError, TransientError) as error:
            _tell(error)
            return True

    if not folder.is_dir():
        raise RequestError(f"There is no folder {str(folder)!r}.", "Check the path, and that the disk is mounted.")
    rounds(folder, one_round, stop, poll=poll)


def _tell(error: SourcierError) -> None:
    err.print(f"[bold red]next time:[/] {escape(str(error))}", soft_wrap=True)


def _compared(
    settings: Settings,
    store: Store,
    folder: Path,
    collection: str,
    allow: tuple[str, ...],
    *,
    settled: bool = False,
) -> Plan:
    with progress("comparing") as bar:
        task = bar.add_task("", total=None)
        return plan_sync(
            store,
            folder,
            collection,
            allow,
            settings.ingest.max_file_mb,
            settled=settled,
            on_progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


def _carried_out(settings: Settings, store: Store, plan: Plan, *, erase: bool = True) -> list[Entry]:
    with progress("reading") as bar:
        task = bar.add_task("", total=len(plan.candidates))
        entries = apply_plan(store, plan, settings.ingest.max_file_mb, lambda: bar.advance(task))
    if not (erase and plan.gone):
        return entries
    with ExitStack() as stack, progress("erasing") as bar:
        task = bar.add_task("", total=len(plan.gone))

        @cache
        def index() -> PassageIndex:
            return stack.enter_context(index_to_erase_from(settings, store))

        return entries + erase_gone(store, plan, index, lambda: bar.advance(task))


def _report(store: Store, plan: Plan, entries: list[Entry]) -> Report:
    fresh = [one.document_id for one in entries if one.document_id and one.change in (Change.NEW, Change.CHANGED)]
    return Report(
        entries,
        plan.unchanged + plan.touched,
        plan.scan.left_out,
        plan.scan.unseen,
        look_alikes(store, plan.collection, fresh) if fresh else {},
    )
