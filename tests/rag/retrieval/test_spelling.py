from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from rag.domain.rights import Reader
from rag.retrieval.spelling import KnownNames, respelt, slips
from rag.store.catalogue import ActiveVersion, Head

HEAD = Head("1", "Contrat Thermolys", "bail_hangars-du-levant_BAIL-2022-03.pdf", "Entre Ascensia Levage et le Client.")


class _Heads:
    """What :class:`KnownNames` needs of a catalogue."""

    def __init__(self, *heads: Head) -> None:
        self.heads_of = {f"v{head.document_id}": head for head in heads}
        self.read: list[str] = []

    def moment(self) -> float:
        return 0.0

    def active_versions(self) -> list[ActiveVersion]:
        return [ActiveVersion(version, head.document_id, 1) for version, head in self.heads_of.items()]

    def heads(self, reader: Reader, version_ids: Sequence[str], moment: float) -> list[Head]:
        self.read += version_ids
        return [self.heads_of[version] for version in version_ids]


def _names(*heads: Head) -> KnownNames:
    catalogue: Any = _Heads(*(heads or [HEAD]))
    return KnownNames(catalogue)


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("thermolis", ["thermolys"]),
        ("thermollyss", ["thermolys"]),
        ("thremolys", ["thermolys"]),
        ("ascencia", ["ascensia"]),
        ("levan", ["levant"]),
        ("hangard", ["hangars"]),
        ("thermolys", []),
        ("levie", []),
        ("hermolys", []),
        ("thermostat", []),
        ("bial", []),
        ("2023", []),
        ("thermolys2", []),
    ],
)
def test_what_a_word_may_be_a_slip_for(word: str, names: list[str]) -> None:
    assert _names().close_to(word) == names


def test_the_closest_name_comes_first() -> None:
    names = _names(Head("1", "Thermolix et Thermolyse", "a.pdf", ""))
    assert names.close_to("thermolysx") == ["thermolyse", "thermolix"]


def test_what_is_new_is_read_once_a_minute_and_what_is_gone_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("rag.retrieval.spelling.time.monotonic", lambda: now[0])
    catalogue: Any = _Heads(Head("2", "Bail Nuagence", "b.pdf", ""))
    names = KnownNames(catalogue)
    assert names.close_to("nuagance") == ["nuagence"] and names.close_to("thermolis") == []
    catalogue.heads_of["v1"] = HEAD
    now[0] += 59
    assert names.close_to("thermolis") == []
    now[0] += 2
    assert names.close_to("thermolis") == ["thermolys"] and catalogue.read == ["v2", "v1"]
    del catalogue.heads_of["v2"]
    now[0] += 61
    assert names.close_to("nuagance") == [] and names.close_to("thermolis") == ["thermolys"]
    assert catalogue.read == ["v2", "v1"]


def test_only_words_that_occur_nowhere_and_names_that_are_held_are_written_anew() -> None:
    asked = "Que dit Thermolis à l'ascencia, hangard ?"
    unknown = slips(asked, _names(), lambda word: word == "hangard")
    assert unknown == {"thermolis": ["thermolys"], "ascencia": ["ascensia"]}
    assert respelt(asked, unknown, [HEAD]) == "Que dit Thermolys à l'Ascensia, hangard ?"
    other = Head("2", "Contrat Thermolys", "b.pdf", "")
    assert respelt(asked, unknown, [other]) == "Que dit Thermolys à l'ascencia, hangard ?"
    assert respelt(asked, unknown, []) == asked
