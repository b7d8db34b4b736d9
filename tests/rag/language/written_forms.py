"""Numbers, amounts, dates and durations as people write them in French and English, and what each means.

A line is ``text | meaning``. In a text ``~`` followed by a letter is a space of one kind: ``~n`` U+00A0, ``~u`` U+202F,
``~t`` U+2009, ``~f`` U+2007, ``~h`` U+200A, ``~m`` U+205F, ``~i`` U+3000.
"""

from __future__ import annotations

SPACES = {"n": "\u00a0", "u": "\u202f", "t": "\u2009", "f": "\u2007", "h": "\u200a", "m": "\u205f", "i": "\u3000"}

# value, then unit where one stands beside it
NUMBERS = """
0 | 0
7 | 7
1234 | 1234
1 234 | 1234
1~n234 | 1234
1~u234 | 1234
12 345 678 | 12345678
1234,56 | 1234.56
1 234,56 | 1234.56
1~u234~u567,89 | 1234567.89
1234.56 | 1234.56
1,234.56 | 1234.56
1,234,567.89 | 1234567.89
1.234,56 | 1234.56
1.234.567,89 | 1234567.89
1'234.56 | 1234.56
1’234’567.89 | 1234567.89
0,5 | 0.5
0.5 | 0.5
-12,5 | -12.5
−12,5 | -12.5
12 % | 12 %
12~n% | 12 %
12,5 % | 12.5 %
12.5% | 12.5 %
5,5~u% | 5.5 %
20 pour cent | 20 %
cinq pour cent | 5 %
five percent | 5 %
ten per cent | 10 %
dix-sept | 17
vingt et un | 21
vingt-et-un | 21
soixante-dix | 70
soixante et onze | 71
quatre-vingts | 80
quatre-vingt-dix | 90
quatre-vingt-dix-neuf | 99
septante-cinq | 75
nonante | 90
cent | 100
deux cents | 200
deux cent cinquante | 250
mille | 1000
mille deux cents | 1200
douze mille | 12000
cent vingt-trois mille | 123000
un million | 1000000
deux millions cinq cent mille | 2500000
twenty-one | 21
ninety-nine | 99
one hundred | 100
one hundred and five | 105
two hundred fifty | 250
one thousand two hundred | 1200
twelve thousand | 12000
one hundred twenty-three thousand | 123000
two million five hundred thousand | 2500000
fifteen hundred | 1500
trois (3) | 3
ninety (90) | 90
1er | 1
31st | 31
"""

# minor units and currency
AMOUNTS = """
1 234,56 € | 123456 EUR
1~n234,56~n€ | 123456 EUR
1~u234,56~n€ | 123456 EUR
1~u234,56~u€ | 123456 EUR
1~t234,56~t€ | 123456 EUR
1~f234,56~f€ | 123456 EUR
1~h234,56~h€ | 123456 EUR
1~m234,56~m€ | 123456 EUR
1~i234,56~i€ | 123456 EUR
1234,56€ | 123456 EUR
1234,56 € | 123456 EUR
1.234,56 € | 123456 EUR
1.234,56 EUR | 123456 EUR
1,234.56 EUR | 123456 EUR
EUR 1 234,56 | 123456 EUR
EUR~n1~u234,56 | 123456 EUR
EUR 1,234.56 | 123456 EUR
EUR 1.234,56 | 123456 EUR
€1,234.56 | 123456 EUR
€ 1,234.56 | 123456 EUR
€~n1~u234,56 | 123456 EUR
1 234,56 euros | 123456 EUR
1 234,56 Euros | 123456 EUR
1 234,56 EUR | 123456 EUR
1 234 € | 123400 EUR
1~u234~u567,89~n€ | 123456789 EUR
12 € | 1200 EUR
12€ | 1200 EUR
12€50 | 1250 EUR
0,99 € | 99 EUR
-120,00 € | -12000 EUR
−120,00~n€ | -12000 EUR
- 120,00 € TTC | 12000 EUR
-€1,234.56 | -123456 EUR
12 k€ | 1200000 EUR
12k€ | 1200000 EUR
12~nk€ | 1200000 EUR
1,5 k€ | 150000 EUR
1,5 M€ | 150000000 EUR
1,5~nM€ | 150000000 EUR
3 Md€ | 300000000000 EUR
2 millions d'euros | 200000000 EUR
2,5 millions d’euros | 250000000 EUR
1,5 million d'euros | 150000000 EUR
€1.5 million | 150000000 EUR
€1.5M | 150000000 EUR
$1.5m | 150000000 USD
douze mille euros | 1200000 EUR
mille deux cents euros | 120000 EUR
deux cent mille euros | 20000000 EUR
un million d'euros | 100000000 EUR
cent euros | 10000 EUR
twelve thousand euros | 1200000 EUR
one hundred dollars | 10000 USD
five hundred pounds | 50000 GBP
deux mille (2 000) euros | 200000 EUR
two thousand (2,000) euros | 200000 EUR
2 000 (deux mille) euros | 200000 EUR
$1,234.56 | 123456 USD
US$1,234.56 | 123456 USD
USD 1,234.56 | 123456 USD
1,234.56 USD | 123456 USD
1 234,56 $ US | 123456 USD
£1,234.56 | 123456 GBP
GBP 1,234 | 123400 GBP
1'234.56 CHF | 123456 CHF
CHF 1'234.56 | 123456 CHF
CHF 1’234.50 | 123450 CHF
1 234,50 francs suisses | 123450 CHF
¥500 | 500 JPY
500 yens | 500 JPY
CA$50 | 5000 CAD
1 234,56 € HT | 123456 EUR
1 234,56 € TTC | 123456 EUR
Total : 1~u234,56~n€ | 123456 EUR
Total: €1,234.56 | 123456 EUR
(1 234,56 €) | 123456 EUR
1.500 € | 150000 EUR
1,500 EUR | 150000 EUR
1 000 000,00 € | 100000000 EUR
1,000,000.00 EUR | 100000000 EUR
12 K€ | 1200000 EUR
12 KEUR | 1200000 EUR
1,2 MEUR | 120000000 EUR
€2.5bn | 250000000000 EUR
2 Mds € | 200000000000 EUR
1 234,- € | 123400 EUR
1.234,-- € | 123400 EUR
CHF 1'234.- | 123400 CHF
12 000 euros et 50 centimes | 1200050 EUR
douze mille euros et cinquante centimes | 1200050 EUR
twelve thousand euros and fifty cents | 1200050 EUR
vingt mille euros (20.000 €) | 2000000 EUR
twenty thousand euros (€20,000) | 2000000 EUR
"""

DATES = """
1er mars 2024 | 2024-03-01
1er MARS 2024 | 2024-03-01
1er~nmars~n2024 | 2024-03-01
le 1er mars 2024 | 2024-03-01
1 mars 2024 | 2024-03-01
31 décembre 2024 | 2024-12-31
31 decembre 2024 | 2024-12-31
31 Décembre 2024 | 2024-12-31
31~udécembre~u2024 | 2024-12-31
mardi 31 décembre 2024 | 2024-12-31
31 déc. 2024 | 2024-12-31
15 janv. 2024 | 2024-01-15
15 févr. 2024 | 2024-02-15
15 août 2024 | 2024-08-15
15 aout 2024 | 2024-08-15
15 juil. 2024 | 2024-07-15
15 sept. 2024 | 2024-09-15
29 février 2024 | 2024-02-29
31/12/2024 | 2024-12-31
31/12/24 | 2024-12-31
1/3/2024 | 2024-03-01
01/03/2024 | 2024-03-01
31.12.2024 | 2024-12-31
31-12-2024 | 2024-12-31
31 / 12 / 2024 | 2024-12-31
2024-12-31 | 2024-12-31
2024/12/31 | 2024-12-31
2024-12-31T10:00 | 2024-12-31
12/31/2024 | 2024-12-31
December 31, 2024 | 2024-12-31
December~n31, 2024 | 2024-12-31
December 31 2024 | 2024-12-31
December 31st, 2024 | 2024-12-31
Dec. 31, 2024 | 2024-12-31
Dec 31, 2024 | 2024-12-31
DECEMBER 31, 2024 | 2024-12-31
31 December 2024 | 2024-12-31
31st December 2024 | 2024-12-31
31st of December 2024 | 2024-12-31
the 31st of December, 2024 | 2024-12-31
31st day of December, 2024 | 2024-12-31
this 31st day of December 2024 | 2024-12-31
31-Dec-2024 | 2024-12-31
31 Dec 2024 | 2024-12-31
March 1st, 2024 | 2024-03-01
2nd April 2024 | 2024-04-02
3rd May 2024 | 2024-05-03
Sept. 3, 2024 | 2024-09-03
Tuesday, December 31, 2024 | 2024-12-31
le trente et un décembre deux mille vingt-quatre | 2024-12-31
trente-et-un décembre 2024 | 2024-12-31
le premier mars deux mille vingt-quatre | 2024-03-01
premier mars 2024 | 2024-03-01
le quinze juin deux mille vingt-cinq | 2025-06-15
le vingt et un août deux mille vingt-trois | 2023-08-21
le dix-sept juillet deux mille dix-neuf | 2019-07-17
le deux janvier mil neuf cent quatre-vingt-dix-neuf | 1999-01-02
31 décembre deux mille vingt-quatre | 2024-12-31
the first day of March, 2024 | 2024-03-01
the thirty-first day of December, 2024 | 2024-12-31
December thirty-first, two thousand twenty-four | 2024-12-31
the first of March, two thousand and twenty-four | 2024-03-01
the fifteenth of June twenty twenty-five | 2025-06-15
January second, nineteen ninety-nine | 1999-01-02
seventh (7th) day of March, 2024 | 2024-03-07
trente-et-un (31) décembre 2024 | 2024-12-31
le 1 er mars 2024 | 2024-03-01
1ᵉʳ mars 2024 | 2024-03-01
1er jour du mois de mars 2024 | 2024-03-01
1st day of the month of March, 2024 | 2024-03-01
31 st December 2024 | 2024-12-31
mars 2024 | 2024-03
Mars 2024 | 2024-03
March 2024 | 2024-03
March, 2024 | 2024-03
déc. 2024 | 2024-12
12/2024 | 2024-12
en 2024 | 2024
in 2024 | 2024
exercice 2024 | 2024
FY2024 | 2024
"""

DURATIONS = """
90 jours | 90 day
90~njours | 90 day
90~ujours | 90 day
90 JOURS | 90 day
quatre-vingt-dix jours | 90 day
quatre-vingt-dix (90) jours | 90 day
quatre vingt dix (90) jours | 90 day
90 (quatre-vingt-dix) jours | 90 day
trente (30) jours | 30 day
trente jours calendaires | 30 day
30 j | 30 day
90 days | 90 day
90-day | 90 day
ninety days | 90 day
ninety (90) days | 90 day
ninety (90) calendar days | 90 day
thirty (30) days' | 30 day
30 consecutive days | 30 day
quinze jours | 15 day
une quinzaine | 15 day
sous huitaine | 8 day
huit jours | 8 day
10 jours ouvrés | 10 business_day
10 jours ouvrables | 10 business_day
dix (10) jours ouvrés | 10 business_day
cinq jours ouvrés | 5 business_day
five business days | 5 business_day
five (5) business days | 5 business_day
5 working days | 5 business_day
10 Banking Days | 10 business_day
une semaine | 1 week
deux semaines | 2 week
two weeks | 2 week
six-week | 6 week
a fortnight | 2 week
within a week | 1 week
un mois | 1 month
un (1) mois | 1 month
trois mois | 3 month
trois (3) mois | 3 month
3 mois | 3 month
3 (trois) mois | 3 month
six (6) months | 6 month
six months | 6 month
douze mois | 12 month
twelve-month | 12 month
twelve (12) months | 12 month
18-month | 18 month
eighteen months | 18 month
36 mois | 36 month
trente-six mois | 36 month
trente-six (36) mois | 36 month
12 calendar months | 12 month
twelve (12) full calendar months | 12 month
un trimestre | 1 quarter
deux trimestres | 2 quarter
two quarters | 2 quarter
un semestre | 6 month
deux semestres | 12 month
un an | 1 year
un (1) an | 1 year
une année | 1 year
une (1) année | 1 year
1 an | 1 year
one year | 1 year
one-year | 1 year
one (1) year | 1 year
deux ans | 2 year
trois ans | 3 year
trois (3) ans | 3 year
a period of three years | 3 year
three (3) years | 3 year
neuf années entières et consécutives | 9 year
five (5) consecutive years | 5 year
un an et demi | 18 month
deux ans et demi | 30 month
deux (2) ans et demi | 30 month
two and a half years | 30 month
2,5 ans | 30 month
2½ years | 30 month
un an et six mois | 18 month
one year and six months | 18 month
two years and three months | 27 month
for a month | 1 month
"""


def rows(table: str) -> list[tuple[str, str]]:
    """The texts of a table, their spaces put in, each with its meaning."""
    found = []
    for line in table.strip().splitlines():
        text, meaning = line.split(" | ")
        for letter, space in SPACES.items():
            text = text.replace(f"~{letter}", space)
        found.append((text, meaning))
    return found
