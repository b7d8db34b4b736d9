"""Every question of a suite with what each system made of it, to be opened one by one and filtered without a script."""

from __future__ import annotations

from collections.abc import Sequence

from eval.records import Record, ShownCitation
from eval.reports.elements import Element, el, quoted
from eval.reports.plots import COLOURS, MARKS
from eval.reports.system_runs import SystemRun
from eval.reports.texts import LANGUAGES
from eval.reports.verdicts import INVENTED, reasons, verdict

_Answers = list[tuple[int, Record]]
"""What was observed at one question, each with the place (from 0) of its system among those shown."""


def question_list(number: int, group: Sequence[SystemRun], names: Sequence[str]) -> Element:
    """The questions that the first system did worst come first, of those the ones that the others did worst."""
    asked: dict[str, _Answers] = {}
    for place, each in enumerate(group):
        for record in each.records:
            asked.setdefault(record.id, []).append((place, record))
    ordered = sorted(asked.values(), key=_badness, reverse=True)
    languages = sorted({record.language for answers in ordered for _, record in answers}, reverse=True)
    shown = [
        ("all", "all"),
        ("fault", "any fault"),
        ("first", f"fault of {names[0]}"),
        ("invented", INVENTED.word),
    ]
    spoken = [("any", "any"), *((each, LANGUAGES.get(each, each)) for each in languages)]
    return el(
        "div",
        _choice(f"show{number}", "Show", shown),
        _choice(f"language{number}", "Language", spoken) if len(languages) > 1 else None,
        legend(names),
        *(_question(answers, names) for answers in ordered),
        class_="list",
    )


def system_mark(place: int) -> Element:
    """The mark by which the plots show the system at this place (from 0), in its colour."""
    return el("span", MARKS[place % len(MARKS)], class_=f"s{place % len(COLOURS)}", aria_hidden="true")


def legend(names: Sequence[str]) -> Element:
    """Whose mark is whose."""
    items = (el("li", system_mark(place), " ", quoted(name)) for place, name in enumerate(names))
    return el("ul", *items, class_="legend")


def _badness(answers: _Answers) -> tuple[int, int]:
    first = sum(verdict(record).badness for place, record in answers if place == 0)
    return first, sum(verdict(record).badness for _, record in answers)


def _choice(name: str, title: str, options: Sequence[tuple[str, str]]) -> Element:
    boxes = [
        el(
            "label",
            el("input", type="radio", name=name, class_=f"f-{value}", checked="checked" if not place else None),
            " ",
            quoted(text),
        )
        for place, (value, text) in enumerate(options)
    ]
    return el("fieldset", el("legend", title), *boxes)


def _question(answers: _Answers, names: Sequence[str]) -> Element:
    asked = answers[0][1]
    verdicts = [(place, verdict(record)) for place, record in answers]
    marks = [
        "question",
        f"l-{asked.language}",
        *(["fault"] if any(found.badness for _, found in verdicts) else []),
        *(["first"] if any(found.badness for place, found in verdicts if place == 0) else []),
        *(["has-invented"] if INVENTED in [found for _, found in verdicts] else []),
    ]
    chips = [
        el("span", system_mark(place), " ", found.word, class_=f"chip {found.name}", title=names[place])
        for place, found in verdicts
    ]
    wanted = quoted(asked.expected, asked.language) if asked.expected else "no answer, the documents do not say"
    return el(
        "details",
        el(
            "summary",
            el("strong", quoted(asked.id)),
            " ",
            quoted(asked.question, asked.language),
            el("span", *chips, class_="chips"),
        ),
        el("p", "Expected: ", wanted),
        el("p", "Tags: ", quoted(", ".join(asked.tags)), class_="soft") if asked.tags else None,
        *(_answer(place, names[place], record) for place, record in answers),
        class_=" ".join(marks),
    )


def _answer(place: int, name: str, record: Record) -> Element:
    found = verdict(record)
    # the first reason of a fault is the verdict again
    why = reasons(record)[1:] if found.badness else reasons(record)
    cited = {citation.n: citation for citation in record.citations}
    claims = [
        el(
            "li",
            quoted(claim.text, record.language),
            *(el("div", _place(cited[n]), class_="place") for n in claim.citations if n in cited),
        )
        for claim in record.claims
    ]
    withheld = [
        el("li", "withheld, ", each.reason.replace("_", " "), ": ", el("span", quoted(each.text), class_="withheld"))
        for each in record.withheld
    ]
    return el(
        "div",
        el("h4", system_mark(place), " ", quoted(name), ": ", el("span", found.word, class_=found.name)),
        el("p", quoted("; ".join(why)), class_="soft") if why else None,
        el("ul", *claims, *withheld) if claims or withheld else el("p", "Nothing was shown.", class_="soft"),
        el("p", _took(record), class_="soft"),
        class_="answer",
    )


def _place(citation: ShownCitation) -> Element:
    return el(
        "span",
        f"[{citation.n}] ",
        quoted(citation.filename),
        f", p. {citation.page}: ",
        el("q", quoted(citation.quote)),
    )


def _took(record: Record) -> str:
    parts = [f"{record.seconds:.1f} s"]
    if record.prompt_tokens or record.completion_tokens:
        parts.append(f"{record.prompt_tokens:,} tokens in, {record.completion_tokens:,} out")
    if record.proving_stored:
        ranks = ", ".join(map(str, record.proving_ranks)) or "none of them"
        parts.append(f"proof among the passages found: {ranks} ({record.proving_stored} in the store)")
    return "; ".join(parts)
