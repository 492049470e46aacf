# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..importer.readings import EVERYWHERE


class AmazonSellerAccount(models.Model):
    _inherit = "amazon.seller.account"

    price_reading_ids = fields.One2many(
        "amazon.seller.price.reading", "account_id", "VAT in Amounts", readonly=True
    )
    vat_calculated_since = fields.Date(
        "VAT Calculated by Amazon Since",
        tracking=True,
        help="From this day on, a tax of zero means that no VAT was due; before, that "
        "Amazon did not calculate it. Left empty, the first order with VAT to each "
        "country tells.",
    )

    def _decide_price_reading(self, channel, prices, promotions, tax_time):
        """Decide how the reports state amounts, of all countries of a channel."""
        self.ensure_one()
        records = self.price_reading_ids._with_missing(self, [(channel, EVERYWHERE)])
        records.filtered(lambda each: each._key() == (channel, EVERYWHERE)).write(
            {
                "chosen_prices": prices,
                "chosen_promotions": promotions,
                "chosen_tax_time": tax_time,
            }
        )

    def action_view_price_readings(self):
        """Open how the reports of this account state amounts, by country."""
        return self._action_view("amazon_connector.amazon_seller_price_reading_action")
