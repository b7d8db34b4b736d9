"""Correcting what was read of a contract, beside its deadline, which counts with the correction at once."""

from __future__ import annotations

from datetime import date

import streamlit as st

from rag.domain.contract import Contract
from rag.domain.duration import Duration
from rag.language.durations import format_duration
from webui.client import Problem
from webui.facts_client import FactsClient
from webui.session import language, quiet, show_problem, t

CORRECTABLE = ("effective_date", "end_date", "term", "notice", "signature_date", "number")
_SPANS = ("term", "notice")


def show_contract_correction(facts: FactsClient, document_id: str) -> None:
    """The form, where the key may correct: a field, and what it really is."""
    try:
        made, may_correct = facts.corrections(document_id, "contracts")
        if not may_correct:
            return
        contract = facts.contract(document_id)
    except Problem as problem:
        show_problem(problem)
        return
    with st.expander(t("due.correct"), icon=":material/edit:"):
        field = st.selectbox(
            t("due.field"), CORRECTABLE, format_func=lambda name: t(f"due.{name}"), key=f"due-field-{document_id}"
        )
        if any(one.field == field for one in made):
            quiet(t("due.corrected"))
        with st.form(f"due-correct-{field}", border=False):
            value = _widget(contract, field, f"due-value-{document_id}-{field}")
            quiet(t("due.why"))
            sent = st.form_submit_button(t("correct.send"), type="primary")
        if sent:
            _send(facts, document_id, field, value)


def _send(facts: FactsClient, document_id: str, field: str, value: date | str | None) -> None:
    text = value.isoformat() if isinstance(value, date) else (value or "").strip()
    try:
        facts.correct(document_id, field, text or None, "contracts")
    except Problem as problem:
        show_problem(problem)
        return
    st.rerun()


def _widget(contract: Contract, field: str, key: str) -> date | str | None:
    name = t(f"due.{field}")
    if field in _SPANS or field == "number":
        example = t("due.span_example") if field in _SPANS else None
        return st.text_input(
            name, _now(contract, field), max_chars=200, placeholder=example, autocomplete="off", key=key
        )
    day: date | None = getattr(contract, field)
    return st.date_input(name, day, format="DD/MM/YYYY" if language() == "fr" else "YYYY-MM-DD", key=key)


def _now(contract: Contract, field: str) -> str:
    if field == "number":
        return contract.number or ""
    span: Duration | None = contract.term if field == "term" else contract.notice.span if contract.notice else None
    return format_duration(span, language()) if span else ""
