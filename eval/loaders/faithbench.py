"""FaithBench: summaries by ten models that detectors disagreed on, with the words that people found unfaithful.

Bao et al., "FaithBench: A Diverse Hallucination Benchmark for Summarization by Modern LLMs", NAACL 2025. A file
``batch_N.json`` is ``{"samples": [{"sample_id", "source", "summary", "annotations": [{"label": ["Unwanted", …],
"summary_span", "summary_start", "summary_end"}], "metadata": {"summarizer"}}]}``; the older files
``batch_N_annotation.json`` are that list alone.

A sample counts by its worst label, as in the set's own ``binarize.py``: ``Unwanted`` is hallucinated, none is
supported. ``Benign`` and ``Questionable`` alone leave no verdict: people do not call them a fault, or do not agree.
"""

from __future__ import annotations

from pydantic import Field

from eval.loaders.source import Foreign, Imported, Source, as_record, read_json
from eval.suites.labelled import Labelled, Span, Verdict

_REMEDY = (
    'Give the files data_for_release/batch_N.json of FaithBench: {"samples": [{"sample_id": 0, "source": "…", …}]}'
)
_QUESTION = "Summarize the passage."
_WORST = "Unwanted"


class _Annotation(Foreign):
    label: list[str]
    summary_span: str
    summary_start: int
    summary_end: int


class _Metadata(Foreign):
    summarizer: str = ""


class _Sample(Foreign):
    sample_id: int
    source: str
    summary: str
    annotations: list[_Annotation] = Field([])
    metadata: _Metadata = _Metadata()


class _Batch(Foreign):
    samples: list[dict[str, object]]


def load(source: Source) -> Imported:
    """The summaries as labelled answers, in English.

    Raises:
        RequestError: a file is not FaithBench's.
    """
    imported = Imported()
    found: list[tuple[str, _Sample]] = []
    for file in source.files:
        content = read_json(file, _REMEDY)
        batch = as_record(_Batch, {"samples": content} if isinstance(content, list) else content, file, "", _REMEDY)
        for number, value in enumerate(batch.samples):
            sample = as_record(_Sample, value, file, f"samples[{number}]", _REMEDY)
            found.append((f"faithbench-{file.stem}-{sample.sample_id}", sample))
    for name, sample in source.drawn(found):
        bad = [annotation for annotation in sample.annotations if _is_unwanted(annotation)]
        spans = {
            (one.summary_start, one.summary_end): Span(
                start=one.summary_start, end=one.summary_end, text=one.summary_span, kind=max(one.label, key=len)
            )
            for one in bad
            if one.summary_start >= 0 and one.summary_span == sample.summary[one.summary_start : one.summary_end] != ""
        }
        misplaced = sum((one.summary_start, one.summary_end) not in spans for one in bad)
        if misplaced:
            imported.left_out["a mark (not its summary): its words are not where it says"] += misplaced
        imported.labelled.append(
            Labelled(
                id=name,
                language="en",
                question=_QUESTION,
                passages=[sample.source],
                answer=sample.summary,
                hallucinated=[spans[place] for place in sorted(spans)],
                verdict=_verdict(sample),
                kind="summary",
                source=f"FaithBench, {sample.metadata.summarizer or 'model not named'}",
            )
        )
    return imported


def _is_unwanted(annotation: _Annotation) -> bool:
    return any(label.startswith(_WORST) for label in annotation.label)


def _verdict(sample: _Sample) -> Verdict | None:
    if any(map(_is_unwanted, sample.annotations)):
        return "hallucinated"
    return None if sample.annotations else "supported"
