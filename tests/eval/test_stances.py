"""What an answer does, by rules: refuse, say yes, say no, or neither."""

from __future__ import annotations

import pytest

from eval.stances import refuses, stance

COPY = "May the Receiving Party copy the Confidential Information?"


@pytest.mark.parametrize(
    "answer",
    [
        "",
        " … ",
        "Empty Response",
        "The agreement does not mention solicitation.",
        "No. The agreement does not specify this.",
        "The provided context does not contain any specific information about it. It does speak of notices.",
        "It is not explicitly stated whether copies may be made.",
        "There is no mention of a deposit.",
        "This cannot be determined from the context.",
        "I'm sorry, but I cannot help.",
        "Le contrat ne précise pas le dépôt de garantie.",
        "L’IBAN n’est pas mentionné dans le document.",
        "Le document ne contient pas d'information sur ce point.",
        "Aucune information n'est donnée sur le dépôt.",
        "Je ne trouve pas la réponse.",
    ],
)
def test_a_refusal_is_known(answer: str) -> None:
    assert refuses(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "No.",
        "No, the Receiving Party may not copy.",
        "The Recipient may not provide copies to others.",
        "Confidential Information does not include information that is public.",
        "No confidential information may be disclosed.",
        "This agreement does not provide the Receiving Party any right.",
        "The duties last three years. Nothing is specified about their end.",
        "Le prestataire ne fournit pas de pièces.",
        "Le contrat n'est pas reconduit.",
        "Aucune indemnité n'est due.",
    ],
)
def test_an_answer_that_denies_is_no_refusal(answer: str) -> None:
    assert not refuses(answer)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("Yes, it may.", "yes"),
        ("No.", "no"),
        ("No copies may be made.", "no"),
        ("The Receiving Party may copy the Confidential Information for its records.", "yes"),
        ("The Receiving Party may not copy the Confidential Information.", "no"),
        ("The Receiving Party is not prohibited from copying the Confidential Information.", "yes"),
        ("The Receiving Party is prohibited from copying Confidential Information.", "no"),
        ("The Receiving Party may copy Confidential Information, including but not limited to plans.", "yes"),
        ("Plans are kept in Lyon. The Receiving Party shall never copy Confidential Information.", "no"),
        ("Bananas are yellow.", None),
    ],
)
def test_yes_and_no(answer: str, told: str | None) -> None:
    assert stance(answer, COPY) == told


def test_only_rules_out_the_rest() -> None:
    question = "Does Confidential Information only include technical information?"
    assert stance("Confidential Information means technical and business information.", question) == "no"
    assert stance("Confidential Information is limited solely to technical information.", question) == "yes"


def test_its_limits_are_as_they_are_written_down() -> None:
    """A denial of something else turns the verdict round; a synonym leaves it untold."""
    assert stance("The Receiving Party may copy Confidential Information that is not public.", COPY) == "no"
    assert stance("Duplicates are allowed.", COPY) is None
