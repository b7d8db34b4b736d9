"""Writes runs side by side as a Markdown page (``docs/quality.md``)."""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics import Figures, Metrics, figures, measure
from eval.records import Record
from eval.reports.cost import Prices
from eval.reports.costs import cost_rows
from eval.reports.markdown import plain, table
from eval.reports.summary import summary
from eval.reports.system_runs import SystemRun, by_suite, labels
from eval.reports.texts import HOW_TO_READ, LANGUAGES, limits
from eval.reports.verdicts import reasons
from eval.runs.run import Run
from eval.systems.names import SOURCIER
from eval.tables import ROWS, measured, other_rows, rate_text

_PER_TAG = ("right, right source", "answered though unanswerable")


def quality_page(shown: Sequence[SystemRun], prices: Prices | None = None) -> str:
    """The whole page: the short table, how it was made, what the figures mean and where they end, then for each suite
    its figures, what answers cost, and the questions that Sourcier failed."""
    names = [plain(name) for name in labels(shown)]
    label_of = {id(each): name for each, name in zip(shown, names, strict=True)}
    parts = [
        "# Quality\n\nWritten by `rag-eval report`; do not edit it by hand.",
        summary(shown).rstrip(),
        _how(shown, label_of),
        _meanings(),
        "## Limits\n\n" + "\n".join(f"- {line}" for line in HOW_TO_READ),
    ]
    for group in by_suite(shown):
        parts += _suite(group, [label_of[id(each)] for each in group], prices)
    return "\n\n".join(parts) + "\n"


def _suite(group: Sequence[SystemRun], names: Sequence[str], prices: Prices | None) -> list[str]:
    info = group[0].run.info
    each_measured = [measure(each.records) for each in group]
    languages = sorted({language for each in each_measured for language in each["by_language"]}, reverse=True)
    empty = figures([])
    headings, rows = cost_rows(group, names, prices)
    return [
        f"## Suite {plain(info.suite)}\n\nSHA-256 `{info.suite_sha256}`.",
        *(["\n".join(f"- {line}" for line in limits(group))] if limits(group) else []),
        _section("All questions", names, [each["overall"] for each in each_measured]),
        *(
            _section(
                f"Questions in {LANGUAGES.get(language, language)}",
                names,
                [each["by_language"].get(language) or empty for each in each_measured],
            )
            for language in languages
        ),
        _by_tag(group, names, each_measured),
        "### What an answer costs\n\n" + table([plain(heading) for heading in headings], rows),
        *(_failures(name, each.records) for name, each in zip(names, group, strict=True) if each.system == SOURCIER),
    ]


def _how(shown: Sequence[SystemRun], label_of: dict[int, str]) -> str:
    runs = {str(each.run.folder): each.run for each in shown}
    commands, rows = [], []
    for number, (folder, run) in enumerate(runs.items(), 1):
        info = run.info
        systems = [each for each in shown if str(each.run.folder) == folder]
        asked = max(len(each.records) for each in systems)
        commands.append(_command(run, systems, asked, f"RUN{number}"))
        states = ", ".join(f"{count} {state}" for state, count in sorted(info.document_states.items()))
        versions = ", ".join(f"{name} {version}" for name, version in info.versions.items())
        rows.append(
            [
                "; ".join(label_of[id(each)] for each in systems),
                f"{asked} of {info.suite_questions}",
                f"{states}; {info.passages} passages",
                f"{info.started:%Y-%m-%d %H:%M} UTC",
                f"{plain(info.machine)}, {info.cores} cores",
                f"{plain(versions)}; embedder {plain(str(info.settings.get('embedder')))}; code {info.code[:12]}",
            ]
        )
    names = " ".join(f"RUN{number}" for number in range(1, len(runs) + 1))
    block = "\n".join([*commands, f"rag-eval report {names} --out docs/quality.md"])
    made = table(["run", "questions", "documents", "begun", "machine", "versions"], rows)
    return (
        f"## How it was made\n\n```\n{block}\n```\n\n{made}\n\n"
        "Search, the check of claims, figures, invoices and contracts are measured by commands of their own: "
        "[measures.md](measures.md)."
    )


def _command(run: Run, systems: Sequence[SystemRun], asked: int, name: str) -> str:
    info = run.info
    words = ["rag-eval run", info.suite, "--model", info.model or "none"]
    for each in systems:
        if each.system != SOURCIER:
            words += ["--baseline", each.system.replace(" ", "-")]
    if asked < info.suite_questions:
        words += ["--limit", str(asked)]
    if info.documents is not None and info.suite != "samples":
        words += ["--documents", "DIR"]
    return " ".join([*words, "--out", name])


def _meanings() -> str:
    rows = [[row.title, row.meaning, row.better] for row in ROWS]
    rows += [
        ["claims withheld, by reason", "claims that the model wrote and the check kept back, number", "–"],
        ["claims shown per answer, mean", "over the questions to which something was shown", "–"],
        ["seconds per question", "from question to complete answer, one question at a time", "lower"],
    ]
    return (
        "## What each figure means\n\n"
        "A rate reads `share [low, high] (cases/of)`, a mean from 0 to 1 `mean [low, high] (cases)`, each with its 95 %"
        " interval. The cases that a rate is a share of are those its meaning begins with. Definitions and sources:"
        " [metrics.md](metrics.md).\n\n" + table(["figure", "meaning", "better"], rows)
    )


def _section(title: str, names: Sequence[str], columns: Sequence[Figures]) -> str:
    rows = [
        [
            "questions: answerable + unanswerable",
            *(f"{each['answerable']} + {each['unanswerable']}" for each in columns),
        ]
    ]
    rows += [[row.title, *(rate_text(measured(each, row.name)) for each in columns)] for row in ROWS]
    for cells in zip(*(other_rows(each) for each in columns), strict=True):
        rows.append([cells[0][0], *(value for _, value in cells)])
    return f"### {title}\n\n" + table(["", *names], rows)


def _by_tag(group: Sequence[SystemRun], all_names: Sequence[str], every: Sequence[Metrics]) -> str:
    """Of Sourcier only, or of all where it is not among them: more columns would not be read."""
    chosen = [place for place, each in enumerate(group) if each.system == SOURCIER] or range(len(group))
    names, each_measured = [all_names[place] for place in chosen], [every[place] for place in chosen]
    tags = sorted({tag for each in each_measured for tag in each["by_tag"]})
    rows = []
    for tag in tags:
        columns = [each["by_tag"].get(tag) or figures([]) for each in each_measured]
        cells = [(rate_text(each["correct_and_cited"]), rate_text(each["hallucinated"])) for each in columns]
        rows.append([plain(tag), *(cell for pair in cells for cell in pair)])
    headings = [f"{name}: {what}" for name in names for what in _PER_TAG]
    return "### By tag\n\n" + table(["tag", *headings], rows)


def _failures(label: str, records: Sequence[Record]) -> str:
    lines = []
    for record in records:
        faults = [plain(reason) for reason in reasons(record)]
        if not faults:
            continue
        lines.append(f"- **{plain(record.id)}** {plain(record.question)} — {'; '.join(faults)}")
        lines.append(f"    - expected: {plain(record.expected or 'no answer')}")
        pages = {citation.n: f"{citation.filename}, p. {citation.page}" for citation in record.citations}
        for claim in record.claims:
            places = "; ".join(pages[number] for number in claim.citations)
            lines.append(f"    - shown: {plain(claim.text)} ({plain(places)})")
        for kept in record.withheld:
            lines.append(f"    - withheld, {kept.reason}: {plain(kept.text)}")
    return f"### Failed questions: {label}\n\n" + ("\n".join(lines) or "None.")
