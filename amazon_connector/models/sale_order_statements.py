# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..importer import amazon_words
from ..importer.tax_document_states import AMAZONS
from ..screens import count_by, view_of


class SaleOrderStatements(models.Model):
    """What Amazon's other reports say of an order: returns, invoices, payouts."""

    _inherit = "sale.order"

    amazon_seller_return_ids = fields.One2many(
        "amazon.seller.return",
        "sale_order_id",
        "Amazon Returns",
        readonly=True,
        groups="amazon_connector.group_user",
    )
    amazon_seller_return_count = fields.Integer(
        "Number of Amazon Returns",
        compute="_compute_amazon_seller_return_count",
        groups="amazon_connector.group_user",
    )
    amazon_seller_tax_document_ids = fields.One2many(
        "amazon.seller.tax.document",
        "sale_order_id",
        "Amazon Invoice Data",
        readonly=True,
        groups="amazon_connector.group_user",
    )
    amazon_seller_tax_document_count = fields.Integer(
        "Number of Amazon Documents",
        compute="_compute_amazon_seller_tax_documents",
        store=True,
        compute_sudo=True,
    )
    amazon_seller_invoice_number = fields.Char(
        "Amazon's Invoice Number",
        compute="_compute_amazon_seller_tax_documents",
        store=True,
        compute_sudo=True,
        copy=False,
        help="Of the invoices and credit notes that Amazon has sent the buyer.",
    )
    amazon_seller_tax_scheme = fields.Char(
        "Amazon's Tax Scheme",
        compute="_compute_amazon_seller_tax_documents",
        store=True,
        compute_sudo=True,
    )
    amazon_seller_scheme = fields.Char(
        "Amazon's Tax Scheme in Words", compute="_compute_amazon_seller_scheme"
    )
    amazon_seller_tax_rates = fields.Char(
        "Amazon's VAT Rates",
        compute="_compute_amazon_seller_tax_documents",
        store=True,
        compute_sudo=True,
    )
    amazon_seller_has_documented_tax = fields.Boolean(
        "Invoice Data with VAT",
        compute="_compute_amazon_seller_documented_tax",
        compute_sudo=True,
    )
    amazon_seller_documented_tax = fields.Monetary(
        "VAT in Amazon's Invoice Data",
        compute="_compute_amazon_seller_documented_tax",
        compute_sudo=True,
        help="Of the invoices that Amazon wants or has issued.",
    )
    amazon_seller_settled_count = fields.Integer(
        "Number of Amounts Settled",
        compute="_compute_amazon_seller_settled",
        groups="amazon_connector.group_user",
    )
    amazon_seller_settled = fields.Monetary(
        "Settled by Amazon",
        compute="_compute_amazon_seller_settled",
        groups="amazon_connector.group_user",
        help="Sum of what Amazon has settled for this order: paid less fees and "
        "refunds. It is not posted.",
    )

    # === COMPUTE METHODS === #

    def _compute_amazon_seller_return_count(self):
        counts = count_by(self, self.env["amazon.seller.return"], "sale_order_id")
        for order in self:
            order.amazon_seller_return_count = counts[order]

    @api.depends(
        "amazon_seller_tax_document_ids.state",
        "amazon_seller_tax_document_ids.invoice_number",
        "amazon_seller_tax_document_ids.scheme",
        "amazon_seller_tax_document_ids.tax_rates",
    )
    def _compute_amazon_seller_tax_documents(self):
        for order in self:
            documents = order.amazon_seller_tax_document_ids
            amazons = documents.filtered(lambda each: each.state in AMAZONS)
            order.amazon_seller_tax_document_count = len(documents)
            order.amazon_seller_invoice_number = amazons._joined("invoice_number")
            order.amazon_seller_tax_scheme = amazons._joined("scheme")
            order.amazon_seller_tax_rates = amazons._joined("tax_rates")

    @api.depends(
        "amazon_seller_tax_document_ids.amount_tax",
        "amazon_seller_tax_document_ids.has_tax",
    )
    def _compute_amazon_seller_documented_tax(self):
        for order in self:
            documents = order.amazon_seller_tax_document_ids._standing()
            taxed = documents.filtered(lambda each: each._is_tax_due())
            by_source = taxed.grouped("source").values()
            # Both reports on invoices may speak of the same ones.
            order.amazon_seller_documented_tax = max(
                (sum(each.mapped("amount_tax")) for each in by_source), default=0.0
            )
            order.amazon_seller_has_documented_tax = bool(taxed)

    @api.depends("amazon_seller_tax_scheme")
    @api.depends_context("lang")
    def _compute_amazon_seller_scheme(self):
        for order in self:
            order.amazon_seller_scheme = amazon_words.scheme(
                order.env, order.amazon_seller_tax_scheme
            )

    def _compute_amazon_seller_settled(self):
        groups = self.env["amazon.seller.settlement.line"]._read_group(
            [
                ("order_id", "in", self.amazon_seller_order_id.ids),
                ("settlement_id.state", "=", "balanced"),
            ],
            ["order_id", "currency_id"],
            ["amount:sum", "__count"],
        )
        sums, counts = {}, {}
        for order, currency, amount, count in groups:
            sums[order, currency] = amount
            counts[order] = counts.get(order, 0) + count
        for order in self:
            amazons = order.amazon_seller_order_id
            order.amazon_seller_settled = sums.get((amazons, order.currency_id), 0)
            order.amazon_seller_settled_count = counts.get(amazons, 0)

    # === ACTION METHODS === #

    def action_view_amazon_seller_returns(self):
        return self._amazon_seller_action(
            "amazon_seller_return_action", [("sale_order_id", "=", self.id)]
        )

    def action_view_amazon_seller_tax_documents(self):
        return self._amazon_seller_action(
            "amazon_seller_tax_document_action", [("sale_order_id", "=", self.id)]
        )

    def action_view_amazon_seller_settled(self):
        return self._amazon_seller_action(
            "amazon_seller_settlement_line_action",
            [("order_id", "=", self.amazon_seller_order_id.id)],
        )

    def _amazon_seller_action(self, name, domain):
        self.ensure_one()
        return view_of(self.env, f"amazon_connector.{name}", domain)
