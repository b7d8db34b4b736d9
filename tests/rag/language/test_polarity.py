"""Yes and no, must and may, in French and English."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.language import contradicts, contradicts_across

PAIRS = [
    # what is said, the same without or with a "no", in whichever order: each contradicts the other
    ("Le contrat peut être cédé à un tiers.", "Le contrat ne peut pas être cédé à un tiers."),
    ("Le contrat est reconduit tacitement.", "Le contrat n'est pas reconduit tacitement."),
    ("Le dépôt de garantie porte intérêt.", "Le dépôt de garantie ne porte aucun intérêt."),
    ("Le bailleur rembourse la provision versée.", "Le bailleur ne rembourse jamais la provision versée."),
    ("La résiliation donne droit à une indemnité.", "La résiliation ne donne droit à aucune indemnité."),
    ("Les travaux sont réalisés avec accord du bailleur.", "Les travaux ne sont pas réalisés avec accord du bailleur."),
    ("The Supplier may assign this agreement.", "The Supplier may not assign this agreement."),
    ("The deposit bears interest.", "The deposit does not bear interest."),
    ("There is a 5 day notice.", "There is no 5 day notice."),
    ("No, the Tenant may sublet the premises.", "The Tenant may not sublet the premises."),
    ("The deposit bears interest.", "The deposit doesn’t bear interest."),
    ("The term renews automatically for one year.", "The term does not renew automatically for one year."),
    ("The Recipient shall copy the documents.", "The Recipient shall never copy the documents."),
    ("Either party can terminate the lease early.", "Either party cannot terminate the lease early."),
]

AGREE = [
    ("Le préavis est de trois mois au plus.", "Le préavis ne peut excéder trois mois."),
    ("No, the Tenant shall not sublet the premises.", "The Tenant shall not sublet the premises."),
    ("Non, le bail ne peut pas être cédé.", "Le bail ne peut être cédé."),
    ("Oui, le bail est reconduit.", "Le bail est reconduit."),
    ("L'avenant n° 1 prend effet le 1er mai.", "5.1 Le présent avenant prend effet le 1er mai."),
    ("La facture no FA-12 est payable à 30 jours.", "La facture est payable à 30 jours."),
    ("Invoice No. 7 is payable within 30 days.", "The invoice is payable within 30 days."),
    (
        "Le préavis est d'au moins trois mois.",
        "Le préavis ne peut être inférieur à trois mois, sans pouvoir excéder un an.",
    ),
    ("Le prestataire répond sans délai aux incidents.", "Le prestataire répond aux incidents sans délai."),
    ("La cession du contrat est interdite.", "Le contrat ne peut être cédé sans accord écrit."),
    ("Le contrat ne peut pas être cédé.", "Toute cession du contrat est interdite."),
    ("Le contrat peut être cédé avec un accord écrit.", "Le contrat ne peut être cédé qu'avec un accord écrit."),
    ("The notice is at most 30 days.", "The notice shall not exceed 30 days."),
    ("The notice must reach the Supplier by 1 March.", "The notice must reach the Supplier not later than 1 March."),
    ("The fee includes travel.", "The fee includes, without limitation, travel and lodging."),
    ("Neither party may assign this agreement.", "This agreement may not be assigned by either party."),
    ("The Recipient shall keep the documents.", "The Recipient shall keep the documents and shall not copy them."),
    ("Le client paie à trente jours.", "Le client paie à trente jours. Aucun escompte n'est accordé."),
    ("La facture est payable à réception.", "Nul ne peut céder ce contrat. Sans accord, rien n'est dû."),
]


@pytest.mark.parametrize(("yes", "no"), PAIRS)
def test_yes_and_no_contradict_each_other(yes: str, no: str) -> None:
    assert contradicts(yes, no)
    assert contradicts(no, yes)
    assert not contradicts(yes, yes) and not contradicts(no, no)


@pytest.mark.parametrize(("yes", "no"), PAIRS)
def test_among_other_sentences_too(yes: str, no: str) -> None:
    around = "Le présent article n'est pas limitatif. {} Nothing in this clause is void.".format
    assert contradicts(no, around(yes)) and not contradicts(no, around(no))


@pytest.mark.parametrize(("claim", "proof"), AGREE)
def test_what_only_sounds_like_a_denial(claim: str, proof: str) -> None:
    assert not contradicts(claim, proof)


@pytest.mark.parametrize(
    ("claim", "proof", "wrong"),
    [
        ("Le locataire doit assurer le matériel loué.", "Le locataire peut assurer le matériel loué.", True),
        ("The Buyer must inspect the goods delivered.", "The Buyer may inspect the goods delivered.", True),
        ("Le locataire peut assurer le matériel loué.", "Le locataire doit assurer le matériel loué.", False),
        ("Le locataire assure le matériel loué.", "Le locataire doit assurer le matériel loué.", False),
        ("The Buyer shall inspect the goods.", "The Buyer is required to inspect the goods.", False),
    ],
)
def test_a_freedom_is_no_duty(claim: str, proof: str, wrong: bool) -> None:
    assert contradicts(claim, proof) is wrong


@given(st.text(max_size=200))
@example("0\x0cN")
@example("Le prix est dû. Non")
def test_nothing_contradicts_itself(text: str) -> None:
    assert not contradicts(text, text)


@given(st.text(max_size=80), st.text(max_size=200))
def test_it_never_fails(claim: str, proof: str) -> None:
    assert contradicts(claim, proof) in (True, False)


OTHERWISE = [
    # what is denied in a condition or a contrast, and what a contract says without a denial
    (
        "Si rien n'est signalé sous trois jours, la livraison est conforme.",
        "Passé trois jours, la livraison est conforme.",
    ),
    ("Il faut un numéro d'accord pour tout retour.", "Aucun retour n'est accepté sans numéro d'accord."),
    ("La partie qui ne respecte pas le délai verse 500 euros.", "La partie fautive verse 500 euros par délai manqué."),
    ("Les pénalités ne dépassent pas 5 % du prix.", "Les pénalités sont plafonnées à 5 % du prix."),
    ("Le forfait est facturé à terme échu, et non d'avance.", "Le forfait est facturé à terme échu."),
    ("Aucun escompte n'est accordé pour paiement anticipé.", "Escompte pour paiement anticipé : néant."),
    ("Les affiches sont remplacées sans frais.", "Les affiches sont remplacées aux frais de la Régie."),
    ("No group has more than eight trainees.", "Groups are limited to eight trainees."),
    ("The report isn't included in the price.", "The report is outside the price."),
]


@pytest.mark.parametrize(("claim", "proof"), OTHERWISE)
def test_a_denial_said_otherwise_is_none_against(claim: str, proof: str) -> None:
    assert not contradicts(claim, proof)


def test_each_of_neither_nor_is_denied() -> None:
    assert contradicts(
        "Les produits sur mesure peuvent être échangés.", "Les produits sur mesure ne sont ni repris ni échangés."
    )
    assert contradicts("La sous-location du local est permise.", "La sous-location du local est interdite.")


@pytest.mark.parametrize(
    ("claim", "proof", "wrong"),
    [
        ("The tenant may store perishables.", "Le Preneur ne peut y entreposer de denrées périssables.", True),
        ("No, the support does not run on holidays.", "Le Vendeur assure une astreinte tous les jours.", True),
        ("The tenant may not store perishables.", "Le Preneur ne peut y entreposer de denrées périssables.", False),
        ("The tenant may sublet with consent.", "Le Preneur ne peut sous-louer sans accord.", False),
        ("Groups have at most eight trainees.", "Les groupes ne dépassent pas huit stagiaires.", False),
    ],
)
def test_denials_across_languages(claim: str, proof: str, wrong: bool) -> None:
    assert contradicts_across(claim, proof) is wrong
