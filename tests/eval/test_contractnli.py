"""ContractNLI's claims as questions, and which of them are drawn."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.contractnli import CHOICES, Choice, NliClaim, NliContract, drawn, polar_question, read_contractnli
from rag.errors import RequestError


@pytest.mark.parametrize(
    ("claim", "question", "if_true"),
    [
        (
            "Receiving Party shall not copy Disclosing Party's plans.",
            "May the Receiving Party copy the Disclosing Party's plans?",
            "no",
        ),
        ("Receiving Party may keep a copy.", "May the Receiving Party keep a copy?", "yes"),
        (
            "Receiving Party shall return some plans upon the termination of Agreement.",
            "Must the Receiving Party return some plans upon the termination of the agreement?",
            "yes",
        ),
        ("All plans shall be marked by the Recipient.", "Must all plans be marked by the Recipient?", "yes"),
        ("Some duties of Agreement may survive.", "May some duties of the agreement survive?", "yes"),
        (
            "Confidential Information shall only include plans.",
            "Does Confidential Information only include plans?",
            "yes",
        ),
        ("Agreement shall not grant a licence.", "Does the agreement grant a licence?", "no"),
        ("The duties last three years.", "Does the agreement say that the duties last three years?", "yes"),
    ],
)
def test_a_claim_becomes_a_question(claim: str, question: str, if_true: str) -> None:
    made = polar_question(claim)
    assert (made.text, made.if_true) == (question, if_true)


def test_what_is_right_turns_with_a_forbidding_claim() -> None:
    forbidding, allowing = polar_question("Recipient shall not copy."), polar_question("Recipient may copy.")
    assert [forbidding.expected(choice) for choice in CHOICES] == ["no", "yes", None]
    assert [allowing.expected(choice) for choice in CHOICES] == ["yes", "no", None]


def contracts(counts: dict[Choice, int]) -> list[NliContract]:
    return [
        NliContract(f"{choice}{number}", "text", (NliClaim("a", "X may do.", choice, ()),))
        for choice, count in counts.items()
        for number in range(count)
    ]


def test_classes_come_in_turn_and_a_larger_count_goes_on() -> None:
    given = contracts({"Entailment": 9, "NotMentioned": 9, "Contradiction": 2})
    few, many = drawn(given, 6, seed=1), drawn(given, 9, seed=1)
    assert [claim.choice for _, claim in few] == list(CHOICES) * 2
    assert many[:6] == few
    assert [claim.choice for _, claim in many[6:]] == ["Entailment", "NotMentioned"]  # no third contradiction
    assert drawn(given, 6, seed=2) != few
    assert len({contract.id for contract, _ in many}) == 8


def test_a_file_is_read(tmp_path: Path) -> None:
    text = "No copies. One may be kept."
    annotations = {"a": {"choice": "Contradiction", "spans": [0, 1]}, "b": {"choice": "NotMentioned", "spans": []}}
    content = {
        "labels": {key: {"hypothesis": f"Claim {key}."} for key in annotations},
        "documents": [
            {"id": 7, "text": text, "spans": [[0, 10], [11, 27]], "annotation_sets": [{"annotations": annotations}]}
        ],
    }
    file = tmp_path / "dev.json"
    file.write_text(json.dumps(content))
    [contract] = read_contractnli(file)
    assert (contract.filename, contract.text) == ("nda-7.txt", text)
    assert contract.claims == (
        NliClaim("a", "Claim a.", "Contradiction", ("No copies.", "One may be kept.")),
        NliClaim("b", "Claim b.", "NotMentioned", ()),
    )
    file.write_text("[]")
    with pytest.raises(RequestError, match="ContractNLI"):
        read_contractnli(file)
