"""ContractNLI: 17 claims about each of its non-disclosure agreements, as questions of yes or no (eval/contractnli.py).

Koreeda and Manning, "ContractNLI: A Dataset for Document-level Natural Language Inference for Contracts", Findings of
EMNLP 2021. What is right is yes or no; a claim that the agreement does not mention becomes an unanswerable question.
"""

from __future__ import annotations

from eval.contractnli import NliClaim, NliContract, drawn, polar_question, read_contractnli
from eval.loaders.source import Imported, Source, places
from eval.suites.suite import Gold, Question


def load(source: Source) -> Imported:
    """The claims of files of ContractNLI as questions, in English, with the agreements as files.

    With a limit, the classes (entailed, contradicted, not mentioned) are drawn in turn.

    Raises:
        RequestError: a file is not ContractNLI's.
    """
    imported = Imported()
    contracts = [contract for file in source.files for contract in read_contractnli(file)]
    pairs = [(contract, claim) for contract in contracts for claim in contract.claims]
    if source.limit is not None:
        pairs = drawn(contracts, source.limit, source.seed)
    for contract, claim in pairs:
        gold = [place for words in claim.evidence for place in places(contract.filename, words)]
        if claim.choice != "NotMentioned" and not gold:
            imported.left_out["no span proves the claim, or only a few words"] += 1
            continue
        imported.documents[contract.filename] = contract.text
        imported.questions.append(_question(contract, claim, gold))
    return imported


def _question(contract: NliContract, claim: NliClaim, gold: list[Gold]) -> Question:
    polar = polar_question(claim.hypothesis)
    says = polar.expected(claim.choice)
    return Question(
        id=f"{contract.id}/{claim.label}",
        language="en",
        question=f"{polar.text.rstrip('?')} (agreement nda-{contract.id})?",
        answerable=says is not None,
        answer=f"{says.capitalize()}." if says else None,
        accept=[],
        gold=gold if says else [],
        tags=["contractnli", claim.choice],
        says=says,
        extra={"file": contract.filename, "hypothesis": claim.hypothesis},
    )
