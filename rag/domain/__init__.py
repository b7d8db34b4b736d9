"""Plain typed values shared by every room; no input or output happens here."""
