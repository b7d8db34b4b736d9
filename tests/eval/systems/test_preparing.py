from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from eval.systems.preparing import corpus_digest, findable_documents, ingest_documents, share_model_files
from rag.errors import RequestError
from rag.models.embedder import model_folder
from rag.settings import Settings
from rag.store.opening import open_store


def test_documents_come_into_the_store_and_refused_ones_are_named(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "bail.txt").write_text("Le loyer annuel est de 12 000,00 €.\n")
    (folder / "vide.txt").write_text("")
    for _ in range(2):
        ingest_documents(settings, folder)
        assert "not measured: vide.txt" in capsys.readouterr().err
    store = open_store(settings)
    found = findable_documents(store.catalogue)
    store.close()
    assert [document.filename for document in found] == ["bail.txt"]
    other = replace(found[0], id="x", sha256="0" * 64)
    assert corpus_digest([found[0], other]) == corpus_digest([other, found[0]])
    assert corpus_digest([found[0]]) == corpus_digest([replace(found[0], id="y")]) != corpus_digest([other])


def test_a_folder_that_is_not_there(settings: Settings) -> None:
    with pytest.raises(RequestError):
        ingest_documents(settings, Path("/nowhere/at/all"))


def test_model_files_are_lent_not_copied(tmp_path: Path) -> None:
    lender, borrower = Settings(home=tmp_path / "a"), Settings(home=tmp_path / "b")
    share_model_files(lender, borrower)
    assert not (tmp_path / "b").exists()
    files = model_folder(lender)
    assert isinstance(files, Path)
    files.mkdir(parents=True)
    (files / "weights").write_text("w")
    for _ in range(2):
        share_model_files(lender, borrower)
        lent = model_folder(borrower)
        assert isinstance(lent, Path) and lent.is_symlink()
        assert (lent / "weights").read_text() == "w"
