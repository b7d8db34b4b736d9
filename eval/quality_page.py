"""Writes runs side by side as a Markdown page (``docs/quality.md``)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from eval.metrics import Figures, Metrics, figures, measure
from eval.records import Record
from eval.runs import Run
from eval.tables import RATES, other_rows, rate_text
from rag.errors import RequestError

_LANGUAGES = {"fr": "French", "en": "English"}
_MARKDOWN = re.compile(r"([\\`*_\[\]|#~])")
_MOST_SHOWN = 300
_PER_TAG = ("right, right source", "answered though unanswerable")


def quality_page(runs: Sequence[Run]) -> str:
    """The whole page: how it was made, what the figures mean, their limits, the figures, the failed questions.

    Raises:
        RequestError: the runs are of different suites, or one has no records.
    """
    if len({run.info.suite_sha256 for run in runs}) > 1:
        raise RequestError("These runs are of different suites.", "Report the runs of one suite at a time.")
    records = [run.records() for run in runs]
    for run, found in zip(runs, records, strict=True):
        if not found:
            raise RequestError(f"{run.folder} holds no records yet.", "Finish it with: rag-eval run")
    labels = _labels(runs)
    measured = [measure(found) for found in records]
    languages = sorted({language for each in measured for language in each["by_language"]}, reverse=True)
    parts = [
        "# Quality\n\nWritten by `rag-eval report`; do not edit it by hand.",
        _how(runs, records, labels),
        _meanings(),
        _limits(runs, records),
        _section("All questions", labels, [each["overall"] for each in measured]),
        *(
            _section(
                f"Questions in {_LANGUAGES[language]}",
                labels,
                [each["by_language"].get(language) or figures([]) for each in measured],
            )
            for language in languages
        ),
        _by_tag(labels, measured),
        *(_failures(label, found) for label, found in zip(labels, records, strict=True)),
    ]
    return "\n\n".join(parts) + "\n"


def _labels(runs: Sequence[Run]) -> list[str]:
    plain = [run.info.label for run in runs]
    return [
        _text(label if plain.count(label) == 1 else f"{label} ({run.folder.name})")
        for label, run in zip(plain, runs, strict=True)
    ]


def _how(runs: Sequence[Run], records: Sequence[list[Record]], labels: Sequence[str]) -> str:
    commands = []
    rows = []
    for number, (run, found, label) in enumerate(zip(runs, records, labels, strict=True), 1):
        info = run.info
        limit = f" --limit {len(found)}" if len(found) < info.suite_questions else ""
        documents = "" if info.documents is None or info.suite == "samples" else " --documents DIR"
        commands.append(f"rag-eval run {info.suite} --model {info.model or 'none'}{limit}{documents} --out RUN{number}")
        states = ", ".join(f"{count} {state}" for state, count in sorted(info.document_states.items()))
        versions = ", ".join(f"{name} {version}" for name, version in info.versions.items())
        rows.append(
            [
                label,
                f"{len(found)} of {info.suite_questions}",
                f"{states}; {info.passages} passages",
                f"{info.started:%Y-%m-%d %H:%M} UTC",
                f"{info.machine}, {info.cores} cores",
                f"{versions}; embedder {info.settings['embedder']}; code {info.code[:12]}",
            ]
        )
    names = " ".join(f"RUN{number}" for number in range(1, len(runs) + 1))
    block = "\n".join([*commands, f"rag-eval report {names} --out docs/quality.md"])
    table = _table(["run", "questions", "documents", "begun", "machine", "versions"], rows)
    info = runs[0].info
    return (
        f"## How it was made\n\n```\n{block}\n```\n\n{table}\n\n"
        f"Suite `{_text(info.suite)}`, SHA-256 `{info.suite_sha256}`. Answers are judged by rules, none by a model."
    )


def _meanings() -> str:
    rows = [[row.title, row.meaning, row.better] for row in RATES]
    rows += [
        ["claims withheld, by reason", "claims that the model wrote and the check kept back, number", "–"],
        ["claims shown per answer, mean", "over the questions to which something was shown", "–"],
        ["seconds per question", "from question to complete answer, one question at a time", "lower"],
    ]
    return (
        "## What each figure means\n\n"
        "A rate reads `share [low, high] (cases/of)`: the interval is Wilson's, 95 %. The cases that a rate is a share"
        " of are those its meaning begins with.\n\n" + _table(["figure", "meaning", "better"], rows)
    )


def _limits(runs: Sequence[Run], records: Sequence[list[Record]]) -> str:
    info = runs[0].info
    lines = []
    if info.suite == "samples":
        lines.append(
            f"- {info.suite_questions} questions made by the makers of the product on their own sample documents,"
            " which are few, short and clean. They compare one release with the next; they do not foretell how well"
            " your documents are answered: write a suite of your own for that."
        )
    lines += [
        "- Few questions give wide intervals: two rates whose intervals overlap may be the same.",
        "- The rule that finds an answer right compares the values it states with those expected. It sees neither a"
        " negation nor that two values are given where one is asked; an answer in other words counts as wrong.",
        "- An answer of several sentences states more values: read the first rates beside the number of claims.",
        "- A claim is called unproved for its numbers, dates and identifiers only, not for its other words.",
        "- Seconds are those of one machine, with one question at a time.",
    ]
    if any(len(found) < info.suite_questions for found in records):
        lines.append("- Not every run here asked every question: see the table above.")
    return "## Limits\n\n" + "\n".join(lines)


def _section(title: str, labels: Sequence[str], columns: Sequence[Figures]) -> str:
    rows = [
        [
            "questions: answerable + unanswerable",
            *(f"{each['answerable']} + {each['unanswerable']}" for each in columns),
        ]
    ]
    rows += [[row.title, *(rate_text(each[row.name]) for each in columns)] for row in RATES]
    for cells in zip(*(other_rows(each) for each in columns), strict=True):
        rows.append([cells[0][0], *(value for _, value in cells)])
    return f"## {title}\n\n" + _table(["", *labels], rows)


def _by_tag(labels: Sequence[str], measured: Sequence[Metrics]) -> str:
    tags = sorted({tag for each in measured for tag in each["by_tag"]})
    rows = []
    for tag in tags:
        columns = [each["by_tag"].get(tag) or figures([]) for each in measured]
        cells = [(rate_text(each["correct_and_cited"]), rate_text(each["hallucinated"])) for each in columns]
        rows.append([_text(tag), *(cell for pair in cells for cell in pair)])
    headings = [f"{label}: {what}" for label in labels for what in _PER_TAG]
    return "## By tag\n\n" + _table(["tag", *headings], rows)


def _failures(label: str, records: Sequence[Record]) -> str:
    lines = []
    for record in records:
        reasons = _reasons(record)
        if not reasons:
            continue
        lines.append(f"- **{_text(record.id)}** {_text(record.question)} — {'; '.join(reasons)}")
        lines.append(f"    - expected: {_text(record.expected or 'no answer')}")
        pages = {citation.n: f"{citation.filename}, p. {citation.page}" for citation in record.citations}
        for claim in record.claims:
            places = "; ".join(pages[number] for number in claim.citations)
            lines.append(f"    - shown: {_text(claim.text)} ({_text(places)})")
        for kept in record.withheld:
            lines.append(f"    - withheld, {kept.reason}: {_text(kept.text)}")
    return f"## Failed questions: {label}\n\n" + ("\n".join(lines) or "None.")


def _reasons(record: Record) -> list[str]:
    reasons = []
    if not record.answerable:
        reasons += ["answered though the documents do not say"] if record.answered else []
    elif not record.answered:
        reasons.append("refused")
    else:
        if not record.correct:
            reasons.append("wrong answer")
        if not record.gold_cited:
            reasons.append("wrong source")
    if record.answerable and reasons:
        if record.gold_stored is False:
            reasons.append("no passage of the store holds the proof")
        elif record.gold_rank is None:
            reasons.append("proof not among the first 16 passages")
        else:
            reasons.append(f"proof was passage {record.gold_rank}")
    unproved = [value for claim in record.claims for value in claim.unproved]
    if unproved:
        reasons.append(f"unproved: {_text(', '.join(unproved))}")
    if record.note and reasons:
        reasons.append(f"model failed ({record.note})")
    return reasons


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _text(text: str) -> str:
    """Text of documents and models as plain words in Markdown: one line, no markup, not endless."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    if len(line) > _MOST_SHOWN:
        line = line[: _MOST_SHOWN - 1] + "…"
    return _MARKDOWN.sub(r"\\\1", line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
