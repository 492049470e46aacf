# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..importer import vat_numbers
from ..importer.maps import COUNTRY_ALIASES
from ..importer.schemes import COLLECTED, SCHEMES
from ..restated import difference_text
from ..screens import titled_list


class AmazonSellerOrderTaxes(models.Model):
    """What Amazon stated that decides about the taxes."""

    _inherit = "amazon.seller.order"

    tax_kind = fields.Selection(
        SCHEMES,
        "Kind of Sale",
        readonly=True,
        help="In the eyes of the tax office, as the import found it.",
    )
    buyer_vat_state = fields.Selection(
        [("valid", "Valid in form"), ("invalid", "Not valid in form")],
        "Check of the VAT ID",
        compute="_compute_buyer_vat_state",
        help="Only the form of the number is checked, not whether it was issued. A "
        "number that is not valid in form makes no sale free of tax.",
    )

    @api.depends("buyer_vat_number", "bill_country_code", "ship_country_code")
    def _compute_buyer_vat_state(self):
        codes = {order: order._vat_country_code() for order in self}
        countries = (
            self.env["res.country"]
            .search([("code", "in", list(set(codes.values())))])
            .grouped("code")
        )
        for order in self:
            country = countries.get(codes[order])
            vat, _code = vat_numbers.check(self.env, country, order.buyer_vat_number)
            order.buyer_vat_state = order.buyer_vat_number and (
                "valid" if vat else "invalid"
            )

    # === BUSINESS METHODS === #

    @api.model
    def _take_vat_numbers(self, numbers):
        """Keep the buyers' VAT numbers by invoice data, where no report states one.

        :param numbers: ``{order: number}``, of one account
        """
        named = self.concat(*numbers).filtered(lambda each: not each.buyer_vat_number)
        if not named:
            return
        lang = named.company_id.partner_id.lang or self.env.lang
        named = named.with_context(lang=lang, tracking_disable=True)
        title = named.env._("Amazon states the order differently now:")
        bodies = {}
        for order in named:
            number = numbers[order]
            text = difference_text(order, "buyer_vat_number", False, number)
            bodies[order] = titled_list(title, [text])
            order.buyer_vat_number = number
        named._message_log_batch({order.id: body for order, body in bodies.items()})
        sold = named.filtered("sale_order_id")
        sold.sale_order_id._message_log_batch(
            {order.sale_order_id.id: bodies[order] for order in sold}
        )
        sold.sale_order_id._amazon_seller_note_vat_number()
        # Another kind of sale, which may have its taxes.
        waiting = (named - sold).filtered(lambda each: each.state == "waiting")
        waiting.write({"state": "new", "reason": False, "reason_detail": False})

    def _vat_country_code(self):
        """Return the ISO code of the country by whose rules the VAT ID is checked."""
        code = (self.bill_country_code or self.ship_country_code or "").upper()
        return COUNTRY_ALIASES.get(code, code)

    def _keep_tax_kind(self, kind):
        """Keep what kind of sale this is; what Amazon collects is no part of it."""
        self.ensure_one()
        kinds = {self.tax_kind, kind}
        if len(kinds) == 1:
            return
        self.tax_kind = kind
        if COLLECTED in kinds:
            self.amount_total = self._stated_total()
