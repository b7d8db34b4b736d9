"""A storm: documents come in while workers, service and database are killed with -9 again and again.

    python -m tests.storm --documents 500 --engine local
    python -m tests.storm --documents 500 --engine ray --postgres --every 8

Every two seconds a process of the workers is killed at random (a worker with all it does, or one of its parsers; on
two cores a worker alone takes four seconds to load its embedding model, so that several are needed; on Ray the workers
are the actors of one driver, which on two cores are never ready within two seconds), the service twice, PostgreSQL
once, some documents are changed on the way, and one document is poison: reading it ends its reader every time. At the
end every document must be active with all its passages, once, the poison must be dead with its reason, and no search
may ever have seen a mix or nothing.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from ingest.intake import submit_file
from rag.domain.document import FINAL, DocumentStatus
from rag.domain.rights import OWNER
from rag.models.bundled import write_bundled_model
from rag.models.embedder import load_embedder, model_folder
from rag.retrieval.search import Retriever
from rag.settings import Settings, load_settings
from rag.store.opening import Store, open_index, open_store, service_answers
from tests.support.files import contract_text
from tests.support.poison import poison_pdf
from tests.support.postgres import PostgresServer
from tests.support.processes import eventually, free_port, kill_group, start
from tests.support.stores import active_versions, passage_ids_of

_INGEST = "from ingest.cli import main; main()"
_RAG = "from rag.cli import main; main()"
_ATTEMPTS = 8
_POISON = "poison.pdf"


@dataclass
class Outcome:
    """What a storm left behind; ``wrong`` is empty when nothing was lost, doubled or mixed."""

    wrong: list[str] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    states: dict[str, int] = field(default_factory=dict)
    poison: str = ""
    searches: int = 0
    seconds: float = 0.0


class Storm:
    """One home, its processes, and who kills them."""

    def __init__(
        self, home: Path, documents: int, engine: str, workers: int, postgres: bool, seed: int, every_s: float
    ) -> None:
        self.chance = random.Random(seed)
        self.outcome = Outcome()
        self.count, self.engine, self.home = documents, engine, home
        self.server = PostgresServer() if postgres else None
        if self.server is not None and self.server.problem:
            raise SystemExit(f"PostgreSQL cannot be started: {self.server.problem}")
        self.environment = {
            "SOURCIER_HOME": str(home),
            "SOURCIER_INGEST__LEASE_S": "4",
            "SOURCIER_INGEST__SLOTS": str(workers if engine == "ray" else 1),
            "SOURCIER_INGEST__RETRY_DELAY_S": "0.05",
            "SOURCIER_INGEST__MAX_ATTEMPTS": str(_ATTEMPTS),
            "SOURCIER_INGEST__GRACE_S": "5",
            "SOURCIER_INGEST__ENGINE": engine,
            "SOURCIER_OLLAMA__ENABLED": "false",
            "SOURCIER_SERVICE__PORT": str(free_port()),
        }
        if self.server is not None:
            self.environment["SOURCIER_DATABASE__URL"] = self.server.url()
        self.workers: list[subprocess.Popen[str]] = []
        self.kill_every_s = every_s
        self.worker_count = 1 if engine == "ray" else workers
        self.service: subprocess.Popen[str] | None = None

    def settings(self) -> Settings:
        import os

        os.environ.update(self.environment)
        return load_settings()

    def run(self) -> Outcome:
        settings = self.settings()
        folder = self.home / "files"
        paths = _files(folder, self.count)
        store = open_store(settings)
        _lend_model(settings)
        for path in paths:
            submit_file(store, path, "default", (), 100)
        began = time.monotonic()
        self.start_service(settings)
        for _ in range(self.worker_count):
            self.workers.append(self.start_worker())
        stop = threading.Event()
        watcher = threading.Thread(target=self.watch, args=(settings, stop))
        watcher.start()
        try:
            self.rage(settings, store, paths)
            self.calm(settings, store)
        finally:
            stop.set()
            watcher.join()
            for process in [*self.workers, *([self.service] if self.service else [])]:
                kill_group(process)
        self.outcome.seconds = round(time.monotonic() - began, 1)
        self.judge(settings, store)
        store.close()
        if self.server is not None:
            self.server.stop()
        return self.outcome

    def start_service(self, settings: Settings) -> None:
        self.service = start(_RAG, "serve", log=self.home / "service.log", **self.environment)
        assert eventually(lambda: service_answers(settings), 120, 0.1), "the service does not start"

    def start_worker(self) -> subprocess.Popen[str]:
        return start(_INGEST, "worker", log=self.home / "worker.log", **self.environment)

    def rage(self, settings: Settings, store: Store, paths: list[Path]) -> None:
        """Kills until two thirds of the documents are through."""
        service_kills, database_kills, changed = 2, 1 if self.server else 0, 0
        while (done := _done(store)) < self.count * 2 // 3:
            time.sleep(self.kill_every_s)
            self.kill_one_worker()
            if changed < 10 and done > changed * 5:
                path = paths[changed]
                path.write_text(contract_text(f"D{changed}NOUVEAU", articles=3))
                _again(lambda path=path: submit_file(store, path, "default", (), 100))
                changed += 1
            if service_kills and done > self.count * (3 - service_kills) // 6:
                service_kills -= 1
                assert self.service is not None
                kill_group(self.service)
                self.outcome.kills["service"] += 1
                self.start_service(settings)
            if database_kills and done > self.count // 3:
                database_kills -= 1
                assert self.server is not None
                self.server.kill()
                self.outcome.kills["postgresql"] += 1
                time.sleep(1)
                self.server.start()

    def kill_one_worker(self) -> None:
        if self.engine == "ray":
            if actors := _actors():
                actor = self.chance.choice(actors)
                with contextlib.suppress(psutil.NoSuchProcess):
                    victim = self.chance.choice([actor, *actor.children()])
                    victim.kill()
                    self.outcome.kills["ray actor" if victim == actor else "parser"] += 1
            return
        number = self.chance.randrange(len(self.workers))
        try:
            parsers = psutil.Process(self.workers[number].pid).children()
        except psutil.NoSuchProcess:
            parsers = []
        victim = self.chance.choice([None, *parsers])
        if victim is not None:
            victim.kill()
            self.outcome.kills["parser"] += 1
            return
        kill_group(self.workers[number])
        self.outcome.kills["worker"] += 1
        self.workers[number] = self.start_worker()

    def calm(self, settings: Settings, store: Store) -> None:
        for number, worker in enumerate(self.workers):
            if worker.poll() is not None:
                self.workers[number] = self.start_worker()
        if not eventually(lambda: _again(store.catalogue.unfinished) == 0, 900, 0.5):
            self.outcome.wrong.append(f"{store.catalogue.unfinished()} jobs never ended")

    def watch(self, settings: Settings, stop: threading.Event) -> None:
        """Searches as a reader does: a document that was once seen is seen whole at every later look."""
        embedder = load_embedder(settings)
        store = open_store(settings)
        seen: set[str] = set()
        while not stop.is_set():
            try:
                index = open_index(settings, store, embedder.dimensions)
                retriever = Retriever(store.catalogue, index, embedder)
                documents, _ = store.catalogue.list_documents(OWNER, status="active", limit=500)
                for document in self.chance.sample(documents, min(3, len(documents))):
                    found = retriever.search("préavis de résiliation", OWNER, 50, document_ids=[document.id])
                    versions = {ranked.found.passage.version_id for ranked in found}
                    self.outcome.searches += 1
                    if len(versions) > 1:
                        self.outcome.wrong.append(f"{document.filename}: a mix of {len(versions)} versions")
                    if not found and document.id in seen:
                        self.outcome.wrong.append(f"{document.filename}: nothing found where there was something")
                    if found:
                        seen.add(document.id)
                index.close()
            except Exception as error:
                # Service or database just killed: a reader would be told, and would ask again.
                self.outcome.kills[f"search refused: {type(error).__name__}"] += 1
            stop.wait(0.5)
        store.close()

    def judge(self, settings: Settings, store: Store) -> None:
        wrong = self.outcome.wrong
        documents, cursor = store.catalogue.list_documents(OWNER, limit=500)
        while cursor:
            more, cursor = store.catalogue.list_documents(OWNER, limit=500, after=cursor)
            documents += more
        self.outcome.states = dict(Counter(document.status.value for document in documents))
        if len(documents) != self.count + 1 or len({document.source for document in documents}) != len(documents):
            wrong.append(f"{len(documents)} documents instead of {self.count + 1}")
        index = open_index(settings, store, load_embedder(settings).dimensions)
        total = 0
        for document in documents:
            if document.filename == _POISON:
                self.outcome.poison = f"{document.status.value}: {document.reason}"
                if document.status is not DocumentStatus.DEAD or not document.reason:
                    wrong.append(f"the poison is {document.status.value}")
                continue
            active = active_versions(store, document.id)
            passages = passage_ids_of(store, active[0]) if active else []
            total += len(passages)
            if document.status is not DocumentStatus.ACTIVE or len(active) != 1:
                wrong.append(f"{document.filename} is {document.status.value}: {document.reason}")
            elif index.count(active[0]) != len(passages) or not passages:
                wrong.append(f"{document.filename}: {index.count(active[0])} of {len(passages)} passages in the index")
        store.eraser.sweep(index, 0)
        if index.info()["points"] != total:
            wrong.append(f"{index.info()['points']} points in the index for {total} passages")
        index.close()


def _files(folder: Path, count: int) -> list[Path]:
    folder.mkdir()
    paths = []
    for number in range(count):
        path = folder / f"d{number:04}.md"
        path.write_text(contract_text(f"D{number}", articles=2 + number % 3))
        paths.append(path)
    poison = folder / _POISON
    poison.write_bytes(poison_pdf())
    return [*paths, poison]


def _lend_model(settings: Settings) -> None:
    lender = load_settings(home=Path(tempfile.gettempdir()) / "sourcier-storm-model")
    source, target = model_folder(lender), model_folder(settings)
    if isinstance(source, Path) and isinstance(target, Path):
        if not source.is_dir():
            write_bundled_model(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(source)


def _done(store: Store) -> int:
    counts: dict[str, int] = _again(lambda: store.catalogue.counts(OWNER))
    return sum(number for state, number in counts.items() if DocumentStatus(state) in FINAL)


def _again(work: Any) -> Any:
    """The result of ``work``, tried again while the database is away."""
    for _ in range(120):
        try:
            return work()
        except Exception as error:
            last = error
            time.sleep(0.5)
    raise last


def _actors() -> list[psutil.Process]:
    """Ray's worker processes that have an engine in them."""
    found = []
    for process in psutil.process_iter(["pid", "cmdline"]):
        words = " ".join(process.info["cmdline"] or [])
        # Not Ray's own agents: with one of them the whole node goes.
        if words.startswith("ray::Worker"):
            found.append(process)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--engine", choices=["local", "ray"], default="local")
    parser.add_argument("--workers", type=int, default=None)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=float, default=2.0, help="seconds from one kill to the next")
    chosen = parser.parse_args()
    workers = chosen.workers or 3
    with tempfile.TemporaryDirectory(prefix="sourcier-storm-") as home:
        storm = Storm(Path(home), chosen.documents, chosen.engine, workers, chosen.postgres, chosen.seed, chosen.every)
        outcome = storm.run()
    print(json.dumps(outcome.__dict__, ensure_ascii=False, indent=1))
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
