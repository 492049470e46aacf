# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models

from ..importer import amazon_words, tax_document_states
from ..screens import form_of

# Amazon wants an invoice this long after the goods are on their way.
INVOICE_WITHIN = timedelta(hours=24)


class AmazonSellerTaxDocument(models.Model):
    """An invoice or a credit note for an Amazon order, as Amazon stated it.

    Of VCS Lite: Amazon wants it from the seller.  Of VCS: Amazon has issued it.
    """

    _name = "amazon.seller.tax.document"
    _inherit = ["mail.thread", "amazon.seller.statement", "amazon.seller.order.link"]
    _description = "Amazon Invoice Data"
    _order = "document_date desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    report_id = fields.Many2one(help="The report that stated the document last.")
    source = fields.Selection(
        [("VIDR", "VCS Lite: you invoice"), ("SC_VAT", "VCS: Amazon invoices")],
        required=True,
        readonly=True,
    )
    document_key = fields.Char(required=True, readonly=True)
    transaction_type = fields.Selection(
        [("SHIPMENT", "Shipment"), ("RETURN", "Return"), ("REFUND", "Refund")],
        "For",
        required=True,
        readonly=True,
    )
    kind = fields.Selection(
        [("invoice", "Invoice"), ("credit_note", "Credit Note")],
        compute="_compute_kind",
        store=True,
    )
    state = fields.Selection(
        tax_document_states.STATES, required=True, readonly=True, index=True
    )
    state_text = fields.Char("What to do", compute="_compute_state_text")
    line_ids = fields.One2many(
        "amazon.seller.tax.document.line", "document_id", readonly=True
    )

    # Whose it is
    sale_order_id = fields.Many2one(
        related="order_id.sale_order_id", store=True, index="btree_not_null"
    )
    marketplace_id = fields.Many2one("amazon.seller.marketplace", readonly=True)
    shipment_id = fields.Char("Shipment ID", readonly=True, index="btree_not_null")
    transaction_id = fields.Char("Transaction ID", readonly=True)
    invoice_number = fields.Char(readonly=True, index="btree_not_null")
    original_invoice_number = fields.Char(readonly=True)
    invoice_url = fields.Char("Invoice at Amazon", readonly=True)
    order_date = fields.Datetime(readonly=True)
    document_date = fields.Datetime("Date", readonly=True, index=True)
    invoice_by = fields.Datetime(
        compute="_compute_invoice_by",
        store=True,
        help="Amazon wants the invoice within 24 hours of the shipment.",
    )

    # What it says
    currency_id = fields.Many2one(
        "res.currency", readonly=True, context={"active_test": False}
    )
    amount_gross = fields.Monetary("Total", compute="_compute_amounts", store=True)
    amount_net = fields.Monetary(
        "Total without VAT", compute="_compute_amounts", store=True
    )
    amount_tax = fields.Monetary("VAT", compute="_compute_amounts", store=True)
    tax_rates = fields.Char("VAT Rates", compute="_compute_amounts", store=True)
    has_tax = fields.Boolean(
        "VAT Calculated",
        compute="_compute_has_tax",
        store=True,
        help="Where Amazon knows no VAT number of yours, it calculates no VAT.",
    )
    scheme = fields.Char(
        "Amazon's Tax Scheme",
        readonly=True,
        help="Empty for the regular one of the country.",
    )
    scheme_words = fields.Char("Tax Scheme", compute="_compute_scheme_words")
    is_sellers_tax = fields.Boolean("Tax Paid by You", readonly=True, default=True)
    seller_vat_number = fields.Char("Your VAT ID", readonly=True)
    buyer_vat_number = fields.Char("Buyer's VAT ID", readonly=True)
    buyer_company_name = fields.Char("Buyer's Company", readonly=True)
    ship_from_country = fields.Char(readonly=True)
    ship_to_country = fields.Char(readonly=True)
    is_business_order = fields.Boolean("Business Order", readonly=True)
    is_export = fields.Boolean("Export", readonly=True)
    is_corrected = fields.Boolean("Correction", readonly=True)
    is_amazon_invoiced = fields.Boolean("Amazon Invoices", readonly=True)
    amazon_status = fields.Char("Status at Amazon", readonly=True)
    amazon_status_text = fields.Char("Amazon's Words", readonly=True)
    reason_code = fields.Char("Amazon's Tax Reason", readonly=True)

    _identity_uniq = models.Constraint(
        "UNIQUE(account_id, source, document_key, transaction_type)",
        "This document is here already.",
    )
    _order_idx = models.Index("(account_id, amazon_order_id)")
    _open_idx = models.Index(
        "(account_id, invoice_by) WHERE state IN ('to_invoice', 'refused')"
    )

    # === COMPUTE METHODS === #

    @api.depends("scheme")
    @api.depends_context("lang")
    def _compute_scheme_words(self):
        for document in self:
            document.scheme_words = amazon_words.scheme(document.env, document.scheme)

    @api.depends("kind", "invoice_number", "document_key")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for document in self:
            document.display_name = document.invoice_number or document.document_key

    @api.depends("transaction_type")
    def _compute_kind(self):
        for document in self:
            is_invoice = document.transaction_type == "SHIPMENT"
            document.kind = "invoice" if is_invoice else "credit_note"

    @api.depends("source", "document_date")
    def _compute_invoice_by(self):
        for document in self:
            is_ours = document.source == "VIDR" and document.document_date
            document.invoice_by = is_ours and document.document_date + INVOICE_WITHIN

    @api.depends("line_ids.gross", "line_ids.net", "line_ids.tax", "line_ids.rate")
    def _compute_amounts(self):
        for document in self:
            lines = document.line_ids
            document.amount_gross = sum(lines.mapped("gross"))
            document.amount_net = sum(lines.mapped("net"))
            document.amount_tax = sum(lines.mapped("tax"))
            rates = sorted({line.rate for line in lines if line.has_rate})
            document.tax_rates = ", ".join(f"{rate:g} %" for rate in rates)

    @api.depends("line_ids.has_tax", "line_ids.gross")
    def _compute_has_tax(self):
        for document in self:
            # Of what is free nobody can tell.
            lines = document.line_ids.filtered("gross") or document.line_ids
            document.has_tax = bool(lines) and all(lines.mapped("has_tax"))

    @api.depends("state", "amazon_status_text", "amazon_status")
    @api.depends_context("lang")
    def _compute_state_text(self):
        for document in self:
            document.state_text = tax_document_states.sentence(
                self.env,
                document.state,
                document.amazon_status_text or document.amazon_status,
            )

    # === BUSINESS METHODS === #

    def _joined(self, name):
        """Return the different texts of a field, the oldest document's first."""
        texts = self.sorted("id").mapped(name)
        return ", ".join(dict.fromkeys(filter(None, texts))) or False

    # === ACTION METHODS === #

    def action_view_sale_order(self):
        self.ensure_one()
        return form_of(self.sale_order_id)
