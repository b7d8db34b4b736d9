"""No network for this process and all that it starts; Unix sockets and pipes stay open."""

from __future__ import annotations

import ctypes
import errno
import platform
import socket
import struct
import sys
from typing import Any

# linux/audit.h, and the system call numbers of each architecture:
# seccomp, socket, ptrace, process_vm_readv, process_vm_writev.
_ARCHITECTURES = {
    "x86_64": (0xC000003E, 317, 41, 101, 310, 311),
    "aarch64": (0xC00000B7, 277, 198, 117, 270, 271),
}
_EVERYWHERE = (425, 438)  # io_uring_setup (sockets past the filter), pidfd_getfd (another process's sockets)
_X32_BIT = 0x40000000
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_SET_MODE_FILTER = 1
_SECCOMP_FILTER_FLAG_TSYNC = 1
_ALLOW = 0x7FFF0000
_ERRNO = 0x00050000
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data, little-endian
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # linux/bpf_common.h


class _Program(ctypes.Structure):
    """struct sock_fprog of linux/filter.h."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def close_network() -> str:
    """Refuses sockets of every family but Unix from here on; returns who refuses: ``"kernel"`` or ``"python"``.

    On Linux (x86_64, aarch64) the kernel does (seccomp, for all threads and for programs started from here; no
    privilege is needed), and it refuses looking into other processes too. Elsewhere only Python's own sockets are
    refused.
    """
    if sys.platform == "linux" and platform.machine() in _ARCHITECTURES and _filter_calls(platform.machine()):
        return "kernel"
    sys.addaudithook(_refuse_sockets)
    return "python"


def _filter_calls(machine: str) -> bool:
    seccomp = _ARCHITECTURES[machine][1]
    code = _filter(machine)
    program = _Program(len(code) // 8, code)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    result = libc.syscall(seccomp, _SECCOMP_SET_MODE_FILTER, _SECCOMP_FILTER_FLAG_TSYNC, ctypes.byref(program))
    return int(result) == 0


def _filter(machine: str) -> bytes:
    """The filter as classic BPF (Documentation/userspace-api/seccomp_filter.rst): 8 bytes an instruction."""
    architecture, _, socket_call, *others = _ARCHITECTURES[machine]
    refuse, refuse_socket = _ERRNO | errno.EPERM, _ERRNO | errno.EACCES
    lines = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_IF_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, refuse),
        (_LOAD, 0, 0, _NUMBER),
        (_IF_AT_LEAST, 0, 1, _X32_BIT),
        (_RETURN, 0, 0, refuse),
    ]
    for number in (*others, *_EVERYWHERE):
        lines += [(_IF_EQUAL, 0, 1, number), (_RETURN, 0, 0, refuse)]
    lines += [
        (_IF_EQUAL, 1, 0, socket_call),
        (_RETURN, 0, 0, _ALLOW),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_IF_EQUAL, 0, 1, int(socket.AF_UNIX)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, refuse_socket),
    ]
    return b"".join(struct.pack("<HBBI", *line) for line in lines)


def _refuse_sockets(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: unlike a patched module it cannot be taken off again."""
    if event == "socket.getaddrinfo" or (event == "socket.__new__" and arguments[1] != socket.AF_UNIX):
        raise PermissionError(errno.EACCES, "the network is closed to parsers")
