"""KILT: questions and claims about Wikipedia, with the pages and paragraphs that answer them.

Petroni et al., "KILT: a Benchmark for Knowledge Intensive Language Tasks", NAACL 2021. A line of a task's file is
``{"id", "input", "output": [{"answer", "provenance": [{"wikipedia_id", "title", "start_paragraph_id",
"start_character", "end_paragraph_id", "end_character"}]}]}``; one of the knowledge source is ``{"wikipedia_id",
"wikipedia_title", "text": [paragraphs]}``. With the knowledge source, or a part of it, among the files, the pages
become files and the paragraphs places; without it the places are whole pages, to be laid in as ``TITLE.txt``.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from eval.contractnli import Stance
from eval.loaders.source import FileNames, Foreign, Imported, Source, as_record, json_lines, places
from eval.suites.suite import Gold, Question
from eval.verdicts.judging import is_correct

_REMEDY = 'Give a task\'s file of KILT, one {"id": "…", "input": "…", "output": [{"answer": "…"}]} a line.'
_CLAIMS: dict[str, Stance] = {"SUPPORTS": "yes", "REFUTES": "no"}


class _Provenance(Foreign):
    wikipedia_id: str | int
    title: str = ""
    start_paragraph_id: int | None = None
    start_character: int | None = None
    end_paragraph_id: int | None = None
    end_character: int | None = None


class _Output(Foreign):
    answer: str | None = None
    provenance: list[_Provenance] = Field([])


class _Item(Foreign):
    id: str | int
    input: str
    output: list[_Output] = Field([])

    @property
    def answers(self) -> list[str]:
        return list(dict.fromkeys(one.answer.strip() for one in self.output if one.answer and one.answer.strip()))

    @property
    def provenance(self) -> list[_Provenance]:
        return [place for one in self.output for place in one.provenance]


class _Page(Foreign):
    wikipedia_id: str | int
    wikipedia_title: str
    text: list[str]


def load(source: Source) -> Imported:
    """The questions of task files, in English. Those without an answer or a page (the test files, and some others) are
    left out; a claim of FEVER becomes a question of yes or no.

    Raises:
        RequestError: a file is not KILT's.
    """
    imported = Imported()
    knowledge = {file for file in source.files if _is_knowledge(file)}
    items: list[tuple[str, _Item]] = []
    for file in source.files:
        if file in knowledge:
            continue
        for where, value in json_lines(file, _REMEDY):
            item = as_record(_Item, value, file, where, _REMEDY)
            if item.answers and item.provenance:
                items.append((file.stem, item))
            else:
                imported.left_out["it has no answer, or no page that proves it"] += 1
    drawn = source.drawn(items)
    wanted = {str(place.wikipedia_id) for _, item in drawn for place in item.provenance}
    pages = _pages(source, knowledge, wanted)
    names = FileNames()
    files: dict[str, str] = {}
    for task, item in drawn:
        gold: list[Gold] = []
        for place in item.provenance:
            number = str(place.wikipedia_id)
            page = pages.get(number)
            if page is None and knowledge:
                continue
            if number not in files:
                files[number] = names.name(page.wikipedia_title if page else place.title or number)
            if page is not None:
                imported.documents[files[number]] = "\n\n".join(part.strip() for part in page.text)
            gold += _gold(place, files[number], page)
        if gold:
            imported.questions.append(_question(task, item, list(dict.fromkeys(gold))))
        else:
            imported.left_out["its page is not in the knowledge source that was given"] += 1
    return imported


def _is_knowledge(file: Path) -> bool:
    first = next(json_lines(file, _REMEDY), ("", None))[1]
    return isinstance(first, dict) and "wikipedia_title" in first


def _pages(source: Source, knowledge: set[Path], wanted: set[str]) -> dict[str, _Page]:
    found = {}
    for file in source.files:
        for where, value in json_lines(file, _REMEDY) if file in knowledge else ():
            # 5.9 million pages: only those that are asked about become records.
            if isinstance(value, dict) and str(value.get("wikipedia_id")) in wanted:
                page = as_record(_Page, value, file, where, _REMEDY)
                found[str(page.wikipedia_id)] = page
    return found


def _gold(place: _Provenance, name: str, page: _Page | None) -> list[Gold]:
    first, last = place.start_paragraph_id, place.end_paragraph_id
    whole = [Gold(file=name, page=1)]
    if page is None or first is None or not 0 <= first < len(page.text):
        return whole
    last = first if last is None else min(max(first, last), len(page.text) - 1)
    parts = page.text[first : last + 1]
    # characters count only where they cut something off; whole paragraphs are given as 0 to their length, or not at all
    if place.end_character is not None and 0 < place.end_character <= len(parts[-1]):
        parts[-1] = parts[-1][: place.end_character]
    if place.start_character is not None and 0 < place.start_character < len(parts[0]):
        parts[0] = parts[0][place.start_character :]
    return [found for part in parts for found in places(name, part)] or whole


def _question(task: str, item: _Item, gold: list[Gold]) -> Question:
    says = _CLAIMS.get(item.answers[0]) if len(item.answers) == 1 else None
    values = [] if says else [[answer] for answer in item.answers if is_correct(answer, [answer])]
    text = " ".join(item.input.split())
    return Question(
        id=f"{task}-{item.id}",
        language="en",
        question=f"Is it true that {text.rstrip('.')}?" if says else text,
        answerable=True,
        answer=f"{says.capitalize()}." if says else item.answers[0],
        accept=values[0] if values else [],
        alternatives=values[1:],
        gold=gold,
        tags=["kilt", task],
        says=says,
        place_only=not says and not values,
    )
