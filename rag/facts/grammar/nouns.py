"""Words for invoices, credit notes, suppliers and customers."""

from __future__ import annotations

from rag.facts.grammar.phrases import phrase

INVOICES = phrase(
    "factures",
    "facs",
    "facts",
    "invoices",
    "bills",
    "pieces comptables",
    "docs",
)
ANYTHING = phrase(
    "anything",
    "everything",
)
"""Invoices that are asked to be named: "did Vauban invoice anything over 2,000?"."""
CREDITED = phrase(
    "credit(?:ed)? us",
    "(?:nous|vous) (?:a|ont) (?:t il |t elle )?credite(?:e|s|es)?",
)
INVOICE = phrase(
    "(?P<one>(?:la|une|cette|l|notre|the|this|that|an|a|quelle|which|sur|of) )?(?:facture|fac|fact|invoice|bill)",
)
CREDIT_NOTES = phrase(
    "avoirs",
    "(?:notes?|factures?) de credits?",
    "factures? d avoirs?",
    "credit notes",
    "credit memos",
)
CREDIT_NOTE = phrase(
    "(?:l|un|cet|de l|quel|du) avoir",
    "(?<=premier )avoir",
    "(?<=dernier )avoir",
    "(?<=(?:gros|haut) )avoir",
    "(?<=(?:eleve|petit|grand) )avoir",
    "avoir(?= @n)",
    "(?:the |a |this |that |any )?credit (?:note|memo)",
)
WITH_CREDIT_NOTES = phrase(
    "factures? et (?:les |des |nos )?avoirs",
    "invoices? and credit notes",
    "avoirs? (?:inclus|compris)",
    "credit notes included",
    "including credit notes",
    "y compris (?:les )?avoirs",
    "avoirs deduits",
    "net of credit notes",
    "net d avoirs",
)
NO_CREDIT_NOTES = phrase(
    (
        "(?:hors|sans(?: compter)?|sauf|excluding|without|except|not (?:counting|including)|leaving out)"
        "(?: les| des| the)? (?:avoirs|"
        "notes de credit|credit notes)"
    ),
)
PREPAYMENTS = phrase(
    "factures? d acomptes?",
    "(?:les |des |nos |d )acomptes",
    "prepayment invoices?",
    "down payment invoices?",
    "advance payment invoices?",
)
CORRECTIVES = phrase(
    "factures? rectificatives?",
    "factures? correctives?",
    "corrective invoices?",
    "corrected invoices?",
)
ONE_EXPENSE = phrase(
    "(?:depense|achat|expense|purchase|montant|amount)",
)
SELLERS = phrase(
    "fournisseurs?",
    "suppliers?",
    "vendors?",
    "prestataires?",
)
BUYERS = phrase(
    "clients?",
    "customers?",
    "acheteurs?",
    "buyers?",
)
OUR_SELLERS = phrase(
    (
        "(?:a|de|aux|chez|aupres de|par|to|from|with|by|des|"
        "for)(?: l ensemble de)?(?: tous)?(?: all)?(?: (?:nos|les|our|the|"
        "of our))?(?: differents)? (?:fournisseurs|suppliers|vendors)"
    ),
    "(?:aux|des) fournisseurs",
    "(?:(?<=depenses )|(?<=achats )|(?<=@x ))fournisseurs?",
    "(?:supplier|vendor)s?(?= (?:spend|spending|expenses|costs|@x))",
)
OUR_BUYERS = phrase(
    "(?:a|de|aux|to|from|des|for)(?: tous)?(?: all)?(?: (?:nos|les|our|the))? (?:clients|customers)",
    "(?:aux|des) clients",
    "(?<=@x )clients?",
    "customers?(?= @x)",
    "(?<=@x )de ventes?",
    "sales(?= @x)",
)
