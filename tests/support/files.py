"""Small documents as files."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

from tests.ingest.parsing.makers import changed, docx, lines, pdf

SENTENCES = (
    "Le prestataire assure la maintenance des installations techniques du client sur son site principal.",
    "Le prix annuel est fixé à douze mille euros hors taxes, payable à trente jours fin de mois.",
    "La résiliation demande un préavis de six mois adressé par lettre recommandée avec accusé de réception.",
    "Chaque partie garde secrètes les informations qui lui sont confiées pendant toute la durée du contrat.",
)


def contract_text(mark: str, articles: int = 6) -> str:
    """A text long enough for several passages; ``mark`` stands in each."""
    parts = [f"# Contrat {mark}"]
    for number in range(1, articles + 1):
        body = " ".join(f"{sentence} Référence {mark} numéro {number}." for sentence in SENTENCES)
        parts.append(f"## Article {number}\n\n{body}")
    return "\n\n".join(parts) + "\n"


def contract_pdf(mark: str = "P1") -> bytes:
    """Two pages with articles."""
    return pdf(
        lines(f"Contrat de maintenance {mark}", "Article 1 - Objet", *(s[:90] for s in SENTENCES)),
        lines("Article 2 - Prix", *(s[:90] for s in SENTENCES[::-1])),
    )


def scan_pdf() -> bytes:
    """A page that is a picture without a word in it: nothing that OCR could read."""
    from io import BytesIO

    from PIL import Image, ImageDraw
    from reportlab.lib.utils import ImageReader

    image = Image.new("RGB", (300, 400), "white")
    ImageDraw.Draw(image).ellipse((60, 80, 240, 300), fill="grey")
    buffer = BytesIO()
    image.save(buffer, "JPEG")
    buffer.seek(0)
    return pdf(lambda canvas: canvas.drawImage(ImageReader(buffer), 0, 0, 595, 842))


def encrypted_pdf() -> bytes:
    """Needs a password."""
    return changed(pdf(lines("Secret")), lambda writer: writer.encrypt("x", algorithm="AES-256"))


def contract_docx(mark: str = "W1") -> bytes:
    """A heading and paragraphs."""

    def fill(document):  # type: ignore[no-untyped-def]
        document.add_heading(f"Contrat {mark}", 1)
        for sentence in SENTENCES:
            document.add_paragraph(f"{sentence} Référence {mark}.")

    return docx(fill)


def message(subject: str = "Le contrat", body: str = "Bonjour, voici le contrat signé.", **attachments: bytes) -> bytes:
    """An e-mail; attachments by name, with ``_`` for the dot."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Anne <a@exemple.fr>", "Bob <b@exemple.fr>", subject
    mail.set_content(body)
    for name, content in attachments.items():
        mail.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=".".join(name.rsplit("_", 1))
        )
    return bytes(mail)


def write(folder: Path, **contents: bytes | str) -> Path:
    """Files by name, with ``_`` for the dot."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        path = folder / ".".join(name.rsplit("_", 1))
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder
