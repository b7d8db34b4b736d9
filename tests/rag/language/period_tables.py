"""Periods in words with their first and last days, as seen from Wednesday 14 May 2025."""

from __future__ import annotations

from datetime import date

# text | first day | last day (None: open); the period is looked for on the side of invoices, the past
PAST = """
en 2024 | 2024-01-01 | 2024-12-31
EN 2024 | 2024-01-01 | 2024-12-31
in 2023 | 2023-01-01 | 2023-12-31
factures Dupont 2024 | 2024-01-01 | 2024-12-31
total 2022 Dupont | 2022-01-01 | 2022-12-31
the 2024 invoices of Dupont | 2024-01-01 | 2024-12-31
How much did we pay Dupont in 2024? | 2024-01-01 | 2024-12-31
Combien avons-nous payé à Dupont Maintenance en 2024 ? | 2024-01-01 | 2024-12-31
sur l'année 2024 | 2024-01-01 | 2024-12-31
année 2023 | 2023-01-01 | 2023-12-31
over the year 2024 | 2024-01-01 | 2024-12-31
calendar year 2024 | 2024-01-01 | 2024-12-31
exercice 2024 | 2024-01-01 | 2024-12-31
l'exercice fiscal 2024 | 2024-01-01 | 2024-12-31
FY2024 | 2024-01-01 | 2024-12-31
FY 24 | 2024-01-01 | 2024-12-31
fiscal year 2023 | 2023-01-01 | 2023-12-31
l'an dernier | 2024-01-01 | 2024-12-31
L'AN DERNIER | 2024-01-01 | 2024-12-31
l’an passé | 2024-01-01 | 2024-12-31
l'an derner | 2024-01-01 | 2024-12-31
l'année dernière | 2024-01-01 | 2024-12-31
l'annee derniere | 2024-01-01 | 2024-12-31
l'année passée | 2024-01-01 | 2024-12-31
l'année précédente | 2024-01-01 | 2024-12-31
last year | 2024-01-01 | 2024-12-31
last year's invoices | 2024-01-01 | 2024-12-31
the previous year | 2024-01-01 | 2024-12-31
cette année | 2025-01-01 | 2025-12-31
l'année en cours | 2025-01-01 | 2025-12-31
l'exercice en cours | 2025-01-01 | 2025-12-31
this year | 2025-01-01 | 2025-12-31
the current year | 2025-01-01 | 2025-12-31
l'année prochaine | 2026-01-01 | 2026-12-31
next year | 2026-01-01 | 2026-12-31
T3 2024 | 2024-07-01 | 2024-09-30
t3 2024 | 2024-07-01 | 2024-09-30
T3/2024 | 2024-07-01 | 2024-09-30
T3'24 | 2024-07-01 | 2024-09-30
3T2024 | 2024-07-01 | 2024-09-30
2024-Q3 | 2024-07-01 | 2024-09-30
au T3 | 2024-07-01 | 2024-09-30
au T1 | 2025-01-01 | 2025-03-31
T2 | 2025-04-01 | 2025-06-30
3e trimestre 2024 | 2024-07-01 | 2024-09-30
3ème trimestre de 2024 | 2024-07-01 | 2024-09-30
3eme trimestr 2024 | 2024-07-01 | 2024-09-30
troisième trimestre | 2024-07-01 | 2024-09-30
au premier trimestre de l'année 2023 | 2023-01-01 | 2023-03-31
1er trimestre de l'an dernier | 2024-01-01 | 2024-03-31
dernier trimestre 2024 | 2024-10-01 | 2024-12-31
trimestre 4 2023 | 2023-10-01 | 2023-12-31
Q3 2024 | 2024-07-01 | 2024-09-30
Q3 last year | 2024-07-01 | 2024-09-30
Q1 of this year | 2025-01-01 | 2025-03-31
the third quarter of 2024 | 2024-07-01 | 2024-09-30
last quarter | 2025-01-01 | 2025-03-31
this quarter | 2025-04-01 | 2025-06-30
le trimestre dernier | 2025-01-01 | 2025-03-31
ce trimestre | 2025-04-01 | 2025-06-30
S1 2025 | 2025-01-01 | 2025-06-30
premier semestre | 2025-01-01 | 2025-06-30
second semestre 2023 | 2023-07-01 | 2023-12-31
deuxième semestre | 2024-07-01 | 2024-12-31
H1 | 2025-01-01 | 2025-06-30
H2 2024 | 2024-07-01 | 2024-12-31
the first half of 2024 | 2024-01-01 | 2024-06-30
le semestre dernier | 2024-07-01 | 2024-12-31
en mars 2024 | 2024-03-01 | 2024-03-31
in March 2024 | 2024-03-01 | 2024-03-31
En Mars 2024 | 2024-03-01 | 2024-03-31
mars 2024 | 2024-03-01 | 2024-03-31
03/2024 | 2024-03-01 | 2024-03-31
2024-03 | 2024-03-01 | 2024-03-31
en janvier | 2025-01-01 | 2025-01-31
en javier 2024 | 2024-01-01 | 2024-01-31
en fevrier 2024 | 2024-02-01 | 2024-02-29
fevirer 2023 | 2023-02-01 | 2023-02-28
factures d'août | 2024-08-01 | 2024-08-31
factures de septembre | 2024-09-01 | 2024-09-30
les factures du mois de mai | 2025-05-01 | 2025-05-31
en juin | 2024-06-01 | 2024-06-30
invoices from March | 2025-03-01 | 2025-03-31
in may | 2025-05-01 | 2025-05-31
mars dernier | 2025-03-01 | 2025-03-31
en décembre dernier | 2024-12-01 | 2024-12-31
en mai dernier | 2024-05-01 | 2024-05-31
last March | 2025-03-01 | 2025-03-31
March last year | 2024-03-01 | 2024-03-31
mars de l'année dernière | 2024-03-01 | 2024-03-31
le mois dernier | 2025-04-01 | 2025-04-30
le mois passé | 2025-04-01 | 2025-04-30
ce mois-ci | 2025-05-01 | 2025-05-31
le mois en cours | 2025-05-01 | 2025-05-31
last month | 2025-04-01 | 2025-04-30
this month | 2025-05-01 | 2025-05-31
la semaine dernière | 2025-05-05 | 2025-05-11
cette semaine | 2025-05-12 | 2025-05-18
la semaine prochaine | 2025-05-19 | 2025-05-25
semaine derniere | 2025-05-05 | 2025-05-11
last week | 2025-05-05 | 2025-05-11
hier | 2025-05-13 | 2025-05-13
yesterday | 2025-05-13 | 2025-05-13
avant-hier | 2025-05-12 | 2025-05-12
aujourd'hui | 2025-05-14 | 2025-05-14
today | 2025-05-14 | 2025-05-14
demain | 2025-05-15 | 2025-05-15
le 15 mars 2024 | 2024-03-15 | 2024-03-15
le 15 mars | 2025-03-15 | 2025-03-15
le 15 juin | 2024-06-15 | 2024-06-15
on March 15 | 2025-03-15 | 2025-03-15
le 15/03 | 2025-03-15 | 2025-03-15
entre janvier et mars 2024 | 2024-01-01 | 2024-03-31
entre janvier et mars | 2025-01-01 | 2025-03-31
de mars à juin | 2024-03-01 | 2024-06-30
de mars à juin 2024 | 2024-03-01 | 2024-06-30
de novembre à février | 2024-11-01 | 2025-02-28
de novembre à février 2024 | 2023-11-01 | 2024-02-29
de novembre 2023 à février | 2023-11-01 | 2024-02-29
janvier à mars 2024 | 2024-01-01 | 2024-03-31
janvier-mars 2024 | 2024-01-01 | 2024-03-31
from March to June 2024 | 2024-03-01 | 2024-06-30
March to June 2024 | 2024-03-01 | 2024-06-30
between March and June 2024 | 2024-03-01 | 2024-06-30
from January through April | 2025-01-01 | 2025-04-30
de mars 2023 à juin 2024 | 2023-03-01 | 2024-06-30
du 15/03/2024 au 30/06/2024 | 2024-03-15 | 2024-06-30
du 15 mars au 30 juin 2024 | 2024-03-15 | 2024-06-30
du 1er au 15 mars 2024 | 2024-03-01 | 2024-03-15
entre le 1er et le 15 mars | 2025-03-01 | 2025-03-15
between 1 March and 30 June 2024 | 2024-03-01 | 2024-06-30
between March 1 and June 30, 2024 | 2024-03-01 | 2024-06-30
from 1 to 15 March 2024 | 2024-03-01 | 2024-03-15
from 2024-01-15 to 2024-02-15 | 2024-01-15 | 2024-02-15
du T1 au T3 2024 | 2024-01-01 | 2024-09-30
T1-T3 2024 | 2024-01-01 | 2024-09-30
from Q1 to Q3 2024 | 2024-01-01 | 2024-09-30
de 2022 à 2024 | 2022-01-01 | 2024-12-31
entre 2022 et 2024 | 2022-01-01 | 2024-12-31
from 2022 to 2024 | 2022-01-01 | 2024-12-31
du 1er janvier à aujourd'hui | 2025-01-01 | 2025-05-14
de janvier à ce jour | 2025-01-01 | 2025-05-14
depuis janvier | 2025-01-01 | None
depuis 2023 | 2023-01-01 | None
since 2023 | 2023-01-01 | None
since March | 2025-03-01 | None
depuis le 15 mars 2024 | 2024-03-15 | None
depuis l'an dernier | 2024-01-01 | None
depuis le début de l'année | 2025-01-01 | None
since the beginning of the year | 2025-01-01 | None
since the start of 2024 | 2024-01-01 | None
depuis 3 mois | 2025-02-14 | None
depuis juin | 2024-06-01 | None
à partir du 1er mars 2024 | 2024-03-01 | None
à compter de mars 2024 | 2024-03-01 | None
from 15 March 2024 onwards | 2024-03-15 | None
avant le 1er mars | None | 2025-02-28
avant mars 2024 | None | 2024-02-29
avant 2024 | None | 2023-12-31
avant le 01/03/2024 | None | 2024-02-29
before March 1st | None | 2025-02-28
before 2024 | None | 2023-12-31
prior to June 2024 | None | 2024-05-31
après le 15 mars 2024 | 2024-03-16 | None
après mars 2024 | 2024-04-01 | None
after 2023 | 2024-01-01 | None
after March 15, 2024 | 2024-03-16 | None
jusqu'au 30 juin 2024 | None | 2024-06-30
jusqu'en 2023 | None | 2023-12-31
jusqu'à fin mars | None | 2025-03-31
jusqu'à mars 2024 inclus | None | 2024-03-31
until 30 June 2024 | None | 2024-06-30
up to March 2024 | None | 2024-03-31
après mars 2024 et avant juin 2024 | 2024-04-01 | 2024-05-31
depuis mars jusqu'à ce jour | 2025-03-01 | 2025-05-14
à ce jour | None | 2025-05-14
year to date | 2025-01-01 | 2025-05-14
YTD | 2025-01-01 | 2025-05-14
so far this year | 2025-01-01 | 2025-05-14
les 12 derniers mois | 2024-05-15 | 2025-05-14
ces trois derniers mois | 2025-02-15 | 2025-05-14
sur les douze derniers mois | 2024-05-15 | 2025-05-14
over the past six months | 2024-11-15 | 2025-05-14
the last 30 days | 2025-04-15 | 2025-05-14
les 30 derniers jours | 2025-04-15 | 2025-05-14
over the last two weeks | 2025-05-01 | 2025-05-14
sur 12 mois glissants | 2024-05-15 | 2025-05-14
trailing twelve months | 2024-05-15 | 2025-05-14
TTM | 2024-05-15 | 2025-05-14
dans l'année 2024 | 2024-01-01 | 2024-12-31
top 5 2024 | 2024-01-01 | 2024-12-31
total before tax in 2024 | 2024-01-01 | 2024-12-31
chaque trimestre de 2024 | 2024-01-01 | 2024-12-31
le mois denier | 2025-04-01 | 2025-04-30
l'anneé derniere | 2024-01-01 | 2024-12-31
lan dernier | 2024-01-01 | 2024-12-31
4 eme trimestre 2024 | 2024-10-01 | 2024-12-31
Qtr 3 2024 | 2024-07-01 | 2024-09-30
yesteday | 2025-05-13 | 2025-05-13
dès janvier 2025 | 2025-01-01 | None
avant la fin du mois de mars 2024 | None | 2024-03-31
entre 2000 et 3000 € en 2024 | 2024-01-01 | 2024-12-31
septembr 2024 | 2024-09-01 | 2024-09-30
setpembre 2024 | 2024-09-01 | 2024-09-30
janury 2024 | 2024-01-01 | 2024-01-31
2nd half 2024 | 2024-07-01 | 2024-12-31
au 3e trim. 2024 | 2024-07-01 | 2024-09-30
les six premiers mois de 2024 | 2024-01-01 | 2024-06-30
les 3 derniers mois de 2024 | 2024-10-01 | 2024-12-31
the first six months of 2024 | 2024-01-01 | 2024-06-30
the last two quarters of last year | 2024-07-01 | 2024-12-31
en 2024, au T3 | 2024-07-01 | 2024-09-30
last year in March | 2024-03-01 | 2024-03-31
FY24 Q3 | 2024-07-01 | 2024-09-30
Q3 FY2024 | 2024-07-01 | 2024-09-30
2023 à ce jour | 2023-01-01 | 2025-05-14
from January to now | 2025-01-01 | 2025-05-14
01/03/2024 - 30/06/2024 | 2024-03-01 | 2024-06-30
2024-03-01..2024-06-30 | 2024-03-01 | 2024-06-30
du premier au troisième trimestre 2024 | 2024-01-01 | 2024-09-30
on or before March 1, 2024 | None | 2024-03-01
on or after March 1, 2024 | 2024-03-01 | None
au plus tard le 31 mars 2024 | None | 2024-03-31
avant le premier mars deux mille vingt-quatre | None | 2024-02-29
jusqu'à la fin de l'année dernière | None | 2024-12-31
la facture F2024-118 de mars 2024 | 2024-03-01 | 2024-03-31
invoices over 2024 euros in 2023 | 2023-01-01 | 2023-12-31
"""

# the same on the side of deadlines, the future
FUTURE = """
avant le 1er mars | None | 2026-02-28
avant le 1er juin | None | 2025-05-31
avant mai | None | 2026-04-30
before March 1st | None | 2026-02-28
before June | None | 2025-05-31
avant le 14 mai | None | 2026-05-13
avant le 15 mai | None | 2025-05-14
avant la fin de l'année | None | 2025-12-31
avant fin juin | None | 2025-06-30
by the end of June | None | 2025-06-30
by the end of March | None | 2026-03-31
by year-end | None | 2025-12-31
by 30 June | None | 2025-06-30
before the end of the month | None | 2025-05-31
d'ici la fin de l'année | 2025-05-14 | 2025-12-31
d'ici fin juin | 2025-05-14 | 2025-06-30
d'ici au 30 juin | 2025-05-14 | 2025-06-30
d'ici la fin du mois | 2025-05-14 | 2025-05-31
d'ici 3 mois | 2025-05-14 | 2025-08-14
d'ici trois mois | 2025-05-14 | 2025-08-14
d'ici à six semaines | 2025-05-14 | 2025-06-25
dans les 30 prochains jours | 2025-05-14 | 2025-06-13
dans les trois prochains mois | 2025-05-14 | 2025-08-14
dans les 30 jours | 2025-05-14 | 2025-06-13
dans les 30 jours à venir | 2025-05-14 | 2025-06-13
au cours des six prochains mois | 2025-05-14 | 2025-11-14
within the next 60 days | 2025-05-14 | 2025-07-13
within 60 days | 2025-05-14 | 2025-07-13
in the next three months | 2025-05-14 | 2025-08-14
over the coming 6 months | 2025-05-14 | 2025-11-14
sous 90 jours | 2025-05-14 | 2025-08-12
en mars | 2026-03-01 | 2026-03-31
en mai | 2025-05-01 | 2025-05-31
en juin | 2025-06-01 | 2025-06-30
in September | 2025-09-01 | 2025-09-30
T1 | 2026-01-01 | 2026-03-31
au T3 | 2025-07-01 | 2025-09-30
le 14 mai | 2025-05-14 | 2025-05-14
le 13 mai | 2026-05-13 | 2026-05-13
mars prochain | 2026-03-01 | 2026-03-31
next June | 2025-06-01 | 2025-06-30
le mois prochain | 2025-06-01 | 2025-06-30
next month | 2025-06-01 | 2025-06-30
next quarter | 2025-07-01 | 2025-09-30
l'année prochaine | 2026-01-01 | 2026-12-31
next week | 2025-05-19 | 2025-05-25
demain | 2025-05-15 | 2025-05-15
entre janvier et mars | 2026-01-01 | 2026-03-31
de décembre à février | 2025-12-01 | 2026-02-28
after 30 June | 2025-07-01 | None
après juin | 2025-07-01 | None
à partir de septembre | 2025-09-01 | None
depuis janvier | 2025-01-01 | None
jusqu'au 31 décembre | None | 2025-12-31
avant le 01/03 | None | 2026-02-28
Quels contrats faut-il dénoncer avant le 1er mars ? | None | 2026-02-28
Which contracts end before 2026? | None | 2025-12-31
Quels contrats arrivent à échéance au T4 2025 ? | 2025-10-01 | 2025-12-31
29 février | 2028-02-29 | 2028-02-29
"""


def rows(table: str) -> list[tuple[str, date | None, date | None]]:
    found = []
    for line in table.strip().splitlines():
        text, first, last = line.split(" | ")
        days = [None if day == "None" else date.fromisoformat(day) for day in (first, last)]
        found.append((text, days[0], days[1]))
    return found
