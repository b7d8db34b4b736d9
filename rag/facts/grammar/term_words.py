"""Phrases that ask for one term of a contract: "quel est le préavis …", "when does … expire".

A term is asked for by one phrase, or by two that stand anywhere ("quand" … "expire"). Patterns are of folded words with
one space between; the words of these phrases do not join the grammar's own, whose spelling they would change.
"""

from __future__ import annotations

import re

from rag.domain.plan import ContractTerm

Phrases = tuple[re.Pattern[str], ...]


def _phrase(*alternatives: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\S)(?:" + "|".join(alternatives) + r")(?!\S)")


_WHEN = _phrase("(?:a partir de |depuis |jusqu a )?quand(?: est ce que?)?", "(?:a|de|depuis|avant) quelle date", "when")
_HOW_LONG = _phrase(
    "(?:pour |pendant )?combien de (?:temps|jours|mois|semaines|annees)(?: (?:a l avance|avant))?",
    "(?:jusqu a |au plus tard |avant )?quand",
    "jusqu a (?:quand|quelle date)",
    "(?:a|avant) quelle date(?: au plus tard)?",
    "when",
    "(?:until|by) when",
    "how (?:long|much notice|many (?:days|weeks|months))(?: (?:in advance|before|ahead|notice))?",
)
_LEAVE = _phrase(
    "denoncer",
    "resilier",
    "(?:s )?opposer a (?:la|sa) (?:reconduction|tacite reconduction)(?: tacite)?",
    "ne pas (?:le |la |l )?(?:reconduire|renouveler)",
    "donner conge",
    "(?:give|serve|send) notice(?: of (?:termination|non renewal))?",
    "cancel",
    "terminate",
    "(?:stop|prevent|oppose|avoid) (?:the |its )?(?:automatic |tacit )?renewal",
    "opt out of (?:the |its )?renewal",
    "not renew",
    "non renew",
)
_PURPOSE = (
    r"(?: (?:pour|afin de|to|before|avant de) (?:en |le |la |l )?(?:"
    r"denoncer|resilier|mettre fin a|sortir|ne pas (?:le |la |l )?(?:reconduire|renouveler)|donner conge|"
    r"(?:s )?opposer a (?:la|sa) (?:reconduction|tacite reconduction)(?: tacite)?|"
    r"terminate|cancel|end|leave|stop (?:the )?renewal|not renew|non renew))?"
)
_LAW_WORDS = r"(?:droit|lois?|legislation)"

TERMS: tuple[tuple[ContractTerm, Phrases], ...] = (
    (
        ContractTerm.NOTICE,
        (
            _phrase(
                r"(?:(?:la |le )?(?:duree|delai|periode|date limite) (?:de |du )(?:la )?)?preavis"
                r"(?: (?:de|d) (?:resiliation|denonciation|non (?:reconduction|renouvellement)|conge|fin))?" + _PURPOSE,
                r"(?:date limite|delai|dernier jour) (?:de|pour) (?:la )?(?:denonciation|resiliation|denoncer)",
                r"(?:(?:termination|non renewal|renewal) )?notice (?:period|term|deadline|requirement)" + _PURPOSE,
                r"(?:period|length|amount) of notice" + _PURPOSE,
                r"(?:last day|deadline) to (?:give notice|cancel|terminate|stop the renewal)",
                r"(?:deadline|last (?:day|date)) (?:(?:when |on which )?(?:we|you|i|one) can|by which (?:we|you"
                r"|i) (?:must|can"
                r"|have to|need to)) (?:give notice|cancel|terminate|leave)(?: (?:on|for|of))?",
                r"(?:dernier jour|derniere date|date limite) (?:pour (?:le |la |l )?(?:denoncer|resilier)"
                r"|ou (?:l )?on peut"
                r" (?:le |la |l )?(?:denoncer|resilier))",
                r"(?:deadline|last day) for (?:giving notice|cancellation|termination|notice)",
            ),
        ),
    ),
    (ContractTerm.NOTICE, (_HOW_LONG, _LEAVE)),
    (
        ContractTerm.NOTICE,
        (_phrase("how much notice"), _phrase("(?:to )?(?:terminate|cancel|give|end|stop the renewal)")),
    ),
    (
        ContractTerm.END,
        (
            _WHEN,
            _phrase(
                "(?:does it )?(?:auto )?renews?(?: (?:itself|automatically|by itself))?",
                "se (?:reconduit|renouvelle)(?: (?:t )?il)?(?: (?:tacitement|automatiquement))?",
            ),
        ),
    ),
    (
        ContractTerm.RENEWAL,
        (
            _phrase(
                r"(?:duree|periode|conditions|modalites|regles) (?:de|du) (?:la |sa )?"
                r"(?:reconduction|renouvellement|tacite reconduction)(?: tacite)?",
                r"renewal (?:term|terms|period|periods|conditions|length)",
                r"(?:y a t il |est ce qu il y a |a t il |avec )?(?:une |de )?(?:tacite reconduction|reconduction tacite"
                r"|reconduction automatique)",
                r"se (?:reconduit|renouvelle)(?: (?:t )?il)?(?: (?:tacitement|automatiquement|tout seul))?",
                r"(?:est il |est )?(?:tacitement )?(?:reconduite?|reconductible|renouvelable)(?: (?:tacitement"
                r"|automatiquement))?",
                r"(?:is there |with )?(?:an? )?(?:tacit|automatic|auto) renewal",
                r"(?:does it )?(?:auto )?renews?(?: (?:itself|automatically|by itself))?",
            ),
        ),
    ),
    (
        ContractTerm.SIGNATURE,
        (_phrase("dates? de (?:la )?signature", "signature date", "signing date", "date of (?:the )?signature"),),
    ),
    (
        ContractTerm.SIGNATURE,
        (
            _WHEN,
            _phrase("(?:(?:a|ont) (?:t )?(?:il |elle |on )?(?:ete )?|est (?:il |elle )?)?signe(?:e|s|es)?", "signed"),
        ),
    ),
    (
        ContractTerm.EFFECTIVE,
        (
            _phrase(
                "dates? (?:de |d )?(?:(?:prise d )?effet|entree en vigueur|debut|commencement|demarrage)",
                "(?:prise d effet|entree en vigueur)",
                "(?:effective|start|starting|commencement) date",
                "date of (?:commencement|effect)",
            ),
        ),
    ),
    (
        ContractTerm.EFFECTIVE,
        (
            _WHEN,
            _phrase(
                "(?:prend|prendra|a pris|pris|prenait) (?:il |elle )?effet",
                "a (?:t )?(?:il |elle )pris effet",
                "(?:est (?:il |elle )?)?entr(?:e|ee|es|ees|ait|era) (?:t )?(?:il |elle )?en vigueur",
                "(?:commence|debute|demarre)(?:ra)?(?: t)?(?: il| elle)?",
                "a (?:t )?(?:il |elle )?(?:commence|debute|demarre)",
                "(?:take|took|taken|takes) effect",
                "(?:come|came|comes) into (?:force|effect)",
                "(?:start|begin|commence)s?",
                "started|began|commenced",
                "(?:become|became|becomes) effective",
            ),
        ),
    ),
    (
        ContractTerm.END,
        (
            _phrase(
                "dates? (?:de |d )?(?:fin|expiration|echeance|terme)",
                "(?:expiry|expiration|end|termination) date",
                "date of (?:expiry|expiration)",
                "(?:prochaine )?echeance",
            ),
        ),
    ),
    (
        ContractTerm.END,
        (
            _WHEN,
            _phrase(
                "(?:expire|expirera|finit|finira|cesse|cessera)(?: t)?(?: il| elle)?",
                "(?:prend|prendra) (?:t )?(?:il |elle )?fin",
                "se termine(?:ra)?(?: t)?(?: il| elle)?",
                "s acheve(?:ra)?(?: t)?(?: il| elle)?",
                "(?:arrive|arrivera|vient|viendra) (?:t )?(?:il |elle )?a (?:echeance|terme|expiration)",
                "court(?: il| elle)?",
                "(?:expire|end|lapse|run out|come to an end)s?",
                "(?:expired|ended|lapsed)",
            ),
        ),
    ),
    (
        ContractTerm.DURATION,
        (
            _phrase(
                "duree(?: (?:initiale|totale|contractuelle|d engagement|de l engagement))?",
                "(?:how long is (?:the )?)?(?:initial )?(?:term|duration|length)",
            ),
        ),
    ),
    (
        ContractTerm.DURATION,
        (
            _phrase("(?:pour |pendant )?combien de (?:temps|mois|annees)", "how long"),
            _phrase(
                "dure(?: t)?(?: il| elle)?",
                "(?:est (?:il |elle )?)?conclue?",
                "(?:sommes nous |est on |on est )?engages?",
                "lasts?",
                "runs?",
            ),
        ),
    ),
    (
        ContractTerm.LAW,
        (
            _phrase(
                rf"{_LAW_WORDS} applicables?",
                "(?:governing|applicable) laws?",
            ),
        ),
    ),
    (
        ContractTerm.LAW,
        (
            _phrase(
                rf"(?:a |par |de )?quel(?:le)?s? {_LAW_WORDS}",
                "(?:which|what) (?:country s )?laws?(?: of which country)?",
            ),
            _phrase(
                "(?:regit|regissent|gouverne|s applique|s appliquent)(?: t)?(?: il| elle)?",
                "est (?:il |elle )?(?:regie?|soumise?|applicable)",
                "(?:govern|applie|apply)s?",
                "(?:is )?governed(?: by)?",
            ),
        ),
    ),
    (
        ContractTerm.COURT,
        (
            _phrase(
                "(?:quel(?:le)?s? )?(?:tribuna(?:l|ux)|juridictions?)(?: est| sont)? compet[ae]nte?s?",
                "(?:clause )?attributive de (?:competence|juridiction)",
                "(?:(?:which|what) courts? (?:has|have) )?(?:exclusive )?jurisdiction",
                "competent courts?",
            ),
        ),
    ),
    (
        ContractTerm.PARTIES,
        (
            _phrase(
                "(?:(?:qui|quelles) sont )?(?:les )?(?:parties|signataires|cocontractants)"
                "(?: signataires| contractantes)?",
                "(?:who are )?(?:the )?(?:contracting )?(?:parties|signatories)",
                "entre (?:qui|quelles (?:parties|societes|entreprises))",
                "between (?:whom|which (?:parties|companies))",
            ),
        ),
    ),
)
"""What is asked by which phrases; the first that fits wins, so the more particular stand first."""

PURPOSE = re.compile(r"(?<!\S)(?:(?:pour|afin de|to) )?" + _LEAVE.pattern)
"""What notice is for; it may stand away from the word ("quel préavis faut-il respecter pour dénoncer …")."""
AMENDMENTS = _phrase("avenants?", "amendments?", "addend(?:um|a)")
NAMING = frozenset(
    """
    contrat contrats convention conventions accord accords contract contracts agreement agreements document
    """.split()  # noqa: SIM905
)
"""Words that name a contract and tell it from none of another kind."""
NAMED_KIND = re.compile("baux|bail|leases?|ndas?|avenants?")
"""Words that name a contract of one kind."""
FILLERS = frozenset(
    """
    faut il doit on devons nous peut pouvons peux je dois respecter observer prevoir prevu prevue applicable applique
    fixe fixee stipule stipulee contractuel contractuelle signe signee conclu conclue passe passee lie liant liee
    notre nos votre actuel actuelle en cours quel quelle quels quelles est sont la le l les un une de des du d a au
    aux dans pour par avec chez et que qu qui ce cette c s t n numero no prevoit dit selon contre
    what which is are the of in for with to by our we us do does did must should can need have has under this that
    so er um uh euh alors bonjour hello hi merci thanks also aussi then puis
    a an and it its s be been was were ete etait signed between from on
    dis moi donne donnez indique indiquez me svp stp s'il plait please tell give show
    """.split()  # noqa: SIM905
)
"""Words that change nothing in what is asked of a contract. No negation and no other clause is among them."""
