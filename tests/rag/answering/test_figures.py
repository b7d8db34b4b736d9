from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rag.answering.answer import Event, Question, Shown, Sources, answer
from rag.answering.conversing import Answering, converse
from rag.domain.answer import Answer, AnswerKind
from rag.domain.invoice import Field, Invoice
from rag.domain.narrowing import Narrowing
from rag.domain.rights import OWNER, Reader
from rag.facts.facts import Facts
from rag.store.opening import Store
from tests.rag.answering.scripted import FoundAlways
from tests.support.ledgers import MARTIN, bring_in_facts, invoice

TODAY = date(2025, 6, 1)
PAID = "Combien avons-nous payé à Dupont en 2024 ?"


def _ask(store: Store, question: str, reader: Reader = OWNER, **more: Any) -> list[Event]:
    asked = replace(Question(question, today=TODAY), **more)
    return list(answer(asked, reader, FoundAlways(), None, (), Facts(store.database)))  # type: ignore[arg-type]


def _xml_only(one: Invoice) -> Invoice:
    return one.model_copy(update={"fields": {**one.fields, "gross": Field(bt="BT-112")}})


def test_a_total_is_an_answer_with_its_documents(store: Store) -> None:
    texts = ["Facture F-1", "Total TTC 120,00 €"]
    first = bring_in_facts(store, "a", invoice("F-1", "120.00"), texts=texts)
    second = bring_in_facts(store, "b", _xml_only(invoice("F-2", "1234.50")), texts=["En-tête", "Payer 1 234,50 EUR"])
    third = bring_in_facts(store, "c", _xml_only(invoice("F-3", "7.00")), texts=["Sans montant"])
    *shown, given = _ask(store, PAID)
    assert isinstance(shown[0], Sources) and not shown[0].passages
    assert isinstance(given, Answer) and given.kind is AnswerKind.FACTS and given.plan and given.facts
    assert given.claims[0].text.endswith("1\u202f361,50\u00a0€ (3 factures).")
    assert "paiements eux-mêmes ne sont pas connus" in given.claims[-1].text and "payé" not in given.claims[0].text
    assert [event.claim for event in shown[1:] if isinstance(event, Shown)] == given.claims
    assert given.claims[0].citations == [1, 2, 3]
    cited = {one.document_id: one for one in given.citations}
    # The field's box is on the first passage's only line, every passage of the tests being printed there.
    assert cited[first.document_id].quote == "Facture F-1" and cited[first.document_id].boxes
    assert cited[second.document_id].quote == "1 234,50 EUR"
    assert cited[third.document_id].quote == "7.00 EUR"
    for one in given.citations:
        assert store.catalogue.passage(OWNER, one.passage_id).passage.document_id == one.document_id


def test_what_is_no_plan_goes_to_passages(store: Store) -> None:
    bring_in_facts(store, "a", invoice())
    for question, more in (
        ("Qui répare les chariots ?", {}),
        (PAID, {"collections": ["default"]}),
        (PAID, {"only": Narrowing(party="Dupont")}),
        (PAID, {"document_ids": ["x"]}),
    ):
        given = _ask(store, question, **more)[-1]
        assert isinstance(given, Answer) and given.kind is not AnswerKind.FACTS and given.plan is None


def test_it_asks_back_where_two_parties_fit(store: Store) -> None:
    bring_in_facts(store, "a", invoice("1"))
    bring_in_facts(store, "b", invoice("2", seller=MARTIN.model_copy(update={"name": "Dupont Peinture"})))
    given = _ask(store, PAID)[-1]
    assert isinstance(given, Answer) and given.kind is AnswerKind.ABSTAINED and given.note == "which_party"
    assert given.facts and set(given.facts.choices) == {"Dupont Maintenance SAS", "Dupont Peinture"}
    assert not given.claims and not given.facts.figures and "Laquelle" in given.text


def test_a_party_nobody_knows_is_no_zero(store: Store) -> None:
    bring_in_facts(store, "a", invoice(), allow=("secret",))
    bring_in_facts(store, "b", invoice(seller=MARTIN))
    given = _ask(store, "Combien avons-nous payé à Dupont Maintenance SAS en 2024 ?", Reader("x"))[-1]
    assert isinstance(given, Answer) and given.kind is AnswerKind.ABSTAINED and not given.claims
    assert "120" not in given.model_dump_json()


@pytest.mark.parametrize("question", ["How many invoices did we receive in 2024?", "Combien de factures en 2024 ?"])
def test_a_count_of_none_is_zero(store: Store, question: str) -> None:
    bring_in_facts(store, "a", invoice(issued="2023-01-01"))
    given = _ask(store, question)[-1]
    assert isinstance(given, Answer) and given.claims[0].text.rstrip(".").endswith("0")


def test_what_is_kept_of_figures_names_every_document_behind_them(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = {bring_in_facts(store, f"{n}", invoice(f"F-{n}", "1.00")).document_id for n in range(3)}
    ids.add(bring_in_facts(store, "left out", invoice("F-4", "1.001")).document_id)
    asked = Question(PAID, today=TODAY)

    def kept() -> Answering:
        events = converse(asked, [], OWNER, FoundAlways(), None, (), Facts(store.database))  # type: ignore[arg-type]
        return next(event for event in events if isinstance(event, Answering))

    assert kept().came_from == ids and kept().whole
    monkeypatch.setattr("rag.facts.facts._KEPT", 3)
    assert not kept().whole
