# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..importer import amazon_words
from ..spapi import service_levels


class AmazonSellerDeliveryMethod(models.Model):
    """How an account delivers what Amazon's buyers order with a service level."""

    _name = "amazon.seller.delivery.method"
    _inherit = "amazon.seller.account.record"
    _description = "Delivery of an Amazon Shipping Service"
    _order = "account_id, is_urgent desc, service_level"
    _rec_name = "service_level"
    _check_company_auto = True

    account_id = fields.Many2one(readonly=False)
    company_id = fields.Many2one(related="account_id.company_id", precompute=True)
    service_level = fields.Char(
        "At Amazon",
        required=True,
        help="As Amazon writes it in its orders: Standard, Expedited, NextDay …",
    )
    service = fields.Char("Shipping Service", compute="_compute_service")
    key = fields.Char(compute="_compute_key", store=True, precompute=True)
    carrier_id = fields.Many2one(
        "delivery.carrier",
        "Delivery Method",
        check_company=True,
        help="Of new orders and their deliveries. Where it is empty, the delivery "
        "method of the account is taken.",
    )
    is_urgent = fields.Boolean(
        "Urgent", help="Deliveries get a star and are reserved first, as Prime's are."
    )

    _account_key_uniq = models.Constraint(
        "UNIQUE(account_id, key)",
        "This shipping service has a line already: change that one.",
    )

    # === COMPUTE METHODS === #

    @api.depends("service_level")
    def _compute_key(self):
        for method in self:
            method.key = service_levels.key(method.service_level)

    @api.depends("service_level")
    @api.depends_context("lang")
    def _compute_service(self):
        for method in self:
            method.service = amazon_words.service(method.env, method.service_level)
