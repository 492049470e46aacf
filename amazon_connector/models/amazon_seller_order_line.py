# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo import fields, models

from ..importer.amounts import (
    PRICE_FIELDS,
    PROMOTION_FIELDS,
    buyer_pays,
    charges,
    first_unknown,
    is_taxed,
    needs_rate,
    read,
    stated,
)
from ..importer.readings import record_of, terms
from ..importer.schemes import COLLECTED
from ..spapi.price_readings import ASPECTS
from .amazon_seller_order import CHANNELS

# Exact for every currency; unlike Monetary it costs no currency look-up per value.
AMOUNT_DIGITS = (16, 4)


class AmazonSellerOrderLine(models.Model):
    """One item of an MFN order, or one item of one FBA shipment, as Amazon stated it.

    Amounts are line totals in the order's currency, never unit prices.
    """

    _name = "amazon.seller.order.line"
    _description = "Amazon Order Line"
    _order = "order_id, id"
    _rec_name = "sku"

    order_id = fields.Many2one(
        "amazon.seller.order",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(
        "res.currency", readonly=True, context={"active_test": False}
    )
    channel = fields.Selection(CHANNELS, "Shipped by", required=True, readonly=True)
    order_item_id = fields.Char("Order Item ID", required=True, readonly=True)
    shipment_item_id = fields.Char("Shipment Item ID", readonly=True)
    fingerprint = fields.Char(readonly=True)
    is_cancelled = fields.Boolean("Cancelled at Amazon", readonly=True)
    is_changed = fields.Boolean(
        "Not in the Sale Order yet",
        readonly=True,
        help="Amazon states the item differently than the sale order has it.",
    )
    sku = fields.Char("SKU", readonly=True, index=True)
    title = fields.Char(readonly=True)
    quantity = fields.Integer(readonly=True)
    is_price_blank = fields.Boolean("Price missing", readonly=True)
    item_price = fields.Float(digits=AMOUNT_DIGITS, readonly=True)
    item_tax = fields.Float(digits=AMOUNT_DIGITS, readonly=True)
    shipping_price = fields.Float(digits=AMOUNT_DIGITS, readonly=True)
    shipping_tax = fields.Float(digits=AMOUNT_DIGITS, readonly=True)
    gift_wrap_price = fields.Float(digits=AMOUNT_DIGITS, readonly=True)
    gift_wrap_tax = fields.Float(digits=AMOUNT_DIGITS, readonly=True)
    is_tax_amazons = fields.Boolean(
        "Tax Remitted by Amazon",
        readonly=True,
        help="Amazon takes this tax from the buyer and remits it itself: it is "
        "neither part of the sale nor booked.",
    )
    is_gross = fields.Boolean(
        "Amounts with VAT",
        readonly=True,
        help="What Amazon's answer about this order told; reports do not say it.",
    )
    is_tax_blank = fields.Boolean("Tax not stated", readonly=True)
    price_reading = fields.Char(
        readonly=True, help="How the amounts were read when the order was imported."
    )
    vat_rate = fields.Float(
        "VAT Rate",
        digits=AMOUNT_DIGITS,
        readonly=True,
        help="In percent, of the tax in the sale order, where what the buyer paid "
        "depends on it: of a reduced price, stated amounts may fit to several rates.",
    )
    item_promotion = fields.Float("Promotion", digits=AMOUNT_DIGITS, readonly=True)
    shipping_promotion = fields.Float(digits=AMOUNT_DIGITS, readonly=True)
    promotion_ids = fields.Char("Promotion IDs", readonly=True)
    gift_wrap_type = fields.Char(readonly=True)
    gift_message = fields.Char(readonly=True)
    shipment_id = fields.Char("Shipment ID", readonly=True)
    shipment_date = fields.Datetime(readonly=True)
    carrier = fields.Char(readonly=True)
    tracking_number = fields.Char(readonly=True)
    fulfillment_center_id = fields.Char(
        "Fulfilment Centre", readonly=True, index="btree_not_null"
    )
    sale_line_ids = fields.One2many(
        "sale.order.line", "amazon_seller_line_id", readonly=True
    )

    # Amazon leaves the shipment item id empty for orders the merchant ships.
    _identity_uniq = models.UniqueIndex(
        "(order_id, order_item_id, COALESCE(shipment_item_id, ''))",
        "This item is in the inbox already.",
    )

    def _is_sold(self):
        """Whether the line states anything; a cancelled item may be left with zeros."""
        amounts = (self[name] for name in (*PRICE_FIELDS, *PROMOTION_FIELDS))
        return bool(self.quantity or any(amounts))

    def _sale(self):
        """Return what is sold, and for how much: equal for equal sales."""
        self.ensure_one()
        charges = self._charges().items()
        return self.sku, self.quantity, {kind: round(each, 4) for kind, each in charges}

    # === AMOUNTS === #

    def _charges(self):
        """Return ``{kind: amount}`` of what this line is sold for.

        It is what the buyer pays, tax included, less the tax that Amazon remits.
        """
        self.ensure_one()
        amounts = charges(self, self._terms())
        return {kind: float(amount) for kind, amount in amounts.items()}

    def _buyer_pays(self):
        """Return what the buyer pays for this line, whoever remits the tax in it."""
        return float(buyer_pays(self, self._terms()))

    def _withheld_tax(self):
        """Return the tax inside what the buyer pays that is no part of the sale."""
        return self._buyer_pays() - sum(self._charges().values())

    def _is_tax_amazons(self):
        """Whether Amazon remits the tax: it says so, or the kind of sale does."""
        return self.is_tax_amazons or self.order_id.tax_kind == COLLECTED

    def _is_tax_untold(self):
        """Whether Amazon withholds a tax inside the price that it does not state."""
        is_told = is_taxed(self) or self._is_free_of_vat()
        is_inside = self._is_tax_amazons() and not self._terms().is_tax_on_top
        return is_inside and not is_told and self._buyer_pays() > 0

    def _stated_taxes(self):
        """Return ``{kind: tax}``: Amazon's tax inside each of the :meth:`_charges`.

        :return: {} where Amazon states none, which is not the same as a tax of zero
        """
        self.ensure_one()
        if self._is_tax_amazons():
            return {}  # It is none of the seller's.
        if not (is_taxed(self) or self._is_free_of_vat()):
            return {}
        line_terms = self._terms()
        is_reduced = any(self[name] for name in PROMOTION_FIELDS)
        if is_reduced and not (line_terms.reading.tax or self.is_gross):
            return {}  # Nobody knows whether it is the tax of the reduced price.
        amounts = read(self, line_terms)
        return {kind: float(tax) for kind, (_amount, tax) in amounts.items()}

    def _is_free_of_vat(self):
        """Whether a stated tax of zero is a tax: Amazon calculates VAT by then."""
        order = self.order_id
        if self.is_tax_blank or self.is_gross or not order.purchase_date:
            return False
        account = order.account_id.sudo()
        if account.vat_calculated_since:
            return order.purchase_date.date() >= account.vat_calculated_since
        since = record_of(account, self.channel, order.ship_country_code).taxed_since
        return bool(since) and order.purchase_date >= since

    def _terms(self):
        """Return how the amounts are to be read, an ``importer.amounts.Terms``."""
        order = self.order_id
        return terms(
            order.account_id,
            self.channel,
            order.ship_country_code,
            order.currency_id,
            order.marketplace_id.marketplace_identifier,
            order.purchase_date,
            self._is_tax_amazons(),
            Decimal(str(self.vat_rate)) / 100 if self.vat_rate else None,
        )

    def _keep_vat_rate(self, taxes):
        """Remember the rate of the taxes that are booked, where the amounts need it.

        :param taxes: ``account.tax`` of the sale order's lines
        """
        self.ensure_one()
        if needs_rate(self, self._terms()):
            percentages = taxes.flatten_taxes_hierarchy().filtered(
                lambda tax: tax.amount_type == "percent"
            )
            self.vat_rate = sum(percentages.mapped("amount"))

    def _unknown_aspect(self):
        """Return what must be known before the amounts can be read, None if nothing."""
        return first_unknown(self, self._terms()) if is_taxed(self) else None

    def _used_reading(self):
        """Return the part of the reading that the amounts depend on, "" if none.

        :return: prices/promotions/tax, ``*`` for what plays no role
        """
        if not is_taxed(self) or self.is_gross:
            return ""
        line_terms = self._terms()
        if line_terms.is_tax_on_top:
            return ""
        reading = line_terms.reading
        is_reduced = any(charge.promotion for charge in stated(self))
        is_all_gross = reading.prices == reading.promotions == "gross"
        is_tax_off = not is_all_gross or line_terms.is_tax_amazons
        matters = (True, is_reduced, is_reduced and is_tax_off)
        return "/".join(
            (getattr(reading, aspect) or "?") if does else "*"
            for aspect, does in zip(ASPECTS, matters, strict=True)
        )
