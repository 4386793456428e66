"""Whether an address of `contact:` is one that Apprise can write to."""

import logging
import warnings


def is_address(url: str) -> bool:
    """Asks Apprise, silently: its own complaints would print the address, password and all."""
    log = logging.getLogger("apprise")
    before, log.disabled = log.disabled, True
    try:
        with warnings.catch_warnings(action="ignore"):
            import apprise  # noqa: PLC0415

            return apprise.Apprise.instantiate(url) is not None
    finally:
        log.disabled = before
