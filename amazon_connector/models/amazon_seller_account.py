# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..importer.settings import Settings
from ..screens import count_by, view_of


class AmazonSellerAccount(models.Model):
    """One selling partner in one of Amazon's regions, as one company uses it."""

    _name = "amazon.seller.account"
    _description = "Amazon Seller Account"
    _inherit = ["mail.thread", "mail.activity.mixin", "amazon.seller.settings"]
    _order = "name"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    key_set_id = fields.Many2one(
        "amazon.seller.key.set",
        "Developer Key Set",
        required=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    home_marketplace_id = fields.Many2one(
        "amazon.seller.marketplace",
        required=True,
        ondelete="restrict",
        help="Where the seller logs in: its Seller Central asks for the consent.",
    )
    region = fields.Selection(
        related="home_marketplace_id.region",
        store=True,
        help="An authorisation counts for the marketplaces of one region.",
    )
    seller_identifier = fields.Char(
        "Seller ID",
        copy=False,
        tracking=True,
        help='Amazon\'s "Merchant Token" (A…), in Seller Central under account '
        "information. Filled in by itself when access is allowed.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        tracking=True,
        help="Asked to act when Amazon no longer accepts the authorisation.",
    )
    marketplace_ids = fields.Many2many(
        "amazon.seller.marketplace",
        string="Marketplaces",
        domain="[('region', '=', region)]",
        copy=False,
        help="Loaded from Amazon when access is allowed. Remove one to leave its "
        "orders alone.",
    )

    available_marketplace_ids = fields.Many2many(
        "amazon.seller.marketplace",
        "amazon_seller_account_available_marketplace_rel",
        string="Marketplaces at Amazon",
        readonly=True,
        copy=False,
        help="Where the seller participates, as Amazon said last.",
    )
    known_marketplace_ids = fields.Many2many(
        "amazon.seller.marketplace",
        "amazon_seller_account_known_marketplace_rel",
        string="Marketplaces Known",
        readonly=True,
        copy=False,
        help="Where the seller participates or once did.",
    )
    marketplaces_loaded_at = fields.Datetime(readonly=True, copy=False)

    # Orders
    import_mfn = fields.Boolean("Merchant Orders (MFN)", default=True)
    import_afn = fields.Boolean("Amazon Orders (FBA)", default=True)
    order_start_date = fields.Datetime(
        "Orders From",
        required=True,
        default=lambda self: fields.Datetime.now(),
        help="Orders bought before are left alone. With an earlier date, merchant "
        "orders come with an open delivery even if you shipped them already.",
    )
    warehouse_id = fields.Many2one(
        compute="_compute_warehouse_id", store=True, readonly=False, precompute=True
    )
    marketplace_settings_ids = fields.One2many(
        "amazon.seller.marketplace.settings",
        "account_id",
        "Marketplaces That Differ",
        copy=True,
    )

    report_ids = fields.One2many("amazon.seller.report", "account_id")
    order_count = fields.Integer(compute="_compute_order_counts")
    waiting_order_count = fields.Integer(compute="_compute_order_counts")
    report_count = fields.Integer(compute="_compute_report_count")

    # === COMPUTE METHODS === #

    @api.depends("company_id")
    def _compute_warehouse_id(self):
        for account in self:
            if account.warehouse_id.company_id != account.company_id:
                account.warehouse_id = self.env["stock.warehouse"].search(
                    [("company_id", "=", account.company_id.id)], limit=1
                )

    def _compute_order_counts(self):
        counts = {}
        for account, state, count in self.env["amazon.seller.order"]._read_group(
            [("account_id", "in", self.ids)], ["account_id", "state"], ["__count"]
        ):
            counts.setdefault(account, {})[state] = count
        for account in self:
            by_state = counts.get(account, {})
            account.order_count = sum(by_state.values())
            account.waiting_order_count = by_state.get("waiting", 0)

    def _compute_report_count(self):
        counts = count_by(self, self.env["amazon.seller.report"], "account_id")
        for account in self:
            account.report_count = counts[account]

    # === CONSTRAINTS AND CRUD === #

    @api.constrains("marketplace_ids", "seller_identifier", "active")
    def _check_marketplaces_taken_once(self):
        for account in self:
            if taken := account._taken_marketplaces() & account.marketplace_ids:
                raise ValidationError(
                    self.env._(
                        "Another account of the same seller fetches the orders of "
                        "%(marketplaces)s already; they would come twice. Remove these "
                        "marketplaces from one of the accounts.",
                        marketplaces=", ".join(taken.mapped("name")),
                    )
                )

    @api.constrains("company_id")
    def _check_company_is_settled(self):
        for account in self:
            if self.env["amazon.seller.order"].search_count(
                [
                    ("account_id", "=", account.id),
                    ("company_id", "!=", account.company_id.id),
                ],
                limit=1,
            ):
                raise ValidationError(
                    self.env._(
                        "The orders of %s belong to its company. Make a new account "
                        "for the other company.",
                        account.name,
                    )
                )

    @api.constrains("home_marketplace_id")
    def _check_region_is_settled(self):
        for account in self:
            regions = set(account.available_marketplace_ids.mapped("region"))
            if account.is_authorized and regions - {account.region}:
                raise ValidationError(
                    self.env._(
                        "Access to %s was allowed for another region. Make a new "
                        "account for each region.",
                        account.name,
                    )
                )

    def _fetched_marketplaces(self):
        """Return the chosen marketplaces on which the seller participates today."""
        return self.marketplace_ids & self.available_marketplace_ids

    def _taken_marketplaces(self, seller_identifier=None):
        """Return the marketplaces that other accounts of this seller fetch.

        :param seller_identifier: the seller's, if it is not on the account yet
        """
        self.ensure_one()
        seller_identifier = seller_identifier or self.seller_identifier
        if not (seller_identifier and self.active):
            return self.env["amazon.seller.marketplace"]
        return (
            self.sudo()
            .search(
                [
                    ("id", "!=", self.id),
                    ("seller_identifier", "=", seller_identifier),
                ]
            )
            .marketplace_ids
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_orders(self):
        orders = self.env["amazon.seller.order"].sudo()
        if orders.search_count([("account_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "The account has orders, which would lose what they belong to. "
                    "Archive it instead."
                )
            )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        if "name" in (default or {}):
            return vals_list
        return [
            dict(vals, name=self.env._("%s (copy)", account.name))
            for account, vals in zip(self, vals_list, strict=True)
        ]

    def write(self, vals):
        result = super().write(vals)
        if {"marketplace_ids", "order_start_date"} & vals.keys():
            self.env["amazon.seller.order"]._reconsider_ignored(self)
        return result

    def _settings(self):
        """Return the :class:`~..importer.settings.Settings` of this account."""
        self.ensure_one()
        return Settings(self)

    # === ACTION METHODS === #

    def action_view_orders(self):
        return self._action_view("amazon_connector.amazon_seller_order_action")

    def action_view_waiting_orders(self):
        action = self._action_view("amazon_connector.amazon_seller_order_action")
        return dict(action, context={"search_default_waiting": 1})

    def action_view_reports(self):
        return self._action_view("amazon_connector.amazon_seller_report_action")

    def _action_view(self, xml_id):
        self.ensure_one()
        return view_of(self.env, xml_id, [("account_id", "=", self.id)])
