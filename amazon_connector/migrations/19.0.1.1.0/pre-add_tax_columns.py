# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


def migrate(cr, version):
    """Add the column of taxes to check empty: no order from before has any notes."""
    cr.execute(
        "ALTER TABLE sale_order "
        "ADD COLUMN IF NOT EXISTS amazon_seller_tax_check boolean"
    )
