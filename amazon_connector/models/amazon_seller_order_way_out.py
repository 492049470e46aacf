# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..importer.maps import Maps
from ..importer.reasons import HELD
from ..screens import form_of, view_of


class AmazonSellerOrderWayOut(models.Model):
    """Where a person can put right what an order waits for."""

    _inherit = "amazon.seller.order"

    has_way_out = fields.Boolean(compute="_compute_has_way_out")

    @api.depends("reason")
    def _compute_has_way_out(self):
        ways = self._ways_out()
        for order in self:
            order.has_way_out = order.reason in ways

    @api.model
    def _ways_out(self):
        """Return ``{reason: method}`` that opens what has to be put right.

        Reasons that are left out need no more than a button of the order itself.
        """
        return {
            "unknown_sku": self._view_skus,
            "ambiguous_sku": self._view_skus,
            "price_reading": self._view_price_readings,
            "currency_unknown": self._view_currencies,
            "currency_rate": self._view_currency,
            "archived_tax": self._view_products,
            "tax_setup": self._view_tax_rules,
            **dict.fromkeys(HELD, self.action_view_sale_order),
            "before_start": self._view_account,
            "other_marketplace": self._view_account,
            "only_counted": self._view_account,
            "order_cancelled": self.action_view_sale_order,
            "cancel_failed": self.action_view_sale_order,
            "cancelled_here": self._view_owed,
        }

    def action_way_out(self):
        """Open what has to be put right for this order."""
        self.ensure_one()
        self.check_access("read")
        return self._ways_out()[self.reason]()

    def _view_skus(self):
        return self._view(
            "amazon_connector.amazon_seller_sku_action",
            [
                ("account_id", "=", self.account_id.id),
                ("sku", "in", self.line_ids.mapped("sku")),
            ],
        )

    def _view_currencies(self):
        """Open all currencies, the archived ones too."""
        action = self._view("base.action_currency_form", [])
        return dict(action, context={"active_test": False})

    def _view_currency(self):
        return form_of(self.currency_id)

    def _view_products(self):
        """Open what the SKUs of this order stand for."""
        account = self.sudo().account_id.with_company(self.company_id)
        maps = Maps(account.env, account, set(self.line_ids.mapped("sku")))
        products = account.env["product.product"].union(
            *map(maps.products_of, self.sudo().line_ids)
        )
        return self._view(
            "sale.product_template_action",
            [("id", "in", products.product_tmpl_id.ids)],
        )

    def _view_tax_rules(self):
        return self.account_id.action_view_tax_rules()

    def _view_owed(self):
        return self._view(
            "amazon_connector.amazon_seller_submission_action",
            [("order_id", "=", self.id)],
        )

    def _view_account(self):
        return form_of(self.account_id)

    def _view(self, xml_id, domain):
        return view_of(self.env, xml_id, domain)
