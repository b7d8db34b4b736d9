"""Made-up invoices with their truth: what a page is then drawn from. The same seed always makes the same invoice."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")

SELLERS = {
    "fr": [
        "Ateliers Morvan",
        "Hydro Services SARL",
        "SAS Bois & Forêts",
        "Imprimerie du Canal",
        "Dupuis Électricité",
        "Nettoyage Plus SAS",
        "Cabinet Lerouge",
        "Transports Vidal SA",
        "Menuiserie Gaubert",
        "Papeterie Centrale SARL",
    ],
    "en": [
        "Brightwater Ltd",
        "Northgate Cleaning Services",
        "Acme Tools Inc.",
        "Hollis & Webb LLP",
        "Oakfield Print Limited",
        "Summit Catering",
        "Riverside Security Ltd",
        "Blue Harbor LLC",
        "Tanner Electrical",
        "Kestrel IT Solutions Ltd",
    ],
    "de": [
        "Bergmann GmbH",
        "Müller & Söhne KG",
        "Nordlicht Energie AG",
        "Druckerei Albers",
        "Fischer Gebäudereinigung GmbH",
        "Weber Logistik GmbH",
        "Schreinerei Vogt",
        "Kanzlei Brandt",
        "Huber Elektrotechnik GmbH",
        "Papierhaus Lorenz e.K.",
    ],
}
BUYERS = {
    "fr": [
        "Mairie de Valmont",
        "Société Générale de Pêche",
        "Clinique des Tilleuls",
        "Boulangerie Artisane SARL",
        "Groupe Horizon",
        "Lycée Jean Perrin",
        "SCI Les Acacias",
        "Cave de Chantemerle",
    ],
    "en": [
        "Harbour Foods Ltd",
        "City College",
        "Westmount Holdings PLC",
        "Greenleaf Dairy",
        "St Mary's Hospital Trust",
        "Parker Retail Inc.",
        "The Old Mill Hotel",
        "Finch Architects LLP",
    ],
    "de": [
        "Stadtwerke Hohenfels",
        "Klinikum am See",
        "Autohaus Reuter GmbH",
        "Hotel Sonnenhof",
        "Bäckerei Krüger",
        "Seiler Maschinenbau AG",
        "Gemeinde Altdorf",
        "Technik Union GmbH",
    ],
}
STREETS = {
    "fr": [
        "12 rue des Lilas",
        "8 avenue du Général Leclerc",
        "145 boulevard Voltaire",
        "3 bis impasse du Moulin",
        "27 quai de la Loire",
        "1 place de l'Église",
    ],
    "en": [
        "14 Station Road",
        "221 High Street",
        "5 Mill Lane",
        "900 Market Street",
        "77 Victoria Avenue",
        "3 Park Way",
    ],
    "de": ["Hauptstraße 12", "Bahnhofstr. 45", "Am Markt 3", "Lindenweg 8a", "Industriestraße 101", "Schillerplatz 4"],
}
TOWNS = {
    "fr": ["69003 Lyon", "75011 Paris", "33000 Bordeaux", "44100 Nantes", "59800 Lille", "31500 Toulouse"],
    "en": ["London SW1A 2AA", "Leeds LS1 4DY", "Bristol BS1 5TR", "Manchester M2 3AB", "York YO1 7HH", "Bath BA1 1SU"],
    "de": ["10115 Berlin", "80331 München", "20095 Hamburg", "50667 Köln", "70173 Stuttgart", "04109 Leipzig"],
}
GOODS = {
    "fr": [
        "Maintenance annuelle",
        "Fourniture de filtres",
        "Main-d'œuvre atelier",
        "Location de nacelle",
        "Conseil et audit",
        "Ramettes de papier A4",
        "Pose de cloison",
        "Contrôle réglementaire",
        "Forfait déplacement",
        "Abonnement logiciel",
    ],
    "en": [
        "Annual maintenance",
        "Filter set",
        "Workshop labour",
        "Scaffold hire",
        "Audit and advice",
        "Copy paper A4",
        "Partition fitting",
        "Safety inspection",
        "Call-out",
        "Software subscription",
    ],
    "de": [
        "Wartung Heizung",
        "Filtersatz",
        "Arbeitszeit Werkstatt",
        "Miete Hebebühne",
        "Beratung",
        "Kopierpapier A4",
        "Trockenbau",
        "Sicherheitsprüfung",
        "Anfahrt pauschal",
        "Software-Abonnement",
    ],
}
RATES = {"fr": ["20", "10", "5.5"], "en": ["20", "5"], "de": ["19", "7"]}


@dataclass(frozen=True)
class Company:
    """A party: ``country`` is the language of its address; identifiers have right check digits, or are empty."""

    name: str
    street: str
    town: str
    siren: str = ""
    siret: str = ""
    vat: str = ""
    iban: str = ""


@dataclass(frozen=True)
class Line:
    """A line with its VAT rate in percent."""

    name: str
    quantity: Decimal
    price: Decimal
    rate: Decimal

    @property
    def net(self) -> Decimal:
        return (self.quantity * self.price).quantize(CENT, ROUND_HALF_UP)


@dataclass
class Made:
    """The truth of a made invoice."""

    seed: int
    language: str
    kind: str
    number: str
    issued: date
    due: date | None
    days: int
    seller: Company
    buyer: Company
    lines: list[Line]
    currency: str
    discount: Decimal = Decimal(0)
    prepaid: Decimal = Decimal(0)
    order: str = ""
    preceding: str = ""
    exempt: bool = False
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def lines_net(self) -> Decimal:
        return sum((line.net for line in self.lines), Decimal(0))

    @property
    def net(self) -> Decimal:
        return self.lines_net - self.discount

    @property
    def bases(self) -> dict[Decimal, Decimal]:
        """The base of each rate; a discount is of the first."""
        found: dict[Decimal, Decimal] = {}
        for line in self.lines:
            found[line.rate] = found.get(line.rate, Decimal(0)) + line.net
        first = next(iter(found))
        found[first] -= self.discount
        return found

    @property
    def taxes(self) -> dict[Decimal, Decimal]:
        return {rate: (base * rate / 100).quantize(CENT, ROUND_HALF_UP) for rate, base in self.bases.items()}

    @property
    def vat(self) -> Decimal:
        return sum(self.taxes.values(), Decimal(0))

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat

    @property
    def payable(self) -> Decimal:
        return self.gross - self.prepaid

    def truth(self) -> dict[str, str]:
        """The fields as `rag-eval invoices` expects them."""
        found = {
            "no": self.number,
            "type": self.kind,
            "date": self.issued.isoformat(),
            "total": str(self.gross),
            "seller": self.seller.name,
            "buyer": self.buyer.name,
            "currency": self.currency,
            "lines": str(len(self.lines)),
        }
        if self.due:
            found["due"] = self.due.isoformat()
        if not self.exempt:
            found |= {"net": str(self.net), "tax": str(self.vat)}
        if self.prepaid:
            found["payable"] = str(self.payable)
        for name, value in (
            ("siren", self.seller.siren),
            ("vat", self.seller.vat),
            ("iban", self.seller.iban),
            ("buyer_vat", self.buyer.vat),
            ("order", self.order),
            ("preceding", self.preceding),
        ):
            if value:
                found[name] = value
        return found


def _luhn(digits: str) -> str:
    total = 0
    for index, char in enumerate(reversed(digits)):
        value = int(char) * (2 if index % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def _siren(draw: random.Random) -> str:
    body = "".join(str(draw.randint(0, 9)) for _ in range(7))
    body = f"{draw.randint(3, 8)}{body}"
    return body + _luhn(body)


def _iban(draw: random.Random, country: str) -> str:
    if country == "de":
        account = "".join(str(draw.randint(0, 9)) for _ in range(18))
    elif country == "en":
        account = "".join(draw.choice("ABCDEFGHKLMN") for _ in range(4)) + "".join(
            str(draw.randint(0, 9)) for _ in range(14)
        )
    else:
        account = "".join(str(draw.randint(0, 9)) for _ in range(23))
    code = {"fr": "FR", "de": "DE", "en": "GB"}[country]
    digits = "".join(str(int(char, 36)) for char in f"{account}{code}00")
    return f"{code}{98 - int(digits) % 97:02d}{account}"


def _german_vat(draw: random.Random) -> str:
    digits = [draw.randint(1, 9)] + [draw.randint(0, 9) for _ in range(7)]
    product = 10
    for digit in digits:
        total = (digit + product) % 10 or 10
        product = total * 2 % 11
    check = 11 - product
    return "DE" + "".join(map(str, digits)) + str(0 if check == 10 else check)


def _british_vat(draw: random.Random) -> str:
    digits = [draw.randint(1, 9)] + [draw.randint(0, 9) for _ in range(6)]
    total = sum(weight * digit for weight, digit in zip((8, 7, 6, 5, 4, 3, 2), digits, strict=True))
    return "GB" + "".join(map(str, digits)) + f"{97 - total % 97 if total % 97 else 97:02d}"


def _company(draw: random.Random, language: str, names: list[str]) -> Company:
    name, street, town = draw.choice(names), draw.choice(STREETS[language]), draw.choice(TOWNS[language])
    siren = siret = vat = ""
    if language == "fr":
        siren = _siren(draw)
        nic = f"{draw.randint(0, 99):04d}"
        siret = siren + nic + _luhn(siren + nic)
        vat = f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"
    elif language == "de":
        vat = _german_vat(draw)
    else:
        vat = _british_vat(draw)
    return Company(name, street, town, siren, siret, vat, _iban(draw, language))


def make_invoice(seed: int) -> Made:
    """The invoice of a seed."""
    draw = random.Random(seed)
    language = draw.choice(["fr", "fr", "en", "de"])
    kind = draw.choices(["invoice", "credit_note", "prepayment", "corrective"], [80, 10, 6, 4])[0]
    issued = date(2021, 1, 1) + timedelta(days=draw.randint(0, 1500))
    days = draw.choice([0, 10, 14, 30, 30, 45, 60])
    number = draw.choice(
        [
            f"FA-{issued.year}-{draw.randint(1, 9999):04d}",
            f"{issued.year}{draw.randint(10000, 99999)}",
            f"INV/{issued.year}/{draw.randint(1, 999):03d}",
            f"{draw.choice('ABRX')}{draw.randint(100000, 999999)}",
            f"{draw.randint(10000, 999999)}",
            f"{issued:%y%m}-{draw.randint(1, 999):03d}",
        ]
    )
    exempt = draw.random() < 0.1
    count = draw.choices([1, 2, 3, 4, 6, 9], [20, 20, 20, 20, 12, 8])[0]
    several = draw.random() < 0.3
    lines = []
    for name in draw.sample(GOODS[language], count):
        rate = Decimal("0") if exempt else Decimal(draw.choice(RATES[language]) if several else RATES[language][0])
        quantity = Decimal(draw.choice(["1", "1", "2", "3", "5", "10", "12", "2.5", "40"]))
        lines.append(Line(name, quantity, Decimal(draw.randint(150, 200000)) / 100, rate))
    made = Made(
        seed,
        language,
        kind,
        number,
        issued,
        issued + timedelta(days=days) if kind != "credit_note" and draw.random() < 0.8 else None,
        days,
        _company(draw, language, SELLERS[language]),
        _company(draw, language, BUYERS[language]),
        lines,
        "EUR" if language != "en" else draw.choice(["GBP", "USD", "EUR"]),
    )
    if draw.random() < 0.2:
        made.discount = (made.lines_net * Decimal(draw.choice([5, 10])) / 100).quantize(CENT, ROUND_HALF_UP)
        if made.discount >= next(iter(made.bases.values())) + made.discount:
            made.discount = Decimal(0)
    if kind == "invoice" and draw.random() < 0.15:
        made.prepaid = (made.gross * Decimal("0.3")).quantize(CENT, ROUND_HALF_UP)
    if draw.random() < 0.5:
        made.order = draw.choice(
            [
                f"BC-{draw.randint(1000, 9999)}",
                f"PO{draw.randint(10000, 99999)}",
                f"45{draw.randint(10000000, 99999999)}",
            ]
        )
    if kind in ("credit_note", "corrective"):
        made.preceding = f"FA-{issued.year}-{draw.randint(1, 9999):04d}x"[:-1] + "7"
    made.exempt = exempt
    return made
