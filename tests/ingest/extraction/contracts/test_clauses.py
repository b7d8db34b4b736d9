# ruff: noqa: E501
"""Single clauses in the words that contracts use, French, English and German, each read inside a small contract."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ingest.extraction.contracts import extract_contract
from ingest.parsing.blocks import first_title, line_spans
from ingest.parsing.document import Block, BlockKind, ParsedDocument
from ingest.parsing.headings import named_level, numbered_level
from rag.domain.contract import Amends, Contract, Notice, NoticeForm, Renewal
from rag.domain.invoice import FieldState
from tests.ingest.extraction.contracts.truth import MONTH, QUARTER, YEAR, span

FRENCH = (
    "CONTRAT DE PRESTATION\n\nEntre les soussignés :\n\nAlpha SAS, dont le siège est à Lyrange, ci-après « le Client »,\n\nEt\n\n"
    "Bêta SARL, dont le siège est à Nantelle, ci-après « le Prestataire ».\n\nArticle 1 – Objet\n\nLe Prestataire travaille."
)
ENGLISH = (
    'SERVICE AGREEMENT\n\nThis Agreement is made between Alpha Ltd, a company registered in England (the "Customer"), and '
    'Beta Inc., a Delaware corporation (the "Supplier").\n\n1. Purpose\n\nThe Supplier works.'
)
GERMAN = (
    "DIENSTLEISTUNGSVERTRAG\n\nzwischen\n\nAlpha GmbH, mit Sitz in Lindau, nachfolgend „Auftraggeber“ genannt,\n\nund\n\n"
    "Beta AG, mit Sitz in Kempten, nachfolgend „Auftragnehmer“ genannt.\n\n§ 1 Gegenstand\n\nDer Auftragnehmer arbeitet."
)


def document(text: str) -> ParsedDocument:
    """A document with a block for each paragraph, as a parser gives it."""
    blocks, start = [], 0
    for part in text.split("\n\n"):
        level = (
            named_level(part) or (numbered_level(part) if len(part) < 60 else None) or (1 if part.isupper() else None)
        )
        kind = BlockKind.TITLE if level else BlockKind.TEXT
        blocks.append(Block(kind, start, start + len(part), 1, level or 0, line_spans(part)))
        start += len(part) + 2
    return ParsedDocument(text, tuple(blocks), first_title(text, blocks))


def read(head: str, heading: str, clause: str) -> Contract:
    contract = extract_contract(document(f"{head}\n\n{heading}\n\n{clause}"))
    assert contract is not None
    return contract


def notice(count: int, unit: str, form: str | None = None, before: str = "term_end") -> Notice:
    return Notice(span=span(count, unit), form=NoticeForm(form) if form else None, before=before)


LETTER = "registered_letter"
DURATION_FR = "Article 7 – Durée"
TERM_EN = "7. Term"

RENEWALS: list[tuple[str, Renewal | None]] = [
    ("Le contrat est conclu pour un an. Il est renouvelé tacitement par périodes successives d'un an.", Renewal(tacit=True, span=YEAR)),
    ("Le contrat est conclu pour un an. Il se renouvelle tacitement, d'année en année.", Renewal(tacit=True, span=YEAR)),
    ("Le contrat est conclu pour six mois, renouvelable une fois par tacite reconduction pour la même durée.", Renewal(tacit=True, span=span(6, "month"), times=1)),
    ("Le contrat est conclu pour une durée d'un an, renouvelable une fois par accord écrit des parties.", Renewal(tacit=False, times=1)),
    ("Le contrat est conclu pour trois ans. Toute reconduction expresse fera l'objet d'un avenant.", Renewal(tacit=False)),
    ("Le contrat est conclu pour trois ans. La tacite reconduction est exclue.", Renewal(tacit=False)),
    ("Le contrat prend fin à son terme sans possibilité de tacite reconduction.", Renewal(tacit=False)),
    ("Le contrat ne pourra en aucun cas être reconduit tacitement.", Renewal(tacit=False)),
    ("À son terme, le contrat sera reconduit par tacite reconduction pour des durées de deux (2) ans, sauf dénonciation par l'une des parties.", Renewal(tacit=True, span=span(2, "year"))),
    ("Sauf dénonciation, le contrat est reconduit de plein droit par périodes annuelles, dans la limite de trois reconductions.", Renewal(tacit=True, span=YEAR, times=3)),
    ("Le contrat peut être renouvelé d'un commun accord pour une durée de deux ans.", Renewal(tacit=False)),
    ("Le contrat est conclu pour une durée ferme de deux ans.", None),
    ("Le présent contrat sera tacitement renouvelé par période de douze (12) mois.", Renewal(tacit=True, span=span(12, "month"))),
]  # fmt: skip


@pytest.mark.parametrize(("clause", "expected"), RENEWALS)
def test_french_renewals(clause: str, expected: Renewal | None) -> None:
    assert read(FRENCH, DURATION_FR, clause).renewal == expected


ENGLISH_RENEWALS: list[tuple[str, Renewal | None]] = [
    ("This Agreement shall automatically renew for successive one (1) year terms.", Renewal(tacit=True, span=YEAR)),
    ("Thereafter the Agreement renews for periods of twelve months unless either party gives notice.", Renewal(tacit=True, span=span(12, "month"))),
    ("The initial term is two years and the Agreement shall continue from year to year thereafter unless terminated by notice.", Renewal(tacit=True, span=YEAR)),
    ("This Agreement shall not renew automatically.", Renewal(tacit=False)),
    ("This Agreement may be renewed for one additional two-year term by mutual written agreement.", Renewal(tacit=False, times=1)),
    ("Upon mutual agreement, this Agreement may be renewed for one year.", Renewal(tacit=False)),
    ("The Customer may renew this Agreement for a further term of one year at its option.", Renewal(tacit=False, span=YEAR)),
    ("Thereafter this Agreement shall automatically continue until terminated by either party.", Renewal(tacit=True)),
    ("This Agreement will be automatically renewed for an additional three (3) month period.", Renewal(tacit=True, span=span(3, "month"))),
    ("The Supplier shall renew its insurance policy each year.", None),
]  # fmt: skip


@pytest.mark.parametrize(("clause", "expected"), ENGLISH_RENEWALS)
def test_english_renewals(clause: str, expected: Renewal | None) -> None:
    assert read(ENGLISH, TERM_EN, clause).renewal == expected


NOTICES: list[tuple[str, str, str, Notice | None]] = [
    (FRENCH, DURATION_FR, "Il est reconduit tacitement, sauf dénonciation par lettre recommandée avec avis de réception trois mois avant l'échéance.", notice(3, "month", LETTER)),
    (FRENCH, DURATION_FR, "Chaque partie peut dénoncer le contrat par écrit, moyennant un préavis de quatre-vingt-dix (90) jours avant le terme.", notice(90, "day", "writing")),
    (FRENCH, DURATION_FR, "Le contrat est à durée indéterminée ; chaque partie peut le résilier à tout moment avec un préavis de six mois par LRAR.", notice(6, "month", LETTER, "any_time")),
    (FRENCH, DURATION_FR, "Chaque partie peut s'opposer à sa reconduction en prévenant l'autre par courriel au moins dix jours ouvrés à l'avance.", notice(10, "business_day", "email")),
    (FRENCH, "Article 9 – Résiliation", "En cas de manquement, le contrat est résilié trente jours après une mise en demeure restée sans effet.", None),
    (FRENCH, "Article 9 – Prix", "Le Prestataire notifie toute hausse de prix au moins deux mois avant l'échéance.", None),
    (FRENCH, "Article 9 – Confidentialité", "Le secret est gardé pendant cinq ans après l'expiration du contrat.", None),
    (FRENCH, "Article 2 – Préavis", "À l'article 7.3 du Contrat, le préavis est porté de 90 jours à six mois avant l'échéance.", notice(6, "month")),
    (ENGLISH, TERM_EN, "It renews yearly unless a party gives not less than sixty (60) days' written notice before the end of the current term.", notice(60, "day", "writing")),
    (ENGLISH, TERM_EN, "Either party may terminate this Agreement for convenience at any time upon ninety (90) days prior written notice.", notice(90, "day", "writing", "any_time")),
    (ENGLISH, TERM_EN, "Either party may terminate if the other fails to cure a material breach within 30 days of written notice.", None),
    (ENGLISH, TERM_EN, "The Agreement renews annually unless notice of non-renewal is sent by certified mail at least 3 months prior to expiration.", notice(3, "month", LETTER)),
]  # fmt: skip


@pytest.mark.parametrize(("head", "heading", "clause", "expected"), NOTICES)
def test_notices(head: str, heading: str, clause: str, expected: Notice | None) -> None:
    assert read(head, heading, clause).notice == expected


TERMS: list[tuple[str, str, str, dict[str, Any]]] = [
    (FRENCH, DURATION_FR, "Le contrat est conclu pour une durée de trois ans à compter du 1er mai 2024.", {"term": span(3, "year"), "effective_date": date(2024, 5, 1)}),
    (FRENCH, DURATION_FR, "Le contrat prend effet le premier avril deux mille vingt-trois et expire le trente et un mars deux mille vingt-six.", {"effective_date": date(2023, 4, 1), "end_date": date(2026, 3, 31)}),
    (FRENCH, DURATION_FR, "Le présent contrat est conclu pour une durée indéterminée.", {"open_ended": True}),
    (FRENCH, DURATION_FR, "Le contrat est conclu pour une durée de dix-huit mois, soit jusqu'au 30/06/2026.", {"term": span(18, "month"), "end_date": date(2026, 6, 30)}),
    (FRENCH, DURATION_FR, "Le contrat entre en vigueur à compter de sa signature pour une durée d'un an.\n\nFait à Lyrange, le 3 juin 2024.", {"term": YEAR, "effective_date": date(2024, 6, 3), "signature_date": date(2024, 6, 3)}),
    (FRENCH, "Article 9 – Garantie", "Les pièces sont garanties pour une durée de deux ans.", {}),
    (FRENCH, "Article 9 – Confidentialité", "Chaque partie garde le secret pendant la durée du contrat et les deux années qui suivent.", {}),
    (ENGLISH, TERM_EN, "This Agreement commences on 1 May 2024 and continues for an initial term of three (3) years.", {"effective_date": date(2024, 5, 1), "term": span(3, "year")}),
    (ENGLISH, TERM_EN, "The term of this Agreement shall end on December 31, 2026.", {"end_date": date(2026, 12, 31)}),
    (ENGLISH, TERM_EN, "This Agreement shall remain in full force until the fifth (5th) anniversary of its date.", {"term": span(5, "year")}),
    (ENGLISH, TERM_EN, "This Agreement shall continue indefinitely.", {"open_ended": True}),
    (ENGLISH, TERM_EN, "This Agreement shall be valid for an indefinite period.", {"open_ended": True}),
    (ENGLISH, TERM_EN, "The term of this Agreement shall be for a period of five years commencing the 1st day of September 2004 and terminating the 31st day of August 2009.", {"term": span(5, "year"), "effective_date": date(2004, 9, 1), "end_date": date(2009, 8, 31)}),
    (ENGLISH, "Key terms", "Effective Date: 1 April 2026\n\nTermination Date: 31 March 2029", {"effective_date": date(2026, 4, 1), "end_date": date(2029, 3, 31)}),
    (FRENCH, "Conditions particulières", "Date d'effet : 1er avril 2023\n\nDate de fin : 31/03/2026", {"effective_date": date(2023, 4, 1), "end_date": date(2026, 3, 31)}),
    (ENGLISH, "9. Warranty", "The warranty period is twelve months from delivery.", {}),
    (GERMAN, "§ 7 Laufzeit", "Der Vertrag beginnt am 1. Januar 2025 und endet am 31. Dezember 2026.", {"effective_date": date(2025, 1, 1), "end_date": date(2026, 12, 31)}),
]  # fmt: skip


@pytest.mark.parametrize(("head", "heading", "clause", "expected"), TERMS)
def test_terms_and_dates(head: str, heading: str, clause: str, expected: dict[str, Any]) -> None:
    contract = read(head, heading, clause)
    names = ("term", "end_date", "open_ended", "effective_date", "signature_date")
    found = {name: getattr(contract, name) for name in names if getattr(contract, name)}
    assert found == expected


PRICES: list[tuple[str, str, str, tuple[str, str, Any] | None]] = [
    (FRENCH, "Article 8 – Prix", "La redevance annuelle s'élève à 14 400,00 € HT, soit 3 600,00 € HT par trimestre.", ("14400.00", "EUR", YEAR)),
    (FRENCH, "Article 8 – Prix", "Le prix forfaitaire mensuel est fixé à la somme de mille deux cents euros (1 200 €).", ("1200", "EUR", MONTH)),
    (FRENCH, "Article 8 – Loyer", "Le loyer trimestriel est de 612,50 € HT.", ("612.50", "EUR", QUARTER)),
    (FRENCH, "Article 8 – Prix", "Chaque heure supplémentaire est facturée 62,00 € HT.", None),
    (FRENCH, "Article 8 – Dépôt", "Un dépôt de garantie de 2 000 € est versé.", None),
    (FRENCH, "Article 8 – Assurance", "La garantie est limitée à 250 000 € par sinistre.", None),
    (ENGLISH, "8. Fees", "The Customer shall pay a monthly fee of $2,500.", ("2500", "USD", MONTH)),
    (ENGLISH, "8. Fees", "The fee is £12,000 per year.", ("12000", "GBP", YEAR)),
    (ENGLISH, "8. Liability", "Liability shall not exceed $1,000,000 per claim.", None),
]  # fmt: skip


@pytest.mark.parametrize(("head", "heading", "clause", "expected"), PRICES)
def test_prices(head: str, heading: str, clause: str, expected: tuple[str, str, Any] | None) -> None:
    contract = read(head, heading, clause)
    if expected is None:
        assert contract.price is None
    else:
        amount, currency, per = expected
        assert (contract.price, contract.currency, contract.price_per) == (Decimal(amount), currency, per)


PENALTIES: list[tuple[str, bool, str | None, str | None]] = [
    ("Tout retard donne lieu à une pénalité de 100 € par jour, sans pouvoir excéder 10 % du prix.", True, "10", None),
    ("Une pénalité de 1 % par semaine est due. Le total des pénalités est plafonné à 5 000 €.", True, None, "5000"),
    ("Tout retard de paiement entraîne des pénalités au taux de 10 % l'an.", False, None, None),
    ("Le Client peut résilier sans pénalité à 30 jours.", False, None, None),
]


@pytest.mark.parametrize(("clause", "told", "percent", "amount"), PENALTIES)
def test_penalties_and_their_ceiling(clause: str, told: bool, percent: str | None, amount: str | None) -> None:
    contract = read(FRENCH, "Article 6 – Pénalités", clause)
    assert (contract.penalties is not None) is told
    assert contract.penalty_cap_percent == (Decimal(percent) if percent else None)
    assert contract.penalty_cap == (Decimal(amount) if amount else None)


LAWS: list[tuple[str, str, str, str | None, str | None]] = [
    (FRENCH, "Article 17 – Litiges", "Le contrat est régi par le droit français. Le tribunal de commerce de Lyrange est compétent.", "droit français", "tribunal de commerce de Lyrange"),
    (FRENCH, "Article 17 – Droit", "Les présentes sont soumises à la loi belge.", "loi belge", None),
    (FRENCH, "Article 17 – Données", "Le Prestataire respecte le droit applicable.", None, None),
    (FRENCH, "Article 17 – Litiges", "Tout litige relève du tribunal compétent.", None, None),
    (ENGLISH, "17. General", "This Agreement is governed by and construed in accordance with the laws of the State of New York, without regard to conflicts of law.", "State of New York", None),
    (ENGLISH, "17. General", "This Agreement is governed by English law and the parties submit to the courts of England.", "English law", "courts of England"),
    (ENGLISH, "17. General", "This Agreement shall be governed by the rules and substantive Laws of the State of\nCalifornia, United States.", "State of California", None),
    (ENGLISH, "17. General", "This Agreement is construed under the laws, other than choice of law rules, of the state of Florida.", "state of Florida", None),
    (ENGLISH, "17. General", "This Agreement is accepted in the State of Nevada and is governed by the laws thereof.", "State of Nevada", None),
    (ENGLISH, "17. General", "Agreement shall be governed by the laws of the  State  of New\nYork.", "State of New York", None),
    (ENGLISH, "17. General", "This Power of Attorney shall be governed by the laws of Pennsylvania.", "Pennsylvania", None),
    (ENGLISH, "17. General", "The Supplier is a corporation organized under the laws of the State of Delaware.", None, None),
    (ENGLISH, "17. General", "The Supplier shall comply with all applicable laws.", None, None),
    (GERMAN, "§ 17 Recht", "Es gilt deutsches Recht. Gerichtsstand ist Lindau.", "deutsches Recht", "Lindau"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "heading", "clause", "law", "court"), LAWS)
def test_law_and_court(head: str, heading: str, clause: str, law: str | None, court: str | None) -> None:
    contract = read(head, heading, clause)
    assert (contract.governing_law, contract.court) == (law, court)


HEADS: list[tuple[str, list[tuple[str, str | None]]]] = [
    (FRENCH, [("Alpha SAS", "le Client"), ("Bêta SARL", "le Prestataire")]),
    (ENGLISH, [("Alpha Ltd", "Customer"), ("Beta Inc.", "Supplier")]),
    (GERMAN, [("Alpha GmbH", "Auftraggeber"), ("Beta AG", "Auftragnehmer")]),
    (
        "CONTRAT DE CONSEIL\n\nEntre M. Jean Valroy, demeurant à Lyrange, ci-après dénommé « le Consultant », et la société "
        "Gamma, SAS au capital de 1 000 €, ci-après dénommée « la Société ».",
        [("M. Jean Valroy", "le Consultant"), ("Gamma", "la Société")],
    ),
    (
        "MASTER AGREEMENT\n\nThis Master Agreement is entered into as of May 1, 2020 by and among Smith & Sons (UK) Ltd., a company "
        'organized under the laws of England and Wales ("Smith"), Northern Lights Corporation of America, a Texas corporation '
        '("Northern"), and Ms. Ada Byron, an individual (the "Guarantor").',
        [
            ("Smith & Sons (UK) Ltd.", "Smith"),
            ("Northern Lights Corporation of America", "Northern"),
            ("Ms. Ada Byron", "Guarantor"),
        ],
    ),
    (
        "LICENSE AGREEMENT\n\nBETWEEN:\n\n(1) Delta Films LLC, whose office is at 1 High Street (hereinafter referred to as "
        '"Licensor"); and\n\n(2) Epsilon Media B.V., having its seat in Delftum (hereinafter referred to as "Licensee").',
        [("Delta Films LLC", "Licensor"), ("Epsilon Media B.V.", "Licensee")],
    ),
]


@pytest.mark.parametrize(("head", "expected"), HEADS)
def test_parties(head: str, expected: list[tuple[str, str | None]]) -> None:
    contract = extract_contract(document(head))
    assert contract is not None
    assert [(party.name, party.role) for party in contract.parties] == expected


AMENDMENT = (
    "{title}\n\nEntre les soussignés :\n\nAlpha SAS, dont le siège est à Lyrange, ci-après « le Client »,\n\nEt\n\n"
    "Bêta SARL, dont le siège est à Nantelle, ci-après « le Prestataire ».\n\n{clause}"
)
AMENDMENTS: list[tuple[str, str, Amends]] = [
    (
        "AVENANT N° 2 AU CONTRAT DE FOURNITURE N° CF-12 DU 3 MAI 2023",
        "Article 1\n\nL'article 4 du Contrat est remplacé par le texte suivant.",
        Amends(title="CONTRAT DE FOURNITURE", number="CF-12", signed=date(2023, 5, 3), articles=("4",)),
    ),
    (
        "AVENANT N° 1",
        "Par contrat n° ZX-9 signé le 2 janvier 2024, le Client a confié des travaux. Les articles 3, 5.1 et 7 du contrat sont "
        "modifiés. L'article 8 n'est pas modifié. Les autres articles demeurent en vigueur.",
        Amends(title="contrat", number="ZX-9", signed=date(2024, 1, 2), articles=("3", "5.1", "7")),
    ),
]


@pytest.mark.parametrize(("title", "clause", "expected"), AMENDMENTS)
def test_amendments(title: str, clause: str, expected: Amends) -> None:
    contract = extract_contract(document(AMENDMENT.format(title=title, clause=clause)))
    assert contract is not None
    assert contract.amends == expected


def test_an_english_amendment() -> None:
    text = (
        'AMENDMENT NO. 1 TO THE SUPPLY AGREEMENT\n\nThis Amendment is made on 2 June 2025 between Alpha Ltd (the "Buyer") and '
        'Beta Inc. (the "Supplier").\n\nThe parties entered into a Supply Agreement No. SUP-7 dated 14 April 2023.\n\n'
        "Section 9.2 of the Agreement is hereby deleted and replaced with the following. Section 3 remains unchanged.\n\n"
        "This Amendment takes effect on 1 July 2025."
    )
    contract = extract_contract(document(text))
    assert contract is not None
    assert contract.amends is not None
    assert (contract.amends.number, contract.amends.signed) == ("SUP-7", date(2023, 4, 14))
    assert contract.amends.articles == ("9.2",)
    assert contract.effective_date == date(2025, 7, 1)


DOUBTS = [
    ("notice", "Il est reconduit tacitement sauf préavis de trois mois avant l'échéance.\n\nArticle 9 – Fin\n\nLe contrat peut être dénoncé moyennant un préavis de six mois avant l'échéance."),
    ("term", "Le contrat est conclu pour une durée de trois ans.\n\nArticle 9 – Durée du contrat\n\nLe contrat est conclu pour une durée de quatre ans."),
    ("end_date", "Le contrat expire le 31 mars 2026.\n\nArticle 9 – Durée du contrat\n\nLe contrat expire le 30 avril 2026."),
    ("governing_law", "Le contrat est régi par le droit français.\n\nArticle 9 – Droit\n\nLe contrat est régi par le droit belge."),
    ("effective_date", "Le contrat prend effet le 1er mai 2024.\n\nArticle 9 – Effet\n\nLe contrat prend effet le 1er juin 2024."),
]  # fmt: skip


@pytest.mark.parametrize(("field", "clause"), DOUBTS)
def test_two_clauses_that_differ_make_a_doubt(field: str, clause: str) -> None:
    assert read(FRENCH, DURATION_FR, clause).fields[field].state is FieldState.DOUBTFUL


NO_CONTRACTS = [
    "CONDITIONS GÉNÉRALES DE VENTE\n\nArticle 1 – Objet\n\nLes présentes conditions régissent les ventes. Elles sont soumises au droit français.",
    "Bonjour,\n\nVoici le contrat de maintenance signé entre Alpha et Bêta, que nous devons dénoncer avant mars.\n\nCordialement",
    "FACTURE N° 12\n\nContrat n° MNT-2023-041\n\nTotal 1 200,00 €",
    "PROCÉDURE ACHATS\n\nTout contrat est conclu pour une durée de trois ans au plus et signé par le directeur.",
    "Privacy policy\n\nThis policy explains how we use data. It is governed by the laws of France.",
    "",
    "   \n\n ",
]


@pytest.mark.parametrize("text", NO_CONTRACTS)
def test_what_is_no_contract_gives_none(text: str) -> None:
    assert extract_contract(document(text)) is None


def test_the_day_on_which_a_term_begins_is_no_day_of_signature() -> None:
    text = (
        "ENDORSEMENT AGREEMENT\n\nThis Agreement is made between Alpha Ltd and Tom Watson.\n\nThe Term of this Agreement shall be "
        "for a period of 5 years commencing the 1st day of September 2004 and terminating the 31st day of August 2009."
    )
    contract = extract_contract(document(text))
    assert contract is not None
    assert (contract.signature_date, contract.effective_date) == (None, date(2004, 9, 1))


LETTERS = "{title}\n\nMadame, Monsieur,\n\nArticle 1 – Durée\n\n{0}\n\nArticle 2 – Reconduction\n\n{1}\n\nArticle 3 – Droit\n\n{2}"
TERMS = (
    "Le contrat est conclu pour une durée d'un an.",
    "Il est reconduit tacitement par périodes d'un an, sauf préavis de deux mois avant l'échéance.",
    "Le contrat est régi par le droit français.",
)


def test_a_contract_is_one_though_no_rule_finds_who_signs_it() -> None:
    contract = extract_contract(document(LETTERS.format(*TERMS, title="CONTRAT DE NETTOYAGE")))
    assert contract is not None and contract.parties == ()
    assert contract.term is not None and contract.notice is not None and contract.governing_law is not None


@pytest.mark.parametrize("said", range(len(TERMS)))
def test_without_saying_three_things_it_is_none(said: int) -> None:
    terms = [term if number == said else "Le Prestataire travaille." for number, term in enumerate(TERMS)]
    assert extract_contract(document(LETTERS.format(*terms, title="CONTRAT DE NETTOYAGE"))) is None


@pytest.mark.parametrize(
    "title", ["Note : contrat Thermolys", "Synthèse du contrat de nettoyage", "Objet : contrat", "Contract summary"]
)
def test_what_is_written_about_a_contract_is_none(title: str) -> None:
    assert extract_contract(document(LETTERS.format(*TERMS, title=title))) is None
    assert extract_contract(document(f"CONTRAT DE NETTOYAGE\n\n{' '.join(TERMS)}")) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [("05/04/2024. The term ends on 11/29/2024", date(2024, 5, 4)), ("05/04/2024", date(2024, 4, 5))],
)
def test_days_are_month_first_where_one_of_them_must_be(text: str, day: date) -> None:
    head = 'SERVICE AGREEMENT\n\nThis Agreement is made between Alpha Ltd (the "Buyer") and Beta Inc. (the "Supplier").'
    contract = extract_contract(document(f"{head}\n\n1. Term\n\nThis Agreement takes effect on {text}."))
    assert contract is not None and contract.effective_date == day


def test_the_later_of_two_days_under_the_signatures_is_when_it_was_made() -> None:
    signed = "Le Client                     Le Prestataire\nLe 9 février 2024             Le 12 février 2024\n"
    contract = extract_contract(document(f"{FRENCH}\n\n{signed}"))
    assert contract is not None and contract.signature_date == date(2024, 2, 12)
