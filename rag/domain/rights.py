"""Who reads what."""

from __future__ import annotations

from dataclasses import dataclass

from rag.domain.document import EVERYONE


@dataclass(frozen=True, slots=True)
class Reader:
    """The one on whose behalf something is read or done.

    ``groups`` are those of its key; every reader also belongs to ``everyone``. An ``admin`` reads and manages all
    documents; other readers read the documents whose ``allow`` shares a group with theirs.
    """

    name: str
    groups: frozenset[str] = frozenset()
    admin: bool = False

    @property
    def readable_groups(self) -> tuple[str, ...] | None:
        """The groups to filter on, sorted; None when no filter applies (admin)."""
        return None if self.admin else tuple(sorted(self.groups | {EVERYONE}))

    def may_read(self, allow: tuple[str, ...]) -> bool:
        """True when a document with these ``allow`` groups is readable."""
        groups = self.readable_groups
        return groups is None or not set(groups).isdisjoint(allow)


OWNER = Reader(name="owner", admin=True)
"""Who runs the commands on the machine that holds SOURCIER_HOME: whoever can read that folder reads it all."""
