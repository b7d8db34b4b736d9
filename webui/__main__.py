"""`python -m webui`: serves the page on the host and port of the settings."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import closing

from rag.console import run
from rag.errors import PortTakenError, SettingsError
from rag.settings import Settings, load_settings


def main() -> None:
    """Checks the address, then serves until stopped."""
    settings = load_settings()
    _check_address(settings)
    # Streamlit reads STREAMLIT_* variables too; what could send anything out is closed on both ways.
    os.environ["STREAMLIT_BROWSER_GATHER_USAGE_STATS"] = "false"
    os.environ.pop("STREAMLIT_CONFIG_FILE", None)

    # Only now: importing Streamlit takes a second, and a taken port should be told at once.
    from webui.serving import serve

    shown = "127.0.0.1" if settings.web.host in ("0.0.0.0", "::") else settings.web.host  # noqa: S104
    print(f"http://{shown}:{settings.web.port}", file=sys.stderr, flush=True)
    serve(settings)


def _check_address(settings: Settings) -> None:
    host, port = settings.web.host, settings.web.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise SettingsError(f"Port {port} may not be used by this user.", "Set WEB_PORT to 1024 or more.") from None
        except socket.gaierror:
            raise SettingsError(f"web.host is {host!r}, which is no address.", "Correct it.") from None
        except OSError as error:
            raise PortTakenError(
                f"The web page cannot listen on {host}:{port}: {error.strerror}.",
                "Stop the program that uses it, or set WEB_PORT to another port.",
            ) from None


if __name__ == "__main__":
    run(main)
