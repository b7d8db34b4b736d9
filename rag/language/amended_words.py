"""The mark beside a passage of a contract that an amendment changed, in words."""

from __future__ import annotations

from babel.dates import format_date

from rag.domain.answer import Amended

_WORDS = {
    "fr": {
        "numbered": "Modifié par l’avenant n° {number}",
        "unnumbered": "Modifié par l’avenant",
        "unknown": "Modifié par un avenant",
        "signed": " du {day}",
        "article": "article {article}",
        "since": ", en vigueur depuis le {day}",
    },
    "en": {
        "numbered": "Amended by amendment no. {number}",
        "unnumbered": "Amended by the amendment",
        "unknown": "Amended by an amendment",
        "signed": " of {day}",
        "article": "article {article}",
        "since": ", in force since {day}",
    },
}


def amended_words(amended: Amended, language: str) -> str:
    """By which amendment an article was changed, of what day, and since when, in ``"fr"`` or any other for English. Its
    number is a document's word: to be escaped like one."""
    french = language == "fr"
    words = _WORDS["fr" if french else "en"]
    signed, since = (
        day and format_date(day, "dd/MM/yyyy" if french else "d MMMM y", locale="fr" if french else "en")
        for day in (amended.signed, amended.since)
    )
    name = "numbered" if amended.number else "unnumbered" if signed else "unknown"
    return (
        words[name].format(number=amended.number)
        + (words["signed"].format(day=signed) if signed else "")
        + f" ({words['article'].format(article=amended.article)}"
        + (words["since"].format(day=since) if since else "")
        + ")"
    )
