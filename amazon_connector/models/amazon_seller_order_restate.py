# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import replace

from odoo import fields, models

from ..importer import statement
from ..importer.amounts import AMOUNT_FIELDS
from ..importer.comparison import is_rounding
from ..restated import difference_text, differences
from ..screens import titled_list
from ..spapi.orders_api import WHOLE_ITEM
from .amazon_seller_order_cancel import NOTHING
from .amazon_seller_order_receive import marketplace_of

# An order stated in part by each channel keeps what the first one said of these.
_RESTATED_ALWAYS = {*statement.FLAG_FIELDS, "refused_rows"}
# How amounts are stated; what they come to is what counts.
_AMOUNTS = {*AMOUNT_FIELDS, "is_gross", "is_tax_blank", "is_price_blank"}
# They follow from words that are told.
_IMPLIED = {"currency_id", "marketplace_id"}
_UNTOLD = {"fingerprint", "is_gross", "is_tax_blank"}
_SHIP_ADDRESS = {f"ship_{part}" for part in statement.ADDRESS_PARTS}


class AmazonSellerOrderRestate(models.Model):
    """Orders that Amazon states again, the same or differently."""

    _inherit = "amazon.seller.order"

    is_address_changed = fields.Boolean(
        "Address not in the Sale Order yet",
        readonly=True,
        help="Amazon states another delivery address than the sale order has.",
    )

    def _is_news(self, order, report):
        """Whether a further statement may say more than what is stored.

        A search finds orders that reports told of before, and tells less of them; a
        file that somebody uploads can be older than what is known.
        """
        if self._is_older(report):
            return False
        is_search = bool(report) and report.is_search
        is_complete = not self.refused_rows and any(
            line.channel == "MFN" for line in self.line_ids
        )
        return not (is_search and is_complete and order.channel.value == "MFN")

    def _is_older(self, report):
        """Whether an uploaded file tells of a time before what is known whole."""
        return bool(
            report
            and report.is_upload
            and not self.refused_rows
            and self.report_id.asked_at
            and report.asked_at < self.report_id.asked_at
        )

    def _without_doubles(self, order):
        """Leave out items that Amazon stated in another way before.

        Reports state what Amazon ships parcel by parcel, the Orders API item by item:
        one on top of the other, the item would be there twice.
        """
        lines = self.line_ids.filtered(lambda line: line.channel == "AFN")
        whole = lines.filtered(lambda line: line.shipment_item_id == WHOLE_ITEM)
        shipped_ids = set((lines - whole).mapped("order_item_id"))
        whole_ids = set(whole.mapped("order_item_id"))
        items = tuple(
            item
            for item in order.items
            if item.order_item_id
            not in (shipped_ids if item.shipment_item_id == WHOLE_ITEM else whole_ids)
        )
        return replace(order, items=items)

    def _restate(self, order, report=None):
        """Take over what is new in a further statement of this order.

        :param report: the ``amazon.seller.report`` it was read from
        :return: whether anything new was stated
        """
        self.ensure_one()
        self = self.with_context(lang=self.company_id.partner_id.lang or self.env.lang)
        if order.channel.value == "AFN":
            had_items = bool(order.items)
            order = self._without_doubles(order)
            if had_items and not order.items:
                return False
        channel = order.channel.value
        fingerprint = statement.header_fingerprint(order)
        is_first_of_channel = channel not in (self.statements or {})
        is_header_new = (self.statements or {}).get(channel) != fingerprint
        stored = {statement.line_key(line): line for line in self.line_ids}
        stated = {
            statement.line_key(values): values
            for values in self._line_values(
                self.account_id, order, self._currency_ids_of_order(order)
            )
        }
        for key, line in stored.items():
            if line.is_cancelled:  # For good, whatever a report of before says.
                stated.pop(key, None)
            elif key in stated:
                stated[key] |= _known_amounts(line, stated[key])
                if report and self.pieces_told_at:
                    stated[key] |= _known_pieces(line, stated[key])
        is_any_line_new = any(
            key not in stored or stored[key].fingerprint != values["fingerprint"]
            for key, values in stated.items()
        )
        is_any_gone = _is_whole(order) and _gone(stated, stored)
        if not (is_header_new or is_any_line_new or is_any_gone):
            return False
        if is_header_new:
            self.statements = {**(self.statements or {}), channel: fingerprint}
        restate = self._restate_imported if self.sale_order_id else self._restate_open
        return restate(order, stated, stored, is_first_of_channel)

    def _currency_ids_of_order(self, order):
        code = statement.clean(order.currency).upper()
        if self.currency_code == code:
            return {code: self.currency_id.id}
        return self._currency_ids()

    def _restate_open(self, order, stated, stored, is_first_of_channel):
        """Replace what is not a sale order yet by Amazon's newest statement."""
        changes = self._header_changes(order, is_first_of_channel)
        Line = self.env["amazon.seller.order.line"]
        gone = Line.concat(
            *(
                line
                for key, line in stored.items()
                # FBA reports list shipments one by one: one left out is not gone.
                if key not in stated and line.channel == order.channel.value == "MFN"
            )
        )
        gone.unlink()
        is_line_changed = self._write_lines(stated, stored) or bool(gone)
        if changes or is_line_changed:
            is_shipped = self.reason == "cancelled" and order.channel.value == "AFN"
            if self.state == "waiting" or is_shipped:
                changes.update(state="new", reason=False, reason_detail=False)
            self.write(changes)
            self._refresh_from_lines()
            self._let_in_mixed()
        return bool(changes) or is_line_changed

    def _write_lines(self, stated, stored):
        """Create or correct lines; return whether any differs from before."""
        is_changed, new = False, []
        for key, values in stated.items():
            line = stored.get(key)
            if not line:
                new.append(values | {"order_id": self.id})
            elif names := differences(line, values):
                is_changed = is_changed or names != ["fingerprint"]
                line.write({name: values[name] for name in names})
        self.env["amazon.seller.order.line"].create(new)
        return is_changed or bool(new)

    def _restate_imported(self, order, stated, stored, is_first_of_channel):
        """Keep what Amazon states since the import; the sale order follows later."""
        growing = {
            key: values
            for key, values in stated.items()
            if key not in stored and (values["channel"] == "AFN" or is_first_of_channel)
        }
        if growing:
            self._write_lines(growing, {})
            self._refresh_from_lines()
        notes = self._take_over_cancellation(order)
        if not is_first_of_channel:
            notes += self._header_notes(self._header_changes(order, False))
        line_notes = self._line_notes(stated, stored, growing)
        if _is_whole(order):
            line_notes += self._gone_notes(stated, stored)
        if growing:
            self._import_again()
        if notes or line_notes:
            self._note_changes(notes + line_notes)
        return bool(growing or notes or line_notes)

    def _header_notes(self, changes):
        """Take over what is stated beside the items; return it as notes."""
        changes.pop("refused_rows", None)  # What is imported was read whole.
        notes = [
            difference_text(self, name, self[name], changes[name])
            for name in changes
            if name not in _IMPLIED
        ]
        if _SHIP_ADDRESS & changes.keys():
            changes = {**changes, "is_address_changed": True}
        self.write(changes)
        if "buyer_vat_number" in changes:
            self.sale_order_id._amazon_seller_note_vat_number()
        return notes

    def _note_changes(self, notes):
        """Tell what Amazon states differently, and let the sale order follow.

        :param notes: texts for the chatter
        """
        self._log_changes(notes)
        self._refresh_from_lines()
        # So that the sale order says by how much it differs until it follows.
        self.sale_order_id._amazon_seller_restate()
        is_over = self.cancelled_at or self.sale_order_id.state == "cancel"
        if self._is_behind() and not is_over:
            self._import_again()
        else:
            self.sale_order_id._amazon_seller_hold_differing()

    def _is_behind(self):
        """Whether the sale order lacks something that Amazon states differently."""
        self.ensure_one()
        return self.is_address_changed or any(self.line_ids.mapped("is_changed"))

    def _take_over_cancellation(self, order):
        """Keep the buyer's wish to cancel up to date; return it as a note."""
        flag = order.is_buyer_requested_cancellation
        if flag in (None, self.is_buyer_requested_cancellation):
            return []
        name = "is_buyer_requested_cancellation"
        note = difference_text(self, name, self[name], flag)
        self[name] = flag
        self.buyer_cancel_reason = statement.clean(order.buyer_cancel_reason) or False
        self.sale_order_id._amazon_seller_take_wish()
        return [note]

    def _line_notes(self, stated, stored, growing):
        notes = []
        for key, values in stated.items():
            if key in growing:
                continue
            line = stored.get(key)
            if not line:
                self._write_lines({key: {**values, "is_changed": True}}, {})
                notes.append(self.env._("New item %s", values["sku"]))
                continue
            notes += _restate_line(line, values)
        return notes

    def _gone_notes(self, stated, stored):
        """Count items that Amazon no longer states as none; return it as notes."""
        gone = _gone(stated, stored)
        for line in gone:
            line.write({**NOTHING, "is_changed": True})
        return [self.env._("Item no longer stated: %s", line.sku) for line in gone]

    def _header_changes(self, order, is_first_of_channel):
        """Return what the statement changes; a blank never erases a text."""
        changes = {}
        stated = statement.header_values(order)
        for name in differences(self, stated):
            is_always = name in _RESTATED_ALWAYS and stated[name] is not None
            if not is_always and not stated[name]:
                continue
            if is_first_of_channel and not is_always and self[name]:
                continue
            changes[name] = stated[name]
        if "currency_code" in changes:
            changes["currency_id"] = self._currency_ids().get(changes["currency_code"])
        if "sales_channel" in changes:
            marketplace = marketplace_of(self.account_id, order, self._marketplaces())
            changes["marketplace_id"] = marketplace.id
        return changes

    def _refresh_from_lines(self):
        """Make channel and total follow the lines."""
        self.invalidate_recordset(["line_ids"])
        channels = set(self.line_ids.mapped("channel"))
        self.channel = channels.pop() if len(channels) == 1 else "mixed"
        self.amount_total = self._stated_total()

    def _stated_total(self):
        """Return the sum of all charges as the account's settings read them."""
        return sum(sum(line._charges().values()) for line in self._sold_lines())

    def _sold_lines(self):
        """Return the lines without those that state neither quantity nor money, and
        without those that the account only counts."""
        sold = self.line_ids.filtered(lambda line: line._is_sold())
        return sold - self._counted_lines()

    def _log_changes(self, notes):
        """Note in the chatter what Amazon changed after the import."""
        title = self.env._("Amazon states the order differently now:")
        body = titled_list(title, notes)
        self._message_log(body=body)
        self.sale_order_id._message_log(body=body)


def _is_whole(order):
    """Whether a statement names every item of its channel: shipments never do."""
    return order.channel.value == "MFN" and not order.refused_rows


def _gone(stated, stored):
    """Return the merchant's items that Amazon named once and names no more."""
    return [
        line
        for key, line in stored.items()
        if key not in stated and line.channel == "MFN" and line.quantity
    ]


def _known_amounts(line, values):
    """Return the amounts of a line where a further statement leaves its price blank.

    A blank is neither zero nor a change of what was stated.
    """
    is_untold = values["is_price_blank"] and not line.is_price_blank
    is_same = line.quantity == values["quantity"] and line.sku == values["sku"]
    return {name: line[name] for name in _AMOUNTS} if is_untold and is_same else {}


def _known_pieces(line, values):
    """Return pieces and amounts of a line of which a report states more pieces.

    Reports may state orders as these were at first; Amazon has told the rest since.
    """
    if line.channel != "MFN" or line.quantity >= values["quantity"]:
        return {}
    return {name: line[name] for name in {*_AMOUNTS, "quantity", "fingerprint"}}


def _restate_line(line, values):
    """Take over a further statement of an item; return as notes what is different.

    Amazon's answers about single orders state amounts in another way than its reports:
    what comes to the same, and states no other tax, is no change.
    """
    old = {name: line[name] for name in differences(line, values)}
    texts = {
        name: difference_text(line, name, old[name], values[name], label=line.sku)
        for name in old
        if name not in _UNTOLD
    }
    before, told = line._sale(), line._stated_taxes()
    line.write({name: values[name] for name in old})
    if line._sale() != before:
        if line.channel == "MFN":
            line.write({"is_changed": True, "is_cancelled": not line.quantity})
    elif "is_gross" in old and not _is_other_tax(line, told):
        line.write({name: old[name] for name in old if name in _AMOUNTS})
        texts = {name: text for name, text in texts.items() if name not in _AMOUNTS}
    return list(texts.values())


def _is_other_tax(line, before):
    """Whether the line states a tax now, and another than before but for rounding."""
    now = line._stated_taxes()
    difference = sum(now.values()) - sum(before.values())
    is_same = before and is_rounding(
        difference, [line.quantity for _kind in now], line.currency_id.rounding
    )
    return bool(now) and not is_same
