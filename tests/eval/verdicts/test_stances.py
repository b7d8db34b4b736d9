"""What an answer does, by rules: refuse, say yes, say no, or neither."""

from __future__ import annotations

import pytest

from eval.verdicts.stances import refuses, stance

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
        "The deposit isn't listed.",
        "This is nowhere stated.",
        "There is nothing in these passages about a deposit.",
        "None of the documents says so.",
        "The agreement is silent on this.",
        "We didn't find it.",
        "No deposit can be identified.",
        "That is not covered by the passages.",
        "This is absent from the contract.",
        "Oui. Le bail n'en dit rien.",
        "Cela n'est précisé nulle part.",
        "Le dépôt ne figure dans aucun document.",
        "Ces extraits ne permettent pas de le déterminer.",
        "Le contrat est muet sur ce point.",
        "Rien dans les extraits n'évoque un dépôt.",
        "Il n'est pas possible de le dire.",
        "Je n'ai rien trouvé à ce sujet.",
        "Aucun élément ne permet de le dire.",
        "I do not have enough evidence to answer this question.",
        "Je n'ai pas cette information.",
        "Les documents fournis ne décrivent pas suffisamment les parcours.",
        "Les documents fournis ne contiennent pas l'information demandée.",
        "Des documents ont été trouvés mais je n'ai pas pu générer de réponse.",
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
        "Nothing in this agreement obliges a party to disclose anything.",
        "The tyres are not covered by the maintenance.",
        "The goods are not available for export.",
        "The Recipient cannot deduce any right from it.",
        "The Buyer could not see the plans.",
        "The term does not include information received from third parties.",
        "The contract does not provide for early termination.",
        "No invoice may be paid in cash.",
        "Le bail ne permet pas la sous-location.",
        "Il est impossible de résilier avant terme.",
        "Rien dans le contrat n'interdit la cession.",
        "Ce mode de paiement n'est pas disponible pour les pièces détachées.",
        "Les biens ne répondant pas à la norme sont refusés.",
    ],
)
def test_an_answer_that_denies_is_no_refusal(answer: str) -> None:
    assert not refuses(answer)


@pytest.mark.parametrize(
    ("answer", "question", "refused"),
    [
        ("The file does not state the price, but it comes to EUR 4.52.", "What is the price?", False),
        ("The file does not state the price, but it comes to EUR 4.52.", "", True),
        ("I don't know. In general it is three months.", "How long is the notice period?", False),
        ("Le contrat n'en dit rien, mais le dépôt est de 2 472,00 €.", "Quel est le montant du dépôt ?", False),
        # of somebody else, all that is there, another kind of value, what the question says itself
        (
            "Le dépôt versé à Nuagence n'est pas indiqué ; celui d'Ascensia est de 2 472,00 €.",
            "Quel est le montant du dépôt versé à Nuagence ?",
            True,
        ),
        ("The price of 6061 is not given; only 6060 is, at EUR 4.35.", "What is the price of 6061?", True),
        ("The price is not given; the notice is 90 days.", "What is the price?", True),
        ("La date n'est pas précisée ; l'année 2025 non plus.", "À quelle date en 2025 ?", True),
        # values before the refusal, as what is known
        ("The rent is EUR 100, but the deposit is not stated.", "What is the deposit?", True),
    ],
)
def test_a_refusal_that_answers_all_the_same(answer: str, question: str, refused: bool) -> None:
    assert refuses(answer, question) is refused


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
