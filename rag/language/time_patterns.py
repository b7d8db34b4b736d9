"""Regular expressions of :mod:`rag.language.time_points`: days, months, quarters, half-years, years as written."""

from __future__ import annotations

import re

from rag.language.months import MONTH_PATTERN
from rag.language.relative_times import RELATIVE_YEAR
from rag.language.time_words import COUNT, ORDINALS

_YEAR = r"(?:19|20)[0-9]{2}"
_NO_MORE = r"(?![0-9a-z]|[/.,_'-][0-9a-z])"
_ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))
_MONEY = r"(?! ?(?:[€$£%]|eur|euros?|usd|gbp|dollars?|k€|m€)(?![a-z]))"

YEAR_AFTER = re.compile(
    rf"(?:,? ?(?:de |of |en |in )?|[-/])(?:l'annee |annee |l'exercice |exercice |(?:the )?year |fy ?)?"
    rf"(?P<year>{_YEAR}){_NO_MORE}{_MONEY}|,?(?: de| of| en| in)? (?:{RELATIVE_YEAR})(?:'s)?(?![a-z])"
)
SHORT_YEAR = re.compile(rf"(?:[-/]| ?')(?P<short>[0-9]{{2}}){_NO_MORE}")
SHORT_BOOK = re.compile(rf" fy ?'?(?P<short>[0-9]{{2}}){_NO_MORE}")
TWO_DIGITS = re.compile(rf" (?P<short>[12][0-9]){_NO_MORE}{_MONEY}")
IN = re.compile(r"(?<![a-z])(?:en|in|mois de|month of) $")
ON = re.compile(r"(?<![a-z])(?:on|by|since|before|after|until|from|to|through|and|between|dated) $")
PAIR = re.compile(rf" [0-9]{{1,2}}{_NO_MORE}{_MONEY}")
LATELY = re.compile(
    r" (?:(?P<last>derniere?|passee?|ecoulee?|precedente?)|(?P<next>prochaine?|a venir|suivante?))(?![a-z])"
)
EDGE = re.compile(r"(?P<last>last|previous)|(?P<next>next)|(?P<this>this)")

_QUARTERS = r"(?:trimestres?|trim\.?|quarters?|qtr\.?)(?![a-z])"
_LISTED = rf"(?:,? (?:et |and |ou |or |au |a |to )?(?:l[ea] |du |the )?(?:{_ORDINAL}) ){{1,3}}"
QUARTER = re.compile(
    rf"(?<![a-z0-9'])(?:[tq](?: (?=[1-4] 20))?(?P<letter>[1-4])(?![0-9a-eg-z])|(?P<digit>[1-4])[tq](?= ?-?{_YEAR})"
    rf"|(?:trimestre|quarter|qtr) (?:n°? ?)?(?P<after>[1-4])(?![0-9a-z])|(?P<listed>{_ORDINAL})(?={_LISTED}{_QUARTERS})"
    rf"|(?P<ordinal>{_ORDINAL}) {_QUARTERS}(?P<whole> of the year(?! {_YEAR}))?"
    rf"|(?P<final>dernier trimestre|last quarter)(?= (?:de |of |in |en )?(?:l'annee )?{_YEAR}))"
)
HALF = re.compile(
    rf"(?<![a-z0-9'])(?:[sh](?P<letter>[12])(?![0-9a-z])|(?P<digit>[12])[sh](?= ?-?{_YEAR})"
    rf"|semestre (?:n°? ?)?(?P<after>[12])(?![0-9a-z])|(?P<listed>{_ORDINAL})(?={_LISTED}semestres?(?![a-z]))"
    rf"|(?P<ordinal>{_ORDINAL}) (?:semestres?|half)(?![a-z-])(?P<whole> of the year(?! {_YEAR}))?(?! of the (?!year)))"
)
YEAR_FIRST = re.compile(rf"(?<![0-9a-z/.,_-])(?P<year>{_YEAR})[ -/]?(?P<kind>[tqsh])(?P<number>[1-4]){_NO_MORE}")
MONTH_NUMBER = re.compile(rf"(?<![0-9a-z/.,_-])(?P<year>{_YEAR})-(?P<month>0[1-9]|1[0-2]){_NO_MORE}")
MONTH = re.compile(rf"(?<![a-z0-9])(?:(?P<edge>last|next|this|previous) )?(?P<month>{MONTH_PATTERN})")
MONTH_DAY = re.compile(
    rf"(?<![a-z0-9])(?P<month>{MONTH_PATTERN}) (?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?{_NO_MORE}"
    r"(?! ?(?:[€$£%]|days?|weeks?|months?|years?|eur|usd|invoices|contracts))"
)
DAY_NUMBER_BEFORE = re.compile(r"(?<![0-9])[0-9]{1,2}(?:er|st|nd|rd|th)?\.?(?:[ -]| of | day of | de )$")
CALLED_MONTH = re.compile(
    r"(?<![a-z])(?:en|in|de|d'|of|mois|month|depuis|since|before|avant|apres|after|until|jusqu'en|jusqu'a|to|from|et|and"
    r"|a|entre|between|pour|for|sur|sauf|hors|hormis|excluding|except|excepte|sans|without|debut|fin|mi"
    r"|courant|par|through|during|d'ici|by|ou|or)[ -]?$|-$"
)
BESIDE_MONTH = re.compile(rf" ?(?:,|-|/|&| et| and| ou| or| a| to| puis) ?(?:{MONTH_PATTERN})")
_SURE = """
janvier fevrier avril juin juillet aout septembre octobre novembre decembre
january february april june july august september october november december
"""
SURE_MONTHS = frozenset(_SURE.split())
"""Names of months that are little else; "mars" and "may" need a word before them."""
FIGURES = re.compile(
    r"(?:(?<=\ble )|(?<=\bau )|(?<=\bdu )|(?<=\bet )|(?<=\bon ))(?P<day>[0-3]?[0-9])/(?P<month>[01]?[0-9])"
    rf"{_NO_MORE}"
)
DAY_ONLY = re.compile(
    r"(?<=(?:du|le) )(?P<day>[0-3]?[0-9])(?:er)?(?= (?:au|et le|et) [0-3]?[0-9](?:er)? [a-z]{3})"
    r"|(?<=(?:from|ween) )(?P<en_day>[0-3]?[0-9])(?:st|nd|rd|th)?"
    r"(?= (?:to|and|through) [0-3]?[0-9](?:st|nd|rd|th)? [a-z]{3})"
)
NAMED_YEAR = re.compile(
    rf"(?<![a-z0-9])(?:(?:l')?(?:annees?|an)|exercices?(?: (?:fiscal|comptable|social))?|(?:fiscal |calendar )?years?"
    rf"|fy) ?(?P<year>{_YEAR}){_NO_MORE}|(?<![a-z0-9])fy ?'?(?P<short>[0-9]{{2}}){_NO_MORE}"
)
YEAR_FROM_NOW = re.compile(rf"(?<![a-z0-9])(?:{RELATIVE_YEAR})(?:'s)?(?![a-z])")
BARE_YEAR = re.compile(
    rf"(?<![0-9a-z])(?:(?<![0-9][ ,.'/])|(?<=top [0-9] )|(?<=top [0-9]{{2}} ))(?<![/.,_#-])"
    rf"(?P<year>{_YEAR}){_NO_MORE}(?! [0-9]{{3}}(?![0-9]))"
    rf"{_MONEY}"
)
WITHIN = re.compile(r",? (?:(?:en|au|a|in|on|le|la|the|pour|for|du|de|during|over) )*(?:l'|d')?")
PART = re.compile(
    rf"(?<![a-z0-9])(?:{COUNT} (?:(?P<first>premiers)|(?P<last>derniers)) (?P<unit>mois|trimestres)"
    rf"|(?:(?P<en_first>first)|(?P<en_last>last)) {COUNT.replace('count', 'en_count')} (?P<en_unit>months|quarters))"
    rf" (?:de l'annee |de |of |in |en )?(?:(?P<year>{_YEAR}){_NO_MORE}|(?:{RELATIVE_YEAR})(?![a-z])"
    r"|(?P<running>(?<=of )the year|(?<=de )l'annee)(?![a-z]))"
)
NO_YEAR_BEFORE = re.compile(
    r"(?:[€$£<>=%+]|(?<![a-z])(?:n°|no\.?|numero|number|ref|reference|id|les|facture|invoice|contrat|contract|article"
    r"|clause|section|commande|order|bon|devis|avoir|po|page|lot|code|plus de|moins de|more than|less than|over|under"
    r"|above|below|exceeding|au moins|at least|at most|au plus|superieure?s? a|inferieure?s? a|depassant|environ"
    r"|montants? (?:de|entre)|amounts? (?:of|between)|eur|usd)) ?$"
    # "entre 1000 et 2000"
    rf"|(?<![0-9])(?!{_YEAR}(?![0-9]))[0-9]{{3,}}(?:[.,][0-9]+)?(?: ?(?:€|euros?|eur))? ?(?:et|and|a|to|ou|or|-) ?$"
)
YEAR_BEFORE = re.compile(r"(?<![a-z])(?:en|in|depuis|since|avant|before|apres|after) $")
NO_YEAR_AFTER = re.compile(
    rf" (?:et|and|a|to|ou|or|-) (?:(?!{_YEAR}(?![0-9]))[0-9]{{3,}}|[0-9][0-9 .,]* ?(?:[€$£]|k€|eur|usd|dollars?))"
    r"| (?:factures|contrats|avoirs|documents|jours|mois|ans|days|months|years|heures|hours|pieces|units)(?![a-z])"
)
RUNNING = re.compile(
    r"(?:(?<=(?:fin|but) de )|(?<=(?:fin|but) d')|(?<=(?:fin|but) du )|(?<=end of )|(?<=start of )|(?<=ning of )"
    r"|(?<=end of the )|(?<=start of the )|(?<=ning of the ))(?P<unit>l'annee|annee|year|mois|month|trimestre|quarter"
    r"|semestre)(?![a-z'])(?! (?:(?:19|20)[0-9]|de |d'|of |derniere?|passee?|prochaine?|precedente?|suivante?))"
    r"|(?<![a-z])(?:(?P<after>year)(?:-| )end|(?P<eoy>eoy))(?![a-z])"
)
