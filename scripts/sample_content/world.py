"""The fictional companies of the demo corpus, with identifiers whose check digits are valid."""

from __future__ import annotations

from dataclasses import dataclass

from stdnum import iban as iban_check
from stdnum import luhn
from stdnum.fr import tva as fr_tva


@dataclass(frozen=True, slots=True)
class Company:
    """A company of the sample world; every one is invented."""

    key: str
    name: str
    form: str
    capital: str
    street: str
    postcode: str
    city: str
    registry: str
    siren: str
    siret: str
    vat: str
    iban: str
    signatory: str
    email: str
    phone: str
    country: str = "FR"

    @property
    def identity(self) -> str:
        """The clause that names a French company at the head of a contract."""
        return (
            f"{self.name}, {self.form} au capital de {self.capital}, dont le siège est situé {self.street}, "
            f"{self.postcode} {self.city}, immatriculée au RCS de {self.registry} sous le numéro "
            f"{group(self.siren, 3)}, représentée par {self.signatory}"
        )

    @property
    def address(self) -> str:
        return f"{self.street}, {self.postcode} {self.city}"


def group(digits: str, size: int) -> str:
    """``digits`` in groups of ``size`` with a space between."""
    return " ".join(digits[i : i + size] for i in range(0, len(digits), size))


def format_siret(siret: str) -> str:
    return f"{group(siret[:9], 3)} {siret[9:]}"


def french_iban(bank: str, branch: str, account: str) -> str:
    """An IBAN for an invented account, with a valid RIB key and valid IBAN check digits."""
    key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97
    bban = f"{bank}{branch}{account}{key:02d}"
    digits = iban_check.calc_check_digits(f"FR00{bban}")
    return f"FR{digits}{bban}"


def _french(
    key: str, name: str, form: str, capital: str, street: str, postcode: str, city: str, registry: str,
    stem: str, nic: str, account: str, signatory: str, email: str, phone: str,
) -> Company:  # fmt: skip
    siren = stem + luhn.calc_check_digit(stem)
    siret = siren + nic + luhn.calc_check_digit(siren + nic)
    number = f"{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"
    vat = "FR" + fr_tva.validate(number)
    return Company(
        key, name, form, capital, street, postcode, city, registry, siren, siret, vat,
        french_iban("99999", "00099", account), signatory, email, phone,
    )  # fmt: skip


def gb_vat(stem: str) -> str:
    """A British VAT number from seven digits (the modulus 97 of the 2010 rule)."""
    total = sum(weight * int(digit) for weight, digit in zip(range(8, 1, -1), stem, strict=True))
    return f"GB{stem}{97 - (total + 55) % 97:02d}"


BRUMEVAL = _french(
    "brumeval", "Ateliers Brumeval", "société par actions simplifiée", "480 000 €", "12 rue du Moulin-Fictif",
    "38990", "Valbrume-sur-Onde", "Valbrume", "99912045", "0001", "00041200455",
    "Mme Hélène Sarrazin-Voss, présidente", "contact@brumeval.example", "04 65 71 12 00",
)  # fmt: skip
THERMOLYS = _french(
    "thermolys", "Thermolys Services", "société à responsabilité limitée", "60 000 €", "4 impasse des Frimas",
    "69990", "Givrelac", "Givrelac", "99923417", "0002", "00023417088",
    "M. Baptiste Fournereau, gérant", "facturation@thermolys.example", "04 65 71 34 10",
)  # fmt: skip
THERMOLIS = _french(
    "thermolis", "Thermolis Énergie", "société par actions simplifiée", "150 000 €", "27 quai des Braises",
    "26990", "Chaudemer", "Chaudemer", "99923741", "0001", "00023741019",
    "Mme Solène Arquebois, présidente", "devis@thermolis-energie.example", "04 65 71 43 27",
)  # fmt: skip
NUAGENCE = _french(
    "nuagence", "Nuagence", "société par actions simplifiée", "90 000 €", "8 allée des Cumulus",
    "31990", "Hautecime", "Hautecime", "99955108", "0003", "00055108031",
    "Mme Maëlle Tournevent, présidente", "compta@nuagence.example", "05 36 49 55 08",
)  # fmt: skip
ASCENSIA = _french(
    "ascensia", "Ascensia Levage", "société par actions simplifiée", "210 000 €", "51 avenue du Contrepoids",
    "42990", "Treuilly", "Treuilly", "99967230", "0001", "00067230094",
    "M. Gaspard Poulinier, directeur général", "agence@ascensia-levage.example", "04 65 71 67 23",
)  # fmt: skip
HANGARS = _french(
    "hangars", "Les Hangars du Levant", "société civile immobilière", "15 000 €", "3 place de la Marée-Basse",
    "44990", "Port-Lanterne", "Port-Lanterne", "99978061", "0001", "00078061052",
    "M. Armand Quaisseau, gérant", "gestion@hangars-levant.example", "02 61 91 78 06",
)  # fmt: skip
OCTAVELLE = _french(
    "octavelle", "Octavelle Conseil", "société à responsabilité limitée", "20 000 €", "19 rue des Métronomes",
    "75990", "Lutanne", "Lutanne", "99989354", "0001", "00089354067",
    "Mme Judith Harpenoire, gérante", "bonjour@octavelle.example", "01 99 00 89 35",
)  # fmt: skip
NORTHWICK = Company(
    "northwick", "Northwick Alloys Limited", "private limited company", "", "2 Anvil Yard", "NW99 9ZZ",
    "Northwick-under-Fell", "England and Wales", "00999917", "", gb_vat("9991704"), "",
    "Ms Priya Calderbrook, Managing Director", "sales@northwick-alloys.example", "+44 1632 960 117", "GB",
)  # fmt: skip

COMPANIES = {
    company.key: company
    for company in (BRUMEVAL, THERMOLYS, THERMOLIS, NUAGENCE, ASCENSIA, HANGARS, OCTAVELLE, NORTHWICK)
}
FRENCH = [company for company in COMPANIES.values() if company.country == "FR"]
