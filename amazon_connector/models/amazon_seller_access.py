# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
from contextlib import suppress
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

from .. import secret_box

# An access token is renewed this long before its hour is over.
MARGIN = timedelta(minutes=3)
TRIES = 5


class AmazonSellerAccess(models.Model):
    """The one-hour access tokens, shared by all workers and all accounts of a seller.

    A table of its own without foreign keys, written in short transactions: a token
    is never lost to a rollback, never blocks a row that somebody edits, and is gone
    for every worker as soon as it is dropped.
    """

    _name = "amazon.seller.access"
    _description = "Amazon Access Token"
    _log_access = False

    grant_digest = fields.Char(required=True)
    access_token_sealed = fields.Char(required=True, groups=fields.NO_ACCESS)
    expires_at = fields.Datetime(required=True)

    _grant_digest_uniq = models.Constraint(
        "UNIQUE(grant_digest)", "One access token per grant."
    )

    def _recall(self, digest):
        """Return the access token of a grant, or None when there is no fresh one."""
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    "SELECT access_token_sealed FROM amazon_seller_access "
                    "WHERE grant_digest = %s AND expires_at > %s",
                    digest,
                    fields.Datetime.now() + MARGIN,
                )
            )
            row = cr.fetchone()
        try:
            return secret_box.unseal(row[0]) if row else None
        except secret_box.SecretUnreadable:
            return None  # Amazon hands out another one.

    def _keep(self, digest, grant):
        """Share a grant's access token with all workers."""
        # Of two workers at once either one's token will do.
        with suppress(SerializationFailure), self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    "INSERT INTO amazon_seller_access "
                    "(grant_digest, access_token_sealed, expires_at) "
                    "VALUES (%(digest)s, %(sealed)s, %(expires_at)s) "
                    "ON CONFLICT (grant_digest) DO UPDATE SET "
                    "access_token_sealed = EXCLUDED.access_token_sealed, "
                    "expires_at = EXCLUDED.expires_at",
                    digest=digest,
                    sealed=secret_box.seal(grant.access_token),
                    expires_at=grant.expires_at.replace(tzinfo=None),
                ),
                log_exceptions=False,
            )

    @api.autovacuum
    def _gc_expired(self):
        self.search([("expires_at", "<", fields.Datetime.now())]).unlink()

    def _drop(self, digest):
        """Take a grant's access token away from all workers."""
        query = SQL("DELETE FROM amazon_seller_access WHERE grant_digest = %s", digest)
        for _try in range(TRIES):
            # Another worker may keep one in this very moment.
            with suppress(SerializationFailure), self.env.registry.cursor() as cr:
                cr.execute(query, log_exceptions=False)
                return


class AccessTokens:
    """The :class:`~..spapi.door.AccessTokens` of one stored refresh token."""

    def __init__(self, env, lwa, refresh_token, digest):
        self._access = env["amazon.seller.access"]
        self._lwa = lwa
        self._refresh_token = refresh_token
        self._digest = digest

    def access_token(self, *, fresh=False):
        """Return an access token that Amazon should accept.

        :param fresh: Amazon has just rejected the present one
        :raise AmazonError: as :meth:`LoginWithAmazon.refresh`
        """
        token = None if fresh else self._access._recall(self._digest)
        if token is None:
            grant = self._lwa.refresh(self._refresh_token)
            self._access._keep(self._digest, grant)
            token = grant.access_token
        return token


def grant_digest(client_id, refresh_token):
    """Return what names a grant without telling it."""
    return hashlib.sha256(f"{client_id}\n{refresh_token}".encode()).hexdigest()
