# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The values of sale orders and their lines, made from inbox records."""

from functools import partial

from odoo.fields import Command

from . import amounts
from .carriers import Carriers
from .comparison import stated_charge, stated_order
from .fba_stock import FbaStock
from .reasons import Waiting
from .settings import Settings
from .taxation import Taxation

# Any value that differs from the price: Odoo then takes the price for entered by
# hand and does not replace it by the list price when the quantity changes.
PRICE_IS_MANUAL = -99999.0
# kind -> the beginning of the product's name
_PRODUCTS = {
    amounts.SHIPPING: "shipping",
    amounts.GIFT_WRAP: "gift_wrap",
    amounts.ITEM_PROMOTION: "promotion",
    amounts.SHIPPING_PROMOTION: "promotion",
}


class SaleValues:
    """Builds the values of a batch; taxes and fiscal positions are found once.

    :param account: the ``amazon.seller.account``
    :param maps: :class:`~.maps.Maps`
    """

    def __init__(self, env, account, maps):
        self.env = env
        self.account = account
        self.company = account.company_id
        self.maps = maps
        self.settings = Settings(account)
        self.fba_stock = FbaStock(account)
        self.carriers = Carriers(env, account, self.settings)
        self._defaults = {
            name: self.env.ref(f"amazon_connector.product_product_{name}")
            for name in ("shipping", "gift_wrap", "promotion")
        }
        self._warehouse = env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        self._own_defaults = env["ir.default"]._get_model_defaults(
            "sale.order", f"amazon_seller_account_id={account.id}"
        )
        self._taxes = {}
        self._pricelists = {}
        self._has_rate = {}
        self.taxation = Taxation(account, maps, self.settings, self.has_rate)

    # === ORDERS === #

    def order(self, order, partners):
        """Return the values of a new sale order.

        :param order: an ``amazon.seller.order``
        :param partners: partner, invoice partner, delivery partner
        """
        partner, invoice, delivery = partners
        setting = partial(self.settings.get, order.marketplace_id)
        taxed = self.taxation.decide(order, partner, delivery)
        order._keep_tax_kind(taxed.kind.scheme)
        # First: what an order comes to may depend on the taxes of its lines.
        lines = [
            Command.create(values)
            for line in order._sold_lines()
            for values in self.lines(line, taxed.position)
        ]
        return {
            **self._own_defaults,
            **self.carriers.values(order),
            "amazon_seller_invoicing": "open",
            "amazon_seller_account_id": self.account.id,
            "amazon_seller_order_ref": order.amazon_order_id,
            "amazon_seller_order_id": order.id,
            **stated_order(order),
            "partner_id": partner.id,
            "partner_invoice_id": invoice.id,
            "partner_shipping_id": delivery.id,
            "company_id": self.company.id,
            "warehouse_id": (setting("warehouse_id") or self._warehouse).id,
            "pricelist_id": self.pricelist(order).id,
            **taxed.values(),
            "payment_term_id": setting("payment_term_id").id,
            "journal_id": setting("journal_id").id,
            "user_id": setting("salesperson_id").id,
            "team_id": setting("team_id").id,
            "tag_ids": [Command.set(setting("tag_ids").ids)],
            "date_order": order.purchase_date,
            "commitment_date": order.latest_ship_date,
            "client_order_ref": order.amazon_order_id,
            "origin": order.amazon_order_id,
            "require_signature": False,
            "require_payment": False,
            "validity_date": False,
            "order_line": lines,
        }

    # === LINES === #

    def lines(self, line, position):
        """Return the values of the sale order lines of one inbox line."""
        product = self.maps.products_of(line)
        taxes = self.taxes(product, position, line._is_tax_amazons())
        is_fba = line.channel == "AFN"
        line._keep_vat_rate(taxes)
        charges, stated_taxes = line._charges(), line._stated_taxes()
        return [
            self._line(line, kind, amount, taxes, is_fba)
            | stated_charge(charges, stated_taxes, kind)
            for kind, amount in charges.items()
        ]

    def _line(self, line, kind, amount, taxes, is_fba):
        is_item = kind == amounts.ITEM
        product = self.maps.products_of(line) if is_item else self._product(line, kind)
        quantity = line.quantity if is_item else 1
        values = {
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "product_uom_qty": quantity,
            "name": self._line_name(line, kind, product),
            "price_unit": unit_price(amount, quantity),
            "technical_price_unit": PRICE_IS_MANUAL,
            "discount": 0.0,
            "tax_ids": [Command.set(taxes.ids)],
            "customer_lead": product.sale_delay,
            "amazon_seller_line_id": line.id,
            "amazon_seller_kind": kind,
            "amazon_seller_fba": is_fba,
        }
        if is_item and line.sku in self.maps.stand_ins:
            values["amazon_seller_stand_in_sku"] = line.sku
        if is_fba:
            values["qty_delivered"] = quantity
        if is_fba and is_item:
            state = self.fba_stock.first_state(line.order_id, product)
            values["amazon_seller_fba_stock"] = state
        return values

    def _line_name(self, line, kind, product):
        if kind == amounts.ITEM and line.sku in self.maps.stand_ins:
            return " ".join(filter(None, (line.title, f"[{line.sku}]")))
        if kind == amounts.ITEM:
            # Odoo shows the product's name before what stands here, but not twice.
            is_same = (line.title or product.name) == product.name
            return product.display_name if is_same else line.title
        parts = [product.name]
        if kind == amounts.GIFT_WRAP:
            parts += [line.gift_wrap_type, line.gift_message]
        elif kind != amounts.SHIPPING:
            parts.append(line.promotion_ids)
        # A line of its own: invoices leave out the product's name that it begins with.
        return "\n".join(part for part in parts if part)

    def _product(self, line, kind):
        """Return the product of a charge beside the item's own."""
        name = _PRODUCTS[kind]
        chosen = self.settings.get(line.order_id.marketplace_id, f"{name}_product_id")
        return chosen or self._defaults[name]

    # === TAXES, FISCAL POSITION, PRICELIST: ONCE A BATCH === #

    def taxes(self, product, position, is_tax_amazons=False):
        """Return the taxes that make Amazon's price the price with tax."""
        key = (product.taxes_id, position, is_tax_amazons)
        if key not in self._taxes:
            self._taxes[key] = product._amazon_seller_taxes(
                self.company, position, is_tax_amazons
            )
        return self._taxes[key]

    def check_taxes(self, product):
        """Refuse a product that was taxed once and no longer is.

        :raise Waiting: every sales tax of the product is archived
        """
        taxes = product.with_context(active_test=False).taxes_id
        taxes = taxes._filter_taxes_by_company(self.company)
        if taxes and not any(taxes.mapped("active")):
            raise Waiting("archived_tax", product.display_name)

    def has_rate(self, currency):
        """Whether ``currency`` can be converted to the company's at all.

        Without any rate Odoo would silently take 1.0.
        """
        if currency not in self._has_rate:
            self._has_rate[currency] = bool(
                self.env["res.currency.rate"].search_count(
                    [
                        ("currency_id", "=", currency.id),
                        ("company_id", "in", [False, self.company.root_id.id]),
                    ],
                    limit=1,
                )
            )
        return self._has_rate[currency]

    def pricelist(self, order):
        """Return the pricelist chosen for an order's currency, else a plain one.

        A sale order takes its currency from its pricelist and from nothing else.
        """
        currency = order.currency_id
        chosen = self.settings.get(order.marketplace_id, "pricelist_id")
        if chosen and chosen.currency_id == currency:
            return chosen
        if currency not in self._pricelists:
            Pricelist = self.env["product.pricelist"]
            self._pricelists[currency] = Pricelist._amazon_seller_pricelist(
                self.company, currency
            )
        return self._pricelists[currency]


def unit_price(amount, quantity):
    """Return the price of one, so that Odoo comes to ``amount`` again.

    The full float: a rounded unit price would miss the total by cents.
    """
    return amount / quantity
