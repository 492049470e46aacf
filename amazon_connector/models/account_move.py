# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..importer.tax_document_states import AMAZONS


class AccountMove(models.Model):
    _inherit = "account.move"

    amazon_seller_tax_document_ids = fields.Many2many(
        "amazon.seller.tax.document",
        string="Invoice Data of Amazon",
        compute="_compute_amazon_seller_tax_documents",
        compute_sudo=True,
        groups="amazon_connector.group_user",
    )
    amazon_seller_is_invoiced = fields.Boolean(
        "Sent by Amazon",
        compute="_compute_amazon_seller_tax_documents",
        compute_sudo=True,
        help="Amazon sends the buyer its own invoice for these items.",
    )
    amazon_seller_invoice_number = fields.Char(
        "Amazon's Invoice Number",
        compute="_compute_amazon_seller_tax_documents",
        compute_sudo=True,
        search="_search_amazon_seller_invoice_number",
    )
    amazon_seller_tax_rates = fields.Char(
        "Amazon's VAT Rates",
        compute="_compute_amazon_seller_tax_documents",
        compute_sudo=True,
    )
    amazon_seller_tax_scheme = fields.Char(
        "Amazon's Tax Scheme",
        compute="_compute_amazon_seller_tax_documents",
        compute_sudo=True,
    )
    amazon_seller_check_text = fields.Text(
        "Why It Differs",
        compute="_compute_amazon_seller_check_text",
        compute_sudo=True,
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "move_type",
        *(
            "invoice_line_ids.sale_line_ids.order_id.amazon_seller_tax_document_ids."
            + name
            for name in ("state", "invoice_number", "tax_rates", "scheme")
        ),
    )
    def _compute_amazon_seller_tax_documents(self):
        for move in self:
            documents = move._amazon_seller_documents()
            move.amazon_seller_tax_document_ids = documents
            move.amazon_seller_is_invoiced = bool(documents)
            move.amazon_seller_invoice_number = documents._joined("invoice_number")
            move.amazon_seller_tax_rates = documents._joined("tax_rates")
            move.amazon_seller_tax_scheme = documents._joined("scheme")

    # Not of the sale orders' checks: each order that is imported would look for its
    # invoices, and this is read when the page is opened.
    @api.depends("move_type", "state", "invoice_line_ids.sale_line_ids")
    @api.depends_context("lang")
    def _compute_amazon_seller_check_text(self):
        for move in self:
            is_due = move.move_type == "out_invoice" and move.state != "cancel"
            orders = is_due and move.invoice_line_ids.sale_line_ids.order_id
            move.amazon_seller_check_text = orders and "\n".join(
                orders._amazon_seller_open_checks()
            )

    def _amazon_seller_documents(self):
        """Return what Amazon issued for items of this invoice or credit note."""
        kinds = {"out_invoice": "invoice", "out_refund": "credit_note"}
        sale_lines = self.invoice_line_ids.sale_line_ids
        return sale_lines.order_id.amazon_seller_tax_document_ids.filtered(
            lambda document: (
                document.state in AMAZONS
                and document.kind == kinds.get(self.move_type)
                and any(line._is_of(sale_lines) for line in document.line_ids)
            )
        ).sorted(lambda document: document.document_date or document.create_date)

    def _search_amazon_seller_invoice_number(self, operator, value):
        if operator in fields.Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        orders = (
            self.env["sale.order"]
            .sudo()
            .search([("amazon_seller_invoice_number", operator, value)])
        )
        return [("id", "in", orders.invoice_ids.ids)]
