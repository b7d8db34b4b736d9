"""Makes the e-mail with an attached quote."""

from __future__ import annotations

from email.message import EmailMessage

from .invoice_data import THERMOLIS_QUOTE
from .invoices import invoice_pdf
from .layout import TEXTS


def quote_mail() -> bytes:
    """The message of Thermolis Énergie with its quote as a PDF attachment."""
    message = EmailMessage()
    message["From"] = "Rémi Cendrelle <devis@thermolis-energie.example>"
    message["To"] = "Inès Corbaleau <ines.corbaleau@brumeval.example>"
    message["Cc"] = "Octave Lemarbre <octave.lemarbre@brumeval.example>"
    message["Subject"] = "Devis D-2025-0457 – remplacement du groupe froid, site de Valbrume"
    message["Date"] = "Tue, 09 Sep 2025 16:42:00 +0200"
    message["Message-ID"] = "<20250909164200.d20250457@thermolis-energie.example>"
    message.set_content(
        (TEXTS / "courriel-thermolis.txt").read_text(encoding="utf-8"),
        charset="utf-8",
        cte="quoted-printable",
    )
    message.add_attachment(
        invoice_pdf(THERMOLIS_QUOTE), maintype="application", subtype="pdf", filename="devis-D-2025-0457.pdf"
    )
    message.set_boundary("=_sourcier_sample_0457_=")
    return message.as_bytes()
