"""Holds a suite against itself and against its documents: which of its places are not there as they are parsed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypedDict

from eval.drafting.reading import ReadFile, read_folder
from eval.suites.suite import Gold, Question
from eval.verdicts.judging import CitedText, holds_gold, is_correct, squeezed
from rag.settings import IngestSettings


class Problem(TypedDict):
    """What is wrong with a question, or with one of its places (``file`` and ``page`` are None for the question's own
    sake); ``why`` is a sentence in English."""

    id: str
    file: str | None
    page: int | None
    quote: str | None
    why: str


def own_problems(questions: Sequence[Question]) -> list[Problem]:
    """The questions whose own answer would be judged wrong: it does not state what they accept."""
    return [
        Problem(id=question.id, file=None, page=None, quote=None, why="The answer does not state what accept holds.")
        for question in questions
        if question.accept and question.answer and not is_correct(question.answer, question.accept)
    ]


def missing_places(
    questions: Sequence[Question],
    folder: Path,
    settings: IngestSettings,
    on_file: Callable[[], object] = lambda: None,
) -> list[Problem]:
    """The places that no passage of the documents holds, by the rule that runs are measured by
    (:func:`eval.verdicts.judging.holds_gold`), each with the reason.

    Raises:
        RequestError: there is no such folder.
        ParserStartError: the parser process does not start.
    """
    wanted = {gold.filename for question in questions for gold in question.gold}
    read: dict[str, list[ReadFile]] = {}
    for file in read_folder(folder, settings, wanted, on_file) if wanted else ():
        if file.filename in wanted:
            read.setdefault(file.filename, []).append(file)
    return [
        Problem(id=question.id, file=gold.file, page=gold.page, quote=gold.quote or None, why=why)
        for question in questions
        for gold in question.gold
        if (why := why_missing(gold, read.get(gold.filename, []))) is not None
    ]


def why_missing(gold: Gold, files: Sequence[ReadFile]) -> str | None:
    """Why a place is not found in the files of its name; None where it is."""
    if not files:
        return "There is no file of this name."
    if all(file.problem for file in files):
        return f"The file cannot be read: {files[0].problem}"
    passages = [passage for file in files for passage in file.passages]
    if any(holds_gold(CitedText(gold.filename, passage.page, passage.text), gold) for passage in passages):
        return None
    if not gold.quote:
        return "There is no text on this page."
    pages = sorted({passage.page for passage in passages if squeezed(gold.quote) in squeezed(passage.text)})
    if pages:
        return f"The words stand on page {', '.join(map(str, pages))}, not on this one."
    if any(squeezed(gold.quote) in squeezed("".join(one.text for one in file.passages)) for file in files):
        return "The words stand across passages, none of which holds half of them: give fewer."
    return "The words do not stand in the file, as it is parsed."
