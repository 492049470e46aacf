# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
def migrate(cr, version):
    """Let orders that Amazon shipped before tell when they were delivered."""
    cr.execute(
        """UPDATE sale_order s SET effective_date = shipped.date
             FROM (SELECT l.order_id, min(a.shipment_date) AS date
                     FROM sale_order_line l
                     JOIN amazon_seller_order_line a ON a.id = l.amazon_seller_line_id
                    WHERE l.amazon_seller_fba AND a.shipment_date IS NOT NULL
                    GROUP BY l.order_id) shipped
            WHERE shipped.order_id = s.id AND s.effective_date IS NULL"""
    )
