"""Phrases that set figures beside each other: two periods, two parties, a part of a whole, groups above a bound."""

from __future__ import annotations

from rag.facts.grammar.phrases import phrase

COMPARED = phrase(
    (
        "(?:compare(?:r|z|s)?(?: moi)?|(?:la |une |the |a )?(?:comparaison|comparatif|comparison))"
        "(?: (?:de|des|of|entre|between))*(?: (?:les?|la|nos|the|our))?"
    ),
    (
        "(?:(?:quel(?:le)? est |what is |what s )?(?:le |la |l |the |une? |a )?)?"
        "(?:ecarts?|differences?|gap)(?: (?:de|des|d|en|of|in|entre|between))*(?: (?:les?|la|nos|the|our))?"
    ),
)
_MOVED = "(?:augmente|baisse|diminue|evolue|progresse|varie|change|bouge|grimpe|flambe|chute|recule)(?:r|es?|s)?"
_RISEN = (
    "(?:increased?|decreased?|grown?|grew|changed?|risen?|rose|dropped|drop|fallen|fall|fell|evolved?|moved?"
    "|(?:gone|go|went) (?:up|down)(?: or (?:up|down))?)"
)
CHANGED = phrase(
    "(?:de combien |comment )?(?:(?:a|ont|s est|est|sont)(?: (?:t )?(?:il|elle|ils|elles))? )?(?:bien )?"
    + _MOVED
    + "(?: (?:ou|et|et ou) (?:(?:a|ont) )?(?:bien )?"
    + _MOVED
    + ")*",
    _RISEN + "(?: (?:or|and) " + _RISEN + ")*",
    "(?:et |and )?(?:by how much|de combien|how much (?:have|has|did)(?= .*@t))",
    (
        "(?:(?:quel(?:le)? (?:est|a ete) |what (?:is|was|s) )?(?:le |la |l |the |une? |a |an )?)?"
        "(?:evolution|variation|progression|hausse|augmentation|baisse|diminution|croissance|change|increase|decrease|"
        "growth|rise|drop|evolution|movement|delta)(?: (?:or|ou) (?:la |une )?(?:baisse|hausse|decrease|drop"
        "|increase))?"
        "(?: (?:de|des|d|du|en|of|in|for|dans))*(?: (?:les?|la|l|nos|notre|the|our))?"
    ),
    "(?:year on year|year over year|yoy|quarter on quarter|month on month|annee sur annee"
    "|d une annee sur l autre|d une annee a l autre)",
    "(?:up or down|en hausse ou en baisse|a la hausse ou a la baisse|plus ou moins|more or less)",
)
MORE = phrase(
    "(?:beaucoup |bien )?(?:plus|moins|davantage)(?: (?:cher|eleves?))?",
    "(?:(?:how )?much )?(?:more|less|higher|lower)",
)
WHO_MORE = phrase(
    "(?:qui|lequel|laquelle|who|which(?: one| of the two)?)(?: (?:de|des|d|of))?(?: (?:nous|on|we|has|have|a"
    "|did|do|is|est))*"
    "(?: (?:coute|facture|facturee|depense|billed|charged|invoiced|cost|spent|spend))?(?: us)?"
    " (?:le |the )?(?:plus|moins|most|least|more|less)(?: (?:cher|chere|couteux|expensive|eleve|important))?"
    "(?: (?:us|with|from|avec))?",
)
"""Of two that are named."""
IN_PERCENT = phrase(
    "(?:pourcentage|pourcent|percent|percentage)(?: (?:de|des|of|d))?",
    "(?:et |and )?(?:by|de) (?:what|quel) (?:percentage|percent|pourcentage)",
    "(?:et |and )(?:en )?(?:pourcent|percent|pourcentage)",
    (
        "(?:et |and )?(?:en |in |as a |as |by what |de quel |exprimee? en |with |avec (?:la |le )?)"
        "(?:variation |difference |ecart |evolution |change |the )?(?:en |in )?"
        "(?:pourcentages?|pourcents?|pourcent|pour cent|percent|percentage|pct|per cent|valeur"
        "|euros et en (?:pourcentages?|pourcent))"
        "(?: (?:change|terms))?"
    ),
    "(?:et |and )?(?:l |la |the )?(?:ecart|difference|variation|evolution)(?: (?:entre les deux"
    "|between (?:the two|them)))?",
)
SHARE = phrase(
    (
        "(?:(?:quel(?:le)? (?:est |sont )?|what (?:is |s )?|which )?(?:la |le |l |the |our |notre |leur |their "
        "|its |sa |son )?)"
        "(?:part|proportion|pourcentage|pct|poids|quote part|share|percentage|percent|pourcent"
        "|fraction)(?: relative?| relatif)?"
        "(?: (?:de|des|du|d|of|in|que|that|dans))*(?: (?:nos|notre|les|la|le|l|our|the|total|ensemble|all))*"
    ),
    "(?:how much|combien)(?= .*(?:in percent|en pourcent(?:age)?|en pct)(?:\\s|$))",
    "(?:en |in )(?:pourcentage|pourcent|percent|pct)(?: (?:du|of the|of) total)?",
)
SHARED = phrase(
    "(?:que )?(?:represente(?:nt)?|pese(?:nt)?|constitue(?:nt)?|compte(?:nt)? pour)(?: (?:il|elle|ils|elles"
    "|t il|t elle))?(?: a (?:lui|elle|eux|elles)(?: seule?s?)?)?",
    "(?:does|do|did|that|which)? ?(?:went|go|goes|going|gone) (?:to|with)",
    "(?:is|are|was|were|do|does|did)? ?(?:account(?:s|ed)? for|represent(?:s|ed)?|make(?:s)? up|made up|with"
    "|come from|comes from|came from|from|spent with)(?= .*@p| (?:each|the|our|top|@))",
    "(?:revient|reviennent|va|vont|est allee?|sont allee?s?) (?:a|chez)",
    "(?:dans|sur|du|of|in) (?:le |the |our |notre |l )?(?:total(?:ite)?|ensemble|overall spend|total spend"
    "|tout)(?: (?:des|de|of))?(?: (?:nos|our|les|the))?",
    "(?:de |of )?chacun(?:e)?(?: d eux)?",
    "(?:in|au) total",
)
_SUPPLIERS = (
    "(?:(?:quels?|which|what|les|the|nos|our|tous|all|liste|list|of|des|de|sont|are|who|any|show|me|give|donne|moi|a|la|une)"
    " )*(?:fournisseurs?|suppliers?|vendors?|prestataires?)"
    "(?: (?:avec|with|qui|who|that|whose|dont|ayant|having|chez|a|au|ou|lesquels?|we|nous|on|ont|have|has|had|which))*"
)
SUPPLIERS_WHO = phrase(_SUPPLIERS, "(?:chez|aupres de|a) qui", "who|which ones")
HOW_MANY_SUPPLIERS = phrase(
    "(?:combien|how many|(?:le |the )?(?:nombre|number|nb|count))(?: (?:de|d|of|our|nos|different|differents"
    "|distinct|distincts))*"
    " (?:fournisseurs|suppliers|vendors|prestataires)(?: (?:differents|distincts|actifs|active|different|distinct))?"
    "(?: (?:nous|have|did|do|we|on|qui|who|that))*",
)
NUMBER_OF = phrase("how many(?: of)?", "combien(?: de| d)?", "(?:le |the )?(?:number|nombre) (?:of|de)")
"""Before suppliers that are kept by a bound, whose number is always told."""
MONTHS_WHEN = phrase(
    "(?:(?:quels?|which|what|les|the|nos|sont|are|dans|in|en|liste|list|of|des) )*(?:mois|months)"
    "(?: (?:ou|avec|with|qui|where|when|in which|that|dont|a|au|lesquels|we|on|nous))*"
)
_ABOVE = "(?P<above>plus de|more than|over|above|au dessus de|superieure?s? a|au dela de|exceeding|depassant)"
_AT_LEAST = "(?P<least>au moins|at least|minimum)"
_BELOW = "(?P<below>moins de|fewer than|less than|under|below)"
COUNT_BOUND = phrase(
    rf"(?:(?:emis|recu|envoye|facture|sent|issued|received|submitted) (?:us )?)?(?:{_ABOVE}|{_AT_LEAST}"
    rf"|{_BELOW}) (?P<count>@i\d+) "
    r"(?:factures|invoices|bills)"
)
TOTALLED = phrase(
    "total|totaux|totalise(?:nt)?|cumul|cumule|cumules|somme|totals?|totalling|totaling|sum|ensemble|combined|cumulatifs?"
)
INVOICE_NOUN = phrase("factures?|invoices?|bills?|avoirs?|credit notes?|achats de")
VAT_WORD = phrase("(?:la |le |the |de |montant de )*(?:tva|vat|tax|taxe)")
