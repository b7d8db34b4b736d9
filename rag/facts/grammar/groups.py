"""Phrases by which figures are told apart and ordered."""

from __future__ import annotations

from rag.facts.grammar.phrases import phrase

BY_SELLER = phrase(
    (
        "(?:par chaque|par|pour chaque|de chaque|chaque|by each|by|per|for each|for every|each|every)(?: nos|"
        " our)? (?:fournisseurs?|suppliers?|vendors?|prestataires?|sellers?)"
    ),
    "(?:fournisseur|supplier) par (?:fournisseur|supplier)",
    "ventilees? par fournisseurs?",
)
LIST_OF_SELLERS = phrase(
    (
        "(?:la |une |the |a )?(?:liste|list) (?:de |des |of )(?:tous )?(?:all )?(?:les |nos |our |the )?"
        "(?:fournisseurs|suppliers|vendors|prestataires) (?:avec|et|with|and)(?= (?:les? |leurs? |the |their )?"
        "(?:montants?|totaux|total|depenses?|amounts?|totals?|spend|spending|net|gross)(?: |$))"
    ),
)
EACH = phrase(
    "(?:et )?(?:pour )?combien chacun",
    "(?:and )?(?:for )?how much each(?: of them)?",
)
SELLERS_WHO = phrase(
    (
        "(?:quels? sont les|quels|which|who are the)(?: nos| our)? (?:fournisseurs|suppliers|vendors)"
        "(?: (?:qui|that|who))?"
    ),
)
BY_BUYER = phrase(
    (
        "(?:par|pour chaque|de chaque|chaque|by|per|for each|for every|each|every)(?: nos| our)? (?:clients?|"
        "customers?|buyers?|acheteurs?)"
    ),
)
BY_MONTH = phrase(
    "(?:par|chaque|by|per|each|every|for each|pour chaque|de chaque) (?:mois|months?)",
    "mois par mois",
    "month by month",
    "mensuel(?:le)?s?",
    "mensuellement",
    "monthly",
)
BY_QUARTER = phrase(
    "(?:par|chaque|by|per|each|every|for each|pour chaque|de chaque) (?:trimestres?|quarters?)",
    "trimestre par trimestre",
    "quarter by quarter",
    "trimestriel(?:le)?s?",
    "quarterly",
)
BY_HALF = phrase(
    "(?:par|chaque|by|per|each|every|for each|pour chaque|de chaque) (?:semestres?|half years?|half|halves|semesters?)",
    "semestriel(?:le)?s?",
    "semestre par semestre",
    "(?:half yearly|biannual|semi annual)",
)
BY_YEAR = phrase(
    "(?:par|chaque|by|per|each|every|for each|pour chaque|de chaque) (?:an|annees?|ans|years?|exercices?)",
    "annee par annee",
    "year by year",
    "annuel(?:le)?s?",
    "yearly",
    "annual",
)
IN_TIME = (BY_MONTH, BY_QUARTER, BY_HALF, BY_YEAR)
BY_RATE = phrase(
    "(?:par|pour chaque|by|per|for each|selon le|selon) (?:taux(?: de tva)?|(?:vat )?rates?|tva|vat)",
)
BY_TYPE = phrase(
    "(?:par|by|per) (?:types?|natures?|kinds?)(?: de factures?| of invoices?)?",
)
BY_CURRENCY = phrase(
    "(?:par|by|per|for each|pour chaque) (?:devises?|monnaies?|currency|currencies)",
    "(?:entre|between) (?:euros?|dollars?) (?:et|and) (?:euros?|dollars?)",
)
ALL_TOGETHER = phrase(
    (
        "tou(?:s|tes) (?:les )?(?:fournisseurs|clients|factures|periodes|annees|exercices|dates|devises|types)"
        " (?:confondue?s|comprise?s)"
    ),
    "tou(?:t|s|tes|te) confondue?s?",
    "(?:for |over )?all (?:years|periods|time|dates)(?: (?:combined|together))?",
    "(?:de )?tou(?:s|t) (?:les )?fournisseurs",
    "(?:from |for )?(?:any|all) (?:suppliers?|vendors?)",
    "all (?:suppliers|customers) (?:combined|together)",
    "across (?:all )?(?:our )?(?:suppliers|the board)",
)
RANKING = phrase(
    "(?:le |un |the |a )?(?:classement|ranking|palmares|rank|classe(?:r|z|s)?)(?: (?:de|des|of))?(?: (?:nos|our|the))?"
    "(?= (?:fournisseurs|clients|suppliers|vendors|customers))",
)
RANKED = phrase(
    "(?:le |un |the |a )?(?:classement|ranking|palmares)(?: (?:de|des|of))?(?: (?:nos|our|the|les))?(?= @i)"
)
"""Before "the ten largest", which says it too."""
BREAKDOWN = phrase(
    (
        "(?:la |le |une |the |a )?(?:ventilation|repartition|detail|evolution|recap|recapitulatif|breakdown"
        "|split|trend|tendance|"
        "summary)(?: (?:de|des|du|of))?(?: (?:la|les|nos|notre|the|our))?"
    ),
    "(?:broken down|break down|split|ventilee?s?|reparti(?:es|s|e)?|detaillee?s?)",
)
TOP = phrase(
    r"top (?P<n>@i\d+)(?: des| of)?(?: our| nos)?",
    "top",
    (
        "(?:les |nos |des |the |our )?(?:principaux|premiers|main)(?= (?:fournisseurs|clients|prestataires|"
        "suppliers|vendors|customers))"
    ),
    (
        "(?:le |notre |our )?(?:premier|principal|main|number one)(?= (?:fournisseur|client|prestataire|"
        "supplier|vendor|customer))"
    ),
    (
        r"(?:(?:les|nos|des|the|our|le|la|mes) )?(?P<n2>@i\d+) (?P<most>plus )?(?:grosses?|gros|grandes?|"
        r"grands?|importante?s?|elevee?s?|cheres?|fortes?|principaux|premiers|biggest|largest|highest|"
        r"most expensive|top|greatest|main)"
    ),
    (
        r"(?:les |the |our |nos )?(?P<n4>@i\d+) @x (?:les |the )?(?:plus (?:grosses?|cheres?|elevees?|importantes?)|"
        r"(?:biggest|largest|highest|most expensive))"
    ),
    r"(?:the |our )?(?:biggest|largest|highest|top|greatest|most expensive|main) (?P<n3>@i\d+)",
)
LARGEST = phrase(
    (
        "(?:(?:la|le|les|notre|nos|l|une|sa|leurs?) )?plus (?:grosses?|gros|grandes?|grands?|elevee?s?|"
        "cheres?|cher|fortes?|forts?|importante?s?|couteuses?|couteux)"
    ),
    "(?:montant |montants )?maxim(?:um|al|ale|aux)",
    "max",
    "(?:the |our )?(?:single )?(?:biggest|largest|highest|greatest|most expensive|maximum|costliest|priciest)"
    "(?: single)?",
)
BOTTOM = phrase(
    r"(?:les |nos |the |our )?(?P<n>@i\d+) (?:plus petite?s|moins (?:cheres?|importante?s|chers))",
    r"(?:the |our )?(?P<n2>@i\d+) (?:smallest|lowest|cheapest|least expensive)",
    r"(?:the |our )?(?:smallest|lowest|cheapest) (?P<n3>@i\d+)",
)
SMALLEST = phrase(
    (
        "(?:(?:la|le|les|notre|nos|l) )?(?:plus (?:petite?s?|faibles?|basse?s?|bas)|moins (?:cheres?|cher|"
        "elevee?s?|couteuses?|importante?s?))"
    ),
    "(?:montant |montants )?minim(?:um|al|ale|aux)",
    "min",
    "(?:the |our )?(?:smallest|lowest|cheapest|least expensive|minimum)",
)
LATEST = phrase(
    r"(?:les |nos |the |our )?(?P<n>@i\d+) (?:dernieres?|derniers|plus recente?s?|latest|last|most recent)",
    r"(?:the |our )?(?:last|latest|most recent) (?P<n2>@i\d+)",
    "(?:la |le |les |l |nos |notre |sa )?(?:dernieres?|derniers?|plus recente?s?)",
    "(?:the |our )?(?:latest|most recent|last)",
)
EARLIEST = phrase(
    "(?:la |le |l |notre |sa )?(?:premiere?|plus ancienne?|plus vieille)",
    "(?:the |our )?(?:first|earliest|oldest)",
)
MOST = phrase(
    "(?:the )?(?:highest|biggest|largest)(?= (?:spend|spending|total|costs?|amount|expenses?|purchases))",
    "(?:les? |la |l )?(?:depenses?|montants?|total|achats?|couts?|facturation) (?:est |sont |etaient "
    "|etait )?(?:les? |la )?"
    "plus (?:elevee?s?|forte?s?|importante?s?|gros(?:ses?)?)",
    "le plus(?: d argent)?(?: (?:cher|couteux|gros|important|onereux))?",
    "the most(?: money)?",
    "most",
)
MOST_INVOICES = phrase(
    "le plus (?:grand nombre )?(?:de |d )?@x",
    "the (?:most|largest number of|highest number of) @x",
)
DATE_OF = phrase(
    "(?:la )?dates? (?:de|d)(?= (?:la |l |notre |sa )?(?:dernieres?|premieres?|plus recente|plus ancienne) )",
    (
        "(?:de quand (?:date|remonte)|a quand remonte|quand (?:date|a ete emise))"
        "(?= (?:la |l |notre |sa )?(?:derniere|premiere) )"
    ),
    "(?:elle |elles )?dates? de quand",
    "when is it (?:from|dated)",
    "(?:when (?:was|is)|(?:the )?date of)(?= (?:the |our )?(?:very )?(?:last|latest|first|most recent|earliest) )",
)
LEAST = phrase(
    "le moins(?: cher)?",
    "the least",
)
WHICH_SELLER = phrase(
    "(?:chez|aupres de|a) qui(?= )",
    "with whom",
    (
        "(?:(?:a|chez|aupres d|de|par|to|with|from|at) )?(?:quels?|which|what|whom?|qui) (?:est (?:le |"
        "notre )?|sont (?:les |nos )?|is (?:the |our )?|are (?:the |our )?)?(?:fournisseurs?|suppliers?|"
        "vendors?|prestataires?)"
    ),
)
WHO = phrase(
    "(?:who|qui|lequel|laquelle|which one)(?= (?:le plus|le moins|the most|most|the least)(?: |$))",
)
"""Of those who billed us."""
WHICH_BUYER = phrase(
    (
        "(?:(?:a|chez|aupres d|de|par|to|with|from|at) )?(?:quels?|which|what|whom?|qui) (?:est (?:le |"
        "notre )?|sont (?:les |nos )?|is (?:the |our )?|are (?:the |our )?)?(?:clients?|customers?|buyers?)"
    ),
)
WHICH_MONTH = phrase(
    "(?:(?:en|in|sur|pour) )?(?:quel|which|what) (?:mois|month)(?: de l annee| of the year)?",
    (
        "(?:quel est|what (?:is|s|was)|which is|which was) (?:le |the )(?:mois|month) "
        "(?:ou|pendant lequel|durant lequel|in which|when|where)"
    ),
)
WHICH_QUARTER = phrase(
    "(?:(?:en|in|sur|pour|au) )?(?:quel|which|what) (?:trimestre|quarter)",
)
WHICH_YEAR = phrase(
    "(?:(?:en|in|sur|pour) )?(?:quelle|which|what) (?:annee|year)",
    (
        "(?:quelle est|what (?:is|s|was)|which is|which was) (?:l |the )(?:annee|year) "
        "(?:ou|pendant laquelle|in which|when|where)"
    ),
)
SORTED_BY_DATE = phrase(
    "(?:triees?|classees?|ordonnees?|sorted|ordered|rangees?) (?:par|by) (?:date|dates)(?: croissante)?",
    "par (?:ordre chronologique|date)",
    "in chronological order",
    "de la plus ancienne a la plus recente",
    "by date",
    "(?P<down>(?:newest|latest|most recent) first)",
    "(?:oldest|earliest) first",
    "(?P<down2>de la plus recente a la plus ancienne)",
)
SORTED_BY_NAME = phrase(
    "(?:triees?|classees?|ordonnees?|rangees?|sorted|ordered) (?:par|by) (?:nom de |name of )?"
    "(?:fournisseurs?|suppliers?|vendors?)(?: names?)?",
)
SORTED_BY_AMOUNT = phrase(
    (
        "(?:(?:triees?|classees?|ordonnees?|sorted|ordered) (?:par|by) )(?:montants?|amounts?|"
        "total)(?P<asc> croissants?| ascending)?(?: decroissants?| descending)?"
    ),
    "par (?:ordre )?(?:de )?montants? (?:decroissants?)",
    "du plus (?:grand|gros|eleve|cher) au plus petit",
    "(?:par ordre )?decroissant",
    "du plus (?:grande?|grosse?|eleve|cher) au (?:plus|moins) (?:petite?|faible|bas|eleve|cher)",
    "par ordre decroissant(?: de montants?)?",
    "(?:the )?(?:largest|highest|biggest) (?:first|at the top|on top|to (?:lowest|smallest))",
    "from (?:the )?(?:largest|highest|biggest) to (?:the )?(?:lowest|smallest)",
    "in descending order",
    "descending",
)
