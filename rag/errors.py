"""Every error Sourcier raises on purpose.

SourcierError
├── PermanentError            trying again changes nothing
│   ├── SettingsError         a setting is unknown or wrong
│   ├── RequestError          what was asked for cannot be done as asked
│   │   ├── NotFoundError     no such thing, or not yours to see
│   │   ├── UnauthenticatedError
│   │   ├── ForbiddenError
│   │   └── UnusableQuestionError
│   ├── IndexMismatchError    the index was built by another embedder
│   ├── ModelFileError        a model's files cannot be had
│   └── DocumentError         this document cannot be read; it is set aside
│       ├── EmptyFileError
│       ├── TooLargeError
│       ├── UnsupportedKindError
│       ├── DamagedFileError
│       ├── EncryptedFileError
│       ├── NoPagesError
│       ├── NoTextError
│       └── NeedsOcrError     becomes the state ``needs_ocr``
└── TransientError            may pass: the ledger tries again
    ├── StaleFenceError       another worker has taken the job over
    ├── DatabaseUnreachableError
    ├── IndexLockedError      another process holds the index
    ├── IndexUnreachableError
    ├── ServiceUnreachableError
    ├── ModelUnreachableError
    ├── ModelAnswerError      the language model's answer cannot be used
    ├── ModelBusyError        other questions keep the language model busy
    ├── ParserCrashedError
    ├── ParserStartError      no document's fault
    ├── ParserTimeoutError
    ├── PortTakenError
    └── DiskFullError

Each says what happened (``detail``) and what to do (``remedy``). ``code`` is stable, stored with documents and
translated by the page; ``status`` is the HTTP status of its problem response (RFC 9457).
"""

from __future__ import annotations

import errno
from typing import ClassVar


class SourcierError(Exception):
    """The root; never raised itself."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong"
    default_remedy: ClassVar[str] = "Look at the log of the service."

    def __init__(self, detail: str, remedy: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.remedy = remedy or self.default_remedy

    def __str__(self) -> str:
        return f"{self.detail} {self.remedy}".strip()

    def __reduce__(self) -> tuple[type[SourcierError], tuple[str, str]]:
        """Errors cross process borders (parsers run in children) with both texts."""
        return type(self), (self.detail, self.remedy)


class PermanentError(SourcierError):
    """Raised for what stays wrong however often it is tried."""


class SettingsError(PermanentError):
    """Raised when the settings file or an environment variable holds an unknown or impossible value."""

    code, title = "settings", "A setting is wrong"
    default_remedy = "Correct the setting named here; `rag doctor` lists those in force."


class RequestError(PermanentError):
    """Raised when a request or command cannot be carried out as it stands."""

    code, status, title = "bad_request", 400, "The request cannot be carried out"
    default_remedy = "Correct the request."


class NotFoundError(RequestError):
    """Raised for an unknown id, and in the same words for one the asker may not see."""

    code, status, title = "not_found", 404, "Not found"
    default_remedy = "Check the id; `ingest list` shows the documents you may read."


class UnauthenticatedError(RequestError):
    """Raised when no valid API key came with a request."""

    code, status, title = "unauthenticated", 401, "An API key is needed"
    default_remedy = "Send `Authorization: Bearer KEY`; the first key is in admin.key in SOURCIER_HOME."


class ForbiddenError(RequestError):
    """Raised when a valid key lacks the right for this operation."""

    code, status, title = "forbidden", 403, "This key may not do that"
    default_remedy = "Use a key with the right."


class UnusableQuestionError(RequestError):
    """Raised for a question that is empty or too long."""

    code, status, title = "unusable_question", 422, "The question cannot be used"
    default_remedy = "Ask in one to 2,000 characters."


class IndexMismatchError(PermanentError):
    """Raised when the index was built with another embedding model than the one in the settings."""

    code, title = "index_mismatch", "The index was built by another embedding model"
    default_remedy = "Run `ingest reindex`, or set the model back."


class ModelFileError(PermanentError):
    """Raised when a model's files cannot be found, fetched, or are not what they should be."""

    code, title = "model_file", "A model's files cannot be used"
    default_remedy = "Run `rag doctor`; it says which folder is looked at."


class DocumentError(PermanentError):
    """Raised for a document that cannot be read; the document is set aside with the reason."""

    code, status, title = "unreadable", 422, "The document cannot be read"
    default_remedy = "Check the file by opening it, then add it again."


class EmptyFileError(DocumentError):
    """Raised for a file of zero bytes."""

    code, title = "empty_file", "The file is empty"
    default_remedy = "Save or send the file again."


class TooLargeError(DocumentError):
    """Raised for a file over the size or page limit in the settings."""

    code, status, title = "too_large", 413, "The file is too large"
    default_remedy = "Split the file, or raise ingest.max_file_mb in the settings."


class UnsupportedKindError(DocumentError):
    """Raised for a kind of file that is not read."""

    code, status, title = "unsupported_kind", 415, "This kind of file is not read"
    default_remedy = "Convert it to PDF, DOCX, XLSX, PPTX, HTML, text or EML."


class DamagedFileError(DocumentError):
    """Raised when the content does not parse as what it claims to be."""

    code, title = "damaged_file", "The file is damaged"


class EncryptedFileError(DocumentError):
    """Raised for a file that needs a password to be read."""

    code, title = "encrypted_file", "The file is protected by a password"
    default_remedy = "Save a copy without the password and add that."


class NoPagesError(DocumentError):
    """Raised for a PDF without a single page."""

    code, title = "no_pages", "The document has no pages"
    default_remedy = "Export the document again."


class NoTextError(DocumentError):
    """Raised for a document that opens but holds no text and no image that OCR could read."""

    code, title = "no_text", "The document holds no text"


class NeedsOcrError(DocumentError):
    """Raised for a document whose pages are images without a usable text layer."""

    code, title = "needs_ocr", "The document is a scan in which OCR found no words"
    default_remedy = "Scan it again more finely, or add a version with a text layer."


class TransientError(SourcierError):
    """Raised for what may pass: the ledger, or the person, tries again."""

    status = 503
    default_remedy = "Try again in a moment."


class StaleFenceError(TransientError):
    """Raised when a worker commits after its lease ran out and another took the job."""

    code, title = "stale_fence", "Another worker has taken this job over"
    default_remedy = "Nothing: the other worker finishes it."


class IndexLockedError(TransientError):
    """Raised when another process holds the embedded index and no service answers."""

    code, title = "index_locked", "The index is open in another process"


class DatabaseUnreachableError(TransientError):
    """Raised when the PostgreSQL server does not answer, or breaks a connection off."""

    code, title = "database_unreachable", "The database does not answer"
    default_remedy = "Start the server, or correct database.url; what was being done is done again."


class IndexUnreachableError(TransientError):
    """Raised when the Qdrant server does not answer, or fails."""

    code, title = "index_unreachable", "The index server does not answer"
    default_remedy = "Start the server, or correct index.url; what was being done is done again."


class ServiceUnreachableError(TransientError):
    """Raised when the service does not answer at its address."""

    code, title = "service_unreachable", "The service does not answer"
    default_remedy = "Start it with `rag serve` or `make run`."


class ModelUnreachableError(TransientError):
    """Raised when the language model's server does not answer in time."""

    code, title = "model_unreachable", "The language model does not answer"
    default_remedy = "Start Ollama (`ollama serve`) and look at `rag doctor`."


class ModelAnswerError(TransientError):
    """Raised when the language model's answer cannot be used: cut, not JSON, or a window too small."""

    code, title = "model_answer", "The language model's answer cannot be used"


class ModelBusyError(TransientError):
    """Raised when a question waited too long for its turn at the language model's server."""

    code, title = "model_busy", "The language model is busy with other questions"
    default_remedy = "Try again in a moment; a server that can answer several at once may be given more (`at_once`)."


class ParserCrashedError(TransientError):
    """Raised when the child process that reads a document dies."""

    code, title = "parser_crashed", "The reader of this document crashed"


class ParserStartError(TransientError):
    """Raised when the child process that reads documents does not start: no document is to blame."""

    code, title = "parser_start", "The reader of documents does not start"
    default_remedy = "Look for free memory, and install the packages again."


class ParserTimeoutError(TransientError):
    """Raised when reading a document takes longer than allowed."""

    code, title = "parser_timeout", "Reading this document took too long"


class PortTakenError(TransientError):
    """Raised when a port to listen on is already in use."""

    code, title = "port_taken", "The port is already in use"


class DiskFullError(TransientError):
    """Raised when the disk that holds SOURCIER_HOME has no room left."""

    code, status, title = "disk_full", 507, "No disk space is left"
    default_remedy = "Free some space where SOURCIER_HOME lies; nothing was lost."


def is_disk_full(error: BaseException | None) -> bool:
    """True when an error, or one that led to it, says that the disk or quota is full (also SQLite's words)."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if "database or disk is full" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def classify(error: BaseException) -> SourcierError:
    """Any exception as one of the tree: the only place where permanent and transient are told apart.

    Unknown exceptions are transient: the ledger bounds the number of tries.
    """
    if isinstance(error, SourcierError):
        return error
    if is_disk_full(error):
        return DiskFullError("The disk is full.")
    return TransientError(f"Unexpected {type(error).__name__} while working.")
