# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From the inbox to Odoo's documents; what needs no Odoo in here imports none."""
