"""What every home of the index must do. A test class inherits :class:`IndexContract` and gives the fixture ``index``:
an empty :class:`rag.store.index.base.PassageIndex` whose embedder is the fake one (32 dimensions)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import numpy as np
import pytest

from rag.store.index.base import IndexFilter, IndexHit, IndexQuery, PassageIndex
from rag.store.index.sparse import query_vector
from tests.support.embedder import vector_of
from tests.support.stores import make_point

TEXTS = {
    "price": "Le prix annuel de la maintenance est de 12 450 euros hors taxes.",
    "term": "Le contrat est conclu pour une durée de trois ans.",
    "court": "Le tribunal de commerce de Lyon est seul compétent.",
    "notice": "La résiliation demande un préavis de six mois.",
}


def identifier(name: str) -> str:
    """The same uuid for the same name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def ask(
    index: PassageIndex,
    text: str,
    groups: Sequence[str] | None = ("everyone",),
    limit: int = 10,
    dense: list[float] | None = None,
    **wanted: list[str],
) -> list[IndexHit]:
    """A hybrid query in words."""
    return index.search(
        IndexQuery(
            dense=dense or vector_of(text),
            sparse=query_vector(text),
            filter=IndexFilter(groups=None if groups is None else list(groups), **wanted),
            depth=limit,
        )
    )


def best(hits: Sequence[IndexHit]) -> IndexHit:
    """The nearest by meaning and words together."""
    return max(hits, key=lambda hit: hit.cosine + hit.bm25)


def documents_named(index: PassageIndex, text: str, groups: Sequence[str] | None = ("everyone",)) -> list[str]:
    """The documents found by their heads, best first."""
    hits = index.search(
        IndexQuery(sparse=query_vector(text), filter=IndexFilter(groups=None if groups is None else list(groups)))
    )
    assert all(hit.bm25 > 0 for hit in hits) and [hit.bm25 for hit in hits] == sorted(
        (hit.bm25 for hit in hits), reverse=True
    )
    return [hit.document_id for hit in hits]


def found(hits: Sequence[IndexHit]) -> set[str]:
    """Ids of the passages found."""
    return {hit.passage_id for hit in hits}


def fill(
    index: PassageIndex,
    document: str = "d1",
    version: str = "v1",
    allow: Sequence[str] = ("everyone",),
    collection: str = "default",
    live: bool = True,
) -> dict[str, str]:
    """The four passages of a version; returns their ids by name."""
    ids = {name: identifier(f"{version}/{name}") for name in TEXTS}
    index.insert([make_point(ids[name], text, document, version, collection, allow) for name, text in TEXTS.items()])
    if live:
        index.go_live(version, allow)
    return ids


class IndexContract:
    """The shared tests."""

    def test_an_empty_index_finds_nothing(self, index: PassageIndex) -> None:
        assert ask(index, "prix") == []
        assert index.count("v1") == 0 and index.info()["points"] == 0
        index.insert([])
        index.go_live("v1", ["everyone"])
        index.delete_version("v1")
        index.delete_document("d1")
        assert index.info()["points"] == 0

    def test_info_tells_the_embedder(self, index: PassageIndex) -> None:
        assert index.info()["embedder"] == {"model": "fake-32", "dimensions": 32, "vectors": 2}
        assert isinstance(index.info()["home"], str)

    def test_staged_passages_are_counted_and_not_found(self, index: PassageIndex) -> None:
        fill(index, live=False)
        assert index.count("v1") == 4 and index.count("v2") == 0
        assert ask(index, "prix") == [] and ask(index, "prix", groups=None) == []

    def test_live_passages_are_found_by_their_groups_only(self, index: PassageIndex) -> None:
        ids = fill(index, allow=("rh", "achats"))
        assert found(ask(index, "prix", groups=("rh",))) == set(ids.values())
        assert found(ask(index, "prix", groups=("x", "achats"))) == set(ids.values())
        assert found(ask(index, "prix", groups=None)) == set(ids.values())
        assert ask(index, "prix", groups=("everyone",)) == []
        assert ask(index, "prix", groups=()) == []

    def test_who_has_several_of_its_groups_finds_a_passage_once(self, index: PassageIndex) -> None:
        for number in range(4):
            document, version, allow = f"d{number}", f"v{number}", ["rh", "achats"] if number % 2 else ["rh"]
            index.insert([make_point(identifier(document), TEXTS["price"], document, version, head="Bail")])
            index.go_live(version, allow)
        several = ("achats", "everyone", "rh")
        assert sorted(documents_named(index, "bail", several)) == ["d0", "d1", "d2", "d3"]
        assert len(ask(index, "prix", groups=several)) == len(ask(index, "prix", groups=several, limit=4)) == 4
        narrowed = ask(index, "prix", groups=several, document_ids=["d1", "d2"])
        assert sorted(hit.document_id for hit in narrowed) == ["d1", "d2"]
        assert [hit.document_id for hit in ask(index, "prix", groups=("achats",), document_ids=["d1", "d2"])] == ["d1"]

    def test_going_live_touches_its_version_only_and_is_repeatable(self, index: PassageIndex) -> None:
        fill(index, "d1", "v1", live=False)
        ids = fill(index, "d2", "v2")
        index.go_live("v2", ["everyone"])
        assert found(ask(index, "prix")) == set(ids.values()) and index.count("v2") == 4

    def test_going_live_again_changes_the_groups(self, index: PassageIndex) -> None:
        ids = fill(index, allow=("rh",))
        index.go_live("v1", ["direction"])
        assert ask(index, "prix", groups=("rh",)) == []
        assert found(ask(index, "prix", groups=("direction",))) == set(ids.values())

    def test_a_late_insert_undoes_nothing(self, index: PassageIndex) -> None:
        ids = fill(index)
        fill(index, allow=("other",), live=False)
        assert index.count("v1") == 4
        assert found(ask(index, "prix", groups=("everyone",))) == set(ids.values())
        assert ask(index, "prix", groups=("other",)) == []

    def test_a_half_inserted_version_is_completed(self, index: PassageIndex) -> None:
        point = make_point(identifier("v1/price"), TEXTS["price"])
        index.insert([point])
        fill(index, live=False)
        assert index.count("v1") == 4

    def test_filters(self, index: PassageIndex) -> None:
        first = set(fill(index, "d1", "v1", collection="contrats").values())
        second = set(fill(index, "d2", "v2", collection="factures").values())
        assert found(ask(index, "prix", collections=["contrats"])) == first
        assert found(ask(index, "prix", document_ids=["d2"])) == second
        assert (
            found(ask(index, "prix", collections=["contrats", "factures"], document_ids=["d1", "d2"])) == first | second
        )
        assert ask(index, "prix", collections=["contrats"], document_ids=["d2"]) == []
        assert ask(index, "prix", collections=[]) == [] and ask(index, "prix", document_ids=[]) == []

    def test_deleting_a_version_leaves_the_others(self, index: PassageIndex) -> None:
        fill(index, "d1", "v1")
        kept = set(fill(index, "d1", "v2").values())
        index.delete_version("v1")
        assert index.count("v1") == 0 and index.count("v2") == 4
        assert found(ask(index, "prix")) == kept

    def test_deleting_a_document_takes_all_its_versions(self, index: PassageIndex) -> None:
        fill(index, "d1", "v1")
        fill(index, "d1", "v2", live=False)
        kept = set(fill(index, "d2", "v3").values())
        index.delete_document("d1")
        assert index.count("v1") == index.count("v2") == 0
        assert found(ask(index, "prix", groups=None)) == kept and index.info()["points"] == 4

    def test_what_was_deleted_can_come_again(self, index: PassageIndex) -> None:
        fill(index)
        index.delete_version("v1")
        ids = fill(index)
        assert found(ask(index, "prix")) == set(ids.values())

    def test_the_nearest_by_each_vector_come_once(self, index: PassageIndex) -> None:
        ids = fill(index)
        hits = ask(index, TEXTS["notice"], limit=2)
        assert 2 <= len(hits) <= 4 and len(found(hits)) == len(hits)
        best = next(hit for hit in hits if hit.passage_id == ids["notice"])
        assert best.cosine == max(hit.cosine for hit in hits) == pytest.approx(1, abs=1e-3)
        assert best.bm25 == max(hit.bm25 for hit in hits) > 0
        assert (best.document_id, best.version_id) == ("d1", "v1")

    def test_every_hit_has_the_cosine_of_its_vector(self, index: PassageIndex) -> None:
        """Also one that only its words brought in."""
        ids = fill(index)
        against = [-value for value in vector_of(TEXTS["court"])]
        cosines = {hit.passage_id: hit.cosine for hit in ask(index, "tribunaux", limit=1, dense=against)}
        assert cosines[ids["court"]] == pytest.approx(-1, abs=1e-3)
        assert len(cosines) == 2

    def test_documents_are_found_by_their_heads_alone(self, index: PassageIndex) -> None:
        for number, name in enumerate(("Thermolys", "Nuagence")):
            document, version = f"d{number}", f"v{number}"
            head = f"Contrat de maintenance {name}"
            first = make_point(identifier(f"{document}-0"), TEXTS["price"], document, version, head=head)
            index.insert(
                [first, make_point(identifier(f"{document}-1"), f"Thermolys. {TEXTS['term']}", document, version)]
            )
            assert documents_named(index, name) == [], "staged"
            index.go_live(version, ["everyone"] if number else ["rh"])
        assert documents_named(index, "le contrat Nuagence", None) == ["d1", "d0"]
        assert documents_named(index, "THERMOLYS", None) == ["d0"], "the head counts, not what a passage says"
        assert documents_named(index, "prix", None) == []
        assert documents_named(index, "thermolys") == [] and documents_named(index, "thermolys", ["rh"]) == ["d0"]
        assert {hit.passage_id for hit in ask(index, "prix", None)} >= {identifier("d0-0"), identifier("d0-1")}

    @pytest.mark.parametrize(
        ("question", "name"),
        [("prix hors taxe", "price"), ("DUREE du contrat", "term"), ("tribunaux compétents", "court")],
    )
    def test_words_find_whatever_the_vector_says(self, index: PassageIndex, question: str, name: str) -> None:
        """Stemmed, accents and case folded; the vector points elsewhere."""
        ids = fill(index)
        against = [-value for value in vector_of(TEXTS[name])]
        assert ids[name] in [hit.passage_id for hit in ask(index, question, limit=2, dense=against)]

    def test_the_vector_finds_without_a_common_word(self, index: PassageIndex) -> None:
        ids = fill(index)
        for name, text in TEXTS.items():
            hits = ask(index, "xyzzy", limit=1, dense=vector_of(text))
            assert [hit.passage_id for hit in hits] == [ids[name]]

    def test_a_question_without_words_is_searched_by_vector(self, index: PassageIndex) -> None:
        ids = fill(index)
        assert query_vector("?").indices == []
        assert ask(index, "?", limit=1, dense=vector_of(TEXTS["term"]))[0].passage_id == ids["term"]

    def test_the_cosine_is_that_of_the_vectors(self, index: PassageIndex) -> None:
        ids = fill(index)
        names = {value: name for name, value in ids.items()}
        question = "Quelle est la durée du préavis ?"
        for scale in (1.0, 3.0):
            asked = [scale * value for value in vector_of(question)]
            for hit in ask(index, question, dense=asked):
                expected = float(np.dot(vector_of(question), vector_of(TEXTS[names[hit.passage_id]])))
                assert hit.cosine == pytest.approx(expected, abs=1e-4)
        assert ask(index, TEXTS["price"], limit=1)[0].cosine == pytest.approx(1.0, abs=1e-4)

    def test_many_passages(self, index: PassageIndex) -> None:
        index.insert(
            [make_point(identifier(f"m{n}"), f"clause numéro {n} sur le sujet {n % 7}", "d9", "v9") for n in range(500)]
        )
        assert index.count("v9") == 500
        index.go_live("v9", ["everyone"])
        assert best(ask(index, "clause numéro 321 sur le sujet 6", limit=3)).passage_id == identifier("m321")
        index.delete_version("v9")
        assert index.info()["points"] == 0
