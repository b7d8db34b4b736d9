"""`ingest retry` and `ingest rm`."""

from __future__ import annotations

import dataclasses
from typing import Annotated

import typer

from ingest.commands.shared import index_to_erase_from, opened, work
from ingest.reporting import as_dict, exit_on_failures, print_documents
from rag.console import JsonOption, out, print_json
from rag.domain.document import DocumentStatus
from rag.domain.rights import OWNER


def retry(
    ids: Annotated[list[str] | None, typer.Argument(help="Documents; all that failed when none is given.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Try documents again that were set aside, gave up or wait for OCR. Example: ingest retry"""
    settings, store = opened()
    for document_id in ids or []:
        store.ledger.document(document_id)
    ended = (DocumentStatus.SET_ASIDE, DocumentStatus.DEAD, DocumentStatus.NEEDS_OCR)
    wanted = ids or [
        document.id
        for state in ended
        for document in store.catalogue.list_documents(OWNER, status=state.value, limit=100_000)[0]
    ]
    count = store.ledger.retry(wanted)
    work(settings, store, wanted)
    documents = [store.ledger.document(document_id) for document_id in wanted]
    if as_json:
        print_json({"retried": count, "documents": [as_dict(document) for document in documents]})
    else:
        print_documents(documents)
    exit_on_failures(documents)


def rm(
    ids: Annotated[list[str], typer.Argument(help="Documents to erase, by id (see: ingest list).")],
    as_json: JsonOption = False,
) -> None:
    """Erase documents: bytes, text, passages and vectors. Example: ingest rm 3f0c…"""
    settings, store = opened()
    for document_id in ids:
        store.ledger.document(document_id)
    with index_to_erase_from(settings, store) as index:
        receipts = []
        for document_id in ids:
            receipts += store.eraser.erase_with_attachments(document_id, index, OWNER)
    if as_json:
        print_json({"receipts": receipts})
        return
    for receipt in receipts:
        fields = dataclasses.asdict(receipt)
        told = ", ".join(
            f"{name.replace('_', ' ')}: {value}" for name, value in fields.items() if name != "document_id"
        )
        out.print(f"{receipt.document_id} {told}", soft_wrap=True, markup=False)
