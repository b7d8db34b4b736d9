"""A document that ends whatever reads it: PDFium gives up on a content stream that unpacks to two gigabytes."""

from __future__ import annotations

import zlib

from tests.ingest.parsing.makers import raw_pdf


def poison_pdf() -> bytes:
    packer = zlib.compressobj(1)
    spaces = b" " * 10**7
    once = b"".join(packer.compress(spaces) for _ in range(200)) + packer.flush()
    twice = zlib.compress(once, 9)
    content = b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>\nstream\n%s\nendstream" % (len(twice), twice)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>"
    return raw_pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, content])
