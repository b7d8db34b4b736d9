from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain.rights import OWNER, Reader
from rag.retrieval.fusion import fused
from rag.retrieval.naming import freed, naming, told_apart
from rag.retrieval.search import Retriever
from rag.store.catalogue import Head
from rag.store.index.base import IndexHit
from rag.store.index.edge import EdgeIndex
from rag.store.opening import Store
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


class _LastFirst:
    """A reranker that likes the passages in the order of the alphabet, backwards."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        self.read = list(texts)
        return [sorted(texts).index(text) / len(texts) for text in texts]


def test_a_reranker_orders_the_first_passages_anew_and_reads_only_what_the_reader_may(
    found_in: tuple[Retriever, EdgeIndex], store: Store
) -> None:
    retriever, index = found_in
    bring_in(store, file_info("a.pdf", b"a"), [PRICE, NOTICE, "Zone de livraison : le quai."], index)
    bring_in(store, file_info("secret.pdf", b"s", ["rh"]), ["Zzz secret : le prix de la maintenance."], index)
    reranker = _LastFirst()
    again = Retriever(store.catalogue, index, retriever.embedder, reranker)
    ranked = again.search(PRICE, Reader("r"), 10)
    assert [item.found.passage.text[:4] for item in ranked] == ["Zone", "Le p", "Le p"]
    assert [item.score for item in ranked] == sorted((item.score for item in ranked), reverse=True)
    assert {item.found.passage.id for item in ranked} == {
        item.found.passage.id for item in retriever.search(PRICE, Reader("r"), 10)
    }
    assert len(reranker.read) == 3 and not any("secret" in text for text in reranker.read)
    assert again.search("zzz", Reader("nobody", frozenset()), 10, ["nowhere"]) == []


def test_a_copy_is_mentioned_to_those_who_may_read_it(found_in: tuple[Retriever, EdgeIndex], store: Store) -> None:
    retriever, index = found_in
    ids = [
        bring_in(store, file_info(name, name.encode(), [group]), [text, NOTICE], index).document_id
        for name, group, text in (
            ("a.pdf", "everyone", PRICE),
            ("b.pdf", "everyone", PRICE.upper().replace(" ", "\n")),
            ("c.pdf", "rh", PRICE),
        )
    ]
    ours, theirs = (retriever.search(PRICE, reader, 9)[0] for reader in (Reader("r"), Reader("m", frozenset({"rh"}))))
    assert {ours.found.passage.document_id, *ours.also_in} == set(ids[:2]) and len(ours.also_in) == 1
    assert {theirs.found.passage.document_id, *theirs.also_in} == set(ids) and len(theirs.also_in) == 2


def test_what_differs_by_one_figure_is_no_copy(found_in: tuple[Retriever, EdgeIndex], store: Store) -> None:
    retriever, index = found_in
    for name, days in (("a.pdf", 30), ("b.pdf", 60)):
        bring_in(store, file_info(name, name.encode()), [f"Le préavis est de {days} jours."], index)
    ranked = retriever.search("Quel est le préavis ?", OWNER, 9)
    assert len(ranked) == 2 and not any(item.also_in for item in ranked)


def test_copies_do_not_fill_the_list(
    found_in: tuple[Retriever, EdgeIndex], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.retrieval.search._DEPTH", 4)
    retriever, index = found_in
    for number in range(6):
        bring_in(store, file_info(f"{number}.pdf", b"%d" % number), [PRICE], index)
    bring_in(store, file_info("other.pdf", b"other"), [NOTICE], index)
    ranked = retriever.search(PRICE, OWNER, 2)
    assert [item.found.passage.text for item in ranked] == [PRICE, NOTICE] and len(ranked[0].also_in) == 5


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


def test_the_passage_that_answers_comes_before_the_one_with_the_name(
    found_in: tuple[Retriever, EdgeIndex], store: Store
) -> None:
    """Left in the question, the name draws the search to signatures; and no other document slips in between."""
    retriever, index = found_in
    signatures = "Pour Thermolys : le directeur de Thermolys. Signature de Thermolys."
    bring_in(store, file_info("contrat_thermolys.pdf", b"1"), [signatures, PRICE, NOTICE], index)
    bring_in(store, file_info("contrat_nuagence.pdf", b"2"), [f"{NOTICE} Nuagence.", PRICE.upper()], index)
    ranked = retriever.search("Quel est le préavis de résiliation pour Thermolys ?", OWNER, 5)
    assert ranked[0].found.passage.text == NOTICE
    assert [item.found.filename for item in ranked[:3]] == ["contrat_thermolys.pdf"] * 3
    assert "Thermolys" not in ranked[0].asked and "préavis" in ranked[0].asked
    assert [item.score for item in ranked] == sorted((item.score for item in ranked), reverse=True)


def test_what_is_asked_of_documents_named_together_is_freed_once_of_their_name(
    found_in: tuple[Retriever, EdgeIndex], store: Store
) -> None:
    retriever, index = found_in
    for name in ("avenant_thermolys", "contrat_thermolys"):
        bring_in(store, file_info(f"{name}.pdf", name.encode()), [f"{NOTICE} {name}", PRICE + name], index)
    ranked = retriever.search("Quel préavis prévoit l'avenant au contrat Thermolys ?", OWNER, 4)
    assert {item.asked for item in ranked} == {"Quel préavis prévoit l'avenant au contrat ?"}


def test_a_document_named_that_the_reader_may_not_read_changes_nothing(
    found_in: tuple[Retriever, EdgeIndex], store: Store
) -> None:
    retriever, index = found_in
    bring_in(store, file_info("contrat_thermolys.pdf", b"1", ["rh"]), [PRICE], index)
    bring_in(store, file_info("contrat_nuagence.pdf", b"2"), [NOTICE], index)
    [only] = retriever.search("Quel est le prix de Thermolys ?", Reader("r"), 5)
    assert only.found.filename == "contrat_nuagence.pdf" and "Thermolys" in only.asked


def test_the_article_that_the_question_names_comes_first(found_in: tuple[Retriever, EdgeIndex], store: Store) -> None:
    retriever, index = found_in
    texts = [
        "Article 6 – Pénalités\n\nLe contrat Thermolys prévoit une pénalité, dite de l'article 7.",
        "Article 7 – Durée\n\n7.1 Trois ans.",
        "7.3 Chacun peut y renoncer.",
    ]
    bring_in(store, file_info("contrat_thermolys.pdf", b"1"), texts, index)
    bring_in(store, file_info("contrat_nuagence.pdf", b"2"), ["Article 7 – Que dit le contrat ? Rien."], index)
    first = [
        retriever.search(f"Que dit {article} du contrat Thermolys ?", OWNER, 5)[0].found.passage.text
        for article in ("l'article 6", "l'article 7.1", "la clause 7.3")
    ]
    assert first == texts


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Quel est le préavis chez Thermolis ?", "contrat_thermolys.pdf"),
        ("quel est le préavis chez thermolyss ?", "contrat_thermolys.pdf"),
        ("Quel est le préavis chez la sté nuagance ?", "contrat_nuagence.pdf"),
        ("Quel est le préavis chez Nuagnece ?", "contrat_nuagence.pdf"),
    ],
)
def test_a_misspelt_name_goes_to_its_document(
    question: str, first: str, found_in: tuple[Retriever, EdgeIndex], store: Store
) -> None:
    retriever, index = found_in
    for number, name in enumerate(("thermolys", "nuagence", "ascensia")):
        bring_in(store, file_info(f"contrat_{name}.pdf", name.encode()), [f"{NOTICE} Exemplaire {number}."], index)
    assert retriever.search(question, OWNER, 3)[0].found.filename == first


def test_a_word_that_the_documents_hold_is_no_slip(found_in: tuple[Retriever, EdgeIndex], store: Store) -> None:
    retriever, index = found_in
    bring_in(store, file_info("contrat_thermolys.pdf", b"1"), [PRICE, "Thermolis est une autre société."], index)
    [first, *_] = retriever.search("Qui est Thermolis ?", OWNER, 3)
    assert "autre" in first.found.passage.text


def test_nobody_learns_of_a_name_by_misspelling_it(found_in: tuple[Retriever, EdgeIndex], store: Store) -> None:
    retriever, index = found_in
    bring_in(store, file_info("contrat_thermolys.pdf", b"1", ["rh"]), [PRICE], index)
    bring_in(store, file_info("contrat_nuagence.pdf", b"2"), [NOTICE], index)
    [only] = retriever.search("Quel est le prix de Thermolis ?", Reader("r"), 5)
    assert "Thermolis" in only.asked
    [ours] = retriever.search("Quel est le prix de Thermolis ?", Reader("m", frozenset({"rh"})), 5)[:1]
    assert ours.found.filename == "contrat_thermolys.pdf"


def test_a_document_outside_the_bounds_is_not_named(found_in: tuple[Retriever, EdgeIndex], store: Store) -> None:
    retriever, index = found_in
    bring_in(store, file_info("contrat_thermolys.pdf", b"1", collection="x"), [PRICE], index)
    other = bring_in(store, file_info("contrat_nuagence.pdf", b"2", collection="y"), [NOTICE], index).document_id
    for bounds in ((["y"], None), (None, [other])):
        assert {item.found.filename for item in retriever.search("Prix de Thermolys ?", OWNER, 5, *bounds)} == {
            "contrat_nuagence.pdf"
        }


def _head(title: str, filename: str, opening: str = "") -> Head:
    return Head(filename, title, filename, opening)


THERMOLYS = _head("Contrat Thermolys", "a.pdf", "Entre la société Élan Bâti SARL et Thermolys, siège à Lyon.")
NUAGENCE = _head("Contrat Nuagence", "b.pdf", "Entre Ascensia SAS et Nuagence, siège à Nantes.")


def _shares(question: str, *heads: Head) -> dict[str, float]:
    return {one.head.document_id: one.share for one in naming(question, heads)}


def test_words_that_name_fewer_documents_count_more() -> None:
    amended = _head("Avenant Thermolys", "c.pdf", "Fait à Nantes.")
    shares = _shares("Quel prix Thermolys facture-t-elle à Lyon ?", THERMOLYS, NUAGENCE, amended)
    assert shares == {"a.pdf": 1, "c.pdf": pytest.approx(1 / 3)}
    assert _shares("Quel prix ?", THERMOLYS, NUAGENCE) == {} == _shares("Quel prix ?")


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Quel est le prix annuel de Thermolys ?", ["a.pdf"]),
        ("prix annuel thermolys", ["a.pdf"]),
        ("Préavis chez thermolys ?", ["a.pdf"]),
        ("Thermolys facture quoi ?", ["a.pdf"]),
        ("Que doit ELAN BATI au prestataire ?", ["a.pdf"]),
        ("Que prévoit le contrat avec Ascensia ?", ["b.pdf"]),
        ("Comparer Thermolys et Nuagence", ["a.pdf", "b.pdf"]),
        ("Quel est le siège du client ?", []),
        ("Quel est le préavis ?", []),
        ("What does the Nuagence contract say?", ["b.pdf"]),
        ("Que fournit Nuagence, en mars, pour le groupe froid Thermolys ?", ["a.pdf", "b.pdf"]),
        ("Que fournit le groupe de Nuagence ?", ["b.pdf"]),
    ],
)
def test_which_documents_a_question_names(question: str, named: list[str]) -> None:
    assert [head.document_id for head in told_apart(naming(question, [THERMOLYS, NUAGENCE]))] == named


def test_what_names_many_documents_names_none() -> None:
    heads = [_head("Contrat de service", f"{number}.pdf") for number in range(4)]
    assert told_apart(naming("Que dit le contrat ?", heads)) == []
    assert len(told_apart(naming("Que dit le contrat ?", heads[:3]))) == 3


def test_what_the_titles_say_tells_apart_documents_that_share_a_name() -> None:
    kinds = ("Contrat de maintenance", "Avenant au contrat", "Facture", "Avoir")
    heads = [_head(kind, f"{number}.pdf", "Avec Thermolys.") for number, kind in enumerate(kinds)]

    def named(question: str) -> list[str]:
        return [head.document_id for head in told_apart(naming(question, heads))]

    assert named("Que dit Thermolys ?") == [] == named("Que dit le devis Thermolys ?")
    assert named("Que dit l'avenant Thermolys ?") == ["1.pdf"]
    assert named("Que dit le contrat Thermolys ?") == ["0.pdf", "1.pdf"]
    assert named("Que dit la facture ?") == ["2.pdf"]


def test_the_question_without_the_documents_name() -> None:
    question = "Quel préavis pour le contrat Thermolys de Lyon ?"
    assert freed(question, [THERMOLYS]) == "Quel préavis pour le contrat de ?"
    assert freed(question, [NUAGENCE]) == question
    assert freed("quel préavis chez thermolys ?", [THERMOLYS]) == "quel préavis chez ?"
    assert freed(question, []) == question


def _hit(name: str, cosine: float, bm25: float) -> IndexHit:
    return IndexHit(passage_id=name, document_id="d", version_id="v", cosine=cosine, bm25=bm25)


def test_scores_are_added_not_ranks() -> None:
    scores = fused([_hit("a", 0.9, 0), _hit("b", 0.8, 10), _hit("c", 0.7, 9), _hit("d", 0.7, 0)])
    assert sorted(scores, key=lambda name: -scores[name]) == ["b", "a", "c", "d"]
    assert scores["b"] == 1 and scores["d"] == 0
    # By hand: cosines vary by 0.0829, BM25 scores by 4.763.
    assert scores["a"] == pytest.approx((0.2 / 0.0829) / (0.1 / 0.0829 + 10 / 4.763), rel=1e-3)
    assert fused([]) == {} and fused([_hit("a", 0.5, 0)]) == {"a": 1}


def test_the_ranking_in_which_one_stands_out_decides() -> None:
    crowd = [_hit(f"n{rank}", 0.8 - rank / 1000, 2 - rank / 100) for rank in range(50)]
    worded, meant = _hit("worded", 0.76, 20), _hit("meant", 0.95, 1.6)
    common = _hit("common", 0.76, 2.1)
    scores = fused([*crowd, worded, common])
    assert max(scores, key=lambda name: scores[name]) == "worded"
    scores = fused([*crowd, meant, common])
    assert max(scores, key=lambda name: scores[name]) == "meant"


def test_how_many_were_asked_for_changes_no_score() -> None:
    near = [_hit(f"n{rank}", 0.9 - rank / 1000, 0) for rank in range(60)]
    few, many = fused(near), fused([*near, _hit("far", -0.5, 0)])
    assert many["far"] == 0 and {name: many[name] for name in few} == few


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(0, 100)), min_size=1, max_size=20))
def test_a_score_is_between_0_and_1_and_keeps_the_order_that_both_agree_on(found: list[tuple[float, float]]) -> None:
    scores = fused([_hit(str(number), cosine, bm25) for number, (cosine, bm25) in enumerate(found)])
    assert all(0 <= score <= 1 for score in scores.values())
    for one, (cosine, bm25) in enumerate(found):
        for other, (less_near, fewer_words) in enumerate(found):
            if cosine >= less_near and bm25 >= fewer_words:
                assert scores[str(one)] >= scores[str(other)] - 1e-12


def test_a_files_own_name_names_it_alone() -> None:
    openings = {14: "Agreement of Acme and Beta."}
    heads = [Head(str(n), "NDA", f"nda-{n}.txt", openings.get(n, "The Receiving Party.")) for n in (1, 4, 14, 140)]

    def named(question: str) -> list[str]:
        return [head.document_id for head in told_apart(naming(question, heads))]

    assert named("Must information be returned under agreement nda-14?") == ["14"]
    assert named("May the Receiving Party disclose it (agreement nda-14)?") == ["14"]
    assert named("Compare NDA-4 with nda-140.txt") == ["4", "140"]
    assert freed("Must information be returned under nda-14?", heads[2:3]) == "Must information be returned under"
    # Names of letters alone are words like others.
    assert (
        told_apart(naming("Que dit le fichier notes ?", [Head(str(n), "T", "notes.md", "Texte") for n in range(5)]))
        == []
    )
