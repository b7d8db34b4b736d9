"""Files inside files, through the whole way of a document."""

from __future__ import annotations

from pathlib import Path

from ingest.intake import submit_file
from ingest.pipeline import Tools, process_document
from rag.domain.document import EVERYONE, DocumentStatus
from rag.domain.rights import OWNER
from tests.ingest.parsing.packing import packed


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
