# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..importer.comparison import ROUNDING
from ..importer.difference_words import causes
from ..importer.reasons import HELD
from ..importer.values import PRICE_IS_MANUAL
from ..screens import titled_list

# So many cents a line may come from rounding; more is a mistake somebody must see.
_CENTS_PER_LINE = 5
# Accountants decide about amounts; so may whoever looks after the seller account.
_MANAGERS = ("account.group_account_manager", "amazon_connector.group_manager")


class SaleOrderChoice(models.Model):
    """What a manager decides about an order that is not what Amazon states."""

    _inherit = "sale.order"

    amazon_seller_may_decide = fields.Boolean(
        compute="_compute_amazon_seller_may_decide"
    )

    @api.depends_context("uid")
    def _compute_amazon_seller_may_decide(self):
        self.amazon_seller_may_decide = self._amazon_seller_is_manager()

    # === ACTION METHODS === #

    def action_amazon_seller_accept(self):
        """Accept the differences as they are now; any other will be shown again."""
        for order in self._amazon_seller_to_decide():
            order._amazon_seller_note(self.env._("Difference to Amazon accepted:"))
            order._amazon_seller_accept()
        self._amazon_seller_go_on()

    def action_amazon_seller_round(self):
        """Add a line that makes the total equal to Amazon's.

        :raise UserError: the difference is none of rounding, or invoiced already
        """
        for order in self._amazon_seller_to_decide():
            order._amazon_seller_check_rounding()
            order._amazon_seller_note(
                self.env._("Difference to Amazon made up for by a rounding line:")
            )
            order._amazon_seller_add_rounding()
            order._amazon_seller_accept()
        self._amazon_seller_go_on()

    def action_amazon_seller_hold(self):
        """Keep the order from being confirmed and delivered."""
        for order in self._amazon_seller_to_decide():
            order.amazon_seller_hold = "manager"
            order._amazon_seller_note(self.env._("Put on hold."))

    def action_amazon_seller_release(self):
        """Let the order go on, whatever it differs by."""
        for order in self._amazon_seller_to_decide():
            order._amazon_seller_note(self.env._("Released."))
            order.amazon_seller_hold = "released"
            if order.amazon_seller_check == "differs":
                # Who accepted others before decides about any from now on.
                order.amazon_seller_accepted = False
        self._amazon_seller_go_on()

    # === BUSINESS METHODS === #

    def _amazon_seller_is_manager(self):
        user = self.env.user
        return self.env.su or any(user.has_group(group) for group in _MANAGERS)

    def _amazon_seller_to_decide(self):
        """Return the Amazon orders among these for a manager to change.

        :raise AccessError: the user is no manager or may not see them
        """
        self.check_access("read")
        if not self._amazon_seller_is_manager():
            raise AccessError(
                self.env._(
                    "Only administrators of Amazon or of accounting decide about "
                    "differences to Amazon. Ask one of them."
                )
            )
        # An accountant need not be allowed to write sale orders otherwise.
        return self.sudo().filtered(
            lambda order: order.amazon_seller_order_ref and order.state != "cancel"
        )

    def _amazon_seller_accept(self):
        """Let the differences of now, and no others, be right."""
        self.ensure_one()
        self.write(
            {
                "amazon_seller_accepted": (
                    self._amazon_seller_differences().fingerprint()
                ),
                "amazon_seller_hold": self.amazon_seller_hold and "released",
            }
        )

    def _amazon_seller_note(self, title):
        """Keep in the chatter who decided what, and about which differences."""
        told = causes(self, self._amazon_seller_differences())
        self.message_post(body=titled_list(title, told))

    def _amazon_seller_check_rounding(self):
        """Refuse to hide by a rounding line what rounding did not do.

        :raise UserError:
        """
        self.ensure_one()
        lines = self.order_line.filtered("amazon_seller_line_id")
        limit = _CENTS_PER_LINE * len(lines) * self.currency_id.rounding
        if not self.amazon_seller_difference:
            raise UserError(
                self.env._(
                    "The total is Amazon's already, so there is nothing to round. "
                    "Accept the difference instead."
                )
            )
        if (
            self.currency_id.compare_amounts(abs(self.amazon_seller_difference), limit)
            > 0
        ):
            raise UserError(
                self.env._(
                    "%(difference)s is too much to come from rounding (at most "
                    "%(limit)s for the lines of this order). Correct the lines or "
                    "their taxes, or accept the difference.",
                    difference=self.currency_id.format(self.amazon_seller_difference),
                    limit=self.currency_id.format(limit),
                )
            )
        if self.invoice_ids.filtered(lambda move: move.state != "cancel"):
            raise UserError(
                self.env._(
                    "This order has an invoice already: a rounding line would not be "
                    "on it. Cancel the invoice first, or accept the difference."
                )
            )

    def _amazon_seller_add_rounding(self):
        """Add the difference as a line, taxed like the biggest of the order."""
        is_locked = self.locked
        if is_locked:
            self.action_unlock()
        product = self.env.ref("amazon_connector.product_product_rounding")
        self.env["sale.order.line"].with_context(sale_no_log_for_new_lines=True).create(
            {
                "order_id": self.id,
                "product_id": product.id,
                "product_uom_id": product.uom_id.id,
                "product_uom_qty": 1,
                "name": product.name,
                "price_unit": -self.amazon_seller_difference,
                "technical_price_unit": PRICE_IS_MANUAL,
                "discount": 0.0,
                "tax_ids": [Command.set(self._amazon_seller_rounding_taxes().ids)],
                "amazon_seller_kind": ROUNDING,
            }
        )
        if is_locked:
            self.action_lock()

    def _amazon_seller_rounding_taxes(self):
        """Return the taxes of a rounding line: those of the biggest line.

        A fixed amount would be charged once more, a tax on top be rounded again.
        """
        self.ensure_one()
        biggest = max(
            self.order_line.filtered("amazon_seller_line_id"),
            key=lambda line: abs(line.price_total),
            default=self.order_line.browse(),
        )
        taxes = biggest.tax_ids.flatten_taxes_hierarchy()
        return taxes.filtered(
            lambda tax: tax.amount_type == "percent"
        )._amazon_seller_gross()

    def _amazon_seller_go_on(self):
        """Let the import go on with orders that waited for this decision."""
        waiting = self.sudo().amazon_seller_order_id.filtered(
            lambda order: order.state == "waiting" and order.reason in HELD
        )
        for account, orders in waiting.grouped("account_id").items():
            orders._go_on(account)
