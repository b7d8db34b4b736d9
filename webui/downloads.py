"""Buttons that hand a table over as a file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from webui.facts_client import FactsClient
from webui.session import language, t

_KINDS = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def show_downloads(facts: FactsClient, table: str, narrowed: Mapping[str, str]) -> None:
    """CSV and XLSX of ``invoices`` or ``deadlines``, narrowed as the view is. They are made only when asked for."""
    for kind, media_type in _KINDS.items():
        st.download_button(
            t(f"export.{kind}"),
            partial(facts.download, f"{table}.{kind}", {**narrowed, "language": language()}),
            file_name=f"{t(f'export.{table}')}.{kind}",
            mime=media_type,
            key=f"export-{table}-{kind}",
            icon=":material/download:",
            on_click="ignore",
        )
