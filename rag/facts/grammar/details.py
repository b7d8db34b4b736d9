"""Phrases for what else is asked of the invoices that a question is about: their day, their amount, all together."""

from __future__ import annotations

from rag.facts.grammar.phrases import phrase

_ATTRIBUTE = (
    "(?:numeros?(?: de facture)?|nos?|n|nums?|refs?|references?|numbers?|dates?(?: d emission| de facture| d echeance)?"
    "|(?:invoice|issue|due) dates?|echeances?|montants?|amounts?|fournisseurs?|suppliers?|vendors?|devises?|currency"
    "|details?|detail)"
)
ATTRIBUTES = phrase(
    # "with dates", "avec leur montant"
    f"(?:avec|with|showing|including|et|and)(?: (?:leurs?|les?|la|l|sa|son|ses|the|their|its))* {_ATTRIBUTE}"
    f"(?:(?: (?:et|and|leurs?|les?|la|l|sa|son|ses|the|their|its|par))* {_ATTRIBUTE})*(?: (?:et|and)$)?"
    "(?: de chacune?| de chaque facture| of each| for each)?",
    # "date, échéance et montant"
    f"(?:(?:les?|la|l|sa|son|the|their|its) )?{_ATTRIBUTE}(?:(?: (?:et|and|leurs?|les?|la|l|sa|son|the|their"
    f"|its))* {_ATTRIBUTE})+"
    "(?: (?:et|and)$)?",
)
"""What of each invoice a list is to show: it shows all of these."""
WHEN_IT_WAS = phrase(
    "(?:et |and )?(?:elle|il|elles|ils) (?:est |sont )?dat(?:e|ent|ee|ees) de quand",
    "(?:et |and )?(?:de quand (?:date|est) (?:t )?(?:elle|il)|quelle est sa date|a quelle date)",
    "(?:et |and )?when (?:was|is) it(?: (?:from|dated|issued))?",
    "(?:et |and )?(?:de|from) (?:qui|whom)",
    "(?:et |and )?who (?:is|was) it from",
)
HOW_MUCH_IT_WAS = phrase(
    "(?:et |and )?(?:how much (?:was|is|for)(?: it)?|what (?:was|is) (?:it worth|its amount))",
    "(?:et |and )?(?:de|pour) combien(?: (?:est|etait) (?:elle|il))?",
    "(?:et |and )?(?:quel (?:est|etait) son montant|a combien (?:s eleve|se monte) (?:t )?(?:elle|il))",
)
TOGETHER = phrase(
    "(?:et |and )(?:pour |de )?(?:quels? |le |leur |the |their |a )?(?:montants? )?(?:total|totaux|cumul"
    "|montants?|somme|value)(?: (?:total|amount|value|cumule))?",
    "(?:et |and )?pour (?:quel|un) (?:montant(?: total)?|total)(?: de combien)?",
    (
        "(?:et |and )?(?:what|how much) (?:were|are|was|is|do|did) (?:they|these|those)(?: all)?"
        "(?: (?:worth|come to|add up to|total|amount to))?(?: (?:in total|altogether|all together|together))?"
    ),
    "(?:et |and )?(?:for how much|pour combien)(?: (?:au total|en tout|in total|altogether))?",
    "(?:et |and )?combien (?:ca|cela) (?:fait|represente)(?: (?:au total|en tout))?",
)
"""After a list or a number: what they all come to."""
COUNT_AND_SUM = phrase(
    "(?:le |the )?(?:nombre|number|nb|count) (?:et|and) (?:le |la |the )?(?:montant|total|amount|value|valeur"
    "|somme)(?: total)?(?: (?:des|de|d|of))*",
)
