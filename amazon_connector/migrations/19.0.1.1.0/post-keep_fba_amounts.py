# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, api
from odoo.tools import sql

# What the account's setting said of FBA reports, as prices, promotions and tax.
_CHOSEN = {"included": ("gross", "gross", "after"), "excluded": ("net", "net", "after")}


def migrate(cr, version):
    """Keep what was decided for a whole account; let the rest be told by the rows."""
    if not sql.column_exists(cr, "amazon_seller_account", "fba_amounts"):
        return
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
    cr.execute(
        "SELECT id, fba_amounts FROM amazon_seller_account WHERE fba_amounts = ANY(%s)",
        (list(_CHOSEN),),
    )
    for account_id, fba_amounts in cr.fetchall():
        account = env["amazon.seller.account"].browse(account_id)
        if account.price_reading_ids:
            continue
        account._decide_price_reading("AFN", *_CHOSEN[fba_amounts])
    cr.execute(
        """UPDATE amazon_seller_order SET state = 'new', reason = NULL
            WHERE reason = 'fba_amounts'"""
    )
