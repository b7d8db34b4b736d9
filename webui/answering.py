"""The parts of an answer on the page: badges, claims with their marks, what was left out, and the opened proof."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from rag.domain.answer import Answer, AnswerKind, Citation, Withheld
from webui.client import Client, Problem
from webui.escape import as_html, as_label
from webui.evidence import Proof, page_of, show_proof
from webui.running import Progress
from webui.session import language, quiet, show_problem, t
from webui.texts import say_code

_COLOURS: dict[AnswerKind, Literal["green", "blue", "orange"]] = {
    AnswerKind.GENERATED: "green",
    AnswerKind.EXTRACTIVE: "blue",
    AnswerKind.ABSTAINED: "orange",
}
_ICONS = {
    AnswerKind.GENERATED: ":material/verified:",
    AnswerKind.EXTRACTIVE: ":material/format_quote:",
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


def show_claims(progress: Progress) -> None:
    """The verified sentences, each followed by the marks of its proofs."""
    opened = _opened(progress)
    for index, claim in enumerate(progress.claims):
        with st.container(key=f"answer-claim-{index}", gap="xsmall"):
            st.html(f'<div class="sc-claim">{as_html(claim.text)}</div>')
            with st.container(horizontal=True, gap="xsmall", key=f"marks-{index}"):
                for n in claim.citations:
                    cited = progress.citations.get(n)
                    if cited is None:
                        continue
                    _mark(index, cited, opened == ("citation", n))


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


def show_rest(client: Client, answer: Answer) -> None:
    """What follows the sentences of a finished answer."""
    if answer.kind is AnswerKind.ABSTAINED:
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
    if answer.note:
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
    if kind == "citation" and number in progress.citations:
        proof = Proof.of_citation(progress.citations[number])
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
        show_proof(client, proof)


def _opened(progress: Progress) -> tuple[str, int] | None:
    chosen: tuple[str, int] | None = st.session_state.get("opened")
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
