"""The ledger's hundred and fifty questions: written by hand, and from templates written by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from eval.ledger.expected import Declined, Expected, View, month
from eval.ledger.literal import AFTERWARDS, DEVELOPING, KEPT_APART
from eval.ledger.making import Ledger

_FRENCH, _ENGLISH = 100, 50


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its tag and what is expected; ``part`` is ``developing``, ``kept_apart``, ``afterwards`` or
    ``template``."""

    id: str
    language: str
    text: str
    tag: str
    part: str
    expected: Expected


# How one calls a supplier, and the beginning of its full name.
_CALLED = (
    ("Quincaillerie Bonnard", "Quincaillerie"),
    ("Bonnard", "Quincaillerie"),
    ("Outillage Perrin SAS", "Outillage"),
    ("les Peintures Vasseur", "Peintures"),
    ("Vasseur", "Peintures"),
    ("location Dervaux", "Location"),
    ("Lavoisier", "Gaz"),
    ("Gaz Ind. Lavoisier", "Gaz"),
    ("GIL", "Gaz"),
    ("la Sté Aubertin", "Grues"),
    ("Fontenelle", "Librairie"),
    ("echafaudages normand", "Échafaudages"),
    ("Vauban Securite", "Sécurité"),
    ("Kerguelen", "Formation"),
    ("Armor Télécoms", "Télécoms"),
    ("nuage bleu", "Nuage"),
    ("Nuage Bleu Heberg.", "Nuage"),
    ("Produits chim. Orsini", "Produits"),
    ("Cabinet Ravel", "Cabinet"),
    ("Carburants Rousel", "Carburants"),
    ("Fonderie Mauberrt", "Fonderie"),
)
_CALLED_EN = (
    ("Kessler", "Kessler"),
    ("Kessler GmbH", "Kessler"),
    ("Harper & Lowe", "Harper"),
    ("Van Houten", "Van Houten"),
    ("Silverline", "Silverline"),
    ("Pacific Furnace Parts", "Pacific"),
    ("Bluewater", "Bluewater"),
    ("Whitfield Logistcs", "Whitfield"),
    ("Halvorsen", "Halvorsen"),
)
_YEARS = (2022, 2023, 2024, 2025)

Template = tuple[str, str, Callable[[View, str, int], Expected]]
_FR: tuple[Template, ...] = (
    ("Combien avons-nous dépensé chez {who} en {year} ?", "sum", lambda v, w, y: v.by(w).year(y).sum()),
    ("total hors taxe {who} {year}", "sum", lambda v, w, y: v.by(w).year(y).sum("net")),
    ("Combien de factures de {who} en {year} ?", "count", lambda v, w, y: v.by(w).year(y).invoices.count()),
    (
        "Quel montant {who} nous a facturé au T2 {year} ?",
        "sum",
        lambda v, w, y: v.by(w).days(f"{y}-04-01", f"{y}-06-30").sum(),
    ),
    ("montant de TVA sur les factures {who} de {year}", "vat", lambda v, w, y: v.by(w).year(y).sum("vat")),
    ("Facture la plus chère de {who} en {year}", "maximum", lambda v, w, y: v.by(w).year(y).invoices.largest()),
    (
        "liste des factures {who} de mars {year}",
        "list",
        lambda v, w, y: v.by(w).days(f"{y}-03-01", f"{y}-03-31").invoices.documents(),
    ),
    ("montant moyen d'une facture de {who} ({year})", "average", lambda v, w, y: v.by(w).year(y).invoices.average()),
    ("Dépenses {who} par mois en {year}", "group", lambda v, w, y: v.by(w).year(y).sum(group=month)),
    ("quelles factures de {who} sont en retard ?", "due", lambda v, w, y: v.by(w).overdue.documents()),
    (
        "combien avons nous payé à {who} du 1er février au 31 mai {year} ?",
        "sum",
        lambda v, w, y: v.by(w).days(f"{y}-02-01", f"{y}-05-31").sum(),
    ),
    (
        "factures de {who} de moins de 500 euros en {year}",
        "bound",
        lambda v, w, y: v.by(w).year(y).invoices.currency("EUR").where(lambda b: b.gross < 500).documents(),
    ),
)
_EN: tuple[Template, ...] = (
    ("How much have we spent with {who} in {year}?", "sum", lambda v, w, y: v.by(w).year(y).sum()),
    ("number of invoices from {who} in {year}", "count", lambda v, w, y: v.by(w).year(y).invoices.count()),
    ("{who} total excl. VAT for {year}", "sum", lambda v, w, y: v.by(w).year(y).sum("net")),
    (
        "show all invoices from {who} between January and April {year}",
        "list",
        lambda v, w, y: v.by(w).days(f"{y}-01-01", f"{y}-04-30").invoices.documents(),
    ),
    (
        "What is the biggest invoice we received from {who} in {year}?",
        "maximum",
        lambda v, w, y: v.by(w).year(y).invoices.largest(),
    ),
    ("monthly spend with {who}, {year}", "group", lambda v, w, y: v.by(w).year(y).sum(group=month)),
)


def make_questions(ledger: Ledger, seed: int = 0) -> list[Asked]:
    """All of them, with what the truth answers."""
    view, rng = View.of(ledger), Random(seed)  # noqa: S311
    found: list[Asked] = []
    for part, rows in (("developing", DEVELOPING), ("kept_apart", KEPT_APART), ("afterwards", AFTERWARDS)):
        for language, text, tag, expect in rows:
            found.append(Asked(f"{part[:3]}-{len(found):03}", language, text, tag, part, expect(view)))
    for language, wanted in (("fr", _FRENCH), ("en", _ENGLISH)):
        drawn = _from_templates(language, view, ledger, rng)
        while sum(one.language == language for one in found) < wanted:
            text, tag, expected = next(drawn)
            if text not in {one.text for one in found}:
                found.append(Asked(f"tem-{len(found):03}", language, text, tag, "template", expected))
    return found


def _from_templates(language: str, view: View, ledger: Ledger, rng: Random) -> Iterator[tuple[str, str, Expected]]:
    french = language == "fr"
    yield (
        (
            "Combien avons-nous payé à Courtepaille Bâtiment en 2023 ?"
            if french
            else "total invoiced by Ashdown Steel in 2024"
        ),
        "unknown",
        Declined(),
    )
    lone = [bill for bill in ledger.readable if sum(other.number == bill.number for other in ledger.bills) == 1]
    for _ in range(4 if french else 2):
        bill = rng.choice(lone)
        amounts = View((bill,)).documents("net" if french else "gross")
        text = f"facture {bill.number} : quel montant HT ?" if french else f"How much is invoice {bill.number}?"
        yield text, "number", amounts
    templates, called = (_FR, _CALLED) if french else (_EN, _CALLED_EN)
    while True:
        for text, tag, expect in templates:
            name, begin = rng.choice(called)
            day = rng.choice(_YEARS)
            yield text.format(who=name, year=day), tag, expect(view, begin, day)
