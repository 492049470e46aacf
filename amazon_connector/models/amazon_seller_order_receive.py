# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter
from dataclasses import replace

from odoo import api, models

from ..importer import statement
from ..importer.amounts import charges
from ..importer.readings import terms
from ..inquiry.order_ids import is_of_other_shop
from ..insertion import insert_new
from ..spapi.marketplaces import by_sales_channel, is_non_amazon

# Reasons that a change of the account's settings may lift.
SETTINGS_REASONS = ("before_start", "other_marketplace", "only_counted")


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
        self.env["amazon.seller.missing.order"]._note_arrived(
            account, {order.amazon_order_id for order in orders}
        )
        return dict(counts)

    def _receive_distinct(self, account, orders, report, counts):
        """Receive orders of which no two have the same id."""
        ids = [order.amazon_order_id for order in orders]
        known = self._of_account(account, ids).grouped("amazon_order_id")
        unknown = [order for order in orders if order.amazon_order_id not in known]
        self._insert_new(account, unknown, report)
        counts["new"] += len(unknown)
        for order in orders:
            if record := known.get(order.amazon_order_id):
                is_news = record._is_news(order, report)
                is_changed = is_news and record._restate(order, report)
                if is_changed and report:
                    record.report_id = report
                counts["changed" if is_changed else "known"] += 1

    # === NEW ORDERS === #

    def _insert_new(self, account, orders, report):
        """Insert orders the inbox does not hold; the database refuses doubles."""
        if not orders:
            return
        currencies = self._currency_ids()
        marketplaces = self._marketplaces()
        new = insert_new(
            self,
            [
                self._new_values(account, order, report, currencies, marketplaces)
                for order in orders
            ],
            ("account_id", "amazon_order_id"),
        )
        id_of = {order.amazon_order_id: order.id for order in new}
        self.env["amazon.seller.order.line"].sudo().create(
            [
                line | {"order_id": id_of[order.amazon_order_id]}
                for order in orders
                if order.amazon_order_id in id_of
                for line in self._line_values(account, order, currencies)
            ]
        )

    def _new_values(self, account, order, report, currencies, marketplaces):
        state, reason, detail = _first_state(account, order)
        marketplace = marketplace_of(account, order, marketplaces)
        values = statement.header_values(order)
        currency_id = currencies.get(values["currency_code"], False)
        currency = self.env["res.currency"].browse(currency_id or [])
        values.update(
            amazon_order_id=order.amazon_order_id,
            account_id=account.id,
            company_id=account.company_id.id,
            report_id=report.id if report else False,
            channel=order.channel.value,
            statements={order.channel.value: statement.header_fingerprint(order)},
            currency_id=currency_id,
            marketplace_id=marketplace.id,
            amount_total=_total(account, order, currency, marketplace),
            state=state,
            reason=reason,
            reason_detail=detail,
            attempts=0,
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

    def _marketplaces(self):
        """Return ``{Amazon's marketplace id: record}``."""
        marketplaces = self.env["amazon.seller.marketplace"]
        return {each.marketplace_identifier: each for each in marketplaces.search([])}

    # === SETTINGS CHANGED === #

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
        outcomes = ignored.grouped(
            lambda order: _ignore_reason(
                order.account_id,
                order.sales_channel,
                order.purchase_date,
                order.channel,
            )
        )
        for (reason, detail), orders in outcomes.items():
            orders.write(
                {
                    "state": "ignored" if reason else "new",
                    "reason": reason,
                    "reason_detail": detail,
                }
            )


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
    if is_of_other_shop(order.amazon_order_id) or is_non_amazon(order.sales_channel):
        name = statement.clean(order.sales_channel) or order.amazon_order_id
        return "ignored", "not_amazon", name
    reason, detail = _ignore_reason(
        account,
        order.sales_channel,
        statement.naive_utc(order.purchase_date),
        order.channel.value,
    )
    return ("ignored", reason, detail) if reason else ("new", False, False)


def _ignore_reason(account, sales_channel, purchase_date, channel):
    """Return why the account leaves such an order alone, and the detail of it."""
    marketplace = by_sales_channel(sales_channel or "")
    wanted = account.marketplace_ids.mapped("marketplace_identifier")
    is_chosen = bool(wanted or account.marketplaces_loaded_at)
    if marketplace and is_chosen and marketplace.id not in wanted:
        return "other_marketplace", statement.clean(sales_channel)
    if account.order_start_date and purchase_date < account.order_start_date:
        return "before_start", False
    if channel == "AFN" and account.fba_order_policy == "count":
        return "only_counted", False
    return False, False


def marketplace_of(account, order, marketplaces):
    """Return where an order was sold: reports need not name it, but each currency
    that only one of the account's marketplaces has names that one.

    :param marketplaces: ``{Amazon's marketplace id: record}``
    """
    if order.sales_channel:
        stated = by_sales_channel(order.sales_channel)
        unknown = account.env["amazon.seller.marketplace"]
        return marketplaces.get(stated.id, unknown) if stated else unknown
    currency = statement.clean(order.currency).upper()
    fitting = account.marketplace_ids.filtered(
        lambda each: each.currency_id.name == currency
    )
    return fitting if len(fitting) == 1 else fitting.browse()


def _total(account, order, currency, marketplace):
    """Return what the order comes to, as far as its amounts can be read yet."""
    line_terms = terms(
        account,
        order.channel.value,
        statement.clean(order.ship_address.country_code),
        currency,
        marketplace.marketplace_identifier,
        order.purchase_date,
        is_tax_amazons=False,
    )
    total = 0
    for item in order.items:
        values = {name: getattr(item, name) for name in item.__slots__}
        item_terms = replace(line_terms, is_tax_amazons=item.is_tax_amazons)
        total += sum(charges(values, item_terms).values())
    return float(total)
