"""Phrases that narrow invoices: with or without VAT, rates, bounds, currencies, due dates."""

from __future__ import annotations

from rag.facts.grammar.phrases import phrase

NET = phrase(
    "hors taxes?",
    "hors tva",
    "ht",
    "h t",
    "net ht",
    "(?:en )?base ht",
    "net de taxes?",
    "(?:excl|excluding|exclusive of|ex|before|net of|exc|not including) (?:the )?(?:vat|tax|taxes)",
    "net",
    "nets?",
)
GROSS = phrase(
    "toutes taxes(?: comprises)?",
    "ttc",
    "t t c",
    "(?:tva|taxes?) (?:comprises?|incluses?|inclus)",
    "avec (?:la )?tva",
    "(?:incl|including|inclusive of|inc|with) (?:the )?(?:vat|tax|taxes)",
    "(?:vat|tax|taxes) (?:included|inclusive)",
    "taxes incluses",
    "gross",
    "brut",
)
VAT_AT = phrase(
    (
        r"(?:(?:qui est |qui sont )?(?:passee?s?|taxee?s?|soumise?s?) a (?:la |une )?|assujetties? a (?:la )?)?"
        r"(?:tva|vat)"
        r"(?: (?:facturee|payee|collectee|due|charged|paid))? (?:a |de |at |of |at the |at a |au taux de |"
        r"taux )?(?P<rate>@[ci]\d+)(?: rate)?"
    ),
    (
        r"(?:taux (?:de )?(?:tva )?(?:a |de |est de )?|a un taux de |au taux (?:de tva )?(?:a |de )?|"
        r"at (?:the |a )?(?:rate of )?)(?P<rate2>@c\d+)(?: rate)?"
    ),
    (
        r"(?:(?:qui est |qui sont )?(?:passee?s?|taxee?s?|soumise?s?) )?(?:a |de |at |of )?(?P<rate3>@c\d+) "
        r"(?:de )?(?:tva|vat)(?: rate)?"
    ),
    r"(?:soumise?s?|taxee?s?|imposee?s?) (?:a|au taux de) (?P<rate7>@c\d+)",
    r"taxed at (?P<rate8>@c\d+)",
    r"(?<=@x )(?:a|at) (?P<rate4>@c\d+)",
    r"(?<=factures )(?:a|at) (?P<rate5>@c\d+)",
    r"(?<=invoices )at (?P<rate6>@c\d+)",
)
TAXED = phrase(
    "(?:qui est |qui sont )?(?:passee?s?|taxee?s?|imposee?s?|soumise?s?|assujetties?) .*",
    "taxed .*",
)
VAT = phrase(
    "(?:montants? |total )?(?:de |de la |of )?(?:tva|vat)(?: (?:deductible|recuperable|payee))?",
    "input vat",
    "value added tax",
    "taxe sur la valeur ajoutee",
)
BOUND_BETWEEN = phrase(
    r"(?:entre|comprises? entre|between|from) (?P<low>@[mi]\d+) (?:et|and|to|a) (?P<high>@[mi]\d+)",
    r"de (?P<low2>@m\d+) a (?P<high2>@m\d+)",
)
_OF_AMOUNT = (
    "(?:d un montant |montant |of |for |worth |dont le montant (?:total )?(?:est |depasse )?|with (?:a |"
    "an )(?:total|amount) |a )?"
)
BOUND_ABOVE = phrase(
    _OF_AMOUNT
    + (
        r"(?:de )?(?:plus de|plus que|superieure?s? a|strictement superieure?s? a|au dessus de|au dela de|"
        r"depassant|depassent|excedant|qui (?:depassent|excedent)|depasse) (?P<low>@[mi]\d+)"
    ),
    _OF_AMOUNT
    + (
        r"(?:over|above|more than|greater than|higher than|exceeding|larger than|bigger than|that exceed|"
        r"in excess of|beyond|(?:that |which |and )?are (?:over|above|more than)) (?P<low2>@[mi]\d+)"
    ),
)
BOUND_FROM = phrase(
    _OF_AMOUNT
    + r"(?:d )?(?:au moins|superieure?s? ou egale?s? a|a partir de|at least|no less than|minimum) (?P<low>@[mi]\d+)",
    r"(?:de )?(?P<low2>@[mi]\d+) (?:et|ou|and|or) (?:plus|more|over|above)",
)
BOUND_BELOW = phrase(
    _OF_AMOUNT
    + (
        r"(?:de )?(?:moins de|moins que|inferieure?s? a|strictement inferieure?s? a|en dessous de|"
        r"sous) (?P<high>@[mi]\d+)"
    ),
    _OF_AMOUNT + r"(?:under|below|less than|smaller than|lower than|that are under) (?P<high2>@[mi]\d+)",
)
BOUND_TO = phrase(
    _OF_AMOUNT
    + (
        r"(?:d )?(?:au plus|au maximum|inferieure?s? ou egale?s? a|jusqu a|at most|up to|no more than|"
        r"maximum) (?P<high>@[mi]\d+)"
    ),
)
BOUNDS = (BOUND_BETWEEN, BOUND_ABOVE, BOUND_FROM, BOUND_BELOW, BOUND_TO)
CURRENCIES = {
    "EUR": phrase(
        "(?:en |in |libellees? en )?(?:euros?|eur)",
    ),
    "USD": phrase(
        "(?:en |in |libellees? en )?(?:(?:us |american )?dollars?(?: us| americains?)?|usd|us dollars?)",
    ),
    "GBP": phrase(
        "(?:en |in |libellees? en )?(?:livres? sterlings?|livres?|pounds?(?: sterling)?|gbp|sterling)",
    ),
    "CHF": phrase(
        "(?:en |in |libellees? en )?(?:francs? suisses?|chf|swiss francs?)",
    ),
}
NOT_OVERDUE = phrase(
    "(?:pas encore|non) (?:echues?|arrivees? a echeance|exigibles?)",
    "(?:qui ne sont )pas encore echues?",
    "(?:qui )?ne sont pas (?:encore )?echues?",
    "a echoir",
    "not (?:yet )?(?:due|overdue)",
    "(?:that are |which are )?not yet due",
    "non encore echues",
)
OVERDUE_IN = phrase(
    r"(?:arrivees? a echeance|echues?|venues a echeance)(?: en| au| dans| le| depuis)? (?P<when>@t\d+)",
)
OVERDUE = phrase(
    "(?:qui sont |sont )?(?:deja )?echues?",
    "(?:qui sont |sont )?en retard(?: de paiement| de reglement)?",
    "(?:dont (?:l |la date d )?|a |avec (?:une |l )?)echeance (?:est )?(?:deja )?(?:depassee|passee)",
    "(?:that are |which are |are )?(?:overdue|past due|late|past their due date)",
    "arrivees? a echeance",
)
_ONE_INVOICE = (
    "(?= (?:(?:la|l|notre|cette|sa|the|our|this) )?"
    "(?:(?:derniere|premiere|plus recente|last|latest|first|most recent) )?"
    "(?:@p[0-9]+ )?(?:facture|avoir|invoice|fac|fact)(?: |$))"
)
DUE_DAY_OF = phrase(
    "(?:(?:quelle est|c est quoi|what is|what s) )?(?:la |l |the )?"
    "(?:dates? (?:limite )?(?:d |de )?(?:echeance|paiement|reglement)|echeance|due date|payment date|payment deadline)"
    "(?: (?:de|pour|of|for|on))?" + _ONE_INVOICE,
    "quand (?:faut il payer|doit on payer|devons nous payer|echoit|tombe l echeance de|est due)" + _ONE_INVOICE,
    "when (?:do|must|should) (?:we|i)(?: have to)? pay" + _ONE_INVOICE,
)
WHAT_IS_OVERDUE = phrase(
    "(?:what (?:is|are)|qu est ce qui (?:est|sont)|anything)(?: (?:currently|deja|already))? (?:overdue"
    "|past due|late|en retard|echues?|echu)",
)
WHAT_IS_DUE = phrase(
    "what (?:is|are|falls|comes)(?= (?:due|payable)(?: |$))",
    "qu est ce qui(?= (?:arrive|arrivera|tombe|tombera|vient|viendra|echoit)(?: |$))",
)
DUE_IN = phrase(
    "(?:qui )?(?:arrivent|arrivant|arrive|viennent|venant|tombent|tombe|tombant) a (?:echeance|terme)",
    "(?:dont l |avec |a |ayant une )?echeances?(?: est| tombe| tombant)?",
    "(?:qui )?(?:echoient|echoiront|echoit)",
    "(?:a |qui sont a )(?:payer|regler)(?: avant)?(?= (?:en |au |dans |d ici |avant )?@t)",
    "exigibles?",
    "(?:qu on doit|que nous devons|qu il faut|que l on doit|a) (?:payer|regler)(?= @t)",
    (
        r"(?:devons|devrons|doit|faudra|faut)(?: (?:nous|on|il))? (?:payer|regler)"
        r"(?= (?:(?:a |chez )?@p\d+ )?(?:en |au |dans |d ici |avant )?@t)"
    ),
    (
        "(?:that )?(?:we (?:have to|must|need to)|(?:must|do|should) we(?: have to| need to)?) pay"
        "(?= (?:in |by |before )?@t)"
    ),
    "payables?",
    "(?:that |which )?(?:are |fall |fell |become |falling |coming |is |were )?due(?: for payment)?",
    "(?:with |having )?(?:a |their )?due dates?",
)
