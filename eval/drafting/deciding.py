"""A person decides in the terminal what becomes of a draft. All of it goes to stderr: stdout has the result alone."""

from __future__ import annotations

from enum import StrEnum

import typer
from rich.panel import Panel

from eval.drafting.drafts import Draft, faults
from eval.drafting.material import Material
from eval.suites.suite import Gold
from rag.console import err, for_terminal
from rag.language import detect_language

WHOLE_PAGE = "-"
"""What is typed in place of words where the whole page is the place."""


class Decision(StrEnum):
    """What becomes of a draft; ``stopped``: nothing yet, and no other is shown."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    STOPPED = "stopped"


def decide(draft: Draft, material: Material) -> tuple[Decision, Draft]:
    """Shows a draft and asks until it is accepted, refused, or the person stops; gives the draft as it was edited.

    A draft without a question is written first. Only one in which code finds no fault can be accepted.
    """
    show(draft)
    try:
        if not draft.question:
            draft = edited(draft)
        while draft.question:
            found = faults(draft, material)
            for fault in found:
                err.print(f"[yellow]{for_terminal(fault)}[/]")
            offered = "[e]dit, [r]efuse, [q]uit" if found else "[a]ccept, [e]dit, [r]efuse, [q]uit"
            answer = typer.prompt(offered, err=True).strip().lower()[:1]
            if answer == "a" and not found:
                return Decision.ACCEPTED, draft
            if answer == "r":
                return Decision.REFUSED, draft
            if answer == "q":
                return Decision.STOPPED, draft
            if answer == "e":
                draft = edited(draft)
                show(draft)
    except typer.Abort:
        # the end of the input, or Ctrl-C: nothing is decided
        err.print()
        return Decision.STOPPED, draft
    return Decision.REFUSED, draft


def show(draft: Draft) -> None:
    """The draft, and what it was drafted from."""
    if draft.shown:
        err.print(Panel(for_terminal(draft.shown), title=draft.origin))
    if not draft.question:
        what = "answer" if draft.answerable else "do not answer"
        err.print(f"Write a question that the documents {what}. Ctrl-D stops.")
        return
    lines = [("question", draft.question)]
    if draft.answerable:
        lines += [("answer", draft.answer), ("values", "; ".join(draft.accept))]
        lines += [("place", f"{gold.file}, p. {gold.page}: {gold.quote or 'the whole page'}") for gold in draft.gold]
    else:
        lines.append(("answer", "none: the documents do not say"))
    for name, text in lines:
        if text:
            err.print(f"[bold]{name}[/]: {for_terminal(text)}")


def edited(draft: Draft) -> Draft:
    """The draft as a person changes it, field by field; an empty question gives it up."""
    question = _asked("question (empty: leave it out)", draft.question)
    if not question:
        return draft.model_copy(update={"question": ""})
    language = detect_language(question)
    changes = {
        "question": question,
        "language": language if language in ("fr", "en") else draft.language,
        "answerable": typer.confirm("do the documents answer it?", default=draft.answerable, err=True),
    }
    if not changes["answerable"]:
        return draft.model_copy(update=changes | {"answer": "", "accept": [], "gold": []})
    changes["answer"] = _asked("answer", draft.answer)
    values = _asked("values that a right answer must state, parted by ;", "; ".join(draft.accept))
    changes["accept"] = [value.strip() for value in values.split(";") if value.strip()]
    changes["gold"] = _places(draft.gold)
    return draft.model_copy(update=changes)


def _places(known: list[Gold]) -> list[Gold]:
    """The places, of which the first is asked for; the others stay where it stays."""
    first = known[0] if known else None
    file = _asked("file", first.file if first else "")
    page = typer.prompt("page", default=first.page if first else 1, type=int, err=True)
    quote = _asked(f"its words ({WHOLE_PAGE}: the whole page)", first.quote if first else "")
    if not file or not quote or page < 1:
        return []
    place = Gold(file=file, page=page) if quote == WHOLE_PAGE else Gold(file=file, page=page, quote=quote)
    return known if place == first else [place]


def _asked(what: str, default: str) -> str:
    return str(typer.prompt(what, default=default, show_default=bool(default), err=True)).strip()
