# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hmac
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..spapi.marketplaces import Region

CALLBACK_PATH = "/amazon_connector/callback"
LOGIN_PATH = "/amazon_connector/login"

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
ADDRESS_FIELDS = {"environment", "custom_api_url", "custom_token_url"} | {
    "custom_consent_url"
}


class AmazonSellerKeySet(models.Model):
    _name = "amazon.seller.key.set"
    _description = "Amazon Developer Key Set"
    _inherit = ["mail.thread"]
    _order = "name"

    name = fields.Char(required=True, help='For example "Standard" or "Alternative".')
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", help="Leave empty to share the key set between companies."
    )
    application_id = fields.Char(
        "Application ID",
        help="Amazon's id of the app: amzn1.sp.solution.… or amzn1.sellerapps.app.…. "
        "Private apps, whose token is pasted by hand, need none.",
    )
    client_id = fields.Char(
        "LWA Client ID",
        required=True,
        help="Login with Amazon: amzn1.application-oa2-client.…",
    )
    is_private = fields.Boolean(
        "Private App",
        compute="_compute_is_private",
        store=True,
        readonly=False,
        precompute=True,
        help="Made for your own sellers: Amazon has no consent page for it, the "
        "refresh token is pasted, and its authorisations do not end after a year.",
    )
    is_draft = fields.Boolean(
        "Draft App",
        default=True,
        help="The app has not been published in Amazon's Appstore: the consent page "
        "is asked for its beta version.",
    )
    environment = fields.Selection(
        [
            ("amazon", "Amazon"),
            ("sandbox", "Amazon's sandbox"),
            ("custom", "Own addresses"),
        ],
        required=True,
        default="amazon",
    )
    custom_api_url = fields.Char(
        "API Address", help="With {region} where eu, na or fe is to stand."
    )
    custom_token_url = fields.Char("Login with Amazon Address")
    custom_consent_url = fields.Char("Seller Central Address")
    registered_redirect_uri = fields.Char(
        "Registered Redirect URI",
        compute="_compute_registered_redirect_uri",
        store=True,
        readonly=False,
        precompute=True,
        help="The OAuth redirect URI exactly as it is registered at the app's page "
        "at Amazon. The address of this Odoo is proposed.",
    )
    login_uri = fields.Char(
        "Login URI",
        compute="_compute_login_uri",
        help="Register it as the app's OAuth login URI, so that a seller can also "
        "authorise or renew from Seller Central.",
    )
    account_ids = fields.One2many("amazon.seller.account", "key_set_id")

    # === COMPUTE METHODS === #

    @api.depends("application_id")
    def _compute_is_private(self):
        # Without its application id the consent page of a public app cannot be opened.
        for key_set in self:
            key_set.is_private = not key_set.application_id

    @api.depends("environment")
    def _compute_registered_redirect_uri(self):
        for key_set in self:
            if not key_set.registered_redirect_uri:
                key_set.registered_redirect_uri = key_set._redirect_uri()

    def _compute_login_uri(self):
        for key_set in self:
            key_set.login_uri = (
                f"{key_set.get_base_url()}{LOGIN_PATH}/{key_set.id}"
                if key_set.id
                else False
            )

    # === CONSTRAINTS AND CRUD === #

    @api.constrains(*sorted(ADDRESS_FIELDS))
    def _check_custom_addresses(self):
        for key_set in self.filtered(lambda key_set: key_set.environment == "custom"):
            for name in (
                "custom_api_url",
                "custom_token_url",
                "custom_consent_url",
            ):
                if not _is_safe_address(key_set[name]):
                    raise ValidationError(
                        self.env._(
                            "%(field)s must be an https:// address. Only on this "
                            "very machine http:// will do.",
                            field=key_set._fields[name].get_description(self.env)[
                                "string"
                            ],
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        key_sets = super().create(vals_list)
        for key_set in key_sets:  # Not the values: defaults come from elsewhere, too.
            key_set._check_may_set_addresses({n: key_set[n] for n in ADDRESS_FIELDS})
        return key_sets

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        tokens = self.env["amazon.seller.token"].sudo()
        if self.sudo().with_context(active_test=False).account_ids or (
            tokens.search_count([("key_set_id", "in", self.ids)], limit=1)
        ):
            raise UserError(
                self.env._(
                    "Accounts or their authorisations use this key set. Archive it "
                    "instead."
                )
            )

    def write(self, vals):
        changed = {
            name: value
            for name, value in vals.items()
            if name in ADDRESS_FIELDS
            and any(key_set[name] != value for key_set in self)
        }
        self._check_may_set_addresses(changed)
        return super().write(vals)

    def _check_may_set_addresses(self, vals):
        """Refuse own addresses to all but system administrators.

        Whoever may change where tokens are sent can read them.
        """
        own_addresses = any(
            vals.get(name) and not (name == "environment" and vals[name] != "custom")
            for name in ADDRESS_FIELDS
        )
        if own_addresses and not (self.env.su or self.env.user._is_system()):
            raise AccessError(
                self.env._(
                    "Only a system administrator may set own addresses: tokens and "
                    "secrets are sent there."
                )
            )

    # === BUSINESS METHODS === #

    def _redirect_uri(self):
        return f"{self.get_base_url()}{CALLBACK_PATH}"

    def _check_redirect_uri(self):
        """Refuse an address to which Amazon would not send the seller back.

        :raise UserError: says why, and what to do
        """
        self.ensure_one()
        ours = self._redirect_uri()
        if not _is_safe_address(ours):
            raise UserError(
                self.env._(
                    "Amazon only comes back to an https:// address, and this Odoo "
                    "calls itself %(address)s. Correct the system parameter "
                    '"web.base.url" first.',
                    address=self.get_base_url(),
                )
            )
        registered = (self.registered_redirect_uri or "").strip()
        if not hmac.compare_digest(registered.encode(), ours.encode()):
            raise UserError(
                self.env._(
                    "Amazon would send the seller back to %(registered)s, but this "
                    "Odoo answers at %(ours)s. Register the latter at the app's page "
                    'at Amazon and enter it as "Registered Redirect URI" in the '
                    "developer key set.",
                    registered=registered or self.env._("no address at all"),
                    ours=ours,
                )
            )

    def _account_of_seller(self, seller_identifier):
        """Return the account that a seller coming from Seller Central means.

        :return: the account of that seller id, else the only one without a seller id
        """
        accounts = self.env["amazon.seller.account"].search(
            [
                ("key_set_id", "=", self.id),
                ("seller_identifier", "in", (False, "", seller_identifier)),
            ]
        )
        own = accounts.filtered("seller_identifier")
        if own:
            return own[0]
        return accounts if len(accounts) == 1 else accounts.browse()

    def _api_url(self, region):
        self.ensure_one()
        if self.environment == "custom":
            return self.custom_api_url.replace("{region}", region)
        servers = Region(region)
        is_sandbox = self.environment == "sandbox"
        return servers.sandbox_url if is_sandbox else servers.api_url

    def _seller_central_url(self, marketplace):
        self.ensure_one()
        if self.environment == "custom":
            return self.custom_consent_url.rstrip("/")
        return marketplace.seller_central_url

    def _allowed_callback_origins(self):
        """Return the origins beside Amazon's own that a seller may be sent to."""
        self.ensure_one()
        if self.environment != "custom":
            return ()
        parts = urlsplit(self.custom_consent_url)
        return (f"{parts.scheme}://{parts.netloc}",)


def _is_safe_address(url):
    parts = urlsplit(url or "")
    return bool(parts.hostname) and (
        parts.scheme == "https"
        or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    )
