"""How long before, and how, one must say that a contract will not go on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.extraction.contracts.found import Found, found_at
from ingest.extraction.contracts.provisions import Sentence, speaking
from rag.domain.contract import Notice, NoticeForm
from rag.domain.duration import Duration
from rag.language import changes_wording

_GATE = (
    "notice",
    "preavis",
    "denon",
    "conge",
    "resili",
    "oppos",
    "terminat",
    "renew",
    "kundig",
    "advance",
    "a l'avance",
    "avant ",
    "before",
    "prior",
    "mettre fin",
    "frist",
    "roll",
)
_LABELLED = re.compile(
    r"^(?:delai de )?preavis(?: de (?:non[- ](?:reconduction|renouvellement)|denonciation"
    r"|resiliation))? ?(?:\([^)]*\) ?)?[|:]"
    r"|^(?:non-renewal |termination )?notice(?: period)?(?: (?:of|for) (?:non-renewal"
    r"|termination))? ?(?:\([^)]*\) ?)?[|:]"
)
"""A row of special conditions."""
_ENDING = re.compile(
    r"\b(?:stop|prevent)\w* (?:(?:a|the|any|its|such|this) (?:automatic )?renewal|[^.;]{1,40} from (?:rolling"
    r"|renew))\b|"
    r"\bne (?:souhait|desir|veu|voul)\w+ pas [^.;]{0,30}(?:recond|renouvel|prolong|prorog|poursui)|"
    r"\b(?:denonc\w+|denonciation|conge|resili\w+|s'(?:y )?oppos\w+|opposition|mettre (?:un terme|fin)"
    r"|ne pas (?:renouvel|recond)\w+|fai\w+ (?:savoir|connaitre)|non[- ](?:renouvellement|reconduction)"
    r"|preavis|notifi\w+|mise? a fin|rompre"
    r"|rupture|demission\w*|licenciement)"
    r"|\b(?:notice|non-?renew\w*|terminat\w+|not (?:to )?(?:be )?renew\w*|cancel\w*|ends? (?:it|this)|end this"
    r"|intent\w*|desire|elect\w*|wish\w*)\b|\b(?:gekundigt|kundig\w+)"
)
_AT_TERM = re.compile(
    r"\b(?:echeance|terme\b|expiration|date anniversaire|anniversary|fin de (?:la |chaque |l')?(?:periode|duree|annee"
    r"|contrat)|fin du (?:contrat|bail)|issue de|chaque periode|recond\w+|renouvel\w+|prorog\w+|prolong\w+)"
    r"|\b(?:end|expir\w+|conclusion|close) of (?:the |its |any |each |such |said |then[- ]?"
    r"|this )*(?:[\w-]+ )?(?:initial|current|term|renewal|period|agreement|contract|then|year|additional)|\brenew\w*"
    r"|\bnon-?renew\w*|\b(?:before|prior to) (?:the |its |any |each |such )*(?:expir\w+|end|renewal|beginning"
    r"|anniversary|scheduled|commencement|then|initial)"
    r"|\bat the end of\b|\bat the expiration\b|\bablauf|\bende der (?:jeweiligen )?(?:laufzeit|vertragslaufzeit)"
    r"|\bzum (?:ende|ablauf)"
)
_ANY_TIME = re.compile(
    r"\ba tout moment|\bat any time|\bjederzeit|\bany time\b|\bwithout cause|\bfor any reason|\bfor convenience"
    r"|\bwith or without"
)
_FAULT = re.compile(
    r"manque\w*|\bbreach|\bdefault|mise en demeure|\bcure[ds]?\b|remed(?:y|ied)|insolv|bankrupt|inexecution|\bfaute"
    r"|force majeure|cessation de paiement|redressement|liquidation|non-?payment|fails? to|failure|in the event (?:of"
    r"|that)|material"
    r"|change of control|perte de|s'il perd|augment|hausse|revision|tarif|\bfees?\b (?:increase|change)|price|audit"
    r"|inspect|visit|insurance|assurance responsabil|order\b|payable|will pay|shall pay|\bpaid\b|\bcommande\b"
    r"|delivery|livraison|invoice|facture|sous-trait|deposit"
)
_NOTICE_AFTER = re.compile(
    r"^\)?'?s?'? ?(?:(?:de |d'un )?preavis|(?:calendar |business |advance |prior |written "
    r"|advanced )*(?:written )?notice|(?:calendrier |calendaires |francs |ouvres )?(?:au moins )?(?:avant|a l'avance"
    r"|before|prior|in advance|preceding|vor(?:her)?|zum)|advance|prior|written|or more (?:before|prior|written)|"
    r"(?:[\w' ]{0,12})(?:prior|before|preceding|avant|notice))"
)
_NOTICE_BEFORE = re.compile(
    r"\b(?:preavis (?:\w+ ){0,4}?(?:de|d')|preavis|delai (?:de preavis )?(?:de|d')|notice (?:period )?(?:of|to)"
    r"|frist von|kundigungsfrist|at least|no (?:less|later|fewer) than|not (?:less|later|fewer) than|au moins|minimum"
    r"|au plus tard|moyennant|respect\w*|upon|giving|by|on|with|within|prevenance de|ramene a|porte [^.;]{0,30}a"
    r"|a)\b ?(?:un |une |a |minimum |of |the |ses )?(?:delai de |preavis de |minimum |of )?(?:d'|de )?\(?$"
)
_MOVED = re.compile(
    r"\bporte\w* (?:de|d')[^.;]{1,40}? a |\bramene\w* (?:de|d')[^.;]{1,40}? a |\b(?:changed|increased|reduced"
    r"|extended) from [^.;]{1,40}? to "
)
_REGISTERED = re.compile(
    r"recommande|registered (?:letter|mail|post)|certified (?:mail|letter|post)|\blrar\b|\bl\.?r\.?a\.?r\b"
    r"|einschreiben|acte extrajudiciaire"
)
_EMAIL = re.compile(r"\be-?mail|courriel|courrier electronique|electronic mail|lettre electronique|\btextform")
_WRITTEN = re.compile(r"\bwritten\b|\bin writing|\b(?:par )?ecrit|\bschriftlich|\blettre\b|\bcourrier\b|\bletter\b")
_RENEWS = re.compile(
    r"\brecond\w+|\brenouvel\w+|\btacite|\bdenonc\w+|\bdenonciation|\bconge\b|\b(?:non-?)?renew(?:s|ed|al)?\b"
    r"|\broll(?:s|ing)? over\b|\bne (?:souhait|desir)\w+ pas [^.;]{0,30}(?:prolong|prorog)"
    r"|\bnot (?:to |be )?(?:extend|continue)|\bautomatically continue|\bverlanger\w+"
)
_TIED = re.compile(
    r"[^.;]{0,30}?\b(?:prior to|before|preceding|in advance of|avant|vor|zum)\b[^.;]{0,50}?\b(?:end|expir\w+|renewal"
    r"|anniversary|term|periods?|echeance|terme|recond\w+|fin|anniversaire|periode|ablauf|ende|laufzeit)\b"
)
_ENDS_THEN = re.compile(
    r"\b(?:terminat\w+|cancel\w*|end)\b[^.;]{0,80}?\b(?:at|upon|as of|on) the (?:end|expiration|anniversary) of"
    r"|\b(?:a|pour) (?:l'echeance|l'expiration|l'issue|son terme|la fin|chaque echeance)\b|\bzum (?:ende|ablauf)\b"
)
_ASKS_FOR_MORE = re.compile(
    r"\boptions?\b|\bexercis\w+|\b(?:may|to|can) (?:renew|extend)\b|\bmay be (?:renewed|extended)|\brequest\w*\b"
    r"|\bdemande de renouvellement|\blevee? d'option"
)
_TO_GO_ON = re.compile(
    r"(?<!not )\b(?:intent\w*|desires?|wish\w*|elect\w*|willing\w*)(?: (?:of|in|writing|is|are))* to (?:renew|extend)\b"
    r"|\b(?:intention|volonte|souhait\w*|desir\w*|decision) de (?:renouvel|recond|prolong|prorog)\w+"
)
"""Notice that a contract is to go on: without it, it ends."""
_STOPS = re.compile(
    r"\bnot (?:to )?(?:be )?(?:renew|extend)|\bnon-?renew|\bstop|\bunless\b|\bterminat|\bcancel|\bdenon"
    r"|\bconge\b|\boppos"
    r"|\bresili|\bne pas\b|\bsauf\b|\ba moins\b|\ba defaut\b|\bkundig|\bgekundigt"
)
_HEADED = re.compile(
    r"duree|\bterm\b|renew|recond|resiliation|rupture|cessation|fin anticipee|termination|preavis|conge|denonciation"
    r"|kundigung|laufzeit"
)
_PAID = re.compile(
    r"\bif (?:the|this) (?:agreement|contract|lease) is (?:terminated|not renewed)\b|\b(?:will|shall) (?:pay"
    r"|refund)\b|\bpayable\b"
)
_WHILE = re.compile(
    r"\b(?:during|throughout|pendant|au cours de|durant) (?:(?:the|any|each|such|its|a|toute?|la|une) )*"
    r"(?:(?:[\w-]+ ){0,3}?(?:terms?|periods?|duree|periode)\b)(?: de (?:re\w+|prolongation))?"
    r"(?: (?:and|or|et|ou) (?:(?:the|any|each|such|la|une) )*"
    r"(?:[\w-]+ ){0,2}?(?:terms?|periods?|periode))?"
)
"""A time in which notice may be given, which is not one that it is counted back from."""
_ANY_MONTH = re.compile(
    r"\bend of (?:any|each|a|the(?: then)? current) (?:calendar )?(?:week|month|quarter)\b|\bfin (?:de chaque|d'un|du)"
    r" (?:mois|trimestre)(?: civil| en cours)?\b|\b(?:end of the|fin de la) (?:trial|probation\w*|periode d'essai)"
)
_OF_PRICES = re.compile(
    r"\b(?:increas|chang|adjust|modif|revis|rais|augment|actualis|reajust)\w* (?:(?:the|its|their|any|all|le|la|les"
    r"|ses|sur|de|des) )*(?:[\w-]+ )?(?:fees?|prices?|rates?|charges|prix|tarifs?|redevances?|loyers?)\b"
    r"|\b(?:fees?|prices?|rates?|charges|prix|tarifs?|redevances?|loyers?) (?:may|shall|will|can|peu(?:t|vent)"
    r"|pourr\w+|ser\w+)(?: etre| be)? (?:increas|chang|adjust|modif|revis|rais|augment|actualis|reajust)\w+"
)
_OF_ANOTHER = re.compile(
    r"\b(?:renew|terminat|cancel|resili|denonc)\w* (?:(?:the|its|any|such|or|and|renew|la|le|une|son|sa) )*"
    r"(?:[\w-]+ )?(?:insurance|polic(?:y|ies)|permits?|purchase orders?|assurance)\b"
    r"|\b(?:polic(?:y|ies)|polices? d'assurance|insurers?|insurance certificates?"
    r"|certificates? of insurance|attestations? d'assurance)\b"
    r"[^.;]{0,40}? (?:shall|will|must|to|dev\w+|doi\w+) (?:\w+ )?(?:include|provide|contain|state|name|prevoi\w*"
    r"|stipul\w*|mention\w*)\b"
)
_BY_NOTICE = re.compile(
    r"\b(?:may|can|peut|pourra|peuvent) (?:\w+ )?(?:end|terminate|cancel|resilier|denoncer|mettre fin a)"
    r" (?:this|the|le|la|l'|au) ?(?:present\w? )?(?:agreement|contract|lease|contrat|convention|accord"
    r"|bail|abonnement)\b[^.;]{0,80}"
    r"\b(?:notice|preavis)\b"
)
_DATED = re.compile(
    r"\b(?:contrat|police|bail|convention|agreement|policy|lease)\b(?: [\w'°-]+){0,4}?"
    r" (?:du|en date du|dated|of) (?:the )?\d[^.;]*$"
)
"""Another contract, told by its day: "the policy of 1 July 2019, which may be cancelled at two months' notice"."""
_KEPT = re.compile(r"n'(?:est|sont) pas modifi|demeurent? inchang|unchanged|reste\w* inchang")


def notice(sentences: Sequence[Sentence], renewal: Found | None) -> Found | None:
    """The notice that ends a contract at its term; failing that, the one that ends it at any time.

    Doubtful where two sentences ask for different spans.
    """
    said = sorted(_said(sentences, renewal), key=lambda each: -each[0])
    if not said:
        return None
    score, best = said[0]
    rivals = [each for other, each in said if each.value.before == best.value.before and other >= score - 2]
    differ = any(each.value.span != best.value.span for each in rivals)
    form = best.value.form or next((each.value.form for each in rivals if each.value.form and not differ), None)
    return Found(best.value.model_copy(update={"form": form}), best.start, best.end, doubtful=differ)


def _said(sentences: Sequence[Sentence], renewal: Found | None) -> Iterator[tuple[int, Found]]:
    tacit = renewal is not None
    goes_on = renewal is not None and bool(renewal.value.tacit)
    for each in speaking(sentences, _GATE, _ENDING):
        flat = each.flat
        if _KEPT.search(flat) or _PAID.search(flat) or _OF_ANOTHER.search(flat):
            continue
        if _LABELLED.match(flat) and each.spans and goes_on:
            yield 20, found_at(Notice(span=each.spans[0][0], form=_form(flat), before="term_end"), each)
            continue
        found = _span(each)
        if found is None:
            continue
        span, start = found
        if _DATED.search(flat[:start]) and not changes_wording(flat):
            continue
        near = flat[max(0, start - 260) : start + 200]
        renews = _RENEWS.search(_WHILE.sub("", flat)) is not None and (goes_on or _STOPS.search(flat) is not None)
        at_term = renews or _tied(flat, start) or (_ENDS_THEN.search(flat) is not None and "at any time" not in flat)
        if _ANY_MONTH.search(near):
            at_term = renews
        any_time = _ANY_TIME.search(near) is not None or _ANY_MONTH.search(near) is not None
        any_time = any_time or (not tacit and _BY_NOTICE.search(flat) is not None)
        headed = _HEADED.search(each.heading) is not None
        if (_FAULT.search(near) and not renews) or (_OF_PRICES.search(near) and not _STOPS.search(flat)):
            continue
        if not at_term and not any_time and not headed and "preavis" not in near:
            continue
        if at_term and not renews and not tacit and not each.has("terminat", "cancel") and not headed:
            continue
        if _TO_GO_ON.search(flat) or (_ASKS_FOR_MORE.search(flat) and not _STOPS.search(flat)):
            continue
        if at_term and not (renews or goes_on or each.has("preavis") or _ENDS_THEN.search(flat)):
            continue
        before = "term_end" if at_term and (renews or not any_time) else "any_time"
        score = 4 * (before == "term_end") + 2 * headed + 2 * renews + tacit
        score += 2 * bool(
            re.search(
                r"\b(?:contrat|bail|accord|convention|agreement|contract|lease|vertrag|mietverhaltnis|police|location"
                r"|abonnement|licence|party|partie)",
                near,
            )
        )
        score += 2 * (re.search(r"\bpreavis\b|\bnotice\b", near) is not None)
        score += any_time
        if score >= 5:
            yield score, found_at(Notice(span=span, form=_form(flat), before=before), each)


def _span(sentence: Sentence) -> tuple[Duration, int] | None:
    """The span that is one of notice, and where it stands; of "from … to …" the second."""
    found = [(span, start, end) for span, start, end in sentence.spans if _is_notice(sentence.flat, start, end)]
    moved = _MOVED.search(sentence.flat)
    if moved is not None:
        found = [each for each in sentence.spans if each[1] >= moved.end() - 3][:1]
    return (found[0][0], found[0][1]) if found else None


def _is_notice(flat: str, start: int, end: int) -> bool:
    before, after = flat[max(0, start - 60) : start], flat[end : end + 60]
    if re.search(r"\b(?:periode|periods?|term|duree|duration)\b[^.;,]{0,20}(?:of|de|d') ?$", before):
        return False
    return bool(
        _NOTICE_AFTER.search(after.lstrip(" "))
        or (_NOTICE_BEFORE.search(before) and _AT_TERM.search(flat))
        or re.search(r"\b(?:preavis|notice)\b[^.;]{0,25}$|frist von[^.;]{0,10}$", before)
    )


def _tied(flat: str, start: int) -> bool:
    """Whether the span is counted back from the end of a term: "60 days before the end of the current period"."""
    return _TIED.match(flat, start) is not None


def _form(flat: str) -> NoticeForm | None:
    if _REGISTERED.search(flat):
        return NoticeForm.REGISTERED_LETTER
    if _EMAIL.search(flat):
        return NoticeForm.EMAIL
    return NoticeForm.WRITING if _WRITTEN.search(flat) else None
