# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..explanations import explain
from ..secret_box import seal
from ..spapi import consent
from ..spapi.errors import AmazonError
from .amazon_seller_account_connection import NoMarketplace
from .amazon_seller_refusal import lock_rows

_logger = logging.getLogger(__name__)

WELCOME = timedelta(minutes=10)
# From how many days before its end an authorisation is to be renewed.
EXPIRING_DAYS = 30


class AmazonSellerAccountAuthorization(models.Model):
    """How an account comes to its authorisation, and how long that one counts."""

    _inherit = "amazon.seller.account"

    token_ids = fields.One2many(
        "amazon.seller.token",
        "account_id",
        "Authorisations",
        groups="amazon_connector.group_manager",
    )
    is_authorized = fields.Boolean(
        "Access Allowed",
        compute="_compute_authorization",
        compute_sudo=True,
        search="_search_is_authorized",
    )
    authorization_state = fields.Selection(
        [
            ("none", "Not allowed yet"),
            ("active", "Allowed"),
            ("expiring", "Ends soon"),
            ("expired", "Ended"),
            ("revoked", "Rejected by Amazon"),
        ],
        "Authorisation",
        compute="_compute_authorization",
        compute_sudo=True,
        search="_search_authorization_state",
        help="An authorisation that Amazon still accepts goes on after its end.",
    )
    valid_until = fields.Date(
        compute="_compute_authorization",
        compute_sudo=True,
        help="Empty where authorisations do not end: those of private apps.",
    )
    days_left = fields.Integer(
        compute="_compute_authorization",
        compute_sudo=True,
        help="Days until the authorisation ends; negative when it is overdue.",
    )
    is_just_authorized = fields.Boolean(
        compute="_compute_authorization", compute_sudo=True
    )

    # === COMPUTE METHODS === #

    @api.depends("token_ids.state", "token_ids.valid_until")
    def _compute_authorization(self):
        now, today = fields.Datetime.now(), fields.Date.today()
        tokens = self._latest_tokens()
        for account in self:
            token = tokens.get(account._origin.id, self.env["amazon.seller.token"])
            is_active = token.state == "active"
            end = token.state != "revoked" and token.valid_until
            account.is_authorized = is_active
            account.valid_until = end
            account.days_left = (end - today).days if end else 0
            account.is_just_authorized = is_active and (
                token.authorized_at > now - WELCOME
            )
            account.authorization_state = token.state or "none"
            if is_active and end and account.days_left <= EXPIRING_DAYS:
                account.authorization_state = "expiring"

    def _latest_tokens(self):
        """Return, by account id, the active authorisation, else the last dead one."""
        tokens = self.env["amazon.seller.token"].sudo()
        found = tokens.search(
            [
                ("account_id", "in", self.ids),
                ("state", "in", ("active", "expired", "revoked")),
            ]
        ).sorted(lambda token: token.state == "active", reverse=True)
        return {
            account.id: several[0]
            for account, several in found.grouped("account_id").items()
        }

    def _latest_token(self):
        none = self.env["amazon.seller.token"].sudo()
        return self._latest_tokens().get(self.id, none)

    def _search_is_authorized(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        tokens = self.env["amazon.seller.token"].sudo()
        accounts = tokens._search([("state", "=", "active")]).subselect("account_id")
        wanted = (operator == "in") == (True in value)
        return [("id", "in" if wanted else "not in", accounts)]

    def _search_authorization_state(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        tokens = self.env["amazon.seller.token"].sudo()
        # The state of all others is "none".
        accounts = tokens.search([("state", "!=", "replaced")]).account_id
        found = accounts.filtered(lambda account: account.authorization_state in value)
        is_wanted = (operator == "in") != ("none" in value)
        if "none" in value:
            found = accounts - found
        return [("id", "in" if is_wanted else "not in", found.ids)]

    @api.onchange("seller_identifier")
    def _onchange_seller_identifier(self):
        self.seller_identifier = (self.seller_identifier or "").strip()

    # === CRUD === #

    def write(self, vals):
        if "key_set_id" in vals:
            self._check_key_set_may_change(vals["key_set_id"])
        return super().write(vals)

    def _check_key_set_may_change(self, key_set_id):
        """Refuse a key set that the authorisation was not given to."""
        moving = self.filtered(lambda account: account.key_set_id.id != key_set_id)
        if any(moving.mapped("is_authorized")):
            raise UserError(
                self.env._(
                    "The authorisation was given to the app of the present developer "
                    'key set. Press "Change Key Set": the other app needs an '
                    "authorisation of its own."
                )
            )

    # === ACTION METHODS === #

    def action_allow_access(self):
        """Send the user to the consent page of the right Seller Central."""
        return self._ask_for_consent(self.key_set_id)

    def _ask_for_consent(self, key_set):
        """Return the way to the consent page, for the app of a key set."""
        self.ensure_one()
        self.check_access("write")
        if key_set.is_private:
            raise UserError(
                self.env._(
                    'The app of "%s" is private: Amazon has no consent page for it. '
                    'Press "Authorize app" in Seller Central and paste the refresh '
                    "token here. If the app is public, enter its application id in "
                    'the developer key set and untick "Private App".',
                    key_set.name,
                )
            )
        if not key_set.application_id:
            raise UserError(
                self.env._(
                    "The developer key set has no application id. Enter the one of "
                    "your public app, or, for a private app, paste the refresh token "
                    "from Seller Central."
                )
            )
        if not key_set.has_client_secret:
            raise UserError(explain(self.env, "no_secret"))
        key_set._check_redirect_uri()
        state = self.env["amazon.seller.consent"]._open(self, "consent", key_set)
        url = consent.consent_url(
            key_set._seller_central_url(self.home_marketplace_id),
            key_set.application_id,
            state,
            draft=key_set.is_draft,
            redirect_uri=key_set.registered_redirect_uri.strip(),
        )
        return {"type": "ir.actions.act_url", "url": url, "target": "self"}

    def action_change_key_set(self):
        """Move to another app, by an authorisation of its own."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change Key Set"),
            "res_model": "amazon.seller.key.set.switch",
            "view_mode": "form",
            "target": "new",
            "context": {"default_account_id": self.id},
        }

    # === BUSINESS METHODS - TOKENS === #

    def _active_token(self):
        return (
            self.env["amazon.seller.token"]
            .sudo()
            .search([("account_id", "in", self.ids), ("state", "=", "active")])
        )

    def _family(self, key_set=None):
        """Return, as superuser, all accounts that a new authorisation counts for.

        Amazon's consent counts for one app, seller and region, whatever company or
        marketplace our accounts are cut by.

        :param key_set: the app that is authorised, if it is not the present one
        """
        self.ensure_one()
        if not self.seller_identifier:
            return self.sudo()
        key_set = key_set or self.key_set_id
        # With the user's own rights: who may not see another company's account must
        # not be able to change what it lives by.
        companies = self.env.user.company_ids.ids
        accounts = self.with_context(active_test=False, allowed_company_ids=companies)
        domain = [
            ("seller_identifier", "=", self.seller_identifier),
            ("region", "=", self.region),
            ("key_set_id", "in", (self.key_set_id | key_set).ids),
        ]
        if key_set.company_id:
            domain.append(("company_id", "=", key_set.company_id.id))
        return (self | accounts.search(domain)).sudo()

    def _authorize(self, code, seller_identifier, source, key_set=None):
        """Turn the code that Amazon sent along into the active token.

        :raise AmazonError: nothing is stored then
        """
        key_set = key_set or self.key_set_id
        # A cron that writes the account at the same time would make the database ask
        # for another try, when the code is already used up: let that happen now.
        family = self._family(key_set)
        for records in (family, key_set.sudo(), family._active_token()):
            lock_rows(records)
        grant = key_set._lwa().exchange_code(
            code, key_set.registered_redirect_uri.strip()
        )
        taken = self._taken_marketplaces(seller_identifier)
        self.write(
            {
                "seller_identifier": seller_identifier,
                "marketplace_ids": [
                    fields.Command.unlink(marketplace.id) for marketplace in taken
                ],
            }
        )
        self._store_refresh_token(grant.refresh_token, source, key_set=key_set)
        self._greet()

    def _greet(self):
        """Make the first call with a new token: load the marketplaces.

        What Amazon answers stands on the account; the token stays either way.
        """
        try:
            with self._connection() as door:
                self._load_marketplaces(door)
                if not self.available_marketplace_ids:
                    raise NoMarketplace
        except AmazonError as error:
            _logger.info("Amazon account %s: %s", self.id, error)

    def _form_url(self):
        return f"/odoo/amazon-accounts/{self.id}"

    def _store_refresh_token(
        self, refresh_token, source, authorized_at=None, key_set=None
    ):
        """Make a new authorisation the active one, for all accounts it counts for.

        :param key_set: the app it was given to; default the account's
        """
        key_set = key_set or self.key_set_id
        accounts = self._family(key_set)
        accounts._leave_authorization(key_set)
        self.env["amazon.seller.token"].sudo().create(
            accounts._token_values(
                key_set,
                source=source,
                authorized_at=authorized_at or fields.Datetime.now(),
                user_id=self.env.uid,
                refresh_token_sealed=seal(refresh_token),
            )
        )
        accounts._begin_authorization(self.env._("Access to Amazon was allowed."))

    def _use_token_again(self, token):
        """Make an earlier authorisation the active one, for all it counts for."""
        key_set = token.key_set_id
        accounts = self._family(key_set)
        earlier = token._of_same_grant().filtered(
            lambda other: other.account_id in accounts
        )
        # Several of one account are the same: it was pasted, or used again, before.
        again = token.sudo() | earlier.browse(
            [
                several[:1].id
                for account, several in earlier.grouped("account_id").items()
                if account != token.account_id
            ]
        )
        accounts._leave_authorization(key_set)
        again.write({"state": "active", "ended_at": False})
        token_sudo = token.sudo()
        self.env["amazon.seller.token"].sudo().create(
            (accounts - again.account_id)._token_values(
                key_set,
                source=token_sudo.source,
                authorized_at=token_sudo.authorized_at,
                user_id=token_sudo.user_id.id,
                refresh_token_sealed=token_sudo.refresh_token_sealed,
            )
        )
        accounts._begin_authorization(
            self.env._(
                'An earlier authorisation is in use again, that of "%s".',
                token.key_set_id.name,
            )
        )

    def _token_values(self, key_set, **values):
        return [
            {
                "account_id": account.id,
                "key_set_id": key_set.id,
                "seller_identifier": account.seller_identifier,
                **values,
            }
            for account in self
        ]

    def _leave_authorization(self, key_set):
        """Replace the active authorisations, and move to the key set of the next."""
        self._active_token()._retire("replaced")
        self.env["amazon.seller.token"].flush_model()
        moving = self.filtered(lambda account: account.key_set_id != key_set)
        moving.write({"key_set_id": key_set.id})

    def _begin_authorization(self, message):
        """Go on with a new active authorisation."""
        # Whoever gave it has just proved that the keys are right.
        self.key_set_id.filtered("is_paused")._resume()
        self.key_set_id._clear_doubt()
        self._resume()
        for account in self:
            account._message_log(body=message)

    def _load_marketplaces(self, door):
        """Take over the marketplaces on which the seller participates.

        Unknown ids (Amazon's "Non-Amazon …" pseudo marketplaces among them) and
        those of other regions are ignored; those that somebody removed stay removed,
        and those that another account of the seller fetches stay there.
        """
        identifiers = [
            participation.marketplace_id
            for participation in door.marketplace_participations()
            if participation.is_participating
        ]
        available = self.env["amazon.seller.marketplace"].search(
            [
                ("marketplace_identifier", "in", identifiers),
                ("region", "=", self.region),
            ]
        )
        known = self.known_marketplace_ids
        fresh = available - known - self._taken_marketplaces()
        self.sudo().write(
            {
                "marketplaces_loaded_at": fields.Datetime.now(),
                "available_marketplace_ids": [fields.Command.set(available.ids)],
                # None is forgotten: else one that somebody removed would come back
                # when the seller pauses there and goes on.
                "known_marketplace_ids": [fields.Command.set((known | available).ids)],
                "marketplace_ids": [fields.Command.link(place.id) for place in fresh],
            }
        )
