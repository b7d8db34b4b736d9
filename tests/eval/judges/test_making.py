"""The labelled answers about the samples: what they are made of, and that they can be made again."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from eval.judges.making import BY_HAND, HELD_OUT, SET, VARIED, make_labelled
from eval.judges.rules import stands_in
from eval.judges.variations import (
    altered_quote,
    changed_date,
    changed_number,
    others_number,
    same_date,
    same_number,
    same_quote,
    stitched_quote,
    whole_date,
    whole_number,
)
from eval.suites.labelled import read_labelled, write_labelled
from rag.language import unproved_values


def test_they_are_made_the_same_again(tmp_path) -> None:  # type: ignore[no-untyped-def]
    write_labelled(tmp_path / "again.jsonl", make_labelled())
    assert (tmp_path / "again.jsonl").read_bytes() == SET.read_bytes()


def test_they_are_balanced() -> None:
    answers = read_labelled("labelled_samples").answers
    assert len(answers) == 200
    assert Counter(answer.source for answer in answers) == {VARIED: 72, BY_HAND: 64, HELD_OUT: 64}
    assert Counter(answer.language for answer in answers) == {"fr": 100, "en": 100}
    for kind in ("number", "date", "quote", "refusal"):
        own = [answer for answer in answers if answer.kind == kind]
        right = sum(answer.verdict == ("refusal" if kind == "refusal" else "supported") for answer in own)
        assert (len(own), right) == (50, 25)
        assert Counter(answer.language for answer in own) == {"fr": 25, "en": 25}
    # The first few are of all kinds: a judge may be tried on them.
    assert len({answer.kind for answer in answers[:12]}) == 4


def test_every_right_value_and_quote_is_held_by_its_passages() -> None:
    for answer in read_labelled("labelled_samples").answers:
        assert len(answer.passages) == 2
        if answer.verdict == "supported":
            assert all(not unproved_values(value, "\n".join(answer.passages)) for value in answer.accept), answer.id
        for span in answer.hallucinated:
            assert answer.answer[span.start : span.end] == span.text


@pytest.mark.parametrize("seed", range(20))
def test_variations_of_values(seed: int) -> None:
    rng = Random(seed)
    number, day = whole_number("15 600,00 €"), whole_date("31 mars 2026")
    assert number is not None and day is not None
    for language in ("fr", "en"):
        assert not unproved_values("15 600,00 €", same_number(number, "15 600,00 €", language, rng).answer)
        wrong = changed_number(number, language, rng)
        assert unproved_values("15 600,00 €", wrong.answer) and wrong.wrong in wrong.answer
        assert not unproved_values("31 mars 2026", same_date(day, "31 mars 2026", language, rng).answer)
        assert unproved_values("31 mars 2026", changed_date(day, "31 mars 2026", language, rng).answer)
    other = others_number(number, ["porté de 14 400,00 € à 15 600,00 €, soit 3 %"], "fr", rng)
    assert other is not None and other.wrong == "14 400,00 €"
    assert others_number(number, ["15 600,00 € et 3 %"], "fr", rng) is None


def test_only_whole_values_are_varied() -> None:
    assert whole_number("48 tonnes") is None
    assert whole_number("six mois") is not None
    assert whole_date("août 2022") is None
    assert whole_date("14/11/2024") is not None


@pytest.mark.parametrize("way", range(4))
def test_variations_of_quotes(way: int) -> None:
    rng = Random(way)
    quote = "Le Preneur verse à la signature un dépôt de garantie de 23 100,00 €, égal à trois mois de loyer"
    other = "La livraison intervient huit semaines après la commande"
    assert stands_in(same_quote(quote, "fr", rng, way).answer.split("«")[1].split("»")[0], [quote, other])
    for wrong in (altered_quote(quote, [other], "fr", rng), stitched_quote(quote, other, "fr", rng)):
        assert not stands_in(wrong.answer.split("«")[1].split("»")[0], [quote, other])
