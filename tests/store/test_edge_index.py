from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import IndexLockedError, IndexMismatchError
from rag.store.index.edge import EdgeIndex
from tests.store.index_contract import TEXTS, IndexContract, ask, fill, found, identifier
from tests.support.embedder import vector_of
from tests.support.processes import kill_group, start
from tests.support.stores import make_point


def _open(folder: Path) -> EdgeIndex:
    return EdgeIndex(folder, "fake-32", 32)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def index(folder: Path) -> Iterator[EdgeIndex]:
    opened = _open(folder)
    yield opened
    opened.close()


class TestEdgeIndex(IndexContract):
    pass


def test_all_is_kept_over_closing(folder: Path) -> None:
    first = _open(folder)
    ids = fill(first)
    fill(first, "d2", "v2", live=False)
    first.delete_version("v2")
    fill(first, "d3", "v3", live=False)
    first.close()
    second = _open(folder)
    assert found(ask(second, "prix")) == set(ids.values())
    assert (second.count("v1"), second.count("v2"), second.count("v3")) == (4, 0, 4)
    assert ask(second, "prix hors taxe", dense=vector_of("xyzzy"), limit=2)
    second.close()


INSERT_AND_WAIT = """
import sys, time
from pathlib import Path
from rag.store.index.edge import EdgeIndex
from tests.store.index_contract import fill
index = EdgeIndex(Path(sys.argv[1]), "fake-32", 32)
fill(index)
fill(index, "d2", "v2", live=False)
fill(index, "d3", "v3", allow=("rh",))
index.delete_document("d3")
print("inserted", flush=True)
time.sleep(600)
"""


def test_what_was_written_survives_kill_9(folder: Path) -> None:
    writer = start(INSERT_AND_WAIT, str(folder))
    try:
        assert writer.stdout is not None and writer.stdout.readline() == "inserted\n"
        with pytest.raises(IndexLockedError, match=f"process {writer.pid}"):
            _open(folder)
    finally:
        kill_group(writer)
    index = _open(folder)
    assert (index.count("v1"), index.count("v2"), index.count("v3")) == (4, 4, 0)
    assert found(ask(index, "prix", groups=None)) == {identifier(f"v1/{name}") for name in TEXTS}
    index.go_live("v2", ["everyone"])
    assert len(found(ask(index, "prix"))) == 8
    index.close()


@pytest.mark.parametrize(("model", "size"), [("another", 32), ("fake-32", 384)])
def test_another_embedder_is_refused_and_the_lock_let_go(folder: Path, model: str, size: int) -> None:
    _open(folder).close()
    with pytest.raises(IndexMismatchError, match="fake-32"):
        EdgeIndex(folder, model, size)
    _open(folder).close()


def test_a_creation_that_was_cut_off_is_begun_again(folder: Path) -> None:
    _open(folder).close()
    (folder / "embedder.json").unlink()
    (folder / "shard" / "left-over").write_text("x")
    index = _open(folder)
    ids = fill(index)
    assert found(ask(index, "prix")) == set(ids.values())
    index.close()
    assert json.loads((folder / "embedder.json").read_text()) == {"model": "fake-32", "dimensions": 32, "vectors": 2}


def test_the_note_appears_whole_or_not_at_all(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        with pytest.raises(OSError, match="No space"):
            _open(folder)
    assert not (folder / "embedder.json").exists()
    _open(folder).close()


def test_only_its_owner_reads_it(index: EdgeIndex, folder: Path) -> None:
    assert folder.stat().st_mode & 0o077 == 0


def test_threads_may_search_while_others_write(index: EdgeIndex) -> None:
    fill(index)
    errors: list[Exception] = []
    stop = threading.Event()

    def search() -> None:
        while not stop.is_set():
            try:
                assert len(ask(index, "prix", document_ids=["d1"])) == 4
            except Exception as error:
                errors.append(error)
                return

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(6):
        index.insert([make_point(identifier(f"t{number}"), f"clause {number}", "dx", f"x{number}")])
        index.go_live(f"x{number}", ["everyone"])
        index.delete_version(f"x{number}")
    stop.set()
    for thread in threads:
        thread.join()
    assert errors == [] and index.info()["points"] == 4
