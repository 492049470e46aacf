# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Let orders know their marketplace, and keep who sells on Amazon."""
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    for marketplace in env["amazon.seller.marketplace"].search([]):
        cr.execute(
            """UPDATE amazon_seller_order SET marketplace_id = %s
                WHERE marketplace_id IS NULL AND lower(trim(sales_channel)) = %s""",
            (marketplace.id, marketplace.domain),
        )
    # Until now the responsible person was the salesperson, too.
    cr.execute(
        "UPDATE amazon_seller_account SET salesperson_id = user_id "
        "WHERE salesperson_id IS NULL"
    )
