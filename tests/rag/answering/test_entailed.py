"""An entailment model, where one is set, has a last word on every claim that the rules let pass."""

from __future__ import annotations

import json

import pytest

from rag.answering.answer import Question
from rag.answering.conversing import converse
from rag.answering.verification import verify
from rag.domain.answer import Answer, WithheldReason
from tests.rag.answering.scripted import READER, FoundAlways, Scripted, asked, draft, passage, written

NOTICE = "La résiliation demande un préavis de six mois adressé par lettre recommandée."
PRICE = "Le prix annuel est de 12 450,00 € hors taxes, payable à trente jours."
QUESTION = "Quel préavis la résiliation du contrat de maintenance demande-t-elle ?"
CLAIM = "La résiliation demande un préavis de six mois."
PRICE_CLAIM = "Le prix annuel est de 12 450 euros hors taxes."
LIST = "Le prestataire fournit :\n- les pièces de rechange ;\n- les huiles."


class Denying:
    """Finds denied what holds a word, and keeps what it was asked."""

    def __init__(self, word: str) -> None:
        self.word, self.asked = word, list[tuple[str, str]]()

    def denies(self, text: str, claim: str) -> bool:
        self.asked.append((text, claim))
        return self.word in claim


def test_what_it_finds_denied_is_withheld_and_the_rest_is_shown() -> None:
    check = Denying("prix")
    model = Scripted(written((CLAIM, "un préavis de six mois"), (PRICE_CLAIM, PRICE)))
    _, last = asked(QUESTION, model, passage(f"{NOTICE}\n{PRICE}"), entailment=check)
    assert [claim.text for claim in last.claims] == [CLAIM]
    assert [(each.text, each.reason) for each in last.withheld] == [(PRICE_CLAIM, WithheldReason.CONTRADICTED)]
    # the whole sentence, not the quote alone: it may leave out a "not"
    assert check.asked[0] == (NOTICE.rstrip("."), CLAIM) or check.asked[0] == (NOTICE, CLAIM)


def test_it_is_not_asked_about_what_the_rules_withhold() -> None:
    check = Denying("never")
    model = Scripted(written(("La résiliation demande un préavis de neuf mois.", NOTICE)))
    _, last = asked(QUESTION, model, passage(NOTICE), entailment=check)
    assert last.withheld and not check.asked


def test_an_item_of_a_list_is_held_against_with_what_introduces_it() -> None:
    check = Denying("never")
    claim = "Le prestataire fournit les pièces de rechange."
    given = [passage(LIST)]
    verify(draft(claim, "les pièces de rechange"), "Que fournit le prestataire ?", given, given, check)  # type: ignore[arg-type]
    assert check.asked[0][0].startswith("Le prestataire fournit") and "pièces de rechange" in check.asked[0][0]


@pytest.mark.parametrize(("word", "shown"), [("sous-louer", False), ("never", True)])
def test_verdicts_are_held_against_it_too(word: str, shown: bool) -> None:
    sublet = "Le locataire ne peut sous-louer les locaux sans l'accord écrit du bailleur."
    text = "Non, le locataire ne peut pas sous-louer les locaux sans l'accord du bailleur."
    model = Scripted(json.dumps({"answer": "no", "text": text}, ensure_ascii=False))
    _, last = asked("Le locataire peut-il sous-louer les locaux ?", model, passage(sublet), entailment=Denying(word))
    assert bool(last.claims) == shown and bool(last.withheld) != shown


def test_conversations_are_held_against_it_too() -> None:
    model = Scripted(written((CLAIM, NOTICE)))
    events = converse(
        Question(QUESTION), [], READER, FoundAlways(passage(NOTICE)), model, entailment=Denying("préavis")  # type: ignore[arg-type]
    )  # fmt: skip
    last = [event for event in events if isinstance(event, Answer)][-1]
    assert not last.claims and [each.reason for each in last.withheld] == [WithheldReason.CONTRADICTED]
