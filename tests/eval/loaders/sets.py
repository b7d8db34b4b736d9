"""Small made-up files in the published form of each set."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

LEASE = (
    "LEASE AGREEMENT\n\nThe tenant pays a yearly rent of EUR 12,000.00, in advance.\n\n"
    "This Agreement is governed by the laws of France.\n"
)
RENT = "The tenant pays a yearly rent of EUR 12,000.00, in advance."
LAW = "This Agreement is governed by the laws of France."
LYON = (
    "Lyon est une commune française. Elle compte 520 774 habitants en 2022. La ville est située au confluent du Rhône."
)


def write_json(path: Path, value: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def write_lines(path: Path, values: Iterable[Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values), encoding="utf-8")
    return path


def legalbench_rag(folder: Path, **snippet: Any) -> Path:
    (folder / "corpus" / "cuad").mkdir(parents=True)
    (folder / "corpus" / "cuad" / "lease.txt").write_text(LEASE)
    start = LEASE.index(RENT)
    one = {"file_path": "cuad/lease.txt", "span": [start, start + len(RENT)], "answer": RENT} | snippet
    tests = [{"query": "Consider the lease; what is the rent?", "snippets": [one], "tags": ["cuad"], "dataset": "x"}]
    return write_json(folder / "cuad.json", {"tests": tests})


def squad(folder: Path, context: str, qas: list[dict[str, Any]], title: str = "Lyon") -> Path:
    data = [{"title": title, "paragraphs": [{"context": context, "qas": qas}]}]
    return write_json(folder / "set.json", {"version": "2.0", "data": data})


def qa(context: str, *words: str, id: str = "q1", question: str = "?") -> dict[str, Any]:
    answers = [{"text": text, "answer_start": context.index(text)} for text in words]
    return {"id": id, "question": question, "answers": answers, "is_impossible": not words}


def cuad(folder: Path) -> Path:
    asked = (
        'Highlight the parts (if any) of this contract related to "{}" that should be reviewed by a lawyer. Details: {}'
    )
    return squad(
        folder,
        LEASE,
        [
            qa(LEASE, LAW, id="lease__law", question=asked.format("Governing Law", "Which country's law governs it?")),
            qa(LEASE, "LEASE", id="lease__name", question=asked.format("Document Name", "The name of the contract")),
            qa(LEASE, RENT, id="lease__rent", question=asked.format("Rent", "The rent that is paid")),
            qa(LEASE, id="lease__cap", question=asked.format("Cap On Liability", "Is there a cap on liability?")),
        ],
        title="ACME/LEASE AGREEMENT",
    )


def contractnli(folder: Path) -> Path:
    text = "The Recipient shall not copy the Information. The Recipient may keep one copy for its archives."
    first = text.index(" The Recipient may") + 1
    return write_json(
        folder / "dev.json",
        {
            "documents": [
                {
                    "id": 7,
                    "file_name": "x.pdf",
                    "text": text,
                    "spans": [[0, first - 1], [first, len(text)]],
                    "annotation_sets": [
                        {
                            "annotations": {
                                "nda-1": {"choice": "Contradiction", "spans": [0]},
                                "nda-2": {"choice": "Entailment", "spans": [1]},
                                "nda-3": {"choice": "NotMentioned", "spans": []},
                                "nda-4": {"choice": "Entailment", "spans": []},
                            }
                        }
                    ],
                }
            ],
            "labels": {
                "nda-1": {"hypothesis": "Receiving Party may copy the Information."},
                "nda-2": {"hypothesis": "Receiving Party may keep a copy."},
                "nda-3": {"hypothesis": "Receiving Party shall not solicit employees."},
                "nda-4": {"hypothesis": "Receiving Party shall return the Information."},
            },
        },
    )


def ragtruth(folder: Path, **response: Any) -> tuple[Path, Path]:
    passages = "passage 1:The rent is EUR 12,000.\n\npassage 2:It is due in January.\n\n"
    infos = [
        {
            "source_id": "s1",
            "task_type": "QA",
            "source": "MARCO",
            "source_info": {"question": "what is the rent", "passages": passages},
            "prompt": f"Briefly answer the following question:\nwhat is the rent\n{passages}output:",
        },
        {
            "source_id": "s2",
            "task_type": "Summary",
            "source": "CNN/DM",
            "source_info": "Lyon is a town.",
            "prompt": "Summarize the following news within 9 words:\nLyon is a town.\noutput:",
        },
        {
            "source_id": "s3",
            "task_type": "Data2txt",
            "source": "Yelp",
            "source_info": {"name": "Chez Nous", "stars": 4.0},
            "prompt": "Instruction:\nWrite an overview. Structured data:\n{'name': 'Chez Nous'}\nOverview:",
        },
    ]
    plain = {"model": "m-7b", "temperature": 0.7, "labels": [], "split": "test", "quality": "good"}
    label = {
        "start": 15,
        "end": 21,
        "text": "13,000",
        "label_type": "Evident Conflict",
        "meta": "x",
        "due_to_null": False,
    }
    responses = [
        plain | {"id": "1", "source_id": "s1", "response": "The rent is EUR 13,000.", "labels": [label]},
        plain | {"id": "2", "source_id": "s1", "response": "Unable to answer based on given passages."},
        plain | {"id": "3", "source_id": "s2", "response": "Lyon is a town."},
        plain | {"id": "4", "source_id": "s3", "response": "Chez Nous has", "quality": "truncated"},
        plain | {"id": "5", "source_id": "s3", "response": "Nothing is known.", "quality": "incorrect_refusal"},
        plain | {"id": "6", "source_id": "s1", "response": "It is 13,000.", "labels": [label]} | response,
    ]
    label["start"], label["end"] = 16, 22
    return write_lines(folder / "response.jsonl", responses), write_lines(folder / "source_info.jsonl", infos)


def faithbench(folder: Path) -> Path:
    def annotation(span: str, start: int, *labels: str) -> dict[str, Any]:
        place = {"summary_span": span, "summary_start": start, "summary_end": start + len(span)}
        return {"annot_id": 1, "annotator_id": "a", "annotator_name": "b", "note": "n", "label": list(labels)} | place

    metadata = {"summarizer": "m/7b", "hhemv1": 0.9, "gpt_4o": 1, "raw_sample_id": 15}
    base = {"source": "The film cost 160 million.", "summary": " The film had a production cost.", "metadata": metadata}
    samples = [
        base | {"sample_id": 0, "annotations": [annotation("production", 16, "Unwanted", "Unwanted.Intrinsic")] * 2},
        base | {"sample_id": 1, "annotations": []},
        base | {"sample_id": 2, "annotations": [annotation("production", 16, "Benign")]},
        base | {"sample_id": 3, "annotations": [annotation("production", 3, "Unwanted")]},
    ]
    return write_json(folder / "batch_1.json", {"samples": samples})


def financebench(folder: Path) -> tuple[Path, Path]:
    def item(id: str, doc: str, question: str, answer: str, *pages: int) -> dict[str, Any]:
        evidence = [
            {"evidence_text": "t", "doc_name": doc, "evidence_page_num": page, "evidence_text_full_page": "t"}
            for page in pages
        ]
        known = {"company": "3M", "question_type": "metrics-generated", "question_reasoning": "x", "justification": "x"}
        return {
            "financebench_id": id,
            "doc_name": doc,
            "question": question,
            "answer": answer,
            "evidence": evidence,
        } | known

    items = [
        item("f1", "3M_2018_10K", "What is the capital expenditure?", "$1577.00", 59),
        item(
            "f2", "3M_2022_10K", "Is it capital-intensive?", "No, it manages its assets well: 5.1% and 20%.", 47, 49, 47
        ),
    ]
    reports = [{"doc_name": "3M_2018_10K", "doc_type": "10k", "doc_period": 2018, "doc_link": "https://example.org/x"}]
    return write_lines(folder / "questions.jsonl", items), write_lines(folder / "reports.jsonl", reports)


def kilt(folder: Path) -> tuple[Path, Path]:
    def provenance(**place: Any) -> dict[str, Any]:
        return {"wikipedia_id": "101", "title": "Lyon", "section": "Abstract", "bleu_score": 1.0, "meta": {}} | place

    paragraph = {"start_paragraph_id": 1, "start_character": 0, "end_paragraph_id": 1, "end_character": 41}
    items = [
        {
            "id": "a",
            "input": "how many people live in Lyon",
            "output": [
                {"answer": "520,774", "provenance": [provenance(**paragraph)]},
                {"answer": "half a million", "meta": {"score": 1}},
            ],
            "meta": {},
        },
        {"id": "b", "input": "Lyon is a river.", "output": [{"answer": "REFUTES", "provenance": [provenance()]}]},
        {"id": "c", "input": "no answer is given", "output": []},
        {
            "id": "d",
            "input": "who",
            "output": [{"answer": "me", "provenance": [provenance(wikipedia_id="9", title="Q")]}],
        },
    ]
    page = {
        "wikipedia_title": "Lyon",
        "wikipedia_id": 101,
        "text": ["Lyon", "In the town of Lyon live 520,774 people. It lies on the Rhône.", "Section::::History."],
        "anchors": [],
        "categories": "",
    }
    other = {"wikipedia_title": "Paris", "wikipedia_id": 102, "text": ["Paris"]}
    return write_lines(folder / "nq-dev-kilt.jsonl", items), write_lines(folder / "knowledge.json", [other, page])
