# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..attempts import attempt_each
from ..screens import view_of

_logger = logging.getLogger(__name__)


class AmazonSellerSku(models.Model):
    """SKUs for which the account makes products, or sells a stand-in."""

    _inherit = "amazon.seller.sku"

    is_product_made = fields.Boolean(
        "Product Made by Itself",
        readonly=True,
        help="The import made the product from what Amazon states: check its tax, unit "
        "and category.",
    )
    stand_in_order_count = fields.Integer(
        "Orders with Stand-in",
        compute="_compute_stand_in_order_count",
        search="_search_stand_in_order_count",
        compute_sudo=True,
        help="Sale orders in which a stand-in product was sold for this SKU.",
    )

    # === COMPUTE METHODS === #

    def _compute_stand_in_order_count(self):
        counts = self._count_stand_in_orders(SQL("s.id = ANY(%s)", self.ids))
        for sku in self:
            sku.stand_in_order_count = counts.get(sku.id, 0)

    def _search_stand_in_order_count(self, operator, value):
        """Answer "more than none", which is all that is asked."""
        if (operator, value) != (">", 0):
            return NotImplemented
        return Domain("id", "in", list(self._count_stand_in_orders(SQL("TRUE"))))

    def _count_stand_in_orders(self, condition):
        """Return ``{id: count}``.

        :param condition: on the SKUs, ``s``
        """
        self.env.flush_all()
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT s.id, count(DISTINCT l.order_id)
                         FROM sale_order_line l
                         JOIN sale_order o ON o.id = l.order_id
                         JOIN amazon_seller_sku s
                           ON s.account_id = o.amazon_seller_account_id
                          AND s.sku = l.amazon_seller_stand_in_sku
                        WHERE l.amazon_seller_stand_in_sku IS NOT NULL
                          AND o.state <> 'cancel' AND %s
                        GROUP BY s.id""",
                    condition,
                )
            )
        )

    # === ACTION METHODS === #

    def action_view_stand_in_orders(self):
        """Open the sale orders in which a stand-in was sold for this SKU."""
        self.ensure_one()
        domain = [
            ("amazon_seller_account_id", "=", self.account_id.id),
            ("order_line.amazon_seller_stand_in_sku", "=", self.sku),
        ]
        return view_of(self.env, "sale.action_orders", domain)

    # === BUSINESS METHODS === #

    @api.model
    def _retry_orders(self, accounts):
        """Try orders of these accounts again that wait for a product."""
        waiting = self.env["amazon.seller.order"].search(
            [
                ("account_id", "in", accounts.ids),
                ("state", "=", "waiting"),
                ("reason", "=", "unknown_sku"),
            ]
        )
        if waiting:
            waiting._import_again()
            self.env.ref("amazon_connector.ir_cron_synchronize").sudo()._trigger()

    def _make_products(self):
        """Make the products of SKUs that have none.

        One that Odoo refuses is left without, and its orders wait.  Two workers cannot
        make the same twice: both would write this SKU's row, and the database refuses
        the later one.

        :raise psycopg2.OperationalError: the database asks to try the whole
            transaction again
        """
        todo = self.filtered(lambda sku: not sku.product_id)
        for sku, error in attempt_each(
            todo._one_of_each(), lambda skus: skus._create_products()
        ):
            _logger.warning(
                "No product could be made for the Amazon SKU %s (%s)",
                sku.id,
                type(error).__name__,
            )
        todo.filtered("product_id").is_product_made = True

    def _create_products(self):
        self.env["product.product"].create(
            [sku._prepare_product_values() for sku in self]
        )

    def _prepare_product_values(self):
        """Extends it by the price of the listing; an invented one would be sold by."""
        return super()._prepare_product_values() | {"list_price": self._listed_price()}

    def _listed_price(self):
        """Return the listing's price as products of the company have it, 0 if unknown.

        Listings of the home marketplace come first.  In North America they state
        prices without tax, elsewhere with it.
        """
        company = self.company_id
        listed = self.listing_ids.filtered(
            lambda each: (
                not each.is_price_blank and each.currency_id == company.currency_id
            )
        ).sorted(
            lambda each: (
                each.marketplace_id != self.account_id.home_marketplace_id,
                each.state != "active",
                each.id,
            )
        )[:1]
        if not listed or listed.marketplace_id.region == "na":
            return listed.price
        taxes = company.account_sale_tax_id
        if taxes.price_include:
            return listed.price
        amounts = taxes.with_context(force_price_include=True).compute_all(
            listed.price, currency=company.currency_id
        )
        return amounts["total_excluded"]
