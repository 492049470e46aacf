# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One batch of inbox records on its way to sale orders."""

from . import readings
from .buyers import Address
from .changes import Changes
from .fast_path import CONTEXT_KEY, FastPath, with_defaults
from .maps import Maps
from .partners import Partners
from .reasons import Waiting
from .unknown_skus import fill_gaps
from .values import SaleValues


class Batch:
    """Turns inbox records of one seller account into confirmed sale orders.

    :param orders: ``amazon.seller.order`` records in the environment in which the
        sale orders are to be made (superuser, the account's company)
    """

    def __init__(self, account, orders):
        self.env = orders.env
        self.account = account.with_env(orders.env)
        self.orders = orders
        readings.learn(self.account, orders)
        self.maps = Maps(self.env, self.account, set(orders.line_ids.mapped("sku")))
        fill_gaps(self.maps, self.account, orders)
        self._elsewhere = self._orders_elsewhere()
        self.values = SaleValues(self.env, self.account, self.maps)
        self.partners = Partners(self.env, self.account, self.maps)

    def _orders_elsewhere(self):
        """Return ``{order id: account}`` of what another account has imported."""
        sale_orders = self.env["sale.order"].search(
            [
                ("company_id", "=", self.account.company_id.id),
                ("amazon_seller_account_id", "!=", self.account.id),
                (
                    "amazon_seller_order_ref",
                    "in",
                    self.orders.mapped("amazon_order_id"),
                ),
            ]
        )
        return {
            sale_order.amazon_seller_order_ref: (
                sale_order.amazon_seller_account_id.name or sale_order.name
            )
            for sale_order in sale_orders
        }

    # === CHECKS === #

    def waiting_reason(self, order):
        """Return why the order cannot be imported, ``None`` if it can.

        :rtype: :class:`~.reasons.Waiting` or None
        """
        try:
            self._check_statement(order)
            self._check_address(order)
            self._check_currency(order)
            self._check_products(order)
            self._check_sale_order(order)
            self.values.taxation.check(order)
        except Waiting as waiting:
            return waiting
        return None

    def _check_statement(self, order):
        if order.refused_rows or not order.line_ids:
            raise Waiting("row_unreadable", self._refused_rows(order))
        sold = order._sold_lines()
        # What replaces an order is free, whether Amazon writes that or leaves it blank.
        blank = sold.filtered("is_price_blank")
        if blank and not order.is_replacement_order:
            raise Waiting("blank_price", _skus(blank))
        without = sold.filtered(lambda line: line.quantity <= 0)
        if without or not sold:
            raise Waiting("no_quantity", _skus(without or order.line_ids))
        self.values.taxation.keep_kind(order)
        if unknown := order._unknown_reading():
            raise Waiting("price_reading", unknown)

    def _check_address(self, order):
        is_ours = order.channel != "AFN" and not order.is_address_waived
        if is_ours and not Address(order, "ship").is_deliverable:
            raise Waiting("no_address")

    def _refused_rows(self, order):
        return ", ".join(
            self.env._(
                "line %(line)s (%(column)s)",
                line=row["line"],
                column=row["column"] or row["code"],
            )
            for row in order.refused_rows or []
        )

    def _check_currency(self, order):
        if not order.currency_id:
            # It may have been created since the order came.
            currency = self.maps.currency(order.currency_code)
            order.currency_id = order.line_ids.currency_id = currency
        currency = order.currency_id
        if not currency:
            raise Waiting("currency_unknown", order.currency_code or "")
        company = self.account.company_id
        if currency == company.currency_id:
            return
        if not self.values.has_rate(currency):
            raise Waiting("currency_rate", currency.name)

    def _check_products(self, order):
        found = {line.sku: self.maps.products_of(line) for line in order._sold_lines()}
        unknown = sorted(sku or "–" for sku, products in found.items() if not products)
        if unknown:
            raise Waiting("unknown_sku", ", ".join(unknown))
        ambiguous = sorted(sku for sku, products in found.items() if len(products) > 1)
        if ambiguous:
            raise Waiting("ambiguous_sku", ", ".join(ambiguous))
        for product in found.values():
            self.values.check_taxes(product)
        self._check_contents(order)

    def _check_contents(self, order):
        """Refuse what the merchant would have to ship, and Odoo would deliver nothing
        of: who orders a combo chooses its contents."""
        ours = order._sold_lines().filtered(lambda line: line.channel != "AFN")
        products = self.env["product.product"].concat(*map(self.maps.products_of, ours))
        combos = products.filtered(lambda product: product.type == "combo")
        if combos:
            raise Waiting(
                "import_failed",
                self.env._(
                    "%s is a combo, of which Odoo would deliver nothing: choose "
                    "another product for the SKU",
                    ", ".join(combos.mapped("display_name")),
                ),
            )

    def _check_sale_order(self, order):
        if account := self._elsewhere.get(order.amazon_order_id):
            raise Waiting("other_account", account)
        if order.sale_order_id.state == "cancel":
            raise Waiting("order_cancelled", order.sale_order_id.name)

    # === CREATION === #

    def make_sale_orders(self, orders):
        """Create, compare, confirm and link the sale orders of ``orders``.

        Orders that have one already get the lines they lack.

        :return: ``{order: Waiting}`` of those about whose amounts a manager has to
            decide first; their sale orders stay quotations
        """
        self._link_existing(orders)
        known = orders.filtered("sale_order_id")
        for order in known:
            self._grow(order)
        Changes(self).follow(known)
        known.sale_order_id._amazon_seller_hold_differing()
        waiting = self._create_new(orders - known)
        waiting |= self._go_on(known)
        # Also of undecided ones: the goods have left, whatever they come to.
        self.values.fba_stock.take_out(orders.sale_order_id.order_line)
        self.env.flush_all()
        return waiting

    def _link_existing(self, orders):
        """Find sale orders that the inbox lost sight of."""
        lost = orders.filtered(lambda order: not order.sale_order_id)
        refs = lost.grouped("amazon_order_id")
        for sale_order in self.env["sale.order"].search(
            [
                ("amazon_seller_account_id", "=", self.account.id),
                ("amazon_seller_order_ref", "in", list(refs)),
            ]
        ):
            refs[sale_order.amazon_seller_order_ref].sale_order_id = sale_order

    def _create_new(self, orders):
        """Create and confirm sale orders for inbox records that have none."""
        if not orders:
            return {}
        path = FastPath(self.env)
        env = self.env(context={**self.env.context, CONTEXT_KEY: path})
        partners = self.partners.assign(orders)
        names = self._next_names(orders)
        sale_orders = env["sale.order"].create(
            with_defaults(
                env["sale.order"],
                [
                    self.values.order(order, partners[order]) | name
                    for order, name in zip(orders, names, strict=True)
                ],
            )
        )
        for order, sale_order in zip(orders, sale_orders, strict=True):
            order.sale_order_id = sale_order.id
            order.amount_total = sale_order.amazon_seller_total
        sale_orders._amazon_seller_hold_differing()
        path.order_ids.update(sale_orders.ids)
        waiting = self._confirm(orders, env)
        path.finish()
        # In this environment: what is still to be computed would else be computed
        # without the fast path.
        env.flush_all()
        return waiting

    def _go_on(self, orders):
        """Confirm quotations about which a manager has decided meanwhile."""
        return self._confirm(
            orders.filtered(
                lambda order: (
                    order.sale_order_id.state in ("draft", "sent")
                    and order.sale_order_id.amazon_seller_hold
                )
            ),
            self.env,
        )

    def _confirm(self, orders, env):
        """Confirm the sale orders about which nobody has to decide first.

        :param env: the environment in which they are to be confirmed
        :return: ``{order: Waiting}`` of the others
        """
        held = orders.filtered(
            lambda order: order.sale_order_id.amazon_seller_check == "held"
        )
        ready = orders - held
        if self.account.confirm_policy == "quotation":
            # What Amazon has shipped itself is no offer any more.
            ready = ready.filtered(lambda order: order.channel == "AFN")
        if ready:
            ready.sale_order_id.with_env(env).action_confirm()
        return {
            order: Waiting(
                order.sale_order_id._amazon_seller_held_for(), order.sale_order_id.name
            )
            for order in held
        }

    def _next_names(self, orders):
        """Return the numbers of new sale orders as values, one dict for each.

        All are drawn with one query, if the sequence allows it.
        """
        sequence = self.env["ir.sequence"].search(
            [
                ("code", "=", "sale.order"),
                ("company_id", "in", [self.account.company_id.id, False]),
            ],
            order="company_id",
            limit=1,
        )
        prefixes = [
            self.values.settings.get(order.marketplace_id, "order_prefix") or ""
            for order in orders
        ]
        names = sequence._amazon_seller_next(len(orders))
        if not sequence or not (names or any(prefixes)):
            return [{}] * len(orders)
        names = names or [sequence.next_by_id() for _order in orders]
        return [
            {"name": prefix + name}
            for prefix, name in zip(prefixes, names, strict=True)
        ]

    def _grow(self, order):
        """Add what Amazon stated since to a confirmed sale order."""
        sale_order = order.sale_order_id
        lines = order._sold_lines().filtered(
            lambda line: not (line.sale_line_ids or line.is_changed)
        )
        is_linked = sale_order.order_line.amazon_seller_line_id
        if not lines or not is_linked:
            return
        is_locked = sale_order.locked
        if is_locked:
            sale_order.action_unlock()
        self.env["sale.order.line"].create(
            [
                values | {"order_id": sale_order.id}
                for line in lines
                for values in self.values.lines(line, sale_order.fiscal_position_id)
            ]
        )
        sale_order._amazon_seller_follow_collection()
        sale_order._amazon_seller_restate()
        sale_order._amazon_seller_invoice_more()
        if is_locked:
            sale_order.action_lock()


def _skus(lines):
    return ", ".join(sorted({line.sku or line.order_item_id for line in lines}))
