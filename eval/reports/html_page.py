"""Runs as one HTML page: nothing else is needed to read it, and nothing is loaded from anywhere.

Whatever a question, a document or a model wrote is put into trees as text (:mod:`eval.reports.elements`), and the page
itself forbids all but its own style sheet: an instruction hidden in a document stays words.
"""

from __future__ import annotations

import base64
import hashlib
import statistics
from collections.abc import Sequence
from typing import cast

from eval.metrics import Figures, Metrics, Rate, figures, measure
from eval.reports.cost import Prices
from eval.reports.costs import cost_rows
from eval.reports.elements import Element, el, page, quoted
from eval.reports.html_questions import legend, question_list, system_mark
from eval.reports.plots import ranks_plot, rates_plot, seconds_plot
from eval.reports.style import STYLE
from eval.reports.system_runs import SystemRun, by_suite, labels
from eval.reports.texts import HOW_TO_READ, LANGUAGES, limits
from eval.runs.recording import RETRIEVED
from eval.systems.names import SOURCIER
from eval.tables import HEADLINE, ROWS, Measured, in_words, measured, other_rows

_NONE = figures([])


def html_page(shown: Sequence[SystemRun], prices: Prices | None = None) -> str:
    """The page: for each suite the headline, plots, every figure, costs, and all questions, the worst first."""
    names = labels(shown)
    label_of = {id(each): name for each, name in zip(shown, names, strict=True)}
    sections = [
        _section(number, group, [label_of[id(each)] for each in group], prices)
        for number, group in enumerate(by_suite(shown), 1)
    ]
    suites = ", ".join(dict.fromkeys(each.run.info.suite for each in shown))
    begun = [f"{each.run.info.started:%Y-%m-%d}" for each in shown]
    days = (min(begun), max(begun))
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=_policy()),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="referrer", content="no-referrer"),
        el("title", f"Quality: {suites}"),
        el("style", STYLE),
    )
    body = el(
        "body",
        el(
            "header",
            el("h1", "Quality of answers"),
            el("p", f"Written by rag-eval report, of runs begun on {' to '.join(dict.fromkeys(days))}.", class_="soft"),
        ),
        el("main", *sections),
        el("footer", el("h2", "How to read this"), *(el("p", line, class_="soft") for line in HOW_TO_READ)),
    )
    return page(el("html", head, body, lang="en"))


def _policy() -> str:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _section(number: int, group: Sequence[SystemRun], names: Sequence[str], prices: Prices | None) -> Element:
    info = group[0].run.info
    each_measured = [measure(each.records) for each in group]
    languages = sorted({language for each in each_measured for language in each["by_language"]}, reverse=True)
    columns = [each["overall"] for each in each_measured]
    sets = [
        (LANGUAGES.get(name, name), [each["by_language"].get(name, _NONE) for each in each_measured])
        for name in languages
    ]
    return el(
        "section",
        el("h2", quoted(info.suite)),
        el("p", _what_was_asked(group), class_="soft"),
        _headline(names, columns, group),
        el("h3", "At a glance"),
        legend(names),
        _plots(number, group, columns, sets),
        el("h3", "Every figure"),
        _figures_table("All questions", names, columns),
        *(_figures_table(f"Questions in {name}", names, found) for name, found in sets),
        _tags_table(group, names, each_measured),
        el("h3", "What an answer costs"),
        _cost_table(group, names, prices),
        el("h3", "Questions, the worst first"),
        question_list(number, group, names),
        el("h3", "How it was made"),
        _runs_table(group, names),
        *(el("p", line, class_="soft") for line in limits(group)),
    )


def _what_was_asked(group: Sequence[SystemRun]) -> str:
    info = group[0].run.info
    most = max(group, key=lambda each: len(each.records)).records
    answerable = sum(record.answerable for record in most)
    states = ", ".join(f"{count} {state}" for state, count in sorted(info.document_states.items())) or "unknown"
    return (
        f"{len(most)} of {info.suite_questions} questions: {answerable} that the documents answer,"
        f" {len(most) - answerable} that they do not. Documents: {states}; {info.passages} passages."
        f" Suite SHA-256 {info.suite_sha256[:16]}…"
    )


def _headline(names: Sequence[str], columns: Sequence[Figures], group: Sequence[SystemRun]) -> Element:
    titles = [*(title for _, title in HEADLINE), "seconds, median"]
    rows = []
    for place, (name, found, each) in enumerate(zip(names, columns, group, strict=True)):
        cells = [_cell(measured(found, rate), title) for rate, title in HEADLINE]
        median = statistics.median(record.seconds for record in each.records)
        cells.append(el("td", el("span", f"{median:.1f}", class_="value"), data_label=titles[-1]))
        rows.append(el("tr", el("th", system_mark(place), " ", quoted(name), scope="row"), *cells))
    return _table(["", *titles], rows)


def _cell(found: Measured, title: str) -> Element:
    shown = in_words(found)
    if shown is None:
        return el("td", el("span", "–", class_="value"), data_label=title)
    return el(
        "td",
        el(
            "span",
            el("span", shown.value, class_="value"),
            " ",
            el("span", f"{shown.interval} {shown.counts}", class_="within"),
        ),
        data_label=title,
    )


def _plots(
    number: int,
    group: Sequence[SystemRun],
    columns: Sequence[Figures],
    sets: Sequence[tuple[str, Sequence[Figures]]],
) -> Element:
    most, spoken = "The rates that matter most", "By language"
    long, soon = "How long answers take", "How soon the proof is found"
    rates = [(text, [_rate(each, name) for each in columns]) for name, text in HEADLINE]
    by_language = [
        (f"{language}: {text}", [_rate(each, name) for each in found])
        for name, text in (HEADLINE[0], HEADLINE[-1])
        for language, found in sets
    ]
    seconds = [[record.seconds for record in each.records] for each in group]
    drawn = [
        (most, rates_plot(most, rates, f"p{number}a-")),
        (spoken, rates_plot(spoken, by_language, f"p{number}b-")),
        (long, seconds_plot(long, seconds, f"p{number}c-")),
    ]
    if any(found := [_found_by_rank(each) for each in group]):
        drawn.append((soon, ranks_plot(soon, found, f"p{number}d-")))
    return el("div", *(el("figure", el("figcaption", title), plot) for title, plot in drawn), class_="plots")


def _rate(figures: Figures, name: str) -> Rate:
    return cast(Rate, measured(figures, name))


def _found_by_rank(each: SystemRun) -> list[float]:
    """The share of answerable questions with a proof among the first 1, 2, … passages; empty without any."""
    asked = [record for record in each.records if record.answerable]
    if not any(record.proving_ranks for record in asked):
        return []
    ranks = [record.gold_rank for record in asked if record.gold_rank is not None]
    return [sum(rank <= most for rank in ranks) / len(asked) for most in range(1, RETRIEVED + 1)]


def _figures_table(title: str, names: Sequence[str], columns: Sequence[Figures]) -> Element:
    rows = [el("tr", el("th", row.title, scope="row"), *(
        _cell(measured(found, row.name), name) for name, found in zip(names, columns, strict=True)
    )) for row in ROWS]  # fmt: skip
    for cells in zip(*(other_rows(each) for each in columns), strict=True):
        rows.append(
            el(
                "tr",
                el("th", cells[0][0], scope="row"),
                *(el("td", el("span", value), data_label=name) for name, (_, value) in zip(names, cells, strict=True)),
            )
        )
    counts = f"{columns[0]['answerable']} + {columns[0]['unanswerable']} questions"
    return el("details", el("summary", f"{title} ({counts})"), _table(["", *names], rows))


def _tags_table(group: Sequence[SystemRun], names: Sequence[str], each_measured: Sequence[Metrics]) -> Element | None:
    """By tag, of Sourcier only, or of all where it is not among them: more would not fit."""
    chosen = [place for place, each in enumerate(group) if each.system == SOURCIER] or list(range(len(group)))
    tags = sorted({tag for place in chosen for tag in each_measured[place]["by_tag"]})
    if not tags:
        return None
    picked = (HEADLINE[0], HEADLINE[-1])
    titles = [f"{names[place]}: {title}" for place in chosen for _, title in picked]
    rows = []
    for tag in tags:
        found = [
            measured(each_measured[place]["by_tag"].get(tag, _NONE), name) for place in chosen for name, _ in picked
        ]
        cells = [_cell(rate, title) for rate, title in zip(found, titles, strict=True)]
        rows.append(el("tr", el("th", quoted(tag), scope="row"), *cells))
    return el("details", el("summary", f"By tag ({len(tags)})"), _table(["", *titles], rows))


def _cost_table(group: Sequence[SystemRun], names: Sequence[str], prices: Prices | None) -> Element:
    headings, rows = cost_rows(group, names, prices)
    return _table(
        headings,
        [
            el(
                "tr",
                el("th", quoted(cells[0]), scope="row"),
                *(
                    el("td", el("span", cell, class_="value"), data_label=title)
                    for title, cell in zip(headings[1:], cells[1:], strict=True)
                ),
            )
            for cells in rows
        ],
    )


def _runs_table(group: Sequence[SystemRun], names: Sequence[str]) -> Element:
    titles = ["begun", "machine", "versions", "settings"]
    rows = []
    for name, each in zip(names, group, strict=True):
        info = each.run.info
        values = [
            f"{info.started:%Y-%m-%d %H:%M} UTC",
            f"{info.machine}, {info.cores} cores",
            f"{', '.join(f'{package} {version}' for package, version in info.versions.items())}; code {info.code[:12]}",
            ", ".join(f"{key} {value}" for key, value in info.settings.items() if value is not None),
        ]
        cells = [el("td", el("span", value), data_label=title) for title, value in zip(titles, values, strict=True)]
        rows.append(el("tr", el("th", quoted(name), scope="row"), *cells))
    return el("details", el("summary", "Runs, machines, versions"), _table(["run", *titles], rows))


def _table(headings: Sequence[str], rows: Sequence[Element]) -> Element:
    head = el("thead", el("tr", *(el("th", quoted(heading), scope="col") for heading in headings)))
    return el("div", el("table", head, el("tbody", *rows), class_="stack"), class_="scroll")
