"""Phrases of questions about contracts."""

from __future__ import annotations

import re

from rag.facts.grammar.phrases import phrase
from rag.facts.laws import ANY_LAW

CONTRACTS = phrase(
    "contrats?",
    "contracts?",
    "agreements?",
    "conventions?",
    "baux",
    "ndas",
)
NAMING = phrase("baux", "bail", "leases?", "ndas?")
"""Kinds of contract that name the contracts themselves."""
CONTRACT_KINDS: dict[str, re.Pattern[str]] = {
    "maintenance": phrase(
        "(?:d entretien|de maintenance|maintenance|entretien)",
    ),
    "lease": phrase(
        "(?:de )?(?:baux|bail)(?: commerc(?:ial|iaux))?",
        "leases?",
    ),
    "rental": phrase(
        "de location",
        "rental",
        "hire",
    ),
    "nda": phrase(
        "ndas?",
        "(?:accords? )?de confidentialite",
        "non disclosure",
        "confidentiality",
    ),
    "supply": phrase(
        "(?:de )?fournitures?",
        "d approvisionnement",
        "supply",
        "d achats?",
        "purchase",
    ),
    "license": phrase(
        "(?:de )?licences?",
        "licen[sc]es?",
        "licen[sc]ing",
    ),
    "insurance": phrase(
        "d assurances?",
        "insurance",
    ),
    "hosting": phrase(
        "d hebergement",
        "hosting",
    ),
    "outsourcing": phrase(
        "d infogerance",
        "d externalisation",
        "outsourcing",
    ),
    "consulting": phrase(
        "de conseil",
        "consulting",
        "consultancy",
    ),
    "subcontracting": phrase(
        "de sous traitance",
        "subcontracting",
    ),
    "employment": phrase(
        "de travail",
        "employment",
    ),
    "transport": phrase(
        "de transports?",
        "transport",
    ),
    "distribution": phrase(
        "de distribution",
        "distribution",
    ),
    "partnership": phrase(
        "de partenariat",
        "partnership",
    ),
    "loan": phrase(
        "de pret",
        "loan",
    ),
    "works": phrase(
        "de travaux",
        "works",
    ),
    "services": phrase(
        "de (?:prestations? de )?services?",
        "services?",
        "de prestations?",
    ),
}
"""The kinds that contracts are read as (:mod:`ingest.extraction.contracts`), by the words of a question."""
AUTOMATIC_NOT = phrase(
    "(?:sans|hors) (?:tacite )?(?:reconduction|renouvellement)(?: tacite| automatique)?",
    "(?:qui )?ne se renouvellent pas(?: (?:automatiquement|tacitement))?",
    "(?:that |which )?(?:do not|don t) (?:renew|auto renew)(?: automatically)?",
    "without (?:automatic |tacit )?renewal",
)
AUTOMATIC = phrase(
    (
        "(?:(?:a|avec|par|en|de) )?(?:la )?(?:tacite reconduction|reconduction tacite|"
        "reconduction automatique|renouvellement (?:automatique|tacite))"
    ),
    "tacitement (?:reconductibles?|reconduits?|renouvelables?)",
    (
        "(?:qui )?se (?:renouvellent|reconduisent|reconduiront|renouvelleront)(?: (?:automatiquement|"
        "tacitement|tout seuls?))?"
    ),
    "(?:that |which )?(?:will )?(?:renew|auto renew|roll over)(?: (?:automatically|themselves|tacitly))?",
    "(?:with )?(?:an )?(?:automatic|tacit|auto) renewals?(?: clauses?)?",
    "auto renewing",
    "automatically renew(?:ed|ing)?",
    "renouvelables? (?:automatiquement|tacitement)",
    "reconductibles?(?: tacitement)?",
)
NOTICE = phrase(
    (
        "(?:(?:faut il|faudra t il|devons nous|doit on|dois je|il faut|on doit|nous devons|pouvons nous|"
        "peut on|a|qu il faut|a t on|qui|doivent|devront|devant|etre) )*(?:a )?(?:denoncer|resilier|"
        "denonces?|denoncees?|resilies?|resiliees?)"
    ),
    (
        "(?:dont )?(?:la |le |les )?(?:dates? limites?|derniers? jours?|fins?|delais?|limites?) (?:de |pour |"
        "du )(?:la |le )?(?:denonciation|resiliation|preavis|denoncer|resilier)(?: (?:expire|tombe|est|"
        "arrive|se termine))?"
    ),
    "dont (?:le )?preavis (?:expire|tombe|doit etre donne|est a donner|est|se termine|arrive)(?: a echeance)?",
    (
        "(?:(?:do|must|should|can|need|we|to|have|that|which|has) )*(?:be )?(?:give notice(?: on| of| for)?|"
        "cancel(?:led)?|terminate(?:d)?|served? notice(?: on)?|serve notice(?: on)?)"
    ),
    "notice deadlines?",
    "(?:and )?(?:have|has|with) (?:a |their |its )?notice (?:date|deadline)s?",
    "(?:need|needs|require|requires) (?:a |our )?(?:notice|(?:to be )?terminat(?:ion|ed)|cancel(?:ling|lation|led))",
    "(?:the )?last days? to (?:give notice|cancel|terminate)",
    "deadlines?",
    "(?:whose )?notice (?:periods? )?(?:is due|must be given|expires?|ends?|falls)",
)
END = phrase(
    (
        "(?:qui |dont )?(?:expirent|expire|expirant|expireront|se terminent|se termineront|prennent fin|"
        "prendront fin|finissent|arrivent a (?:echeance|terme|expiration)|arrivant a (?:echeance|terme|"
        "expiration)|arriveront a (?:echeance|terme)|viennent a (?:echeance|expiration))"
    ),
    "(?:l |d |les |nos |a |dont l )?echeances?(?: des?)?(?: est| tombe)?",
    "(?:dont )?(?:le terme|la fin|la date de fin)(?: est| tombe)?",
    "(?:fins? de|qui finissent)(?= contrats?)",
    (
        "(?:that |which |will |are |due )*(?:expire|expiring|ends?|ending|come to an end|run out|"
        "up for renewal|coming to an end)"
    ),
    "(?:up )?for renewal",
    "renewal dates?",
    "(?:a )renouveler",
)
SIGNED = phrase(
    "(?:(?:avons|a) (?:t )?(?:nous|on) |ont ete |qui ont ete |nous avons |on a )?(?:signes?"
    "|conclus?)(?! (?:avec|with) )",
    "(?:did we sign|(?:were |that were |have we |we have |we )?signed|we sign)(?! with )",
)
EFFECTIVE = phrase(
    (
        "(?:qui |ayant |ont )?(?:prennent effet|prend effet|pris effet|prenant effet|entrent en vigueur|"
        "commencent|demarrent|debutent|entres en vigueur)"
    ),
    (
        "(?:that |which )?(?:take effect|took effect|taking effect|start|started|starting|begin|began|"
        "become effective|came into force)"
    ),
)
SIGNED_WITH = phrase(
    r"(?:signes?|passes?|conclus?|signed|concluded|made) (?:avec|with) (?P<with>@p\d+)",
)
RUNNING = phrase(
    "(?:qui (?:sont|est) |sont |est )?(?:actuellement )?(?:en cours|en vigueur|actifs?|actives?)(?: (?:au "
    "|a la date du )?@t\\d+)",
    "(?:that are |which are |are |is )?(?:currently )?(?:active|in force|running|current|live"
    "|ongoing)(?: (?:as of |on )?@t\\d+)",
    "(?:qui (?:sont|est) )?(?:actuellement )?(?:en cours|en vigueur|actifs?|actives?)"
    "(?: (?:actuellement|aujourd hui|la))?",
    "(?:that are |which are |are |is )?(?:currently )?(?:active|in force|running|current|live|ongoing)"
    "(?: (?:now|today|right now|at the moment))?",
)
"""On the day of the question."""
_UNDER = (
    "(?:(?:qui |that |which )?(?:sont |are |is |est )?(?:soumise?s?|regie?s?|governed|subject|places?) )?"
    "(?:(?:au|a|la|par|le|du|sous|de|by|under|to|the|en) )*"
)
UNDER_LAW = phrase(
    rf"{_UNDER}(?:droit|lois?|legislation|laws? of(?: the)?) (?P<law>{ANY_LAW})",
    rf"{_UNDER}(?P<law2>{ANY_LAW}) laws?",
)
_SHOWN = (
    "(?:dates? (?:de |d )?(?:fin|echeance|expiration)|echeances?|(?:end|expiry|expiration|termination) dates?"
    "|deadlines?"
    "|notice (?:periods?|deadlines?|dates?)|last days? (?:to give|for) notice|preavis"
    "|dates? limites?(?: de (?:preavis|denonciation|resiliation))?|derniers? jours? (?:pour|de) (?:denoncer"
    "|denonciation|resilier))"
)
WITH_DATES = phrase(
    f"(?:avec|with|et|and|together with|showing|along with) (?:leurs?|their|the|les?|la) {_SHOWN}",
    f"(?:et|and) (?:quel(?:le)?s? (?:est|sont)|what (?:is|are|s)|whats) (?:leurs?|their|the|les?|la) {_SHOWN}"
    "(?: (?:on|for|of|de|pour) (?:each|chacun|each one))?",
)
"""What lists of contracts show anyway."""
BY_KIND = phrase(
    "(?:par|by|per|for each|pour chaque|selon le|selon leur) (?:types?|natures?|kinds?|categories?"
    "|category)(?: (?:de|of) (?:contrats?|contracts?))?",
    "(?:broken down|ventiles?|repartis?|split)(?= (?:par|by))",
)
MOST_URGENT = phrase(
    "(?:(?:le|la|les|the) )?(?:plus (?:urgents?|proches?|pressants?)|most urgent|nearest"
    "|soonest)(?: (?:en premier|d abord|first|en tete|on top))?",
    "(?:tries?|classes?|sorted|ordered|ranges?) (?:par|by) (?:date|dates|echeance|deadline|urgence"
    "|date d echeance|date limite)",
)
"""The order that lists of contracts have anyway."""
UPCOMING = phrase(
    "(?:les )?(?:prochaines?|prochains?)",
    "upcoming",
    "next",
    "a venir",
    "coming",
)
