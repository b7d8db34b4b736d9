"""Who runs ``process_document``."""
