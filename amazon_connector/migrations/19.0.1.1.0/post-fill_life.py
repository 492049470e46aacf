# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
def migrate(cr, version):
    """Let sale orders of before tell what Amazon promised their buyers."""
    cr.execute(
        """UPDATE sale_order s
              SET amazon_seller_service_level = o.ship_service_level,
                  amazon_seller_is_prime = o.is_prime,
                  amazon_seller_is_business = o.is_business_order
             FROM amazon_seller_order o
            WHERE o.id = s.amazon_seller_order_id
              AND s.amazon_seller_is_prime IS NULL"""
    )
    cr.execute(
        """UPDATE sale_order
              SET amazon_seller_invoicing = 'open'
            WHERE amazon_seller_order_ref IS NOT NULL
              AND amazon_seller_invoicing IS NULL"""
    )
