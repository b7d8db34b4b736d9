"""Files inside files, through the whole way of a document."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.intake import submit_file
from ingest.pipeline import Tools, process_document
from rag.domain.document import EVERYONE, DocumentStatus
from rag.domain.rights import OWNER
from tests.ingest.parsing.packing import packed
from tests.support.files import message


def test_a_zip_is_active_without_passages_and_its_files_follow_as_documents(tools: Tools, tmp_path: Path) -> None:
    path = tmp_path / "lot.zip"
    path.write_bytes(packed({"a/prix.csv": "Réf;PU\nA;1,50\nB;2,50\n", "b/note.txt": "Le préavis est de deux mois."}))
    intake = submit_file(tools.store, path, "default", (EVERYONE,), 10)
    assert intake.submitted is not None
    while (claim := tools.store.ledger.claim("w", 60, 3)) is not None:
        process_document(claim, tools)
    documents, _ = tools.store.catalogue.list_documents(OWNER)
    found = {document.filename: document for document in documents}
    assert set(found) == {"lot.zip", "prix.csv", "note.txt"}
    assert {document.status for document in documents} == {DocumentStatus.ACTIVE}
    assert found["prix.csv"].parent_id == found["note.txt"].parent_id == found["lot.zip"].id


def nested(innermost: bytes, depth: int) -> bytes:
    """A message in a message …, ``depth`` of them around ``innermost``, each with its own text."""
    content, name = innermost, "fond_zip"
    for level in range(depth):
        content = message(f"Niveau {level}", f"Le préavis est de {level + 2} mois.", **{name: content})
        name = "dedans_eml"
    return content


@pytest.mark.parametrize("depth", [5, 6])
def test_files_nested_too_deep_are_left_out_with_a_reason(tools: Tools, tmp_path: Path, depth: int) -> None:
    path = tmp_path / "dehors.eml"
    path.write_bytes(nested(packed({"note.txt": "Le préavis est de zéro mois."}), depth))
    submit_file(tools.store, path, "default", (EVERYONE,), 10)
    while (claim := tools.store.ledger.claim("w", 60, 3)) is not None:
        process_document(claim, tools)
    documents, _ = tools.store.catalogue.list_documents(OWNER)
    found = {tools.store.catalogue.depth(document): document for document in documents}
    assert sorted(found) == [0, 1, 2, 3, 4, 5], "one document at each depth, none below"
    assert all(found[level].status is DocumentStatus.ACTIVE for level in range(5))
    deepest = found[5]
    if depth == 5:  # An archive: there is nothing in it but what lies too deep.
        assert (deepest.filename, deepest.status, deepest.code) == ("fond.zip", DocumentStatus.SET_ASIDE, "too_large")
    else:  # A message: its own text is kept.
        assert (deepest.filename, deepest.status) == ("dedans.eml", DocumentStatus.ACTIVE)
    assert "5 deep" in (deepest.reason or "")
