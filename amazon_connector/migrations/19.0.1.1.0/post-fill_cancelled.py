# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


def migrate(cr, version):
    """Let the inbox know which of its sale orders were cancelled in Odoo."""
    cr.execute(
        """UPDATE amazon_seller_order o
              SET state = 'cancelled', reason = 'cancelled_here'
             FROM sale_order s
            WHERE s.id = o.sale_order_id AND s.state = 'cancel'
              AND o.state = 'imported' AND o.cancelled_at IS NULL"""
    )
