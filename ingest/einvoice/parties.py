"""What both syntaxes' parties have in common."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.einvoice.tree import squeezed

SIREN_SCHEME, SIRET_SCHEME = "0002", "0009"
"""ISO 6523 codes of France's register of companies and of its establishments."""


def siren_and_siret(identifiers: Iterable[tuple[str | None, str | None]]) -> tuple[str | None, str | None]:
    """The SIREN and the SIRET among pairs of scheme and identifier, as they stand; a SIRET of 14 digits begins with
    the SIREN, and stands for it where none is given. A SIRET under the scheme of SIREN is taken for what it is."""
    siren = siret = None
    for scheme, identifier in identifiers:
        value = squeezed(identifier)
        if value is None:
            continue
        if scheme == SIRET_SCHEME or (scheme == SIREN_SCHEME and len(value) == 14 and value.isdigit()):
            siret = siret or value
        elif scheme == SIREN_SCHEME:
            siren = siren or value
    if siren is None and siret is not None and len(siret) == 14 and siret.isdigit():
        siren = siret[:9]
    return siren, siret
