"""What running a plan gave, on the page: figures, what they were worked out from, and what was left out and why."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from rag.domain.facts import Deadline, FactDocument, FactsResult, Figure
from rag.domain.invoice import InvoiceType
from rag.domain.plan import Entity, Measure
from rag.facts.words import percent_in_words
from webui import bars, writing
from webui.escape import as_html, as_label
from webui.places import Place
from webui.session import language, quiet, t

Open = Callable[[str, int], None]
PLACES = ("included", "excluded", "deadline")
_CLAUSES = ("notice", "renewal", "term", "end_date")
"""What a contract's deadline rests on."""
_SHOWN = 12


def show_result(
    result: FactsResult, opened: tuple[str, int] | None, on_open: Open, on_choose: Callable[[str], None]
) -> None:
    """Draws a result. ``opened`` is the document on show, (``included``, 0); ``on_choose`` takes a party's name."""
    st.html(f'<div class="sc-claim">{as_html(result.words)}</div>')
    if result.choices:
        with st.container(gap="xsmall", key="choices"):
            for index, name in enumerate(result.choices):
                st.button(as_label(name), key=f"choice-{index}", on_click=on_choose, args=(name,))
        return
    show_figures(result)
    if result.deadlines:
        with st.container(gap="xsmall", key="facts-deadlines"):
            for index, deadline in enumerate(result.deadlines):
                _deadline(index, deadline, opened, on_open)
    else:
        _documents("included", result.included, result.included_count, opened, on_open)
    if result.excluded_count:
        with st.expander(t("facts.excluded", count=result.excluded_count), icon=":material/filter_alt_off:"):
            _documents("excluded", result.excluded, result.excluded_count, opened, on_open)


def show_figures(result: FactsResult) -> None:
    """The figures: those of all large, those of groups as a table with bars, each currency apart."""
    plan, apart = result.plan, result.plan.group_by is not None or result.plan.against is not None
    whole = () if apart else result.figures
    if whole and plan.measure is not Measure.LIST:
        st.html(f'<div class="sc-figures">{"".join(map(_large, whole))}</div>')
    grouped = bars.by_currency(result.figures if apart else ())
    by = t(f"grouping.{plan.group_by}") if plan.group_by else t("facts.period")
    for currency, figures in grouped.items():
        what = t(f"measure.{plan.measure}") + (f" ({currency})" if currency else "")
        bars.show_bars(bars.of_figures(plan, figures), by, what)
    if len({figure.currency for figure in result.figures}) > 1:
        quiet(t("facts.not_added"))


def first_place(result: FactsResult) -> tuple[str, int] | None:
    """The document that is on show until another is chosen."""
    kinds = {"deadline": result.deadlines, "included": result.included, "excluded": result.excluded}
    return next(((kind, 0) for kind, found in kinds.items() if found), None)


def place_of(result: FactsResult, kind: str, index: int) -> Place | None:
    """The place of a document of the result: the measured amount of an invoice, the notice of a contract."""
    if kind == "deadline":
        return place_of_deadline(result.deadlines[index]) if index < len(result.deadlines) else None
    documents = result.included if kind == "included" else result.excluded
    if index >= len(documents):
        return None
    found = documents[index]
    fields = _CLAUSES if result.plan.entity is Entity.CONTRACT else (result.plan.amount.value,)
    page = found.page if found.box is not None else None
    return Place(found.document_id, found.title, found.filename, fields, page, about=label(found))


def place_of_deadline(deadline: Deadline) -> Place:
    """Where the notice, or the term, of a contract stands."""
    page = deadline.page if deadline.boxes else None
    return Place(deadline.document_id, deadline.title, deadline.filename, _CLAUSES, page, quote=deadline.quote)


def _large(figure: Figure) -> str:
    written = as_html(writing.figure(figure.value, figure.currency))
    one = figure.documents == 1
    of = t("facts.one_document") if one else t("facts.many_documents", count=figure.documents)
    if figure.amount is not None:
        of = f"{t(f'amount.{figure.amount}')} · {of}"
    if figure.share is not None:
        of = f"{percent_in_words(figure.share, language())} · {of}"
    return f"<div><b>{written}</b><span>{as_html(of)}</span></div>"


def _documents(
    kind: str, found: tuple[FactDocument, ...], count: int, opened: tuple[str, int] | None, on_open: Open
) -> None:
    if not found:
        return
    if kind == "included":
        st.html(f'<div class="sc-section">{as_html(t("facts.included", count=count))}</div>')
    key = f"facts-more-{kind}"
    shown = len(found) if st.session_state.get(key) else _SHOWN
    with st.container(gap="xsmall", key=f"facts-{kind}"):
        for index, document in enumerate(found[:shown]):
            st.button(
                as_label(label(document), 140),
                key=f"fact-{kind}-{index}",
                icon=":material/description:",
                type="primary" if opened == (kind, index) else "tertiary",
                on_click=on_open,
                args=(kind, index),
            )
    if len(found) > shown:
        st.button(t("facts.more", count=len(found) - shown), key=f"{key}-button", on_click=_more, args=(key,))
    elif count > len(found):
        quiet(t("facts.first_only", count=len(found)))


def _more(key: str) -> None:
    st.session_state[key] = True


def label(document: FactDocument) -> str:
    """What tells one document from the next: number, party, day, amount as it was counted, why it was left out."""
    parts = [
        document.number or document.title,
        document.party,
        document.issue_date and writing.day(document.issue_date),
    ]
    if document.amount is not None:
        parts.append(writing.amount(document.amount, document.currency))
    if document.type is InvoiceType.CREDIT_NOTE and document.left is None:
        parts.append(t("facts.credit_note"))
    if document.left is not None:
        parts.append(t(f"left.{document.left}"))
    return " · ".join(part for part in parts if part)


def _deadline(index: int, deadline: Deadline, opened: tuple[str, int] | None, on_open: Open) -> None:
    last = deadline.notice_by or deadline.term_end
    st.button(
        as_label(f"{deadline.title} · {writing.day(last)}", 140),
        key=f"fact-deadline-{index}",
        icon=":material/event:",
        type="primary" if opened == ("deadline", index) else "tertiary",
        on_click=on_open,
        args=("deadline", index),
    )
    for step in (*deadline.steps, *filter(None, [deadline.problem])):
        quiet(step)
