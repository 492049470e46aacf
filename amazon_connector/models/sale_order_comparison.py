# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..importer import comparison
from ..importer.difference_words import causes, sentences

CHECKS = [
    ("not_compared", "Not Compared"),
    ("equal", "Equal"),
    ("differs", "Differs"),
    ("accepted", "Difference Accepted"),
    ("rounded", "Rounded"),
    ("held", "On Hold"),
]


class SaleOrderComparison(models.Model):
    """An order's total, tax and lines beside those that Amazon states."""

    _inherit = "sale.order"

    amazon_seller_tax = fields.Monetary(
        "Tax at Amazon",
        readonly=True,
        copy=False,
        help="Sum of the taxes that Amazon states, without tax that it remits itself.",
    )
    amazon_seller_has_tax = fields.Boolean(
        "Amazon States the Tax", readonly=True, copy=False
    )
    amazon_seller_tax_difference = fields.Monetary(
        "Tax Difference to Amazon",
        compute="_compute_amazon_seller_check",
        store=True,
        help="Tax of what Amazon states a tax for, less the tax at Amazon. Both round "
        "each line in their own way: up to a cent each, and half a cent for each "
        "further piece, is no difference.",
    )
    amazon_seller_accepted = fields.Char(
        readonly=True,
        copy=False,
        help="The differences that a manager accepted: any other is a new one.",
    )
    amazon_seller_check = fields.Selection(
        CHECKS,
        "Amounts at Amazon",
        compute="_compute_amazon_seller_check",
        store=True,
        help="Whether total, lines and tax of this order are those that Amazon states.",
    )
    amazon_seller_check_text = fields.Text(
        "Why It Differs", compute="_compute_amazon_seller_check_text"
    )

    _amazon_seller_check_idx = models.Index(
        "(amazon_seller_check) WHERE amazon_seller_check IN ('differs', 'held')"
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "state",
        "amount_total",
        "amount_tax",
        "amazon_seller_order_ref",
        "amazon_seller_total",
        "amazon_seller_accepted",
        "amazon_seller_hold",
        "order_line.price_total",
        "order_line.price_tax",
        "order_line.amazon_seller_amount",
        "order_line.amazon_seller_tax",
        "order_line.amazon_seller_has_tax",
        "order_line.amazon_seller_kind",
        "order_line.amazon_seller_line_id",
        "amazon_seller_tax_document_ids.tax_difference",
        "amazon_seller_tax_document_ids.is_corrected",
    )
    def _compute_amazon_seller_check(self):
        for order in self:
            order.amazon_seller_tax_difference = 0.0
            if not order.amazon_seller_order_ref:
                order.amazon_seller_check = False
            elif order.state == "cancel":
                order.amazon_seller_check = "not_compared"
            else:
                charges = order._amazon_seller_charges()
                tax = comparison.tax_difference(charges, order.amount_tax)
                documents = order._amazon_seller_documents()._differing()
                tax += sum(document._untold_tax() for document in documents)
                order.amazon_seller_tax_difference = order.currency_id.round(tax)
                order.amazon_seller_check = order._amazon_seller_checked()

    @api.depends("amazon_seller_check")
    @api.depends_context("lang")
    def _compute_amazon_seller_check_text(self):
        for order in self:
            is_decided = order.amazon_seller_check in ("accepted", "rounded")
            told = causes if is_decided else sentences
            order.amazon_seller_check_text = "\n".join(
                told(order, order._amazon_seller_differences())
                if order.amazon_seller_check not in (False, "not_compared", "equal")
                else []
            )

    # === BUSINESS METHODS === #

    def _get_update_prices_lines(self):
        """Override of `sale`: what buyers paid does not follow the pricelist."""
        lines = super()._get_update_prices_lines()
        return lines.filtered(lambda line: not line.amazon_seller_kind)

    def _amazon_seller_charges(self):
        """Return the lines as :class:`~..importer.comparison.Charge`."""
        self.ensure_one()
        return [line._amazon_seller_charge() for line in self._get_priced_lines()]

    def _amazon_seller_differences(self):
        """Return where this order differs from what Amazon states.

        :rtype: :class:`~..importer.comparison.Differences`
        """
        self.ensure_one()
        return comparison.differences(
            self._amazon_seller_charges(),
            self.amount_total,
            self.amazon_seller_total,
            self.currency_id.rounding,
            {
                document.id: document.tax_difference
                for document in self._amazon_seller_documents()._differing()
            },
        )

    def _amazon_seller_documents(self):
        return self._origin.sudo().amazon_seller_tax_document_ids

    def _amazon_seller_checked(self):
        """Return what the comparison and a manager's choice come to."""
        found = self._amazon_seller_differences()
        is_open = bool(found) and found.fingerprint() != self.amazon_seller_accepted
        if self.amazon_seller_hold == "manager":
            return "held"
        if is_open:
            return "held" if self.amazon_seller_hold == "policy" else "differs"
        if comparison.ROUNDING in self.order_line.mapped("amazon_seller_kind"):
            return "rounded"
        return "accepted" if found else "equal"

    def _amazon_seller_restate(self):
        """Compare with what the inbox states now, line by line."""
        for order in self.filtered("amazon_seller_order_id"):
            order.write(comparison.stated_order(order.amazon_seller_order_id.sudo()))
            lines = order.order_line.filtered("amazon_seller_line_id")
            for stated, sale_lines in lines.grouped("amazon_seller_line_id").items():
                charges, taxes = stated._charges(), stated._stated_taxes()
                for line in sale_lines:
                    line.write(
                        comparison.stated_charge(
                            charges, taxes, line.amazon_seller_kind
                        )
                    )
