"""RAGTruth: answers of six models with the words in them that their passages do not prove, marked by people.

Niu et al., "RAGTruth: A Hallucination Corpus for Developing Trustworthy Retrieval-Augmented Language Models", ACL 2024.
Two files: ``response.jsonl`` (``id``, ``source_id``, ``model``, ``labels``, ``quality``, ``response``) and
``source_info.jsonl`` (``source_id``, ``task_type``, ``source``, ``source_info``, ``prompt``).
"""

from __future__ import annotations

import json
import re
from typing import Any

from eval.loaders.source import Foreign, Imported, Source, as_record, json_lines, wrong
from eval.suites.labelled import Labelled, Span, Verdict

_REMEDY = "Give both files of RAGTruth as they were published: response.jsonl and source_info.jsonl."
_PASSAGE = re.compile(r"(?:\A|\n)\s*passage [0-9]{1,3}:")
_CANNOT = "unable to answer based on given passages"


class _Label(Foreign):
    start: int
    end: int
    text: str
    label_type: str


class _Response(Foreign):
    id: str
    source_id: str
    model: str
    labels: list[_Label]
    quality: str
    response: str


class _Info(Foreign):
    source_id: str
    task_type: str
    source_info: str | dict[str, Any]
    prompt: str = ""


def load(source: Source) -> Imported:
    """The answers as labelled answers. Those that were cut off are left out; a refusal of a question that the passages
    answer (``incorrect_refusal``) is a refusal.

    Raises:
        RequestError: a file is not RAGTruth's, or one of the two is missing.
    """
    responses, infos = [], {}
    for file in source.files:
        for where, value in json_lines(file, _REMEDY):
            if isinstance(value, dict) and "source_info" in value:
                info = as_record(_Info, value, file, where, _REMEDY)
                infos[info.source_id] = info
            else:
                responses.append((file, where, as_record(_Response, value, file, where, _REMEDY)))
    imported = Imported()
    whole = [item for item in responses if item[2].quality != "truncated"]
    if len(whole) < len(responses):
        imported.left_out["the answer was cut off"] = len(responses) - len(whole)
    for file, where, response in source.drawn(whole):
        if response.source_id not in infos:
            raise wrong(file, where, f"there is no source_info of source_id {response.source_id!r}", _REMEDY)
        info = infos[response.source_id]
        spans = _spans(response)
        if len(spans) < len(response.labels):
            imported.left_out["a mark (not its answer): its words are not where it says, or were marked before"] += len(
                response.labels
            ) - len(spans)
        imported.labelled.append(
            Labelled(
                id=f"ragtruth-{response.id}",
                language="en",
                question=_question(info),
                passages=_passages(info),
                answer=response.response,
                hallucinated=spans,
                verdict=_verdict(response),
                kind=info.task_type,
                source=f"RAGTruth, {response.model}",
            )
        )
    return imported


def _verdict(response: _Response) -> Verdict:
    if response.labels:
        return "hallucinated"
    refused = response.quality == "incorrect_refusal" or _CANNOT in response.response.lower()
    return "refusal" if refused else "supported"


def _spans(response: _Response) -> list[Span]:
    found = {
        (label.start, label.end): Span(start=label.start, end=label.end, text=label.text, kind=label.label_type)
        for label in response.labels
        if 0 <= label.start < label.end and response.response[label.start : label.end] == label.text
    }
    return [found[place] for place in sorted(found)]


def _question(info: _Info) -> str:
    """The question, or what the model was told to do, without the text that it was told to do it with."""
    if isinstance(info.source_info, dict):
        asked = info.source_info.get("question")
        return asked if isinstance(asked, str) else info.prompt.partition("Structured data:")[0].strip()
    return info.prompt.partition(info.source_info)[0].strip() if info.source_info else ""


def _passages(info: _Info) -> list[str]:
    if isinstance(info.source_info, str):
        return [info.source_info]
    passages = info.source_info.get("passages")
    if isinstance(passages, str):
        return [part.strip() for part in _PASSAGE.split(passages) if part.strip()]
    return [json.dumps(info.source_info, ensure_ascii=False)]
