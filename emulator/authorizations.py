"""Consents and the codes and tokens that come of them."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from emulator.accounts import Application
from emulator.expiring import Expiring

CODE_LIFETIME = timedelta(minutes=5)
ACCESS_LIFETIME = timedelta(hours=1)
CONSENT_LIFETIME = timedelta(days=365)
# So long a dead access token is told from one that never was.
MEMORY = timedelta(days=1)
SCOPES = (
    "sellingpartnerapi::notifications",
    "sellingpartnerapi::client_credential:rotation",
)


@dataclass
class Authorization:
    """One consent: an application, a seller, a region, and the roles of that day.

    :ivar roles: roles added to the application later are not granted by it
    """

    application: Application
    seller_id: str
    region: str
    granted_at: datetime
    roles: frozenset[str]
    refresh_token: str = field(default="", repr=False)
    revoked_at: datetime | None = None

    @property
    def valid_until(self) -> datetime | None:
        """Public applications need a new consent every 365 days; None: no end."""
        if self.application.is_private:
            return None
        return self.granted_at + CONSENT_LIFETIME

    def is_alive(self, now: datetime) -> bool:
        if self.revoked_at is not None:
            return False
        return self.valid_until is None or now < self.valid_until


@dataclass(frozen=True)
class Code:
    authorization: Authorization
    redirect_uri: str
    dies_at: datetime


@dataclass(frozen=True)
class AccessToken:
    """:ivar authorization: None for grantless tokens (client_credentials)
    :ivar resources: ``(method, path)`` pairs of a restricted data token
    """

    application: Application
    dies_at: datetime
    authorization: Authorization | None = None
    scope: str = ""
    resources: frozenset[tuple[str, str]] | None = None


class Authorizations:
    """All consents and tokens; not thread-safe, the caller holds a lock."""

    def __init__(self):
        self.all: list[Authorization] = []
        self._codes: Expiring[Code] = Expiring()
        self._refresh: dict[str, Authorization] = {}
        self._access: Expiring[AccessToken] = Expiring()

    def consent(self, application, seller_id, region, granted_at) -> Authorization:
        return Authorization(
            application, seller_id, region, granted_at, application.roles
        )

    def new_code(self, authorization, redirect_uri, now) -> str:
        """A code that works once, within five minutes."""
        code = "ANemu" + secrets.token_urlsafe(16)
        dies_at = now + CODE_LIFETIME
        self._codes.put(code, Code(authorization, redirect_uri, dies_at), dies_at, now)
        return code

    def take_code(self, code: str, now: datetime) -> Code | None:
        found = self._codes.pop(code)
        return found if found is not None and now < found.dies_at else None

    def new_refresh_token(self, authorization: Authorization) -> str:
        token = "Atzr|IwEB" + secrets.token_urlsafe(48)
        authorization.refresh_token = token
        self._refresh[token] = authorization
        self.all.append(authorization)
        return token

    def by_refresh_token(self, token: str) -> Authorization | None:
        """Dead or alive."""
        return self._refresh.get(token)

    def by_code(self, code: str) -> Authorization | None:
        found = self._codes.get(code)
        return None if found is None else found.authorization

    def new_access_token(self, application, now, **values) -> str:
        token = "Atza|IwEB" + secrets.token_urlsafe(48)
        return self._keep(
            token, AccessToken(application, now + ACCESS_LIFETIME, **values), now
        )

    def new_restricted_token(self, access: AccessToken, resources, now) -> str:
        token = "Atz.sprdt|IQEB" + secrets.token_urlsafe(48)
        restricted = AccessToken(
            access.application,
            now + ACCESS_LIFETIME,
            access.authorization,
            resources=frozenset(resources),
        )
        return self._keep(token, restricted, now)

    def _keep(self, token: str, access: AccessToken, now: datetime) -> str:
        self._access.put(token, access, access.dies_at + MEMORY, now)
        return token

    def access(self, token: str) -> AccessToken | None:
        return self._access.get(token)

    @property
    def access_token_count(self) -> int:
        """So many are kept, those included that died a short while ago."""
        return len(self._access)

    def of_seller(self, seller_id: str) -> list[Authorization]:
        return [found for found in self.all if found.seller_id == seller_id]

    def revoke(self, application_id, seller_id, region, now) -> int:
        """As "Disable" in Manage Your Apps does: every token of this pair dies."""
        hit = [
            found
            for found in self.all
            if found.application.application_id == application_id
            and found.seller_id == seller_id
            and region in ("", found.region)
            and found.revoked_at is None
        ]
        for authorization in hit:
            authorization.revoked_at = now
        return len(hit)
