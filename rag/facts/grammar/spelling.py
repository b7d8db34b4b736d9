"""Typing errors in the words that questions about figures turn on: "facutres", "fourniseur"."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA

from rag.facts.grammar.vocabulary import VOCABULARY

_SHORTEST = 5
_SUBSTITUTED = 7
_TWO_ERRORS = 10
_MEANT = tuple(
    """
    facture factures fournisseur fournisseurs depense depenses montant montants combien contrat contrats moyenne
    liste nombre avoirs echeance echeances echues retard trimestre mensuel mensuelle mensuelles clients derniere
    dernieres dernier totale somme taxes achats payee payees denoncer resilier preavis reconduction tacite
    automatiquement renouvellent expirent maintenance invoice invoices supplier suppliers vendor vendors
    customer customers amount average largest smallest biggest highest lowest overdue excluding including
    contract contracts agreement agreements automatically renewal monthly yearly quarterly number spending spend
    """.split()  # noqa: SIM905
)
# Words of their own that are one letter from one of those; found among the words of thousands of documents.
_OTHER_WORDS = frozenset(
    """
    facteur facteurs maintenant maintenances contact contacts contracte contractes contrast contrasts constat
    constats montent montrent montrant montage supplies supplied dispense dispenses defense defenses depens
    quartier quartiers early nearly overage beverage amont combine combined derriere sommes retour regard
    fournissent fournissez fournitures moyens moyen agencement listen listed lister payeur payeurs payable
    payables taxis avoir achat trimer resident customise customize vendre spender speeding sending amounted
    numbers nombreux averaged lowers
    """.split()  # noqa: SIM905
)


@lru_cache(maxsize=4096)
def corrected(word: str) -> str:
    """The word of the grammar that a folded word was meant for, else the word itself.

    One error (a letter left out, doubled, put in, two exchanged; another letter from seven letters on), two from ten
    letters on; the first letter is right, and only one word, or forms of one, is as near.
    """
    if word in VOCABULARY or len(word) < _SHORTEST or not word.isalpha() or word in _OTHER_WORDS:
        return word
    near = [(errors, meant) for meant in _MEANT if meant[0] == word[0] and (errors := _errors(word, meant)) is not None]
    if not near:
        return word
    least = min(errors for errors, _ in near)
    best = sorted({meant for errors, meant in near if errors == least}, key=len)
    # "facutre": facture and factures are forms of one word.
    return best[0] if all(meant.startswith(best[0][:-1]) for meant in best) else word


def _errors(word: str, meant: str) -> int | None:
    most = 2 if min(len(word), len(meant)) >= _TWO_ERRORS else 1
    if abs(len(word) - len(meant)) > most:
        return None
    errors = OSA.distance(word, meant, score_cutoff=most)
    if errors > most:
        return None
    substituted = len(word) == len(meant) and sorted(word) != sorted(meant)
    return None if substituted and len(word) < _SUBSTITUTED else errors
