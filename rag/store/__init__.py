"""Where things are kept: the database (the truth), the bytes of documents, the index of passages (a copy)."""
