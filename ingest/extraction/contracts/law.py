"""Which law governs a contract, and which court decides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.extraction.contracts.flattening import flatten
from ingest.extraction.contracts.found import Facts, Found, found_at, settled
from ingest.extraction.contracts.provisions import Sentence

_SUBJECT = re.compile(
    r"\b(?:this|the) (?:[\w-]+ ){0,4}?(?:agreement|contract|lease|addendum|amendment|undertaking|deed|license|licence"
    r"|warrant)\b|\bcontrats?\b|\bbail\b|\baccord\b|\bconvention\b|\bavenant\b|\bpresentes?\b|\bpolice\b"
    r"|\bconditions\b|\bvertrag|\brights and (?:obligations|liabilities)\b|\bhereof\b|\bhereunder\b|\bparties\b"
    r"|^agreement\b"
    r"|\bthis [^.;]{2,60}? (?:shall|will|must|is to|is|are) (?:be )?(?:governed|construed|interpreted)\b"
    r"|\bit\b|\bil est\b|\b(?:droit|loi) applicable\b|\b(?:governing|applicable) law\b|\bes gilt\b|^elles? "
    r"|\b(?:droit|loi) [a-z]{4,16} (?:s'applique|est (?:seule? )?applicable|regit)\b"
)
_HEADED = re.compile(r"\b(?:loi|droit|law|recht)\b")
_ENGLISH = re.compile(
    r"\b(?:governed|construed|interpreted|enforced|determined|subject|accordance|pursuant|under"
    r"|according)\b[^.;]{0,160}?\b(?:laws?)\b(?P<of>(?: and regulations)?(?: (?:of|in force in|in)) (?:the )?)?"
    r"|\bgoverning law\b[^.;]{0,40}?\b(?:laws?) (?:of|in) (?:the )?|\b(?:laws?) of (?:the )?[^.;]{2,70}?\b(?:shall"
    r"|will)? ?(?:govern|apply|applies)"
    r"|\b(?P<named>english|french|german|dutch|swiss|belgian|delaware|california|new york|scottish|irish) laws?\b"
)
_GOVERNS = re.compile(
    r"\bgovern(?:ed|s|ing)?\b|\bconstrued\b|\binterpreted?\b|\bapplicable law\b|\bsubject to the (?:[a-z]+ )?laws?\b"
    r"|\blaws? of [^.;]{2,60}? appl(?:y|ies)\b|\bdetermined (?:under|by|in accordance)|\baccording to the laws\b"
)
_JURISDICTION = re.compile(
    r"\b[Ll]aws?(?:,\s[^,.;]{3,60},)?\s+(?:and\s+regulations\s+)?(?:in\s+force\s+)?(?:of|in)\s+(?:the\s+)?"
    r"(?P<of>(?:(?:[Ss]tate|Commonwealth|[Pp]rovince|Republic|Kingdom|Federal\s+Republic|People['’]?s\s+Republic"
    r"|Grand\s+Duchy|Canton)(?:\s+and\s+federal\s+laws)?\s+of\s+(?:the\s+)?)?"
    r"[A-Z][\w.’'-]*(?:(?:\s+(?:of|and|the|de|,))*\s+[A-Z][\w.’'-]*)*)"
)
_THEREOF = re.compile(
    r"\bin\s+(?:the\s+)?(?P<of>(?:(?:[Ss]tate|Commonwealth|[Pp]rovince)\s+of\s+)?[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)*)"
    r"[^.;]{0,120}?\b[Ll]aws?\s+(?:thereof|of\s+(?:that|such|said)\s+(?:[Ss]tate|[Cc]ountry|[Pp]rovince))\b"
)
_FRENCH = re.compile(
    r"\b(?:soumis\w*|regi\w*|gouverne\w*|applicable|interprete\w*|relev\w+"
    r"|application)\b[^.;]{0,80}?\b(?P<law>(?:droit|loi|lois|legislation) (?P<which>[a-z]{4,20}(?:-[a-z]+)?))\b"
    r"|\b(?P<bare>(?:droit|loi) (?P<nation>francaise?|belge|suisse|luxembourgeois\w*|allemande?|anglaise?|italienne?"
    r"|espagnole?|monegasque))\b"
)
_BRANCHES = """
applicable commun civil commercial public prive social international penal fiscal positif ou aux sur n reglementaire
"""
_NO_LAW = frozenset(_BRANCHES.split())
_GERMAN = re.compile(
    r"\b(?:es gilt|unterliegt|gilt)\b[^.;]{0,60}?\b(?P<law>(?:das )?(?:deutsche[sm]?|osterreichische[sm]?"
    r"|schweizer(?:ische[sm]?)?) recht|recht der [\w ]{4,40}?(?=[.,;]|$| unter))"
)
_FRENCH_COURT = re.compile(
    r"\b(?P<court>tribuna(?:l|ux) (?:de commerce|judiciaires?|des activites economiques|administratif"
    r"|de grande instance|d'instance|des baux ruraux|competents?)?(?: competents?)? ?(?:de |d'|du |des )?"
    r"(?:[a-z'-]+(?: (?:de|du|des|d'|la|le|les|sur|sous|en) ?[a-z'-]+){0,3})?"
    r"|conseil de prud'?hommes(?: de [a-z'-]+(?: [a-z'-]+)?)?|cour d'appel de [a-z'-]+|juridictions? (?:de [a-z-]+"
    r"|[a-z]+))"
)
_ENGLISH_COURT = re.compile(
    r"\b(?P<court>(?:(?:state|federal|provincial|district|superior|commercial|competent|united states|u\.s\.)(?:,"
    r"| and| or)? ?){0,4}(?:[a-z]+ )?courts? (?:sitting |located |situated )?(?:of|in|for"
    r"|at) (?:the )?[^.;,()]{2,70}?)(?=[.;,()]|$| shall| will| have| has| for | and (?:each|the parties"
    r"|waive|agree)| to | which"
    r"| with | over | in (?:any|respect|connection))"
)
_GERMAN_COURT = re.compile(r"gerichtsstand[^.;]{0,60}? ist (?P<court>[a-z -]{3,40}?)(?=[.,;]|$)")
_COURT_TALK = re.compile(
    r"jurisdiction|venue|courts? of|competent|competence|litige|differend|contestation|ressort|attribu|tribunal"
    r"|gerichtsstand|prud'?hom|dispute"
)
_REGISTER = re.compile(r"\bgreffe\b|\bregist\w+|\binscrit\w*|\bimmatricul\w+|\bhr[ab]\b|incorporated")
"""A court that keeps a register: "registered at the local court of Bremen"."""
_CODE = re.compile(r"\b(?:code|securities|tax|labor|bankruptcy|antitrust|export|applicable federal|copyright|patent) ")


def law_facts(sentences: Sequence[Sentence]) -> Facts:
    """``governing_law``, a sentence, and ``court``."""
    law, court = settled(_laws(sentences)), settled(_courts(sentences))
    facts: dict[str, Found] = {}
    if law is not None:
        facts["governing_law"] = law
    return facts if court is None else facts | {"court": court}


def _laws(sentences: Sequence[Sentence]) -> Iterator[Found]:
    for each in sentences:
        if each.has("law", "droit", "loi ", "lois ", "legislation", "recht") and (
            _SUBJECT.search(each.flat) or _HEADED.search(each.heading)
        ):
            name = _english(each) or _french(each) or _german(each)
            if name is not None:
                yield found_at(name, each)


def _english(sentence: Sentence) -> str | None:
    flat = sentence.flat
    governs = _GOVERNS.search(flat)
    if governs is None or _ENGLISH.search(flat) is None:
        return None
    named = _JURISDICTION.search(sentence.text) or _THEREOF.search(sentence.text)
    if named is None and sentence.text.isupper():
        capital = re.search(
            r"\bLAWS? OF (?:THE )?(?P<of>[A-Z][A-Z ]{2,40}?)(?=[,.;]| WITHOUT| AND| EXCL|$)", sentence.text
        )
        return capital["of"].title().replace(" Of ", " of ") if capital else None
    if named is not None:
        near = flat[max(0, named.start() - 220) : named.end() + 40]
        before = flat[max(0, named.start() - 40) : named.end()]
        if _GOVERNS.search(near) is None or re.search(r"organized|incorporated|existing under", before):
            return None
        return " ".join(named["of"].split()).rstrip(" .,'’")
    nation = re.search(
        r"\b(?:English|French|German|Dutch|Swiss|Belgian|Scottish|Irish|Delaware|California|New York|Hong Kong"
        r"|Israeli) laws?\b",
        sentence.text,
    )
    return nation[0] if nation else None


def _french(sentence: Sentence) -> str | None:
    match = _FRENCH.search(sentence.flat)
    if match is None:
        return None
    group = "law" if match["law"] else "bare"
    if group == "law" and match["which"] in _NO_LAW:
        return None
    return sentence.text[slice(*match.span(group))]


def _german(sentence: Sentence) -> str | None:
    match = _GERMAN.search(sentence.flat)
    return sentence.text[slice(*match.span("law"))] if match else None


def _courts(sentences: Sequence[Sentence]) -> Iterator[Found]:
    for each in sentences:
        if not each.has("tribun", "court", "juridiction", "prud", "gerichtsstand") or not _COURT_TALK.search(each.flat):
            continue
        for pattern in (_FRENCH_COURT, _ENGLISH_COURT, _GERMAN_COURT):
            named = (
                _court_name(each.text[slice(*match.span("court"))])
                for match in pattern.finditer(each.flat)
                if not _REGISTER.search(each.flat[max(0, match.start() - 60) : match.end() + 30])
            )
            name = next((name for name in named if name), None)
            if name:
                yield found_at(name, each)
                break


def _court_name(words: str) -> str | None:
    """A court's name up to its last capital word; None for "tribunal compétent" and "any competent court"."""
    named = words.rstrip(" ,.")
    flat = flatten(named)
    if re.match(r"(?:tribunal|conseil|cour\b|juridiction)", flat):
        kept = re.match(r".*[A-ZÀ-Þ][\w'’-]*", named[1:])
        return named[0] + kept[0] if kept else (named if re.match(r"conseil de prud", flat) else None)
    return re.sub(r"^(?:the|any) ", "", named) if re.search(r"[A-Z]", named) else None
