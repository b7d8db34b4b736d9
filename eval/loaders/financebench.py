"""FinanceBench: questions about American companies' reports, with the pages that answer them.

Islam et al., "FinanceBench: A New Benchmark for Financial Question Answering", arXiv:2311.11944 (2023). Files:
``financebench_open_source.jsonl`` (``financebench_id``, ``question``, ``answer``, ``doc_name``, ``evidence``:
``[{"evidence_page_num", "doc_name"}]``, pages counted from 0) and ``financebench_document_information.jsonl``
(``doc_name``, ``doc_type``, …), which only adds the kind of report to the tags. The reports are PDF of their own.

The place is the whole page: the words of the evidence are another program's reading of a table. An answer that is a
figure and nothing else must be stated; of others only the page is known.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import AliasChoices, Field

from eval.loaders.source import Foreign, Imported, Source, as_record, json_lines
from eval.suites.suite import Gold, Question
from rag.language import find_numbers

_REMEDY = "Give financebench_open_source.jsonl, and financebench_document_information.jsonl beside it if you like."
_MOST_BESIDE = 12
"""Letters beside the figure that an answer may have and still be a figure: ``$8.70 billion``."""


class _Evidence(Foreign):
    page: int = Field(validation_alias="evidence_page_num", ge=0)
    document: str | None = Field(None, validation_alias=AliasChoices("evidence_doc_name", "doc_name"))


class _Item(Foreign):
    financebench_id: str
    question: str
    answer: str
    doc_name: str
    question_type: str = ""
    company: str = ""
    evidence: list[_Evidence] = Field(min_length=1)


class _Report(Foreign):
    doc_name: str
    doc_type: str = ""


def load(source: Source) -> Imported:
    """The questions, in English. With the folder of the reports, those whose reports are not there are left out.

    Raises:
        RequestError: a file is not FinanceBench's.
    """
    imported = Imported()
    items: list[_Item] = []
    kinds: dict[str, str] = {}
    for file in source.files:
        for where, value in json_lines(file, _REMEDY):
            if isinstance(value, dict) and "financebench_id" not in value and "doc_type" in value:
                report = as_record(_Report, value, file, where, _REMEDY)
                kinds[report.doc_name] = report.doc_type
            else:
                items.append(as_record(_Item, value, file, where, _REMEDY))
    there = [item for item in items if source.documents is None or _all_there(item, source.documents)]
    if len(there) < len(items):
        imported.left_out["its report is not in --documents"] = len(items) - len(there)
    for item in source.drawn(there):
        figure = _is_figure(item.answer)
        imported.questions.append(
            Question(
                id=item.financebench_id,
                language="en",
                question=item.question,
                answerable=True,
                answer=item.answer,
                accept=[item.answer.strip()] if figure else [],
                gold=[Gold(file=file, page=page) for file, page in dict.fromkeys(_pages(item))],
                tags=["financebench", *filter(None, [item.question_type, kinds.get(item.doc_name, "")])],
                place_only=not figure,
                extra={"company": item.company},
            )
        )
    return imported


def _pages(item: _Item) -> list[tuple[str, int]]:
    return [(f"{one.document or item.doc_name}.pdf", one.page + 1) for one in item.evidence]


def _all_there(item: _Item, folder: Path) -> bool:
    return all((folder / Path(file).name).is_file() for file, _ in _pages(item))


def _is_figure(answer: str) -> bool:
    numbers = find_numbers(answer)
    if len(numbers) != 1:
        return False
    beside = answer[: numbers[0].start] + answer[numbers[0].end :]
    return sum(char.isalpha() for char in beside) <= _MOST_BESIDE and len(beside.split()) <= 2
