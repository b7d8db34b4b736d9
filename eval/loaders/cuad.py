"""CUAD: contracts with the clauses of 41 kinds that lawyers marked, in the form of SQuAD 2.0 (``CUADv1.json``).

Hendrycks et al., "CUAD: An Expert-Annotated NLP Dataset for Legal Contract Review", NeurIPS 2021 Datasets and
Benchmarks. A question reads ``Highlight the parts (if any) of this contract related to "Governing Law" that should be
reviewed by a lawyer. Details: Which state/country's law governs …?``: it is asked by its details, with the contract
named. Of a right answer only the place is known; ``is_impossible`` means that the contract has no such clause.
"""

from __future__ import annotations

import re

from eval.loaders.source import Imported, Source, places
from eval.loaders.squad import Asked, asked_of
from eval.suites.suite import Question

_QUESTION = re.compile(r'related to "(?P<kind>[^"]{1,100})"')
_DETAILS = re.compile(r"Details:\s*(?P<details>\S[\s\S]{0,1000})$")


def load(source: Source) -> Imported:
    """The clauses of contracts as questions, in English, with the contracts as files.

    Raises:
        RequestError: a file is not of this form, or the words of a clause are not in their contract.
    """
    imported = Imported()
    for asked in source.drawn(list(asked_of(source, title_is_name=True))):
        words = [answer.text for answer in asked.qa.answers] if not asked.qa.is_impossible else []
        gold = [place for text in words for place in places(asked.filename, text)]
        if words and not gold:
            imported.left_out["its words are too few to be told from other places"] += 1
            continue
        kind = _QUESTION.search(asked.qa.question)
        imported.documents[asked.filename] = asked.context
        imported.questions.append(
            Question(
                id=asked.qa.id,
                language="en",
                question=_question(asked, kind["kind"] if kind else ""),
                answerable=bool(words),
                answer=" […] ".join(" ".join(text.split()) for text in words) or None,
                accept=[],
                gold=gold,
                tags=["cuad", *([kind["kind"]] if kind else [])],
                place_only=bool(words),
                extra={"file": asked.filename},
            )
        )
    return imported


def _question(asked: Asked, kind: str) -> str:
    """The question as one would ask it of a collection: with the contract named."""
    details = _DETAILS.search(asked.qa.question)
    text = details["details"].strip() if details else asked.qa.question.strip()
    if kind and not text.endswith("?"):
        text = f"what does it say of {kind} ({text.rstrip('.')})?"
    return f"Consider the contract {asked.title}: {text}"
