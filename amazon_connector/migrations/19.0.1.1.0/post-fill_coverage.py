# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Let the ledger know what was fetched before there was one."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["amazon.seller.coverage"]._prove_by_reports()
