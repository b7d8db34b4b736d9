"""A made ledger of invoices whose truth is known, and questions about its figures in the words people use."""
