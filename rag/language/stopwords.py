"""Words that carry no subject of their own, in French and English."""

from __future__ import annotations

_FRENCH = """
a ai ainsi alors apres as au aucun aucune aujourd aussi autre autres aux avant avec avez avoir avons ayant c car ce
ceci cela celle celles celui ces cet cette ceux chaque chez ci comme comment contre d dans de dela depuis des donc
dont du elle elles en encore entre es est et etaient etait etant ete etes etre eu eux fait faut font hui ici il ils j
je jusqu jusque l la laquelle le lequel les lesquelles lesquels leur leurs lors lorsque lui m ma mais me meme memes
mes moi mon n ne ni nos notre nous on ont ou par parce pas pendant peut peuvent plus pour pourquoi puis puisque qu
quand que quel quelle quelles quels qui quoi s sa sans se selon sera serait seront ses si soi soit son sont sous sur
t ta te tel telle telles tels tes toi ton tous tout toute toutes tres tu un une vers voici voila vos votre vous y
"""

_ENGLISH = """
a about above after again all also am an and any are as at be been before being below between both but by can could
did do does doing down during each every for from further had has have having he her here hers him his how i if in
into is it its itself just may me might more most must my no nor not of off on once only or other our ours out over
own s same shall she should so some such t than that the their theirs them then there these they this those through
to too under until up upon us very was we were what when where which while who whom whose why will with would you
your yours
"""

STOPWORDS: frozenset[str] = frozenset((_FRENCH + _ENGLISH).split())
"""French and English stopwords in the form that ``normalising.fold`` gives (lower case, no accents)."""
