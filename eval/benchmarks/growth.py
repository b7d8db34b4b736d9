"""Whether a store that grows gets slower: the time a document takes at the end beside that at the start."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ingest.engines.local import LocalEngine
from ingest.intake import submit_file
from ingest.runtime import worker_tools
from rag.domain.document import Document
from rag.settings import Settings
from rag.store.opening import open_store

_TENTH = 10


def write_notes(folder: Path, count: int, seed: int = 7) -> list[Path]:
    """``count`` text files of two sentences."""
    chance = random.Random(seed)  # noqa: S311
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(count):
        path = folder / f"avis-{number:06}.txt"
        path.write_text(
            f"Avis {number} : contrat {chance.randint(10_000, 99_999)}, fin le {chance.randint(10, 28)}/11/2026."
            f" Le montant dû est de {chance.randint(1, 999)},{chance.randint(10, 99)} €."
        )
        paths.append(path)
    return paths


def growth(settings: Settings, counts: Sequence[Path]) -> dict[str, Any]:
    """As many small documents as the name of the one path given says, submitted, then worked through."""
    count = int(counts[0].name)
    store = open_store(settings)
    submitted: list[float] = []
    done: list[float] = []

    def note(_document: Document) -> None:
        done.append(time.perf_counter())

    with tempfile.TemporaryDirectory() as folder:
        files = write_notes(Path(folder), count)
        with worker_tools(settings, store) as tools:
            tools.parsers.start()
            for file in files:
                submit_file(store, file, "bench", (), 1)
                submitted.append(time.perf_counter())
            done.append(time.perf_counter())
            LocalEngine(tools, note).drain()
        active = store.catalogue.counts(_owner()).get("active", 0)
    store.close()
    return {
        "seconds": done[-1] - done[0],
        "documents": active,
        "submit_end_by_start": _end_by_start(submitted),
        "process_end_by_start": _end_by_start(done),
    }


def _end_by_start(moments: list[float]) -> float:
    """Time for the last tenth by time for the first: 1.0 when nothing slows down."""
    tenth = max(len(moments) // _TENTH, 1)
    return round((moments[-1] - moments[-1 - tenth]) / (moments[tenth] - moments[0]), 2)


def _owner() -> Any:
    from rag.domain.rights import OWNER

    return OWNER


LANES = {"growth": growth}
