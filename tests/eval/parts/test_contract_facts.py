"""`rag-eval contracts` on two small contracts, and the rules by which spans agree."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from eval import cli
from eval.parts.contract_facts import (
    CATEGORIES,
    Marked,
    differences,
    half_of,
    load_marked,
    measure_contracts,
    similarity,
    spans_of,
)
from rag.domain.contract import Clause, Contract, Notice, Renewal
from rag.domain.duration import Duration, TimeUnit
from rag.errors import RequestError

YEAR = Duration(count=1, unit=TimeUnit.YEAR)
AGREEMENT = (
    'SUPPLY AGREEMENT\n\nThis Supply Agreement is dated 14 April 2023 and is made between Alpha Ltd (the "Supplier") '
    'and Beta Inc. (the "Buyer").\n\n1. Law\n\nThis Agreement is governed by the laws of the State of Ohio.'
)


def clause(quote: str) -> Clause:
    return Clause(quote=quote, start=0, end=len(quote))


def contract(**fields: str) -> Contract:
    return Contract(fields={name.replace("__", "."): clause(quote) for name, quote in fields.items()})


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("April 14, 2023", "april 14 2023", 1.0),
        ("a b c d", "a b", 0.5),
        ("a b c d e", "a b", 0.4),
        ("and/or", "and or", 1.0),
        ("", "", 0.0),
    ],
)
def test_words_are_compared_as_cuad_does(one: str, other: str, expected: float) -> None:
    assert similarity(one, other) == expected


def test_half_of_the_words_is_a_match_and_less_is_none() -> None:
    marked = [Marked("x", "Governing Law", ("one two three four",))]
    found = measure_contracts(marked, {"x": contract(governing_law="one two")})["Governing Law"]
    assert (found["matched"], found["missed"], found["wrong"], found["f1"]) == (1, 0, 0, 1.0)
    found = measure_contracts(marked, {"x": contract(governing_law="one five")})["Governing Law"]
    assert (found["matched"], found["missed"], found["wrong"], found["f1"]) == (0, 1, 1, 0.0)


def test_what_is_found_where_nothing_is_marked_counts_twice() -> None:
    marked = [Marked("x", "Renewal Term", ()), Marked("y", "Renewal Term", ())]
    read = {"x": contract(renewal="It renews.").model_copy(update={"renewal": Renewal(tacit=True)}), "y": None}
    found = measure_contracts(marked, read)["all"]
    assert (found["wrong"], found["false_found"]["numerator"], found["false_found"]["denominator"]) == (1, 1, 2)
    assert [each.wrong for each in differences(marked, read)] == [("It renews.",)]


def test_parties_are_names_and_roles() -> None:
    read = contract(parties__1="Alpha", parties__1__role="Buyer", parties__1__siren="999120454", title="T")
    assert spans_of(read, "Parties") == ["Alpha", "Buyer"]


def test_only_a_notice_at_the_term_and_a_renewal_that_happens_count() -> None:
    read = contract(notice="n", renewal="r")
    anytime = read.model_copy(update={"notice": Notice(span=YEAR, before="any_time"), "renewal": Renewal(tacit=False)})
    assert [spans_of(anytime, name) for name in ("Notice Period To Terminate Renewal", "Renewal Term")] == [[], []]
    at_term = read.model_copy(update={"notice": Notice(span=YEAR), "renewal": Renewal(tacit=False, span=YEAR)})
    assert [spans_of(at_term, name) for name in ("Notice Period To Terminate Renewal", "Renewal Term")] == [
        ["n"],
        ["r"],
    ]


def test_a_half_is_for_good() -> None:
    assert [half_of(name) for name in ("a.txt", "b.txt", "c.txt", "d.txt")] == ["odd", "odd", "even", "even"]


def test_unreadable_clauses_are_named(tmp_path: Path) -> None:
    (tmp_path / "clauses.jsonl").write_text('{"file": "x"}\n', encoding="utf-8")
    with pytest.raises(RequestError, match="cannot be read as clauses"):
        load_marked(tmp_path / "clauses.jsonl")


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    quotes = {
        "Document Name": ["SUPPLY AGREEMENT"],
        "Parties": ["Alpha Ltd", "Supplier", "Beta Inc.", "Buyer"],
        "Agreement Date": ["14 April 2023"],
        "Governing Law": ["This Agreement is governed by the laws of the State of Ohio."],
        "Anti-Assignment": ["not measured"],
    }
    for name in ("c.txt", "a.txt"):
        (tmp_path / name).write_text(AGREEMENT, encoding="utf-8")
    rows = [
        {"file": name, "category": category, "quotes": quotes.get(category, [])}
        for name in ("c.txt", "a.txt")
        for category in (*CATEGORIES, "Anti-Assignment")
    ]
    (tmp_path / "clauses.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    arguments = ["contracts", str(tmp_path / "clauses.jsonl"), "--documents", str(tmp_path), "--json"]
    monkeypatch.setattr(sys, "argv", ["rag-eval", *arguments, "--differing", str(tmp_path / "differing.jsonl")])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code in (0, None)
    shown = json.loads(capsys.readouterr().out)
    assert (shown["contracts"], shown["read"]) == (2, 2)
    assert set(shown["found"]) == {"even", "odd", "all"}
    found = shown["found"]["all"]["all"]
    assert (found["f1"], found["matched"], found["false_found"]["numerator"]) == (1.0, 14, 0)
    assert (tmp_path / "differing.jsonl").read_text(encoding="utf-8") == ""
