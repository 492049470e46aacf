# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models

from ..importer.maps import Maps
from ..importer.statement import naive_utc
from ..insertion import insert_new

# How long the order itself may take to come, once Amazon has released it.
PATIENCE = timedelta(days=4)
KEEP_CLOSED = timedelta(days=60)
OPEN_STATES = ("pending", "left")


class AmazonSellerPendingOrder(models.Model):
    """A merchant order that Amazon holds back: goods without buyer and price."""

    _name = "amazon.seller.pending.order"
    _description = "Pending Amazon Order"
    _order = "purchase_date desc, id desc"
    _rec_name = "amazon_order_ref"

    account_id = fields.Many2one(
        "amazon.seller.account",
        "Seller Account",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    amazon_order_ref = fields.Char("Amazon Order", required=True, readonly=True)
    marketplace_id = fields.Many2one(
        "amazon.seller.marketplace", readonly=True, ondelete="restrict"
    )
    purchase_date = fields.Datetime(readonly=True)
    seen_at = fields.Datetime(
        "Last Seen", readonly=True, help="When Amazon named it as pending last."
    )
    state = fields.Selection(
        [
            ("pending", "Pending"),
            ("left", "On Its Way Here"),
            ("ordered", "Became an Order"),
            ("cancelled", "Cancelled"),
            ("released", "Released"),
        ],
        required=True,
        readonly=True,
        default="pending",
        index=True,
        help="On its way here: Amazon has released the order; the next report brings "
        "it.",
    )
    line_ids = fields.One2many("amazon.seller.pending.order.line", "order_id")
    goods = fields.Char(compute="_compute_goods")
    reservation = fields.Selection(
        [
            ("none", "Not Reserved"),
            ("part", "Partly Reserved"),
            ("full", "Reserved"),
        ],
        compute="_compute_reservation",
    )
    sale_order_id = fields.Many2one(
        "sale.order", readonly=True, index="btree_not_null", ondelete="set null"
    )

    _account_order_uniq = models.Constraint(
        "UNIQUE(account_id, amazon_order_ref)", "This order is pending already."
    )

    # === COMPUTE METHODS === #

    @api.depends("line_ids.sku", "line_ids.quantity")
    def _compute_goods(self):
        for order in self:
            order.goods = ", ".join(
                f"{line.quantity} × {line.sku}" for line in order.line_ids
            )

    @api.depends("line_ids.move_ids.state")
    def _compute_reservation(self):
        for order in self:
            lines = order.line_ids
            states = lines.move_ids.mapped("state")
            if states and all(state == "assigned" for state in states):
                is_whole = all(line.move_ids for line in lines)
                order.reservation = "full" if is_whole else "part"
            else:
                is_part = {"assigned", "partially_available"} & set(states)
                order.reservation = "part" if is_part else "none"

    # === ACTION METHODS === #

    def action_release(self):
        """Give the goods back; this order is not reserved for again."""
        self.check_access("read")
        self.sudo()._release("released")

    # === WHAT AMAZON SAYS === #

    @api.model
    def _of_accounts(self, accounts):
        return self.search(
            [("account_id", "in", accounts.ids), ("state", "in", OPEN_STATES)]
        )

    @api.model
    def _receive(self, account, orders):
        """Reserve for what is pending, release what was cancelled.

        :param orders: :class:`~..spapi.pending_orders.PendingOrder`
        :raise psycopg2.errors.SerializationFailure: another transaction received one
            of the orders meanwhile; roll back and try again
        """
        refs = [order.amazon_order_id for order in orders]
        known = self.search(
            [("account_id", "=", account.id), ("amazon_order_ref", "in", refs)]
        )
        cancelled = {each.amazon_order_id for each in orders if each.is_cancelled}
        known.filtered(
            lambda each: (
                each.amazon_order_ref in cancelled and each.state in OPEN_STATES
            )
        )._release("cancelled")
        open_ones = known.filtered(lambda each: each.state in OPEN_STATES)
        open_ones.write({"state": "pending", "seen_at": fields.Datetime.now()})
        here = set(known.mapped("amazon_order_ref")) | self._refs_here(account, refs)
        self._reserve_for(
            account,
            [
                order
                for order in orders
                if order.items
                and not order.is_cancelled
                and order.amazon_order_id not in here
            ],
        )

    def _refs_here(self, account, refs):
        """Return which of these orders have come as orders already."""
        orders = self.env["amazon.seller.order"].search(
            [("account_id", "=", account.id), ("amazon_order_id", "in", refs)]
        )
        return set(orders.mapped("amazon_order_id"))

    def _reserve_for(self, account, orders):
        marketplaces = self.env["amazon.seller.order"]._marketplaces()
        new = insert_new(
            self,
            [
                {
                    "account_id": account.id,
                    "company_id": account.company_id.id,
                    "amazon_order_ref": order.amazon_order_id,
                    "marketplace_id": marketplaces[order.marketplace_id].id,
                    "purchase_date": naive_utc(order.created_at),
                    "seen_at": fields.Datetime.now(),
                    "state": "pending",
                }
                for order in orders
            ],
            ["account_id", "amazon_order_ref"],
        )
        id_of = {order.amazon_order_ref: order.id for order in new}
        self.env["amazon.seller.pending.order.line"].create(
            [
                {
                    "order_id": id_of[order.amazon_order_id],
                    "order_item_ref": item.order_item_id,
                    "sku": item.sku,
                    "quantity": item.quantity,
                }
                for order in orders
                if order.amazon_order_id in id_of
                for item in order.items
            ]
        )
        new._reserve(account)

    @api.model
    def _note_left(self, account, since):
        """Note what a whole search named no more: Amazon has released it.

        :param since: when the search began
        """
        gone = self._of_accounts(account).filtered(lambda each: each.seen_at < since)
        waiting = self._refs_waiting(account, gone.mapped("amazon_order_ref"))
        late = gone.filtered(
            lambda each: (
                each.seen_at < since - PATIENCE and each.amazon_order_ref not in waiting
            )
        )
        late._release("released")
        (gone - late).state = "left"

    def _refs_waiting(self, account, refs):
        """Return which of these orders are here, but reserve nothing themselves yet."""
        orders = self.env["amazon.seller.order"].search(
            [
                ("account_id", "=", account.id),
                ("amazon_order_id", "in", refs),
                "|",
                ("state", "in", ("new", "waiting")),
                ("sale_order_id.state", "in", ("draft", "sent")),
            ]
        )
        return set(orders.mapped("amazon_order_id"))

    # === STOCK === #

    def _reserve(self, account):
        """Reserve the goods of these new orders of one account, all at once."""
        lines = self.line_ids
        maps = Maps(self.env, account, set(lines.mapped("sku")))
        settings = account._settings()
        customers = self.env.ref("stock.stock_location_customers")
        vals_list = []
        for line in lines:
            product = maps.products_of(line)
            warehouse = settings.get(line.order_id.marketplace_id, "warehouse_id")
            if len(product) != 1 or not product.is_storable or not warehouse:
                continue
            vals_list.append(
                {
                    "product_id": product.id,
                    "product_uom": product.uom_id.id,
                    "product_uom_qty": line.quantity,
                    "location_id": warehouse.lot_stock_id.id,
                    "location_dest_id": customers.id,
                    "company_id": account.company_id.id,
                    "origin": line.order_id.amazon_order_ref,
                    "amazon_seller_pending_line_id": line.id,
                }
            )
        # Without an operation type there is no delivery that somebody could ship.
        moves = self.env["stock.move"].with_company(account.company_id)
        moves = moves.create(vals_list)._action_confirm(merge=False)
        moves._action_assign()

    def _release(self, state):
        """Give back what is reserved for these orders, and close them."""
        self.line_ids.move_ids._action_cancel()
        self.state = state

    @api.model
    def _take_over(self, sale_orders):
        """Free the goods of sale orders that are being confirmed.

        :param sale_orders: ``sale.order`` records, of Amazon or not
        """
        by_ref = sale_orders.grouped("amazon_seller_order_ref")
        by_ref.pop(False, None)
        if not by_ref:
            return
        pending = self.search(
            [
                ("account_id", "in", sale_orders.amazon_seller_account_id.ids),
                ("amazon_order_ref", "in", list(by_ref)),
                ("state", "in", OPEN_STATES),
            ]
        )
        pending._release("ordered")
        for each in pending:
            each.sale_order_id = by_ref[each.amazon_order_ref]

    @api.autovacuum
    def _gc_closed(self):
        """Forget what has long become an order, or nothing."""
        self.search(
            [
                ("state", "not in", OPEN_STATES),
                ("write_date", "<", fields.Datetime.now() - KEEP_CLOSED),
            ]
        ).unlink()


class AmazonSellerPendingOrderLine(models.Model):
    _name = "amazon.seller.pending.order.line"
    _description = "Item of a Pending Amazon Order"

    order_id = fields.Many2one(
        "amazon.seller.pending.order",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    order_item_ref = fields.Char("Order Item ID", readonly=True)
    sku = fields.Char("SKU", readonly=True)
    quantity = fields.Integer(readonly=True)
    move_ids = fields.One2many(
        "stock.move", "amazon_seller_pending_line_id", readonly=True
    )
