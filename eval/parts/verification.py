"""The check of claims by itself, without a model: how many true claims it withholds, and how many false ones.

True claims are the words that prove the answers of a suite, and the entailed claims of ContractNLI (Koreeda and
Manning, "ContractNLI", Findings of EMNLP 2021) with the spans that prove them. False ones are the same, changed in one
known way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.contractnli import read_contractnli
from eval.metrics import Rate, rate
from eval.parts.falsifying import falsified
from eval.suites.paraphrased import ClaimedPassage
from eval.suites.suite import Question
from eval.systems.preparing import findable_documents
from rag.answering.claims import Draft
from rag.answering.verification import verify
from rag.domain.answer import WithheldReason
from rag.domain.passage import Passage, passage_id
from rag.language import find_quote
from rag.models.entailment import EntailmentModel
from rag.retrieval.search import RankedPassage
from rag.store.catalogue import Catalogue, FoundPassage
from rag.store.heads import title_words

TRUE = "true claims"
_NAMES = {"true": TRUE, "modal": "may and must", "scope": "conditions, exceptions", "other": "not in the passage"}


@dataclass(frozen=True, slots=True)
class TrueClaim:
    """A claim, the words that prove it, and the passages that a model would have been given, the proving one first."""

    text: str
    quote: str
    language: str
    question: str
    given: list[RankedPassage]


def claims_of_suite(questions: Sequence[Question], catalogue: Catalogue) -> Iterator[TrueClaim]:
    """The proving words of each answerable question as a claim, with up to four passages of their document."""
    versions = {document.filename: document.active_version_id for document in findable_documents(catalogue)}
    for question in questions:
        for gold in question.gold[:1]:
            version = versions.get(gold.filename)
            found = catalogue.version_passages(version) if version else []
            proving = [one for one in found if find_quote(gold.quote, one.passage.text)]
            if proving:
                others = [one for one in found if one is not proving[0]]
                given = [RankedPassage(one, 1.0, 0.9) for one in [proving[0], *others[:3]]]
                text = " ".join(gold.quote.split())
                yield TrueClaim(text, text, proving[0].language, question.question, given)


def claims_of_contractnli(file: Path) -> Iterator[TrueClaim]:
    """The entailed claims, each with its evidence as the only passage.

    Raises:
        RequestError: the file is not there or not ContractNLI's.
    """
    for contract in read_contractnli(file):
        for claim in contract.claims:
            if claim.choice == "Entailment":
                evidence = "\n\n".join(claim.evidence)
                passage = RankedPassage(_alone(contract.id, evidence), 1.0, 0.9)
                quote = " ".join(evidence.split())
                yield TrueClaim(claim.hypothesis, quote, "en", "", [passage])


def measure_paraphrased(
    passages: Sequence[ClaimedPassage], entailment: EntailmentModel | None = None
) -> dict[str, Rate]:
    """The share of claims that are withheld by what is wrong with them, of claims in other words than the passage's."""
    withheld: dict[str, list[bool]] = {TRUE: []}
    for one in passages:
        given = [RankedPassage(_alone(one.id, one.text, one.language), 1.0, 0.9)]
        for claim in one.claims:
            outcome = verify(Draft(claim.text, claim.quote, 1), claim.question, given, given, entailment)
            kind = _NAMES.get(claim.kind, claim.kind)
            withheld.setdefault(kind, []).append(isinstance(outcome, WithheldReason))
    return {kind: rate(sum(results), len(results)) for kind, results in withheld.items()}


def parties_of(catalogue: Catalogue) -> list[str]:
    """Names in titles and file names that some document's text writes with a capital, in alphabetical order."""
    names: set[str] = set()
    for document in findable_documents(catalogue):
        if document.active_version_id:
            text = " ".join(one.passage.text for one in catalogue.version_passages(document.active_version_id))
            words = title_words("", document.filename)
            names |= {word.capitalize() for word in words if word.isalpha() and word.capitalize() in text.split()}
    return sorted(names)


def measure_verification(
    claims: Sequence[TrueClaim], parties: Sequence[str], entailment: EntailmentModel | None = None
) -> dict[str, Rate]:
    """The share of claims that are withheld: of the true ones, and of those made false by each kind of change."""
    withheld: dict[str, list[bool]] = {TRUE: []}
    for claim in claims:
        withheld[TRUE].append(_is_withheld(claim, claim.text, entailment))
        for false in falsified(claim.text, claim.language, parties):
            withheld.setdefault(false.kind, []).append(_is_withheld(claim, false.text, entailment))
    return {kind: rate(sum(results), len(results)) for kind, results in withheld.items()}


def _is_withheld(claim: TrueClaim, text: str, entailment: EntailmentModel | None) -> bool:
    outcome = verify(Draft(text, claim.quote, 1), claim.question, claim.given, claim.given, entailment)
    return isinstance(outcome, WithheldReason)


def _alone(document: str, text: str, language: str = "en") -> FoundPassage:
    passage = Passage(passage_id(document, "v", 0), document, "v", 0, text, (), 1, (), 0, len(text))
    return FoundPassage(passage, "", document, "text/plain", language, "default")
