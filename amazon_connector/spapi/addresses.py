# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which addresses may be given a token, a secret or a visitor."""

import ipaddress
import re
from urllib.parse import urlsplit

from .errors import InvalidRequest

# Browsers and libraries disagree about these; nobody honest needs them.
_SUSPICIOUS = re.compile(r"[\s\\\x00-\x1f\x7f]|[^\x00-\x7f]")


def parts(url):
    """The parts of an unambiguous http(s) address, or None.

    User names, backslashes, blanks and other characters that two programs may
    read in two ways make an address ambiguous.
    """
    if not url or _SUSPICIOUS.search(url):
        return None
    try:
        address = urlsplit(url)
        _ = address.port
    except ValueError:
        return None
    if address.scheme not in ("http", "https") or not address.hostname:
        return None
    if "@" in address.netloc:
        return None
    return address


def origin(address):
    """``(scheme, host, port)`` of what :func:`parts` returned."""
    port = address.port or (443 if address.scheme == "https" else 80)
    return address.scheme, address.hostname, port


def is_loopback(host):
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_private(url):
    """Whether nobody on the way can listen: https, or this very machine."""
    address = parts(url)
    if address is None:
        return False
    return address.scheme == "https" or is_loopback(address.hostname)


def require_private(url):
    """``url`` without a slash at the end.

    :raise InvalidRequest: it is neither https nor on this very machine
    """
    if not is_private(url):
        raise InvalidRequest("the address must begin with https://")
    return url.rstrip("/")
