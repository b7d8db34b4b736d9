"""How long a contract runs at first, and until when."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date

from ingest.extraction.contracts.found import Facts, Found, found_at
from ingest.extraction.contracts.others import names_another
from ingest.extraction.contracts.provisions import Sentence, speaking
from rag.domain.duration import Duration, TimeUnit

_GATE = (
    "vertrag",
    "endet",
    "term",
    "dur",
    " lasts ",
    "vigueur",
    "pendant",
    "conclu",
    " pour ",
    "period",
    "continue",
    "force",
    "effect",
    "until",
    "expir",
    "jusqu",
    "indetermin",
    "fin ",
    "laufzeit",
    "befristet",
    " au ",
    "unbefristet",
    "end date",
    "engagement",
)
_HEADED = re.compile(
    r"\b(?:duree|term|terme|duration|period|prise d'effet|entree en vigueur|laufzeit|vertragsdauer|renewal"
    r"|reconduction)\b"
)
_SUBJECT = re.compile(
    r"\b(?:this|the|said) (?:[\w-]+ ){0,4}?(?:agreement|contract|lease|license|licence|term|addendum|amendment"
    r"|undertaking|contract period|initial period)\b"
    r"|\bterm of (?:this|the)\b|\b(?:the|his|consultant's) (?:engagement|appointment|sponsorship|consultancy)\b"
    r"|\"(?:initial )?term\"|\b(?:initial|license|contract) (?:term|period)\b|\binitial \w+ period\b"
    r"|\b(?:le|la|l'|du|present\w?|cette) ?(?:present\w? )?(?:contrats?|bail|accord|convention|police|location"
    r"|licence|abonnement|mission|marche|protocole|engagement)\b"
    r"|^(?:il|elle) (?:est|prend|entre|commence)|\bduree (?:initiale|ferme|du contrat|du bail|de la)|\b(?:der|dieser"
    r"|das|die) (?:vertrag|mietverhaltnis|vereinbarung|arbeitsverhaltnis|laufzeit)"
    r"|\bsalarie\w? est engage|^(?:initial )?term(?: of agreement)? ?:|^expir(?:ation|y) date\b"
    r"|^(?:end|termination) date ?:"
    r"|^date (?:de fin|d'echeance|d'expiration|de terme)\b|^(?:sow )?end date ?[|:]|^fin (?:de (?:la )?mission"
    r"|de (?:la )?location)"
    r" ?[|:]|^fin (?:du contrat|du bail) ?:|^duree ?:|^laufzeit ?:"
    r"|^(?:engagement(?: (?:minimal|minimum|ferme))?|duree(?: (?:ferme|irrevocable|initiale|du contrat|du bail"
    r"|de (?:la )?location|de l'(?:engagement"
    r"|abonnement)))*"
    r"|initial term|initial period|primary period|minimum term|contract term|lease term) ?(?:\([^)]*\) ?)?[|:]"
    r"|^(?:the|l') ?engagement\b|^la mise a disposition\b"
)
_LASTS = re.compile(
    r"\best (?:conclue? )?(?:a|pour une) duree (?:in)?determinee|\b(?:shall |will |to )?(?:continue|remain"
    r"|extend|run|last|be in (?:full )?(?:force|effect)|stay)s?\b|\bfor (?:a"
    r"|an|the) (?:[\w-]+ ){0,3}?(?:term|period|duration) of\b"
    r"|\b(?:term|period)\b[^.;]{0,60}? (?:is|shall be|will be|of)\b|\b(?:expires?|terminates?|ends?|end|conclud\w+"
    r"|expiring|ending) (?:when|on|at|upon|in|after|by|as of|the)\b|\bin (?:full )?(?:force|effect)\b"
    r"|\bbe valid\b|\best valable\b"
    r"|\b(?:commence|begin|start)(?:s|ing)?\b|\b(?:reste|demeure|entre)\w* en vigueur\b|\bprend(?:ra)? effet\b"
    r"|\bpendant\b|\bdebut\w+\b|\bpour (?:une|la) (?:duree|periode)\b|\bduree (?:\w+ ){0,3}?(?:de|est|d')"
    r"|\bjusqu'?au\b|\b(?:expire|prend(?:ra)? fin|s'acheve|se termine|arrive(?:ra)? a (?:echeance|expiration"
    r"|son terme))"
    r"|\b(?:est|sont) (?:conclu|consenti|etabli|souscrit|engage)\w*\b"
    r"|^(?:sow )?end date ?[|:]|^fin de (?:la )?(?:mission|location) ?[|:]|^(?:initial )?(?:term|expir|duree"
    r"|end date|date d|fin d"
    r"|laufzeit)[^:]{0,20}:|^(?:duree|engagement|initial|primary|minimum|contract|lease)\b[^|:]{0,60}[|:]"
    r"|\bhat eine laufzeit|\blauft\b|\bendet\b|\bgeschlossen\b|\bthrough\b"
)
_OTHER = re.compile(
    r"confiden|non-?disclosure|secret|warrant(?:y|ies)\b|garanti|insurance|assurance |payable|invoice|factur|paiement"
    r"|payment|surviv|non-?compet|non-?sollicit|solicit"
    r"|preavis de resiliation|mise en demeure|force majeure|cure|breach|manquement|default|audit|records|retention"
    r"|conserv|option|purchase price|delivery|livraison"
    r"|indemnit|employee|fiscal|statute|tax|bonus|shares|interest|days after|written notice of|months? (?:after"
    r"|following|prior)|essai|reversibilite|cession"
)
_ENDLESS = re.compile(
    r"\bno fixed (?:term|period)\b|duree indeterminee|sans (?:limitation|limite) de duree|indefinite(?:ly)?"
    r"|\bperpetual(?:ly)?\b|\bin perpetuity"
    r"|unbefristet|auf unbestimmte zeit"
    r"|\b(?:until|unless|till)\b[^.;]{0,60}?\b(?:terminated|ends it|cancell?ed|ended)\b[^.;]{0,80}?|"
    r"\bfor so long as\b|\bas long as\b|\bso long as\b|jusqu'a (?:sa )?(?:denonciation|resiliation)"
)
_TRULY_ENDLESS = re.compile(
    r"\bno fixed (?:term|period)\b|duree indeterminee|sans (?:limitation|limite) de duree|\bindefinite(?:ly)?"
    r"|\bperpetual(?:ly)?\b|in perpetuity"
    r"|unbefristet|auf unbestimmte zeit"
    r"|\bcontinues? until (?:it is )?(?:brought to an end|terminated|ended)\b"
    r"|\bin (?:full )?(?:force|effect)\b[^.;]{0,60}?\buntil\b[^.;]{0,40}?\b(?:ends it|terminated by (?:either|a|any)"
    r"|either party)|jusqu'a (?:sa )?(?:denonciation|resiliation)"
)
_EVENT = re.compile(
    r"\b(?:earlie[rs]t?|late[rs]t?) (?:of|to occur)\b|\bwhen all\b"
    r"|\buntil (?:the|all|full|completion|either|such|terminated|it|its|earlier)\b|\bfor (?:so|as) long as\b"
    r"|\bjusqu'a (?!ce jour)|\bupon (?:the )?(?:completion|conclusion)\b|\bfor the [\w ]{2,20} period\b"
)
_NOT_OF_IT = re.compile(
    r"\b(?:avai(?:t|ent) ete|had been) |n'(?:est|sont) pas modifi|demeurent? inchang|unchanged|reste\w* inchang"
)
"""What was, and what an amendment leaves as it is."""
_ENDS_WITH = re.compile(r"\bterminates? (?:when|upon|on the)\b")
"""An event that ends a contract: its term under that heading; else one of several ways for it to end."""
_SPAN_BEFORE = re.compile(
    r"\bpour $|\b(?:pour|d'une|une|la|initial\w?|ferme|entiere) (?:duree|periode)[^.;]{0,50}$"
    r"|\bduree[^.;]{0,60}$|\b(?:term"
    r"|period|duration)\b[^.;]{0,60}$|\bfor\b[^.;]{0,40}$|\bcontinue\b[^.;]{0,60}$|\buntil\b[^.;]{0,30}$"
    r"|\bend\b[^.;]{0,20}$|\bpour (?:une|la)?\b[^.;]{0,20}$|\blaufzeit von[^.;]{0,20}$"
    r"|\bfur (?:die dauer von )?[^.;]{0,20}$|\bpendant[^.;]{0,20}$|\blast[^.;]{0,20}$|\bthe (?:sooner"
    r"|earlier)\b[^.;]{0,60}$|\bconclu\w? pour[^.;]{0,20}$"
    r"|\bexpire\w* (?:at the end of )?[^.;]{0,20}$|\bminimum[^.;]{0,20}$|\b(?:is|be) [^.;]{0,10}$|^[^a-z]{0,3}$"
    r"|\bde [^.;]{0,6}$|^[^|:.;]{3,60}[|:] ?$"
)
_NOT_SPAN = re.compile(
    r"\b(?:renew\w*|successive\w*|additional|extend\w*|extension|recond\w+|renouvel\w+|prorog\w+|prolong\w+|further"
    r"|thereafter|verlangert|jeweils|notice|preavis|kundigung\w*|frist|within|dans (?:un|les|le) delai|au moins"
    r"|at least|no less than|not less than|prior|avant|limite d\w*|maxim\w+|duree totale)\b[^.;]{0,50}$"
)
_END_BEFORE = re.compile(
    r"(?:jusqu'?au|jusqu'?a la date du|\bau|\b(?:expire\w*|prend(?:ra)? fin|s'achev\w+|se termin\w+|echeance|fin"
    r"|terme)(?: \w+){0,4} (?:le|au)|\b(?:until|through|to|till)(?: and including)?(?: to)?"
    r"|\b(?:ending|ends?|expir\w+|terminat\w+|conclud\w+|close)(?: \w+){0,3} (?:on|at|as of)?|\bconcluding|\b(?:bis"
    r"|endet)(?: \w+)? ?(?:zum|am)?|ending|expires|expiration date:?|end date ?[|:]?|fin de (?:la )?(?:mission"
    r"|location) ?[|:]"
    r"|date de fin ?:|date d'(?:echeance|expiration) ?:"
    r"|termination date:?|fin du (?:contrat|bail) ?:|echeance ?:) ?(?:le |the |midnight |on |of |(?:lundi|mardi"
    r"|mercredi|jeudi|vendredi|samedi|dimanche|monday"
    r"|tuesday|wednesday|thursday|friday|saturday|sunday) )*$"
)
_DURING = re.compile(
    r"\bduring (?:the|its) (?:\w+ )?(?:term|period)\b|\bpendant (?:toute )?la duree\b|\bthroughout the\b"
)
_ANNIVERSARY = re.compile(
    r"\b(?:until|on|through|upon) the (?P<word>\w+)(?:-\w+)?(?: \((?P<digits>\d{1,2})(?:st|nd|rd"
    r"|th)?\))? (?:year )?anniversary\b"
)
_ORDINAL_NAMES = "first second third fourth fifth sixth seventh eighth ninth tenth"
_ORDINALS = {name: number for number, name in enumerate(_ORDINAL_NAMES.split(), 1)}
_NO_TERM = re.compile(
    r"replace|delete|(?:if|in the event|in case|should|where|upon|on|s'il|si|en cas de?|dans le cas|lorsque|falls"
    r"|wenn)\b"
    r"|.{0,120}\bterminates? upon\b.{0,30}\b(?:notice|bankrupt|insolven|breach|default|death|dissol|assign)"
)
"""How a sentence begins that tells what ends a contract before its time."""
_NEAR = 170
_OPENING = 90
_MOST = 2_000


@dataclass(frozen=True)
class _Said:
    sentence: Sentence
    score: int
    span: Duration | None
    end: date | None


def term_facts(sentences: Sequence[Sentence], own: Set[str]) -> Facts:
    """``term``, ``end_date`` and ``open_ended``, each with the sentence that says it; ``own`` are the words by which
    the contract calls itself."""
    said = sorted(
        (each for one in speaking(sentences, _GATE, _SUBJECT) if (each := _said(one, own)) is not None),
        key=lambda each: -each.score,
    )
    if not said:
        return {}
    best = said[0]
    facts: dict[str, Found] = {}
    equal = [each for each in said if each.score >= max(best.score - 1, 6)]
    spans_said = [each for each in equal if each.span is not None]
    ends_said = [each for each in equal if each.end is not None]
    if spans_said:
        several = {_comparable(each.span) for each in spans_said}
        facts["term"] = found_at(spans_said[0].span, spans_said[0].sentence)
        if len(several) > 1:
            facts["term"] = Found(spans_said[0].span, facts["term"].start, facts["term"].end, doubtful=True)
    if ends_said:
        several_ends = {each.end for each in ends_said}
        found = found_at(ends_said[0].end, ends_said[0].sentence)
        facts["end_date"] = Found(found.value, found.start, found.end, doubtful=len(several_ends) > 1)
    if not facts:
        endless = bool(_TRULY_ENDLESS.search(best.sentence.flat))
        facts["open_ended" if endless else "term"] = found_at(True if endless else None, best.sentence)
    return facts


def _comparable(span: Duration | None) -> object:
    return span and (span.months or (span.count, span.unit))


def _said(sentence: Sentence, own: Set[str]) -> _Said | None:
    """What a sentence says of a contract's term and how surely; None where it says nothing."""
    flat = sentence.flat
    subject = next((each for each in _SUBJECT.finditer(flat) if not names_another(flat, each.start(), own)), None)
    lasts = _LASTS.search(flat, subject.start(), subject.end() + _NEAR) if subject else None
    if subject is None or lasts is None or len(flat) > _MOST or _DURING.search(flat[: lasts.start() + 40]):
        return None
    span = _span(sentence)
    end = _end(sentence)
    endless = _ENDLESS.search(flat)
    headed = _HEADED.search(sentence.heading) is not None
    event = _EVENT.search(flat) or (headed and _ENDS_WITH.search(flat))
    score = 0
    score += 3 if headed else 0
    score += 3 if subject.start() < 120 else 1
    score += 2 if lasts.start() > subject.start() or subject.start() < 60 else 0
    score += 3 if span else 0
    score += 3 if end else 0
    score += 2 if not (span or end) and (_TRULY_ENDLESS.search(flat) or event) else 0
    score += 2 if re.search(r"\binitial|\bduree\b|\bterm of this\b|full force", flat) else 0
    score -= 4 if _OTHER.search(flat[:200]) else 0
    score -= 3 if not (span or end or endless or event) else 0
    score -= 1 if len(flat) > 900 else 0
    if _NOT_OF_IT.search(flat):
        return None
    if not (span or end) and not (endless or event):
        return None
    if not (span or end) and (subject.start() > _OPENING or _NO_TERM.match(flat)):
        return None
    return _Said(sentence, score, span, end) if score >= 6 else None


def _span(sentence: Sentence) -> Duration | None:
    for span, start, end in sentence.spans:
        before = sentence.flat[max(0, start - 70) : start]
        after = sentence.flat[end : end + 40]
        if re.match(r"'?s?'? ?(?:prior|written|notice|de preavis|before|avant|after (?:receipt|notice))", after):
            continue
        if _SPAN_BEFORE.search(before) and not _NOT_SPAN.search(before):
            return span
    years = _ANNIVERSARY.search(sentence.flat)
    if years is None:
        return None
    count = int(years["digits"]) if years["digits"] else _ORDINALS.get(years["word"])
    return Duration(count=count, unit=TimeUnit.YEAR) if count else None


def _end(sentence: Sentence) -> date | None:
    for day, start, _ in sentence.days:
        if _END_BEFORE.search(sentence.flat[max(0, start - 60) : start]):
            return day
    return None
