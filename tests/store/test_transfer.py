from __future__ import annotations

import json
import stat
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from qdrant_client import QdrantClient

from rag.domain.rights import OWNER
from rag.errors import IndexMismatchError, RequestError
from rag.settings import IndexSettings
from rag.store.index.base import PassageIndex
from rag.store.index.edge import EdgeIndex
from rag.store.index.server import ServerIndex
from rag.store.index.transfer import Imported, export_index, import_index
from rag.store.opening import Store
from tests.store.index_contract import ask, best, found
from tests.support.stores import bring_in, file_info, passage_ids_of


@pytest.fixture
def source(tmp_path: Path) -> Iterator[EdgeIndex]:
    index = EdgeIndex(tmp_path / "source", "fake-32", 32)
    yield index
    index.close()


@pytest.fixture(params=["edge", "server"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PassageIndex]:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Payload indexes have no effect", category=UserWarning)
        index: PassageIndex = (
            EdgeIndex(tmp_path / "target", "fake-32", 32)
            if request.param == "edge"
            else ServerIndex(IndexSettings(url="http://memory"), "fake-32", 32, client=QdrantClient(":memory:"))
        )
    yield index
    index.close()


@pytest.fixture
def ids(store: Store, source: EdgeIndex) -> list[str]:
    first = bring_in(store, file_info("a.txt", b"a"), [f"Contrat a, clause {n}, prix" for n in range(1200)], source)
    second = bring_in(store, file_info("b.txt", b"b", ("rh",)), ["Contrat b, prix"], source)
    return [first.version_id, second.version_id]


def test_from_one_home_to_the_other_all_is_found_as_before(
    store: Store, source: EdgeIndex, target: PassageIndex, ids: list[str], tmp_path: Path
) -> None:
    file, told = tmp_path / "index.zip", list[tuple[int, int]]()
    assert export_index(source, file, lambda *both: told.append(both)) == 1201
    assert told[-1] == (1201, 1201) and stat.S_IMODE(file.stat().st_mode) == 0o600
    for _ in range(2):
        assert import_index(target, store.catalogue, file) == Imported(1201, 0, 0)
    assert [target.count(version) for version in ids] == [1200, 1]
    for question, groups in (("Contrat a, clause 77, prix", ("everyone",)), ("Contrat b, prix", ("rh",))):
        before, after = (best(ask(index, question, groups)) for index in (source, target))
        assert before.passage_id == after.passage_id and after.cosine == pytest.approx(1, abs=1e-5)


def test_what_was_erased_or_changed_since_the_export_does_not_come_back(
    store: Store, source: EdgeIndex, target: PassageIndex, ids: list[str], tmp_path: Path
) -> None:
    third = bring_in(store, file_info("c.txt", b"c"), ["Contrat c, prix"], source)
    file = tmp_path / "index.zip"
    export_index(source, file)
    store.eraser.erase(third.document_id, source, OWNER)
    bring_in(store, file_info("b.txt", b"b2", ("rh",)), ["Contrat b, autre prix"], source)
    assert import_index(target, store.catalogue, file) == Imported(1200, 2, 1)
    assert target.count(third.version_id) == target.count(ids[1]) == 0
    assert passage_ids_of(store, ids[0])[0] in found(ask(target, "contrat a clause 0", limit=2000))


def test_the_rights_are_those_of_now(
    store: Store, source: EdgeIndex, target: PassageIndex, ids: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "index.zip"
    export_index(source, file)
    store.ledger.submit(file_info("b.txt", b"b", ("direction",)))
    import_index(target, store.catalogue, file)
    assert ask(target, "contrat b", ("rh",), document_ids=[ids[1]]) == []
    seen = {hit.version_id for hit in ask(target, "contrat b", ("direction",), limit=50)}
    assert seen == {ids[1]}


def test_another_models_vectors_are_refused(store: Store, source: EdgeIndex, ids: list[str], tmp_path: Path) -> None:
    file = tmp_path / "index.zip"
    export_index(source, file)
    other = EdgeIndex(tmp_path / "other", "other", 32)
    with pytest.raises(IndexMismatchError, match="fake-32"):
        import_index(other, store.catalogue, file)
    assert other.info()["points"] == 0
    other.close()


def _changed(file: Path, name: str, content: bytes | None) -> None:
    with zipfile.ZipFile(file) as archive:
        kept = {member: archive.read(member) for member in archive.namelist()}
    kept.pop(name)
    with zipfile.ZipFile(file, "w") as archive:
        for member, inside in {**kept, **({name: content} if content is not None else {})}.items():
            archive.writestr(member, inside)


@pytest.mark.parametrize("damage", ["truncated", "no manifest", "line gone", "other format", "not a zip", "missing"])
def test_a_damaged_file_is_refused_before_anything_is_brought_in(
    store: Store, source: EdgeIndex, ids: list[str], tmp_path: Path, damage: str
) -> None:
    file = tmp_path / "index.zip"
    export_index(source, file)
    if damage == "truncated":
        file.write_bytes(file.read_bytes()[:-200])
    elif damage == "no manifest":
        _changed(file, "manifest.json", None)
    elif damage == "line gone":
        _changed(file, "points-00002.jsonl", b"")
    elif damage == "other format":
        with zipfile.ZipFile(file) as archive:
            manifest = json.loads(archive.read("manifest.json"))
        _changed(file, "manifest.json", json.dumps(manifest | {"format": 2}).encode())
    elif damage == "not a zip":
        file.write_text("x")
    else:
        file.unlink()
    target = EdgeIndex(tmp_path / "target", "fake-32", 32)
    with pytest.raises(RequestError, match="cannot be read"):
        import_index(target, store.catalogue, file)
    assert target.info()["points"] == 0
    target.close()


def test_an_export_that_is_cut_off_leaves_no_file(source: EdgeIndex, ids: list[str], tmp_path: Path) -> None:
    def cut(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_index(source, tmp_path / "index.zip", cut)
    assert not list(tmp_path.glob("index.zip*"))
