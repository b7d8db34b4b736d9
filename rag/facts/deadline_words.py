"""The sentences that show how a deadline was worked out, and those that say what is missing."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from rag.domain.contract import NoticeForm
from rag.domain.duration import Duration
from rag.language.durations import format_duration

_FIELDS = {
    "fr": {
        "effective_date": "la date d'effet",
        "signature_date": "la date de signature",
        "end_date": "la date de fin",
        "term": "la durée",
        "renewal": "la reconduction",
        "notice": "le préavis",
    },
    "en": {
        "effective_date": "the effective date",
        "signature_date": "the signature date",
        "end_date": "the end date",
        "term": "the term",
        "renewal": "the renewal",
        "notice": "the notice",
    },
}
NOTICE_FORMS = {
    "fr": {
        NoticeForm.REGISTERED_LETTER: ", par lettre recommandée",
        NoticeForm.WRITING: ", par écrit",
        NoticeForm.EMAIL: ", par courriel",
    },
    "en": {
        NoticeForm.REGISTERED_LETTER: ", by registered letter",
        NoticeForm.WRITING: ", in writing",
        NoticeForm.EMAIL: ", by email",
    },
}
"""How notice is given, as a part of a sentence, by language."""
_SENTENCES = {
    "fr": {
        "counted": "Effet le {start}, durée {span} : terme le {end}.",
        "stated": "Le contrat nomme la fin de son terme : {end}.",
        "stated_both": "Le contrat nomme lui-même cette date.",
        "anniversary": "Le contrat nomme le {stated}, jour anniversaire ; le terme finit la veille, le {end}.",
        "disagree": "À vérifier : le contrat nomme le {stated}, mais l'effet et la durée donnent le {end}. "
        "La plus proche des deux dates est retenue.",
        "signature": "À vérifier : la date d'effet n'a pas été lue, le terme est compté de la signature.",
        "doubtful": "À vérifier : la lecture est douteuse pour {fields}.",
        "not_yet": "Le contrat ne prend effet que le {start}.",
        "renewed": "Reconduction n° {count}, par périodes de {span} : du {start} au {end}.",
        "renewed_of": "Reconduction n° {count} sur {times}, par périodes de {span} : du {start} au {end}.",
        "over": "Le contrat a pris fin le {end}.",
        "ends": "Pas de reconduction tacite au-delà : le contrat prend fin le {end} sans préavis.",
        "silent": "À vérifier : la lecture ne dit pas si le contrat se reconduit tacitement.",
        "open": "Durée indéterminée : le contrat n'a pas de terme.",
        "notice": "Préavis de {span} avant le terme : au plus tard le {by}{form}.",
        "working": "Jours ouvrés : du lundi au vendredi, hors jours fériés en France (sans ceux d'Alsace-Moselle).",
        "clipped": "Le mois n'a pas de {day} : son dernier jour est retenu.",
        "passed": "Ce jour est passé.",
        "next": "Terme suivant : {end}, préavis au plus tard le {by}.",
        "any": "Préavis de {span} à tout moment{form} : donné le {on}, il finit le {end}.",
        "any_ends": "Le contrat prend fin avant, le {end}.",
        "no_start": "La date d'effet n'a pas été lue.",
        "no_term": "Ni la durée ni la date de fin n'ont été lues.",
        "order": "La date de fin, {end}, précède la date d'effet, {start}.",
        "unsure": "La fin du premier terme est douteuse ({stated} ou {end}) et passée : à vérifier dans le contrat.",
        "no_span": "Le terme du {end} est passé et la durée des reconductions n'a pas été lue.",
        "no_renewal": "Le terme du {end} est passé et la lecture ne dit pas si le contrat s'est reconduit.",
        "no_notice": "Le préavis n'a pas été lu.",
        "implausible": "Une durée lue n'est pas plausible.",
        "amended": "{name}, en vigueur depuis le {day}, change {fields}.",
        "amended_elsewhere": "{name}, en vigueur depuis le {day}, n'y change rien qui ait été lu.",
        "amended_later": "À vérifier : {name} ne prend effet que le {day}.",
        "amended_undated": "À vérifier : {name} ne dit pas quand il prend effet.",
        "amended_term": "{name} change la durée : le terme est à vérifier dans l'avenant.",
        "orphan": "C'est un avenant, et le contrat qu'il modifie n'est pas parmi les documents.",
    },
    "en": {
        "counted": "In effect from {start} for {span}: the term ends on {end}.",
        "stated": "The contract names the end of its term: {end}.",
        "stated_both": "The contract itself names that date.",
        "anniversary": "The contract names {stated}, the anniversary; the term ends the day before, {end}.",
        "disagree": "To be checked: the contract names {stated}, but its effective date and term give {end}. "
        "The earlier of the two is taken.",
        "signature": "To be checked: no effective date was read, the term is counted from the signature.",
        "doubtful": "To be checked: the reading is doubtful for {fields}.",
        "not_yet": "The contract takes effect on {start} only.",
        "renewed": "Renewal {count}, for periods of {span}: from {start} to {end}.",
        "renewed_of": "Renewal {count} of {times}, for periods of {span}: from {start} to {end}.",
        "over": "The contract ended on {end}.",
        "ends": "No tacit renewal after that: the contract ends on {end} without notice.",
        "silent": "To be checked: the reading does not say whether the contract renews by itself.",
        "open": "Open-ended: the contract has no term.",
        "notice": "Notice of {span} before the end of the term: {by} at the latest{form}.",
        "working": "Business days: Monday to Friday, less the public holidays of France (without Alsace-Moselle's).",
        "clipped": "The month has no day {day}: its last day is taken.",
        "passed": "That day has passed.",
        "next": "The term after that ends on {end}: notice by {by} at the latest.",
        "any": "Notice of {span} at any time{form}: given on {on}, it runs out on {end}.",
        "any_ends": "The contract ends before that, on {end}.",
        "no_start": "No effective date was read.",
        "no_term": "Neither a term nor an end date was read.",
        "order": "The end date, {end}, is before the effective date, {start}.",
        "unsure": "The end of the first term is doubtful ({stated} or {end}) and has passed: check the contract.",
        "no_span": "The term to {end} has passed and the length of renewals was not read.",
        "no_renewal": "The term to {end} has passed and the reading does not say whether the contract was renewed.",
        "no_notice": "No notice period was read.",
        "implausible": "A span that was read is not plausible.",
        "amended": "{name}, in force since {day}, changes {fields}.",
        "amended_elsewhere": "{name}, in force since {day}, changes nothing of it that was read.",
        "amended_later": "To be checked: {name} takes effect on {day} only.",
        "amended_undated": "To be checked: {name} does not say when it takes effect.",
        "amended_term": "{name} changes the term: check its end in the amendment.",
        "orphan": "This is an amendment, and the contract that it changes is not among the documents.",
    },
}


def format_day(day: date, language: str) -> str:
    """A day in French (``31/03/2026``) or English (``31 March 2026``)."""
    return (
        format_date(day, "dd/MM/yyyy", locale="fr") if language == "fr" else format_date(day, "d MMMM y", locale="en")
    )


def sentence(
    key: str, language: str, **values: date | Duration | NoticeForm | int | str | tuple[str, ...] | None
) -> str:
    """One of the sentences in ``"fr"`` or (any other language) ``"en"``, its values written out in that language."""
    known = "fr" if language == "fr" else "en"
    return _SENTENCES[known][key].format(**{name: _written(value, known) for name, value in values.items()})


def _written(value: date | Duration | NoticeForm | int | str | tuple[str, ...] | None, language: str) -> str:
    match value:
        case date():
            return format_day(value, language)
        case Duration():
            return format_duration(value, language)
        case NoticeForm():
            return NOTICE_FORMS[language][value]
        case tuple():
            return ", ".join(_FIELDS[language][name] for name in value)
        case None:
            return ""
        case _:
            return str(value)
