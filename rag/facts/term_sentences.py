"""A term of a contract as a sentence, in French and English."""

from __future__ import annotations

from datetime import date

from rag.domain.contract import Contract
from rag.domain.plan import ContractTerm
from rag.facts.deadline_words import NOTICE_FORMS
from rag.facts.deadlines import WorkedOut
from rag.facts.plan_words import day_in_words, joined
from rag.language.durations import format_duration

_COLON = {"fr": "\u00a0: ", "en": ": "}
_TERMS = {
    "fr": {
        ContractTerm.NOTICE: "préavis",
        ContractTerm.END: "fin",
        ContractTerm.EFFECTIVE: "date d'effet",
        ContractTerm.SIGNATURE: "date de signature",
        ContractTerm.DURATION: "durée",
        ContractTerm.RENEWAL: "reconduction",
        ContractTerm.LAW: "droit applicable",
        ContractTerm.COURT: "juridiction compétente",
        ContractTerm.PARTIES: "parties",
    },
    "en": {
        ContractTerm.NOTICE: "notice",
        ContractTerm.END: "end",
        ContractTerm.EFFECTIVE: "effective date",
        ContractTerm.SIGNATURE: "signature date",
        ContractTerm.DURATION: "term",
        ContractTerm.RENEWAL: "renewal",
        ContractTerm.LAW: "governing law",
        ContractTerm.COURT: "jurisdiction",
        ContractTerm.PARTIES: "parties",
    },
}


def term_in_words(term: ContractTerm, language: str) -> str:
    """What is asked for: ``préavis``, ``governing law``."""
    return _TERMS["fr" if language == "fr" else "en"][term]


def term_sentence(
    term: ContractTerm, contract: Contract, title: str, worked: WorkedOut, today: date, language: str
) -> str | None:
    """``TITLE : préavis de 90 jours avant le terme …``; None where the contract does not say it.

    ``worked`` is the contract's running term and last day of notice as of ``today``.
    """
    language = "fr" if language == "fr" else "en"
    said = _said(term, contract, worked, today, language)
    return None if said is None else f"{title}{_COLON[language]}{said}."


def _said(term: ContractTerm, contract: Contract, worked: WorkedOut, today: date, language: str) -> str | None:
    name = term_in_words(term, language)
    match term:
        case ContractTerm.NOTICE:
            return _notice(contract, worked, language)
        case ContractTerm.END:
            return _end(contract, worked, today, language)
        case ContractTerm.EFFECTIVE:
            return _day(name, contract.effective_date, language)
        case ContractTerm.SIGNATURE:
            return _day(name, contract.signature_date, language)
        case ContractTerm.DURATION:
            return _duration(name, contract, language)
        case ContractTerm.RENEWAL:
            return _renewal(contract, language)
        case ContractTerm.LAW:
            return _text(name, contract.governing_law, language)
        case ContractTerm.COURT:
            return _text(name, contract.court, language)
    parties = [f"{party.name} ({party.role})" if party.role else party.name for party in contract.parties]
    return _text(name, joined(parties, language), language)


def _notice(contract: Contract, worked: WorkedOut, language: str) -> str | None:
    notice = contract.notice
    if notice is None:
        return None
    span, form = format_duration(notice.span, language), NOTICE_FORMS[language][notice.form] if notice.form else ""
    if language == "fr":
        before = "à tout moment" if notice.before == "any_time" else "avant le terme"
        by = f" ; au plus tard le {day_in_words(worked.notice_by, language)}" if worked.notice_by else ""
        return f"préavis de {span} {before}{form}{by}"
    before = "at any time" if notice.before == "any_time" else "before the end of the term"
    by = f"; by {day_in_words(worked.notice_by, language)} at the latest" if worked.notice_by else ""
    return f"notice of {span} {before}{form}{by}"


def _end(contract: Contract, worked: WorkedOut, today: date, language: str) -> str | None:
    if worked.term_end is None:
        if not contract.open_ended:
            return None
        return "durée indéterminée, sans terme" if language == "fr" else "open-ended, no end date"
    day = day_in_words(worked.term_end, language)
    if worked.term_end < today:
        return f"le contrat a pris fin le {day}" if language == "fr" else f"the contract ended on {day}"
    if language == "fr":
        return f"le terme en cours finit le {day}{', puis reconduction tacite' if worked.tacit else ''}"
    return f"the running term ends on {day}{', then it renews by itself' if worked.tacit else ''}"


def _duration(name: str, contract: Contract, language: str) -> str | None:
    french = language == "fr"
    if contract.term is None and contract.end_date is None:
        return ("durée indéterminée" if french else "open-ended") if contract.open_ended else None
    parts = [f"{name} {'de' if french else 'of'} {format_duration(contract.term, language)}"] if contract.term else []
    if contract.end_date is not None:
        day = day_in_words(contract.end_date, language)
        parts.append(f"jusqu'au {day}" if french else f"until {day}")
    return ", ".join(parts)


def _renewal(contract: Contract, language: str) -> str | None:
    renewal, french = contract.renewal, language == "fr"
    if renewal is None:
        return None
    if not renewal.tacit:
        return "pas de reconduction tacite" if french else "no automatic renewal"
    span = format_duration(renewal.span, language) if renewal.span else None
    times = renewal.times
    if french:
        periods = f" par périodes de {span}" if span else ""
        return f"reconduction tacite{periods}{f', {times} fois au plus' if times else ''}"
    periods = f" for periods of {span}" if span else ""
    return f"renews by itself{periods}{f', {times} times at most' if times else ''}"


def _day(name: str, day: date | None, language: str) -> str | None:
    if day is None:
        return None
    return f"{name}{' le' if language == 'fr' else ' on'} {day_in_words(day, language)}"


def _text(name: str, value: str | None, language: str) -> str | None:
    return f"{name}{_COLON[language]}{value}" if value else None
