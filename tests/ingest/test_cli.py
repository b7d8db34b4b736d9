from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

import ingest.commands.working
import ingest.engines.local
import ingest.reindexing
import ingest.runtime
from rag.settings import Settings
from rag.store.blobs import BlobStore
from rag.store.index.edge import EdgeIndex
from rag.store.opening import index_folder, open_store
from tests.support.commands import Commands
from tests.support.files import contract_pdf, contract_text, encrypted_pdf, message, scan_pdf, write
from tests.support.processes import kill_group, start

DOCUMENT_KEYS = {
    "document_id", "status", "stage", "code", "reason", "title", "filename", "collection", "allow", "language",
    "page_count", "version_id", "parent_id",
}  # fmt: skip


def test_add_status_list_and_rm_in_json(run: Commands, tmp_path: Path, settings: Settings) -> None:
    folder = write(tmp_path / "in", a_md=contract_text("A"), b_pdf=contract_pdf("B"))
    added = run("add", folder, "--collection", "contrats", "--allow", "rh", "--allow", "achats", "--json")
    assert added.code == 0, added.err
    assert added.json["outcomes"] == {"new": 2}
    first = added.json["files"][0]
    assert set(first) == DOCUMENT_KEYS | {"path", "outcome"}
    assert (first["path"], first["outcome"], first["status"]) == (str(folder / "a.md"), "new", "active")
    assert (first["collection"], first["allow"], first["code"]) == ("contrats", ["achats", "rh"], None)
    listed = run("list", "--json").json["documents"]
    assert [set(document) for document in listed] == [DOCUMENT_KEYS] * 2
    assert run("list", "--collection", "x", "--json").json == {"documents": []}
    assert len(run("list", "--status", "active", "--json").json["documents"]) == 2
    status = run("status", "--json").json
    assert status["documents"] == {"active": 2} and status["unfinished"] == 0 and status["passages"] > 2
    removed = run("rm", listed[0]["document_id"], "--json")
    [receipt] = removed.json["receipts"]
    assert removed.code == 0 and receipt["status"] == "deleted" and receipt["document_id"] == listed[0]["document_id"]
    assert receipt["versions"] == receipt["blobs"] == 1 and "T" in receipt["erased_at"]
    assert run("rm", listed[0]["document_id"]).code == 2
    assert len(run("list", "--json").json["documents"]) == 1


def test_the_same_again_does_no_work(run: Commands, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_txt="Bonjour à tous.")
    assert run("add", folder).code == 0
    assert run("add", folder, "--json").json["outcomes"] == {"unchanged": 1}


def test_some_failed_is_1_and_each_reason_is_told(run: Commands, tmp_path: Path) -> None:
    folder = write(
        tmp_path / "in", a_txt="Bonjour.", b_pdf=encrypted_pdf(), c_pdf=b"%PDF-1.7 cut", d_txt=b"", e_pdf=scan_pdf()
    )
    with (folder / "big.pdf").open("wb") as sparse:
        sparse.truncate(200 * 1024**2)
    added = run("add", folder, "--json")
    assert added.code == 1
    files = {Path(file["path"]).name: file for file in added.json["files"]}
    assert {name: file.get("status", file["outcome"]) for name, file in files.items()} == {
        "a.txt": "active", "b.pdf": "set_aside", "c.pdf": "set_aside", "d.txt": "refused", "e.pdf": "needs_ocr",
        "big.pdf": "refused",
    }  # fmt: skip
    assert files["d.txt"]["code"] == "empty_file" and files["big.pdf"]["code"] == "too_large"
    assert "200 MiB" in files["big.pdf"]["reason"] and files["b.pdf"]["code"] == "encrypted_file"
    shown = run("add", folder)
    assert shown.code == 1 and "password" in shown.out and "zero bytes" in shown.out
    again = run("retry", "--json")
    assert again.code == 1 and again.json["retried"] == 3
    assert {document["status"] for document in again.json["documents"]} == {"set_aside", "needs_ocr"}
    assert run("retry", "unknown").code == 2


def test_a_scan_alone_is_not_a_failure(run: Commands, tmp_path: Path) -> None:
    assert run("add", write(tmp_path / "in", e_pdf=scan_pdf())).code == 0


def _synced(run: Commands, folder: Path, *more: str) -> dict[str, int]:
    ran = run("sync", folder, "--json", *more)
    assert ran.code == 0, ran.err
    if "--dry-run" not in more:
        return dict(ran.json["outcomes"])
    outcomes: dict[str, int] = {}
    for file in ran.json["files"]:
        outcomes[file["outcome"]] = outcomes.get(file["outcome"], 0) + 1
    return outcomes


def test_sync_follows_the_folder(run: Commands, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_txt="Un.", b_txt="Deux.", c_txt="Trois.", d_txt="Quatre.")
    outside = write(tmp_path / "in2", z_txt="Ailleurs.")
    run("add", outside)
    assert _synced(run, folder, "--dry-run") == {"new": 4}
    assert len(run("list", "--json").json["documents"]) == 1
    assert _synced(run, folder) == {"new": 4} and _synced(run, folder) == {"unchanged": 4}
    write(folder, b_txt="Deux et demi.", e_txt="Cinq.")
    (folder / "c.txt").unlink()
    (folder / "d.txt").rename(folder / "f.txt")
    expected = {"unchanged": 1, "changed": 1, "new": 1, "moved": 1, "deleted": 1}
    assert _synced(run, folder, "--dry-run") == expected
    assert len(run("list", "--json").json["documents"]) == 5
    assert _synced(run, folder) == expected
    names = {document["filename"]: document["status"] for document in run("list", "--json").json["documents"]}
    assert names == dict.fromkeys(["a.txt", "b.txt", "e.txt", "f.txt", "z.txt"], "active")


def test_sync_refuses_to_empty_what_it_knows(run: Commands, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", **{f"f{n}_txt": f"Texte {n}." for n in range(5)})
    _synced(run, folder)
    for number in range(3):
        (folder / f"f{number}.txt").unlink()
    refused = run("sync", folder)
    assert refused.code == 2 and "--force" in refused.err
    assert len(run("list", "--json").json["documents"]) == 5
    assert _synced(run, folder, "--force") == {"unchanged": 2, "deleted": 3}
    assert run("sync", tmp_path / "nowhere").code == 2


def test_sync_erases_the_attachments_of_a_message_that_is_gone(run: Commands, tmp_path: Path) -> None:
    inner = message("Dedans", note_txt=b"Une note de la direction.")
    folder = write(tmp_path / "in", a_eml=message(pj_pdf=contract_pdf(), dedans_eml=inner), b_txt="Deux.")
    _synced(run, folder)
    assert len(run("list", "--json").json["documents"]) == 5
    (folder / "a.eml").unlink()
    _synced(run, folder)
    assert [d["filename"] for d in run("list", "--json").json["documents"]] == ["b.txt"]


def test_a_copy_is_kept_when_its_original_changes_in_the_same_sync(run: Commands, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", z_txt="Original.")
    _synced(run, folder)
    write(folder, a_txt="Original.", z_txt="Autre texte.")
    _synced(run, folder)
    assert {d["filename"] for d in run("list", "--json").json["documents"]} == {"a.txt", "z.txt"}


def test_names_are_shown_harmlessly(run: Commands, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    names = ["\x1b[31mred\x1b[0m.txt", "[bold]x[red].txt", "\\[red]y.txt", "a\nb.txt", "\u202egnp.txt"]
    for name in names:
        (folder / name).write_bytes(b"")
        (folder / ("set" + name)).write_bytes(b"\x00\x01\x02" * 50)
    ran = run("add", folder)
    assert ran.code == 1, ran.err
    assert not {"\x1b", "\u202e"} & set(ran.out) and "a\nb" not in ran.out
    assert "[bold]x[red].txt" in ran.out and "\\[red]y.txt" in ran.out
    table = run("list")
    assert table.code == 0 and not {"\x1b", "\u202e"} & set(table.out)
    assert run("list", "--json").code == 0


def test_a_name_that_is_not_utf_8(run: Commands, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_text("Bonjour à tous.")
    Path(os.fsdecode(os.fsencode(folder) + b"/vide\xe9.txt")).write_text("")
    assert run("add", folder, "--json").code == 1
    [document] = run("list", "--json").json["documents"]
    assert document["status"] == "active" and document["filename"] == "caf�.txt"
    dry = run("sync", folder, "--dry-run", "--json").json["files"]
    assert [(Path(file["path"]).name, file["outcome"]) for file in dry] == [
        ("caf\\xe9.txt", "unchanged"), ("vide\\xe9.txt", "refused"),
    ]  # fmt: skip
    assert run("sync", folder).code == 1


@pytest.mark.parametrize("command", [["nonsense"], ["add"], ["add", "/no/such/file"], ["list", "--status", "odd"]])
def test_usage_is_2(run: Commands, command: list[str]) -> None:
    ran = run(*command)
    assert ran.code == 2 and ran.err and "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[ingest]\nslotz = 3\n", "ingest.slotz"),
        ("[ingest]\nmax_pages = 0\n", "ingest.max_pages"),
        ("[ingest\n", "settings"),
    ],
)
def test_a_wrong_settings_file_is_2_and_one_line(
    run: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, words: str
) -> None:
    (tmp_path / "s.toml").write_text(content)
    monkeypatch.setenv("SOURCIER_CONFIG", str(tmp_path / "s.toml"))
    ran = run("status")
    assert ran.code == 2 and words in ran.err and len(ran.err.strip().splitlines()) == 1


@pytest.mark.parametrize("name", ["SOURCIER_INGST__SLOTS", "SOURCIER_INGEST__SLOTZ", "SOURCIER_HOMES"])
def test_an_unknown_variable_is_2(run: Commands, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "3")
    ran = run("status")
    assert ran.code == 2 and len(ran.err.strip().splitlines()) == 1


def test_a_full_disk_is_3_and_what_was_queued_stays(
    run: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "in", a_txt="Un.", b_txt="Deux.")
    put = BlobStore.put

    def full(self: BlobStore, content: bytes) -> str:
        if content == b"Deux.":
            raise OSError(errno.ENOSPC, "No space left on device")
        return put(self, content)

    with monkeypatch.context() as patch:
        patch.setattr(BlobStore, "put", full)
        ran = run("add", folder)
    assert ran.code == 3 and "no room" in ran.err and "Traceback" not in ran.err
    assert run("status", "--json").json["unfinished"] == 1
    assert run("add", folder).code == 0
    assert run("status", "--json").json["documents"] == {"active": 2}


def test_a_file_that_may_not_be_read_is_refused_and_the_others_go_on(
    run: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "in", a_txt="Un.", b_txt="Deux.")
    really_open = Path.open

    def denied(self: Path, *arguments: Any, **named: Any) -> Any:
        if self.name == "a.txt":
            raise PermissionError(errno.EACCES, "Permission denied")
        return really_open(self, *arguments, **named)

    monkeypatch.setattr(Path, "open", denied)
    ran = run("add", folder, "--json")
    assert ran.code == 1 and ran.json["outcomes"] == {"refused": 1, "new": 1}


HOLD = """
import sys, time
from pathlib import Path
from rag.store.index.edge import EdgeIndex
index = EdgeIndex(Path(sys.argv[1]), "intfloat/multilingual-e5-small", 32)
print("held", flush=True)
time.sleep(600)
"""


def test_an_index_that_another_process_holds_is_3_and_names_it(
    run: Commands, tmp_path: Path, settings: Settings
) -> None:
    folder = write(tmp_path / "in", a_txt="Un.")
    holder = start(HOLD, str(index_folder(settings)))
    try:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        for command in (["add", folder], ["reindex"]):
            ran = run(*command)
            assert ran.code == 3 and f"process {holder.pid}" in ran.err
        assert (index_folder(settings) / "embedder.json").exists(), "reindex took the index from under its holder"
    finally:
        kill_group(holder)
    assert run("add", folder).code == 0


def test_reindex_builds_the_index_again(run: Commands, tmp_path: Path, settings: Settings) -> None:
    run("add", write(tmp_path / "in", a_md=contract_text("A"), b_pdf=contract_pdf("B")))
    before = run("status", "--json").json
    (index_folder(settings) / "embedder.json").unlink()
    ran = run("reindex", "--json")
    assert ran.code == 0 and ran.json == {"reindexed": 2, "passages": before["passages"]}
    assert run("status", "--json").json == before
    index = EdgeIndex(index_folder(settings), settings.embedder.model, 32)
    assert index.info()["points"] == before["passages"]
    index.close()


def test_a_worker_without_a_service_is_3(run: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest.commands.working, "configure_logging", lambda *_: None)
    ran = run("worker", "--patience", "0")
    assert ran.code == 3 and "rag serve" in ran.err


def test_drain_without_a_service_works_off_the_queue(
    run: Commands, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest.intake import submit_file

    monkeypatch.setattr(ingest.commands.working, "configure_logging", lambda *_: None)
    store = open_store(settings)
    submit_file(store, write(tmp_path / "in", a_txt="Un.") / "a.txt", "default", (), 10)
    store.close()
    assert run("worker", "--drain").code == 0
    assert run("status", "--json").json["documents"] == {"active": 1}


def test_adding_again_without_allow_keeps_who_may_read(settings: Settings, tmp_path: Path) -> None:
    from ingest.intake import submit_file
    from rag.domain.rights import OWNER
    from rag.store.opening import open_store

    store = open_store(settings)
    secret = tmp_path / "paie.txt"
    secret.write_text("Le salaire est de 3 000 euros.")
    first = submit_file(store, secret, "default", ("direction",), 10).submitted
    secret.write_text("Le salaire est de 3 100 euros.")
    second = submit_file(store, secret, "default", (), 10).submitted
    assert first is not None and second is not None and second.document_id == first.document_id
    assert store.catalogue.document(OWNER, second.document_id).allow == ("direction",)
    store.close()
