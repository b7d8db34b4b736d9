"""`ingest`: brings documents in and shows what became of them. Each command is a module of :mod:`ingest.commands`."""

from __future__ import annotations

import typer

from ingest.commands.adding import add
from ingest.commands.keeping import retry, rm
from ingest.commands.reindex import reindex
from ingest.commands.showing import list_documents, status
from ingest.commands.syncing import sync, watch
from ingest.commands.working import worker
from rag.console import run

app = typer.Typer(
    help="Bring contracts and invoices into Sourcier. Example: ingest add ./contrats --allow achats",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for command in (add, sync, watch, status, retry, rm, worker, reindex):
    app.command()(command)
app.command("list")(list_documents)


def main() -> None:
    """The command `ingest`."""
    run(app)
