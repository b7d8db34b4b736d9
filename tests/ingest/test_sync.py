"""What a sync finds out, and what it refuses to believe."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from sqlalchemy import event

import ingest.foresight
import ingest.intake
import ingest.planning
import ingest.scanning
import ingest.syncing
from ingest.intake import Content, Refusal, read_whole, submit_file
from ingest.planning import Change, plan_sync
from ingest.scanning import LeftOut, scan
from rag.domain.document import DocumentStatus
from rag.errors import DamagedFileError
from rag.store.files import KnownFile
from rag.store.ledger_values import renamed_title
from rag.store.opening import Store
from tests.ingest.folders import aged, finish, ids, plan, put, shown, state, sync
from tests.support.stores import file_info


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


def test_a_file_that_is_moved_keeps_its_document_and_takes_its_new_name(store: Store, folder: Path) -> None:
    put(folder / "scan001.txt", "Le bail.")
    put(folder / "autre.txt", "Autre.")
    sync(store, folder, ("rh",))
    before = ids(store, folder)["scan001.txt"]
    (folder / "baux").mkdir()
    (folder / "scan001.txt").rename(folder / "baux" / "bail Dupont.txt")
    assert sync(store, folder)["baux/bail Dupont.txt"] is Change.MOVED
    document = store.ledger.document(before)
    assert ids(store, folder)["baux/bail Dupont.txt"] == before
    assert document.filename == "bail Dupont.txt" and document.allow == ("rh",)
    assert document.status is DocumentStatus.ACTIVE and not store.catalogue.unfinished(), "nothing is read again"


@pytest.mark.parametrize("allow", [(), ("achats",)])
@pytest.mark.parametrize("other", ["Deux", "Vingt-deux."])
def test_a_copy_that_is_moved_while_its_document_gets_other_bytes_is_kept(
    store: Store, folder: Path, allow: tuple[str, ...], other: str
) -> None:
    for name in "ab":
        put(folder / f"{name}.txt", "Un !")
    sync(store, folder)
    document = ids(store, folder)["a.txt"]
    (folder / "b.txt").rename(folder / "c.txt")
    put(folder / "a.txt", other)
    changes = sync(store, folder, allow)
    assert changes == {"a.txt": Change.CHANGED, "b.txt": Change.DELETED, "c.txt": Change.NEW}
    held = ids(store, folder)
    assert held["a.txt"] == document and held["c.txt"] != document
    assert not plan(store, folder, allow).candidates


def test_a_copy_that_is_moved_while_its_original_goes_and_rights_change_is_told_as_what_it_is(
    store: Store, folder: Path
) -> None:
    for name in "ab":
        put(folder / f"{name}.txt", "Un.")
    put(folder / "autre.txt", "Autre.")
    sync(store, folder)
    document = ids(store, folder)["b.txt"]
    (folder / "b.txt").rename(folder / "c.txt")
    (folder / "a.txt").unlink()
    changes = sync(store, folder, ("achats",))
    kept = ids(store, folder)["c.txt"] == document
    assert changes["c.txt"] is (Change.MOVED if kept else Change.NEW)
    assert [one[2] for one in state(store)[1].values()] == [["achats"], ["achats"]]


def test_a_file_that_is_moved_gets_the_groups_that_are_asked_for(store: Store, folder: Path) -> None:
    put(folder / "a.txt", "Un.")
    sync(store, folder, ("rh",))
    before = ids(store, folder)["a.txt"]
    (folder / "a.txt").rename(folder / "b.txt")
    assert sync(store, folder, ("achats",)) == {"b.txt": Change.MOVED}
    assert ids(store, folder) == {"b.txt": before} and store.ledger.document(before).allow == ("achats",)


def test_of_several_files_with_the_same_bytes_each_goes_to_its_own_name(store: Store, folder: Path) -> None:
    for name in "ab":
        put(folder / "x" / f"{name}.txt", "Pareil.")
    put(folder / "z.txt", "Reste.")
    sync(store, folder)
    for name in "ab":
        (folder / "y").mkdir(exist_ok=True)
        (folder / "x" / f"{name}.txt").rename(folder / "y" / f"{name}.txt")
    assert {c for n, c in sync(store, folder).items() if n.startswith("y/")} == {Change.MOVED}
    [document_id] = {ids(store, folder)[f"y/{name}.txt"] for name in "ab"}
    assert store.ledger.document(document_id).source.endswith("/y/a.txt")


def test_what_could_not_be_read_is_tried_again_when_its_kind_of_name_changes(store: Store, folder: Path) -> None:
    put(folder / "a.xyz", "Un.")
    plan_and_apply(store, folder)
    claim = store.ledger.claim("w", 60, 3)
    assert claim is not None
    store.ledger.set_aside(claim, DamagedFileError("Unlesbar."))
    (folder / "a.xyz").rename(folder / "a.txt")
    plan_and_apply(store, folder)
    assert store.ledger.document(ids(store, folder)["a.txt"]).status is DocumentStatus.QUEUED


def plan_and_apply(store: Store, folder: Path) -> None:
    ingest.syncing.apply_plan(store, plan(store, folder), 1)


def test_a_document_goes_with_the_last_of_its_files_and_is_named_by_those_that_remain(
    store: Store, folder: Path
) -> None:
    for name in "abc":
        put(folder / f"{name}.txt", "Le même texte.")
    put(folder / "z.txt", "Autre.")
    first = sync(store, folder)
    assert first == {"a.txt": Change.NEW, "b.txt": Change.DUPLICATE, "c.txt": Change.DUPLICATE, "z.txt": Change.NEW}
    document_id = ids(store, folder)["a.txt"]
    for name, left in (("a", "b.txt"), ("b", "c.txt")):
        (folder / f"{name}.txt").unlink()
        assert sync(store, folder)[f"{name}.txt"] is Change.DELETED
        assert store.ledger.document(document_id).filename == left
    (folder / "c.txt").unlink()
    sync(store, folder)
    assert document_id not in state(store)[1]


def test_a_copy_of_what_came_otherwise_never_takes_it_along(store: Store, folder: Path) -> None:
    sent = store.ledger.submit(file_info("envoi.txt", b"Le texte.", source="upload:abc"))
    finish(store)
    put(folder / "copie.txt", "Le texte.")
    put(folder / "z.txt", "Autre.")
    assert sync(store, folder)["copie.txt"] is Change.DUPLICATE
    (folder / "copie.txt").unlink()
    sync(store, folder)
    assert sent.document_id in state(store)[1]


def test_a_copy_of_an_attachment_is_a_document_of_its_own(store: Store, folder: Path) -> None:
    mail = store.ledger.submit(file_info("m.eml", b"courriel"))
    attached = file_info("pj.txt", b"Le texte.", source="attachment:x", parent_id=mail.document_id, deduplicate=False)
    store.ledger.submit(attached)
    finish(store)
    put(folder / "pj.txt", "Le texte.")
    assert sync(store, folder) == {"pj.txt": Change.NEW}


def test_a_copy_of_what_few_may_read_is_not_for_everyone(store: Store, folder: Path) -> None:
    put(folder / "paie.txt", "3 000 euros.")
    sync(store, folder, ("direction",))
    put(folder / "copie.txt", "3 000 euros.")
    assert sync(store, folder)["copie.txt"] is Change.DUPLICATE
    assert {groups[0] for _, _, groups, _ in state(store)[1].values()} == {"direction"}


def test_a_copy_elsewhere_stands_alone_once_its_original_has_other_bytes(store: Store, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    put(one / "a.txt", "Pareil.")
    put(other / "b.txt", "Pareil.")
    sync(store, one)
    assert sync(store, other) == {"b.txt": Change.DUPLICATE}
    put(one / "a.txt", "Autre texte.")
    sync(store, one)
    assert sync(store, other) == {"b.txt": Change.NEW}
    assert len(state(store)[1]) == 2


def test_a_copy_beside_its_original_stands_alone_in_the_same_sync(store: Store, folder: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        put(folder / name, "Pareil.")
    sync(store, folder)
    put(folder / "a.txt", "Autre texte.")
    aged(folder / "c.txt")
    assert sync(store, folder) == {"a.txt": Change.CHANGED, "b.txt": Change.NEW, "c.txt": Change.DUPLICATE}


def test_another_pipeline_reads_unchanged_files_again(store: Store, folder: Path) -> None:
    put(folder / "a.txt", "Un.")
    sync(store, folder)
    store.ledger.pipeline = "another"
    assert sync(store, folder) == {"a.txt": Change.CHANGED}
    assert sync(store, folder) == {"a.txt": Change.UNCHANGED}


def test_files_whose_size_and_time_are_known_are_not_read(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        put(folder / f"{number}.txt", f"Texte {number}.")
    sync(store, folder, ("rh",))
    queries: list[str] = []
    event.listen(store.database.engine, "before_cursor_execute", lambda *a: queries.append(a[2]))
    monkeypatch.setattr(ingest.planning, "digest", pytest.fail)
    found = plan(store, folder, ("rh",))
    assert len(found.unchanged) == 30 and not found.candidates
    assert sum(not query.startswith("BEGIN") for query in queries) <= 5, "no query a file"


def test_a_file_changed_within_the_clock_tick_of_its_reading_is_read_again(store: Store, folder: Path) -> None:
    path = folder / "a.txt"
    path.write_text("Un.")
    sync(store, folder)
    stat = path.stat()
    path.write_text("De.")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert path.stat().st_size == stat.st_size
    assert sync(store, folder) == {"a.txt": Change.CHANGED}


def test_a_racy_file_is_known_by_its_time_once_it_is_old(store: Store, folder: Path) -> None:
    path = put(folder / "a.txt", "Un.")
    os.utime(path)
    sync(store, folder)
    assert plan(store, folder).touched
    aged(path)
    sync(store, folder)
    found = plan(store, folder)
    assert found.unchanged and not found.touched


def test_a_file_that_grows_while_it_is_read_is_left_for_the_next_time(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(folder / "a.txt", "Un.")
    really = os.fstat
    calls = iter(range(10))

    def grown(descriptor: int) -> os.stat_result:
        if next(calls) == 1:
            path.write_text("Un et demi.")
        return really(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(ingest.intake.os, "fstat", grown)
        refused = read_whole(path, 1)
    assert isinstance(refused, Refusal) and refused.code == "being_written"
    assert isinstance(read_whole(path, 1), Content)


def test_a_fresh_file_waits_in_a_watch(store: Store, folder: Path) -> None:
    fresh = put(folder / "a.txt", "Un.")
    os.utime(fresh)
    put(folder / "b.txt", "Deux.")
    found = plan(store, folder, settled=True)
    assert [(entry.change, entry.source[-5:]) for entry in found.left] == [(Change.WAITING, "a.txt")]
    assert len(found.candidates) == 1


def test_what_is_left_out(folder: Path) -> None:
    for name in (
        "bon.txt", "~$bon.docx", ".~lock.bon.odt#", "x.TMP", "Thumbs.db", "desktop.ini", ".DS_Store", ".git/config",
        "brouillons/x.txt", "sous/garde.log", "sous/perdu.log", "jeté.log", "sous/build/y.txt", "garde.log",
    ):  # fmt: skip
        put(folder / name, name)
    put(folder / ".sourcierignore", "# un commentaire\n*.log\n!/garde.log\nbrouillons/\n")
    put(folder / "sous" / ".sourcierignore", "!garde.log\n/build\n")
    (folder / "lien.txt").symlink_to(folder / "bon.txt")
    (folder / "boucle").symlink_to(folder)
    found = scan(folder)
    start = len(f"file:{folder.resolve()}/")
    assert sorted(source[start:] for source in found.files) == ["bon.txt", "garde.log", "sous/garde.log"]
    left_out = {source[start:]: why for source, why in found.left_out}
    assert left_out == {
        "~$bon.docx": LeftOut.TEMPORARY, ".~lock.bon.odt#": LeftOut.HIDDEN, "x.TMP": LeftOut.TEMPORARY,
        "Thumbs.db": LeftOut.TEMPORARY, "desktop.ini": LeftOut.TEMPORARY, ".DS_Store": LeftOut.HIDDEN,
        ".git": LeftOut.HIDDEN, "brouillons": LeftOut.IGNORED, "sous/perdu.log": LeftOut.IGNORED,
        "jeté.log": LeftOut.IGNORED, "sous/build": LeftOut.IGNORED, "lien.txt": LeftOut.LINK,
        "boucle": LeftOut.LINK,
    }  # fmt: skip


def test_a_known_file_that_is_ignored_now_goes_as_if_it_were_deleted(store: Store, folder: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        put(folder / name, name)
    sync(store, folder)
    put(folder / ".sourcierignore", "c.txt\n")
    assert sync(store, folder)["c.txt"] is Change.IGNORED
    assert set(ids(store, folder)) == {"a.txt", "b.txt"}


@pytest.mark.parametrize("rules", [b"!\n", None])
def test_rules_that_cannot_be_used_leave_their_folder_as_it_was(
    store: Store, folder: Path, rules: bytes | None
) -> None:
    for name in ("a.txt", "sous/b.txt"):
        put(folder / name, name)
    sync(store, folder)
    (folder / "sous" / "b.txt").unlink()
    if rules is None:
        (folder / "sous" / ".sourcierignore").mkdir()
    else:
        put(folder / "sous" / ".sourcierignore", rules)
    found = plan(store, folder)
    assert not found.gone and found.scan.unseen[0].source.endswith("/sous")


NAMES = [
    b"a\nb.txt", b"[bold]x.txt", b"-rf.txt", b"caf\xe9.txt", b"..txt", b" .txt", b"%s.txt", b"a_b.txt", b"a\\b.txt",
]  # fmt: skip


def test_names_as_odd_as_they_come(store: Store, folder: Path) -> None:
    for name in NAMES:
        with open(os.fsencode(folder) + b"/x" + name, "wb") as file:
            file.write(b"Texte " + name)
        aged(Path(os.fsdecode(os.fsencode(folder) + b"/x" + name)))
    assert set(sync(store, folder).values()) == {Change.NEW}
    assert list(sync(store, folder).values()) == [Change.UNCHANGED] * len(NAMES)
    odd = Path(os.fsdecode(os.fsencode(folder) + b"/x" + NAMES[3]))
    odd.rename(folder / "café.txt")
    assert sync(store, folder)["café.txt"] is Change.MOVED


def test_two_names_that_read_the_same_are_not_taken_for_one(store: Store, folder: Path) -> None:
    put(folder / "caf\\xe9.txt", "Le nom entier.")
    put(Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")), "Un octet.")
    found = plan(store, folder)
    assert len(found.candidates) == 1 and "twice" in found.scan.unseen[0].reason


def test_a_folder_whose_name_begins_like_another_is_left_alone(store: Store, tmp_path: Path) -> None:
    for name in ("a_b", "aXb", "A_B", "a_b2"):
        put(tmp_path / name / "x.txt", name)
    sync(store, tmp_path)
    found = plan_sync(store, tmp_path / "a_b", "default", (), 1)
    assert len(found.unchanged) == 1 and not found.gone


def test_a_dry_run_writes_nothing(store: Store, folder: Path, tmp_path: Path) -> None:
    put(folder / "a.txt", "Un.")
    put(folder / "b.txt", "Un.")
    before = sorted(p for p in tmp_path.rglob("blobs/*"))
    found = plan(store, folder)
    foreseen = ingest.foresight.foresee(store, found, 1)
    assert [row[1] for row in shown(foreseen)] == [Change.NEW, Change.DUPLICATE]
    assert state(store) == ({}, {}) and sorted(p for p in tmp_path.rglob("blobs/*")) == before


def test_adding_a_file_makes_it_known(store: Store, folder: Path) -> None:
    submit_file(store, put(folder / "a.txt", "Un."), "default", ("rh",), 1)
    finish(store)
    assert len(plan(store, folder, ("rh",)).unchanged) == 1
    assert time.time_ns() > next(iter(scan(folder).files.values()))[1]


def test_a_move_that_no_longer_holds_is_not_made(store: Store, folder: Path) -> None:
    put(folder / "a.txt", "Un.")
    put(folder / "b.txt", "Deux.")
    sync(store, folder)
    found = plan(store, folder).unchanged
    a, b = (KnownFile(*row) for row in sorted(found))
    before = state(store)
    for known, to in ((a._replace(sha256="0" * 64), a._replace(source="file:/c")), (a, a._replace(source=b.source))):
        assert not store.ledger.move("default", known, to, "c.txt")
    assert state(store) == before
    assert store.ledger.move("default", a, a._replace(source="file:/c.txt"), "c.txt")


@pytest.mark.parametrize(
    ("title", "old", "new", "expected"),
    [
        ("a.txt", "a.txt", "b.pdf", "b.pdf"), ("a", "a.txt", "b.pdf", "b"),
        ("Contrat de bail", "a.txt", "b.pdf", "Contrat de bail"), ("", "a.txt", "b.txt", ""),
    ],
)  # fmt: skip
def test_a_title_that_was_the_name_follows_the_name(title: str, old: str, new: str, expected: str) -> None:
    assert renamed_title(title, old, new) == expected
