"""Facts read from the text of ordinary documents, each with the place where it stands."""
