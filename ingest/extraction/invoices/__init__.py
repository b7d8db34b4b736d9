"""Invoices without XML: what their page shows, each value with its place and how sure it is."""

from __future__ import annotations

from ingest.extraction.invoices.reading import extract_invoice

__all__ = ["extract_invoice"]
