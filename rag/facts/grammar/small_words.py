"""Words that change nothing in what is asked."""

from __future__ import annotations

from rag.facts.grammar.phrases import phrase

POLITE = phrase(
    "s il (?:te|vous) plait",
    "svp",
    "stp",
    "please",
    "merci(?: d avance| de)?",
    "thanks?(?: you)?",
    "bonjour",
    "hello",
    "hi",
    "salut",
    (
        "(?:peux|pouvez|peut|pourrais|pourriez) (?:tu|vous|on)(?: me| m| nous)?(?: (?:dire|donner|indiquer|preciser|"
        "calculer|montrer|sortir|lister|afficher|trouver|avoir|obtenir|voir|savoir|connaitre))?"
    ),
    (
        "(?:tu|vous|on) (?:peux|pouvez|peut|pourrais|pourriez) (?:me |m |nous )?(?:le |la |les |l )?(?:dire|donner|"
        "indiquer|preciser|calculer|montrer|sortir|lister|afficher|trouver)"
    ),
    "pls",
    "communiquer",
    "je (?:vous|te) prie",
    "i (?:would|d) be grateful for(?: an?)?",
    "pour eviter (?:la |leur |une )?(?:reconduction tacite|tacite reconduction|reconduction"
    "|renouvellement(?: automatique)?)",
    "to avoid (?:the |their |automatic |an )*renewal",
    "tout ce que",
    "everything (?:that )?",
    "plz",
    "kindly",
    "gimme",
    "bien (?:sur|entendu)",
    "of course",
    "evidemment",
    "obviously",
    "(?:ca|c) (?:fait|donne|represente)",
    "rank",
    "jamais (?:recue?s?|emise?s?)",
    "(?:can|could|may) (?:i|we)(?: please)?(?: (?:get|have|see))?",
    "j (?:voudrais|aimerais)(?: (?:savoir|connaitre|voir|avoir))?",
    "il y a eu quoi comme",
    "(?:nous )?(?:a|ont) (?:t )?(?:il|elle|ils|elles) faits?(?: (?:des|un))?",
    "nous (?:a|ont) faits?(?: (?:un|des))?",
    "i m (?:looking for|after)",
    "(?:i |we )?(?:need|want)(?: (?:to (?:know|see)))?",
    "dis(?: moi| nous)?",
    "dites(?: moi| nous)?",
    "indique(?:r|z)?(?: moi)?",
    "calcule(?:r|z)?(?: moi)?",
    "precise(?:z)?(?: moi)?",
    (
        "(?:can|could|would) you(?: (?:please|kindly))?(?: (?:tell|give|show|list|calculate|compute|find|get|pull))?"
        "(?: me| us)?"
    ),
    "tell (?:me|us)",
    "calculate",
    "compute",
    "work out",
    (
        "(?:je|nous|on) (?:veux|veut|voudrais|voudrait|souhaite|aimerais|voulons|cherche|"
        "souhaiterais)(?: (?:savoir|connaitre|voir|avoir|obtenir))?"
    ),
    "j aimerais(?: (?:savoir|connaitre|voir|avoir|obtenir))?",
    "j aurais besoin (?:de|du|des|d)(?: (?:savoir|connaitre))?",
    "(?:il )?(?:me|nous) faut",
    "j ai besoin(?: (?:de|du|des|d))?(?: (?:savoir|connaitre))?",
    "besoin du",
    "i (?:want|need|would like|d like)(?: (?:to (?:know|see|have)))?",
    "we (?:want|need|would like)(?: (?:to (?:know|see)))?",
    "savoir",
    "est ce qu(?:e)?",
    "il (?:me|nous) faudrait",
    "qui (?:est|sont)",
    "who (?:is|are)",
    "ever",
    "in fact",
    "en fait",
    "(?:peut on|pouvons nous|puis je|pourrais je|j aimerais) avoir",
    "(?:did|has|have) (?=@p)",
    "(?:send|sent|envoye|adresse) us(?: any)?",
    "nous (?:a|ont) (?:(?:t )?(?:il|elle|ils|elles) )?(?:envoye|adresse|transmis)e?s?",
    "c est(?: quoi)?",
    "it s",
    "exactement",
    "exactly",
    "au juste",
    "what (?:is|s|was|were|are)",
    "y a t il",
    "il y a",
    "(?:are|is|were|was) there(?: any)?",
    "do we have(?: any)?",
    "did we (?:get|receive|recieve|have)(?: any)?",
    "have we (?:received|had|got)(?: any)?",
    "we (?:received|got|have|had)",
    "avons nous(?: (?:recu|eu|des))?",
    "avon nous",
    "a t on(?: (?:recu|eu))?",
    "on a (?:recu|eu)",
    "nous avons (?:recu|eu)",
    "que nous avons(?: recues?)?",
    "auquel",
    "quel(?:le)? (?:est|etait|a ete|fut)(?: (?:le|la|l|notre))?",
    "quels? sont(?: (?:les|nos))?",
)
FILLERS = frozenset(
    """
    le la les l un une des du de d a au aux en dans pour par chez avec aupres sur que qu qui quel quelle quels
    quelles nous on je j ai avons avez a t il elle ils elles y est ce c sont etait etaient ete etre ont eu nos
    notre mes mon me moi tout toute tous toutes ensemble recu recue recus recues emis emise emises ces cette cet
    alors donc leur facturation comptabilite compta the an of in on at for to from by with we us our i is are
    faits faites effectues effectuees dated datee datees
    was were be been has have had did does that which what these all any received issued s there their invoicing
    billing as so inclus incluse inclusive come came coming every uniquement seulement only just exclusivement celles
    celle ceux celui those ones um uh er erm euh heu bah ben bon ouais whether very
    """.split()  # noqa: SIM905
)
"""Words that change nothing in what is asked. No negation, exclusion, comparison or "and" is among them."""
