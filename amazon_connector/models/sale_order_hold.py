# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrderHold(models.Model):
    """Amazon orders that must not be shipped before somebody has decided."""

    _inherit = "sale.order"

    amazon_seller_hold = fields.Selection(
        [
            ("policy", "Until the amounts agree"),
            ("manager", "Until a manager releases it"),
            ("released", "Released"),
        ],
        "Held",
        readonly=True,
        copy=False,
    )
    amazon_seller_is_held = fields.Boolean(
        "On Hold",
        compute="_compute_amazon_seller_is_held",
        store=True,
        help="The order cannot be confirmed or delivered before this is decided.",
    )
    amazon_seller_hold_text = fields.Text(
        "Why It Is Held", compute="_compute_amazon_seller_hold_text"
    )

    # === COMPUTE METHODS === #

    @api.depends("amazon_seller_check")
    def _compute_amazon_seller_is_held(self):
        """Whether the deliveries must wait; other causes are added by overrides.

        An override calls super first and sets the field to True where it has a cause
        of its own, never to False; it says why in `_amazon_seller_hold_reasons`.
        """
        for order in self:
            order.amazon_seller_is_held = order.amazon_seller_check == "held"

    @api.depends("amazon_seller_is_held")
    @api.depends_context("lang")
    def _compute_amazon_seller_hold_text(self):
        for order in self:
            reasons = order._amazon_seller_hold_reasons() if order.id else []
            is_held = order.amazon_seller_is_held
            order.amazon_seller_hold_text = is_held and "\n".join(reasons)

    # === BUSINESS METHODS === #

    def _amazon_seller_hold_differing(self):
        """Hold those of these orders that differ, where their account wants that.

        Who accepted other differences has not decided about these, who released the
        order has.
        """
        for order in self.filtered(lambda each: each.amazon_seller_check == "differs"):
            account = order.sudo().amazon_seller_account_id
            is_open = not order.amazon_seller_hold or order.amazon_seller_accepted
            if is_open and account._holds(order._amazon_seller_differences()):
                order.amazon_seller_hold = "policy"

    def _amazon_seller_hold_reasons(self):
        """Return one sentence, with its cure, for each cause of the hold."""
        self.ensure_one()
        if self.amazon_seller_check != "held":
            return []
        decide = self.env._(
            "A manager has to decide about %s: accept the difference, add a rounding "
            "line, or release the order.",
            self.name,
        )
        return [*self.amazon_seller_check_text.splitlines(), decide]

    def _amazon_seller_held_for(self):
        """Return the inbox's reason for this quotation on hold."""
        self.ensure_one()
        if self.amazon_seller_hold == "manager":
            return "on_hold"
        is_amount = self._amazon_seller_differences().is_amount
        return "total_differs" if is_amount else "tax_differs"

    def _confirmation_error_message(self):
        """Override of `sale`: nobody confirms behind the manager's back."""
        if self.amazon_seller_check == "held":
            return self.amazon_seller_hold_text
        return super()._confirmation_error_message()

    def _amazon_seller_open_checks(self):
        """Return, for invoices, which of these orders differ or are held, and why."""
        told = []
        for order in self:
            if order.amazon_seller_check == "held":
                told.append(self.env._("%s is on hold.", order.name))
            elif order.amazon_seller_check == "differs":
                told.append(
                    self.env._(
                        "The amounts of %s differ from those at Amazon.", order.name
                    )
                )
            else:
                continue
            told += order.amazon_seller_check_text.splitlines()
        return told

    def _amazon_seller_check_invoicing(self):
        """Refuse to invoice orders about whose amounts nobody has decided.

        :raise UserError: with the names of them
        """
        held = self.sudo().filtered(lambda order: order.amazon_seller_check == "held")
        if len(held) > 1:
            raise UserError(
                self.env._(
                    "These orders are on hold, so nothing was invoiced: %s. A manager "
                    "has to decide about each of them: accept the difference, add a "
                    "rounding line, or release the order. Until then, invoice the "
                    "others without them.",
                    ", ".join(held.mapped("name")),
                )
            )
        if held:
            raise UserError(
                self.env._(
                    "%(order)s is on hold and cannot be invoiced yet: %(reasons)s",
                    order=held.name,
                    reasons=held.amazon_seller_hold_text,
                )
            )

    def _create_invoices(self, grouped=False, final=False, date=None):
        """Override of `sale`: nobody invoices behind the manager's back."""
        self._amazon_seller_check_invoicing()
        return super()._create_invoices(grouped, final, date)
