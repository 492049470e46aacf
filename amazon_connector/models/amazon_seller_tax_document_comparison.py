# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..importer.comparison import is_rounding
from ..importer.schemes import COLLECTED


class AmazonSellerTaxDocumentComparison(models.Model):
    """Invoices that Amazon wants or has issued, beside their sale orders."""

    _inherit = "amazon.seller.tax.document"

    expected_amount = fields.Monetary(
        "Total of the Sale Order",
        compute="_compute_difference",
        store=True,
        help="What the sale order says of the items of this document.",
    )
    withheld_tax = fields.Monetary(
        "VAT Kept by Amazon",
        compute="_compute_difference",
        store=True,
        help="The buyer paid it, and Amazon pays it to the tax office: it is no part "
        "of the sale order.",
    )
    difference = fields.Monetary(
        compute="_compute_difference",
        store=True,
        help="Total of the sale order, with the VAT that Amazon kept, less the total "
        "of this document.",
    )
    expected_tax = fields.Monetary(
        "VAT of the Sale Order", compute="_compute_difference", store=True
    )
    tax_difference = fields.Monetary(
        "VAT Difference",
        compute="_compute_difference",
        store=True,
        help="VAT of the sale order less the VAT at Amazon. Both round each amount in "
        "their own way: up to a cent each, and half a cent for each further piece, is "
        "no difference.",
    )

    sale_check = fields.Selection(
        related="sale_order_id.amazon_seller_check", string="Amounts"
    )

    _difference_idx = models.Index(
        "(account_id) WHERE difference <> 0 OR tax_difference <> 0"
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "line_ids.gross",
        "line_ids.tax",
        "line_ids.quantity",
        "has_tax",
        "is_sellers_tax",
        "currency_id",
        "sale_order_id.state",
        "sale_order_id.amount_total",
        "sale_order_id.amount_tax",
        "sale_order_id.amazon_seller_tax_kind",
    )
    def _compute_difference(self):
        for document in self:
            expected = document._expected()
            total = sum(each.total for each in expected)
            withheld = sum(each.withheld for each in expected)
            tax = sum(each.tax for each in expected)
            stated = sum(document.line_ids.mapped("gross"))
            is_due = expected and document._is_tax_due()
            document.update(
                {
                    "expected_amount": total,
                    "withheld_tax": withheld,
                    "expected_tax": tax,
                    "difference": total + withheld - stated if expected else 0.0,
                    "tax_difference": document._tax_off(tax) if is_due else 0.0,
                }
            )

    # === BUSINESS METHODS === #

    def _expected(self):
        """Return what the sale order says of each line; [] where it does not of all.

        Only invoices have their equal there, in the currency of the sale order.

        :return: list of :class:`~.amazon_seller_tax_document_line.Expected`
        """
        self.ensure_one()
        order = self.sale_order_id
        if (
            self.kind != "invoice"
            or order.state == "cancel"
            or order.currency_id != self.currency_id
        ):
            return []
        expected = [line._expected() for line in self.line_ids]
        return [] if None in expected else expected

    def _is_tax_due(self):
        """Whether Amazon calculated the VAT, and as one that the seller pays.

        That another pays it than the sale order says is a note there.
        """
        is_collected = self.sale_order_id.amazon_seller_tax_kind == COLLECTED
        return self.has_tax and self.is_sellers_tax and not is_collected

    def _names_payer(self):
        """Whether it tells who pays the VAT: in words, or because the seller is to
        invoice some."""
        self.ensure_one()
        if self.source == "SC_VAT":
            return True
        return bool(self.amount_tax) and not self.is_amazon_invoiced

    def _tax_off(self, other):
        """Return by how much the VAT is less than another; 0 where that is rounding."""
        difference = other - sum(self.line_ids.mapped("tax"))
        pieces = [each for line in self.line_ids for each in line._pieces()]
        cent = self.currency_id.rounding
        return 0.0 if is_rounding(difference, pieces, cent) else difference

    def _standing(self):
        """Return the invoices among these documents of one order that no correction
        replaces; of several corrections the last one stands."""
        invoices = self.filtered(lambda each: each.kind == "invoice").sorted("id")
        corrected = {
            (document.source, document.shipment_id): document
            for document in invoices
            if document.is_corrected and document.shipment_id
        }
        return invoices.filtered(
            lambda each: corrected.get((each.source, each.shipment_id), each) == each
        )

    def _differing(self):
        """Return those of these documents of one order whose VAT is another than both
        the sale order's and the one that order reports state.

        What both reports on invoices say of a shipment is said once.
        """
        found, said = self.browse(), {}
        for document in self._standing().filtered("tax_difference"):
            what = document.shipment_id, document.tax_difference
            is_said = said.setdefault(what, document.source) != document.source
            if not (is_said and document.shipment_id) and not document._is_tax_told():
                found |= document
        return found

    def _untold_tax(self):
        """Return by how much the VAT is less than what order reports state, and the
        sale order has where they state none."""
        told = [
            each.tax if each.told is None else each.told for each in self._expected()
        ]
        return sum(told) - sum(self.line_ids.mapped("tax"))

    def _is_tax_told(self):
        """Whether Amazon's order reports state the same VAT for all of it: they are
        compared with the sale order already."""
        told = [each.told for each in self._expected()]
        return bool(told) and None not in told and not self._tax_off(sum(told))
