from __future__ import annotations

import pytest

from eval.suites.suite import Gold
from eval.verdicts.judging import CitedText, cites_gold, holds_gold, is_correct, squeezed, unproved_shown
from rag.domain.answer import Citation

RIGHT = [
    # durations
    (["90 jours"], "Le préavis est de 90 jours avant l’échéance."),
    (["90 jours"], "Le préavis est de quatre-vingt-dix (90) jours."),
    (["90 jours"], "Notice of 90 days must be given."),
    (["90 jours"], "at least ninety days’ notice"),
    (["90 jours"], "Préavis | 90 jours | lettre recommandée"),
    (["six mois"], "6 mois avant la fin"),
    (["six mois"], "six months’ notice"),
    (["6 mois"], "Six mois."),
    (["three years"], "3 years from each disclosure"),
    (["three years"], "trois ans à compter de chaque divulgation"),
    (["three years"], "36 months"),
    (["cinq ans"], "5 ans après la fin"),
    (["2 heures"], "P1 | Arrêt total | 2 heures | 10 heures"),
    (["2 heures"], "within two hours"),
    (["48 heures"], "48 h après en avoir pris connaissance"),
    (["42 calendar days"], "42 jours calendaires"),
    (["18 months"], "eighteen months from delivery"),
    (["120 days"], "120 days' written notice"),
    (["30 minutes"], "Bloquant | Production arrêtée | 30 minutes | 4 heures"),
    (["90 jours"], "pas plus de 90 jours"),
    (["90 jours"], "not later than 90 days before"),
    (["90 jours"], "Ce n'est pas 60 jours mais 90 jours."),
    # amounts
    (["2 850,00 €"], "EUR 2,850.00 per month"),
    (["2 850,00 €"], "€2,850"),
    (["2 850,00 €"], "2\u202f850,00\u00a0€ HT"),
    (["2 850,00 €"], "2850 euros"),
    (["15 600,00 €"], "15600 EUR"),
    (["15 600,00 €"], "portée de 14 400,00 € HT à 15 600,00 € HT"),
    (["15 600,00 €"], "Redevance annuelle | 15 600,00"),
    (["5 522,40 €"], "Total TTC 5 522,40 €"),
    (["92 400,00 €"], "The rent is EUR 92,400 a year."),
    (["300 €"], "au-dessus de 300 € HT"),
    (["9.80"], "EUR 9.80 per kg"),
    (["1 850"], "1,850 m² in total"),
    (["1 850"], "une surface totale de 1 850 m²"),
    # shares
    (["9%"], "9 % of that price"),
    (["9 %"], "up to a maximum of 9% of that price"),
    (["10 %"], "dix pour cent de la redevance"),
    (["99,5 %"], "99.5% per month"),
    (["30 %"], "A down payment of 30 per cent is due."),
    # dates
    (["31 mars 2026"], "soit jusqu’au 31/03/2026"),
    (["31 mars 2026"], "until March 31, 2026"),
    (["31 mars 2026"], "31 March 2026"),
    (["31 mars 2026"], "2026-03-31"),
    (["1er janvier 2025"], "depuis le 01/01/2025"),
    (["14/11/2024"], "Échéance : 14 novembre 2024"),
    (["30 juin 2025", "30 juin 2028"], "au 30 juin 2025 et au 30 juin 2028"),
    (["juillet", "août 2022"], "Oui, juillet et août 2022."),
    # identifiers and words
    (["FA-2025-0288"], "Facture rectifiée FA-2025-0288 du 30/06/2025"),
    (["Treuilly"], "Le tribunal de commerce de TREUILLY est compétent."),
    (["preneur"], "Le Preneur, à 100 %."),
    (["preneur"], "à la charge des preneurs"),
    (["direction administrative et financière"], "la Direction administrative et financiere"),
    (["direction administrative et financière"], "direction administrative et\nfinancière"),
    (["pompe à chaleur", "18 kW"], "PAC | Pompe à chaleur air-eau 18 kW | 1"),
    (["pompe à chaleur", "18 kW"], "des pompes à chaleur de 18 kW"),
    (["48 tonnes"], "at least 48 tonnes of Products"),
    (["48 tonnes"], "quarante-huit tonnes par an"),
    (["14"], "AT | Aérotherme à eau chaude | 14"),
    (["68"], "Thermolys Services | 68 | deux interventions"),
    (["60"], "60 jours à compter de la facture"),
]

WRONG = [
    # durations
    (["90 jours"], "90 jours ouvrés"),
    (["90 jours"], "190 jours"),
    (["90 jours"], "9 jours"),
    (["90 jours"], "90 mois"),
    (["90 jours"], "90 jours ouvrables avant l’échéance"),
    (["90 jours"], "une pénalité de 90 €"),
    (["90 jours"], "90 aérothermes"),
    (["90 jours"], "article 90"),
    (["90 jours"], "Le site compte 90 aérothermes."),
    (["10 %"], "Il y en a 10 au total."),
    (["90 jours"], "trois mois"),
    (["90 jours"], "Le préavis n'est pas de 90 jours."),
    (["90 jours"], "not 90 days but 60"),
    (["31 mars 2026"], "non le 31 mars 2026, mais le 30 juin 2026"),
    (["six mois"], "seize mois"),
    (["six mois"], "six semaines"),
    (["6 mois"], "Article 6 – Préavis"),
    (["three years"], "three months"),
    (["cinq ans"], "cinquante ans"),
    (["2 heures"], "12 heures"),
    (["2 heures"], "2 jours"),
    (["42 calendar days"], "42 business days"),
    (["30 minutes"], "30 jours"),
    (["30 minutes"], "4 heures"),
    # amounts
    (["15 600,00 €"], "1 560,00 €"),
    (["15 600,00 €"], "156 000,00 €"),
    (["15 600,00 €"], "15 600,00 $"),
    (["15 600,00 €"], "15 600,01 €"),
    (["15 600,00 €"], "115 600,00 €"),
    (["2 850,00 €"], "EUR 2.85"),
    (["2 850,00 €"], "2 850 heures"),
    (["5 522,40 €"], "5 522,04 €"),
    (["300 €"], "300 kg"),
    (["300 €"], "3 000 €"),
    (["9.80"], "EUR 98.00 per kg"),
    (["9.80"], "EUR 19.80"),
    # shares
    (["9%"], "0.9%"),
    (["9%"], "90%"),
    (["10 %"], "10 jours"),
    (["10 %"], "10 aérothermes"),
    (["99,5 %"], "99,9 %"),
    (["30 %"], "30 € d’acompte"),
    # dates
    (["31 mars 2026"], "31 mars 2025"),
    (["31 mars 2026"], "mars 2026"),
    (["31 mars 2026"], "le 30 mars 2026"),
    (["1er janvier 2025"], "le 1er février 2025"),
    (["14/11/2024"], "11/12/2024"),
    (["30 juin 2025", "30 juin 2028"], "au 30 juin 2025"),
    (["août 2022"], "août 2023"),
    # identifiers and words
    (["FA-2025-0288"], "FA-2025-0280"),
    (["FA-2025-0288"], "la facture 0288"),
    (["Treuilly"], "le tribunal de commerce de Valbrume"),
    (["preneur"], "le bailleur"),
    (["preneur"], "l’entrepreneur"),
    (["direction administrative et financière"], "la direction générale"),
    (["direction administrative et financière"], "la direction, puis la financière administrative"),
    (["pompe à chaleur", "18 kW"], "18 aérothermes et une pompe à chaleur de 20 kW"),
    (["pompe à chaleur", "18 kW"], "une pompe à chaleur"),
    (["48 tonnes"], "48 palettes et des tonnes d’acier"),
    (["14"], "14/11/2024"),
    (["14"], "114 aérothermes"),
    (["68"], "la facture FA-68-2024"),
    (["1"], "Le bail est signé. [1]"),
    (["60"], ""),
    ([], "rien n’est attendu"),
]


@pytest.mark.parametrize(("accept", "answer"), RIGHT)
def test_right(accept: list[str], answer: str) -> None:
    assert is_correct(answer, accept)


@pytest.mark.parametrize(("accept", "answer"), WRONG)
def test_wrong(accept: list[str], answer: str) -> None:
    assert not is_correct(answer, accept)


def gold(quote: str, page: int = 2, file: str = "contrats/bail.pdf") -> Gold:
    return Gold(file=file, page=page, quote=quote)


def citation(quote: str, page: int = 2, filename: str = "bail.pdf") -> Citation:
    return Citation(
        n=1,
        document_id="d",
        version_id="v",
        title="Bail",
        filename=filename,
        page=page,
        passage_id="p",
        quote=quote,
        headings=[],
        boxes=[],
        url="",
    )


RENT = "un loyer annuel de 92 400,00 € hors taxes"


@pytest.mark.parametrize(
    ("quote", "page", "filename", "passage", "expected"),
    [
        ("le loyer", 2, "bail.pdf", f"5.1 Le bail est consenti moyennant {RENT} et hors charges.", True),
        ("le loyer", 3, "bail.pdf", f"5.1 {RENT}", True),
        ("le loyer", 1, "bail.pdf", f"5.1 {RENT}", True),
        ("le loyer", 4, "bail.pdf", f"5.1 {RENT}", False),
        ("le loyer", 2, "autre.pdf", f"5.1 {RENT}", False),
        ("le loyer", 2, "bail.pdf", "5.1 Le dépôt de garantie est de 23 100,00 €.", False),
        ("le loyer", 2, "bail.pdf", "un loyer\nannuel | de 92 400,00\u00a0€ | HORS TAXES", True),
        ("loyer annuel de 92 400,00 €", 2, "bail.pdf", "", True),
        ("loyer de 92", 2, "bail.pdf", "", False),
        ("92 400", 2, "bail.pdf", "", False),
        # the passage's border cuts the quote
        ("x", 2, "bail.pdf", "moyennant un loyer annuel de 92 400,00", True),
        ("x", 2, "bail.pdf", "moyennant un loyer", False),
        ("x", 2, "bail.pdf", "annuel de 92 400,00 € hors taxes, payable d’avance", True),
    ],
)
def test_cites_gold(quote: str, page: int, filename: str, passage: str, expected: bool) -> None:
    assert cites_gold([citation(quote, page, filename)], [gold(RENT)], {"p": passage}) is expected


def test_one_place_of_several_is_enough_and_none_without_citation() -> None:
    places = [gold("rien de tel ici", file="x.pdf"), gold(RENT)]
    assert cites_gold([citation("q")], places, {"p": RENT})
    assert not cites_gold([], places, {"p": RENT})


def test_pages_count_for_pdf_only() -> None:
    text = CitedText("notes.md", 7, "Un bon de commande est obligatoire.")
    assert holds_gold(text, gold("bon de commande est obligatoire", page=1, file="notes/notes.md"))
    assert not holds_gold(CitedText("notes.pdf", 7, text.text), gold("bon de commande", page=1, file="notes.pdf"))


def test_squeezed_joins_rows_lines_and_broken_words() -> None:
    assert (
        squeezed("| PAC | Pompe à cha-\nleur | 18 kW |")
        == squeezed("PAC Pompe à chaleur 18 kW")
        == "pacpompeachaleur18kw"
    )


def test_unproved_shown() -> None:
    passage = "Le loyer est de 1 200,00 € par mois depuis le 1er mai 2024 (BAIL-2022-03)."
    assert unproved_shown("EUR 1,200 since May 1, 2024 under BAIL-2022-03", passage) == []
    found = unproved_shown("1 300 € depuis le 2 mai 2024, BAIL-2022-04", passage)
    assert [value.kind for value in found] == ["number", "date", "identifier"]
