"""ContractNLI: claims about non-disclosure agreements, and the questions made of them by rule.

Koreeda and Manning, "ContractNLI: A Dataset for Document-level Natural Language Inference for Contracts", Findings of
EMNLP 2021. Each of 17 claims is entailed by a contract, contradicted, or not mentioned, with the spans that prove it.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rag.errors import RequestError

Choice = Literal["Entailment", "Contradiction", "NotMentioned"]
Stance = Literal["yes", "no"]

CHOICES: tuple[Choice, ...] = ("Entailment", "Contradiction", "NotMentioned")
_MODAL = re.compile(r"^(?P<who>.+?) (?P<modal>shall not|shall only|shall|may) (?P<what>.+)$")
_BARE = re.compile(r"(?<!the )\b(Receiving Party|Disclosing Party|Agreement)\b")
_PLURAL = re.compile(r"\b(?:obligations|representatives|employees)\b")


@dataclass(frozen=True, slots=True)
class NliClaim:
    """A claim about one contract; ``evidence`` are the texts of the annotated spans, none where it is not mentioned."""

    label: str
    hypothesis: str
    choice: Choice
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NliContract:
    """A contract with its claims."""

    id: str
    text: str
    claims: tuple[NliClaim, ...]

    @property
    def filename(self) -> str:
        """What its file is called in a store."""
        return f"nda-{self.id}.txt"


@dataclass(frozen=True, slots=True)
class PolarQuestion:
    """A question to be answered by yes or no, and what answers it where the claim is true."""

    text: str
    if_true: Stance

    def expected(self, choice: Choice) -> Stance | None:
        """The right answer; None where the contract does not say."""
        if choice == "NotMentioned":
            return None
        other: Stance = "no" if self.if_true == "yes" else "yes"
        return self.if_true if choice == "Entailment" else other


def read_contractnli(file: Path) -> list[NliContract]:
    """The contracts of a file of ContractNLI.

    Raises:
        RequestError: the file is not there or not ContractNLI's.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        contracts = []
        for document in content["documents"]:
            text, spans = document["text"], document["spans"]
            claims = tuple(
                NliClaim(
                    label,
                    content["labels"][label]["hypothesis"],
                    annotation["choice"],
                    tuple(text[slice(*spans[number])] for number in annotation["spans"]),
                )
                for label, annotation in document["annotation_sets"][0]["annotations"].items()
            )
            contracts.append(NliContract(str(document["id"]), text, claims))
        return contracts
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise RequestError(f"{str(file)!r} cannot be read as ContractNLI ({type(error).__name__}).") from error


def polar_question(hypothesis: str) -> PolarQuestion:
    """The question that a claim answers, as one would ask it of a contract.

    "X shall not do" and "X may do" become "May X do?", "X shall do" becomes "Must X do?", "X shall only do" becomes
    "Does X only do?"; anything else "Does the agreement say that …?". Asked by *may* and *must*, because to "Does it
    say that …?" a bare "no" is a right answer where the contract is silent, and a wrong one where it says the contrary.
    """
    sentence = _BARE.sub(lambda match: f"the {match[1] if match[1] != 'Agreement' else 'agreement'}", hypothesis)
    sentence = sentence.strip().rstrip(".").replace("the the ", "the ")
    found = _MODAL.match(sentence)
    if found is None:
        return PolarQuestion(f"Does the agreement say that {_lowered(sentence)}?", "yes")
    who, modal, what = _lowered(found["who"]), found["modal"], found["what"]
    if modal == "shall only":
        return PolarQuestion(f"{'Do' if _PLURAL.search(who) else 'Does'} {who} only {what}?", "yes")
    if who == "the agreement":
        return PolarQuestion(f"Does {who} {what}?", "no" if modal == "shall not" else "yes")
    if modal == "shall":
        return PolarQuestion(f"Must {who} {what}?", "yes")
    return PolarQuestion(f"May {who} {what}?", "no" if modal == "shall not" else "yes")


def _lowered(text: str) -> str:
    """Without the capital of a sentence's begin; a defined term ("Confidential Information") keeps its own."""
    words = text.split(" ")
    if len(words) > 1 and words[1][:1].isupper() and words[0] not in ("All", "Some", "The"):
        return text
    return text[0].lower() + text[1:]


def drawn(contracts: Sequence[NliContract], count: int, seed: int) -> list[tuple[NliContract, NliClaim]]:
    """``count`` claims, as many of each class as there are, the classes in turn; the same seed draws the same."""
    generator = random.Random(seed)  # noqa: S311 (a sample, no secret)
    columns = []
    for choice in CHOICES:
        pairs = [(contract, claim) for contract in contracts for claim in contract.claims if claim.choice == choice]
        generator.shuffle(pairs)
        columns.append(pairs[: -(-count // len(CHOICES))])
    longest = max(map(len, columns), default=0)
    rows = [column[place] for place in range(longest) for column in columns if place < len(column)]
    return rows[:count]
