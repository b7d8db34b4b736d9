"""The grammar of questions about figures and deadlines, in French and English: each word is accounted for."""
