"""Replies made by hand, and the figures worked out from them by hand."""

from __future__ import annotations

import pytest

from eval.answers.cases import AnswerCase
from eval.answers.comparing import Asked
from eval.answers.metrics import Verdict, answer_figures, judge
from eval.answers.page import answers_page
from eval.metrics import rate
from eval.systems.replies import Reply, Source, Statement
from eval.verdicts.support import supported_by_words

COPY = "May the Receiving Party copy the Confidential Information?"
MAY = "The Receiving Party may copy the Confidential Information once."
OTHER = "Notices are sent to the registered office of the other party by post."


def case(kind: str, says: str | None = None, accept: tuple[str, ...] = (), question: str = COPY) -> AnswerCase:
    gold = (("nda-1.txt", 1, MAY),) if says or accept else ()
    return AnswerCase(f"1/{kind}", question, "nda-1.txt", kind, says, accept, gold)  # type: ignore[arg-type]


def replied(
    *statements: tuple[str, list[str]],
    note: str | None = None,
    seconds: float = 2.0,
    withheld: list[tuple[str, str]] | None = None,
) -> Asked:
    """Statements with the texts that they cite; each text is a source of its own, quoted as a whole."""
    texts = list(dict.fromkeys(text for _, cited in statements for text in cited))
    reply = Reply(
        statements=[
            Statement(text=said, cites=[texts.index(text) + 1 for text in cited]) for said, cited in statements
        ],
        sources=[Source(filename="nda-1.txt", page=1, text=text, quote=text) for text in texts],
        note=note,
        withheld=withheld or [],
    )
    return Asked(key="k", system="s", case="c", question=COPY, reply=reply, seconds=seconds)


def verdicts() -> list[Verdict]:
    entailed, contradicted, silent = case("Entailment", "yes"), case("Contradiction", "no"), case("NotMentioned")
    return [
        judge(entailed, replied((MAY, [MAY, OTHER]), seconds=1.0)),  # right; one citation too many
        judge(entailed, replied(("No, never.", [OTHER]))),  # wrong; "never" has no content word
        judge(entailed, replied(withheld=[("It may.", "quote_not_found")])),  # refused by silence
        judge(contradicted, replied(("The Receiving Party may not copy Confidential Information.", [MAY]))),  # right
        judge(contradicted, replied(("Bananas are yellow.", [MAY]))),  # untold; the words prove nothing
        judge(silent, replied(("Yes.", [OTHER]), note="model_unreachable")),  # invented
        judge(silent, replied(("The agreement does not mention it.", [OTHER]), seconds=9.0)),  # rightly refused
    ]


def test_the_figures_are_those_worked_out_by_hand() -> None:
    figures = answer_figures(verdicts())
    assert figures["questions"] == 7
    assert figures["seconds"] == 2.0
    assert figures["withheld"] == {"quote_not_found": 1}
    counted = {name: (each["numerator"], each["denominator"]) for name, each in figures["rates"].items()}
    # Statements: of the five answers with one, "No, never." and "Yes." say nothing by themselves: three are left.
    assert counted == {
        "hallucinated": (1, 2),
        "correct": (2, 5),
        "correct: Entailment": (1, 3),
        "correct: Contradiction": (1, 2),
        "refused": (1, 5),
        "answered wrongly": (1, 5),
        "untold": (1, 4),
        "citation recall, by words": (1, 3),  # MAY; its denial is contradicted, bananas are nowhere
        "citation precision, by words": (1, 4),
        "citation recall, by evidence": (3, 3),  # all three cite what was marked as proof
        "citation precision, by evidence": (3, 4),
        "value missing from the passage": (0, 3),
        "value missing from the quote": (0, 3),
        "model failed": (1, 7),
    }
    assert figures["rates"]["correct"] == rate(2, 5)


def test_values_are_looked_for_in_passage_and_quote() -> None:
    said = "The Receiving Party may copy the Confidential Information within 30 days."
    source = Source(filename="nda-1.txt", page=1, text=f"{MAY} This ends after 30 days.", quote=MAY)
    reply = Reply(statements=[Statement(text=said, cites=[1])], sources=[source], note=None)
    given = Asked(key="k", system="s", case="c", question=COPY, reply=reply, seconds=1)
    [statement] = judge(case("Entailment", "yes"), given).statements
    assert (statement.missing_in_passages, statement.missing_in_quotes) == ([], ["30 days"])


def test_a_suites_question_is_right_by_its_values() -> None:
    asked = case("answerable", accept=("90 jours",), question="Quel est le préavis ?")
    right = judge(asked, replied(("Le préavis est de quatre-vingt-dix jours.", [MAY])))
    wrong = judge(asked, replied(("Le préavis est de 30 jours.", [MAY])))
    refused = judge(asked, replied(("Le contrat ne précise pas s'il est de 90 jours.", [MAY])))
    assert [one.correct for one in (right, wrong, refused)] == [True, False, False]
    assert [one.answered for one in (right, wrong, refused)] == [True, True, False]
    assert right.told is None
    counted = answer_figures([right, wrong, refused])["rates"]
    assert counted["answered wrongly"]["numerator"] == counted["refused"]["numerator"] == 1
    assert "untold" not in counted and "correct: Entailment" not in counted


@pytest.mark.parametrize(
    ("statement", "passages", "supported"),
    [
        ("The notice is 90 days.", "Either party gives notice of ninety (90) days.", True),
        ("The notice is 60 days.", "Either party gives notice of ninety (90) days.", False),
        ("The notice is not given by mail.", "The notice is given by mail.", False),
        ("The supplier insures the machines against theft.", "The buyer pays the price of the machines.", False),
        ("Le préavis est de 90 jours.", "The parties shall give notice of 90 days before the end of the term.", True),
    ],
)
def test_support_by_words(statement: str, passages: str, supported: bool) -> None:
    assert supported_by_words(statement, passages) is supported


def test_the_page_has_a_column_for_each_system() -> None:
    figures = answer_figures(verdicts())
    page = answers_page({"contractnli": {"Sourcier": figures, "plain loop": figures}}, "m:1b")
    assert "# Whole answers, m:1b" in page
    assert "| | Sourcier | plain loop |" in page.replace("|  |", "| |")
    assert page.count("50 % [9, 91] (1/2)") == 4  # hallucinated, and right among the contradicted, twice
    assert "| claims withheld, by reason | 1 quote_not_found | 1 quote_not_found |" in page
    assert "| seconds per question, median | 2.0 | 2.0 |" in page
