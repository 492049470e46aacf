# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class AmazonSellerSettings(models.AbstractModel):
    """What sale orders are made with: an account has it, each marketplace may differ.

    Every field may be empty: a marketplace then takes the account's, the account what
    Odoo would choose.  Whoever inherits has a ``company_id``.
    """

    _name = "amazon.seller.settings"
    _description = "Settings for Amazon Orders"

    warehouse_id = fields.Many2one(
        "stock.warehouse",
        check_company=True,
        help="Merchant orders are delivered from here.",
    )
    carrier_id = fields.Many2one(
        "delivery.carrier",
        "Delivery Method",
        check_company=True,
        help="Of merchant orders whose shipping service names no other.",
    )
    team_id = fields.Many2one("crm.team", "Sales Team", check_company=True)
    salesperson_id = fields.Many2one(
        "res.users",
        domain="[('share', '=', False), ('company_ids', '=', company_id)]",
        help="Of the sale orders. Leave it empty where nobody in particular sells on "
        "Amazon.",
    )
    tag_ids = fields.Many2many("crm.tag", string="Tags")
    customer_id = fields.Many2one(
        "res.partner",
        "Collective Customer",
        check_company=True,
        help="Where private buyers get no contact of their own, this customer gets "
        "their orders and invoices. Made by itself when left empty.",
    )
    order_prefix = fields.Char(
        "Number Prefix",
        help='Put before the number of the sale order: "AZ-" makes AZ-S00042.',
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        check_company=True,
        help="Shown on orders in its currency. The prices are Amazon's all the same.",
    )
    payment_term_id = fields.Many2one("account.payment.term", check_company=True)
    journal_id = fields.Many2one(
        "account.journal",
        "Invoice Journal",
        domain="[('type', '=', 'sale')]",
        check_company=True,
    )
    fiscal_position_id = fields.Many2one(
        "account.fiscal.position",
        check_company=True,
        help="Leave empty to let it be chosen by countries and VAT number.",
    )
    shipping_product_id = fields.Many2one("product.product", check_company=True)
    gift_wrap_product_id = fields.Many2one("product.product", check_company=True)
    promotion_product_id = fields.Many2one("product.product", check_company=True)
