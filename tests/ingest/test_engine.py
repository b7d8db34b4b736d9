from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

import ingest.engines.local as local
from ingest.engines.local import LocalEngine
from ingest.intake import submit_file
from ingest.pipeline import Tools
from rag.domain.document import Document, DocumentStatus
from rag.domain.rights import OWNER
from rag.errors import ServiceUnreachableError, TransientError
from rag.settings import Settings
from tests.support.files import contract_text, write
from tests.support.processes import eventually, kill_group, start


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "_IDLE_S", 0.02)


def _submit(tools: Tools, folder: Path, count: int) -> list[str]:
    write(folder, **{f"f{n}_md": contract_text(f"F{n}", 2) for n in range(count)})
    done = [submit_file(tools.store, path, "default", (), 10).submitted for path in sorted(folder.iterdir())]
    return [submitted.document_id for submitted in done if submitted]


def test_drain_ends_every_document_and_tells_each_once(tools: Tools, tmp_path: Path) -> None:
    ids = _submit(tools, tmp_path / "in", 5)
    told: list[Document] = []
    LocalEngine(tools, told.append).drain()
    assert sorted(document.id for document in told) == sorted(ids)
    assert {document.status for document in told} == {DocumentStatus.ACTIVE}


def test_a_document_erased_at_its_end_does_not_stop_the_others(
    tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = _submit(tools, tmp_path / "in", 3)
    process = local.process_document

    def erased_after(claim, tools):  # type: ignore[no-untyped-def]
        process(claim, tools)
        if claim.document.id == ids[0]:
            tools.store.eraser.erase(ids[0], tools.index, OWNER)

    monkeypatch.setattr(local, "process_document", erased_after)
    LocalEngine(tools).drain()
    assert {d.id for d in tools.store.catalogue.list_documents(OWNER, status="active")[0]} == set(ids[1:])


def test_drain_gives_up_when_the_index_stays_away_and_loses_nothing(
    tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [document_id] = _submit(tools, tmp_path / "in", 1)

    def down(_points: object) -> None:
        raise ServiceUnreachableError("Down.")

    with monkeypatch.context() as patch:
        patch.setattr(tools.index, "insert", down)
        patch.setattr(local, "_PATIENCE_S", 0.3)
        started = time.monotonic()
        with pytest.raises(TransientError, match="Down"):
            LocalEngine(tools).drain()
        assert time.monotonic() - started < 20
    assert tools.store.ledger.document(document_id).status is DocumentStatus.QUEUED
    LocalEngine(tools).drain()
    assert tools.store.ledger.document(document_id).status is DocumentStatus.ACTIVE


def test_ctrl_c_ends_after_the_document_at_hand(settings: Settings, shared_models: Path, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", **{f"f{n}_md": contract_text(f"F{n}", 4) for n in range(120)})
    log = tmp_path / "log"
    process = start(
        # A shell starts background jobs, and so perhaps these tests, with SIGINT ignored.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from ingest.cli import main; main()", "add", str(folder), log=log,
        SOURCIER_HOME=str(settings.home), PORT=str(settings.service.port), SOURCIER_INGEST__SLOTS="1",
    )  # fmt: skip
    from rag.store.opening import open_store

    store = open_store(settings)
    try:
        assert eventually(lambda: store.catalogue.counts(OWNER).get("active", 0) > 0, 60), log.read_text()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130, log.read_text()
        counts = store.catalogue.counts(OWNER)
        assert set(counts) == {"active", "queued"}, counts
    finally:
        kill_group(process)
        store.close()
