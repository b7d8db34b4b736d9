"""What a search sees while a document changes."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from ingest.pipeline import Tools
from rag.domain.rights import OWNER, Reader
from rag.retrieval.search import Retriever
from tests.ingest.working import check_whole, submit, work
from tests.support.embedder import FakeEmbedder
from tests.support.files import contract_text


def test_a_search_during_a_change_never_sees_a_mix_or_nothing(tools: Tools, tmp_path: Path) -> None:
    texts = [contract_text(mark, articles=10) for mark in ("ANCIEN", "NOUVEAU")]
    document_id = submit(tools, tmp_path, "a_md", texts[0])
    check_whole(tools, work(tools, document_id))
    stop, wrong, seen, ended = threading.Event(), [], set(), threading.Semaphore(0)
    assert isinstance(tools.embedder, FakeEmbedder)
    retriever = Retriever(tools.store.catalogue, tools.index, tools.embedder)

    def search() -> None:
        while not stop.is_set():
            got = retriever.search("Quel est le préavis de résiliation du contrat ?", OWNER, 10)
            found = {ranked.found.passage.version_id for ranked in got}
            seen.update(found)
            if len(found) != 1 or len(got) < 5:
                wrong.append((len(found), len(got)))
            ended.release()

    thread = threading.Thread(target=search)
    thread.start()
    for change in range(1, 7):
        submit(tools, tmp_path, "a_md", texts[change % 2] + f"\n\nÉtat {change}.\n")
        work(tools, document_id)
        while ended.acquire(blocking=False):
            pass
        # The first to end from here may have begun before the change: what it looks at may go once it has ended.
        assert ended.acquire(timeout=60) and ended.acquire(timeout=60)
        tools.store.eraser.sweep(tools.index, 0)
    stop.set()
    thread.join()
    assert wrong == [] and len(seen) >= 3


def test_a_change_between_two_readings_of_one_search_is_not_seen(
    tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change is dated when its transaction begins and seen when that ends: a search may begin in between."""
    document_id = submit(tools, tmp_path, "a_md", contract_text("ANCIEN", articles=10))
    before = work(tools, document_id).active_version_id
    assert isinstance(tools.embedder, FakeEmbedder)
    catalogue, texts = tools.store.catalogue, tools.store.catalogue.visible_texts
    monkeypatch.setattr(catalogue, "moment", lambda: time.time() + 60)

    def read_and_change(*asked: Any) -> Any:
        found = texts(*asked)
        monkeypatch.setattr(catalogue, "visible_texts", texts)
        submit(tools, tmp_path, "a_md", contract_text("NOUVEAU", articles=10))
        work(tools, document_id)
        return found

    monkeypatch.setattr(catalogue, "visible_texts", read_and_change)
    got = Retriever(catalogue, tools.index, tools.embedder).search("Quel est le préavis du contrat ?", OWNER, 10)
    assert len(got) >= 5 and {ranked.found.passage.version_id for ranked in got} == {before}


def test_a_right_taken_away_between_two_readings_of_one_search_is_gone(
    tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document_id = submit(tools, tmp_path, "a_md", contract_text("SECRET", articles=10), ("rh",))
    work(tools, document_id)
    assert isinstance(tools.embedder, FakeEmbedder)
    catalogue, texts, asker = tools.store.catalogue, tools.store.catalogue.visible_texts, Reader("x", frozenset({"rh"}))
    retriever = Retriever(catalogue, tools.index, tools.embedder)
    assert len(retriever.search("Quel est le préavis du contrat ?", asker, 10)) >= 5

    def read_and_narrow(*asked: Any) -> Any:
        found = texts(*asked)
        submit(tools, tmp_path, "a_md", contract_text("SECRET", articles=10), ("direction",))
        return found

    monkeypatch.setattr(catalogue, "visible_texts", read_and_narrow)
    assert retriever.search("Quel est le préavis du contrat ?", asker, 10) == []
