# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""python-amazon-sp-api with its traps closed; nobody else imports it.

The library knows the paths, methods and parameters of the operations.  What it
does with credentials, connections and answers is replaced here, because (2.1.35)
it takes error pages for answers, lets other exceptions through than its own,
shares access tokens between all databases of the process, and obeys environment
variables that belong to other programs.
"""

import contextlib
import os
from datetime import datetime, timezone
from types import SimpleNamespace

from .answers import payload_of
from .discretion import keep_loggers_discreet


@contextlib.contextmanager
def _hidden_environment(*names):
    hidden = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(hidden)


# The library reads these when it is imported, and dies of words it does not know,
# such as AWS_ENV=production.
with _hidden_environment("AWS_ENV", "SP_API_DEFAULT_MARKETPLACE"):
    from sp_api import api as _library

USER_AGENT = "odoo-addon-amazon_connector/19.0 (Language=Python)"

keep_loggers_discreet()


class _Operations:
    """Comes before a class of the library and answers in its place.

    One object lives for one call, so that no token is left on it.

    :param api_url: may have a path and any port
    :param wire: a :class:`~.wire.Wire`
    :param token: access token, or restricted data token
    """

    # The library's own constructor is left out on purpose: it looks for
    # credentials in files and environment variables, lets
    # SP_API_DEFAULT_MARKETPLACE choose the server and opens two connections.
    def __init__(self, api_url, wire, token):
        self.endpoint = api_url
        self.marketplace_id = ""
        self.version = None
        self._transport = wire
        self._token = token

    @property
    def headers(self):
        """Without "host", which the library cuts out of https addresses only."""
        now = datetime.now(timezone.utc)
        return {
            "user-agent": USER_AGENT,
            "x-amz-access-token": self._token,
            "x-amz-date": now.strftime("%Y%m%dT%H%M%SZ"),
            "content-type": "application/json",
            "accept": "application/json",
        }

    def _request(self, path, *, add_marketplace=False, **kwargs):
        """The library would add four spellings of a marketplace nobody asked for."""
        return super()._request(path, add_marketplace=False, **kwargs)

    def _check_response(self, res, *args, **kwargs):
        payload = payload_of(res, may_be_empty=self.method == "DELETE")
        return SimpleNamespace(payload=payload)


class Sellers(_Operations, _library.Sellers):
    """Sellers v1."""


class Tokens(_Operations, _library.Tokens):
    """Tokens 2021-03-01."""


class Reports(_Operations, _library.Reports):
    """Reports 2021-06-30."""


class Orders(_Operations, _library.OrdersV20260101):
    """Orders 2026-01-01; the library's own ``Orders`` would be the old v0."""
