"""Makes the demo corpus of ``samples/`` again: contracts, invoices, an e-mail and notes, all fictional.

The output is the same byte for byte on every run with the same library versions: dates are fixed, the scan's
noise is seeded, and no clock, network or system font is used. The texts stand in ``scripts/sample_content/``.

    python scripts/make_samples.py               # writes into samples/
    python scripts/make_samples.py --out /tmp/x  # writes somewhere else
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT / "scripts") not in sys.path:
    sys.path.insert(0, str(ROOT / "scripts"))

from sample_content.invoice_data import FACTURX, PLAIN, SCANNED  # noqa: E402
from sample_content.invoices import facturx_pdf, invoice_pdf, scanned_pdf  # noqa: E402
from sample_content.layout import TEXTS, contract_pdf  # noqa: E402
from sample_content.mail import quote_mail  # noqa: E402
from sample_content.word import contract_docx  # noqa: E402

CONTRACTS = {
    "contrats/contrat-maintenance_thermolys_MNT-2023-041.pdf": "maintenance-thermolys.txt",
    "contrats/avenant-1_thermolys_MNT-2023-041.pdf": "avenant-thermolys.txt",
    "contrats/bail-commercial_hangars-du-levant_BAIL-2022-03.pdf": "bail-hangars.txt",
    "contrats/contrat-infogerance_nuagence_INF-2024-018.pdf": "infogerance-nuagence.txt",
    "contrats/accord-confidentialite_octavelle_NDA-2024-09.pdf": "nda-octavelle.txt",
    "contrats/supply-agreement_northwick_SUP-2023-112.pdf": "supply-northwick.txt",
    "contrats/mutual-nda_northwick_NDA-2023-02.pdf": "nda-northwick.txt",
}
NOTES = {
    "notes/procedure-achats.md": "procedure-achats.md",
    "notes/fiches-fournisseurs.html": "fiches-fournisseurs.html",
}


def samples() -> Iterator[tuple[str, bytes]]:
    """Every file of the corpus: its path under ``samples/`` and its bytes."""
    for path, name in CONTRACTS.items():
        yield path, contract_pdf(name)
    yield (
        "contrats/contrat-location-entretien_ascensia_LOC-2024-007.docx",
        contract_docx("location-ascensia.txt"),
    )
    for path, invoice in FACTURX.items():
        yield path, facturx_pdf(invoice)
    for path, invoice in PLAIN.items():
        yield path, invoice_pdf(invoice)
    for path, invoice in SCANNED.items():
        yield path, scanned_pdf(invoice)
    yield "courriels/2025-09-09_thermolis-energie_devis-D-2025-0457.eml", quote_mail()
    for path, name in NOTES.items():
        yield path, (TEXTS / name).read_bytes()


def make(out: Path) -> list[Path]:
    """Writes every file under ``out`` and returns the paths written."""
    written = []
    for name, content in samples():
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        written.append(target)
    return written


def main() -> int:
    parser = argparse.ArgumentParser(description="Makes the demo corpus (fictional contracts, invoices, mail) again.")
    parser.add_argument(
        "--out",
        type=Path,
        default=ROOT / "samples",
        metavar="DIR",
        help="folder to write into (default: samples/)",
    )
    out: Path = parser.parse_args().out
    paths = make(out)
    for path in paths:
        print(f"{path.stat().st_size:>8}  {path.relative_to(out)}")
    print(f"{len(paths)} files, {sum(path.stat().st_size for path in paths)} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
