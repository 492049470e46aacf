# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..importer import reasons
from ..screens import form_of, notification

STATES = [
    ("new", "New"),
    ("waiting", "Waiting"),
    ("imported", "Imported"),
    ("cancelled", "Cancelled"),
    ("ignored", "Ignored"),
]
CHANNELS = [("MFN", "Merchant (MFN)"), ("AFN", "Amazon (FBA)")]


class AmazonSellerOrder(models.Model):
    """An order as Amazon stated it, and what became of it here."""

    _name = "amazon.seller.order"
    _inherit = ["mail.thread", "amazon.seller.report.receiver"]
    _description = "Amazon Order"
    _order = "purchase_date desc, id desc"
    _rec_name = "amazon_order_id"
    _check_company_auto = True
    # What Amazon stated is changed by nobody; notes are welcome all the same.
    _mail_post_access = "read"

    amazon_order_id = fields.Char("Amazon Order ID", required=True, readonly=True)
    account_id = fields.Many2one(ondelete="restrict")
    company_id = fields.Many2one(
        "res.company", related=None, required=True, readonly=True, ondelete="restrict"
    )
    report_id = fields.Many2one(help="The report that stated the order last.")
    line_ids = fields.One2many("amazon.seller.order.line", "order_id", readonly=True)

    # What became of it
    state = fields.Selection(
        STATES, required=True, readonly=True, default="new", index=True
    )
    reason = fields.Selection(reasons.REASONS, readonly=True, index="btree_not_null")
    reason_detail = fields.Char(readonly=True)
    reason_text = fields.Char("What to do", compute="_compute_reason_text")
    technical_detail = fields.Text(readonly=True, groups="base.group_system")
    attempts = fields.Integer(readonly=True, help="How often the import was tried.")
    last_attempt = fields.Datetime(readonly=True)
    sale_order_id = fields.Many2one(
        "sale.order",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )

    # What Amazon stated
    channel = fields.Selection(
        [*CHANNELS, ("mixed", "Merchant and Amazon")],
        "Shipped by",
        required=True,
        readonly=True,
    )
    statements = fields.Json(
        readonly=True, help="Fingerprint of the last statement of each channel."
    )
    refused_rows = fields.Json(readonly=True)
    sales_channel = fields.Char(readonly=True)
    marketplace_id = fields.Many2one(
        "amazon.seller.marketplace",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Where it was sold, as far as Amazon's report tells.",
    )
    purchase_date = fields.Datetime(readonly=True, index=True)
    payments_date = fields.Datetime(readonly=True)
    earliest_ship_date = fields.Datetime(readonly=True)
    latest_ship_date = fields.Datetime("Ship by", readonly=True)
    currency_code = fields.Char(readonly=True)
    currency_id = fields.Many2one(
        "res.currency", readonly=True, context={"active_test": False}
    )
    amount_total = fields.Monetary(
        "Total at Amazon",
        readonly=True,
        help="Sum of all the charges Amazon states, with the tax, but without tax that "
        "Amazon remits itself.",
    )
    ship_service_level = fields.Char(
        "Amazon's Code of the Shipping Service", readonly=True
    )
    delivery_instructions = fields.Char(readonly=True)
    is_business_order = fields.Boolean("Business Order", readonly=True)
    is_prime = fields.Boolean("Prime", readonly=True)
    is_replacement_order = fields.Boolean("Replacement", readonly=True)
    is_exchange_order = fields.Boolean("Exchange", readonly=True)
    original_order_id = fields.Char(
        "Original Order ID", readonly=True, index="btree_not_null"
    )
    is_buyer_requested_cancellation = fields.Boolean(
        "Buyer wishes to cancel", readonly=True
    )
    buyer_cancel_reason = fields.Char(readonly=True)
    ioss_number = fields.Char("IOSS Number", readonly=True)

    buyer_email = fields.Char(readonly=True)
    buyer_name = fields.Char(readonly=True)
    buyer_phone = fields.Char(readonly=True)
    buyer_company_name = fields.Char("Buyer Company", readonly=True)
    buyer_vat_number = fields.Char("Buyer VAT", readonly=True)
    purchase_order_number = fields.Char(readonly=True)

    ship_name = fields.Char("Recipient", readonly=True)
    ship_line1 = fields.Char("Ship-to Line 1", readonly=True)
    ship_line2 = fields.Char("Ship-to Line 2", readonly=True)
    ship_line3 = fields.Char("Ship-to Line 3", readonly=True)
    ship_city = fields.Char("Ship-to City", readonly=True)
    ship_state = fields.Char("Ship-to State", readonly=True)
    ship_postal_code = fields.Char("Ship-to Postal Code", readonly=True)
    ship_country_code = fields.Char("Ship-to Country", readonly=True)
    ship_phone = fields.Char("Ship-to Phone", readonly=True)
    bill_name = fields.Char("Bill-to Name", readonly=True)
    bill_line1 = fields.Char("Bill-to Line 1", readonly=True)
    bill_line2 = fields.Char("Bill-to Line 2", readonly=True)
    bill_line3 = fields.Char("Bill-to Line 3", readonly=True)
    bill_city = fields.Char("Bill-to City", readonly=True)
    bill_state = fields.Char("Bill-to State", readonly=True)
    bill_postal_code = fields.Char("Bill-to Postal Code", readonly=True)
    bill_country_code = fields.Char("Bill-to Country", readonly=True)
    bill_phone = fields.Char("Bill-to Phone", readonly=True)

    _account_order_uniq = models.Constraint(
        "UNIQUE(account_id, amazon_order_id)",
        "This Amazon order is in the inbox of this seller account already.",
    )
    _pending_idx = models.Index(
        "(account_id, id) WHERE state IN ('new', 'waiting')",
    )

    # === COMPUTE METHODS === #

    @api.depends("reason", "reason_detail")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for order in self:
            order.reason_text = reasons.sentence(
                self.env, order.reason, order.reason_detail
            )

    # === ACTION METHODS === #

    def action_import(self):
        """Import the chosen orders now, whatever they wait for.

        :raise UserError: when none of them can be imported at all
        """
        self.check_access("read")
        todo = self.filtered(lambda order: order._may_be_imported())
        if not todo:
            raise UserError(
                self.env._(
                    "There is nothing to import: these orders are imported already, "
                    "were cancelled, or were not sold on Amazon."
                )
            )
        # What stands as a cancelled sale order is still to be told Amazon.
        gone = todo.filtered(lambda order: not order.sale_order_id)
        gone.sudo().submission_ids._withdraw()
        todo.sudo()._import_again()
        for account, orders in todo.sudo().grouped("account_id").items():
            orders._import_now(account)
        return todo._import_notification()

    def action_ignore(self):
        """Set the chosen orders aside; they are not imported by themselves."""
        self.check_access("read")
        if self.filtered(lambda order: order.state in ("imported", "cancelled")):
            raise UserError(
                self.env._(
                    "An imported order cannot be ignored: cancel its sale order."
                )
            )
        self.sudo().write(
            {"state": "ignored", "reason": "by_user", "reason_detail": False}
        )

    def action_view_sale_order(self):
        """Open the sale order of this inbox record."""
        self.ensure_one()
        return form_of(self.sale_order_id)

    @api.model
    def _of_account(self, account, amazon_order_ids):
        """Return the account's orders with these ids of Amazon's."""
        return self.search_fetch(
            [
                ("account_id", "=", account.id),
                ("amazon_order_id", "in", list(amazon_order_ids)),
            ],
            ["amazon_order_id"],
        )

    def _may_be_imported(self):
        """Whether a person may start the import of this order."""
        is_done = self.state in ("imported", "cancelled") and self.sale_order_id
        return not is_done and self.reason not in ("not_amazon", "cancelled")

    def _import_notification(self):
        """Return the message that tells how many of these orders were imported."""
        imported = self.filtered(lambda order: order.state == "imported")
        if len(imported) == len(self):
            kind, message = "success", self.env._("%s imported.", len(imported))
        elif len(self) == 1:
            kind, message = "warning", self.reason_text
        else:
            kind = "warning"
            message = self.env._(
                "%(imported)s imported, %(waiting)s still waiting: see their reasons.",
                imported=len(imported),
                waiting=len(self) - len(imported),
            )
        return notification(message, kind)
