# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..importer import fast_path
from ..importer.amounts import ITEM, KINDS
from ..importer.comparison import ROUNDING
from ..importer.schemes import COLLECTED


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    amazon_seller_line_id = fields.Many2one(
        "amazon.seller.order.line",
        "Amazon Order Line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    amazon_seller_kind = fields.Selection(
        [*KINDS, (ROUNDING, "Rounding")],
        "Amazon Charge",
        readonly=True,
        copy=False,
    )
    amazon_seller_fba = fields.Boolean(
        "Shipped by Amazon",
        readonly=True,
        copy=False,
        help="Amazon ships this line from its own warehouse: it never gets a delivery.",
    )

    # One line per charge: the database refuses to sell the same item twice.
    _amazon_seller_charge_uniq = models.UniqueIndex(
        "(amazon_seller_line_id, amazon_seller_kind) "
        "WHERE amazon_seller_line_id IS NOT NULL",
        "This charge of the Amazon order has a line already.",
    )

    # === COMPUTE METHODS === #

    def _compute_tax_ids(self):
        """Override of `sale`: keep the price that Amazon's buyer paid.

        Amazon states prices with tax, so its lines need the tax-included sibling of
        whatever tax applies; shipping and the like follow the tax of their item.
        """
        amazon_lines = self.filtered("amazon_seller_line_id")
        result = super(SaleOrderLine, self - amazon_lines)._compute_tax_ids()
        for line in amazon_lines:
            line.tax_ids = line._amazon_seller_product()._amazon_seller_taxes(
                line.company_id,
                line.order_id.fiscal_position_id,
                line.order_id.amazon_seller_tax_kind == COLLECTED
                or line.amazon_seller_line_id.is_tax_amazons,
            )
        return result

    @api.depends("amazon_seller_fba")
    def _compute_qty_delivered_method(self):
        """Override of `sale_stock`: no stock move will tell what Amazon shipped."""
        result = super()._compute_qty_delivered_method()
        self.filtered("amazon_seller_fba").qty_delivered_method = "manual"
        return result

    def _prepare_qty_delivered(self):
        """Override of `sale`: FBA lines are stated once Amazon has shipped them."""
        quantities = super()._prepare_qty_delivered()
        for line in self.filtered("amazon_seller_fba"):
            quantities[line] = line.product_uom_qty
        return quantities

    # === BUSINESS METHODS === #

    def _amazon_seller_product(self):
        """Return the product whose tax applies to this charge."""
        self.ensure_one()
        if self.amazon_seller_kind == ITEM:
            return self.product_id
        item = self.order_id.order_line.filtered(
            lambda line: (
                line.amazon_seller_kind == ITEM
                and line.amazon_seller_line_id == self.amazon_seller_line_id
            )
        )
        return item.product_id or self.product_id

    def _can_be_invoiced_alone(self):
        """Override of `sale`: shipping, gift wrap and promotions follow their item."""
        if self.amazon_seller_kind and self.amazon_seller_kind != ITEM:
            return False
        return super()._can_be_invoiced_alone()

    def _action_launch_stock_rule(self, **kwargs):
        """Override of `sale_stock`: what Amazon ships never gets a delivery of ours."""
        ours = self.filtered(lambda line: not line.amazon_seller_fba)
        path = fast_path.of(self.env)
        if path and path.does("references", ours.order_id):
            ours._amazon_seller_create_references()
        return super(SaleOrderLine, ours)._action_launch_stock_rule(**kwargs)

    def _amazon_seller_has_left(self):
        """Whether anything of these lines was shipped, by us or by Amazon."""
        lines = self.sudo()
        return any(
            line.qty_delivered > 0 for line in lines if line.product_type == "consu"
        ) or any(
            move.state == "done" and move.location_dest_id.usage == "customer"
            for move in lines.move_ids
        )

    def _amazon_seller_create_references(self):
        """Create the stock references of new orders with one insert."""
        first_lines = self.browse()
        for lines in self.grouped("order_id").values():
            if lines.order_id.locked or lines.order_id.stock_reference_ids:
                continue
            first_lines |= lines.filtered(
                lambda line: line.product_id.type == "consu" and line.product_uom_qty
            )[:1]
        self.env["stock.reference"].create(
            [line._prepare_reference_vals() for line in first_lines]
        )
