# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import fields, models

from ..importer import fba_stock


class SaleOrderLineFba(models.Model):
    """Items that Amazon ships out of its own warehouses."""

    _inherit = "sale.order.line"

    amazon_seller_fba_stock = fields.Selection(
        [
            (fba_stock.DUE, "Still in stock"),
            (fba_stock.MOVED, "Taken out"),
            (fba_stock.WITHOUT_LOT, "Lot or serial number unknown"),
            (fba_stock.REFUSED, "Refused by Odoo"),
        ],
        "FBA Stock",
        readonly=True,
        copy=False,
        help="Whether the item left the stock that is kept of Amazon's warehouses. "
        "Empty where none was kept when the order was imported: then Amazon's next "
        "stock report tells.",
    )
    amazon_seller_fba_refusal = fields.Char(
        "Why not Taken out", readonly=True, copy=False
    )

    _amazon_seller_fba_stock_idx = models.Index(
        "(order_id) WHERE amazon_seller_fba_stock IN ('due', 'lots', 'refused')"
    )

    def _amazon_seller_take_out_again(self):
        """Try once more to take these items out of the stock at Amazon.

        :return: those that stay in stock
        """
        stuck = self.filtered(
            lambda line: line.amazon_seller_fba_stock in fba_stock.STUCK
        )
        stuck.amazon_seller_fba_stock = fba_stock.DUE
        for account, lines in stuck.grouped(
            lambda line: line.order_id.amazon_seller_account_id
        ).items():
            lines = lines.with_company(account.company_id)
            fba_stock.FbaStock(account.with_env(lines.env)).take_out(lines)
        return stuck._amazon_seller_not_moved()

    def _amazon_seller_not_moved(self):
        return self.filtered(
            lambda line: line.amazon_seller_fba_stock != fba_stock.MOVED
        )

    def _amazon_seller_note_fba_stock(self):
        """Tell on the orders which items are still in stock at Amazon, and why."""
        stuck = self._amazon_seller_not_moved()
        if not stuck:
            return
        bodies = {
            order.id: Markup("<br/>").join(
                line._amazon_seller_fba_stock_sentence() for line in lines
            )
            for order, lines in stuck.grouped("order_id").items()
        }
        stuck.order_id._message_log_batch(bodies)

    def _amazon_seller_fba_stock_sentence(self):
        """Return why the item is still in stock, with the cure."""
        product = self.product_id.display_name
        if self.amazon_seller_fba_stock == fba_stock.WITHOUT_LOT:
            return self.env._(
                "%(product)s was shipped by Amazon, but is still in the FBA stock: "
                "Amazon does not tell which lots or serial numbers it shipped, and "
                "there are not enough in the FBA location. Enter them there, then "
                'press "Take out of FBA Stock".',
                product=product,
            )
        return self.env._(
            "%(product)s was shipped by Amazon, but is still in the FBA stock, because "
            "Odoo refused: %(reason)s. Correct this, then press "
            '"Take out of FBA Stock".',
            product=product,
            reason=self.amazon_seller_fba_refusal,
        )
