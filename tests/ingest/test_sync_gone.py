"""Files that are gone: when that is believed, and when a sync stops and asks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import ingest.foresight
import ingest.intake
import ingest.planning
import ingest.scanning
import ingest.syncing
from ingest.planning import Change
from rag.errors import RequestError
from rag.store.opening import Store
from tests.ingest.folders import ids, plan, put, sync


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


@pytest.mark.parametrize(
    ("known", "gone", "refused"),
    [(1, 1, True), (3, 3, True), (3, 2, False), (4, 2, False), (4, 3, True), (20, 10, False), (20, 11, True)],
)
def test_many_files_gone_are_not_believed(store: Store, folder: Path, known: int, gone: int, refused: bool) -> None:
    for number in range(known):
        put(folder / f"{number}.txt", f"Texte {number}.")
    sync(store, folder)
    for number in range(gone):
        (folder / f"{number}.txt").unlink()
    assert (plan(store, folder).implausible is not None) == refused


@pytest.mark.parametrize(("inside", "refused"), [(9, False), (10, True)])
def test_a_whole_folder_of_many_is_not_believed_to_be_gone(
    store: Store, folder: Path, inside: int, refused: bool
) -> None:
    for number in range(30):
        put(folder / f"{number}.txt", f"Texte {number}.")
    for number in range(inside):
        put(folder / "partage" / f"{number}.txt", f"Partagé {number}.")
    sync(store, folder)
    for number in range(inside):
        (folder / "partage" / f"{number}.txt").unlink()
    assert (plan(store, folder).implausible is not None) == refused


def test_a_folder_renamed_as_a_whole_is_not_gone(store: Store, folder: Path) -> None:
    for number in range(12):
        put(folder / "avant" / f"{number}.txt", f"Texte {number}.")
    sync(store, folder)
    before = set(ids(store, folder).values())
    (folder / "avant").rename(folder / "après")
    assert plan(store, folder).implausible is None
    assert set(sync(store, folder).values()) == {Change.MOVED}
    assert set(ids(store, folder).values()) == before


def test_nothing_below_a_folder_that_cannot_be_listed_is_gone(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.txt", "b.txt", "fermé/c.txt", "fermé/plus/d.txt"):
        put(folder / name, name)
    sync(store, folder)
    (folder / "b.txt").unlink()
    really = os.scandir

    def denied(path: str):  # type: ignore[no-untyped-def]
        if str(path).endswith("fermé"):
            raise PermissionError(13, "Permission denied")
        return really(path)

    monkeypatch.setattr(ingest.scanning.os, "scandir", denied)
    found = plan(store, folder)
    assert [row.source[-5:] for row in found.gone] == ["b.txt"]
    [place] = found.scan.unseen
    assert place.source.endswith("/fermé") and "Permission denied" in place.reason


def test_a_folder_that_is_not_there_or_cannot_be_listed_is_an_error(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(RequestError, match="no folder"):
        plan(store, folder / "nowhere")
    with pytest.raises(RequestError, match="no folder"):
        plan(store, put(folder / "a.txt", "Un."))
