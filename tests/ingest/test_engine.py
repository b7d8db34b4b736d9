from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn

import ingest.engines.local as local
import ingest.engines.ray as ray_engine
from ingest.engines.local import LocalEngine
from ingest.engines.ray import RayEngine
from ingest.intake import submit_file
from ingest.pipeline import Tools
from ingest.runtime import Engine
from rag.domain.document import Document, DocumentStatus
from rag.domain.rights import OWNER
from rag.errors import RequestError, ServiceUnreachableError, SettingsError, TransientError
from rag.facts.facts import Facts
from rag.opening import QueryEngine
from rag.retrieval.search import Retriever
from rag.service.app import create_app
from rag.settings import IngestSettings, RaySettings, Settings
from rag.store.opening import service_answers
from tests.support.embedder import FakeEmbedder
from tests.support.files import contract_text, write
from tests.support.processes import eventually, kill_group, start
from tests.support.worker_tools import remote_tools


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "_IDLE_S", 0.02)


def _submit(tools: Tools, folder: Path, count: int) -> list[str]:
    write(folder, **{f"f{n}_md": contract_text(f"F{n}", 2) for n in range(count)})
    done = [submit_file(tools.store, path, "default", (), 10).submitted for path in sorted(folder.iterdir())]
    return [submitted.document_id for submitted in done if submitted]


MakeEngine = Callable[..., Engine]


@pytest.fixture(scope="session")
def cluster() -> Iterator[None]:
    """One Ray for all tests: it takes seconds to start."""
    with ray_engine._Cluster(Settings(ray=RaySettings(), ingest=IngestSettings(slots=2))):
        yield
    import ray

    ray.shutdown()


@pytest.fixture
def service(settings: Settings, tools: Tools) -> Iterator[None]:
    """The service that holds the index, for workers in processes of their own."""
    embedder = FakeEmbedder()
    tools.store.keys.first_key(settings.admin_key_file)
    engine = QueryEngine(
        settings,
        tools.store,
        tools.index,
        embedder,  # type: ignore[arg-type]
        Retriever(tools.store.catalogue, tools.index, embedder),
        Facts(tools.store.database),
    )
    server = uvicorn.Server(uvicorn.Config(create_app(engine), port=settings.service.port, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    assert eventually(lambda: service_answers(settings))
    yield
    server.should_exit = True
    thread.join()


@pytest.fixture(params=["local", pytest.param("ray", marks=pytest.mark.slow)])
def make_engine(request: pytest.FixtureRequest, settings: Settings, tools: Tools) -> MakeEngine:
    """Either engine over ``tools``: Ray's workers have their own, but for the store and the index."""
    if request.param == "local":
        return lambda on_done=None: LocalEngine(tools, on_done)
    request.getfixturevalue("cluster")
    request.getfixturevalue("service")
    return lambda on_done=None: RayEngine(settings, tools.store, remote_tools, on_done)


def test_drain_ends_every_document_and_tells_each_once(make_engine: MakeEngine, tools: Tools, tmp_path: Path) -> None:
    ids = _submit(tools, tmp_path / "in", 5)
    told: list[Document] = []
    make_engine(told.append).drain()
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


def test_serve_works_until_it_is_stopped(make_engine: MakeEngine, tools: Tools, tmp_path: Path) -> None:
    engine = make_engine()
    thread = threading.Thread(target=engine.serve)
    thread.start()
    try:
        for number in range(2):
            ids = _submit(tools, tmp_path / f"in{number}", 2)
            assert eventually(lambda: _active(tools) >= set(ids), 60)  # noqa: B023
    finally:
        engine.stop()
        thread.join(60)
    assert not thread.is_alive()


def test_what_cannot_be_read_does_not_hold_up_the_rest(make_engine: MakeEngine, tools: Tools, tmp_path: Path) -> None:
    good = _submit(tools, tmp_path / "in", 2)
    bad = submit_file(tools.store, write(tmp_path / "bad", x_pdf=b"%PDF-1.7 damaged") / "x.pdf", "default", (), 10)
    assert bad.submitted is not None
    make_engine().drain()
    assert _active(tools) == set(good)
    assert tools.store.ledger.document(bad.submitted.document_id).status is DocumentStatus.SET_ASIDE


def _active(tools: Tools) -> set[str]:
    return {document.id for document in tools.store.catalogue.list_documents(OWNER, status="active")[0]}


@pytest.mark.slow
def test_ray_starts_killed_workers_again_and_the_ledger_counts_every_try(
    settings: Settings, tools: Tools, tmp_path: Path, cluster: None, service: None
) -> None:
    settings = settings.model_copy(
        update={"ingest": settings.ingest.model_copy(update={"lease_s": 1, "max_attempts": 8, "slots": 2})}
    )
    ids = _submit(tools, tmp_path / "in", 60)
    engine = RayEngine(settings, tools.store, remote_tools)
    thread = threading.Thread(target=engine.drain)
    thread.start()
    workers, killed = settings.home / "workers", set[str]()
    while thread.is_alive() and len(killed) < 3:
        for path in list(workers.glob("*")) if len(_active(tools)) > 10 * len(killed) else []:
            if path.name not in killed:
                os.kill(int(path.name), signal.SIGKILL)
                killed.add(path.name)
                break
        time.sleep(0.05)
    thread.join(120)
    assert not thread.is_alive() and len(killed) == 3
    assert _active(tools) == set(ids)
    assert tools.index.info()["points"] == tools.store.catalogue.passage_count()


_DRAIN_WHILE_RAY_DIES = """
import sys, threading, time
from pathlib import Path
import psutil
from ingest.engines.ray import RayEngine
from rag.domain.rights import OWNER
from rag.settings import load_settings
from rag.store.opening import open_store
from tests.support.worker_tools import remote_tools

settings = load_settings(home=Path(sys.argv[1]), service={"port": int(sys.argv[2])}, ingest={"slots": 1, "lease_s": 2})
store = open_store(settings)

def kill():
    while store.catalogue.counts(OWNER).get("active", 0) < 3:
        time.sleep(0.05)
    raylet = [child for child in psutil.Process().children(recursive=True) if child.name() == "raylet"]
    for process in raylet:
        process.kill()
    print("killed", len(raylet), flush=True)

threading.Thread(target=kill, daemon=True).start()
RayEngine(settings, store, remote_tools).drain()
store.close()
"""


@pytest.mark.slow
def test_a_ray_that_died_is_started_again(settings: Settings, tools: Tools, tmp_path: Path, service: None) -> None:
    """In a process of its own, as this one has a Ray for all tests. Its workers would die at every call for ever."""
    ids = _submit(tools, tmp_path / "in", 40)
    script = tmp_path / "drain.py"
    script.write_text(_DRAIN_WHILE_RAY_DIES)
    done = subprocess.run(
        [sys.executable, str(script), str(settings.home), str(settings.service.port)],
        cwd=Path(__file__).parents[2],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([".", *filter(None, sys.path)])},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "killed 1" in done.stdout
    assert done.stderr.count("worker_died") < 50
    assert _active(tools) == set(ids)


@pytest.mark.slow
def test_rays_workers_never_open_the_folder_of_the_index(settings: Settings, tools: Tools) -> None:
    with pytest.raises(RequestError, match="cannot share"):
        RayEngine(settings, tools.store, remote_tools).drain()


@pytest.mark.slow
def test_a_cluster_without_its_token_is_refused(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RAY_AUTH_TOKEN", raising=False)
    elsewhere = settings.model_copy(update={"ray": RaySettings(address="10.0.0.1:6379")})
    with pytest.raises(SettingsError, match="RAY_AUTH_TOKEN"):
        ray_engine._Cluster(elsewhere).__enter__()


@pytest.mark.slow
def test_ray_listens_on_this_machine_only_and_tells_nobody(cluster: None) -> None:
    import psutil
    import ray

    mine = psutil.Process().children(recursive=True)
    names = [process.name() for process in mine]
    assert any("raylet" in name for name in names) and any("gcs_server" in name for name in names)
    for process in mine:
        for connection in process.net_connections("inet"):
            if connection.status == psutil.CONN_LISTEN:
                assert connection.laddr.ip in ("127.0.0.1", "::1", "::ffff:127.0.0.1"), process.name()
    assert ray.nodes()[0]["NodeManagerAddress"] == "127.0.0.1"
    [head] = [process for process in mine if "gcs_server" in process.name()]
    assert head.environ()["RAY_AUTH_MODE"] == "token" and head.environ()["RAY_USAGE_STATS_ENABLED"] == "0"
