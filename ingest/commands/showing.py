"""`ingest status` and `ingest list`."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from ingest.commands.shared import opened
from ingest.reporting import as_dict, shown
from rag.console import JsonOption, out, print_json
from rag.domain.document import Document, DocumentStatus
from rag.domain.rights import OWNER


def status(as_json: JsonOption = False) -> None:
    """How many documents are in each state. Example: ingest status --json"""
    _, store = opened()
    by_state = store.catalogue.counts(OWNER)
    totals = {
        "documents": by_state,
        "unfinished": store.catalogue.unfinished(),
        "passages": store.catalogue.passage_count(),
    }
    if as_json:
        print_json(totals)
        return
    table = Table("state", "documents")
    for state in DocumentStatus:
        if by_state.get(state):
            table.add_row(state.value, str(by_state[state]))
    out.print(table if by_state else "No documents yet. Add some: ingest add FILE…")
    out.print(f"{totals['passages']} passages can be found.")


def list_documents(
    collection: Annotated[str | None, typer.Option("--collection", "-c", help="Only this collection.")] = None,
    state: Annotated[DocumentStatus | None, typer.Option("--status", help="Only this state.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Every document with its state and the reason for it. Example: ingest list --status set_aside"""
    _, store = opened()
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
        print_json({"documents": [as_dict(document) for document in found]})
        return
    table = Table("id", "state", "file", "pages", "reason", show_lines=False)
    for document in found:
        table.add_row(
            document.id,
            document.status.value,
            shown(document.filename),
            str(document.page_count or ""),
            shown(document.reason or ""),
        )
    out.print(table)
