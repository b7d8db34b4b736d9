"""Phrases for what is worked out, and for who bills whom."""

from __future__ import annotations

from rag.facts.grammar.phrases import phrase

COUNT_OF = phrase(
    (
        "combien(?: (?:y|a|t|il|avons|nous|on|ai|je|recu|recus|recues|eu|existe|avez|vous))*(?: (?:d|de|"
        "des))+(?= (?:@x|nos|ces))"
    ),
    "combien(?: (?:avons|nous|on|recu|a))*(?= @x(?!1))",
    "(?:le )?(?:nombre|nb|nbre|nbr|qte|quantite)(?: total)?(?: (?:de|d|des))*(?: (?:nos|toutes|les))*(?= @x)",
    "how many(?: of)?(?: our| the| different)?(?= @x)",
    r"(?:the )?(?:total )?(?:number|count)(?: of)?(?: our| the| all)*(?= (?:@p\d+ )?@x)",
    r"(?:le )?(?:nombre|nb|nbre|nbr)(?: (?:de|d|des))*(?= @p\d+ @x)",
    "(?<=@x )counts?",
    "comptez?(?: moi)?(?: les| nos)?(?= @x)",
)
TIMES = phrase(
    "combien de fois",
    "how many times",
)
IN_NUMBER = phrase(
    "en nombre de(?= @x)",
    "by number of(?= @x)",
    "en nombre",
    "by count",
)
BASKET = phrase(
    "(?:le |notre |la )?(?:panier|facture|ticket) moyen(?:ne)?",
    "(?:the |our )?average basket",
)
"""The average of invoices, without the word for them."""
AVERAGE = phrase(
    "(?:le |la |l |du |un )?(?:montant |valeur )?moyen(?:ne)?s?",
    "en moyenne",
    "(?:the |an |our )?(?:average|mean|avg)(?: amount| value| size| total)?(?: of)?",
    "on average",
    "moy",
    "(?:a |an )?typical",
)
SPEND = phrase(
    "(?:le |les |the |our |notre )?(?:couts?|costs?)(?: totaux| total| global)?(?: of| de| des| du)?",
    "(?:volumes?|montants?) d achats?",
    "(?:nous (?:a |ont )?)coute(?:nt|s)?",
    "depenses?",
    "(?:nos |les |mes |des |d |notre )?achats?",
    "spend",
    "spending",
    "expenditures?",
    "expenses?",
    "purchases?",
    "charges",
    "couts? totaux",
    "(?:nous (?:a |ont )?)?coute(?:nt|s)?",
    "(?:cost|costs|costed) us",
    "cost",
)
SPENT = phrase(
    "en (?:est|sommes nous|est on) a combien",
    "claques?",
    "flambes?",
    "(?:ete |been |was |were )?(?:invoiced|billed)(?= to us)",
    "(?:was|were) (?:charged|invoiced|billed)(?! (?:by|to))",
    "ete facturees?",
    "facturees?(?! par)",
    "invoiced(?! (?:by|to|us))",
    "depense(?:r|s|e|es|ees)?",
    "achete(?:r|s|e|es|ees)?",
    "debourse(?:r|s|e|es|ees)?",
    "spent",
    "bought",
    "purchased",
)
PAID = phrase(
    "payee?s?",
    "payer",
    "regle(?:r|s|e|es|ees)?",
    "verse(?:r|s|e|es|ees)?",
    "pay",
    "paid",
    "payed",
    "payes",
)
TURNOVER = phrase(
    "(?:notre |le |mon |nos |les )?(?:ca|chiffres? d affaires?)(?: realise| facture| fait)?",
    "(?:our |the )?(?:turnover|revenue|sales revenue|sales)",
    "(?:nos |les )?ventes",
)
BILLED_US = phrase(
    "(?:facturee?s?|billed|invoiced|charged) (?:par|by) (?:tous |all )?(?:nos|our|les|the) (?:fournisseurs"
    "|suppliers|vendors)",
    (
        "(?:nous|vous|m) (?:a|ont|avait|avaient)(?: (?:t|il|elle|ils|elles|on|ete))*(?: (?:bien|"
        "deja))? (?:facture|factures|facturee|facturees|facturer|pris)"
    ),
    "(?:a|ont) (?:t )?(?:il|elle|ils|elles) (?:facture|factures|facturee|facturees|facturer)",
    r"(?:@p\d+ )?nous factur(?:ent?|ait|aient)",
    "qui nous facturent?",
    "(?:billed|charged|invoiced|bill|charge|invoice) us",
    "(?:were|was|been|are) we (?:billed|charged|invoiced)",
    "we were (?:billed|charged|invoiced)",
    "(?:have|had) we been (?:billed|charged|invoiced)",
)
BILLED_BY = phrase(
    r"(?<=combien )facture(?:nt)? (?P<by00>@p\d+)",
    r"(?:a|ont) (?:facture|facturee) (?:(?:la|le|les|l|societe) )*(?P<by0>@p\d+)",
    r"(?:facture|factures|facturee|facturees) par (?:(?:la|le|les|l|societe) )*(?P<by>@p\d+)",
    r"(?:billed|charged|invoiced|issued|sent|received) by (?:the )?(?P<by2>@p\d+)",
    r"(?:emis|emise|emises) par (?:(?:la|le|les|l|societe) )*(?P<by3>@p\d+)",
    (
        r"(?P<by4>@p\d+) (?:a|did|has|have|had|ont) (?:(?:facture|factures|facturee|facturees)|billed|"
        r"invoiced|bill|invoice|charged|charge)"
    ),
    r"(?:did|has) (?P<by5>@p\d+) (?:bill|charge|invoice|billed|invoiced|charged)",
)
WE_BILLED = phrase(
    (
        "(?:avons|avon|ai|a|as|avez) (?:t )?(?:nous|on|je|vous)(?: (?:deja|emis|emise))? (?:(?:facture|"
        "factures|facturee|facturees|facturer)|emise?s?|vendus?)"
    ),
    "(?:nous avons|on a) (?:(?:facture|factures|facturee|facturees|facturer)|emise?s?|vendus?)",
    "(?:que )?(?:nous avons|on a) emises",
    "(?:did|have|had) we (?:bill|billed|invoice|invoiced|charge|charged|sell|sold|issue|issued|send|sent)",
    "we (?:have )?(?:billed|invoiced|charged|sold|issued|sent)",
)
TO_BUYER = phrase(
    r"(?:facture|facturee|facturees) (?:a|au|aux) (?:client )?(?P<to0>@p\d+)",
    (
        r"(?:adressees?|envoyees?|destinees?|emises?|sent|issued|addressed) (?:a|au|to|for) (?:client |"
        r"customer )?(?P<to>@p\d+)"
    ),
    r"(?:le |du |au |notre |the )?(?:client|customer) (?P<to2>@p\d+)",
)
OF_SELLER = phrase(
    r"(?:le |du |au |chez |de |notre |the |our |from )*(?:fournisseur|supplier|vendor|prestataire) (?P<of>@p\d+)",
    r"(?:recue?s?|provenant|received) (?:de|from|of|chez) (?P<of2>@p\d+)",
)
TOTAL = phrase(
    "(?:sum|add) up",
    "(?:faites|fais|fait)(?: moi| nous)? (?:l addition|le total|la somme|le cumul)(?: de)?",
    "(?:les |des )?sommes",
    "(?:the )?running total(?: of)?",
    (
        "(?:les? |la |un |du |au |quels? )?(?:montants? )?(?:total|totaux|totales?|somme|cumul|cumule|global|"
        "globale|total general|grand total)(?: (?:des? )?montants?)?(?: cumules?| global)?"
    ),
    "en tout",
    "au total",
    "additionne(?:r|z)?",
    "cumulees?",
    "(?:the |a |our )?(?:grand |overall )?(?:total|sum)(?: amounts?| values?| of| sum)*(?: all)?",
    "in total",
    "altogether",
    "overall",
    "totals",
    "volume(?: de facturation| facture)?",
    "total billed",
)
HOW_MUCH = phrase(
    "combien(?: d argent| est ce qu| est ce que| font| representent| represente| valent| totalisent| totalise| a)?",
    "how much(?: money)?",
    "how (?:big|large|high)(?: (?:is|was|were))?",
    "(?:on |nous )?(?:en )?(?:a |avait |avons |est )?(?:pris |eu )?pour combien",
    "on en est ou",
    "de combien(?: est| sont)?",
    "what (?:did|have|do)(?= (?:we|our|the|@p))",
    "a combien (?:s elevent?|se monte(?:nt)?|se chiffre(?:nt)?)",
    "(?:add|adds) up to",
    "(?:amount|amounts|come|comes) to",
)
AMOUNT = phrase(
    (
        "(?:(?:le|les|l|du|des|quel|son|the) )?(?:montants?|amounts?|valeurs?|values?|worth|prix total|"
        "cout(?! (?:moyen|unitaire))|cost)(?: des?| of)?(?: facture)?"
    ),
    "s eleve(?:nt)?",
    "s est (?:elevee?|montee?|chiffree?)",
    "(?:le |notre |the |our )?budgets?(?= (?:depense|consomme|spent|used))",
    "se monte(?:nt)?",
    "figures?",
    "(?:the )?damage",
    "chiffres",
)
OVERVIEW = phrase(
    "(?:le |la |un |une |the |a |an )?(?:recap|recapitulatif|detail|releve|etat|overview|summary)(?: (?:de|des|du|of))*"
    "(?: (?:toutes|les|nos|all|our|the))*(?= @x)",
)
SHOW = phrase(
    "(?:pull|bring|look|dig)(?: me)? up",
    "list them(?: all)?",
    "(?:ouvre|retrouve|recherche)(?:r|z)?(?: moi)?",
    "liste(?:r|z)? les",
    "(?:la |une )?listes?(?: moi)?(?: (?:moi|des?|de toutes|complete))*",
    "lister",
    "listez",
    "montre(?:r|z|s)?(?: moi| nous)?",
    "affiche(?:r|z|s)?(?: moi)?",
    "donne(?:r|z|s)?(?: moi| nous)?",
    "trouve(?:r|z)?(?: moi)?",
    "sors(?: moi)?",
    "sort(?: moi)?",
    "voir",
    "cherche(?:r)?",
    "(?:a |the )?list(?: of| all)*",
    "show(?: me| us| all)*",
    "display",
    "give(?: me| us)?",
    "find(?: me| all)*",
    "get(?: me)?",
    "see",
)
WHICH = phrase(
    (
        "(?:quelles?|quels?|lesquel(?:le)?s(?: (?:de nos|des))?|which|what)(?: (?:sont|est|etaient|ont ete|are"
        "|is|were|of|"
        "one))*(?: (?:les?|la|nos|the|our))?"
    ),
    "(?:qui est|who is)(?= (?:le|la|notre|the|our) )",
)
