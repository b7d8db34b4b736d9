"""`ingest sync` as it is run: reports, exit codes, real documents."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.ingest.folders import aged
from tests.support.commands import Commands
from tests.support.files import contract_pdf, contract_text, encrypted_pdf, message, write


def _documents(run: Commands) -> dict[str, dict[str, object]]:
    return {document["filename"]: document for document in run("list", "--json").json["documents"]}


def test_a_dry_run_says_what_then_happens(run: Commands, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_txt="Un.", b_txt="Deux.", c_txt="Trois.", d_txt="Quatre.", e_txt="Cinq.")
    assert run("sync", folder).code == 0
    (folder / "a.txt").rename(folder / "renommé.txt")
    write(folder, b_txt="Deux et demi.", copie_txt="Trois.", vide_txt="", f_txt="Six.")
    (folder / "e.txt").unlink()
    (folder / ".sourcierignore").write_text("d.txt\n")
    dry = run("sync", folder, "--dry-run", "--json")
    assert dry.code == 1, "an empty file is refused"
    assert dry.json["outcomes"] == {
        "moved": 1, "changed": 1, "unchanged": 1, "duplicate": 1, "refused": 1, "new": 1, "deleted": 1, "ignored": 1,
    }  # fmt: skip
    assert set(_documents(run)) == {f"{name}.txt" for name in "abcde"}, "nothing is done yet"
    done = run("sync", folder, "--json")
    assert done.code == 1 and done.json["outcomes"] == dry.json["outcomes"]
    told = {Path(file["path"]).name: file for file in done.json["files"]}
    assert Path(told["renommé.txt"]["previous"]).name == "a.txt"
    assert Path(told["copie.txt"]["copy_of"]).name == "c.txt" and told["copie.txt"]["status"] == "active"
    assert told["vide.txt"]["code"] == "empty_file" and told["e.txt"]["kept"] is False
    assert {(f["path"], f["outcome"]) for f in dry.json["files"]} == {
        (f["path"], f["outcome"]) for f in done.json["files"]
    }
    assert set(_documents(run)) == {"renommé.txt", "b.txt", "c.txt", "f.txt"}
    shown = run("sync", folder)
    assert shown.code == 1 and "5 unchanged, 1 refused" in shown.out
    assert "left out: 1 ignored" in shown.out and "zero bytes" in shown.out


def test_a_moved_document_is_not_read_again(run: Commands, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_md=contract_text("A"), b_md=contract_text("B"))
    run("sync", folder)
    before = _documents(run)["a.md"]
    (folder / "a.md").rename(folder / "bail.md")
    assert run("sync", folder, "--json").json["outcomes"] == {"moved": 1, "unchanged": 1}
    after = _documents(run)["bail.md"]
    for key in ("document_id", "version_id", "title", "status"):
        assert after[key] == before[key]


def test_a_refused_sync_does_nothing_at_all(run: Commands, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", **{f"f{n}_txt": f"Texte {n}." for n in range(4)})
    run("sync", folder)
    for file in folder.iterdir():
        file.unlink()
    write(folder, nouveau_txt="Nouveau.")
    before = _documents(run)
    dry = run("sync", folder, "--dry-run", "--json")
    assert dry.code == 2 and dry.json["outcomes"] == {"deleted": 4, "new": 1} and "4 of the 4" in dry.json["refused"]
    refused = run("sync", folder)
    assert refused.code == 2 and "4 of the 4" in refused.err and _documents(run) == before
    assert run("sync", folder, "--dry-run", "--force").code == 0
    assert run("sync", folder, "--force").code == 0
    assert set(_documents(run)) == {"nouveau.txt"}


def test_what_is_set_aside_is_told_each_time(run: Commands, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_txt="Un.", b_pdf=encrypted_pdf())
    for outcomes in ({"new": 2}, {"unchanged": 2}):
        ran = run("sync", folder, "--json")
        assert ran.code == 1 and ran.json["outcomes"] == outcomes
        assert ran.json["documents"] == {"active": 1, "set_aside": 1}
        assert ran.json["files"][1]["code"] == "encrypted_file"
    assert "password" in run("sync", folder).out


def test_an_attachment_that_fails_is_in_the_report_and_the_exit_code(run: Commands, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_eml=message(pj_pdf=encrypted_pdf(), bon_txt=b"Une note."), b_txt="Deux.")
    for command in ("add", "sync"):
        ran = run(command, folder, "--json")
        assert ran.code == 1
        mail = ran.json["files"][0]
        assert mail["status"] == "active"
        assert [(one["filename"], one["code"]) for one in mail["attachments"]] == [("pj.pdf", "encrypted_file")]
    assert "pj.pdf" in run("sync", folder).out


def test_a_message_that_changes_drops_what_it_no_longer_has(run: Commands, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_eml=message(reste_txt=b"Reste.", part_txt=b"Part."), b_txt="Deux.")
    run("sync", folder)
    before = _documents(run)
    write(folder, a_eml=message(body="Un autre corps.", reste_txt=b"Reste.", vient_txt=b"Vient."))
    aged(folder / "a.eml")
    assert run("sync", folder).code == 0
    after = _documents(run)
    assert set(after) == {"a.eml", "b.txt", "reste.txt", "vient.txt"}
    assert after["reste.txt"]["document_id"] == before["reste.txt"]["document_id"]


def test_a_document_that_looks_like_another_is_hinted_at(run: Commands, tmp_path: Path) -> None:
    words = " ".join(f"mot{number} suivi{number % 7}" for number in range(400))
    folder = write(tmp_path / "in", a_txt=words + " prix 1200 euros", b_txt="Tout autre chose que ce contrat. " * 3)
    run("sync", folder)
    write(folder, c_txt=words + " prix 1300 euros")
    ran = run("sync", folder, "--json")
    [hinted] = [file for file in ran.json["files"] if "looks_like" in file]
    assert Path(hinted["path"]).name == "c.txt" and hinted["looks_like"]["filename"] == "a.txt"
    assert 0.97 < hinted["looks_like"]["likeness"] < 1 and ran.json["outcomes"] == {"new": 1, "unchanged": 2}


def test_a_folder_that_cannot_be_listed_is_1_and_nothing_in_it_is_erased(
    run: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "in", a_txt="Un.", b_txt="Deux.")
    write(folder / "fermé", c_txt="Trois.")
    run("sync", folder)
    really = os.scandir

    def denied(path: str):  # type: ignore[no-untyped-def]
        if str(path).endswith("fermé"):
            raise PermissionError(13, "Permission denied")
        return really(path)

    monkeypatch.setattr(os, "scandir", denied)
    for command in ("sync", "add"):
        ran = run(command, folder, "--json")
        assert ran.code == 1 and ran.json["outcomes"] == {"unchanged": 2}
        [unseen] = ran.json["unseen"]
        assert unseen["path"].endswith("fermé") and "Permission denied" in unseen["reason"]
    assert set(_documents(run)) == {"a.txt", "b.txt", "c.txt"}


def test_a_pdf_and_its_copy_are_one_document(run: Commands, tmp_path: Path) -> None:
    contract = contract_pdf()
    folder = write(tmp_path / "in", a_pdf=contract, b_pdf=contract)
    ran = run("sync", folder)
    assert ran.code == 0 and "the same as" in ran.out
    assert len(_documents(run)) == 1
