# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What must not be said: secrets and personal data stay out of texts and logs."""

import logging
import re

_SECRETS = re.compile(
    r"At(?:za|zr|c|zc)\|[^\s\"'&,;)}\]]+"  # Login with Amazon's tokens
    r"|amzn1\.oa2-cs\.[^\s\"'&,;)}\]]+"  # client secrets
    r"|(?<=X-Amz-Signature=)[^&\s\"']+"  # presigned addresses
    r"|(?<=X-Amz-Credential=)[^&\s\"']+"
    r"|(?<=X-Amz-Security-Token=)[^&\s\"']+",
    re.IGNORECASE,
)
_LONGEST_DETAIL = 300
# These write whole requests and answers at DEBUG, headers and buyers included.
_TELLTALES = ("sp_api.base.client", "sp_api.auth.access_token_client")
_WIRES = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.proxy",
    "urllib3.connectionpool",
)


def without_secrets(text, *secrets):
    """``text`` with the given and all recognisable secrets blotted out."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "…")
    return _SECRETS.sub("…", text)


def detail(text, *secrets):
    """Amazon's words, fit for an error: one line, of bearable length, discreet."""
    return without_secrets(" ".join(text.split()), *secrets)[:_LONGEST_DETAIL]


class _NothingBelowInfo(logging.Filter):
    def filter(self, record):
        return record.levelno >= logging.INFO


class _WithoutSecrets(logging.Filter):
    def filter(self, record):
        try:
            message = record.getMessage()
        except (TypeError, ValueError):
            return True  # logging itself reports a message with wrong arguments
        if _SECRETS.search(message):
            record.msg, record.args = without_secrets(message), ()
        return True


def keep_loggers_discreet():
    """Fit the filters, once, to the loggers of the libraries we call.

    A level alone is not enough: it is set when the library is imported, and
    anybody who turns the whole log to DEBUG turns it back.
    """
    for names, rule in ((_TELLTALES, _NothingBelowInfo), (_WIRES, _WithoutSecrets)):
        for name in names:
            logger = logging.getLogger(name)
            if not any(isinstance(known, rule) for known in logger.filters):
                logger.addFilter(rule())
