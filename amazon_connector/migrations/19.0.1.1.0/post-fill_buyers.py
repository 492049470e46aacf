# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tools import sql


def migrate(cr, version):
    """Keep by what contacts are known where a contact may have several such keys."""
    if not sql.column_exists(cr, "res_partner", "amazon_seller_buyer_key"):
        return
    cr.execute(
        """INSERT INTO amazon_seller_buyer
                  (account_id, company_id, who, key, partner_id)
           SELECT a.id, a.company_id, split_part(p.amazon_seller_buyer_key, ' ', 1),
                  p.amazon_seller_buyer_key, p.id
             FROM res_partner p
             JOIN amazon_seller_account a ON a.id = p.amazon_seller_account_id
            WHERE p.amazon_seller_buyer_key <> ''
            ORDER BY p.id
               ON CONFLICT DO NOTHING"""
    )
