# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sale orders follow what Amazon states differently since they were made.

They do so as long as nothing has left the warehouse and nothing is invoiced; then
somebody is asked to act instead. What Amazon no longer wants and is still here is
never sent, whatever else has happened.
"""

from .schemes import COLLECTED

# What of a line's values may change; the product of a confirmed line may not.
_FOLLOWING = ("product_uom_qty", "price_unit", "technical_price_unit")
_NOTHING = {"product_uom_qty": 0}


class Changes:
    """Applies changes to the sale orders of a batch.

    :param batch: :class:`~.batch.Batch`
    """

    def __init__(self, batch):
        self._batch = batch
        self._values = batch.values

    def follow(self, orders):
        """Let the sale orders of these inbox records follow, where they may."""
        for order in orders.filtered(lambda order: order._is_behind()):
            sale_order = order.sale_order_id
            lines = order.line_ids.filtered("is_changed")
            obstacle = self._obstacle(order)
            if obstacle:
                lines = lines.filtered(self._may_stay_here)
            is_locked = sale_order.locked
            if is_locked:
                sale_order.action_unlock()
            if order.is_address_changed and not obstacle:
                self._follow_address(order)
                order.is_address_changed = False
            for line in lines:
                self._follow_line(line)
            lines.is_changed = False
            sale_order._amazon_seller_follow_collection()
            sale_order._amazon_seller_restate()
            if is_locked:
                sale_order.action_lock()
            if obstacle:
                self._tell(order, lines, obstacle)

    def _tell(self, order, stayed, obstacle):
        """Ask somebody to do what the sale order could not."""
        sale_order = order.sale_order_id
        if stayed.sale_line_ids.filtered("qty_invoiced"):
            sale_order._amazon_seller_tell_change("credit")
        if order._is_behind():
            sale_order._amazon_seller_tell_change(obstacle)

    @staticmethod
    def _may_stay_here(line):
        """Whether Amazon wants less of this, and all that is too much is still here."""
        items = line.sale_line_ids.filtered(
            lambda each: each.amazon_seller_kind == "item"
        )
        if not line._is_sold():
            return not items._amazon_seller_has_left()
        is_less = line.quantity < sum(items.mapped("product_uom_qty"))
        is_enough = sum(items.mapped("qty_delivered")) <= line.quantity
        return is_less and is_enough and not items.move_ids.origin_returned_move_id

    def _obstacle(self, order):
        """Return why the sale order cannot follow, a code; "" if it can.

        What Amazon ships itself stops nothing: only the merchant's part changes.
        """
        sale_order = order.sale_order_id
        merchants = sale_order.order_line.filtered(
            lambda line: line.amazon_seller_line_id.channel != "AFN"
        )
        if merchants._amazon_seller_has_left():
            return "shipped"
        if any(move.state != "cancel" for move in sale_order.invoice_ids):
            return "invoiced"
        if sale_order.currency_id != order.currency_id:
            return "currency"
        for line in order.line_ids.filtered("is_changed"):
            items = line.sale_line_ids.filtered(
                lambda each, sku=line.sku: (
                    each.amazon_seller_kind == "item"
                    # What it stands in for may have its product by now.
                    and each.amazon_seller_stand_in_sku != sku
                )
            )
            product = self._batch.maps.products_of(line)
            if items and line._is_sold() and items.product_id != product:
                return "product"
        return ""

    def _follow_address(self, order):
        """Send it where Amazon says now; the tax follows, the price does not."""
        sale_order = order.sale_order_id
        partner, delivery = self._recipient(order)
        taxed = self._values.taxation.decide(order, partner, delivery)
        before = sale_order.fiscal_position_id
        kinds = {sale_order.amazon_seller_tax_kind, taxed.kind.scheme}
        sale_order.with_context(update_delivery_shipping_partner=True).write(
            {"partner_shipping_id": delivery.id, **taxed.values()}
        )
        is_collected_anew = len(kinds) > 1 and COLLECTED in kinds
        if sale_order.fiscal_position_id != before or is_collected_anew:
            sale_order.amazon_seller_taxes_checked = False
            sale_order._recompute_taxes()
        if is_collected_anew:
            sale_order._amazon_seller_take_amounts(taxed.kind.scheme)

    def _recipient(self, order):
        """Return who has bought, and where it is delivered now.

        The buyer is who it was, also where only name and address told that.
        """
        partner = order.sale_order_id.partner_id
        partners = self._batch.partners
        if partner.amazon_seller_address_key:
            return partner, partners.delivery(order, partner)
        partner, _invoice, delivery = partners.assign(order)[order]
        return partner, delivery

    def _follow_line(self, line):
        """Make quantity and price of each charge what Amazon states now."""
        sale_order = line.order_id.sale_order_id
        values = {}
        if line._is_sold():
            for each in self._values.lines(line, sale_order.fiscal_position_id):
                values[each["amazon_seller_kind"]] = each
        for sale_line in line.sale_line_ids:
            new = values.pop(sale_line.amazon_seller_kind, None)
            # Lines of confirmed orders cannot be deleted.
            changes = {name: new[name] for name in _FOLLOWING} if new else _NOTHING
            sale_line.write(changes)
        line.env["sale.order.line"].create(
            [each | {"order_id": sale_order.id} for each in values.values()]
        )
        line.price_reading = line._used_reading() or False
