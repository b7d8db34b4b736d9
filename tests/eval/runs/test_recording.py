"""From a reply to a record: how claims, citations and values are judged on the way. All by hand."""

from __future__ import annotations

from collections.abc import Collection

from eval.records import Record
from eval.runs.asking import Answered
from eval.runs.recording import judged
from eval.suites.suite import Gold, Question
from eval.systems.replies import Reply, Source, Statement
from eval.verdicts.support import supported_by_words

RENT = "Le loyer annuel du local est de 12 000,00 € hors taxes."
LEAVE = "Le congé du local est donné six mois avant la fin du bail."


class Replying:
    name = "Sourcier"
    refuses_in_words = False

    def ask(self, question: str, filename: str | None = None) -> Reply:
        raise NotImplementedError

    def search(self, question: str, limit: int) -> list[Source]:
        return []

    def passages(self, filenames: Collection[str]) -> list[Source]:
        return []


def recorded(*statements: tuple[str, list[int]], kind: str = "generated", note: str | None = None) -> Record:
    sources = [Source(filename="bail.txt", page=1, text=text, quote=text) for text in (RENT, LEAVE)]
    said = [Statement(text=text, cites=cites) for text, cites in statements]
    question = Question(
        id="loyer",
        language="fr",
        question="Quel est le loyer ?",
        answerable=True,
        answer=RENT,
        accept=["12 000,00 €"],
        gold=[Gold(file="bail.txt", page=1, quote=RENT)],
        tags=["tiny"],
    )
    reply = Reply(statements=said, sources=sources, note=note, kind=kind)
    return judged(Replying(), question, Answered(reply=reply, seconds=1.0, peak_memory_mib=1.0))


def test_claims_and_their_citations_are_judged_by_the_passages() -> None:
    record = recorded(
        ("Le loyer annuel est de 12 000 €.", [1, 2]),  # proved by the first, the second is idle
        ("Le loyer annuel est de 13 000 €.", [1]),
        ("Le loyer annuel est de 12 000 €.", [2]),
        ("Le loyer annuel est de 12 000 €.", []),
        ("Oui.", [1]),
    )
    assert [(one.supported, one.precise) for one in record.claims] == [
        (True, [True, False]),
        (False, [False]),
        (False, [False]),
        (False, []),
        (None, []),
    ]


def test_a_figure_that_was_worked_out_is_not_held_against_passages() -> None:
    [claim] = recorded(("Le total est de 24 000,00 €.", [1]), kind="facts").claims
    assert (claim.supported, claim.precise) == (None, [])


def test_exact_is_told_of_the_whole_answer() -> None:
    assert recorded(("Le loyer est de 12 000 €.", [1])).exact is True
    assert recorded(("Le loyer est de 12 000 €.", [1]), ("La caution est de 900 €.", [1])).exact is False
    assert recorded().exact is False


def test_a_passage_bears_itself_out_though_it_says_yes_and_no() -> None:
    whole = (
        "Article 6 – Propriété\n\nLes informations restent la propriété de la Partie qui les transmet. "
        "L’accord ne donne aucun droit de propriété intellectuelle et aucune licence.\n\n"
        "Article 7 – Clause pénale\n\nTout manquement prouvé aux articles 3 et 5 oblige "
        "son auteur à verser à l’autre Partie une somme forfaitaire de 30 000,00 €, sans "
        "préjudice du droit de demander réparation d’un dommage supérieur."
    )
    assert supported_by_words(whole, whole)
    assert not supported_by_words("La caution est de 2 000 €.", "La caution est de 12 000 €.")


def test_a_plan_that_asks_back_is_no_failure_of_the_model() -> None:
    assert recorded(kind="abstained", note="unknown_party").note is None
    assert recorded(kind="extractive", note="model_unreachable").note == "model_unreachable"
