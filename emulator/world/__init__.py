"""A world from a seed: products, orders, and what should become of them."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from functools import cached_property
from random import Random

from emulator.world.amounts import vat_percent
from emulator.world.build import Builder
from emulator.world.changes import order_at
from emulator.world.events import eventful as happening
from emulator.world.expected import expected
from emulator.world.facts import Item, Order, Return
from emulator.world.life import Life
from emulator.world.money import Money
from emulator.world.offers import Offer, all_offers
from emulator.world.products import catalogue
from emulator.world.readings import Reading, reckoned
from emulator.world.returns import ReturnBuilder
from emulator.world.sold_for import sold_for
from emulator.world.stock import Stock, Warehouse
from emulator.world.tax_documents import REGISTRATIONS
from emulator.world.variety import FullBuilder

COLUMNS = ("full", "basic")
PROMOTION_ROWS = ("mixed", "both")
VARIETIES = ("plain", "full")
VCS = (False, True, "lite")


class World(Money, Life):
    """A seller's catalogue and orders over a period.

    :param seed: any number or text; the same seed, start and end give the same
        bytes in every report
    :param orders: how many orders end as sales, in Europe and North America
    :param start: first possible purchase, aware; default: ``days`` before ``end``
    :param end: everything has happened before it, aware; default: now
    :param na_share: part of the orders in North America
    :param fba_share: part of the orders shipped by Amazon (roughly)
    :param vcs: Amazon calculates VAT and the tax columns are filled, else 0.00; it
        issues the invoices (True), or the seller does (``lite``)
    :param vat_since: with ``vcs``, of what was bought before it Amazon calculates no
        VAT; aware, default: of all
    :param mfn_amounts: with ``vcs``, how order reports state amounts, one of
        :data:`~emulator.world.readings.READINGS`: whether prices and promotions are
        with VAT, and whether the tax is that before or after promotions
    :param fba_amounts: the same of shipment reports
    :param columns: ``full``, or ``basic`` where the seller ticked none of the
        optional columns (VAT ids, companies, replacement and Prime flags)
    :param promotion_rows: of MFN order reports: ``mixed`` has the promotion either
        in the item's row or in rows of its own, ``both`` repeats the first one
    :param cancellation_wishes: every tenth MFN order carries the buyer's wish
        to cancel
    :param swiss_orders: so many more sales of the merchant go to Switzerland
    :param invoiced_by_hand: with ``lite``, part of the documents that the seller
        uploads in Seller Central within a day
    :param variety: ``plain``, or ``full``: ten marketplaces in Europe, buyers abroad
        and in special territories, families, namesakes and people who come back,
        addresses as people type them, several rates of VAT, promotions of every kind
    :param eventful: to this part of the orders that merchants ship something happens
        before they are shipped, see :mod:`emulator.world.events`
    """

    def __init__(
        self,
        seed=1,
        orders=60,
        start: datetime | None = None,
        end: datetime | None = None,
        *,
        days=30,
        na_share=0.2,
        fba_share=0.4,
        vcs=False,
        vat_since: datetime | None = None,
        mfn_amounts="gross/gross/before",
        fba_amounts="net/net/after",
        columns="full",
        promotion_rows="mixed",
        cancellation_wishes=False,
        swiss_orders=0,
        invoiced_by_hand=0.0,
        variety="plain",
        eventful=0.0,
    ):
        for value, choices in (
            (vcs, VCS),
            (columns, COLUMNS),
            (promotion_rows, PROMOTION_ROWS),
            (variety, VARIETIES),
        ):
            if value not in choices:
                raise ValueError(f"{value!r} is none of {choices}.")
        self.seed = seed
        self.order_count = orders
        self.end = (end or datetime.now(timezone.utc)).astimezone(timezone.utc)
        self.start = (start or self.end - timedelta(days=days)).astimezone(timezone.utc)
        if self.start >= self.end:
            raise ValueError("A world starts before it ends.")
        self.na_share = na_share
        self.fba_share = fba_share
        self.vcs = vcs
        self.vat_since = vat_since
        self.mfn_reading = Reading.of(mfn_amounts)
        self.fba_reading = Reading.of(fba_amounts)
        self.columns = columns
        self.promotion_rows = promotion_rows
        self.cancellation_wishes = cancellation_wishes
        self.swiss_orders = swiss_orders
        self.invoiced_by_hand = invoiced_by_hand
        self.variety = variety
        self.eventful = eventful

    @cached_property
    def products(self):
        """Every product that any order contains, and no other."""
        return catalogue(Random(f"{self.seed}/products"), self.variety == "full")

    @cached_property
    def offers(self) -> tuple[Offer, ...]:
        """Every SKU the seller has at Amazon."""
        return all_offers(Random(f"{self.seed}/offers"), self.products)

    @cached_property
    def _generated(self) -> tuple[Order, ...]:
        """The orders of this seed."""
        builder = self._builder(Random(f"{self.seed}/orders"))
        in_na = round(self.order_count * self.na_share)
        in_eu = self.order_count - in_na
        orders = [builder.sale(n, "eu", self.fba_share) for n in range(in_eu)]
        orders += [builder.sale(n, "na", self.fba_share) for n in range(in_na)]
        orders += [builder.cancelled("eu") for _ in range(-(-in_eu // 20))]
        orders += [builder.cancelled("na") for _ in range(-(-in_na // 20))]
        orders += [builder.multi_channel("eu") for _ in range(-(-in_eu // 25))]
        orders += [builder.multi_channel("na") for _ in range(-(-in_na // 25))]
        orders += self._to_switzerland()
        if self.cancellation_wishes:
            orders = [
                replace(order, is_cancellation_wished=number % 10 == 0)
                for number, order in enumerate(orders)
            ]
        whole = (self._reckoned(order) for order in orders)
        return tuple(
            happening(order, self.seed, self.eventful, self.end) for order in whole
        )

    def _builder(self, rng: Random) -> Builder:
        values = (rng, self.products, self.start, self.end)
        if self.variety == "full":
            return FullBuilder(*values, frozenset(REGISTRATIONS))
        return Builder(*values)

    def calculates_vat(self, order: Order) -> bool:
        """Whether Amazon states the VAT of an order."""
        is_late = self.vat_since is None or order.purchased_at >= self.vat_since
        return bool(self.vcs) and order.region == "eu" and is_late

    def without_vat(self, order: Order, item: Item, price, promotions) -> Decimal:
        """What is left of a price after promotions without the VAT that is stated."""
        reading = self.mfn_reading if order.channel == "MFN" else self.fba_reading
        return reading.without_vat(price, promotions, vat_percent(order, item))

    def _reckoned(self, order: Order) -> Order:
        if not self.calculates_vat(order):
            return order
        is_mfn = order.channel == "MFN"
        return reckoned(order, self.mfn_reading if is_mfn else self.fba_reading)

    def _to_switzerland(self) -> list[Order]:
        """Of a stream of their own: without them all other orders are the same."""
        rng = Random(f"{self.seed}/switzerland")
        builder = Builder(rng, self.products, self.start, self.end)
        return [builder.abroad("CH") for _ in range(self.swiss_orders)]

    @cached_property
    def _generated_returns(self) -> tuple[Return, ...]:
        builder = ReturnBuilder(Random(f"{self.seed}/returns"), self.end)
        generated = sorted(self._generated, key=lambda o: (o.purchased_at, o.order_id))
        found = builder.all_of(order_at(order) for order in generated)
        return tuple(sorted(found, key=lambda r: (r.requested_at, r.order.order_id)))

    @cached_property
    def dispatched_at(self) -> dict[str, datetime]:
        """When merchants gave their orders away, by order id."""
        return {
            dispatch.order.order_id: dispatch.shipped_at
            for dispatch in self.dispatches
            if dispatch.order.channel == "MFN"
        }

    @cached_property
    def _warehouses(self) -> dict[str, Warehouse]:
        return {}

    def stock(self, pool: str, moment: datetime) -> dict[str, Stock]:
        """What Amazon has of the seller's goods then, by SKU.

        :param pool: ``EU`` for all of the European Union, else a country's code
        """
        if pool not in self._warehouses:
            self._warehouses[pool] = Warehouse(self, pool)
        return self._warehouses[pool].at(moment)

    def expected(self, region: str, until: datetime | None = None) -> dict:
        """What Odoo should end up with for one region; see :func:`expected`."""
        return expected(
            (o for o in self.orders if o.region == region),
            until,
            lambda order: sold_for(self, order),
        )
