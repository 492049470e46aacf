# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How the reports of an account state amounts, learnt from the account's own rows."""

from collections import Counter
from decimal import Decimal

from odoo import fields
from odoo.tools import SQL

from ..spapi import tax_collection
from ..spapi.marketplaces import by_id
from ..spapi.price_evidence import Row, fitting
from ..spapi.price_readings import READINGS, Reading
from ..spapi.vat_rates import rates
from .amounts import AMOUNT_FIELDS, TAX_FIELDS, Terms, is_taxed, stated

# Stands for all countries together, and for one that Amazon does not state.
EVERYWHERE = "*"
NOWHERE = "ZZ"

# Of so many of the newest orders, so many different rows are counted.
_SAMPLE = 1000
_DIFFERENT = 200
# A country whose own rows decided is looked at again after so many new rows.
_RECONSIDERED_AFTER = 1000
_EXAMPLES = 3


def record_of(account, channel, country_code):
    """Return the ``amazon.seller.price.reading`` that counts, empty if there is none.

    :param account: ``amazon.seller.account``, as superuser
    """
    found = general = account.price_reading_ids.browse()
    for record in account.price_reading_ids:
        if record.channel == channel:
            if record.country_code == (country_code or NOWHERE):
                found = record
            elif record.country_code == EVERYWHERE:
                general = record
    return found or general


def terms(
    account,
    channel,
    country_code,
    currency,
    marketplace_identifier,
    moment,
    is_tax_amazons,
    booked_rate=None,
):
    """Return the :class:`~.amounts.Terms` of an order's lines.

    :param currency: ``res.currency``, may be empty
    :param marketplace_identifier: Amazon's id of the marketplace, "" if unknown
    :param moment: when it was bought
    :param is_tax_amazons: whether Amazon collects the tax
    :param booked_rate: of the sale order's tax, a fraction, if it is known
    """
    account = account.sudo()
    record = record_of(account, channel, country_code)
    return Terms(
        reading=record._reading() if record else Reading(),
        rates=_rates(account, country_code, moment, is_tax_amazons),
        booked_rate=booked_rate,
        unit=_unit(currency),
        is_tax_on_top=tax_collection.is_amazons(
            by_id(marketplace_identifier), currency.name or ""
        ),
        is_tax_amazons=is_tax_amazons,
    )


def _rates(account, country_code, moment, is_tax_amazons=False):
    """Return the rates of where it goes and, unless Amazon taxes it, of the seller."""
    countries = {country_code or ""}
    if not is_tax_amazons:
        company = account.company_id
        home = company.account_fiscal_country_id or company.country_id
        countries.add(home.code or "")
    return rates(frozenset(countries), (moment or fields.Datetime.now()).date())


def _unit(currency):
    return Decimal(1).scaleb(-currency.decimal_places) if currency else Decimal("0.01")


# === LEARNING === #


def learn(account, orders):
    """Bring the account's readings up to date with what these orders state.

    One query in all, and none where these orders state no tax or nothing new.

    :param orders: ``amazon.seller.order`` of the account
    """
    newest = _newest_rows(orders)
    if not newest:
        return
    records = account.price_reading_ids._with_missing(account, newest)
    open_ = records.filtered(
        lambda record: record._is_to_be_learnt(newest.get(record._key(), 0))
    )
    if not open_:
        return
    samples = _samples(open_)
    for record in open_:
        record.write(_findings(account, record, samples.get(record.id, [])))
    records._decide()


def _newest_rows(orders):
    """Return ``{(channel, country): id of the newest line}`` of what tells anything."""
    newest = {}
    for order in orders:
        for line in order.line_ids:
            if is_taxed(line) and not line.is_gross and not line._terms().is_tax_on_top:
                key = line.channel, order.ship_country_code or NOWHERE
                newest[key] = max(newest.get(key, 0), line.id)
    return newest


def _samples(records):
    """Return ``{id: rows}``: rows with a tax of the newest orders of each reading.

    :return: the rows are mappings of columns, the newest first
    """
    env = records.env
    env.flush_all()
    columns = ("id", "quantity", *AMOUNT_FIELDS)
    rows = env.execute_query_dict(
        SQL(
            """SELECT r.id AS reading_id, s.*
                 FROM amazon_seller_price_reading r
                CROSS JOIN LATERAL (
                      SELECT %s, o.amazon_order_id, o.purchase_date, o.currency_id
                        FROM (SELECT * FROM amazon_seller_order
                               WHERE account_id = r.account_id
                                 AND COALESCE(ship_country_code, %s) = r.country_code
                               ORDER BY id DESC LIMIT %s) o
                        JOIN amazon_seller_order_line l ON l.order_id = o.id
                       WHERE l.channel = r.channel
                         AND l.is_gross IS NOT TRUE AND (%s)
                         AND NOT (l.is_tax_amazons IS TRUE
                                  AND o.currency_code = ANY(%s))
                       ORDER BY l.id DESC) s
                WHERE r.id = ANY(%s)""",
            SQL(", ").join(SQL.identifier("l", name) for name in columns),
            NOWHERE,
            _SAMPLE,
            SQL(" OR ").join(
                SQL("%s <> 0", SQL.identifier("l", name)) for name in TAX_FIELDS
            ),
            sorted(tax_collection.CURRENCIES),
            records.ids,
        )
    )
    samples = {}
    for row in rows:
        samples.setdefault(row["reading_id"], []).append(row)
    return samples


def _findings(account, record, rows):
    """Return what the rows of one country tell, as values of its record.

    The same amounts again prove nothing new: they count once.
    """
    seen, evidence, examples = set(), Counter(), {}
    for row in rows:
        amounts = (row["quantity"], *(row[name] for name in AMOUNT_FIELDS))
        if amounts in seen or len(seen) == _DIFFERENT:
            continue
        seen.add(amounts)
        mask = fitting(_row(account, record.country_code, row))
        evidence[mask] += 1
        orders = examples.setdefault(_verdict(mask), [])
        if len(orders) < _EXAMPLES and row["amazon_order_id"] not in orders:
            orders.append(row["amazon_order_id"])
    dates = [row["purchase_date"] for row in rows if row["purchase_date"]]
    if record.taxed_since:
        dates.append(record.taxed_since)
    return {
        "evidence": {str(mask): count for mask, count in sorted(evidence.items())},
        "examples": examples,
        "last_line_id": max((row["id"] for row in rows), default=0),
        "taxed_since": min(dates, default=False),
    }


def _row(account, country_code, row):
    currency = account.env["res.currency"].browse(row["currency_id"] or [])
    return Row(
        charges=stated(row),
        rates=_rates(account, country_code, row["purchase_date"]),
        quantity=row["quantity"] or 1,
        unit=_unit(currency),
    )


def _verdict(mask):
    """Return what a row tells of the prices: gross, net, both or none."""
    prices = {reading.prices for bit, reading in enumerate(READINGS) if mask >> bit & 1}
    if len(prices) == 1:
        return prices.pop()
    return "both" if prices else "none"


def is_worth_learning(record, line_id):
    """Whether rows up to ``line_id`` may change what is known of a country."""
    is_settled = record.decided_by == "rows" and not record._is_partly_open()
    news = line_id - record.last_line_id
    return news > (_RECONSIDERED_AFTER if is_settled else 0)
