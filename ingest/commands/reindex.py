"""`ingest reindex`."""

from __future__ import annotations

from typing import Annotated

import typer

from ingest.commands.shared import opened, work
from ingest.reindexing import rebuild_index
from ingest.reporting import exit_on_failures
from rag.console import JsonOption, out, print_json, progress


def reindex(
    parse: Annotated[
        bool, typer.Option("--parse", help="Read every file again that an older release or other settings read.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Build the index again from the database, also for another embedding model. Example: ingest reindex

    Readers have the old index until the new one is whole. The service must not run, unless index.url names a server
    and the embedding model stays. Stopped half-way, the command goes on where it was when it is run again.
    """
    settings, store = opened()
    if parse:
        ids = store.ledger.requeue_all()
        work(settings, store, ids)
        documents = [store.ledger.document(document_id) for document_id in ids]
        count = len(ids)
    else:
        documents = []
        with progress("indexing") as bar:
            task = bar.add_task("", total=None)
            count = rebuild_index(settings, store, lambda done, total: bar.update(task, completed=done, total=total))
    if as_json:
        print_json({"reindexed": count, "passages": store.catalogue.passage_count()})
    else:
        out.print(f"{count} documents, {store.catalogue.passage_count()} passages.")
    exit_on_failures(documents)
