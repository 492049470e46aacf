# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, api
from odoo.tools import split_every

BATCH_SIZE = 500


def migrate(cr, version):
    """Compare the orders from before with what Amazon states, line by line.

    At the end, when how their amounts are to be read is known, too.
    """
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    SaleOrder = env["sale.order"]
    ids = SaleOrder.search([("amazon_seller_order_ref", "!=", False)], order="id").ids
    for some in split_every(BATCH_SIZE, ids):
        orders = SaleOrder.browse(some)
        orders._amazon_seller_restate()
        for name in ("amazon_seller_check", "amazon_seller_is_held"):
            env.add_to_compute(SaleOrder._fields[name], orders)
        env.flush_all()
        env.invalidate_all()
