"""Corrected fields and marked answers as drafts, and what of them may be used."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from typer.testing import CliRunner

from eval.cli import app
from eval.drafting.drafts import Draft, faults
from eval.drafting.field_questions import field_question
from eval.drafting.from_corrections import drafts_of_corrections
from eval.drafting.from_feedback import drafts_of_feedback
from eval.drafting.material import material_of_home
from eval.suites.suite import Gold, load_suite
from rag.domain.answer import Answer, AnswerKind, Citation, Claim
from rag.domain.contract import Contract
from rag.domain.invoice import InvoiceType
from rag.domain.rights import OWNER, Reader
from rag.errors import RequestError
from rag.facts.facts import Facts
from rag.settings import Settings
from rag.store.conversations import forget_document
from rag.store.opening import Store
from rag.store.tables import answers, feedback
from tests.eval.drafting.scripted import NOTICE, RENT
from tests.support.ledgers import bring_in_facts, invoice
from tests.support.stores import bring_in, file_info

BILL = """Facture F-1 de Dupont Maintenance SAS
Désignation | Montant
Entretien | 175,00 €
Total TTC | 210,00 €
À payer au 5 avril 2024"""


def bill(store: Store, name: str = "facture.pdf") -> str:
    return bring_in_facts(store, name, invoice(gross="120.00", source="page"), texts=[BILL]).document_id


def corrected(store: Store) -> dict[str, Draft]:
    """The drafts by the field that was corrected."""
    return {draft.tags[-1]: draft for draft in drafts_of_corrections(store, material_of_home(store)).drafts}


def test_a_corrected_field_becomes_a_question_with_its_value_and_place(store: Store) -> None:
    document, facts = bill(store), Facts(store.database)
    facts.correct(OWNER, document, "gross", "200.00")
    facts.correct(OWNER, document, "gross", "210.00")
    facts.correct(OWNER, document, "due_date", "2024-04-05")
    drafts = corrected(store)
    assert set(drafts) == {"gross", "due_date"}
    gross = drafts["gross"]
    assert gross.question == "Quel est le montant total TTC de la facture F-1 de Dupont Maintenance SAS ?"
    assert gross.accept == ["210,00\u00a0€"]
    assert gross.gold == [Gold(file="facture.pdf", page=1, quote="Total TTC | 210,00 €")]
    assert drafts["due_date"].accept == ["5 avril 2024"]
    assert drafts["due_date"].gold[0].quote == "À payer au 5 avril 2024"
    assert [faults(draft, material_of_home(store)) for draft in drafts.values()] == [[], []]


def test_a_value_that_is_not_printed_has_its_page_and_one_that_is_not_there_no_answer(store: Store) -> None:
    document, facts = bill(store), Facts(store.database)
    facts.correct(OWNER, document, "net", "171.23")
    facts.correct(OWNER, document, "seller.siren", None)
    facts.correct(OWNER, document, "type", "credit_note")
    learned = drafts_of_corrections(store, material_of_home(store))
    drafts = {draft.tags[-1]: draft for draft in learned.drafts}
    assert drafts["net"].gold == [Gold(file="facture.pdf", page=1)]
    assert "not printed" in drafts["net"].shown
    assert faults(drafts["net"], material_of_home(store)) == []
    assert not drafts["seller.siren"].answerable and drafts["seller.siren"].as_question().gold == []
    assert sum(learned.left_out.values()) == 1


def test_a_contracts_date_too(store: Store) -> None:
    text = "Le contrat de maintenance prend fin le 31 mars 2027 au soir, sauf renouvellement exprès entre les parties."
    facts = Contract(title="Maintenance", number="MNT-1", end_date=date(2026, 3, 31))
    document = bring_in_facts(store, "contrat.pdf", facts, texts=[text]).document_id
    Facts(store.database).correct(OWNER, document, "end_date", "2027-03-31")
    draft = corrected(store)["end_date"]
    assert draft.question == "À quelle date le contrat MNT-1 contrat.pdf prend-il fin ?"
    assert (draft.accept, draft.gold[0].quote) == (["31 mars 2027"], text)


@pytest.mark.parametrize(
    ("field", "french", "english"),
    [
        (
            "number",
            "Quel est le numéro de l'avoir du fichier f.pdf de Dupont Maintenance SAS ?",
            "What is the number of the",
        ),
        (
            "buyer.name",
            "À qui l'avoir F-1 de Dupont Maintenance SAS est-il adressé ?",
            "To whom is the credit note F-1 of",
        ),
        ("seller.name", "Qui a émis l'avoir F-1 ?", "Who issued the credit note F-1?"),
        ("issue_date", "À quelle date l'avoir F-1 de Dupont Maintenance SAS a-t-il été émis ?", "On which day was the"),
    ],
)
def test_a_question_does_not_name_what_it_asks_for(field: str, french: str, english: str) -> None:
    of = invoice(kind=InvoiceType.CREDIT_NOTE)
    asked = field_question(of, field, "f.pdf", "t", "fr")
    assert asked is not None and asked.question == french
    translated = field_question(of, field, "f.pdf", "t", "en")
    assert translated is not None and translated.question.startswith(english)


def test_amounts_are_written_to_the_cent_and_no_further() -> None:
    of = invoice(gross="1234.50")
    asked = field_question(of, "gross", "f", "t", "en")
    assert asked is not None and asked.value == "€1,234.50"
    fine = of.model_copy(update={"totals": of.totals.model_copy(update={"gross": Decimal("1.2345")})})
    asked = field_question(fine, "gross", "f", "t", "fr")
    assert asked is not None and asked.value == "1.2345 EUR"


def answer(id: str, text: str = RENT, kind: AnswerKind = AnswerKind.EXTRACTIVE, document: str = "d") -> Answer:
    cited = Citation(
        n=1, document_id=document, version_id="v", title="Bail", filename="bail.txt", page=1, passage_id="p",
        quote=text, headings=[], boxes=[], url="",
    )  # fmt: skip
    given = kind is not AnswerKind.ABSTAINED
    return Answer(
        answer_id=id, kind=kind, language="fr", text=text, claims=[Claim(text=text, citations=[1])] if given else [],
        citations=[cited] if given else [], withheld=[], nearest=[],
    )  # fmt: skip


def marked(
    store: Store, id: str, verdict: str, name: str = "admin", comment: str | None = None, kind: str = "extractive"
) -> None:
    """What ``POST /v1/ask`` and ``POST /v1/feedback`` keep."""
    moment = datetime.now(UTC)
    with store.database.write() as connection:
        known = {"key_name": name, "created_at": moment}
        if not connection.exec_driver_sql("select 1 from answers where id = ?", (id,)).first():
            connection.execute(insert(answers).values(id=id, kind=kind, **known))
        connection.execute(insert(feedback).values(answer_id=id, verdict=verdict, comment=comment, **known))


@pytest.fixture
def house(store: Store, settings: Settings) -> tuple[Store, str]:
    """A store with a lease, the administrator's key, and an answer in a conversation of it and one of Marie's."""
    store.keys.first_key(settings.admin_key_file)
    store.keys.create("marie")
    document = bring_in(store, file_info("bail.txt", b"1"), [RENT, NOTICE]).document_id
    for name, id, asked in (("admin", "own", "Quel est le loyer Courbesson ?"), ("marie", "hers", "Et mon secret ?")):
        reader = Reader(name, admin=name == "admin")
        conversation = store.conversations.create(reader).id
        store.conversations.add(reader, conversation, asked, asked, answer(id, document=document), [document])
    return store, document


def test_an_answer_marked_right_comes_with_all_it_said(house: tuple[Store, str], settings: Settings) -> None:
    marked(house[0], "own", "wrong")
    marked(house[0], "own", "right")
    (draft,) = drafts_of_feedback(house[0], settings).drafts
    assert (draft.question, draft.answer) == ("Quel est le loyer Courbesson ?", RENT)
    assert (draft.accept, draft.gold) == (["12 000,00 €"], [Gold(file="bail.txt", page=1, quote=RENT)])
    assert faults(draft, material_of_home(house[0])) == []


def test_an_answer_marked_wrong_leaves_its_answer_to_be_written(house: tuple[Store, str], settings: Settings) -> None:
    marked(house[0], "own", "wrong", comment="Ce n'est plus le loyer.")
    (draft,) = drafts_of_feedback(house[0], settings).drafts
    assert draft.question == "Quel est le loyer Courbesson ?"
    assert (draft.answer, draft.accept, draft.gold, draft.answerable) == ("", [], [], True)
    assert "Ce n'est plus le loyer." in draft.shown and RENT in draft.shown


def test_an_abstention_marked_right_is_unanswerable(house: tuple[Store, str], settings: Settings) -> None:
    store = house[0]
    reader = Reader("admin", admin=True)
    conversation = store.conversations.create(reader).id
    said = answer("none", "", AnswerKind.ABSTAINED)
    store.conversations.add(reader, conversation, "Où est le parking ?", "Où est le parking ?", said, [])
    marked(store, "none", "right", kind="abstained")
    (draft,) = drafts_of_feedback(store, settings).drafts
    assert not draft.answerable and faults(draft, material_of_home(store)) == []


def test_conversations_of_others_are_not_looked_into(house: tuple[Store, str], settings: Settings) -> None:
    marked(house[0], "hers", "wrong", name="marie", comment="Le montant n'est pas celui du bail.")
    marked(house[0], "lost", "wrong", name="marie")
    marked(house[0], "sums", "wrong", name="admin", kind="facts")
    learned = drafts_of_feedback(house[0], settings)
    (draft,) = learned.drafts
    assert draft.question == "" and "secret" not in draft.model_dump_json() and RENT not in draft.shown
    assert "Le montant n'est pas celui du bail." in draft.shown and "not kept" in draft.shown
    assert sorted(learned.left_out.values()) == [1, 1]


def test_what_was_erased_is_not_drafted_from(house: tuple[Store, str], settings: Settings) -> None:
    store, document = house
    marked(store, "own", "right")
    with store.database.write() as connection:
        forget_document(connection, document)
    learned = drafts_of_feedback(store, settings)
    assert learned.drafts == [] and sum(learned.left_out.values()) == 1


def from_feedback(person: str, *arguments: str) -> dict[str, Any]:
    result = CliRunner().invoke(app, ["new", "--from-feedback", *arguments, "--json"], input=person)
    assert result.exit_code == 0, result.output
    value: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return value


def test_the_command_from_draft_to_suite_in_the_home(
    house: tuple[Store, str], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCIER_HOME", str(settings.home))
    store = house[0]
    Facts(store.database).correct(OWNER, bill(store), "gross", "210.00")
    marked(store, "own", "right")
    marked(store, "hers", "wrong", name="marie", comment="Le préavis est faux.")
    written = "Quel est le préavis Altherme ?\ny\n90 jours\n90 jours\nbail.txt\n1\n" + NOTICE + "\n"
    said = from_feedback("a\nq\n")
    assert (said["questions"], said["undecided"]) == (1, 2)
    said = from_feedback("a\n" + written + "a\n")
    assert (said["questions"], said["undecided"]) == (3, 0)
    suite = settings.home / "suites" / "feedback.jsonl"
    assert Path(said["suite"]) == suite.resolve() and suite.stat().st_mode & 0o777 == 0o600
    questions = load_suite(str(suite)).questions
    assert [question.extra["origin"] for question in questions] == ["correction", "feedback", "feedback"]
    assert questions[2].gold == [Gold(file="bail.txt", page=1, quote=NOTICE)]
    # a new mark is one more draft, nothing is asked twice
    assert from_feedback("")["undecided"] == 0


def test_it_never_leaves_the_home(
    house: tuple[Store, str], settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SOURCIER_HOME", str(settings.home))
    (settings.home / "link").symlink_to(tmp_path)
    for out in (tmp_path / "mine.jsonl", settings.home / "link" / "mine.jsonl", settings.home / ".." / "mine.jsonl"):
        result = CliRunner().invoke(app, ["new", "--from-feedback", "--out", str(out)])
        assert isinstance(result.exception, RequestError) and "stay in SOURCIER_HOME" in str(result.exception)
    result = CliRunner().invoke(app, ["new", "--from-feedback", "--documents", str(tmp_path)])
    assert isinstance(result.exception, RequestError)
    assert from_feedback("", "--out", str(settings.home / "mine.jsonl"))["questions"] == 0
