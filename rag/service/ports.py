"""Ports to listen on."""

from __future__ import annotations

import socket

from rag.errors import PortTakenError


def check_port(host: str, port: int, variable: str) -> None:
    """Sees that a port is free.

    Raises:
        PortTakenError: it is not; the text names it and the variable that changes it.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTakenError(
                f"Port {port} on {host} cannot be used ({error.strerror}).",
                f"Stop what listens there, or choose another port: {variable}=… .",
            ) from None
