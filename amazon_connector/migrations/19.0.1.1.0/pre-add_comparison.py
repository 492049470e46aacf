# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
def migrate(cr, version):
    """Add what is computed here, so that it is not for every sale order there is.

    The script at the end of the update compares those of Amazon.
    """
    cr.execute(
        """ALTER TABLE sale_order
            ADD COLUMN IF NOT EXISTS amazon_seller_check varchar,
            ADD COLUMN IF NOT EXISTS amazon_seller_tax_difference numeric,
            ADD COLUMN IF NOT EXISTS amazon_seller_is_held boolean"""
    )
