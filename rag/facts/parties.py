"""The parties that a reader's documents name, each with all its ways of writing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.language import folded_name

_SIREN = "siren:"


@dataclass(frozen=True, slots=True)
class KnownParty:
    """A party: ``name`` to show it by, ``names`` as documents write it, ``keys`` by which the store knows it."""

    name: str
    names: tuple[str, ...]
    keys: tuple[str, ...]


def known(pairs: Iterable[tuple[str, str]]) -> list[KnownParty]:
    """Parties by their keys and names, in the order of their names; no two are shown by the same name.

    Keys that share a folded name are one party, unless that would put two SIREN together: where two companies have one
    name, whoever has only the name may be either, and stays apart.
    """
    names: dict[str, set[str]] = defaultdict(set)
    for key, name in pairs:
        names[key].add(name)
    by_fold: dict[str, list[str]] = defaultdict(list)
    for key in sorted(names):
        for fold in sorted({folded_name(name) for name in names[key]} - {""}):
            by_fold[fold].append(key)
    group: dict[str, set[str]] = {key: {key} for key in names}
    for fold in sorted(by_fold):
        keys = by_fold[fold]
        if len(_sirens(keys)) > 1:
            keys = [key for key in keys if not key.startswith(_SIREN)]
        for key in keys[1:]:
            one, other = group[keys[0]], group[key]
            if one is not other and len(_sirens(one | other)) < 2:
                one |= other
                group.update(dict.fromkeys(other, one))
    merged = {min(keys): keys for keys in group.values()}.values()
    parties = [_party(keys, names) for keys in merged]
    shared = Counter(folded_name(party.name) for party in parties)
    parties = [_told_apart(party) if shared[folded_name(party.name)] > 1 else party for party in parties]
    return sorted(parties, key=lambda party: (party.name.casefold(), party.keys))


def of_key(parties: Sequence[KnownParty]) -> dict[str, KnownParty]:
    """Parties by each of their keys."""
    return {key: party for party in parties for key in party.keys}


def _sirens(keys: Iterable[str]) -> set[str]:
    return {key for key in keys if key.startswith(_SIREN)}


def _party(keys: set[str], names: dict[str, set[str]]) -> KnownParty:
    written = sorted({name for key in keys for name in names[key]} - {""})
    # As documents write it, rather not in capitals, rather with its legal form.
    shown = max(written, key=lambda name: (not name.isupper(), len(name), name), default=None)
    return KnownParty(shown or _readable(min(keys)), tuple(written), tuple(sorted(keys)))


def _told_apart(party: KnownParty) -> KnownParty:
    """A party that shares its name, with its identifier beside it."""
    key = next((key for key in reversed(party.keys) if not key.startswith("name:")), None)
    return KnownParty(f"{party.name} ({_readable(key)})", party.names, party.keys) if key else party


def _readable(key: str) -> str:
    scheme, _, identifier = key.partition(":")
    return f"SIREN {identifier}" if scheme == "siren" else identifier


def fitting(asked: str, parties: Sequence[KnownParty]) -> list[KnownParty]:
    """The parties that a name fits: of exactly this folded name, else those whose name holds all its words."""
    fold = folded_name(asked)
    exact = [party for party in parties if fold in {folded_name(name) for name in party.names}]
    if exact or not fold:
        return exact
    words = set(fold.split())
    return [party for party in parties if any(words <= set(folded_name(name).split()) for name in party.names)]
