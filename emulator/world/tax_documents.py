"""Invoices and credit notes that Amazon's VAT Calculation Service knows of.

One invoice for each parcel, one credit note for each refund; Europe only.  What is in
them is what was paid and paid back, to the cent.

https://developer-docs.amazon.com/sp-api/docs/vat-calculation-service
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import Decimal
from random import Random

from emulator.world import taxation
from emulator.world.amounts import vat_percent, without_vat
from emulator.world.dispatches import HOME, Dispatch, center_country
from emulator.world.facts import Amounts, Item, Order, Return, Sale

SHIPMENT, RETURN, REFUND = "SHIPMENT", "RETURN", "REFUND"
# Invented, as the check digits show.  In the Czech Republic the seller stores goods
# but is not registered: Amazon calculates no VAT for what is sent from there.
REGISTRATIONS = {
    **{"DE": "DE123456789", "PL": "PL1234567890", "FR": "FR12345678901"},
    **{"IT": "IT12345678901", "GB": "GB123456789", "ES": "ESB12345678"},
}
OSS, DEEMED_RESELLER, SWISS = "VCS_EU_OSS", "DEEMED_RESELLER", "CH_VOEC"
# Amazon collects and pays the VAT.
COLLECTED = (DEEMED_RESELLER, SWISS)
# Up to here Amazon collects the VAT of what consumers in the European Union import.
EU_LOW_VALUE = Decimal(150)


@dataclass(frozen=True, slots=True)
class TaxLine:
    """One item of one document.

    :ivar amounts: VAT included; of credit notes, the other way round than of invoices
    :ivar document_id: the parcel's shipment id, or the transaction id of a credit
    :ivar number: as Amazon numbers what it issues
    """

    transaction_type: str
    order: Order
    item: Item
    quantity: int
    amounts: Amounts
    happened_at: datetime
    shipment_id: str
    document_id: str
    number: str
    ship_from: str
    return_to: str = ""

    @property
    def is_credit(self) -> bool:
        return self.transaction_type != SHIPMENT

    @property
    def is_calculated(self) -> bool:
        """Amazon calculates VAT only where the seller has a number."""
        return self.ship_from in REGISTRATIONS

    @property
    def percent(self) -> int | Decimal:
        return vat_percent(self.order, self.item) if self.is_calculated else 0

    @property
    def scheme(self) -> str:
        return tax_scheme(self.order, self.ship_from) if self.is_calculated else ""

    @property
    def is_exempt(self) -> bool:
        """Sold to a business in another country of the European Union."""
        if self.order.sale is not None:
            return self.is_calculated and self.order.sale.scheme == "reverse_charge"
        return self.is_calculated and not self.percent

    @property
    def is_export(self) -> bool:
        """It leaves the European Union."""
        if self.order.sale is not None:
            return self.order.sale.scheme == "export"
        ship_to = self.order.ship_to.country
        return ship_to in ("CH", "GB") and ship_to != self.ship_from

    @property
    def seller_country(self) -> str:
        """The country whose VAT number the seller uses for it, "" for none."""
        if not self.is_calculated:
            return ""
        if self.scheme == OSS:
            return HOME
        if self.order.sale is not None:
            return self.order.sale.taxed_in or self.ship_from
        is_own = self.is_exempt or self.scheme == SWISS
        return self.ship_from if is_own else self.order.ship_to.country

    @property
    def seller_vat_number(self) -> str:
        return REGISTRATIONS.get(self.seller_country, "")

    def parts(self, gross: Decimal) -> tuple[Decimal, Decimal, Decimal]:
        """An amount with VAT, the VAT in it, and the amount without it."""
        net = without_vat(gross, self.percent)
        return gross, gross - net, net


def tax_scheme(order: Order, ship_from: str) -> str:
    """ "" for what the seller declares in the country himself."""
    if is_collected(order):
        is_swiss = taxation.area(order.ship_to) in ("CH", "LI")
        return SWISS if is_swiss else DEEMED_RESELLER
    facts = order.sale or _sale(order, ship_from)
    return OSS if facts.scheme == taxation.OSS else ""


def is_collected(order: Order) -> bool:
    """Whether Amazon collects the VAT of a sale in Europe; all parcels are as the
    first one."""
    if order.region != "eu":
        return False
    if order.sale is not None:
        return order.sale.scheme == taxation.COLLECTED
    ship_from = HOME
    if order.shipped_items:
        first = min(order.shipped_items, key=lambda row: row.shipped_at)
        ship_from = center_country(first.fulfillment_center)
    to = taxation.area(order.ship_to)
    if ship_from == "GB" and to in taxation.EU - {"XI"}:
        goods = taxation.goods_value(order)
        euros = goods / Decimal(order.marketplace.units_per_euro)
        return euros <= EU_LOW_VALUE and not order.buyer.counted_vat_number
    return _sale(order, ship_from).scheme == taxation.COLLECTED


def _sale(order: Order, ship_from: str) -> Sale:
    """Of an order of which nobody said it."""
    return taxation.sale(ship_from, order, frozenset(REGISTRATIONS))


def tax_lines(
    seed, dispatches: Iterable[Dispatch], returns: Iterable[Return]
) -> tuple[TaxLine, ...]:
    """By time.  What replaces something costs nothing and has no document."""
    by_item = {}
    lines = []
    for dispatch in dispatches:
        if dispatch.order.region == "eu" and not dispatch.order.replaced_order_id:
            lines.append(_of_dispatch(dispatch))
            key = dispatch.item.order_item_id
            by_item.setdefault(key, {})[dispatch.shipment_id] = dispatch
    for number, returned in enumerate(returns):
        parcels = by_item.get(returned.item.order_item_id)
        if parcels and returned.refunded_at is not None and returned.refund.total:
            lines.append(_of_return(seed, number, returned, parcels))
    lines.sort(key=lambda line: (line.happened_at, line.document_id))
    return _numbered(lines)


def _of_dispatch(dispatch: Dispatch) -> TaxLine:
    return TaxLine(
        SHIPMENT,
        dispatch.order,
        dispatch.item,
        dispatch.quantity,
        dispatch.amounts,
        dispatch.shipped_at,
        dispatch.shipment_id,
        dispatch.shipment_id,
        "",
        dispatch.ship_from,
    )


def _of_return(seed, number: int, returned: Return, parcels: dict) -> TaxLine:
    """RETURN where goods come back, REFUND where only money goes."""
    known = returned.shipped and parcels.get(returned.shipped.shipment_id)
    parcel = known or next(iter(parcels.values()))
    is_return = returned.returned_at is not None
    rng = Random(f"{seed}/credit/{number}/{returned.item.order_item_id}")
    transaction = f"amzn1:crow:{rng.getrandbits(88):022x}"
    back_to = parcel.ship_from if is_return and returned.channel == "AFN" else ""
    return TaxLine(
        RETURN if is_return else REFUND,
        returned.order,
        returned.item,
        returned.quantity,
        negative(returned.refund),
        max(returned.refunded_at, parcel.shipped_at),
        parcel.shipment_id,
        transaction,
        "",
        parcel.ship_from,
        back_to,
    )


def negative(amounts: Amounts) -> Amounts:
    return Amounts(*(-getattr(amounts, field.name) for field in fields(Amounts)))


def _numbered(lines: list[TaxLine]) -> tuple[TaxLine, ...]:
    """Receipts (REC) where VAT was not calculated; numbers by country and kind."""
    numbers, counts, numbered = {}, {}, []
    for line in lines:
        if line.document_id not in numbers:
            kind = "CN" if line.is_credit else "INV"
            prefix = kind if line.is_calculated else "REC"
            key = (prefix, line.ship_from, line.happened_at.year)
            counts[key] = counts.get(key, 0) + 1
            numbers[line.document_id] = (
                f"{prefix}-{line.ship_from}-7041963-{key[2]}-{counts[key]}"
            )
        numbered.append(replace(line, number=numbers[line.document_id]))
    return tuple(numbered)
