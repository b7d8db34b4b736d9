"""SQuAD 1.1 and 2.0, the form of FQuAD and PIAF (French): paragraphs, questions, and the words that answer them.

Rajpurkar et al., "SQuAD", EMNLP 2016, and "Know What You Don't Know", ACL 2018; d'Hoffschmidt et al., "FQuAD: French
Question Answering Dataset", Findings of EMNLP 2020; Heinrich et al., "FQuAD2.0", LREC 2022. A file is ``{"version",
"data": [{"title", "paragraphs": [{"context", "qas": [{"id", "question", "answers": [{"text", "answer_start"}],
"is_impossible"}]}]}]}``.

Each paragraph becomes a file. The questions were written beside their paragraph and often name nothing, so the article
is put in front ("À propos de « Lyon » : …"). That a question is unanswerable was judged by its paragraph alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from eval.loaders.source import FileNames, Foreign, Imported, Source, as_record, places, read_json, wrong
from eval.suites.suite import Gold, Question
from eval.verdicts.judging import is_correct, squeezed
from rag.language import detect_language, sentences

_REMEDY = 'Give a file in the form of SQuAD: {"data": [{"title": "…", "paragraphs": [{"context": "…", "qas": […]}]}]}'
_Language = Literal["fr", "en"]


class Answer(Foreign):
    """Words of the paragraph, and where they begin in it."""

    text: str
    answer_start: int


class Qa(Foreign):
    """A question with its answers, none where ``is_impossible``."""

    id: str
    question: str
    answers: list[Answer] = Field([])
    is_impossible: bool = False


class _Paragraph(Foreign):
    context: str
    qas: list[Qa]


class _Article(Foreign):
    title: str = ""
    paragraphs: list[_Paragraph]


class _File(Foreign):
    data: list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the text that it was asked of: the article's title, a name for the text as a file, and where the
    question stands in the set."""

    qa: Qa
    title: str
    filename: str
    context: str
    file: Path
    where: str


def asked_of(source: Source, title_is_name: bool = False) -> Iterator[Asked]:
    """All questions of files in this form. A text's file is called by its article and its number in it, or by the
    article alone where every article is one text (``title_is_name``).

    Raises:
        RequestError: a file is not of this form, or the words of an answer are not in their text.
    """
    names = FileNames()
    for file in source.files:
        content = as_record(_File, read_json(file, _REMEDY), file, "", _REMEDY)
        for number, value in enumerate(content.data):
            article = as_record(_Article, value, file, f"data[{number}]", _REMEDY)
            title = " ".join(article.title.replace("_", " ").split()) or f"{file.stem} {number + 1}"
            for place, paragraph in enumerate(article.paragraphs, 1):
                name = names.name(article.title if title_is_name else f"{title} {place:03d}")
                for qa in paragraph.qas:
                    asked = Asked(qa, title, name, paragraph.context, file, f"question {qa.id!r}")
                    _check(asked)
                    yield asked


def _check(asked: Asked) -> None:
    if asked.qa.is_impossible:
        return
    if not asked.qa.answers:
        raise wrong(asked.file, asked.where, "it has no answer and is not marked is_impossible", _REMEDY)
    for answer in asked.qa.answers:
        end = answer.answer_start + len(answer.text)
        if answer.answer_start < 0 or not answer.text or asked.context[answer.answer_start : end] != answer.text:
            raise wrong(
                asked.file,
                asked.where,
                f"{answer.text!r} does not stand at character {answer.answer_start} of its text",
                "Take the file as it was published: its texts must not be changed.",
            )


def load(source: Source) -> Imported:
    """The questions of files of FQuAD, PIAF, SQuAD or the like, French or English, with their paragraphs as files.

    Raises:
        RequestError: a file is not of this form, its language neither French nor English, or words are not in place.
    """
    imported = Imported()
    found = list(asked_of(source))
    language = _language(found)
    for asked in source.drawn(found):
        values = _values(asked.qa)
        gold = _gold(asked)
        if not asked.qa.is_impossible and not gold:
            imported.left_out["its words are too few to be told from other places"] += 1
            continue
        imported.documents[asked.filename] = asked.context
        imported.questions.append(
            Question(
                id=asked.qa.id,
                language=language,
                question=_named(asked, language),
                answerable=not asked.qa.is_impossible,
                answer=None if asked.qa.is_impossible else asked.qa.answers[0].text,
                accept=values[0] if values else [],
                alternatives=values[1:],
                gold=gold,
                tags=["squad", "unanswerable by its paragraph" if asked.qa.is_impossible else "span"],
                place_only=not asked.qa.is_impossible and not values,
                extra={"file": asked.filename},
            )
        )
    return imported


def _named(asked: Asked, language: _Language) -> str:
    question = asked.qa.question.strip()
    return f"À propos de « {asked.title} » : {question}" if language == "fr" else f"About {asked.title}: {question}"


def _values(qa: Qa) -> list[list[str]]:
    """The answers that can be judged by their words, the shortest first, each once."""
    texts = {squeezed(answer.text): " ".join(answer.text.split()) for answer in reversed(qa.answers)}
    return (
        [[text] for text in sorted(texts.values(), key=len) if is_correct(text, [text])] if not qa.is_impossible else []
    )


def _gold(asked: Asked) -> list[Gold]:
    """The sentences in which the answers stand: an answer alone ("1995") stands in too many places."""
    if asked.qa.is_impossible:
        return []
    spans = sentences(asked.context)
    quotes = [
        asked.context[start:end]
        for answer in asked.qa.answers
        for start, end in spans
        if start < answer.answer_start + len(answer.text) and answer.answer_start < end
    ]
    return [place for quote in dict.fromkeys(quotes) for place in places(asked.filename, quote)]


def _language(found: list[Asked]) -> _Language:
    """The language of most of the texts, by fifty of them."""
    known = Counter(detect_language(asked.context) for asked in found[:: max(1, len(found) // 50)])
    most = known.most_common(1)[0][0] if known else "en"
    if most not in ("fr", "en"):
        raise wrong(found[0].file, "", "its texts are neither French nor English", "Other languages are not asked in.")
    return "fr" if most == "fr" else "en"
