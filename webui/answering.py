"""The parts of an answer on the page: badges, claims with their marks, what was left out, and the opened proof."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from rag.domain.answer import Answer, AnswerKind, Citation, Withheld
from rag.domain.facts import FactsResult
from rag.language import amended_words
from webui.client import Client, Problem
from webui.escape import as_html, as_label
from webui.evidence import Proof, page_of, show_proof
from webui.figures import PLACES, first_place, place_of, show_result
from webui.places import show_place
from webui.running import Progress
from webui.session import language, quiet, show_problem, t
from webui.texts import say_code

_COLOURS: dict[AnswerKind, Literal["green", "blue", "orange"]] = {
    AnswerKind.GENERATED: "green",
    AnswerKind.EXTRACTIVE: "blue",
    AnswerKind.FACTS: "green",
    AnswerKind.ABSTAINED: "orange",
}
_IN_WORDS = 50
"""So many groups, or contracts, of a result are sentences of its answer, too."""
_ICONS = {
    AnswerKind.GENERATED: ":material/verified:",
    AnswerKind.EXTRACTIVE: ":material/format_quote:",
    AnswerKind.FACTS: ":material/calculate:",
    AnswerKind.ABSTAINED: ":material/search_off:",
}


def show_badges(answer: Answer | None) -> None:
    """How the answer was made, by which model, in what time."""
    if answer is None:
        return
    with st.container(horizontal=True, gap="xsmall", key="badges"):
        st.badge(t(f"answer.{answer.kind}"), icon=_ICONS[answer.kind], color=_COLOURS[answer.kind])
        if answer.model:
            st.badge(as_label(answer.model), color="gray")
        seconds = f"{answer.timings_ms.total / 1000:.1f}"
        if language() == "fr":
            seconds = seconds.replace(".", ",")
        st.badge(t("answer.duration", seconds=seconds), color="gray")


def show_claims(progress: Progress, on_choose: Callable[[str], None]) -> None:
    """The verified sentences, each followed by the marks of its proofs; or figures with their documents. ``on_choose``
    takes the party that the asker means where several fit."""
    opened = _opened(progress)
    if progress.answer is not None and progress.answer.facts is not None and not progress.answer.facts.terms:
        show_result(progress.answer.facts, opened, _open, on_choose)
        for remark in _remarks(progress.answer, progress.answer.facts):
            quiet(remark)
        return
    for index, claim in enumerate(progress.claims):
        with st.container(key=f"answer-claim-{index}", gap="xsmall"):
            st.html(f'<div class="sc-claim">{as_html(claim.text)}</div>')
            with st.container(horizontal=True, gap="xsmall", key=f"marks-{index}"):
                for n in claim.citations:
                    cited = progress.citations.get(n)
                    if cited is None:
                        continue
                    _mark(index, cited, opened == ("citation", n))
            _show_amended(progress, claim.citations, f"claim-{index}", opened)


def _remarks(answer: Answer, result: FactsResult) -> list[str]:
    """The sentences that are not shown as the result itself, its groups or its contracts."""
    told = len(result.figures[:_IN_WORDS]) if result.plan.group_by else 0
    return [claim.text for claim in answer.claims[1 + told + len(result.deadlines[:_IN_WORDS]) :]]


def _mark(index: int, cited: Citation, opened: bool) -> None:
    page = page_of(cited)
    place = as_label(cited.title, 48) + (f", {t('evidence.page', page=page)}" if page else "")
    st.button(
        f"\\[{cited.n}\\] {place}",
        key=f"cite-{index}-{cited.n}",
        type="primary" if opened else "secondary",
        on_click=_open,
        args=("citation", cited.n),
    )


def _show_amended(progress: Progress, numbers: list[int], key: str, opened: tuple[str, int] | None) -> None:
    """That a quoted article was changed, once for each amendment, with the way to where the amendment says so."""
    shown: set[str] = set()
    for n in numbers:
        amended = progress.citations[n].amended if n in progress.citations else None
        words = amended_words(amended, language()) if amended else ""
        if amended is None or words in shown:
            continue
        shown.add(words)
        if amended.passage_id is None:
            quiet(f"{words}. {amended.title}")
            continue
        st.button(
            as_label(words, 240),
            key=f"amended-{key}-{n}",
            type="primary" if opened == ("amended", n) else "tertiary",
            icon=":material/edit_document:",
            on_click=_open,
            args=("amended", n),
        )


def show_rest(client: Client, answer: Answer) -> None:
    """What follows the sentences of a finished answer."""
    if answer.kind is AnswerKind.ABSTAINED and answer.facts is None:
        st.html(f'<div class="sc-claim">{as_html(t("answer.abstained_text"))}</div>')
        if answer.nearest:
            quiet(t("answer.nearest"))
    with st.container(gap="xsmall", key="nearest"):
        for index, near in enumerate(answer.nearest):
            st.button(
                f"{as_label(near.title, 80)}, {t('evidence.page', page=near.page)}",
                key=f"near-{index}",
                icon=":material/description:",
                on_click=_open,
                args=("nearest", index),
            )
    if answer.note and answer.facts is None:
        st.warning(f"{t('answer.fallback')} {say_code(language(), answer.note)}")
    if answer.withheld:
        _show_withheld(answer.withheld)
    _ask_verdict(client, answer.answer_id)


def show_failure(problem: Problem, ask_again: Callable[[], None]) -> None:
    """Why there is no answer, or no more of it."""
    show_problem(problem)
    st.button(t("retry"), key="retry-question", on_click=ask_again)


def show_opened(client: Client, progress: Progress) -> None:
    """The proof of the mark that was clicked; at first, that of the first sentence."""
    opened = _opened(progress)
    if opened is None:
        if progress.claims or (progress.answer and progress.answer.nearest):
            quiet(t("evidence.empty"))
        return
    kind, number = opened
    if kind in PLACES:
        place = place_of(progress.answer.facts, kind, number) if progress.answer and progress.answer.facts else None
        if place is not None:
            with st.container(border=True, key="evidence"):
                show_place(client, place)
        return
    cited = progress.citations.get(number)
    if kind == "citation" and cited is not None:
        proof = Proof.of_citation(cited)
    elif kind == "amended" and cited is not None and cited.amended is not None:
        proof = Proof.of_amended(cited.amended)
    elif kind == "nearest" and progress.answer and number < len(progress.answer.nearest):
        near = progress.answer.nearest[number]
        try:
            proof = Proof.of_nearest(near, client.passage(near.passage_id))
        except Problem as problem:
            show_problem(problem)
            return
    else:
        return
    with st.container(border=True, key="evidence"):
        if kind == "citation":
            _show_amended(progress, [number], "evidence", opened)
        show_proof(client, proof)


def _opened(progress: Progress) -> tuple[str, int] | None:
    chosen: tuple[str, int] | None = st.session_state.get("opened")
    facts = progress.answer.facts if progress.answer else None
    if chosen is None and facts is not None and not facts.terms:
        return first_place(facts)
    if chosen is None and progress.claims and progress.claims[0].citations:
        return ("citation", progress.claims[0].citations[0])
    return chosen


def _open(kind: str, number: int) -> None:
    st.session_state.opened = (kind, number)


def _show_withheld(withheld: list[Withheld]) -> None:
    with st.expander(t("answer.withheld", count=len(withheld))):
        quiet(t("answer.withheld_why"))
        for item in withheld:
            reason = t(f"withheld.{item.reason}")
            st.html(f'<div class="sc-withheld"><s>{as_html(item.text)}</s><br><span>{as_html(reason)}</span></div>')


def _ask_verdict(client: Client, answer_id: str) -> None:
    given: set[str] = st.session_state.setdefault("verdicts", set())
    if answer_id in given:
        quiet(t("answer.thanks"))
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="verdict"):
        st.html(f'<div class="sc-quiet">{as_html(t("answer.verdict"))}</div>', width="content")
        right = st.button(t("answer.right"), key="right", icon=":material/check:", type="tertiary")
        wrong = st.button(t("answer.wrong"), key="wrong", icon=":material/close:", type="tertiary")
    if right or wrong:
        client.feedback(answer_id, "right" if right else "wrong")
        given.add(answer_id)
        st.rerun()
