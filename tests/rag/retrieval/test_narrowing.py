from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update

from rag.domain.narrowing import EVERYTHING, DocumentKind, DocumentLanguage, Narrowing
from rag.domain.rights import OWNER, Reader
from rag.errors import RequestError
from rag.retrieval.party_filter import party_words
from rag.retrieval.search import Retriever
from rag.store.index.edge import EdgeIndex
from rag.store.opening import Store
from rag.store.tables import documents, invoices
from tests.support.embedder import FakeEmbedder
from tests.support.stores import bring_in, file_info

TEXT = "Le prix de la prestation est de {} euros."


class Filled:
    """A retriever over a store that documents are brought into."""

    def __init__(self, store: Store, index: EdgeIndex) -> None:
        self.store, self.index = store, index
        self.retriever = Retriever(store.catalogue, index, FakeEmbedder())
        self.names: dict[str, str] = {}

    def bring(self, name: str, opening: str = "", allow: Sequence[str] = ("everyone",), **row: Any) -> None:
        """A document; ``row`` is changed in the table of documents, ``issued`` makes it a typed invoice."""
        issued = row.pop("issued", None)
        text = f"{opening} {TEXT.format(len(self.names))}"
        brought = bring_in(self.store, file_info(name, name.encode(), allow), [text], self.index)
        self.names[brought.document_id] = name
        with self.store.database.write() as connection:
            if row:
                connection.execute(update(documents).where(documents.c.id == brought.document_id).values(row))
            if issued:
                values = {"version_id": brought.version_id, "document_id": brought.document_id}
                connection.execute(insert(invoices).values(values | {"data": {"issue_date": issued}}))

    def found(self, only: Narrowing, reader: Reader = OWNER, documents: list[str] | None = None) -> list[str]:
        """The names of the files found, in their order."""
        ranked = self.retriever.search("Quel est le prix ?", reader, 20, document_ids=documents, only=only)
        return sorted({item.found.filename for item in ranked})


@pytest.fixture
def filled(tmp_path: Path, store: Store) -> Iterator[Filled]:
    index = EdgeIndex(tmp_path / "index", FakeEmbedder.name, FakeEmbedder.dimensions)
    yield Filled(store, index)
    index.close()


def test_kinds(filled: Filled) -> None:
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    filled.bring("a.pdf", media_type="application/pdf", issued="2025-03-31")
    filled.bring("b.docx", media_type=word)
    filled.bring("c.txt")
    assert filled.found(Narrowing((DocumentKind.PDF,))) == ["a.pdf"] == filled.found(Narrowing((DocumentKind.INVOICE,)))
    assert filled.found(Narrowing((DocumentKind.WRITING, DocumentKind.TEXT))) == ["b.docx", "c.txt"]
    assert filled.found(Narrowing((DocumentKind.MAIL,))) == []
    assert filled.found(EVERYTHING) == ["a.pdf", "b.docx", "c.txt"]


def test_days_are_those_of_typed_invoices(filled: Filled) -> None:
    filled.bring("march.pdf", issued="2025-03-31")
    filled.bring("april.pdf", issued="2025-04-01")
    filled.bring("undated.pdf", "Fait le 1er avril 2025.")
    assert filled.found(Narrowing(date_from=date(2025, 4, 1))) == ["april.pdf"]
    assert filled.found(Narrowing(date_to=date(2025, 3, 31))) == ["march.pdf"]
    assert filled.found(Narrowing(date_from=date(2025, 3, 31), date_to=date(2025, 4, 1))) == ["april.pdf", "march.pdf"]
    with pytest.raises(RequestError, match="from 2025-04-01 to 2025-03-31"):
        filled.found(Narrowing(date_from=date(2025, 4, 1), date_to=date(2025, 3, 31)))


def test_languages(filled: Filled) -> None:
    filled.bring("fr.txt", language="fr")
    filled.bring("en.txt", language="en")
    assert filled.found(Narrowing(languages=(DocumentLanguage.ENGLISH,))) == ["en.txt"]
    assert filled.found(Narrowing(languages=(DocumentLanguage.GERMAN,))) == []


@pytest.mark.parametrize(
    "party", ["Élan Bâti", "ELAN BATI SARL", "Sté Elan-Bâti", "S.A.R.L. Élan Bâti", "Elan Bati Inc.", "bâti élan"]
)
def test_parties_through_accents_and_legal_forms(filled: Filled, party: str) -> None:
    filled.bring("a.pdf", "Entre la société Élan Bâti et Nuagence SAS.")
    filled.bring("elan_bati.pdf", "Facture.")
    filled.bring("c.pdf", "Entre Élan Vert et Bâtiments Réunis, société à responsabilité limitée.")
    assert filled.found(Narrowing(party=party)) == ["a.pdf", "elan_bati.pdf"]


def test_more_documents_of_a_party_than_are_looked_at_first(filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.retrieval.party_filter._LOOKED_AT", 2)
    for number in range(7):
        filled.bring(f"{number}.pdf", "Facture de Nuagence.")
    filled.bring("other.pdf", "Facture de Thermolys.")
    assert filled.found(Narrowing(party="Nuagence")) == [f"{number}.pdf" for number in range(7)]


def test_bounds_are_bounds_together_and_rights_come_first(filled: Filled) -> None:
    filled.bring("a.pdf", "Nuagence.", language="fr")
    filled.bring("b.pdf", "Nuagence.", language="en")
    filled.bring("c.pdf", "Nuagence.", ["rh"], language="fr")
    only = Narrowing(party="Nuagence", languages=(DocumentLanguage.FRENCH,))
    assert filled.found(only) == ["a.pdf", "c.pdf"]
    assert filled.found(only, Reader("r")) == ["a.pdf"]
    assert len(filled.store.catalogue.narrowed(Reader("r"), only) or ()) == 1
    ids = {name: identifier for identifier, name in filled.names.items()}
    assert filled.found(only, OWNER, [ids["b.pdf"], ids["c.pdf"]]) == ["c.pdf"]
    assert filled.found(only, Reader("r"), [ids["b.pdf"], ids["c.pdf"]]) == []


def test_a_name_that_is_a_legal_form_and_one_without_a_word() -> None:
    assert party_words("SPA") == {"spa"} and party_words("Thermolys S.A.") == {"thermolys"}
    for party in ("&", " ", "..."):
        with pytest.raises(RequestError, match="no word"):
            party_words(party)
