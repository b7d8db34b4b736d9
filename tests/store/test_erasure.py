from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from rag.domain.rights import OWNER, Reader
from rag.errors import NotFoundError, ServiceUnreachableError
from rag.settings import Settings
from rag.store.index.edge import EdgeIndex
from rag.store.ledger_values import FileInfo, Submitted
from rag.store.opening import Store, index_folder
from rag.store.tables import document_groups, documents, erasures, jobs, passages, versions
from tests.support.stores import Clock, active_versions, bring_in, claim_one, file_info

ROWS = (documents, document_groups, versions, passages, jobs, erasures)


@pytest.fixture
def index(settings: Settings) -> Iterator[EdgeIndex]:
    opened = EdgeIndex(index_folder(settings), "fake-32", 32)
    yield opened
    opened.close()


def _rows(store: Store) -> dict[str, int]:
    with store.database.read() as connection:
        return {t.name: connection.execute(select(func.count()).select_from(t)).scalar_one() for t in ROWS}


def _blobs(settings: Settings) -> set[str]:
    return {path.name for path in (settings.home / "blobs").rglob("*") if path.is_file()}


def _kept(store: Store, content: bytes, name: str = "a.txt", **more: object) -> FileInfo:
    store.blobs.put(content)
    return file_info(name, content, **more)  # type: ignore[arg-type]


def test_rows_vectors_and_bytes_of_all_versions_go(store: Store, index: EdgeIndex, settings: Settings) -> None:
    bring_in(store, _kept(store, b"un"), ["un"], index)
    document = bring_in(store, _kept(store, b"deux"), ["deux", "trois"], index).document_id
    assert index.info()["points"] == 3 and len(_blobs(settings)) == 2
    receipt = store.eraser.erase(document, index, OWNER)
    assert (receipt.document_id, receipt.status) == (document, "deleted")
    assert (receipt.versions, receipt.passages, receipt.vectors, receipt.blobs) == (2, 3, 3, 2)
    assert receipt.nothing_left and receipt.left == {"rows": 0, "vectors": 0, "found_by_search": 0}
    assert set(_rows(store).values()) == {0} and index.info()["points"] == 0 and _blobs(settings) == set()
    with pytest.raises(NotFoundError):
        store.eraser.erase(document, index, OWNER)


def test_the_text_is_not_in_the_files_of_the_database_any_more(
    store: Store, index: EdgeIndex, settings: Settings
) -> None:
    if settings.database.url.get_secret_value():
        pytest.skip("PostgreSQL keeps the text of deleted rows until it vacuums: docs/operating.md says what to do")
    document = bring_in(store, _kept(store, b"x"), ["Clause tres confidentielle zqxj"], index).document_id
    store.eraser.erase(document, index, OWNER)
    store.close()
    kept = b"".join(path.read_bytes() for path in settings.home.glob("sourcier.db*"))
    assert b"zqxj" not in kept


def test_the_receipt_tells_what_an_index_kept(store: Store, index: EdgeIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    document = bring_in(store, _kept(store, b"x"), ["un", "deux"], index).document_id
    monkeypatch.setattr(index, "delete_document", lambda _: None)
    receipt = store.eraser.erase(document, index, OWNER)
    assert not receipt.nothing_left
    assert receipt.left == {"rows": 0, "vectors": 2, "found_by_search": 2}


def test_bytes_that_another_document_uses_stay(store: Store, index: EdgeIndex, settings: Settings) -> None:
    first = bring_in(store, _kept(store, b"x", "a.txt", allow=("rh",)), index=index)
    second = bring_in(store, _kept(store, b"x", "b.txt", allow=("achats",)), index=index)
    assert store.eraser.erase(first.document_id, index, OWNER).blobs == 0
    assert len(_blobs(settings)) == 1 and index.count(second.version_id) == 1
    assert store.eraser.erase(second.document_id, index, OWNER).blobs == 1
    assert _blobs(settings) == set()


def test_bytes_that_only_an_older_version_uses_stay_too(store: Store, index: EdgeIndex, settings: Settings) -> None:
    bring_in(store, _kept(store, b"x", "a.txt"), index=index)
    bring_in(store, _kept(store, b"y", "a.txt"), index=index)
    other = bring_in(store, _kept(store, b"x", "b.txt", allow=("rh",)), index=index)
    assert store.eraser.erase(other.document_id, index, OWNER).blobs == 0 and len(_blobs(settings)) == 2


def test_who_may_not_read_may_not_erase(store: Store, index: EdgeIndex) -> None:
    document = bring_in(store, _kept(store, b"x", allow=("rh",)), index=index).document_id
    with pytest.raises(NotFoundError, match="that you may read"):
        store.eraser.erase(document, index, Reader("x"))
    assert store.ledger.document(document).status == "active"


def test_a_crash_between_the_two_steps_is_made_good_later(
    store: Store, index: EdgeIndex, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = bring_in(store, _kept(store, b"x"), index=index)

    def broken(_id: str) -> None:
        raise ServiceUnreachableError("Gone.")

    with monkeypatch.context() as patch:
        patch.setattr(index, "delete_document", broken)
        with pytest.raises(ServiceUnreachableError):
            store.eraser.erase(document.document_id, index, OWNER)
    assert index.count(document.version_id) == 1 and len(_blobs(settings)) == 1
    rows = _rows(store)
    assert rows.pop("erasures") == 1 and set(rows.values()) == {0}, "nobody sees the document from the first step on"
    store.eraser.sweep(index, 60)
    assert index.count(document.version_id) == 0 and _blobs(settings) == set() and _rows(store)["erasures"] == 0
    assert store.eraser.finish_erasures(index) == 0


def test_the_same_bytes_added_again_before_the_second_step_are_kept(
    store: Store, index: EdgeIndex, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = bring_in(store, _kept(store, b"x"), index=index)
    with monkeypatch.context() as patch:
        patch.setattr(index, "delete_document", lambda _id: (_ for _ in ()).throw(ServiceUnreachableError("Gone.")))
        with pytest.raises(ServiceUnreachableError):
            store.eraser.erase(old.document_id, index, OWNER)
    new = bring_in(store, _kept(store, b"x"), index=index)
    assert store.eraser.finish_erasures(index) == 0
    assert len(_blobs(settings)) == 1 and index.count(new.version_id) == 1 and index.count(old.version_id) == 0


def test_a_sweep_takes_what_was_retired_before_the_grace_and_nothing_else(
    store: Store, index: EdgeIndex, clock: Clock
) -> None:
    old = bring_in(store, _kept(store, b"un"), ["un"], index)
    clock.now += 100
    middle = bring_in(store, _kept(store, b"deux"), ["deux"], index)
    clock.now += 50
    new = bring_in(store, _kept(store, b"trois"), ["trois"], index)
    other = bring_in(store, _kept(store, b"x", "b.txt"), ["x"], index)
    clock.now += 20
    assert store.eraser.sweep(index, 60) == 1
    assert [index.count(v.version_id) for v in (old, middle, new, other)] == [0, 1, 1, 1]
    assert _rows(store)["versions"] == _rows(store)["passages"] == 3
    clock.now += 50
    assert store.eraser.sweep(index, 60) == 1 and store.eraser.sweep(index, 60) == 0
    assert [index.count(v.version_id) for v in (old, middle, new, other)] == [0, 0, 1, 1]
    clock.now += 1e6
    assert store.eraser.sweep(index, 60) == 0 and active_versions(store, new.document_id) == [new.version_id]


def test_a_sweep_does_not_take_a_version_that_came_back(
    store: Store, index: EdgeIndex, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between looking and taking, the document went back to its earlier bytes."""
    old = bring_in(store, _kept(store, b"un"), ["un"], index)
    bring_in(store, _kept(store, b"deux"), ["deux"], index)
    clock.now += 100
    finish = store.eraser.finish_erasures
    write, calls = store.database.write, []

    def back_first():  # type: ignore[no-untyped-def]
        if not calls:
            calls.append(1)
            bring_in(store, _kept(store, b"un"), ["un"], index)
        return write()

    assert finish(index) == 0
    monkeypatch.setattr(store.database, "write", back_first)
    store.eraser.sweep(index, 60)
    assert calls and index.count(old.version_id) == 1
    assert active_versions(store, old.document_id) == [old.version_id]


def test_an_erased_job_is_no_longer_claimed_and_its_worker_is_stale(store: Store, index: EdgeIndex) -> None:
    from rag.errors import StaleFenceError

    submitted = store.ledger.submit(_kept(store, b"x"))
    claim = claim_one(store)
    store.eraser.erase(submitted.document_id, index, OWNER)
    with pytest.raises(StaleFenceError):
        store.ledger.heartbeat(claim, 60)
    assert store.ledger.claim("w", 60, 3) is None


def test_bytes_erased_while_the_same_file_is_added_are_put_back(
    store: Store, index: EdgeIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest.intake import submit_file

    old = bring_in(store, _kept(store, b"x", allow=("rh",)), index=index)
    (tmp_path / "b.txt").write_bytes(b"x")
    submit = store.ledger.submit

    def erased_first(file: FileInfo) -> Submitted:
        store.eraser.erase(old.document_id, index, OWNER)
        return submit(file)

    monkeypatch.setattr(store.ledger, "submit", erased_first)
    done = submit_file(store, tmp_path / "b.txt", "default", (), 10)
    assert done.submitted is not None and store.blobs.get(file_info(content=b"x").sha256) == b"x"
