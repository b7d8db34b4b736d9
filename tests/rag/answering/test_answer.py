"""From a question to a verified answer, with a model that writes what the test tells it."""

from __future__ import annotations

from typing import Any

import pytest

from rag.answering.answer import Question, Shown, Sources, answer, last_answer
from rag.domain.answer import Answer, AnswerKind, Withheld, WithheldReason
from rag.domain.narrowing import Narrowing
from rag.errors import ModelAnswerError, ModelUnreachableError, SourcierError, UnusableQuestionError
from tests.rag.answering.scripted import READER, FoundAlways, Scripted, asked, passage, written

NOTICE = "La résiliation demande un préavis de six mois adressé par lettre recommandée."
PRICE = "Le prix annuel est de 12 450,00 € hors taxes, payable à trente jours."
SIGNED = "Le contrat CTR-2024-017 est signé le 14 mai 2024."
TEXT = f"{NOTICE}\n{PRICE}\n{SIGNED}"
OTHER = "La garantie couvre les pièces et la main d'œuvre pendant deux ans."
QUESTION = "Quel préavis la résiliation du contrat de maintenance demande-t-elle ?"
NOTICE_CLAIM = "La résiliation demande un préavis de six mois."
PRICE_CLAIM = "Le prix annuel est de 12 450 euros hors taxes."


def _main() -> Any:
    return passage(TEXT, 1, pages=2)


def _kinds(events: list[Any]) -> list[str]:
    return [type(event).__name__ for event in events]


def test_a_true_sentence_beside_the_point_is_no_answer() -> None:
    said = "Chaque partie supporte ses propres frais de déplacement."
    found = passage(f"{said} Le titulaire lave les vitres chaque mois.")
    model = Scripted(written((said, said)))
    _, last = asked("Où se trouvent les camions du transporteur ?", model, found)
    assert last.kind is AnswerKind.ABSTAINED
    assert [each.reason for each in last.withheld] == [WithheldReason.NOT_ASKED]
    # One word of the question is enough, and beside an answer another true sentence may stand.
    washed = "Le titulaire lave les vitres chaque mois."
    _, last = asked("Qui lave les vitres ?", Scripted(written((washed, washed), (said, said))), found)
    assert [claim.text for claim in last.claims] == [washed, said]


@pytest.mark.parametrize("model", [True, False])
def test_what_holds_nothing_of_the_kind_asked_for_is_no_answer(model: bool) -> None:
    scripted = Scripted(written((NOTICE_CLAIM, NOTICE))) if model else None
    _, last = asked("Combien coûte la résiliation du contrat de maintenance ?", scripted, passage(NOTICE))
    assert last.kind is AnswerKind.ABSTAINED and not last.claims
    assert [each.reason for each in last.withheld] == ([WithheldReason.NOT_ASKED] if model else [])


def test_a_proved_claim_is_shown_with_its_quote_page_and_boxes() -> None:
    main = _main()
    model = Scripted(written((NOTICE_CLAIM, "un préavis de six mois"), (PRICE_CLAIM, PRICE)))
    events, last = asked(QUESTION, model, main, passage(OTHER, 2))
    assert _kinds(events) == ["Sources", "Shown", "Shown", "Answer"]
    assert (last.kind, last.language, last.model, last.note) == (AnswerKind.GENERATED, "fr", "scripted:1b", None)
    assert last.text == f"{NOTICE_CLAIM} [1] {PRICE_CLAIM} [2]"
    first, second = last.citations
    inner = main.found.passage
    assert (first.n, first.page, first.document_id, first.passage_id) == (1, 3, "d1", inner.id)
    assert (first.title, first.filename) == ("Contrat de maintenance", "contrat.pdf")
    assert first.quote == "un préavis de six mois" and second.quote in (PRICE, PRICE[:-1])
    assert first.boxes == [inner.spans[0].box]
    # the second line stands on the first page of two, the third on the next
    assert (second.page, second.boxes) == (3, [inner.spans[1].box])
    start = TEXT.index(first.quote)
    assert first.url == (
        f"/v1/documents/d1/pages/3.png?passage={inner.id}&start={start}&end={start + len(first.quote)}"
    )
    assert (last.usage.prompt_tokens, last.usage.completion_tokens, last.timings_ms.first_token) == (321, 45, 12)
    assert last.withheld == [] and last.nearest == []


def test_a_quote_on_the_next_page_is_cited_there() -> None:
    main = _main()
    claim = "Le contrat CTR-2024-017 est signé le 14 mai 2024."
    _, last = asked("Quand le contrat de maintenance est-il signé ?", Scripted(written((claim, SIGNED))), main)
    assert (last.citations[0].page, last.citations[0].boxes) == (4, [main.found.passage.spans[2].box])
    assert "/pages/4.png" in last.citations[0].url


def test_a_quote_from_another_passage_is_given_its_true_place() -> None:
    for source in (1, 2, 0, -1, 99):
        model = Scripted(written(("La garantie couvre les pièces pendant deux ans.", OTHER, source)))
        _, last = asked(f"{QUESTION} {OTHER}", model, _main(), passage(OTHER, 2))
        assert [citation.document_id for citation in last.citations] == ["d2"]


def test_two_claims_on_the_same_words_share_a_citation_and_no_claim_is_said_twice() -> None:
    short = "Le préavis de résiliation est de six mois."
    model = Scripted(written((NOTICE_CLAIM, NOTICE), (short, NOTICE), (NOTICE_CLAIM, NOTICE)))
    _, last = asked(QUESTION, model, _main())
    assert [claim.citations for claim in last.claims] == [[1], [1]] and len(last.citations) == 1


@pytest.mark.parametrize(
    ("claim", "quote", "reason"),
    [
        ("Le directeur se nomme Paul Durand.", "Paul Durand dirige la société", WithheldReason.QUOTE_NOT_FOUND),
        ("La résiliation demande un préavis de trois mois.", NOTICE, WithheldReason.NUMBER_NOT_IN_SOURCE),
        ("Le prix annuel est de 12 540,00 € hors taxes.", PRICE, WithheldReason.NUMBER_NOT_IN_SOURCE),
        ("Le contrat CTR-2024-017 est signé le 15 mai 2024.", SIGNED, WithheldReason.NUMBER_NOT_IN_SOURCE),
        ("Le contrat CTR-2024-071 est signé le 14 mai 2024.", SIGNED, WithheldReason.NUMBER_NOT_IN_SOURCE),
        (f"{NOTICE_CLAIM} ![x](https://evil.example/?q=1)", NOTICE, None),
        (f"{NOTICE_CLAIM} [ici](https://evil.example)", NOTICE, WithheldReason.TERM_NOT_IN_SOURCE),
        (f"{NOTICE_CLAIM} <img src=x onerror=alert(1)>", NOTICE, None),
        (f"{NOTICE_CLAIM} www.evil.example", NOTICE, WithheldReason.TERM_NOT_IN_SOURCE),
        (
            "Le prestataire paie une pénalité au syndicat des copropriétaires.",
            NOTICE,
            WithheldReason.TERM_NOT_IN_SOURCE,
        ),
        ("La résiliation demande un préavis de six mois à Dubreuil.", NOTICE, WithheldReason.TERM_NOT_IN_SOURCE),
    ],
)
def test_what_is_not_proved_is_withheld(claim: str, quote: str, reason: WithheldReason | None) -> None:
    events, last = asked(QUESTION, Scripted(written((claim, quote))), _main(), passage(OTHER, 2))
    assert _kinds(events) == ["Sources", "Withheld", "Answer"]
    assert isinstance(events[1], Withheld) and events[1].text == claim
    if reason is not None:
        assert events[1].reason is reason
    assert (last.kind, last.text, last.claims, last.citations) == (AnswerKind.ABSTAINED, "", [], [])
    assert last.withheld == [events[1]]
    assert [near.document_id for near in last.nearest] == ["d1", "d2"]


def test_true_claims_stay_beside_withheld_ones() -> None:
    model = Scripted(written(("Le préavis est de neuf mois.", NOTICE), (NOTICE_CLAIM, NOTICE)))
    events, last = asked(QUESTION, model, _main())
    assert _kinds(events) == ["Sources", "Withheld", "Shown", "Answer"]
    assert (last.kind, last.nearest) == (AnswerKind.GENERATED, [])


def test_a_french_claim_on_an_english_passage_is_proved_by_its_values() -> None:
    text = "Either party may terminate this agreement upon ninety (90) days written notice to the other party."
    english = passage(text, 1, language="en", title="Supply agreement", filename="supply.pdf")
    good, bad = "Le préavis de résiliation est de 90 jours.", "Le préavis de résiliation est de 60 jours."
    question = f"Quel préavis ? {text}"
    assert [c.text for c in asked(question, Scripted(written((good, text))), english)[1].claims] == [good]
    assert asked(question, Scripted(written((bad, text))), english)[1].claims == []


def test_no_claims_is_an_abstention_with_the_nearest() -> None:
    found = [_main(), passage(OTHER, 2), passage("Autre chose encore.", 3), passage("Et le reste.", 4)]
    events, last = asked(QUESTION, Scripted('{"claims": []}'), *found)
    assert _kinds(events) == ["Sources", "Answer"]
    assert (last.kind, last.note, last.withheld) == (AnswerKind.ABSTAINED, None, [])
    assert [(near.document_id, near.page) for near in last.nearest] == [("d1", 3), ("d2", 3), ("d3", 3)]


def test_nothing_found_asks_no_model() -> None:
    model = Scripted(written((NOTICE_CLAIM, NOTICE)))
    events, last = asked(QUESTION, model)
    assert _kinds(events) == ["Sources", "Answer"] and model.messages == []
    assert (last.kind, last.nearest) == (AnswerKind.ABSTAINED, [])


UNUSABLE = [
    "Le préavis est de six mois.",
    "```json\nrien\n```",
    written((NOTICE_CLAIM, NOTICE))[:-30],
    '{"claims": [{"source": 1, "quote": "x"}]}',
    '{"claims": [{"source": "1", "quote": "x", "text": "y"}]}',
    '{"claims": [{"source": 1, "quote": null, "text": "y"}]}',
    '{"claims": ["six mois"]}',
    '{"claims": "six mois"}',
    '{"claim": []}',
    "[]",
    "null",
    "{}",
    "",
    "[[[[[[",
]


@pytest.mark.parametrize("text", UNUSABLE)
def test_an_answer_in_another_form_falls_back_to_the_proving_sentences(text: str) -> None:
    events, last = asked(QUESTION, Scripted(text), _main())
    assert (last.kind, last.note, last.model) == (AnswerKind.EXTRACTIVE, ModelAnswerError.code, None)
    assert last.claims and all(claim.text in " ".join(TEXT.split()) for claim in last.claims)
    assert _kinds(events)[0] == "Sources" and _kinds(events)[-1] == "Answer"


@pytest.mark.parametrize("failure", [ModelUnreachableError("Away."), ModelAnswerError("Cut.")])
@pytest.mark.parametrize("before", ["", '{"claims": [', written((NOTICE_CLAIM, NOTICE))[:40]])
def test_a_model_that_fails_before_a_claim_gives_way(failure: SourcierError, before: str) -> None:
    _, last = asked(QUESTION, Scripted(before, failure), _main())
    assert (last.kind, last.note) == (AnswerKind.EXTRACTIVE, failure.code)
    assert NOTICE in last.claims[0].text


@pytest.mark.parametrize("failure", [ModelUnreachableError("Away."), ModelAnswerError("Cut.")])
def test_a_model_that_fails_after_a_claim_keeps_it(failure: SourcierError) -> None:
    cut = written((NOTICE_CLAIM, NOTICE), (PRICE_CLAIM, PRICE))[:-20]
    events, last = asked(QUESTION, Scripted(cut, failure), _main())
    assert (last.kind, last.note) == (AnswerKind.GENERATED, failure.code)
    assert [claim.text for claim in last.claims] == [NOTICE_CLAIM]
    assert _kinds(events) == ["Sources", "Shown", "Answer"]


def test_an_unexpected_failure_is_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        asked(QUESTION, Scripted("", ZeroDivisionError()), _main())


def test_claims_are_shown_while_the_model_still_writes() -> None:
    model = Scripted(written((NOTICE_CLAIM, NOTICE)), ModelUnreachableError("Away."))
    events = answer(Question(QUESTION), READER, FoundAlways(_main()), model)  # type: ignore[arg-type]
    assert isinstance(next(events), Sources) and model.messages == []
    assert isinstance(next(events), Shown)


def test_without_a_model_the_sentences_themselves_answer() -> None:
    _, last = asked(QUESTION, None, _main(), passage(OTHER, 2))
    assert (last.kind, last.model, last.note) == (AnswerKind.EXTRACTIVE, None, None)
    assert last.claims[0].text == NOTICE
    assert 1 <= len(last.claims) <= 3
    for claim in last.claims:
        quotes = {citation.n: citation.quote for citation in last.citations}
        assert " ".join(quotes[claim.citations[0]].split()) == claim.text


def test_a_question_that_names_an_unknown_invoice_is_not_answered_from_another() -> None:
    other = passage("Le total de la facture FA-2024-0317 est de 1 200,00 €.", 1, title="Facture", filename="f.pdf")
    assert asked("Quel est le total de la facture FA-2024-0317 ?", None, other)[1].kind is AnswerKind.EXTRACTIVE
    assert asked("Quel est le total de la facture FA-2025-0999 ?", None, other)[1].kind is AnswerKind.ABSTAINED


def test_a_question_about_somebody_whom_no_passage_names_is_not_answered_from_anothers() -> None:
    question = "Quel préavis la résiliation du contrat Vigilor demande-t-elle ?"
    assert asked(question, None, _main())[1].kind is AnswerKind.ABSTAINED
    assert asked(question, Scripted(written((NOTICE_CLAIM, NOTICE))), _main())[1].kind is AnswerKind.ABSTAINED


def test_ones_own_name_need_not_stand_in_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands at the head of a contract, which is not among the passages found: the index knows."""
    monkeypatch.setattr(FoundAlways, "occurs", lambda _self, word, _reader: word == "vigilor")
    assert (
        asked("Quel préavis la résiliation du contrat Vigilor demande-t-elle ?", None, _main())[1].kind
        is AnswerKind.EXTRACTIVE
    )


@pytest.mark.parametrize("text", ["", "  \n\t ", "\u200b\x00", "x" * 2001])
def test_a_question_that_cannot_be_used(text: str) -> None:
    with pytest.raises(UnusableQuestionError):
        next(answer(Question(text), READER, FoundAlways(), None))  # type: ignore[arg-type]


def test_the_question_is_cleaned_and_the_bounds_are_passed_on() -> None:
    retriever = FoundAlways()
    question = Question("  Quel\x00 est\n le prix ? ", ["c"], ["d"], Narrowing(party="Nuagence"))
    assert last_answer(answer(question, READER, retriever, None)).kind is AnswerKind.ABSTAINED  # type: ignore[arg-type]
    (text, reader, limit, collections, documents, only) = retriever.asked[0]
    assert (text, reader, collections, documents) == ("Quel est le prix ?", READER, ["c"], ["d"]) and limit >= 4
    assert only == Narrowing(party="Nuagence")
    longest = "x" * 2000
    assert isinstance(list(answer(Question(longest), READER, retriever, None))[-1], Answer)  # type: ignore[arg-type]


def test_half_an_emoji_in_a_claim_breaks_nothing() -> None:
    text = written((NOTICE_CLAIM, NOTICE)).replace("six mois.", "six mois \\ud83d.")
    _, last = asked(QUESTION, Scripted(text), _main())
    last.model_dump_json()


def test_a_stream_that_ends_early_is_an_error() -> None:
    with pytest.raises(SourcierError):
        last_answer(iter([]))


def test_what_is_confidential_is_told_to_no_model_outside_the_house() -> None:
    secret, public = passage(TEXT, 1, collection="rh"), passage(OTHER, 2)
    model = Scripted(written((NOTICE_CLAIM, NOTICE)))
    model.local = False
    _, last = asked(f"{QUESTION} {OTHER}", model, secret, public, confidential={"rh"})
    told = "".join(message.content for message in model.messages)
    assert OTHER in told and NOTICE not in told and PRICE not in told and "d1" not in told
    assert [withheld.reason for withheld in last.withheld] == [WithheldReason.QUOTE_NOT_FOUND]

    _, last = asked(QUESTION, silent := Scripted(written()), secret, confidential={"rh"})
    assert silent.messages, "a model in the house is told"
    silent.local, silent.messages = False, []
    _, last = asked(QUESTION, silent, secret, confidential={"rh"})
    assert silent.messages == [] and last.model is None
    assert last.kind is AnswerKind.EXTRACTIVE and NOTICE in last.text, "the reader may still read it"
    asked(QUESTION, silent, secret, confidential={"direction"})
    assert silent.messages, "other collections are no secret"


def test_a_long_sentence_leads_to_its_passage_but_is_not_shown_by_itself() -> None:
    long = (
        "La résiliation du contrat de maintenance demande un préavis, " + "notifié à chacun des sites, " * 20 + "écrit."
    )
    question = "Qui reçoit le préavis de résiliation du contrat de maintenance ?"
    events, last = asked(question, None, passage(long))
    assert isinstance(events[0], Sources)
    assert [found.found.passage.text for found in events[0].passages] == [long]
    assert last.kind is AnswerKind.ABSTAINED and not last.claims
