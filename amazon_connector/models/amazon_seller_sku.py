# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..insertion import insert_new
from ..screens import count_by, form_of, view_of

# Why an order waits for a product.
PRODUCT_REASONS = ("unknown_sku", "ambiguous_sku")
_TEXTS = ("title", "asin", "barcode")


class AmazonSellerSku(models.Model):
    """A seller's SKU, and which product it is, on all marketplaces of the account."""

    _name = "amazon.seller.sku"
    _inherit = "amazon.seller.account.record"
    _description = "Amazon SKU"
    _order = "sku, id"
    _rec_name = "sku"
    _check_company_auto = True

    company_id = fields.Many2one(index=True)
    sku = fields.Char("SKU", required=True, readonly=True)
    title = fields.Char(readonly=True)
    asin = fields.Char("ASIN", readonly=True, index="btree_not_null")
    barcode = fields.Char(readonly=True, index="btree_not_null")
    product_id = fields.Many2one(
        "product.product",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="Found by internal reference, then by barcode. Choose another one to "
        "match it by hand; empty it to have it found again.",
    )
    match = fields.Selection(
        [("sku", "Internal Reference"), ("barcode", "Barcode"), ("hand", "By Hand")],
        "Matched by",
        readonly=True,
    )
    obstacle = fields.Selection(
        [
            ("unknown", "No product has this SKU"),
            ("several_skus", "Several products have the SKU"),
            ("several_barcodes", "Barcode not unique"),
        ],
        "Why not Matched",
        readonly=True,
        help="Choose the product by hand, or enter the SKU as the internal reference "
        "of exactly one product: it is then matched by itself.",
    )
    suggested_product_id = fields.Many2one(
        "product.product",
        "Suggestion",
        compute="_compute_suggested_product_id",
        help="Amazon resells returned articles of yours under SKUs of its own "
        "(amzn.gr.…). This is the product they seem to come from; their condition is "
        "not new.",
    )
    listing_ids = fields.One2many("amazon.seller.listing", "sku_id", readonly=True)
    stock_ids = fields.One2many("amazon.seller.stock", "sku_id", readonly=True)
    listing_count = fields.Integer("Listings", compute="_compute_listing_count")
    waiting_order_count = fields.Integer(
        "Waiting Orders",
        compute="_compute_waiting_order_count",
        search="_search_waiting_order_count",
        compute_sudo=True,
        help="Orders that cannot be imported before this SKU has a product.",
    )

    _account_sku_uniq = models.Constraint(
        "UNIQUE(account_id, sku)", "This SKU of the seller account is here already."
    )
    _lower_sku_idx = models.Index("(lower(sku))")

    # === COMPUTE METHODS === #

    @api.depends("sku", "product_id")
    def _compute_suggested_product_id(self):
        suggestions = self.sudo()._suggest()
        for sku in self:
            sku.suggested_product_id = suggestions.get(sku.id, False)

    def _compute_listing_count(self):
        counts = count_by(self, self.env["amazon.seller.listing"], "sku_id")
        for sku in self:
            sku.listing_count = counts[sku]

    @api.depends("product_id")
    def _compute_waiting_order_count(self):
        counts = self._count_waiting_orders(SQL("s.id = ANY(%s)", self.ids))
        for sku in self:
            sku.waiting_order_count = counts.get(sku.id, 0)

    def _search_waiting_order_count(self, operator, value):
        """Answer "more than none", which is all that is asked."""
        if (operator, value) != (">", 0):
            return NotImplemented
        return Domain("id", "in", list(self._count_waiting_orders(SQL("TRUE"))))

    def _count_waiting_orders(self, condition):
        """Return ``{id: count}`` of the SKUs without product that hold orders up.

        :param condition: on the SKUs, ``s``
        """
        self.env.flush_all()
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT s.id, count(DISTINCT o.id)
                         FROM amazon_seller_order o
                         JOIN amazon_seller_order_line l
                           ON l.order_id = o.id AND l.quantity <> 0
                         JOIN amazon_seller_sku s
                           ON s.account_id = o.account_id AND s.sku = l.sku
                        WHERE o.state = 'waiting' AND o.reason IN %s
                          AND s.product_id IS NULL AND %s
                        GROUP BY s.id""",
                    PRODUCT_REASONS,
                    condition,
                )
            )
        )

    # === CRUD === #

    def write(self, vals):
        """Let people choose the product; what Amazon stated is changed by nobody."""
        if "listing_ids" in vals and "product_id" in vals:
            # Apart, because the product is written with more rights than the listings.
            self.write({"listing_ids": vals["listing_ids"]})
            vals = {name: vals[name] for name in vals if name != "listing_ids"}
        if not self.env.su and vals.keys() - {"product_id", "listing_ids"}:
            raise AccessError(
                self.env._("Of an Amazon SKU only the product can be chosen.")
            )
        if "product_id" not in vals or "match" in vals:
            return super().write(vals)
        self.check_access("write")
        result = super(AmazonSellerSku, self.sudo()).write(
            vals | {"match": "hand" if vals["product_id"] else False, "obstacle": False}
        )
        if vals["product_id"]:
            self._release_orders()
        else:
            self.sudo()._match()
        return result

    # === ACTION METHODS === #

    def action_view(self):
        """Open the SKU itself, as its list is edited in place."""
        return form_of(self)

    def action_create_product(self):
        """Create a product for each of these SKUs that has none."""
        todo = self.filtered(lambda sku: not sku.product_id)
        if ambiguous := todo.filtered(lambda sku: sku.obstacle == "several_skus"):
            raise UserError(
                self.env._(
                    "Products with these internal references exist already: %s. Choose "
                    "one of them instead.",
                    ", ".join(ambiguous.mapped("sku")),
                )
            )
        products = self.env["product.product"].create(
            [sku._prepare_product_values() for sku in todo._one_of_each()]
        )
        return todo._view_products(products)

    def _one_of_each(self):
        """Return one SKU for each product that is to be made.

        The same SKU of several accounts, and SKUs of one barcode, are one product.
        """
        first = self.browse()
        seen = set()
        for sku in self:
            names = {("sku", sku.sku)}
            if sku.barcode and sku.obstacle != "several_barcodes":
                names.add(("barcode", sku.barcode.lstrip("0")))
            if not names & seen:
                first |= sku
            seen |= names
        return first

    def _prepare_product_values(self):
        return {
            "name": self.title or self.sku,
            "default_code": self.sku,
            "barcode": self.obstacle != "several_barcodes" and self.barcode,
            "is_storable": True,
        }

    def _view_products(self, products):
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Products"),
            "res_model": "product.product",
            "view_mode": "list,form",
            "domain": [("id", "in", products.ids)],
        }
        if len(products) == 1:
            action.update(view_mode="form", res_id=products.id)
        return action

    def action_take_suggestion(self):
        """Match the SKUs with the products that are suggested for them."""
        todo = self.filtered(lambda sku: not sku.product_id)
        for product, skus in todo.grouped("suggested_product_id").items():
            if product:
                skus.product_id = product

    def action_view_waiting_orders(self):
        """Open the orders that wait for this SKU's product."""
        self.ensure_one()
        domain = [
            ("account_id", "=", self.account_id.id),
            ("state", "=", "waiting"),
            ("reason", "in", PRODUCT_REASONS),
            ("line_ids.sku", "=", self.sku),
        ]
        return view_of(self.env, "amazon_connector.amazon_seller_order_action", domain)

    # === BUSINESS METHODS === #

    @api.model
    def _ensure(self, account, stated, is_leading=False):
        """Return ``{SKU: record}``, made where there was none, and matched.

        :param stated: ``{SKU: {"title", "asin", "barcode"}}``, blank texts are False
        :param is_leading: these texts are better than what is known
        """
        inbox = self.sudo()
        domain = [("account_id", "=", account.id), ("sku", "in", list(stated))]
        known = inbox.search(domain)
        names = set(known.mapped("sku"))
        new = insert_new(
            inbox,
            [
                {
                    "account_id": account.id,
                    "company_id": account.company_id.id,
                    "sku": name,
                    **texts,
                }
                for name, texts in stated.items()
                if name not in names
            ],
            ["account_id", "sku"],
        )
        changed = known._restate(stated, is_leading)
        (new | changed)._match()
        return {sku.sku: sku for sku in known | new}

    def _restate(self, stated, is_leading):
        """Keep better texts; return the SKUs whose barcode is another now."""
        changed = self.browse()
        for sku in self:
            texts = {
                name: text
                for name, text in stated[sku.sku].items()
                if text and text != sku[name] and (is_leading or not sku[name])
            }
            if texts:
                sku.write(texts)
            if "barcode" in texts:
                changed |= sku
        return changed

    @api.model
    def _note_orders(self, orders):
        """Remember the SKUs of orders that wait for a product."""
        waiting = orders.filtered(lambda order: order.reason in PRODUCT_REASONS)
        for account, several in waiting.grouped("account_id").items():
            self._ensure(
                account,
                {
                    line.sku: {"title": line.title, "asin": False, "barcode": False}
                    for line in several._sold_lines()
                    if line.sku
                },
            )

    def _release_orders(self):
        """Let the orders that wait for one of these SKUs go on at once."""
        if (
            self.env["amazon.seller.order"]
            .sudo()
            .search_count(
                [
                    ("account_id", "in", self.account_id.ids),
                    ("state", "=", "waiting"),
                    ("reason", "in", PRODUCT_REASONS),
                ],
                limit=1,
            )
        ):
            self.env.ref("amazon_connector.ir_cron_synchronize").sudo()._trigger()
