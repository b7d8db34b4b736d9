"""Words of contracts that say the same thing, in French and in English: "disclose" is "divulge", "verbal" is "oral".

No thesaurus: only words that a contract may use for one another without saying something else of its parties.
"""

from __future__ import annotations

from rag.language.normalising import content_words, fold

_STEM = 5
_SHORTEST = 3
_GROUPS = """
disclose divulge reveal communicate share disseminate transmit publish announce
use utilise utilize exploit
copy copies copied duplicate reproduce replicate
return redeliver restitute deliver
destroy delete erase expunge shred destruction deletion
keep retain maintain preserve hold
notify notice notification inform advise
terminate termination terminating expire expiry expiration end cancel cancellation
survive continue remain
receive obtain acquire get
develop developed develops conceive
employee employees staff personnel
solicit entice induce persuade recruit hire
mark marked label labelled identify identified designate designated
verbal verbally oral orally spoken
assign assignment transfer cede cession
sublet sublease
pay payment paid settle remit
renew renewal extend extension prolong
modify modification amend amendment alter change vary
indemnify compensate reimburse reimbursement refund repay
insure insurance cover
inspect audit examine verify
subcontract delegate
grant confer convey give
license licence licenses licences
divulguer communiquer reveler transmettre partager diffuser
utiliser employer exploiter
copier copie reproduire dupliquer
restituer restitution rendre retourner renvoyer
detruire destruction effacer supprimer
conserver garder maintenir
informer aviser notifier notification prevenir avertir
resilier resiliation rompre denoncer
recevoir obtenir acquerir
ceder cession transferer transfert
payer paiement regler reglement verser versement acquitter
renouveler renouvellement reconduire reconduction prolonger
modifier modification changer
indemniser dedommager rembourser remboursement
assurer assurance garantir garantie
salarie salaries employe employes personnel
verbal verbalement oral oralement
"""
_ENDINGS = ("", "s", "es", "d", "ed", "ing", "e", "ee", "ees", "nt", "ent", "ant", "era", "eront")


def _forms(word: str) -> set[str]:
    """A word with the endings that it may take: "disclose", "disclosed", "disclosing"; "céder", "cède", "cédée"."""
    bases = {word, word + word[-1], word.removesuffix("e"), *({word[:-2]} if word.endswith(("er", "re", "ir")) else ())}
    return {base + ending for base in bases for ending in _ENDINGS if len(base) >= _SHORTEST}


_GROUP_OF = {
    form: line.split()[0]
    for line in reversed([fold(each) for each in _GROUPS.splitlines()])
    if line.strip()
    for word in line.split()
    for form in _forms(word)
}


def same_sense(word: str) -> str:
    """The word that stands for all that say the same as a folded word: its stem, where it has no synonym here."""
    return _GROUP_OF.get(word, word.removesuffix("s")[:_STEM])


def senses(text: str) -> set[str]:
    """What the content words of a text say, words of one sense as one."""
    return {same_sense(word) for word in content_words(text)}
