"""kill -9 at any moment: every document ends, none is there twice, and nobody sees half of one."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.intake import submit_file
from rag.domain.document import FINAL, DocumentStatus
from rag.domain.rights import OWNER
from rag.models.embedder import Embedder
from rag.retrieval.search import Retriever
from rag.settings import Settings
from rag.store.index.edge import EdgeIndex
from rag.store.opening import index_folder, open_store, service_answers
from tests.support.files import contract_docx, contract_pdf, contract_text, message, write
from tests.support.processes import eventually, kill_group, start
from tests.support.stores import active_versions, passage_ids_of

pytestmark = pytest.mark.slow

INGEST = "from ingest.cli import main; main()"
RAG = "from rag.cli import main; main()"
ATTACHMENTS = 2


def _files(folder: Path) -> list[Path]:
    contents: dict[str, bytes | str] = {}
    for n in range(4):
        contents[f"texte{n}_md"] = contract_text(f"T{n}", articles=12)
    for n in range(3):
        contents[f"pdf{n}_pdf"] = contract_pdf(f"P{n}")
        contents[f"mot{n}_docx"] = contract_docx(f"W{n}")
    for n in range(ATTACHMENTS):
        contents[f"mail{n}_eml"] = message(f"Sujet {n}", pj_pdf=contract_pdf(f"PJ{n}"))
    write(folder, **contents)
    return sorted(folder.iterdir())


def _environment(settings: Settings) -> dict[str, str]:
    return {
        "SOURCIER_HOME": str(settings.home),
        "SOURCIER_INGEST__LEASE_S": "3",
        "SOURCIER_INGEST__RETRY_DELAY_S": "0.1",
        "SOURCIER_INGEST__MAX_ATTEMPTS": "8",
        "SOURCIER_OLLAMA__ENABLED": "false",
        "PORT": str(settings.service.port),
    }


def _ask(settings: Settings, query: str) -> list[tuple[str | int, ...]]:
    """A look at the database from outside; nothing while it is being made."""
    try:
        connection = sqlite3.connect(f"file:{settings.home / 'sourcier.db'}?mode=ro", uri=True)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()
    except sqlite3.OperationalError:
        return []


def _in_stage(settings: Settings, stage: str, active: int = 0) -> Callable[[], bool]:
    def reached() -> bool:
        done = _ask(settings, "select count(*) from documents where status = 'active'")
        now = _ask(settings, f"select 1 from documents where stage = '{stage}' and status = 'processing'")
        return bool(done) and int(done[0][0]) >= active and bool(now)

    return reached


def _check(settings: Settings, embedder: Embedder, *, at_the_end: int | None = None) -> None:
    """What must be true of a home in which nobody works, whenever its last worker was killed."""
    store = open_store(settings)
    index = EdgeIndex(index_folder(settings), embedder.name, embedder.dimensions)
    retriever = Retriever(store.catalogue, index, embedder)
    try:
        documents, _ = store.catalogue.list_documents(OWNER, limit=1000)
        assert len({(d.collection, d.source) for d in documents}) == len(documents)
        total = 0
        for document in documents:
            active = active_versions(store, document.id)
            assert len(active) <= 1
            ids = passage_ids_of(store, active[0]) if active else []
            total += len(ids)
            assert not active or index.count(active[0]) == len(ids) > 0
            question = f"{document.title} prix préavis référence"
            ranked = retriever.search(question, OWNER, 100, document_ids=[document.id])
            seen = {item.found.passage.id for item in ranked}
            assert seen <= set(ids)
            assert len(seen) == len({store.catalogue.passage(OWNER, p).passage.text for p in ids}), "half a document"
        if at_the_end is not None:
            assert len(documents) == at_the_end
            assert {d.status for d in documents} == {DocumentStatus.ACTIVE}, [
                (d.filename, d.status, d.reason) for d in documents if d.status not in FINAL or d.reason
            ]
            assert index.info()["points"] == total, "something is left in the index, or missing"
            assert store.catalogue.unfinished() == 0
    finally:
        index.close()
        store.close()


def test_ingest_add_killed_three_times_ends_with_all_documents_once(
    settings: Settings, real_embedder: Embedder, tmp_path: Path
) -> None:
    folder = tmp_path / "contrats"
    expected = len(_files(folder)) + ATTACHMENTS
    log = tmp_path / "log.txt"
    moments = [
        _in_stage(settings, "parsing"),
        _in_stage(settings, "embedding", active=2),
        _in_stage(settings, "embedding", active=8),
    ]
    for reached in moments:
        process = start(INGEST, "add", str(folder), log=log, **_environment(settings))
        try:
            assert eventually(lambda: reached() or process.poll() is not None, 60, 0.005), log.read_text()  # noqa: B023
            assert process.poll() is None, log.read_text()
            time.sleep(random.uniform(0, 0.1))
        finally:
            kill_group(process)
        _check(settings, real_embedder)
    last = start(INGEST, "add", str(folder), log=log, **_environment(settings))
    try:
        assert last.wait(120) == 0, log.read_text()
    finally:
        kill_group(last)
    _check(settings, real_embedder, at_the_end=expected)


def test_service_and_worker_killed_and_started_again_lose_and_double_nothing(
    settings: Settings, real_embedder: Embedder, tmp_path: Path
) -> None:
    store = open_store(settings)
    files = _files(tmp_path / "contrats")
    expected = len(files) + ATTACHMENTS
    for path in files:
        submit_file(store, path, "default", (), 10)
    log, running = tmp_path / "log.txt", dict[str, subprocess.Popen[str]]()

    def run(name: str) -> None:
        script, command = (RAG, "serve") if name == "service" else (INGEST, "worker")
        running[name] = start(script, command, log=log, **_environment(settings))

    def kill(name: str, reached: Callable[[], bool]) -> None:
        assert eventually(reached, 90, 0.005), log.read_text()
        time.sleep(random.uniform(0, 0.1))
        kill_group(running.pop(name))

    try:
        run("service")
        run("worker")
        kill("worker", _in_stage(settings, "parsing", active=1))
        run("worker")
        kill("service", _in_stage(settings, "embedding", active=3))
        run("service")
        assert eventually(lambda: service_answers(settings), 60, 0.2), log.read_text()
        kill("worker", _in_stage(settings, "embedding", active=6))
        run("worker")
        assert eventually(lambda: store.catalogue.unfinished() == 0, 120, 0.2), log.read_text()
    finally:
        store.close()
        for process in running.values():
            kill_group(process)
    _check(settings, real_embedder, at_the_end=expected)
