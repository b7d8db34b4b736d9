"""Whether a contract goes on after its term."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from ingest.extraction.contracts.found import Found, found_at
from ingest.extraction.contracts.others import names_another
from ingest.extraction.contracts.provisions import Sentence, speaking
from ingest.extraction.contracts.values import rhythms
from rag.domain.contract import Renewal
from rag.domain.duration import Duration

_GATE = (
    "renew",
    "recond",
    "renouvel",
    "prolong",
    "prorog",
    "extend",
    "year to year",
    "annee en annee",
    "verlanger",
    "extension",
    "subsequent term",
    "successive",
    "automatically continue",
    "poursui",
    "roll",
)
_VERB = re.compile(
    r"\b(?:shall|will|may|automatically|is|are|be|been|then|thereafter|can|to|agreement|contract|lease|it"
    r"|term) (?:(?:not|also|then|thereafter|automatically|again|further|be|being|is|are) ){0,3}renew(?:ed|s|able)?\b"
    r"|\brenew(?:s|ed) (?:automatically|for)\b|\brenewable\b|\b(?:automatic|annual|year) renewals?\b"
    r"|\broll(?:s|ed)? (?:over|on)\b|\brenew (?:this|the) (?:agreement|term|contract|lease)|\brenewal (?:terms?"
    r"|periods?) of\b|\brenewal of (?:this"
    r"|the) (?:agreement|term|contract)\b[^.;]{0,60}\bfor\b|\brecond\w+|\brenouvel\w+|\bprolong\w+|\bprorog\w+"
    r"|\bautomatically extend\w*|\b(?:term|agreement|period)\b[^.;]{0,30} (?:may|shall|will"
    r"|can) be (?:\w+ )?extended (?:\w+ )?for\b|\b(?:option|right) to (?:renew|extend)\b"
    r"|\bextend\w* for (?:\w+ )?(?:additional|successive|further)|\bextend (?:the|this)(?: initial)? (?:term"
    r"|agreement)|\b(?:from )?year[- ]to[- ]year|\bd'annee en annee"
    r"|\bverlanger\w+|\bcontinue for (?:additional|successive|subsequent)|\bautomatically continue\w*"
    r"|\bse poursui\w+\b(?! (?:pendant|jusqu|pour une duree))|\bsuccessive (?:\w+ )?(?:periods?|terms?)"
    r"|\bperiodes successives"
)
_SUBJECT = re.compile(
    r"^(?:renewal|reconduction|renouvellement) ?[|:]|"
    r"\b(?:this|the|said) (?:[\w-]+ ){0,3}?(?:agreement|contract|lease|term|addendum|initial period)\b"
    r"|\binitial term\b|\brenewal (?:term|period)\b|\b(?:such|this|each) renewal\b"
    r"|\b(?:ce|le|un tel|cette|la) (?:renouvellement|reconduction|prorogation)\b|\bsuch (?:term"
    r"|extension)\b|^(?:it|they)\b|^(?:there)?after\b"
    r"|\b(?:le|la|l'|du|present\w?|cette) ?(?:present\w? )?(?:contrats?|bail|accord|convention|police|location"
    r"|licence|abonnement|mission|marche|protocole|engagement|duree|periode)\b"
    r"|\b(?:il|elle|celui-ci|celle-ci|ils) (?:est|sera|se|pourra|n'est|ne|peut|s'|seront)|^a l'issue"
    r"|\btoute (?:prolongation|reconduction)|tacite reconduction|reconduction tacite|\b(?:der|dieser|das|die"
    r"|er) (?:vertrag|verlanger|mietverhaltnis|vereinbarung|laufzeit)|\bverlangert (?:er|sie) sich"
)
_OTHER = re.compile(
    r"registration|domain name|insurance|polic(?:y|ies)\b(?! d)|permits?|patents?|trademark|licenses? and permits"
    r"|domaine|warrant|credit|visa|carte|agrement\b|passport|renewal fee|stock|inventaire|mandat social"
)
_TACIT = re.compile(
    r"\brolls (?:over|on)\b|\btacit\w*|\bautomatic\w*|\bautomatiquement|\bde plein droit|\bstillschweigend"
    r"|\bautomatisch"
    r"|\bsauf (?:denonciation|resiliation|conge|opposition|avis contraire)|\ba defaut de (?:denonciation|conge"
    r"|resiliation)|\bfaute de (?:denonciation|conge)"
    r"|\b(?:shall|will) (?:then |thereafter |be )*(?:renew|extend)|\b(?:it|agreement|contract|term) (?:then "
    r"|thereafter )?renews\b|\bunless (?:either|one|any|a|the|terminated|notice|previously|sooner|earlier)\b"
    r"|\bdeemed (?:to be )?(?:renew|extend)"
    r"|\byear[- ]to[- ]year|\bd'annee en annee"
    r"|\bse (?:prolonge|poursuit|renouvelle|reconduit)\b(?! (?:pendant|jusqu|pour une duree))|\b(?:est"
    r"|sera) (?:ensuite |alors )*(?:recondui|renouvel|prolong|prorog)\w+ (?:par|pour|tacit|autom)|\bverlangert (?:er "
    r"|sie |es )?sich"
)
_NOT_TACIT = re.compile(
    r"\bsans (?:pouvoir|pouvoir etre|possibilite d'etre) (?:etre )?(?:tacitement )?(?:recond|renouvel|prolong"
    r"|prorog)\w*|"
    r"\bn'est pas (?:recon|renouv|prolong|prorog|tacit|susceptible)|\bne (?:sera|pourra|peut"
    r"|saurait)\w*(?: \w+)? ?(?:pas|en aucun cas|etre (?:recon|renouv|prolong|prorog)\w*(?: que)?|faire l'objet)"
    r"|\bsans (?:possibilite de )?(?:tacite )?(?:reconduction|renouvellement)"
    r"|\b(?:toute|aucune) (?:tacite )?(?:reconduction|renouvellement|prolongation)|tacite reconduction (?:est )?exclu"
    r"|exclu\w* (?:toute|la) (?:tacite )?recond|\b(?:reconduction|renouvellement) (?:expres|express|ecrit)\w*"
    r"|\b(?:accord|avenant|ecrit|commun accord|volonte)\w* (?:\w+ )?(?:expres|express|ecrit|prealable|des parties"
    r"|signe)\w*"
    r"|\b(?:may|might|can) (?:\w+ )?(?:be )?(?:renew|extend)|\boption\b|\b(?:shall|will|does"
    r"|do) not (?:be )?(?:automatically )?(?:renew|extend)|\bno (?:automatic )?renewal"
    r"|\bmutual\w* (?:written )?(?:agree|consent)|\bupon (?:written )?(?:agreement|consent)"
    r"|\bby (?:written )?(?:agreement|mutual)"
    r"|\brenewable\b|\brenouvelable\b|\bpeut etre (?:renouvel|recond|prolong|prorog)|\bpourra etre (?:renouvel|recond"
    r"|prolong|prorog)|\bright to (?:renew|extend)|\bverlangert sich nicht|\bprovided such continuance"
)
_SURE_TACIT = re.compile(
    r"(?:renouvelable|reconductible|renewable)[^.;]{0,40}(?:tacit|automat)|par tacite|tacitement|automatically"
    r"|de plein droit|stillschweigend|automatisch"
)
_SURE_NOT = re.compile(
    r"n'est pas|sans pouvoir|ne (?:sera|pourra|peut|saurait)[^.;]{0,40}(?:tacit|recon|renouv)"
    r"|sans (?:possibilite de )?(?:tacite )?(?:reconduction|renouvellement)|exclu|aucune (?:tacite )?|shall not"
    r"|will not|does not|no automatic|toute reconduction|toute prolongation|expres|verlangert sich nicht"
)
_SAME = re.compile(
    r"\bmeme (?:duree|periode)|\bd'egale duree"
    r"|\bduree(?:s)? (?:identique|egale|equivalente)|\bperiodes? (?:identiques?|de meme duree"
    r"|egale)|\bsame (?:period|term|duration)|\blike (?:period|term)|\bequal (?:period|term)|\bgleich\w+ (?:zeitraum"
    r"|dauer)"
)
_ONE = re.compile(
    r"\b(?:une (?:seule )?(?:\(1\) )?fois|une seule (?:periode|reconduction)|once|one \(1\) (?:additional|further"
    r"|renewal)|one (?:additional|further|renewal) (?:[a-z0-9() -]{1,25} )?(?:term|period|renewal)|einmal(?:ig)?"
    r"|a single)\b"
)
_LABELLED = re.compile(
    r"(?:periode|duree) de (?:la )?(?:reconduction|renouvellement)[^|:]{0,40}[|:]|renewal (?:term|period)s?[^"
    r"|:]{0,40}[|:]"
)
"""A row of special conditions."""
_ONCE_MORE = re.compile(
    r"\bfurther\b[^.;]{0,80}\b(?:and|then) once more\b"
    r"|\b(?:recond|prolong|prorog"
    r"|renouvele)\w*[^.;]{0,50}\bpour une (?:nouvelle )?periode [^.;,]{0,30}renouvelable une (?:seule )?fois"
)
_TIMES = re.compile(
    r"\b(?P<fr>une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|\d{1,2})(?: \((?P<digits>\d{1,2})\))? (?:fois"
    r"|reconductions?|renouvellements?|periodes? (?:supplementaires|maxim))"
    r"|\b(?P<en>one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2})(?: \((?P<in>\d{1,2})\))? (?:times|renewals?"
    r"|(?:additional|further|successive|renewal)(?: [\w() -]{0,25}?)? (?:periods|terms))\b"
)
_FRENCH_COUNTS = "une deux trois quatre cinq six sept huit neuf dix"
_ENGLISH_COUNTS = "one two three four five six seven eight nine ten"
_COUNTS = {name: number for names in (_FRENCH_COUNTS, _ENGLISH_COUNTS) for number, name in enumerate(names.split(), 1)}
_AGREED_ANEW = re.compile(
    r"\bmutual\w* (?:\w+ )?(?:agree|consent)|\b(?:agreement|consent) (?:of|between) (?:both|the|all) parties"
    r"|\bcommun accord|\baccord (?:mutuel|(?:expres |ecrit |prealable )*des (?:deux )?parties)|\beinvernehmlich"
)
_TO_A_DAY = re.compile(r"\b(?:prorog|prolong|extend)\w+[^.;]{0,120}\b(?:jusqu'au|au|until|to) (?:the )?(?:\d|1er\b)")
"""The term is made longer once, to a day that is named."""
_SPAN_CONTEXT = re.compile(
    r"\b(?:period\w*|terms?|duree|pour|for|um|jeweils|d'|de|of|par|by|each|subsequent|successive|additional|further"
    r"|an|une|\(?)[^.;]{0,45}$"
)
_NOTICE_SPAN = re.compile(
    r"\b(?:notice|preavis|au moins|au plus tard|at least|no less than|not less than|minimum|frist|within|prior"
    r"|moyennant|dans les)\b[^.;]{0,45}$"
)
_BEFORE_END = re.compile(
    r"^'?s?'? ?(?:au moins |minimum |calendaires |francs )?(?:prior|before|avant|notice|written|de preavis|a l'avance"
    r"|in advance|vor)"
)


def renewal(sentences: Sequence[Sentence], term: Found | None, own: Set[str]) -> Found | None:
    """Whether the contract goes on by itself, with the sentence that says it; doubtful where two say otherwise. ``own``
    are the words by which it calls itself."""
    said = list(_said(sentences, term, own))
    if not said:
        return None
    said.sort(key=lambda each: -each[0])
    top, sure, best = said[0]
    if best.value.tacit and best.value.span is None:
        rows = (each for each in sentences if each.spans and _LABELLED.match(each.flat))
        if (row := next(rows, None)) is not None:
            value = best.value.model_copy(update={"span": row.spans[0][0]})
            best = Found(value, best.start, best.end)
    differ = any(
        each.value.tacit != best.value.tacit
        for score, other, each in said[1:]
        if score >= top - 1 and (other or not sure)
    )
    if best.value.span is None and not differ:
        spanned = [each for _, _, each in said if each.value.span is not None]
        alike = next((each for each in spanned if each.value.tacit == best.value.tacit), None)
        if alike is not None:
            best = alike
        elif spanned and sure and best.value.tacit:
            # "renewable once, for three years. It renews tacitly unless …"
            value = spanned[0].value.model_copy(update={"tacit": True})
            best = Found(value, min(best.start, spanned[0].start), max(best.end, spanned[0].end))
    return Found(best.value, best.start, best.end, doubtful=differ)


def _said(sentences: Sequence[Sentence], term: Found | None, own: Set[str]) -> Iterator[tuple[int, bool, Found]]:
    for each in speaking(sentences, _GATE, _VERB):
        verb, subject = _VERB.search(each.flat), _subject(each.flat, own)
        if verb is None or subject is None or _OTHER.search(each.flat[max(0, verb.start() - 80) : verb.end() + 40]):
            continue
        if re.search(r"n'(?:est|sont) pas modifi|demeurent? inchang|unchanged", each.flat) or _TO_A_DAY.search(
            each.flat
        ):
            continue
        span = (term.value if term else None) if _SAME.search(each.flat) else _span(each, verb.start())
        tacit, sure = _tacit(each.flat)
        if tacit is None:
            continue
        if not tacit and _AGREED_ANEW.search(each.flat):
            span = None  # what the parties may agree on then is no right to a further term
        headed = re.search(r"recond|renew|renouv|duree|\bterm\b|laufzeit", each.heading) is not None
        score = 3 * sure + 2 * (span is not None) + 2 * headed + 2 * (subject.start() < 80) - (len(each.flat) > 900)
        if score >= 4:
            yield score, sure, found_at(Renewal(tacit=tacit, span=span, times=_times(each.flat)), each)


def _subject(flat: str, own: Set[str]) -> re.Match[str] | None:
    return next((each for each in _SUBJECT.finditer(flat) if not names_another(flat, each.start(), own)), None)


def _tacit(flat: str) -> tuple[bool | None, bool]:
    """Whether it goes on by itself, None where the words say neither; and whether they say it in so many words."""
    if _SURE_NOT.search(flat) and _NOT_TACIT.search(flat):
        return False, True
    if _SURE_TACIT.search(flat):
        return True, True
    if _NOT_TACIT.search(flat):
        return False, False
    return (True, True) if _TACIT.search(flat) else (None, False)


def _span(sentence: Sentence, verb: int) -> Duration | None:
    """The span for which it goes on: after the verb first, then before it."""
    found = [*sentence.spans, *rhythms(sentence)]
    found.sort(key=lambda each: (each[1] < verb, each[1]))
    for span, start, end in found:
        before, after = sentence.flat[max(0, start - 60) : start], sentence.flat[end : end + 40]
        if _NOTICE_SPAN.search(before) or _BEFORE_END.search(after):
            continue
        if start < verb and not re.search(
            r"additional|successive|further|subsequent|nouvelle|supplementaire", before + after
        ):
            continue
        if _SPAN_CONTEXT.search(before) and not re.match(r"[^.;]{0,12}(?:notice|preavis)", after):
            return span
    return None


def _times(flat: str) -> int | None:
    """How often at most, where the text limits it."""
    if _ONE.search(flat):
        return 2 if _ONCE_MORE.search(flat) else 1
    match = _TIMES.search(flat)
    if match is None:
        return None
    number = match["digits"] or match["in"] or match["fr"] or match["en"]
    return int(number) if number.isdigit() else _COUNTS[number]
