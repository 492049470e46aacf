# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models

# A freshly linked account begins with what one report holds (30 days), and leaves
# some days to connect it.
FIRST_FETCH = timedelta(days=28)


class AmazonSellerAccount(models.Model):
    """One selling partner in one of Amazon's regions, as one company uses it."""

    _name = "amazon.seller.account"
    _description = "Amazon Seller Account"
    _inherit = ["mail.thread", "mail.activity.mixin"]
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
        help="Told when something needs a person.",
    )
    marketplace_ids = fields.Many2many(
        "amazon.seller.marketplace",
        string="Marketplaces",
        domain="[('region', '=', region)]",
        help="Loaded from Amazon when access is allowed. Remove one to leave its "
        "orders alone.",
    )

    # Orders
    import_mfn = fields.Boolean("Merchant Orders (MFN)", default=True)
    import_afn = fields.Boolean("Amazon Orders (FBA)", default=True)
    order_start_date = fields.Datetime(
        "Orders From",
        required=True,
        default=lambda self: fields.Datetime.now() - FIRST_FETCH,
        help="Orders bought before are left alone.",
    )
    fba_amounts = fields.Selection(
        [
            ("undecided", "Not decided yet"),
            ("included", "Prices include VAT"),
            ("excluded", "VAT comes on top"),
        ],
        "FBA Report Prices",
        required=True,
        default="undecided",
        help="Where Amazon calculates VAT (VCS), its FBA reports usually state prices "
        "without VAT. Compare one order with Seller Central; until it is decided, "
        "orders for which it matters wait.",
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        compute="_compute_warehouse_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        help="Merchant orders are delivered from here.",
    )
    team_id = fields.Many2one("crm.team", "Sales Team", check_company=True)
    payment_term_id = fields.Many2one("account.payment.term", check_company=True)
    fiscal_position_id = fields.Many2one(
        "account.fiscal.position",
        check_company=True,
        help="Leave empty to let Odoo choose by country and VAT number.",
    )
    shipping_product_id = fields.Many2one("product.product", check_company=True)
    gift_wrap_product_id = fields.Many2one("product.product", check_company=True)
    promotion_product_id = fields.Many2one("product.product", check_company=True)

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
        counts = dict(
            self.env["amazon.seller.report"]._read_group(
                [("account_id", "in", self.ids)], ["account_id"], ["__count"]
            )
        )
        for account in self:
            account.report_count = counts.get(account, 0)

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
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        return dict(action, domain=[("account_id", "=", self.id)], context={})
