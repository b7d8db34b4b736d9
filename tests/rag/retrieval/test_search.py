from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.domain.rights import OWNER, Reader
from rag.retrieval.naming import freed, named_share
from rag.retrieval.search import Retriever
from rag.store.catalogue import FoundPassage
from rag.store.index.edge import EdgeIndex
from rag.store.opening import Store
from tests.rag.answering.scripted import passage
from tests.support.embedder import FakeEmbedder
from tests.support.stores import active_versions, bring_in, file_info

PRICE = "Le prix annuel de la maintenance est de dix mille euros."
NOTICE = "Le préavis de résiliation est de six mois."


@pytest.fixture
def found_in(tmp_path: Path, store: Store) -> Iterator[tuple[Retriever, EdgeIndex]]:
    embedder = FakeEmbedder()
    index = EdgeIndex(tmp_path / "index", embedder.name, embedder.dimensions)
    yield Retriever(store.catalogue, index, embedder), index
    index.close()


def test_best_first_once_each_and_no_more_than_asked(found_in: tuple[Retriever, EdgeIndex], store: Store) -> None:
    retriever, index = found_in
    bring_in(store, file_info("a.pdf", b"a"), [NOTICE, PRICE], index)
    bring_in(store, file_info("b.pdf", b"b"), [PRICE.upper()], index)
    ranked = retriever.search(PRICE, OWNER, 10)
    assert [item.found.passage.text.lower() for item in ranked] == [PRICE.lower(), NOTICE.lower()]
    assert ranked[0].cosine == pytest.approx(1, abs=1e-3) and ranked[0].score > ranked[1].score
    assert len(retriever.search(PRICE, OWNER, 1)) == 1


def test_bounds_and_rights(found_in: tuple[Retriever, EdgeIndex], store: Store) -> None:
    retriever, index = found_in
    one = bring_in(store, file_info("a.pdf", b"a", collection="x"), [PRICE], index).document_id
    two = bring_in(store, file_info("b.pdf", b"b", ["rh"], "y"), [NOTICE], index).document_id

    def documents(reader: Reader, *bounds: list[str] | None) -> set[str]:
        return {item.found.passage.document_id for item in retriever.search(PRICE + NOTICE, reader, 9, *bounds)}

    assert documents(OWNER) == {one, two}
    assert documents(Reader("r", frozenset({"rh"}))) == {one, two}
    assert documents(Reader("r")) == {one} == documents(OWNER, ["x"]) == documents(OWNER, None, [one])
    assert documents(OWNER, ["y"], [two]) == {two}
    assert documents(OWNER, ["x"], [two]) == documents(OWNER, []) == set()
    assert documents(Reader("r"), None, [two]) == documents(Reader("r"), ["y"]) == set()


def test_a_version_that_is_not_active_is_not_found(found_in: tuple[Retriever, EdgeIndex], store: Store) -> None:
    retriever, index = found_in
    first = bring_in(store, file_info("a.pdf", b"a"), [PRICE], index)
    second = bring_in(store, file_info("a.pdf", b"changed"), [NOTICE], index)
    assert active_versions(store, first.document_id) == [second.version_id]
    assert index.count(first.version_id) == 1  # the old vectors are still there
    assert [item.found.passage.text for item in retriever.search(PRICE, OWNER, 9)] == [NOTICE]


def test_the_document_that_the_question_names_comes_first(found_in: tuple[Retriever, EdgeIndex], store: Store) -> None:
    retriever, index = found_in
    for number, name in enumerate(("thermolys", "nuagence", "ascensia")):
        text = f"{PRICE} Exemplaire {number}."
        bring_in(store, file_info(f"contrat_{name}.pdf", name.encode()), [text], index)
    for name in ("ascensia", "nuagence", "thermolys"):
        best = retriever.search(f"Quel est le prix annuel du contrat {name.title()} ?", OWNER, 3)[0]
        assert best.found.filename == f"contrat_{name}.pdf"


def _found(title: str, filename: str, number: int) -> FoundPassage:
    return passage("x", number, title=title, filename=filename).found


def test_words_that_name_fewer_documents_count_more() -> None:
    one, two = _found("Contrat Thermolys", "a.pdf", 1), _found("Contrat Nuagence", "b.pdf", 2)
    shares = named_share("Que dit le contrat Thermolys du prix ?", [one, two])
    assert shares["d1"] == 1 and 0 < shares["d2"] < 0.5
    assert named_share("Quel prix ?", [one, two]) == {"d1": 0, "d2": 0}
    assert named_share("Quel prix ?", []) == {}


def test_the_question_without_the_documents_name() -> None:
    one = _found("Contrat Thermolys", "contrat_thermolys.pdf", 1)
    assert "Thermolys" not in freed("Quel préavis pour Thermolys ?", one)
    assert "préavis" in freed("Quel préavis pour Thermolys ?", one)
    assert freed("Quel préavis ?", one) == "Quel préavis ?"
