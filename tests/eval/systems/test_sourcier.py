"""When a computed answer counts as none."""

from __future__ import annotations

from eval.systems.sourcier import found_nothing
from rag.domain.answer import Answer, AnswerKind
from rag.domain.facts import FactsResult
from rag.domain.plan import Measure, Plan


def _answer(facts: FactsResult | None) -> Answer:
    return Answer(
        answer_id="a",
        kind=AnswerKind.EXTRACTIVE if facts is None else AnswerKind.FACTS,
        language="fr",
        text="",
        claims=[],
        citations=[],
        withheld=[],
        nearest=[],
        facts=facts,
    )


def test_no_document_is_a_refusal_and_zero_documents_are_a_number() -> None:
    assert found_nothing(_answer(FactsResult(plan=Plan(measure=Measure.LIST), words="aucun document")))
    assert found_nothing(_answer(FactsResult(plan=Plan(measure=Measure.SUM), words="aucun document")))
    assert not found_nothing(_answer(FactsResult(plan=Plan(measure=Measure.COUNT), words="0")))
    assert not found_nothing(_answer(FactsResult(plan=Plan(measure=Measure.SUM), words="120", included_count=1)))
    assert not found_nothing(_answer(None))
