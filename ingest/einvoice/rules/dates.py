"""Do the days of an invoice follow each other."""

from __future__ import annotations

from ingest.einvoice.rules.saying import Findings, warning
from rag.domain.invoice import Invoice, Period


def date_rules(invoice: Invoice) -> Findings:
    """The warnings about days in an impossible order."""
    issued, due = invoice.issue_date, invoice.due_date
    if issued and due and due < issued:
        yield warning(
            "due_before_issue",
            f"The due date (BT-9) {due.isoformat()} is before the issue date (BT-2) {issued.isoformat()}.",
            ("BT-9", "BT-2"),
            ("due_date", "issue_date"),
        )
    if _backwards(invoice.period):
        yield warning(
            "BR-29", "The invoicing period (BG-14) ends (BT-74) before it begins (BT-73).", ("BT-73", "BT-74")
        )
    for number, line in enumerate(invoice.lines, 1):
        if _backwards(line.period):
            yield warning(
                "BR-30",
                f"Line {line.id or number}: its period (BG-26) ends (BT-135) before it begins (BT-134).",
                ("BT-134", "BT-135"),
            )
    for number, reference in enumerate(invoice.preceding, 1):
        if issued and reference.issue_date and reference.issue_date > issued:
            yield warning(
                "preceding_after_issue",
                f"The preceding invoice's date (BT-26) {reference.issue_date.isoformat()} is after this one's issue "
                f"date (BT-2) {issued.isoformat()}.",
                ("BT-26", "BT-2"),
                (f"preceding.{number}.issue_date",),
            )


def _backwards(period: Period | None) -> bool:
    return bool(period and period.start and period.end and period.end < period.start)
