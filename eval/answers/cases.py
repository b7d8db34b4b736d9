"""What is asked to measure whole answers: claims of ContractNLI as questions, and the questions of a suite."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from eval.answers.comparing import CaseSet
from eval.contractnli import NliClaim, NliContract, Stance, drawn, polar_question, read_contractnli
from eval.suites.suite import Gold, Suite
from eval.verdicts.judging import squeezed
from rag.errors import RequestError

CONTRACTNLI = "contractnli"
_SHORTEST = 20


@dataclass(frozen=True, slots=True)
class AnswerCase:
    """A question with what is right.

    ``kind`` is ContractNLI's class, or ``answerable`` and ``unanswerable`` for a suite's. Right is the one of ``says``
    or, for a suite's question, every value of ``accept``; neither where the documents do not say. ``gold`` are the
    places that prove it, each enough by itself.
    """

    id: str
    question: str
    filename: str | None
    kind: str
    says: Stance | None
    accept: tuple[str, ...]
    gold: tuple[tuple[str, int, str], ...]

    @property
    def answerable(self) -> bool:
        """True when the documents answer it."""
        return self.says is not None or bool(self.accept)

    @property
    def places(self) -> list[Gold]:
        """``gold`` as a suite writes it."""
        return [Gold(file=file, page=page, quote=quote) for file, page, quote in self.gold]


def suite_cases(suite: Suite, documents: Path) -> CaseSet[AnswerCase]:
    """The questions of a suite, each asked of all documents.

    Raises:
        RequestError: a question has no values that a right answer states.
    """
    for question in suite.questions:
        if question.answerable and not question.accept:
            raise RequestError(
                f"The question {question.id!r} of {suite.name} has no accept: `rag-eval answers` needs values.",
                "Measure this suite with `rag-eval run`; ContractNLI's claims with --contractnli.",
            )
    cases = [
        AnswerCase(
            question.id,
            question.question,
            None,
            "answerable" if question.answerable else "unanswerable",
            None,
            tuple(question.accept),
            tuple((gold.file, gold.page, gold.quote) for gold in question.gold),
        )
        for question in suite.questions
    ]
    return CaseSet(suite.name, suite.sha256, cases, documents)


def contractnli_cases(file: Path, count: int, seed: int, folder: Path) -> CaseSet[AnswerCase]:
    """``count`` claims as questions, as many of each class, each asked of its contract, written to ``folder``.

    Raises:
        RequestError: the file is not there or not ContractNLI's.
    """
    pairs = drawn(read_contractnli(file), count, seed)
    folder.mkdir(parents=True, exist_ok=True)
    for contract in {contract.id: contract for contract, _ in pairs}.values():
        (folder / contract.filename).write_text(contract.text, encoding="utf-8")
    cases = [_nli_case(contract, claim) for contract, claim in pairs]
    return CaseSet(CONTRACTNLI, hashlib.sha256(file.read_bytes()).hexdigest(), cases, folder)


def _nli_case(contract: NliContract, claim: NliClaim) -> AnswerCase:
    question = polar_question(claim.hypothesis)
    # A heading alone ("5. Term") stands in too many places to prove that the right one is cited.
    quotes = [quote for quote in claim.evidence if len(squeezed(quote)) >= _SHORTEST]
    return AnswerCase(
        f"{contract.id}/{claim.label}",
        question.text,
        contract.filename,
        claim.choice,
        question.expected(claim.choice),
        (),
        tuple((contract.filename, 1, quote) for quote in quotes),
    )
