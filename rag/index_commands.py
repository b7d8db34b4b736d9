"""`rag index`: carries the index from one home to another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.console import SOME_FAILED, JsonOption, err, out, print_json, progress
from rag.errors import RequestError
from rag.models.embedder import load_embedder
from rag.settings import load_settings
from rag.store.index.edge import EdgeIndex
from rag.store.index.transfer import Progress, export_index, import_index
from rag.store.opening import Store, open_own_index, open_store

if TYPE_CHECKING:
    from rag.store.index.server import ServerIndex

app = typer.Typer(
    help="Carry the index from one home to another. Example: rag index export index.zip", no_args_is_help=True
)


@app.command("export")
def export(file: Annotated[Path, typer.Argument(help="The file to write.")], as_json: JsonOption = False) -> None:
    """Write the whole index to one file; the service must not hold it. Example: rag index export index.zip"""
    with _opened() as (_, index), _bar("exporting") as told:
        count = export_index(index, file, told)
    if as_json:
        print_json({"file": str(file), "passages": count})
    else:
        out.print(f"{count} passages.")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A file of `rag index export`.")], as_json: JsonOption = False
) -> None:
    """Bring such a file into the index in the settings. Example: rag index import index.zip"""
    with _opened() as (store, index), _bar("importing") as told:
        done = import_index(index, store.catalogue, file, told)
    if as_json:
        print_json(done)
    else:
        out.print(f"{done.passages} passages; {done.skipped} of what readers see no more were left out.")
    if done.incomplete:
        err.print(f"{done.incomplete} documents are not whole in the file: run `ingest reindex`.")
        raise typer.Exit(SOME_FAILED)


@app.command("optimize")
def optimize() -> None:
    """Build the graph for quick search among hundreds of thousands of passages. Example: rag index optimize

    It takes minutes, and the service must not run.
    """
    with _opened() as (_, index):
        if not isinstance(index, EdgeIndex):
            raise RequestError("A Qdrant server does this by itself.", "There is nothing to do.")
        index.optimize()


@contextmanager
def _opened() -> Iterator[tuple[Store, EdgeIndex | ServerIndex]]:
    settings = load_settings()
    store = open_store(settings)
    try:
        index = open_own_index(settings, settings.embedder.model, load_embedder(settings).dimensions)
        try:
            yield store, index
        finally:
            index.close()
    finally:
        store.close()


@contextmanager
def _bar(what: str) -> Iterator[Progress]:
    with progress(what) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
