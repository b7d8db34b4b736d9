"""Makes the 200 labelled answers about the samples: `python -m eval.judges.making`. The same answers every time.

Of each kind (numbers, dates, quotes, refusals) 18 are made by variation (:mod:`eval.judges.variations`) and 32 were
written by hand, in ``written_answers.jsonl``. Half of those are held out: they were written before any judge was tried,
and no rule may be mended for their sake. Each answer comes with the passage that proves it and the one of all others
that shares most words with its question; an unanswerable question comes with the two that do.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from eval.judges.variations import (
    Varied,
    altered_quote,
    changed_date,
    changed_number,
    framed_answer,
    others_number,
    refusals,
    same_date,
    same_number,
    same_quote,
    stitched_quote,
    whole_date,
    whole_number,
)
from eval.suites.labelled import Labelled, Span, Verdict, write_labelled
from eval.suites.suite import Question, load_suite
from eval.verdicts.judging import CitedText, holds_gold
from ingest.parsing.limits import Limits
from ingest.reading import read_document
from rag.language import content_words

SET = Path(__file__).parents[1] / "suites" / "labelled_samples.jsonl"
HELD_OUT = "samples: by hand, held out"
"""The source of answers by which no rule was mended."""
BY_HAND = "samples: by hand"
VARIED = "samples: variation"

_FOLDER = Path(__file__).parent
_SAMPLES = Path(__file__).parents[2] / "samples"
_LIMITS = Limits(max_pages=50, max_chars=1_000_000, ocr=False)
_SEED = 41
_STEM = 5
_LEAST_QUOTE = 10
"""Words that a quotation needs so that it can be shortened, broken and stitched."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """The passages of the documents that the questions are about: file, page, text."""

    passages: tuple[CitedText, ...]

    def given(self, question: Question) -> list[str]:
        """The passages for a question: what proves it first, then the one that shares most words with it."""
        wanted = _stems(question.question)
        proving = [one for one in self.passages if any(holds_gold(one, gold) for gold in question.gold[:1])][:1]
        others = sorted(
            (one for one in self.passages if one not in proving),
            key=lambda one: (-len(wanted & _stems(one.text)), len(one.text)),
        )
        return [one.text for one in (*proving, *others)][:2]


def make_labelled(samples: Path = _SAMPLES) -> list[Labelled]:
    """The labelled answers, from a folder of the sample documents."""
    suite = load_suite("samples").questions
    own = load_suite(str(_FOLDER / "written_questions.jsonl")).questions
    questions = {question.id: question for question in (*suite, *own)}
    corpus = _read(samples, {gold.file for question in questions.values() for gold in question.gold})
    given = {name: corpus.given(question) for name, question in questions.items()}
    made = [*_written(questions, given), *_varied(list(questions.values()), given)]
    made.sort(key=lambda one: one.id)
    # Mixed, so that the first few are of all kinds.
    Random(_SEED).shuffle(made)  # noqa: S311
    return made


def _read(folder: Path, files: set[str]) -> Corpus:
    passages = []
    for file in sorted(files):
        path = folder / file
        reading = read_document(path.read_bytes(), filename=path.name, limits=_LIMITS, document_id=file, version_id="1")
        passages += [CitedText(path.name, one.page, one.text) for one in reading.passages]
    return Corpus(tuple(passages))


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in content_words(text)}


def _written(questions: dict[str, Question], given: dict[str, list[str]]) -> Iterator[Labelled]:
    lines = (_FOLDER / "written_answers.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines:
        row: dict[str, Any] = json.loads(line)
        question = questions[row["about"]]
        source = HELD_OUT if row["half"] == "held out" else BY_HAND
        varied = Varied(row["answer"], row.get("wrong", ""))
        yield _labelled(question, given[question.id], row["kind"], row["verdict"], varied, source)


def _varied(questions: list[Question], given: dict[str, list[str]]) -> Iterator[Labelled]:
    rng = Random(_SEED)  # noqa: S311
    for language, supported in (("fr", 5), ("en", 4)):
        own = [question for question in questions if question.language == language]
        rng.shuffle(own)
        counts: tuple[tuple[Verdict, int], ...] = (("supported", supported), ("hallucinated", 9 - supported))
        for verdict, count in counts:
            right = verdict == "supported"
            for kind, make in (("number", _number), ("date", _date), ("quote", _quote)):
                yield from _first(count, own, given, kind, verdict, _maker(make, own, right, rng))
        yield from _refusals(own, given, language, supported, rng)


Maker = Callable[[Question, list[str], int], Varied | None]


def _maker(make: Callable[..., Varied | None], own: list[Question], right: bool, rng: Random) -> Maker:
    return lambda question, passages, number: make(question, passages, own, number, right, rng)


def _first(
    count: int,
    questions: list[Question],
    given: dict[str, list[str]],
    kind: str,
    verdict: Verdict,
    make: Maker,
) -> Iterator[Labelled]:
    """The first ``count`` answers that can be made, the questions taken in turn, no answer twice."""
    seen: set[tuple[str, str]] = set()
    for question in itertools.cycle(questions):
        if len(seen) == count:
            return
        varied = make(question, given[question.id], len(seen))
        if varied is not None and (question.id, varied.answer) not in seen:
            seen.add((question.id, varied.answer))
            yield _labelled(question, given[question.id], kind, verdict, varied, VARIED)


def _number(
    question: Question, passages: list[str], own: list[Question], number: int, right: bool, rng: Random
) -> Varied | None:
    value = whole_number(question.accept[0]) if len(question.accept) == 1 else None
    if value is None:
        return None
    if right:
        return same_number(value, question.accept[0], question.language, rng)
    if number % 2:
        return others_number(value, passages, question.language, rng)
    return changed_number(value, question.language, rng)


def _date(
    question: Question, passages: list[str], own: list[Question], number: int, right: bool, rng: Random
) -> Varied | None:
    day = whole_date(question.accept[0]) if len(question.accept) == 1 else None
    if day is None:
        return None
    return (same_date if right else changed_date)(day, question.accept[0], question.language, rng)


def _quote(
    question: Question, passages: list[str], own: list[Question], number: int, right: bool, rng: Random
) -> Varied | None:
    quotes = [gold.quote for one in own if one is not question for gold in one.gold]
    if not question.gold or len(question.gold[0].quote.split()) < _LEAST_QUOTE:
        return None
    quote = " ".join(question.gold[0].quote.split())
    if right:
        return same_quote(quote, question.language, rng, number)
    long = [other for other in quotes if len(other.split()) >= _LEAST_QUOTE]
    if number % 2:
        return stitched_quote(quote, rng.choice(long), question.language, rng)
    return altered_quote(quote, quotes, question.language, rng)


def _refusals(
    own: list[Question], given: dict[str, list[str]], language: str, supported: int, rng: Random
) -> Iterator[Labelled]:
    wordings = rng.sample(refusals(language), 9 - supported)
    for wording, question in zip(wordings, [one for one in own if not one.answerable], strict=False):
        yield _labelled(question, given[question.id], "refusal", "refusal", Varied(wording), VARIED)
    answerable = [one for one in own if one.answerable and one.answer]
    for number, question in enumerate(answerable[:supported]):
        varied = framed_answer(question.answer or "", language, number)
        yield _labelled(question, given[question.id], "refusal", "supported", varied, VARIED)


def _labelled(
    question: Question, passages: Sequence[str], kind: str, verdict: Verdict, varied: Varied, source: str
) -> Labelled:
    spans = []
    if varied.wrong:
        start = varied.answer.rindex(varied.wrong)
        spans = [Span(start=start, end=start + len(varied.wrong), text=varied.wrong, kind="made")]
    digest = hashlib.sha256(f"{question.id}\0{varied.answer}".encode()).hexdigest()[:8]
    return Labelled(
        id=f"{kind}-{question.id}-{digest}",
        language=question.language,
        question=question.question,
        passages=list(passages),
        answer=varied.answer,
        hallucinated=spans,
        verdict=verdict,
        kind=kind,
        source=source,
        # A quotation is right when its words stand there, whatever it says.
        accept=[] if kind == "quote" else question.accept,
    )


if __name__ == "__main__":
    write_labelled(SET, make_labelled())
