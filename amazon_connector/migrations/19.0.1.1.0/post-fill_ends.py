# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Let what was entered before the ends were watched know its own."""
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    tokens = env["amazon.seller.token"].search([("key_set_id.is_private", "=", True)])
    tokens._compute_valid_until()  # Those of private apps do not end.
    key_sets = env["amazon.seller.key.set"].search([("secret_set_on", "=", False)])
    for key_set in key_sets.filtered("has_client_secret"):
        # Nobody noted the day. Better warned too early than not at all.
        key_set.secret_set_on = key_set.create_date.date()
