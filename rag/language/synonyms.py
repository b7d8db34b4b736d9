"""Words of contracts that say the same thing, in French and in English: "disclose" is "divulge", "verbal" is "oral".

No thesaurus: only words that a contract may use for one another without saying something else of its parties.
"""

from __future__ import annotations

from rag.language.normalising import content_words, fold

_STEM = 5
_SHORTEST = 3
_GROUPS = """
disclose divulge reveal communicate share disseminate transmit publish announce divulguer communiquer reveler partager
use utilise utilize exploit utiliser exploiter
copy copies copied duplicate reproduce replicate copier copie reproduire dupliquer
return redeliver restitute deliver restituer restitution rendre retourner renvoyer
destroy delete erase expunge shred destruction deletion detruire effacer supprimer suppression
keep retain maintain preserve hold conserver garder maintenir conservation
notify notice notification inform advise notifier informer aviser prevenir avertir signaler
send dispatch forward envoyer adresser expedier transmettre envoi
terminate termination terminating expire expiry expiration end cancel cancellation resilier resiliation rompre denoncer
survive continue remain continuer demeurer
receive obtain acquire get recevoir obtenir acquerir
develop developed develops conceive developper concevoir
employee employees staff personnel salarie salaries employe employes collaborateur
solicit entice induce persuade recruit hire recruter embaucher recrutement embauche solliciter
mark marked label labelled identify identified designate designated marquer designer
verbal verbally oral orally spoken verbalement oralement
assign assignment transfer cede cession ceder transferer transfert
sublet sublease sous-louer
pay payment paid settle remit payer paiement regler reglement verser versement acquitter
renew renewal extend extension prolong renouveler renouvellement reconduire reconduction prolonger
modify modification amend amendment alter change vary modifier
indemnify compensate reimburse reimbursement refund repay indemniser dedommager rembourser remboursement
insure insurance cover assurer assurance
warrant warranty guarantee garantir garantie
inspect audit examine verify inspecter auditer examiner verifier
subcontract delegate sous-traiter
grant confer convey give accorder conferer octroyer
license licence licenses licences
increase raise rise augmenter augmentation hausse relever
decrease reduce reduction lower fall drop diminuer diminution baisse baisser reduire
exceed surpass depasser exceder excedent
access consult acceder acces consulter
repair fix correct remedy reparer reparation corriger correction
supply provide furnish fournir fourniture
request ask demander demande
sign signed signature signing signer signe
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
