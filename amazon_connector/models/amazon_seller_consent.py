# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, consteq

LIFETIME = timedelta(minutes=10)


class ConsentRefused(Exception):
    """The ``state`` that came back is not one that may be used.

    :ivar code: ``foreign``, ``replayed`` or ``expired``
    """

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class AmazonSellerConsent(models.Model):
    """A seller who was sent to Amazon to allow access, and is expected back.

    The ``state`` that travels with him is known to us by its digest only, belongs to
    one user and one account, and counts once.
    """

    _name = "amazon.seller.consent"
    _description = "Amazon Consent on its Way"

    account_id = fields.Many2one(
        "amazon.seller.account", required=True, ondelete="cascade"
    )
    key_set_id = fields.Many2one(
        "amazon.seller.key.set",
        ondelete="cascade",
        help="Whose app is to be authorised; not always the account's present one.",
    )
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    source = fields.Char(required=True)
    digest = fields.Char(required=True, groups=fields.NO_ACCESS)
    expires_at = fields.Datetime(required=True)
    used_at = fields.Datetime()

    @api.model
    def _open(self, account, source, key_set=None):
        """Return the ``state`` to send along with the present user.

        :param key_set: whose app is to be authorised; default the account's
        :param source: what a token that results from it states as its source
        """
        secret = secrets.token_urlsafe(32)
        consent = self.sudo().create(
            {
                "account_id": account.id,
                "key_set_id": (key_set or account.key_set_id).id,
                "user_id": self.env.uid,
                "source": source,
                "digest": _digest(secret),
                "expires_at": fields.Datetime.now() + LIFETIME,
            }
        )
        return f"{consent.id}.{secret}"

    @api.model
    def _redeem(self, state):
        """Return the consent that ``state`` opens, and use it up.

        :raise ConsentRefused: unknown, someone else's, used or too old
        """
        number, _dot, secret = (state or "").partition(".")
        consent = self.sudo()
        if number.isascii() and number.isdigit() and len(number) < 10:
            consent = consent.browse(int(number)).exists()
        # Compared in any case, so that the time tells nothing.
        known = consteq(consent.digest or _digest("nobody"), _digest(secret))
        if not (known and consent.user_id == self.env.user):
            raise ConsentRefused("foreign")
        if not consent._use_up():
            raise ConsentRefused("replayed")
        if consent.expires_at < fields.Datetime.now():
            raise ConsentRefused("expired")
        return consent

    def _use_up(self):
        """Return whether this is the first use; of two at once only one is."""
        return bool(
            self.env.execute_query(
                SQL(
                    "UPDATE amazon_seller_consent SET used_at = %s "
                    "WHERE id = %s AND used_at IS NULL RETURNING id",
                    fields.Datetime.now(),
                    self.id,
                )
            )
        )

    @api.autovacuum
    def _gc_consents(self):
        self.search([("expires_at", "<", "now -1d")]).unlink()


def _digest(secret):
    return hashlib.sha256(secret.encode()).hexdigest()
