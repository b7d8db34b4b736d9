from __future__ import annotations

from typing import Any

import pytest

from eval.answers.cases import suite_cases
from eval.suites.suite import Gold, Question, Suite
from eval.verdicts.rightness import is_right
from rag.errors import RequestError

GOLD = Gold(file="a.txt", page=1, quote="six months")


def question(text: str = "May the tenant sublet the office?", **known: Any) -> Question:
    parts: dict[str, Any] = {"answerable": True, "answer": "x", "accept": [], "gold": [GOLD], "tags": []}
    return Question(id="q", language="en", question=text, **(parts | known))


def test_values_or_any_of_the_alternatives() -> None:
    asked = question(accept=["six months", "Lyon"], alternatives=[["half a year", "Lyon"]])
    assert is_right(asked, "Six months, in Lyon.", gold_cited=False)
    assert is_right(asked, "Half a year, in Lyon.", gold_cited=False)
    assert not is_right(asked, "Half a year.", gold_cited=True)


def test_where_only_the_place_is_known_it_must_be_cited() -> None:
    asked = question(place_only=True)
    assert is_right(asked, "Whatever.", gold_cited=True)
    assert not is_right(asked, "Whatever.", gold_cited=False)


def test_yes_or_no() -> None:
    asked = question(says="no")
    assert is_right(asked, "No, the tenant may not sublet the office.", gold_cited=False)
    assert not is_right(asked, "Yes, the tenant may sublet the office.", gold_cited=True)
    assert not is_right(asked, "The lease does not mention it.", gold_cited=True)
    assert not is_right(asked, "", gold_cited=True)


def test_nothing_is_right_where_the_documents_do_not_answer() -> None:
    asked = question(answerable=False, answer=None, gold=[])
    assert not is_right(asked, "Anything.", gold_cited=True)


def test_the_comparison_refuses_a_question_without_values(tmp_path: Any) -> None:
    with pytest.raises(RequestError, match="has no accept"):
        suite_cases(Suite("mine", "0", [question(place_only=True)]), tmp_path)
