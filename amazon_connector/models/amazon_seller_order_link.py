# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

from ..screens import form_of


class AmazonSellerOrderLink(models.AbstractModel):
    """What names an order by Amazon's id, and may come before the order itself.

    Whoever inherits it has an ``account_id``.
    """

    _name = "amazon.seller.order.link"
    _description = "Link to an Amazon Order"

    amazon_order_id = fields.Char("Amazon Order ID", readonly=True)
    order_id = fields.Many2one(
        "amazon.seller.order",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    def action_view_order(self):
        """Open the order as Amazon stated it."""
        self.ensure_one()
        return form_of(self.order_id)

    def _order_ids(self, account, references):
        """Return ``{Amazon order id: id}`` of the orders that are in the inbox."""
        inbox = self.env["amazon.seller.order"].sudo()
        orders = inbox._of_account(account, references)
        orders.fetch(["sale_order_id"])  # At once: each is linked on its own.
        return {order.amazon_order_id: order.id for order in orders}

    def _link_orders(self, orders):
        """Link what mentioned these orders before they were in the inbox.

        :param orders: new ``amazon.seller.order``
        :return: what is linked now
        """
        if not orders:
            return self.browse()
        self.flush_model(["account_id", "amazon_order_id", "order_id"])
        rows = self.env.execute_query(
            SQL(
                """UPDATE %(table)s s SET order_id = o.id
                     FROM amazon_seller_order o
                    WHERE o.id = ANY(%(ids)s)
                      AND s.account_id = o.account_id
                      AND s.amazon_order_id = o.amazon_order_id
                      AND s.order_id IS NULL
                RETURNING s.id""",
                table=SQL.identifier(self._table),
                ids=orders.ids,
            )
        )
        linked = self.browse(id_ for (id_,) in rows)
        linked.invalidate_recordset(["order_id"])
        linked.modified(["order_id"])
        return linked
