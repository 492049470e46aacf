# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class AmazonSellerOrderCounted(models.Model):
    """Orders that Amazon ships, where the account only counts them."""

    _inherit = "amazon.seller.order"

    @api.model
    def _follow_fba_order_policy(self, accounts):
        """Leave open FBA orders alone, or let in what was left alone, for accounts
        whose setting was changed."""
        inbox = self.sudo()
        for policy, several in accounts.sudo().grouped("fba_order_policy").items():
            if policy == "count":
                inbox._leave_to_count(several)
            else:
                inbox._reconsider_ignored(several)
                inbox._let_grow(several)

    def _leave_to_count(self, accounts):
        self.search(
            [
                ("account_id", "in", accounts.ids),
                ("state", "in", ("new", "waiting")),
                ("channel", "=", "AFN"),
                ("sale_order_id", "=", False),
            ]
        ).write({"state": "ignored", "reason": "only_counted", "reason_detail": False})

    def _let_grow(self, accounts):
        """Let sale orders of merchant items have the items that Amazon shipped."""
        lines = self.env["amazon.seller.order.line"].sudo()
        grown = lines.search(
            [
                ("channel", "=", "AFN"),
                ("quantity", "!=", 0),
                ("sale_line_ids", "=", False),
                ("order_id.account_id", "in", accounts.ids),
                ("order_id.state", "=", "imported"),
                ("order_id.channel", "=", "mixed"),
            ]
        ).order_id
        grown.write({"state": "new"})
        for order in grown:
            order._refresh_from_lines()

    def _let_in_mixed(self):
        """Go on with an FBA order of which the merchant ships a part, too."""
        if self.reason == "only_counted" and self.channel == "mixed":
            self._import_again()

    def _counted_lines(self):
        """Return what is only counted of orders that are imported for the rest.

        An order of nothing else is imported only where somebody asked for it.
        """
        partly = self.filtered(
            lambda order: (
                order.channel == "mixed"
                and order.account_id.fba_order_policy == "count"
            )
        )
        return partly.line_ids.filtered(lambda line: line.channel == "AFN")
