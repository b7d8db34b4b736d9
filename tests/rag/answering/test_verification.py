"""What is proved and what is not, in French and English."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from rag.answering.proofs import Proof
from rag.domain.answer import WithheldReason
from tests.rag.answering.scripted import draft, judged, passage

FR = {
    "notice": "La résiliation demande un préavis de six (6) mois adressé par lettre recommandée.",
    "price": "Le prix annuel est fixé à 12 450,00 € hors taxes, payable à trente jours fin de mois.",
    "signed": "Le contrat CTR-2024-017 a été signé à Lyon le 14 mai 2024 par la société Thermolys.",
    "late": "Tout retard de paiement donne lieu à une pénalité de 10,5 % et à une indemnité de 40 €.",
    "row": "Désignation | Quantité | Montant\nVisite annuelle | 2 | 1 250,00 €\nTotal TTC | 3 000,00 €",
    "bank": "Le règlement se fait sur le compte FR76 3000 6000 0112 3456 7890 189 de la société.",
}
EN = {
    "notice": "Either party may terminate this agreement upon ninety (90) days prior written notice.",
    "price": "The Supplier shall invoice USD 1,250,000.00 per year, payable within 30 days of receipt.",
    "signed": "This agreement SUP-2023-112 takes effect on 1 March 2023 between Northwick and Ferrandel.",
    "late": "Late payments bear interest at 1.5% per month.",
    "term": "The initial term is three years and renews for successive periods of twelve months.",
}
C = WithheldReason.CONTRADICTED
N, T, Q = WithheldReason.NUMBER_NOT_IN_SOURCE, WithheldReason.TERM_NOT_IN_SOURCE, WithheldReason.QUOTE_NOT_FOUND

TABLE = [
    # French, true
    ("fr", "notice", "La résiliation demande un préavis de six mois.", None),
    ("fr", "notice", "La résiliation demande un préavis de 6 mois.", None),
    ("fr", "notice", "Le préavis de résiliation est adressé par lettre recommandée.", None),
    ("fr", "price", "Le prix annuel est de 12 450 euros hors taxes.", None),
    ("fr", "price", "Le prix annuel est de 12.450,00 EUR hors taxes.", None),
    ("fr", "price", "Le prix est payable à 30 jours fin de mois.", None),
    ("fr", "signed", "Le contrat a été signé le 14/05/2024.", None),
    ("fr", "signed", "Le contrat CTR-2024-017 a été signé en mai 2024.", None),
    ("fr", "signed", "Le contrat a été signé par la société Thermolys à Lyon.", None),
    ("fr", "late", "Tout retard de paiement donne lieu à une pénalité de 10,5 %.", None),
    ("fr", "late", "Le retard donne lieu à une indemnité de quarante euros.", None),
    ("fr", "row", "Le total TTC est de 3 000,00 €.", None),
    ("fr", "row", "Le montant de la visite annuelle est de 1 250 €.", None),
    ("fr", "bank", "Le règlement se fait sur le compte FR76 3000 6000 0112 3456 7890 189.", None),
    # English, true
    ("en", "notice", "Either party may terminate upon 90 days written notice.", None),
    ("en", "notice", "Either party may terminate the agreement upon ninety days notice.", None),
    ("en", "price", "The Supplier shall invoice $1,250,000 per year.", None),
    ("en", "price", "Invoices are payable within thirty days of receipt.", None),
    ("en", "signed", "The agreement takes effect on March 1, 2023.", None),
    ("en", "signed", "The agreement SUP-2023-112 is between Northwick and Ferrandel.", None),
    ("en", "late", "Late payments bear interest at 1.5 % per month.", None),
    ("en", "term", "The initial term is 3 years.", None),
    # across languages
    ("en", "notice", "Le préavis de résiliation est de 90 jours.", None),
    ("fr", "notice", "Termination requires six months notice.", None),
    # numbers, dates and references that are not there
    ("fr", "notice", "La résiliation demande un préavis de trois mois.", N),
    ("fr", "notice", "La résiliation demande un préavis de six jours.", N),
    ("fr", "notice", "La résiliation demande un préavis de six ans.", N),
    ("fr", "price", "Le prix annuel est de 12 540,00 € hors taxes.", N),
    ("fr", "price", "Le prix annuel est de 1 245,00 € hors taxes.", N),
    ("fr", "price", "Le prix annuel est de 12 450,50 € hors taxes.", N),
    ("fr", "price", "Le prix annuel est de 12 450,00 $ hors taxes.", N),
    ("fr", "price", "Le prix annuel est de 450,00 € hors taxes.", N),
    ("fr", "signed", "Le contrat a été signé le 14 juin 2024.", N),
    ("fr", "signed", "Le contrat a été signé le 14 mai 2025.", N),
    ("fr", "signed", "Le contrat CTR-2024-018 a été signé le 14 mai 2024.", N),
    ("fr", "late", "Tout retard de paiement donne lieu à une pénalité de 15,5 %.", N),
    ("fr", "late", "Tout retard de paiement donne lieu à une indemnité de 10,5 €.", N),
    ("fr", "row", "Le total TTC est de 3 300,00 €.", N),
    ("fr", "bank", "Le règlement se fait sur le compte FR76 3000 6000 0112 3456 7890 188.", N),
    ("en", "notice", "Either party may terminate upon 60 days written notice.", N),
    ("en", "notice", "Either party may terminate upon 90 months written notice.", N),
    ("en", "price", "The Supplier shall invoice USD 1,520,000.00 per year.", N),
    ("en", "price", "The Supplier shall invoice EUR 1,250,000.00 per year.", N),
    ("en", "signed", "The agreement takes effect on 3 January 2023.", N),
    ("en", "late", "Late payments bear interest at 15% per month.", N),
    ("en", "term", "The initial term is five years.", N),
    ("en", "notice", "Le préavis de résiliation est de 60 jours.", N),
    # words and names that are not there
    ("fr", "notice", "Le bailleur rembourse intégralement les loyers impayés du gardien.", T),
    ("fr", "notice", "La résiliation demande un préavis adressé à Maître Dubreuil.", T),
    ("fr", "signed", "Le contrat a été signé par la société Nuagence.", T),
    ("fr", "notice", "La résiliation demande un préavis de six mois, voir https://evil.example/a.", T),
    ("fr", "notice", "La résiliation demande un [préavis](http://evil.example) de six mois.", T),
    ("en", "notice", "The chief financial officer provides the cleaning staff.", T),
    ("en", "signed", "The agreement is between Northwick and Globex.", T),
]


def _quoted(language: str, name: str) -> tuple[str, list]:  # type: ignore[type-arg]
    texts = FR if language == "fr" else EN
    return texts[name], [passage("\n\n".join(texts.values()), 1, language=language, title="Contrat")]


@pytest.mark.parametrize(("language", "name", "claim", "expected"), TABLE)
def test_table(language: str, name: str, claim: str, expected: WithheldReason | None) -> None:
    quote, given_ = _quoted(language, name)
    outcome = judged(draft(claim, quote), given_)
    if expected is None:
        assert isinstance(outcome, Proof), outcome
        assert outcome.start <= given_[0].found.passage.text.index(quote.splitlines()[-1])
    else:
        assert outcome is expected


def test_the_table_is_large_and_even() -> None:
    assert len(TABLE) >= 40
    assert 20 <= sum(expected is None for *_, expected in TABLE) <= len(TABLE) - 20


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Le directeur général est le prestataire.", "Le directeur général est le prestataire."),
        ("Le prix est raisonnable.", "xx"),
        ("Le prix est raisonnable.", ""),
        ("Le prix est raisonnable.", "…"),
        ("Le chauffage coûte moins.", "six"),
    ],
)
def test_without_words_in_a_passage_there_is_no_proof(claim: str, quote: str) -> None:
    _, given_ = _quoted("fr", "price")
    outcome = judged(draft(claim, quote), given_)
    assert outcome in (Q, T)


def test_a_misquoted_truth_is_proved_where_it_stands() -> None:
    """The model quoted another sentence: the one that says the same proves it."""
    text = FR["price"]
    _, given_ = _quoted("fr", "price")
    outcome = judged(draft("Le prix annuel est fixé à 12 450,00 € hors taxes.", FR["notice"]), given_)
    assert isinstance(outcome, Proof) and outcome.text == text
    invented = judged(draft("Le prix annuel est fixé à 13 450,00 € hors taxes.", FR["notice"]), given_)
    assert invented is N


def test_a_number_of_another_row_is_no_proof_for_this_one() -> None:
    _, given_ = _quoted("fr", "row")
    assert judged(draft("Le total TTC est de 1 250,00 €.", "Total TTC | 3 000,00 €"), given_) is N


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        *(
            (f"Le préavis est-il de {value} ?", f"La résiliation demande un préavis de {value}.")
            for value in ("trois mois", "trente jours", "30 jours")
        ),
        ("Le préavis est-il de 40 jours ?", "La résiliation demande un préavis de 40 jours."),
    ],
)
def test_a_number_suggested_by_the_question_is_no_proof(question: str, claim: str) -> None:
    _, given_ = _quoted("fr", "notice")
    assert judged(draft(claim, FR["notice"]), given_, question) is N


LISTS = {
    "fr": "Le Prestataire ne doit pas :\n- céder le contrat à un tiers ;\n- copier les plans du Client.",
    "en": "The Recipient shall not:\n(a) copy the drawings of the plant;\n(b) disclose the samples to its staff.",
}


@pytest.mark.parametrize(
    ("language", "claim", "quote", "expected"),
    [
        ("fr", "Le Prestataire ne doit pas copier les plans du Client.", "copier les plans du Client", None),
        ("fr", "Le Prestataire doit copier les plans du Client.", "copier les plans du Client", C),
        ("en", "The Recipient shall not disclose the samples to its staff.", "disclose the samples", None),
        ("en", "The Recipient shall disclose the samples to its staff.", "disclose the samples", C),
        ("en", "The Discloser shall not disclose the samples to its staff.", "disclose the samples", C),
    ],
)
def test_what_introduces_a_list_belongs_to_its_items(
    language: str, claim: str, quote: str, expected: WithheldReason | None
) -> None:
    outcome = judged(draft(claim, quote), [passage(LISTS[language], 1, language=language, title="Contrat")])
    assert isinstance(outcome, Proof) if expected is None else outcome is expected


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("Le Prestataire garantit une disponibilité de 99,5 %.", None),
        ("Nuagence garantit une disponibilité de 99,5 %.", None),
        ("Le Client garantit une disponibilité de 99,5 %.", C),
        ("Brumeval garantit une disponibilité de 99,5 %.", C),
    ],
)
def test_what_one_party_does_the_other_does_not(claim: str, expected: WithheldReason | None) -> None:
    parties = passage("Brumeval SAS, ci-après « le Client », et Nuagence SARL, ci-après « le Prestataire ».")
    proof = passage("4.1 Le Prestataire garantit une disponibilité mensuelle des serveurs de 99,5 %.")
    outcome = judged(draft(claim, "disponibilité mensuelle des serveurs de 99,5 %"), [proof], found=[parties, proof])
    assert isinstance(outcome, Proof) if expected is None else outcome is expected


@pytest.mark.parametrize("term", ["the Receiving Party", "the Supplier", "the Agreement"])
def test_a_defined_term_is_nobodys_name(term: str) -> None:
    text = "Recipient will not copy the drawings of the plant."
    given_ = [passage(text, 1, language="en", title="NDA")]
    assert isinstance(judged(draft(f"Under {term}, the drawings of the plant are not copied.", text), given_), Proof)


MARKS = (
    "Évaluation de l'année 2024\n\nFournisseur | Note sur 100 | Remarque\nThermolys | 68 | deux retards\nNuagence | 91 "
    "| aucune\n\nSelon l'article 12, la note est revue chaque année."
)


@pytest.mark.parametrize(
    ("claim", "quote", "expected"),
    [
        ("Thermolys a obtenu la note de 68 sur 100 pour l'année 2024.", "Thermolys | 68", None),
        ("Thermolys a obtenu la note de 91 sur 100.", "Thermolys | 68", N),
        ("Thermolys a obtenu la note de 100.", "Thermolys | 68", N),
        ("Thermolys a obtenu la note de 68 sur 100 pour l'année 2023.", "Thermolys | 68", N),
        ("La note de Thermolys, 68, est revue selon l'article 12.", "Thermolys | 68", None),
        ("La note de Thermolys, 68, est revue selon l'article 13.", "Thermolys | 68", N),
        ("La note de Thermolys, 68, est revue sous 12 jours.", "Thermolys | 68", N),
    ],
)
def test_titles_say_what_a_row_is_about(claim: str, quote: str, expected: WithheldReason | None) -> None:
    """Column titles, headings and numbers of articles stand beside a value that the row itself holds, never for one."""
    given_ = [passage(MARKS, title="Fiches", headings=["Évaluation de l'année 2024"])]
    outcome = judged(draft(claim, quote), given_)
    assert isinstance(outcome, Proof) if expected is None else outcome is expected, outcome


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("La redevance Thermolys est de 14 400,00 € pour 2023.", None),
        ("La redevance Thermolys est de 15 600,00 € pour 2024.", None),
        ("La redevance Thermolys est de 15 600,00 € pour 2023.", N),
    ],
)
def test_an_amount_belongs_to_its_column(claim: str, expected: WithheldReason | None) -> None:
    table = "Redevance | 2023 | 2024\nThermolys | 14 400,00 € | 15 600,00 €\nNuagence | 34 200,00 € | 34 200,00 €"
    outcome = judged(draft(claim, "14 400,00 € | 15 600,00 €"), [passage(table)])
    assert isinstance(outcome, Proof) if expected is None else outcome is expected


def test_nothing_is_proved_by_no_passages() -> None:
    assert judged(draft("Le prix est de 10 €.", "Le prix est de 10 €."), []) is Q


AMOUNT = st.integers(1_000, 9_999_999).map(
    lambda cents: f"{cents // 100:,}".replace(",", " ") + f",{cents % 100:02d} €"
)
DATE = st.dates().filter(lambda day: 1990 <= day.year <= 2090).map(lambda day: day.strftime("%d/%m/%Y"))
PERCENT = st.integers(1, 999).map(lambda value: f"{value // 10},{value % 10} %")
REFERENCE = st.from_regex(r"\A[A-Z]{2,3}-20[0-9]{2}-[0-9]{3,4}\Z")
DURATION = st.integers(2, 240).map(lambda value: f"{value} mois")
SENTENCES = [
    ("Le montant total de la prestation est de {} hors taxes.", AMOUNT),
    ("Le contrat de maintenance prend effet le {} pour les deux parties.", DATE),
    ("Le taux de la pénalité de retard est de {} du montant dû.", PERCENT),
    ("La facture de référence {} est réglée par virement bancaire.", REFERENCE),
    ("La durée initiale du contrat de location est de {} à compter de sa signature.", DURATION),
]


RATE = "Le taux de la pénalité de retard est de 10,5 % du montant dû."
TOTAL = "Le montant total de la prestation est de 12,00 € hors taxes."
BOTH = "Le contrat de maintenance prend effet le 01/01/2000 pour les deux parties."


@st.composite
def _facts(draw: st.DrawFn) -> tuple[str, str, str]:
    """A passage of true sentences, one of them, and the same with one digit of its value changed."""
    values = [draw(values) for _, values in SENTENCES]
    sentences = [form.format(value) for (form, _), value in zip(SENTENCES, values, strict=True)]
    chosen = draw(st.integers(0, len(SENTENCES) - 1))
    value = values[chosen]
    at = draw(st.sampled_from([match.start() for match in re.finditer(r"\d", value)]))
    digit = draw(st.sampled_from([each for each in "0123456789" if each != value[at]]))
    changed = value[:at] + digit + value[at + 1 :]
    order = draw(st.permutations(sentences))
    return " ".join(order), sentences[chosen], SENTENCES[chosen][0].format(changed)


@given(_facts(), st.booleans())
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example((RATE, RATE, RATE.replace("10,5", "10,6")), True)
@example((f"{TOTAL} {BOTH}", TOTAL, TOTAL.replace("12,00", "02,00")), True)
def test_a_true_sentence_with_one_digit_changed_is_never_proved(facts: tuple[str, str, str], honest: bool) -> None:
    text, true, changed = facts
    assume(_read(true) != _read(changed))
    given_ = [passage(text, 1, title="Contrat")]
    assert isinstance(judged(draft(true, true), given_), Proof)
    for quote in (true, changed, text):
        assert not isinstance(judged(draft(changed, quote if honest else quote[:40]), given_), Proof)


def _read(sentence: str) -> str:
    """Leading zeros change no value: 05 mois is 5 mois, 010,00 is 10,00."""
    return re.sub(r"(?<![\d,/-])0+(?=\d)", "", sentence.replace(" ", ""))


_INVOICE = (
    "Facture du 30/09/2024\n\nÉchéance | 14/11/2024\n\nPaiement possible en avril 2025.\n\nConsultant senior | 3 jours"
)


@pytest.mark.parametrize(
    ("question", "claim", "quote", "shown"),
    [
        (
            "Quelle est l'échéance de la facture du 30/09/2024 ?",
            "L'échéance de la facture du 30/09/2024 est le 14/11/2024.",
            "Échéance | 14/11/2024",
            True,
        ),
        # A month of the question that stands elsewhere in the document says nothing of the fact.
        (
            "Combien de jours de consultant senior en avril 2025 ?",
            "Le consultant senior a été facturé 3 jours en avril 2025.",
            "Consultant senior | 3 jours",
            False,
        ),
        # The day of the question alone, without any value of the proof, is no answer.
        ("L'échéance est-elle le 30/09/2024 ?", "L'échéance est le 30/09/2024.", "Échéance | 14/11/2024", False),
    ],
)
def test_what_a_claim_may_repeat_from_the_question(question: str, claim: str, quote: str, shown: bool) -> None:
    outcome = judged(draft(claim, quote), [passage(_INVOICE, title="Facture")], question)
    assert isinstance(outcome, Proof) is shown, outcome


@pytest.mark.parametrize(
    ("text", "claim", "shown"),
    [
        ("Technicien de nuit | heure | 93,00 €", "Une heure de technicien de nuit coûte 93,00 €.", True),
        ("Technicien de nuit | 2 heures | 93,00 €", "Une heure de technicien de nuit coûte 93,00 €.", False),
    ],
)
def test_one_unit_is_proved_by_a_price_of_that_unit_only(text: str, claim: str, shown: bool) -> None:
    outcome = judged(draft(claim, text), [passage(text, title="Tarif")], "Combien coûte une heure de nuit ?")
    assert isinstance(outcome, Proof) is shown, outcome


def test_a_quantity_of_the_question_is_not_proved_elsewhere_in_the_document() -> None:
    text = "Le dépôt est de 500 euros, versé le 3 mai 2024.\n\nLe délai de livraison est de 30 jours."
    claim = "Le dépôt est de 500 euros pendant 30 jours."
    outcome = judged(draft(claim, "Le dépôt est de 500 euros"), [passage(text)], "Le dépôt dure-t-il 30 jours ?")
    assert outcome is N


@pytest.mark.parametrize("claim", ["Ardelin entretient la turbine.", "Coralis entretient la turbine."])
def test_who_a_party_is_may_stand_in_another_passage(claim: str) -> None:
    """What a contract calls its parties stands at its head, and the clause elsewhere."""
    head = passage("La société Ardelin (le « Bénéficiaire ») et Coralis SAS (l'« Exploitante ») conviennent.")
    clause = passage("L'Exploitante entretient la turbine.")
    outcome = judged(draft(claim, "L'Exploitante entretient la turbine."), [clause], found=[head, clause])
    assert (outcome is WithheldReason.CONTRADICTED) is claim.startswith("Ardelin")
