"""Measures `ingest sync` on 10,000 small files: taking them in, and finding nothing to do.

    .venv/bin/python scripts/measure_sync.py [NUMBER OF FILES]

Prints the time to queue a file at the start and at the end (twentieths of the whole), the time to find that nothing
has changed against a bare walk that stats each file (best of nine, in turn), and the whole command's time.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import update

from ingest.intake import submit_files
from ingest.planning import plan_sync
from ingest.scanning import files_under
from rag.domain.document import DocumentStatus
from rag.settings import OllamaSettings, Settings
from rag.store.opening import open_store
from rag.store.tables import documents, jobs

RIGHTS = ("juridique",)
LONG_AGO_NS = 1_600_000_000_000_000_000


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as base:
        folder = Path(base) / "in"
        for number in range(count):
            path = folder / f"{number // 100:03}" / f"contrat_{number:05}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"Contrat numéro {number}, conclu pour un an.\n")
            os.utime(path, ns=(LONG_AGO_NS, LONG_AGO_NS))
        settings = Settings(home=Path(base) / "home", ollama=OllamaSettings(enabled=False))
        store = open_store(settings)
        files, _ = files_under([folder])
        part = max(1, count // 20)
        taken = [
            timed(lambda some=files[start : start + part]: submit_files(store, some, "default", RIGHTS, 1)) / part
            for start in range(0, count, part)
        ]
        first, last = sum(taken[1:4]) / 3, sum(taken[-3:]) / 3
        print(
            f"queue a file: {1000 * first:.2f} ms at the start, {1000 * last:.2f} ms at the end: {last / first:.2f} times"
        )
        with store.database.write() as connection:
            connection.execute(update(documents).values(status=DocumentStatus.ACTIVE))
            connection.execute(update(jobs).values(state="done"))
        plan = plan_sync(store, folder, "default", RIGHTS, 1)
        if len(plan.unchanged) != count:
            sys.exit("The sync found something to do.")
        walks, plans = [], []
        for _ in range(9):
            walks.append(timed(lambda: bare_walk(str(folder))))
            plans.append(timed(lambda: plan_sync(store, folder, "default", RIGHTS, 1)))
        walk, planned = min(walks), min(plans)
        print(
            f"bare walk {1000 * walk:.1f} ms, nothing to do found in {1000 * planned:.1f} ms: {planned / walk:.2f} times"
        )
        store.close()
        environment = os.environ | {"SOURCIER_HOME": str(settings.home), "SOURCIER_OLLAMA__ENABLED": "false"}
        command = [str(Path(sys.executable).parent / "ingest"), "sync", str(folder), "--allow", *RIGHTS]
        run = lambda words: timed(lambda: subprocess.run(words, env=environment, check=True, stdout=subprocess.DEVNULL))  # noqa: E731
        whole = min(run(command) for _ in range(3))
        bare = min(run([command[0], "sync", "--help"]) for _ in range(3))
        print(f"the whole command: {whole:.2f} s, of which {bare:.2f} s to start (`ingest sync --help`)")


def bare_walk(folder: str) -> int:
    found, open_folders = 0, [folder]
    while open_folders:
        with os.scandir(open_folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    open_folders.append(entry.path)
                else:
                    entry.stat(follow_symlinks=False)
                    found += 1
    return found


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
