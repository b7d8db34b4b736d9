"""Which repeated lines are worth keeping once: a letterhead names the supplier."""

from __future__ import annotations

import re

_IDENTITY = re.compile(
    r"\d{3}[\s\u00a0\u202f.]?\d{3}[\s\u00a0\u202f.]?\d{3}|\b[A-Z]{2}\d{2}[\s\u00a0]?[A-Z0-9]{4}|\S@\S|\bwww\.|https?://"
    r"|\b(?:SARL|SASU?|S\.A\.S|S\.A\.R\.L|S\.A\.|EURL|SCI|SNC|GmbH|Ltd|Limited|Inc|LLC|PLC|Corp|AG|KG|B\.V|S\.p\.A|S\.r\.l|RCS|IBAN|SIRET|SIREN|TVA|VAT)\b"
)


def names_someone(line: str) -> bool:
    """True for a line that identifies a company or person: legal form, registration, bank or web address."""
    return _IDENTITY.search(line) is not None
