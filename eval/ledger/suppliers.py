"""The sixty suppliers of the ledger: made up, some of them easily taken for one another."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from eval.ledger.truth import Supplier

BUYER = "Verrières du Plateau SAS"
BUYER_SIREN = "812345676"

_STANDARD, _MIDDLE, _REDUCED, _NONE = Decimal(20), Decimal(10), Decimal("5.5"), Decimal(0)
_FRENCH = """
Dupont Maintenance SARL|Dupont Manutention SAS|Martin Transports SAS|Transports Martineau SARL|Électricité Garnier SARL
Garnier Plomberie SAS|Imprimerie Lacaze SA|Papeterie Lacombe SARL|Nettoyage Vauclair SARL|Sécurité Vauban SAS
Hélios Énergie SA|Héliotec Solutions SAS|Brisach Emballages SAS|Cartonnages Breton SARL|Fonderie Maubert SA
Mauvert Paysage SARL|Bureau Conseil Delorme SAS|Delorme et Fils SARL|Société Générale de Levage SAS|Grues Aubertin SARL
Restauration Picaud SARL|Traiteur Beauvallon SARL|Boulangerie Rivoire SARL|Librairie Fontenelle SARL|Éditions du Midi SA
Voyages Corvisart SAS|Hôtel des Tilleuls SARL|Formation Kerguelen SAS|Cabinet Ravel Avocats|Expertise Comptable Thibaud
Informatique Solane SAS|Nuage Bleu Hébergement SAS|Télécoms Armor SA|Quincaillerie Bonnard SARL|Outillage Perrin SAS
Verre et Lumière SARL|Sablière de Châtel SA|Produits Chimiques Orsini SAS|Gaz Industriels Lavoisier SA
Eaux de la Vesle SA|Assurances Montclar
Location Dervaux SARL|Garage Thévenin SARL|Carburants Roussel SAS|Médecine du Travail Ostrea
Vêtements Professionnels Jourdan SAS|Menuiserie Chastel SARL|Peintures Vasseur SAS|Échafaudages Normand SARL
Recyclage Bertin SAS
""".replace("\n", "|")
_FOREIGN = (
    ("Northgate Abrasives Ltd", "GB", "EUR"),
    ("Halvorsen Glass Machinery AS", "NO", "EUR"),
    ("Kessler Ofenbau GmbH", "DE", "EUR"),
    ("Bluewater Software Inc", "US", "USD"),
    ("Redwood Analytics LLC", "US", "USD"),
    ("Pacific Furnace Parts Corp", "US", "USD"),
    ("Whitfield Logistics Ltd", "GB", "EUR"),
    ("Harper & Lowe Consulting Ltd", "GB", "EUR"),
    ("Silverline Freight Inc", "US", "USD"),
    ("Van Houten Verpakking BV", "NL", "EUR"),
)
_REDUCED_TRADES = ("Librairie", "Éditions", "Eaux", "Boulangerie")
_MIDDLE_TRADES = ("Restauration", "Traiteur", "Hôtel", "Voyages", "Transports", "Martin")
_EXEMPT_TRADES = ("Assurances", "Formation", "Médecine")


def make_suppliers(rng: Random) -> list[Supplier]:
    """The sixty, each with an identifier of its own, one or two VAT rates, a usual amount."""
    found: list[Supplier] = []
    for name in filter(None, _FRENCH.split("|")):
        found.append(_supplier(rng, name, "FR", "EUR", _rates(name)))
    for name, country, currency in _FOREIGN:
        found.append(_supplier(rng, name, country, currency, (_NONE,)))
    return found


def _rates(name: str) -> tuple[Decimal, ...]:
    if name.startswith(_EXEMPT_TRADES):
        return (_NONE,)
    if name.startswith(_REDUCED_TRADES):
        return (_REDUCED, _STANDARD)
    if name.startswith(_MIDDLE_TRADES):
        return (_MIDDLE, _STANDARD)
    return (_STANDARD,)


def _supplier(rng: Random, name: str, country: str, currency: str, rates: tuple[Decimal, ...]) -> Supplier:
    letters = "".join(word[0] for word in name.split() if word[0].isalpha())[:2].upper()
    letters = letters.translate(str.maketrans("ÉÈÊ", "EEE"))
    # Some begin with the year alone: the same number from two suppliers.
    prefix = "" if rng.random() < 0.1 else rng.choice(("F", "FA", letters, f"{letters}-"))
    days, scale = rng.choice((15, 30, 30, 45, 60)), rng.choice((180, 450, 900, 2200, 4800))
    return Supplier(name, _siren(rng), prefix, country, currency, rates, days, scale, rng.randint(1, 6))


def _siren(rng: Random) -> str:
    """Nine digits with Luhn's check digit."""
    digits = [rng.randint(3, 8), *(rng.randint(0, 9) for _ in range(7))]
    doubled = sum(sum(divmod(digit * 2, 10)) if place % 2 else digit for place, digit in enumerate(digits))
    return "".join(map(str, digits)) + str(-doubled % 10)
