"""Why a parser process ended, in words."""

from __future__ import annotations

import signal

from rag.errors import ParserCrashedError

_GIB = 1024**3
_MEANING = {
    signal.SIGABRT: "a library gave up, as PDFium does on impossible content and when memory runs out",
    signal.SIGTRAP: "a library gave up, as PDFium does when memory runs out",
    signal.SIGILL: "a library gave up, as PDFium does when memory runs out",
    signal.SIGSEGV: "a library touched memory that is not its own",
    signal.SIGBUS: "a library touched memory that is not its own",
    signal.SIGFPE: "a library divided by zero",
    signal.SIGKILL: "it was killed from outside, as Linux does when the machine's memory runs out",
    signal.SIGXCPU: "its processor time was used up",
    signal.SIGXFSZ: "it wrote a larger file than it may",
    signal.SIGSYS: "it made a call that it may not make",
}
_MUCH = 0.75


def death(exit_code: int | None, peak: int | None, memory: int) -> ParserCrashedError:
    """The error for a child that ended by itself: ``exit_code`` as of subprocess (minus the signal's number), ``peak``
    the most address space it was seen to hold and ``memory`` its limit, in bytes."""
    near = peak is not None and peak >= _MUCH * memory
    held = f" It held {peak / _GIB:.1f} GiB of memory; its limit is {memory / _GIB:.1f} GiB." if near and peak else ""
    if exit_code is None or exit_code >= 0:
        how = f"ended with the exit code {exit_code}"
    else:
        name = signal.Signals(-exit_code).name if -exit_code in set(signal.Signals) else f"signal {-exit_code}"
        how = f"died of {name}"
        if -exit_code in _MEANING:
            how += f": {_MEANING[signal.Signals(-exit_code)]}"
    return ParserCrashedError(
        f"The process that read the document {how}.{held}",
        "Split the document." if near else "Open the file in its own program, save it again, and add that.",
    )
