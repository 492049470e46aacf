# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter

from markupsafe import Markup, escape

from odoo import api, models
from odoo.tools import SQL, float_compare

from ..importer import statement
from ..importer.amounts import charges, is_tax_on_top
from ..spapi.marketplaces import by_sales_channel, is_non_amazon

# Reasons that a change of the account's settings may lift.
SETTINGS_REASONS = ("before_start", "other_marketplace")
# An order stated in part by each channel keeps what the first one said of these.
_RESTATED_ALWAYS = {*statement.FLAG_FIELDS, "refused_rows"}


class AmazonSellerOrder(models.Model):
    _inherit = "amazon.seller.order"

    @api.model
    def _receive(self, account, orders, report=None):
        """Keep what Amazon stated, once, however often it is stated.

        :param account: the ``amazon.seller.account`` whose orders these are
        :param orders: list of :class:`~..spapi.orders.Order`
        :param report: the ``amazon.seller.report`` they were read from
        :return: ``{"new": n, "known": n, "changed": n}``; a known order is one
            of which nothing new was stated
        :raise psycopg2.errors.SerializationFailure: another transaction received
            one of the orders meanwhile; roll back and try again
        """
        inbox = self.sudo().with_context(tracking_disable=True, mail_notrack=True)
        counts = Counter(new=0, known=0, changed=0)
        for several in _one_statement_each(orders):
            inbox._receive_distinct(account.sudo(), several, report, counts)
        return dict(counts)

    def _receive_distinct(self, account, orders, report, counts):
        """Receive orders of which no two have the same id."""
        ids = [order.amazon_order_id for order in orders]
        known = self.search(
            [("account_id", "=", account.id), ("amazon_order_id", "in", ids)]
        ).grouped("amazon_order_id")
        unknown = [order for order in orders if order.amazon_order_id not in known]
        self._insert_new(account, unknown, report)
        counts["new"] += len(unknown)
        for order in orders:
            if record := known.get(order.amazon_order_id):
                is_changed = record._restate(order)
                if is_changed and report:
                    record.report_id = report
                counts["changed" if is_changed else "known"] += 1

    # === NEW ORDERS === #

    def _insert_new(self, account, orders, report):
        """Insert orders the inbox does not hold; the database refuses doubles.

        ``ON CONFLICT DO NOTHING`` fails with a serialisation error when another
        transaction was faster: unlike ``create`` this tells the caller to retry.
        """
        if not orders:
            return
        currencies = self._currency_ids()
        vals_list = [
            self._new_values(account, order, report, currencies) for order in orders
        ]
        rows = [
            SQL("(%s)", SQL(", ").join(self._column_values(vals))) for vals in vals_list
        ]
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """INSERT INTO amazon_seller_order (%s) VALUES %s
                   ON CONFLICT (account_id, amazon_order_id) DO NOTHING
                   RETURNING id, amazon_order_id""",
                SQL(", ").join(map(SQL.identifier, vals_list[0])),
                SQL(", ").join(rows),
            ),
            log_exceptions=False,  # The statement is full of buyers' addresses.
        )
        id_of = {ref: id_ for id_, ref in self.env.cr.fetchall()}
        self.env["amazon.seller.order.line"].sudo().create(
            [
                line | {"order_id": id_of[order.amazon_order_id]}
                for order in orders
                if order.amazon_order_id in id_of
                for line in self._line_values(account, order, currencies)
            ]
        )

    def _column_values(self, vals):
        """Yield the values of ``vals`` as the database stores them."""
        for name, value in vals.items():
            field = self._fields[name]
            yield SQL("%s", field.convert_to_column_insert(value, self, vals))

    def _new_values(self, account, order, report, currencies):
        state, reason, detail = _first_state(account, order)
        values = statement.header_values(order)
        values.update(
            amazon_order_id=order.amazon_order_id,
            account_id=account.id,
            company_id=account.company_id.id,
            report_id=report.id if report else False,
            channel=order.channel.value,
            statements={order.channel.value: statement.header_fingerprint(order)},
            currency_id=currencies.get(values["currency_code"], False),
            amount_total=_total(account, order),
            state=state,
            reason=reason,
            reason_detail=detail,
            attempts=0,
            create_uid=self.env.uid,
            create_date=self.env.cr.now(),
            write_uid=self.env.uid,
            write_date=self.env.cr.now(),
        )
        return values

    def _line_values(self, account, order, currencies):
        """Return the inbox values of all the order's items, each once."""
        lines = {}
        for item in order.items:
            values = statement.line_values(item, order.channel.value)
            values.update(
                company_id=account.company_id.id,
                currency_id=currencies.get(statement.clean(order.currency).upper()),
            )
            lines[statement.line_key(values)] = values
        return list(lines.values())

    def _currency_ids(self):
        """Return ``{code: id}`` of all currencies, archived ones too."""
        currencies = self.env["res.currency"].with_context(active_test=False)
        return {currency.name: currency.id for currency in currencies.search([])}

    # === ORDERS STATED AGAIN === #

    def _restate(self, order):
        """Take over what is new in a further statement of this order.

        :return: whether anything new was stated
        """
        self.ensure_one()
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
        is_any_line_new = any(
            key not in stored or stored[key].fingerprint != values["fingerprint"]
            for key, values in stated.items()
        )
        if not (is_header_new or is_any_line_new):
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

    @api.model
    def _reconsider_ignored(self, accounts):
        """Go on with ignored orders that the accounts' settings now let in."""
        ignored = self.sudo().search(
            [
                ("account_id", "in", accounts.ids),
                ("state", "=", "ignored"),
                ("reason", "in", SETTINGS_REASONS),
            ]
        )
        for order in ignored:
            reason, detail = _ignore_reason(
                order.account_id, order.sales_channel, order.purchase_date
            )
            order.write(
                {
                    "state": "ignored" if reason else "new",
                    "reason": reason,
                    "reason_detail": detail,
                }
            )

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
            if self.state == "waiting":
                changes.update(state="new", reason=False, reason_detail=False)
            self.write(changes)
            self._refresh_from_lines()
        return bool(changes) or is_line_changed

    def _write_lines(self, stated, stored):
        """Create or correct lines; return whether any differs from before."""
        is_changed = False
        Line = self.env["amazon.seller.order.line"]
        for key, values in stated.items():
            line = stored.get(key)
            if not line:
                Line.create(values | {"order_id": self.id})
                is_changed = True
            elif differences := _differences(line, values):
                is_changed = is_changed or differences != ["fingerprint"]
                line.write({name: values[name] for name in differences})
        return is_changed

    def _restate_imported(self, order, stated, stored, is_first_of_channel):
        """Let the sale order grow by what Amazon shipped since; note the rest."""
        growing = {
            key: values
            for key, values in stated.items()
            if key not in stored and (values["channel"] == "AFN" or is_first_of_channel)
        }
        if growing:
            self._write_lines(growing, {})
            self.write({"state": "new", "reason": False, "reason_detail": False})
            self._refresh_from_lines()
        notes = self._take_over_cancellation(order)
        if not is_first_of_channel:
            changes = self._header_changes(order, False)
            notes += [_difference_text(self, name, changes[name]) for name in changes]
        line_notes = self._line_notes(stated, stored, growing)
        if line_notes:
            # Kept as stated, so that the sale order says by how much it differs now.
            self._refresh_from_lines()
            self.sale_order_id.amazon_seller_total = self.currency_id.round(
                self._stated_total()
            )
        notes += line_notes
        if notes:
            self._log_changes(notes)
        return bool(growing or notes)

    def _take_over_cancellation(self, order):
        """Keep the buyer's wish to cancel up to date; return it as a note."""
        flag = order.is_buyer_requested_cancellation
        if flag == self.is_buyer_requested_cancellation:
            return []
        note = _difference_text(self, "is_buyer_requested_cancellation", flag)
        self.is_buyer_requested_cancellation = flag
        self.buyer_cancel_reason = statement.clean(order.buyer_cancel_reason) or False
        return [note]

    def _line_notes(self, stated, stored, growing):
        notes = []
        for key, values in stated.items():
            if key in growing:
                continue
            line = stored.get(key)
            if not line:
                notes.append(self.env._("New item %s", values["sku"]))
                continue
            differences = _differences(line, values)
            notes += [
                _difference_text(line, name, values[name], label=line.sku)
                for name in differences
                if name != "fingerprint"
            ]
            line.write({name: values[name] for name in differences})
        return notes

    def _header_changes(self, order, is_first_of_channel):
        """Return what the statement changes; a blank never erases a text."""
        changes = {}
        stated = statement.header_values(order)
        for name in _differences(self, stated):
            is_always = name in _RESTATED_ALWAYS
            if not is_always and not stated[name]:
                continue
            if is_first_of_channel and not is_always and self[name]:
                continue
            changes[name] = stated[name]
        if "currency_code" in changes:
            changes["currency_id"] = self._currency_ids().get(changes["currency_code"])
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
        """Return the lines without those that state neither quantity nor money."""
        return self.line_ids.filtered(lambda line: line._is_sold())

    def _log_changes(self, notes):
        """Note in the chatter what Amazon changed after the import."""
        items = Markup().join(Markup("<li>%s</li>") % note for note in notes)
        title = self.env._(
            "Amazon states the order differently now; the sale order was not changed:"
        )
        body = Markup("%s<ul>%s</ul>") % (title, items)
        self._message_log(body=body)
        self.sale_order_id._message_log(body=body)


def _one_statement_each(orders):
    """Yield lists of orders, none with two statements of the same order."""
    rest = list(orders)
    while rest:
        first = {}
        later = []
        for order in rest:
            if order.amazon_order_id in first:
                later.append(order)
            else:
                first[order.amazon_order_id] = order
        yield list(first.values())
        rest = later


def _first_state(account, order):
    """Return state, reason and detail of an order seen for the first time."""
    reason, detail = _ignore_reason(
        account, order.sales_channel, statement.naive_utc(order.purchase_date)
    )
    return ("ignored", reason, detail) if reason else ("new", False, False)


def _ignore_reason(account, sales_channel, purchase_date):
    """Return why the account leaves such an order alone, and the detail of it."""
    if is_non_amazon(sales_channel):
        return "not_amazon", statement.clean(sales_channel)
    marketplace = by_sales_channel(sales_channel or "")
    wanted = account.marketplace_ids.mapped("marketplace_identifier")
    if marketplace and wanted and marketplace.id not in wanted:
        return "other_marketplace", statement.clean(sales_channel)
    if account.order_start_date and purchase_date < account.order_start_date:
        return "before_start", False
    return False, False


def _total(account, order):
    on_top = is_tax_on_top(order.channel.value, account.fba_amounts)
    total = 0
    for item in order.items:
        values = {name: getattr(item, name) for name in item.__slots__}
        total += sum(charges(values, on_top).values())
    return float(total)


def _differences(record, values):
    """Return the names of the fields in which ``values`` differs from ``record``."""
    names = []
    for name, value in values.items():
        field = record._fields[name]
        stored = record[name]
        if field.type == "float":
            is_equal = float_compare(stored, value, precision_digits=4) == 0
        elif field.type == "many2one":
            is_equal = stored.id == (value or False)
        else:
            is_equal = (stored or False) == (value or False)
        if not is_equal:
            names.append(name)
    return names


def _difference_text(record, name, value, label=""):
    """Return "label field: old → new" for the chatter."""
    title = record._fields[name]._description_string(record.env)
    prefix = f"{label} " if label else ""
    old = "–" if record[name] is False else record[name]
    new = "–" if value in (False, None) else value
    return escape(f"{prefix}{title}: {old} → {new}")
