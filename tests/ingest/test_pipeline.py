from __future__ import annotations

import base64
import dataclasses
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from ingest.parsing.isolation import running
from ingest.parsing.pool import ParserPool
from ingest.pipeline import Tools, process_document
from rag.domain.document import DocumentStatus
from rag.domain.rights import OWNER, Reader
from rag.errors import NotFoundError, ParserCrashedError, ServiceUnreachableError, StaleFenceError
from rag.models.embedder import Embedder
from rag.retrieval.search import Retriever
from rag.settings import IngestSettings
from rag.store.index.edge import EdgeIndex
from rag.store.tables import jobs, passages, versions
from tests.ingest.working import check_whole, submit, work
from tests.support.embedder import FakeEmbedder
from tests.support.files import (
    contract_docx,
    contract_pdf,
    contract_text,
    encrypted_pdf,
    message,
    scan_pdf,
)
from tests.support.processes import ROOT
from tests.support.stores import claim_one, passage_ids_of


def _searched(tools: Tools, question: str, reader: Reader = OWNER, limit: int = 10) -> list[str]:
    assert isinstance(tools.embedder, FakeEmbedder)
    retriever = Retriever(tools.store.catalogue, tools.index, tools.embedder)
    return [ranked.found.passage.id for ranked in retriever.search(question, reader, limit)]


def test_a_text_becomes_passages_under_their_headings(tools: Tools, tmp_path: Path) -> None:
    document = work(tools, submit(tools, tmp_path, "contrat_md", contract_text("A1")))
    ids = check_whole(tools, document)
    assert len(ids) >= 3
    assert (document.language, document.page_count, document.media_type) == ("fr", None, "text/markdown")
    found = tools.store.catalogue.version_passages(document.active_version_id or "")
    assert {item.passage.headings[0] for item in found} == {"Contrat A1"}
    assert "Article 2" in {heading for item in found for heading in item.passage.headings}
    assert all(span.box is None for item in found for span in item.passage.spans)
    assert set(_searched(tools, "préavis de résiliation")) <= set(ids) and _searched(tools, "préavis")


def test_a_pdf_keeps_pages_and_boxes(tools: Tools, tmp_path: Path) -> None:
    document = work(tools, submit(tools, tmp_path, "contrat_pdf", contract_pdf()))
    ids = check_whole(tools, document)
    assert (document.page_count, document.media_type, document.language) == (2, "application/pdf", "fr")
    found = tools.store.catalogue.version_passages(document.active_version_id or "")
    assert [item.passage.id for item in found] == ids
    assert {span.page for item in found for span in item.passage.spans} == {1, 2}
    for item in found:
        assert item.passage.page == item.passage.spans[0].page and item.passage.boxes()
        for box in item.passage.boxes():
            assert 0 <= box.left < box.right <= 1 and 0 <= box.top < box.bottom <= 1
    assert [(page.number, round(page.width)) for page in tools.store.catalogue.pages(found[0].passage.version_id)] == [
        (1, 595), (2, 595),
    ]  # fmt: skip


def test_rights_hold_in_the_search(tools: Tools, tmp_path: Path) -> None:
    document = work(tools, submit(tools, tmp_path, "a_md", contract_text("A1"), ("rh",)))
    assert _searched(tools, "préavis", Reader("x", frozenset({"rh"})))
    assert _searched(tools, "préavis", Reader("y", frozenset({"achats"}))) == []
    submit(tools, tmp_path, "a_md", contract_text("A1"), ("achats",))
    assert _searched(tools, "préavis", Reader("x", frozenset({"rh"}))) == [], "at once, before any work"
    before = passage_ids_of(tools.store, document.active_version_id or "")
    assert check_whole(tools, work(tools, document.id)) == before
    assert _searched(tools, "préavis", Reader("y", frozenset({"achats"})))


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("scan_pdf", scan_pdf, DocumentStatus.NEEDS_OCR, "needs_ocr"),
        ("secret_pdf", encrypted_pdf, DocumentStatus.SET_ASIDE, "encrypted_file"),
        ("cut_pdf", lambda: contract_pdf()[:200], DocumentStatus.SET_ASIDE, "damaged_file"),
        ("blank_txt", lambda: b"   \n \n", DocumentStatus.SET_ASIDE, "no_text"),
        ("image_png", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), DocumentStatus.SET_ASIDE, "damaged_file"),
    ],
)
def test_what_cannot_be_read_is_set_aside_with_its_reason(
    tools: Tools, tmp_path: Path, name: str, content: Callable[[], bytes], status: DocumentStatus, code: str
) -> None:
    document = work(tools, submit(tools, tmp_path, name, content()))
    assert (document.status, document.code) == (status, code)
    assert document.reason and tools.index.info()["points"] == 0
    assert tools.store.catalogue.unfinished() == 0


class _Crashing:
    def call(self, *_: object) -> None:
        raise ParserCrashedError("The process that read the document died.")


def test_a_reader_that_crashes_is_tried_again_then_given_up(tools: Tools, tmp_path: Path) -> None:
    document_id = submit(tools, tmp_path, "a_md", contract_text("A1"))
    crashing = dataclasses.replace(tools, parsers=_Crashing())
    for attempt in (1, 2, 3):
        claim = claim_one(tools.store)
        assert claim.attempt == attempt
        process_document(claim, crashing)
        assert tools.store.ledger.document(document_id).status is DocumentStatus.QUEUED
        time.sleep(0.01 * 2**attempt)
    assert tools.store.ledger.claim("w", 60, 3) is None
    document = tools.store.ledger.document(document_id)
    assert (document.status, document.code) == (DocumentStatus.DEAD, "parser_crashed")
    assert "3 tries" in (document.reason or "") and "died" in (document.reason or "")
    assert tools.store.ledger.retry([document_id]) == 1
    check_whole(tools, work(tools, document_id))


def test_an_outage_of_the_index_costs_no_try(tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service may be down for longer than all tries together last."""
    document_id = submit(tools, tmp_path, "a_md", contract_text("A1"))

    def down(_points: object) -> None:
        raise ServiceUnreachableError("Down.")

    with monkeypatch.context() as patch:
        patch.setattr(tools.index, "insert", down)
        for _ in range(6):
            assert work(tools, document_id).status is DocumentStatus.QUEUED
            time.sleep(0.05)
    check_whole(tools, work(tools, document_id))


def test_a_reader_that_does_not_start_costs_no_try(
    tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No memory, packages half installed: the documents wait, none is given up."""
    document_id = submit(tools, tmp_path, "a_md", contract_text("A1"))
    with monkeypatch.context() as patch:
        patch.setattr(running, "_START_S", 0.001)
        for process in tools.parsers._all:
            process._keeper.submit(process._stop).result()
        for _ in range(6):
            document = work(tools, document_id)
            assert (document.status, document.code) == (DocumentStatus.QUEUED, "parser_start")
            time.sleep(0.05)
    check_whole(tools, work(tools, document_id))


def test_an_attachment_becomes_its_own_document(tools: Tools, tmp_path: Path) -> None:
    content = message(contrat_pdf=contract_pdf("PJ"), notes_docx=contract_docx("PJ2"))
    mail = work(tools, submit(tools, tmp_path, "m_eml", content, ("rh",)))
    check_whole(tools, mail)
    children = {child.filename: child for child in tools.store.catalogue.children(mail.id)}
    assert set(children) == {"contrat.pdf", "notes.docx"}
    for _ in children:
        process_document(claim_one(tools.store), tools)
    for child in tools.store.catalogue.children(mail.id):
        assert child.allow == ("rh",) and child.collection == "default" and child.parent_id == mail.id
        check_whole(tools, child)
    assert tools.store.ledger.retry([mail.id]) == 0
    tools.store.ledger.requeue_all()
    while (claim := tools.store.ledger.claim("w", 60, 3)) is not None:
        process_document(claim, tools)
    assert len(tools.store.catalogue.list_documents(OWNER)[0]) == 3, "none twice"


def test_a_message_that_is_only_an_attachment(tools: Tools, tmp_path: Path) -> None:
    part = b"Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n"
    part += b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(contract_pdf())
    head = b"MIME-Version: 1.0\r\nMessage-ID: <1@x>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    mail = work(tools, submit(tools, tmp_path, "m_eml", head + b"--b\r\n" + part + b"\r\n--b--\r\n"))
    assert mail.status is DocumentStatus.ACTIVE, mail.reason
    [child] = tools.store.catalogue.children(mail.id)
    check_whole(tools, work(tools, child.id))


def test_the_same_document_twice_gives_the_same_passages(tools: Tools, tmp_path: Path) -> None:
    document = work(tools, submit(tools, tmp_path, "a_pdf", contract_pdf()))
    first = tools.store.catalogue.version_passages(document.active_version_id or "")
    for empty in (False, True):
        if empty:
            tools.index.delete_document(document.id)
        assert tools.store.ledger.requeue_all() == [document.id]
        again = work(tools, document.id)
        assert again.active_version_id == document.active_version_id
        assert tools.store.catalogue.version_passages(again.active_version_id or "") == first
        check_whole(tools, again)
        assert set(_searched(tools, "maintenance")) == {item.passage.id for item in first}


def test_a_try_that_died_anywhere_is_made_good_by_the_next(
    tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Died(BaseException):
        """As kill -9: nothing after it runs in that worker."""

    def die(*_: object, **__: object) -> None:
        raise Died

    ledger = tools.store.ledger
    places = [(tools.store.ledger, "stage"), (tools.index, "insert"), (tools.index, "count"),
              (tools.index, "go_live"), (tools.store.ledger, "activate")]  # fmt: skip
    for reindexing in (False, True):
        for number, (target, method) in enumerate(places):
            document_id = submit(tools, tmp_path, f"d{number}_md", contract_text(f"D{number}"))
            if reindexing:
                tools.index.delete_document(document_id)
                ledger.requeue_all()
                with tools.store.database.write() as connection:
                    connection.execute(update(jobs).where(jobs.c.document_id != document_id).values(state="done"))
            with monkeypatch.context() as patch:
                patch.setattr(target, method, die)
                with pytest.raises(Died):
                    process_document(claim_one(tools.store, lease_s=0.01), tools)
            with tools.store.database.write() as connection:
                connection.execute(update(jobs).values(lease_until=0.0))
            while (claim := ledger.claim("next", 60, 3)) is not None:
                process_document(claim, tools)
            document = ledger.document(document_id)
            ids = check_whole(tools, document)
            assert set(ids) & set(_searched(tools, f"Contrat D{number} référence D{number}", limit=50)), (
                reindexing,
                method,
            )


def test_a_frozen_worker_that_wakes_changes_nothing(tools: Tools, tmp_path: Path) -> None:
    document_id = submit(tools, tmp_path, "a_md", contract_text("A1"))
    frozen = claim_one(tools.store, "frozen", lease_s=0.01)
    time.sleep(0.05)
    document = work(tools, document_id)
    ids = check_whole(tools, document)
    with pytest.raises(StaleFenceError):
        process_document(frozen, tools)
    assert check_whole(tools, tools.store.ledger.document(document_id)) == ids


@pytest.mark.parametrize("moment", ["before the batches", "within the last insert"])
def test_a_document_erased_while_it_is_processed_leaves_nothing(
    tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    import ingest.pipeline as pipeline

    monkeypatch.setattr(pipeline, "_INSERT_BATCH", 2)
    document_id = submit(tools, tmp_path, "a_md", contract_text("A1"))
    insert, calls = tools.index.insert, []

    def erase() -> None:
        if not calls:
            calls.append(1)
            tools.store.eraser.erase(document_id, tools.index, OWNER)

    if moment == "before the batches":
        tools = dataclasses.replace(tools, embedder=FakeEmbedder(before=erase))
    else:

        def insert_late(points: object) -> None:
            if tools.index.info()["points"] >= 2:
                erase()
            insert(points)  # type: ignore[arg-type]

        monkeypatch.setattr(tools.index, "insert", insert_late)
        # The heartbeat before each batch would notice: this is the batch after which there is none.
        monkeypatch.setattr(tools.store.ledger.__class__, "heartbeat", lambda *_: None)
    with pytest.raises(StaleFenceError):
        process_document(claim_one(tools.store), tools)
    assert calls and tools.index.info()["points"] == 0
    with tools.store.database.read() as connection:
        for table in (versions, passages):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0


def test_the_invoice_inside_a_pdf_is_kept_with_its_version_and_goes_with_its_document(
    tools: Tools, tmp_path: Path
) -> None:
    content = (ROOT / "samples" / "factures" / "2024-09-30_thermolys_FA-2024-0317.pdf").read_bytes()
    document_id = submit(tools, tmp_path, "facture_pdf", content)
    check_whole(tools, work(tools, document_id))
    invoice = tools.store.catalogue.invoice(OWNER, document_id)
    assert invoice.number == "FA-2024-0317" and invoice.to_json()["source"] == "xml"
    assert invoice.fields["gross"].page == 1 and invoice.fields["gross"].box is not None
    receipt = tools.store.eraser.erase(document_id, tools.index, OWNER)
    assert receipt.invoices == 1 and receipt.nothing_left
    with pytest.raises(NotFoundError):
        tools.store.catalogue.invoice(OWNER, document_id)


def test_the_lease_is_kept_while_the_reader_is_slow(tools: Tools, tmp_path: Path) -> None:
    document_id = submit(tools, tmp_path, "a_md", contract_text("A1"))
    parsers = tools.parsers

    class Slow:
        def call(self, *arguments: object) -> object:
            time.sleep(1.2)
            return parsers.call(*arguments)  # type: ignore[arg-type]

    quick = tools.settings.model_copy(update={"lease_s": 0.4})
    slow = dataclasses.replace(tools, parsers=Slow(), settings=quick)
    claim = claim_one(tools.store, lease_s=0.4)
    stolen = []
    stop = threading.Event()

    def thief() -> None:
        while not stop.wait(0.05):
            stolen.append(tools.store.ledger.claim("thief", 60, 99))

    thread = threading.Thread(target=thief)
    thread.start()
    try:
        process_document(claim, slow)
    finally:
        stop.set()
        thread.join()
    assert not any(stolen)
    check_whole(tools, tools.store.ledger.document(document_id))


def test_with_the_real_model_a_question_finds_its_document(
    store,
    settings,
    parsers: ParserPool,
    real_embedder: Embedder,
    tmp_path: Path,  # type: ignore[no-untyped-def]
) -> None:
    index = EdgeIndex(settings.home / "index", real_embedder.name, real_embedder.dimensions)
    tools = Tools(store, index, real_embedder, parsers, IngestSettings())
    try:
        rent = "Le locataire verse un loyer mensuel de 950 euros, charges comprises, le premier de chaque mois."
        clean = "La société nettoie les bureaux chaque soir et fournit les produits d'entretien."
        wanted = submit(tools, tmp_path, "bail_txt", rent)
        submit(tools, tmp_path, "menage_txt", clean)
        for _ in range(2):
            process_document(claim_one(store), tools)
        found = Retriever(store.catalogue, index, real_embedder).search("How much is the rent?", OWNER, 1)
        assert [ranked.found.passage.document_id for ranked in found] == [wanted]
        assert 0.7 < found[0].cosine < 1
    finally:
        index.close()


def test_a_bare_title_is_told_apart_by_the_invoices_number_or_else_the_files_name(tools: Tools, tmp_path: Path) -> None:
    bill = "# FACTURE\n\nThermolys Services\n\nFacture n° : FA-2025-0288\n\nDate : 30/06/2025\n\nTotal TTC : 240,00 €\n"
    note = "# NOTE\n\nLe chauffage de l'atelier est revu chaque automne.\n"
    added = [submit(tools, tmp_path, name, text) for name, text in (("scan7_md", bill), ("scan8_md", note))]
    titles = [work(tools, document_id).title for document_id in added]
    assert titles == ["FACTURE FA-2025-0288", "NOTE scan8"]
