"""Questions of yes or no: the sentences that decide, the prompt, the verdict."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answering import polar
from rag.answering.extraction import Sentence, score_sentences
from rag.answering.prompting import estimate_tokens, preamble
from rag.answering.proofs import Proof
from rag.domain.answer import AnswerKind, WithheldReason
from rag.errors import ModelAnswerError
from rag.language import is_polar
from rag.retrieval.search import RankedPassage
from tests.rag.answering.scripted import Scripted, asked, passage
from tests.support.embedder import FakeEmbedder

SUBLET = "Le locataire ne peut sous-louer les locaux sans l'accord écrit du bailleur."
RENT = "Le loyer annuel est payable par trimestre et d'avance, le premier jour du mois."
DOG = "Rien dans ce bail n'interdit au locataire d'avoir un petit chien dans les locaux."
QUESTION = "Le locataire peut-il sous-louer les locaux ?"


def _verdict(answer: str, text: str) -> str:
    return json.dumps({"answer": answer, "text": text}, ensure_ascii=False)


def _scored(question: str, *found: RankedPassage) -> list[Sentence]:
    return score_sentences(question, list(found), FakeEmbedder())


def test_a_verdict_is_shown_with_the_sentence_that_decides() -> None:
    model = Scripted(_verdict("no", "Non, le locataire ne peut pas sous-louer les locaux sans l'accord du bailleur."))
    _, last = asked(QUESTION, model, passage(RENT, 1), passage(SUBLET, 2))
    assert last.kind is AnswerKind.GENERATED and last.text.startswith("Non, le locataire ne peut pas sous-louer")
    assert [(citation.document_id, citation.quote) for citation in last.citations] == [("d2", SUBLET.rstrip("."))]
    assert model.schema == polar.SCHEMA and SUBLET in model.messages[-1].content
    assert RENT not in model.messages[-1].content


@pytest.mark.parametrize(
    ("title", "filename", "named", "shown"),
    [
        ("Bail", "bail_BAIL-2022-03.pdf", "BAIL-2022-03", True),
        ("Bail n° BAIL-2022-03", "bail.pdf", "BAIL-2022-03", True),
        ("Bail", "bail.pdf", "BAIL-2022-03", False),
        ("Bail", "bail_BAIL-2022-03.pdf", "BAIL-2022-04", False),
    ],
)
def test_a_verdict_may_name_the_document_as_the_question_does(
    title: str, filename: str, named: str, shown: bool
) -> None:
    text = f"Non, selon le bail {named}, le locataire ne peut pas sous-louer les locaux sans l'accord du bailleur."
    found = passage(SUBLET, title=title, filename=filename)
    question = "Selon le bail BAIL-2022-03, le locataire peut-il sous-louer les locaux ?"
    sentences = _scored(question, found)
    draft = polar.read_verdict([_verdict("no", text)], QUESTION, "fr", sentences)
    assert draft is not None and draft.text == text
    outcome = polar.verified(draft, question, sentences, [found])
    assert outcome == WithheldReason.NUMBER_NOT_IN_SOURCE if not shown else isinstance(outcome, list)


def test_a_sentence_in_another_language_about_something_else_denies_no_verdict() -> None:
    says = passage(
        "The Supplier may mention the name and logo of the Client in its list of customers.", 1, language="en"
    )
    other = passage("The Supplier shall not copy, sell or disclose the data of the Client.", 2, language="en")
    question = "Le fournisseur peut-il citer le nom et le logo du client ?"
    sentences = [
        Sentence(Proof(one, 0, len(one.found.passage.text)), one.found.passage.text, 1.0) for one in (says, other)
    ]
    text = "Oui, le fournisseur peut citer le nom et le logo du client."
    draft = polar.read_verdict([_verdict("yes", text)], question, "fr", sentences)
    assert draft is not None
    proved = polar.verified(draft, question, sentences, [says, other])
    assert isinstance(proved, list) and proved[0].passage is says
    assert polar.verified(draft, question, sentences[1:] * 2, [other]) is WithheldReason.CONTRADICTED


def test_a_verdict_that_the_sentence_denies_is_withheld() -> None:
    model = Scripted(_verdict("yes", "Oui, le locataire peut sous-louer les locaux."))
    _, last = asked(QUESTION, model, passage(SUBLET))
    assert last.kind is AnswerKind.ABSTAINED
    assert [each.reason for each in last.withheld] == [WithheldReason.CONTRADICTED]


def test_not_stated_is_no_answer_and_nothing_is_withheld() -> None:
    _, last = asked(QUESTION, Scripted(_verdict("not stated", "Le bail ne le dit pas.")), passage(SUBLET))
    assert (last.kind, last.claims, last.withheld, last.note) == (AnswerKind.ABSTAINED, [], [], None)


def test_the_model_is_not_asked_where_no_sentence_speaks_of_it() -> None:
    model = Scripted(_verdict("yes", "Oui, le locataire peut repeindre la façade."))
    _, last = asked("Avons-nous le droit de repeindre la façade ?", model, passage(RENT), passage(DOG, 2))
    assert last.kind is AnswerKind.ABSTAINED and model.messages == []


def test_other_questions_are_asked_for_claims() -> None:
    model = Scripted('{"claims": []}')
    asked("Quand le loyer annuel est-il payable ?", model, passage(RENT))
    assert "claims" in model.schema["properties"]


def test_a_model_outside_is_told_nothing_confidential() -> None:
    model = Scripted(_verdict("no", "Non, le locataire ne peut pas sous-louer les locaux."))
    model.local = False
    secret = passage(SUBLET, 1, collection="direction")
    asked(QUESTION, model, secret, passage(f"{DOG}\n{RENT}", 2), confidential={"direction"})
    assert not any(SUBLET in message.content for message in model.messages)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        '{"answer": "no"}',
        '{"answer": ["no"], "text": "x"}',
        '{"answer": "maybe", "text": "x"}',
        '{"answer": "no", "text": 3}',
        '{"answer": "no", "te',
    ],
)
def test_what_is_no_verdict_is_an_error(text: str) -> None:
    with pytest.raises(ModelAnswerError):
        polar.read_verdict([text], QUESTION, "fr", _scored(QUESTION, passage(SUBLET)))


@pytest.mark.parametrize(
    ("language", "answer", "text", "shown"),
    [
        ("en", "no", "No, it may not.", "No, it may not."),
        ("en", "no", "Confidential Information includes prices.", "No: Confidential Information includes prices."),
        ("fr", "yes", "oui, il le peut.", "oui, il le peut."),
        ("fr", "yes", "Le bail le permet.", "Oui\u00a0: Le bail le permet."),
        ("fr", "no", "Nonobstant l'article 3.", "Non\u00a0: Nonobstant l'article 3."),
    ],
)
def test_a_verdict_begins_with_its_word(language: str, answer: str, text: str, shown: str) -> None:
    draft = polar.read_verdict([_verdict(answer, text)], QUESTION, language, _scored(QUESTION, passage(SUBLET)))
    assert draft is not None and draft.text == shown


@pytest.mark.parametrize(
    ("question", "text", "shown"),
    [
        ("May the Client copy it (agreement nda-14)?", "No, it may not (agreement nda-14).", "No, it may not."),
        ("May the Client copy it (agreement NDA-14)?", "No (NDA-14), it may not.", "No, it may not."),
        ("Le prix de MNT-2023-041 est-il ferme ?", "Oui, il est ferme (contrat MNT-2023-041).", "Oui, il est ferme."),
        ("May the Client copy it (agreement nda-14)?", "No, it may not (agreement nda-15).", None),
        ("May it share it (with agents)?", "Yes, it may share it (with agents).", None),
        ("Is it due (30 days)?", "Yes, it is due (30 days).", None),
        ("Is nda-14 in force?", "Yes, the agreement nda-14 is in force.", None),
    ],
)
def test_a_verdict_names_no_document_in_brackets(question: str, text: str, shown: str | None) -> None:
    draft = polar.read_verdict([_verdict("no", text)], question, "en", _scored(QUESTION, passage(SUBLET)))
    assert draft is not None and draft.text.endswith(shown or text)


@given(st.text(max_size=80))
@settings(deadline=None, max_examples=40)
def test_whatever_the_model_writes_one_of_the_sentences_is_its_quote(text: str) -> None:
    sentences = polar.deciding(QUESTION, _scored(QUESTION, passage(f"{SUBLET}\n\nLe locataire sous-louer les locaux.")))
    draft = polar.read_verdict([_verdict("no", text)], QUESTION, "fr", sentences)
    assert draft is None or draft.quote == sentences[draft.source - 1].text


def test_few_sentences_decide_the_best_first_and_once_each() -> None:
    about = [f"Le locataire du lot {n} ne peut sous-louer les locaux." for n in range(9)]
    found = [passage("\n\n".join(about), 1), passage(about[0], 2), passage(RENT, 3)]
    deciding = polar.deciding(QUESTION, _scored(QUESTION, *found))
    assert 1 <= len(deciding) <= 3 and len({item.text for item in deciding}) == len(deciding)
    assert all("sous-louer" in item.text for item in deciding)
    long = passage("Le locataire peut sous-louer les locaux, " + "et encore, " * 400 + "toujours.")
    assert len(polar.deciding(QUESTION, _scored(QUESTION, long))) == 1


def test_an_item_of_a_list_is_told_with_what_introduces_it() -> None:
    listed = passage("Le locataire ne peut :\n- sous-louer les locaux à un tiers voisin ;\n- percer les murs.")
    messages = polar.build(QUESTION, "fr", polar.deciding(QUESTION, _scored(QUESTION, listed)), 4000)
    assert "Le locataire ne peut - sous-louer les locaux" in messages[-1].content


def test_a_sentence_need_not_name_its_document() -> None:
    question = "D'après le bail commercial Hangars du Levant Ateliers Brumeval, peut-on sous-louer les locaux ?"
    assert polar.deciding(question, _scored(question, passage(SUBLET), passage(RENT, 2))) == []
    freed = replace(passage(SUBLET), asked="peut-on sous-louer les locaux ?")
    assert [item.text for item in polar.deciding(question, _scored(question, freed, passage(RENT, 2)))] == [SUBLET]


def test_examples_in_brackets_need_not_stand_in_the_sentence() -> None:
    question = "Le locataire peut-il sous-louer les locaux (entrepôt, parking, mezzanine, cour, quai compris) ?"
    assert [item.text for item in polar.deciding(question, _scored(question, passage(SUBLET)))] == [SUBLET]


def test_a_sentence_in_another_language_may_decide() -> None:
    english = passage("The Tenant shall not sublet the premises.", language="en")
    assert polar.deciding(QUESTION, _scored(QUESTION, english))


@pytest.mark.parametrize("budget", [900, 2000, 4000])
def test_prompts_fit_and_begin_alike(budget: int) -> None:
    sentences = polar.deciding(QUESTION, _scored(QUESTION, passage(SUBLET)))
    messages = polar.build(QUESTION, "fr", sentences, budget)
    assert not messages or sum(estimate_tokens(message.content) for message in messages) <= budget
    assert not messages or messages[:-1] == list(preamble("fr", "polar_"))
    assert bool(messages) is (budget > 2000)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_worked_examples_are_as_the_schema_wants_and_prove_themselves(language: str) -> None:
    start = preamble(language, "polar_")
    answers = []
    for question, answered in zip(start[1::2], start[2::2], strict=True):
        texts = re.findall(r"<passage [^>]*>\n(.*?)\n</passage>", question.content, re.DOTALL)
        given_ = [passage(text, n, title="Oriflor", language=language) for n, text in enumerate(texts)]
        sentences = [
            Sentence(Proof(one, 0, len(one.found.passage.text)), one.found.passage.text, 1.0) for one in given_
        ]
        wanted = question.content.rsplit(":", 1)[1].strip()
        draft = polar.read_verdict([answered.content], wanted, language, sentences)
        value = json.loads(answered.content)
        answers.append(value["answer"])
        assert list(value) == polar.SCHEMA["required"] and is_polar(wanted)
        assert draft is None or isinstance(polar.verified(draft, wanted, sentences, given_), list)
    assert set(answers) == {"yes", "no", "not stated"}
