# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models

from ..attempts import attempt_each
from ..importer.maps import Maps
from ..importer.statement import naive_utc
from ..inquiry.findings import LONGEST_PENDING
from ..insertion import insert_new

_logger = logging.getLogger(__name__)

# How long the order itself may take to come, once Amazon has released it.
PATIENCE = timedelta(days=4)
KEEP_CLOSED = timedelta(days=60)
OPEN_STATES = ("pending", "left")
FREED_STATES = ("cancelled", "released")


class AmazonSellerPendingOrder(models.Model):
    """A merchant order that Amazon holds back: goods without buyer and price."""

    _name = "amazon.seller.pending.order"
    _inherit = "amazon.seller.account.record"
    _description = "Pending Amazon Order"
    _order = "purchase_date desc, id desc"
    _rec_name = "amazon_order_ref"

    company_id = fields.Many2one(
        "res.company", related=None, required=True, readonly=True, ondelete="restrict"
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

    # === HELP === #

    @api.model
    def get_empty_list_help(self, help_message):
        """Override: an order may have become pending since Amazon was asked last."""
        accounts = self.env["amazon.seller.account"].search(
            [("reserve_pending", "=", True)]
        )
        asked = [account._asked_for_pending() for account in accounts] or [
            self.env._("No seller account reserves for pending orders at present.")
        ]
        lines = Markup().join(Markup("<p>%s</p>") % text for text in asked)
        return super().get_empty_list_help(Markup(help_message or "") + lines)

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
        inbox = self.env["amazon.seller.order"]
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
        open_ones._restate({order.amazon_order_id: order for order in orders})
        here = {
            *known.mapped("amazon_order_ref"),
            *inbox._of_account(account, refs).mapped("amazon_order_id"),
        }
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
        new._restate({order.amazon_order_id: order for order in orders})

    def _restate(self, stated):
        """Take over which goods Amazon names, and reserve what is not reserved yet.

        :param stated: ``{order id: PendingOrder}``
        """
        goods_of = {
            order: {
                (item.order_item_id, item.sku, item.quantity)
                for item in stated[order.amazon_order_ref].items
            }
            for order in self
        }
        changed = self.filtered(
            lambda order: goods_of[order] and goods_of[order] != order._goods()
        )
        changed.line_ids._forget()
        self.env["amazon.seller.pending.order.line"].create(
            [
                {
                    "order_id": order.id,
                    "order_item_ref": item_id,
                    "sku": sku,
                    "quantity": quantity,
                }
                for order in changed
                for item_id, sku, quantity in sorted(goods_of[order])
            ]
        )
        for account, orders in self.grouped("account_id").items():
            lines = orders.line_ids.filtered(lambda line: not line.move_ids)
            for line, error in attempt_each(
                lines, lambda some, account=account: some._reserve(account)
            ):
                _logger.warning(
                    "Nothing could be reserved for an item of the pending Amazon order "
                    "%s (%s)",
                    line.order_id.amazon_order_ref,
                    type(error).__name__,
                )

    def _goods(self):
        return {
            (line.order_item_ref, line.sku, line.quantity) for line in self.line_ids
        }

    @api.model
    def _note_left(self, account, since):
        """Note what a whole search named no more: Amazon has released it.

        :param since: when the search began
        """
        gone = self._of_accounts(account).filtered(lambda each: each.seen_at < since)
        inbox = self.env["amazon.seller.order"]
        here = inbox._of_account(account, gone.mapped("amazon_order_ref"))
        # They reserve nothing themselves yet.
        waiting = here.filtered(
            lambda order: (
                order.state in ("new", "waiting")
                or order.sale_order_id.state in ("draft", "sent")
            )
        )
        settled = here - waiting
        # Imported while another worker reserved for them.
        self._take_over(settled.sale_order_id)
        gone = gone.filtered(lambda each: each.state in OPEN_STATES)
        kept, over = (
            set(orders.mapped("amazon_order_id")) for orders in (waiting, settled)
        )
        late = gone.filtered(
            lambda each: (
                each.amazon_order_ref in over
                or (
                    each.seen_at < since - PATIENCE
                    and each.amazon_order_ref not in kept
                )
            )
        )
        late._release("released")
        (gone - late).state = "left"

    # === STOCK === #

    def _release(self, state):
        """Give back what is reserved for these orders, and close them."""
        self.line_ids._free()
        self.state = state

    def _forget(self):
        """Give everything back, as if Amazon had never named these orders."""
        self.line_ids._free()
        self.unlink()

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
        now = fields.Datetime.now()
        # Where Amazon cannot be asked any more: it keeps no order back for longer.
        unheard = [
            ("state", "in", OPEN_STATES),
            ("seen_at", "<", now - LONGEST_PENDING),
        ]
        self.search(unheard)._release("released")
        self.search(
            [
                ("state", "not in", OPEN_STATES),
                ("write_date", "<", now - KEEP_CLOSED),
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

    def _reserve(self, account):
        """Reserve the goods of these items of one account, all at once.

        Of kits their components: without an operation type Odoo would not take a kit
        apart.
        """
        if not self:
            return
        maps = Maps(self.env, account, set(self.mapped("sku")))
        settings = account._settings()
        customers = self.env.ref("stock.stock_location_customers")
        contents = {}
        vals_list = []
        for line in self:
            product = maps.products_of(line)
            warehouse = settings.get(line.order_id.marketplace_id, "warehouse_id")
            if len(product) != 1 or not warehouse:
                continue
            if product not in contents:
                contents[product] = product._amazon_seller_contents(account.company_id)
            vals_list += [
                {
                    "product_id": part.id,
                    "product_uom": part.uom_id.id,
                    "product_uom_qty": line.quantity * pieces,
                    "location_id": warehouse.lot_stock_id.id,
                    "location_dest_id": customers.id,
                    "company_id": account.company_id.id,
                    "origin": line.order_id.amazon_order_ref,
                    "amazon_seller_pending_line_id": line.id,
                }
                for part, pieces in contents[product].items()
                if part.is_storable
            ]
        # Without an operation type there is no delivery that somebody could ship.
        moves = self.env["stock.move"].with_company(account.company_id)
        moves = moves.create(vals_list)._action_confirm(merge=False)
        moves._action_assign()

    def _free(self):
        self.move_ids._action_cancel()

    def _forget(self):
        self._free()
        self.unlink()
