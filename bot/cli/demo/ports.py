"""The demo's two ports: the bot's and, after it, the workspace's."""

import socket

LOCAL = "127.0.0.1"

#: Ports that are tried, two by two, before the demo gives up.
TRIES = 50


def free_ports(port: int) -> int:
    """The first of two ports in a row that are free, from `port` on; says so when it is another.

    Raises:
        ValueError: there are none.
    """
    for first in range(port, port + 2 * TRIES, 2):
        if all(map(_is_free, (first, first + 1))):
            if first != port:
                print(f"Port {port} or {port + 1} is taken; using {first} and {first + 1}.", flush=True)
            return first
    raise ValueError(f"no two free ports from {port} on; set RONDO_PORT")


def _is_free(port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((LOCAL, port))
        except (OSError, OverflowError):
            return False
    return True


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as asked:
        asked.settimeout(0.2)
        return asked.connect_ex((LOCAL, port)) == 0
