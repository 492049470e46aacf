"""Money from the emulated Amazon's orders through HTTP into records, and it agrees."""

from collections import defaultdict
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from amazon_connector.spapi.documents import download, inflate
from amazon_connector.spapi.reports import REPORT_TYPES, read_report
from amazon_connector.spapi.settlements import SettlementLine, balance
from amazon_connector.spapi.tax_documents import TransactionType
from emulator import Clock, World, serve

from .test_with_emulated_amazon import Seller

END = datetime(2026, 11, 20, tzinfo=timezone.utc)
VIDR = "GET_FLAT_FILE_VAT_INVOICE_DATA_REPORT"
SC_VAT = "SC_VAT_TAX_REPORT"
SETTLEMENT = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
NOTATIONS = [
    {},
    {
        **{"vidr_signs": "positive", "vidr_rate": "percent", "vidr_access": "open"},
        **{"sc_vat_dates": "iso", "sc_vat_marketplaces": "id"},
        **{"settlement_numbers": "point", "settlement_transfers": "listed"},
    },
    {"vidr_rate": "percent", "sc_vat_dates": "time", "settlement_transfers": "listed"},
]


@pytest.fixture(params=[True, "lite"])
def seller(request):
    world = World(4, 400, end=END, days=25, vcs=request.param, swiss_orders=3)
    # Four days on, everything that was shipped is told of.
    with serve(world, Clock(END + timedelta(days=4))) as server:
        server.settings.report_seconds = 0
        server.rates.limits.clear()
        seller = Seller(server)
        with seller.door:
            yield seller


def read(seller, report):
    """All records of a report, none refused."""
    is_restricted = REPORT_TYPES[report.report_type].is_restricted
    document = seller.door.report_document(
        report.report_document_id, restricted=is_restricted
    )
    with download(document) as stream:
        data = b"".join(inflate(stream, stream.is_gzip))
        reader = read_report(report.report_type, lambda: [data], charset=stream.charset)
    found = list(reader)
    assert (reader.refused, reader.missing_columns) == (0, ())
    assert reader.rows == len(found)
    return found


def asked_for(seller, name):
    type_, end = REPORT_TYPES[name], seller.server.clock.now()
    period = (None, None) if type_.is_snapshot else (end - timedelta(days=30), end)
    id_ = seller.door.create_report(
        name, seller.marketplace_ids, *period, type_.options
    )
    return read(seller, seller.door.report(id_))


def gross(line):
    parts = (
        *(line.item, line.item_promotion, line.shipping, line.shipping_promotion),
        *(line.gift_wrap, line.gift_wrap_promotion),
    )
    return sum((part.gross or Decimal() for part in parts), Decimal())


def sums(pairs):
    totals = defaultdict(Decimal)
    for order_id, amount in pairs:
        totals[order_id] += amount
    return {order_id: total for order_id, total in totals.items() if total}


def paid(world):
    orders = world.expected("eu")["orders"].items()
    return sums((key, Decimal(order["paid"])) for key, order in orders)


def paid_back(world):
    returns = [r for r in world.returns if r.order.region == "eu"]
    return sums((r.order.order_id, -r.refund.total) for r in returns)


@pytest.mark.parametrize("notation", NOTATIONS)
def test_tax_documents_are_what_was_paid(seller, notation):
    seller.server.settings.change(**notation)
    world = seller.server.amazon.seller.world
    lines = asked_for(seller, SC_VAT if world.vcs is True else VIDR)
    shipped = [x for x in lines if x.transaction_type is TransactionType.SHIPMENT]
    credited = [x for x in lines if x.transaction_type is not TransactionType.SHIPMENT]
    assert sums((x.amazon_order_id, gross(x)) for x in shipped) == paid(world)
    assert sums((x.amazon_order_id, gross(x)) for x in credited) == paid_back(world)
    assert len({x.document_key for x in lines}) == len(
        {line.document_id for line in world.tax_lines}
    )
    assert len({(x.document_key, x.line_key) for x in lines}) == len(lines)
    assert {x.rate for x in lines if x.ship_to_country == "CH"} == {Decimal("0.081")}


@pytest.mark.parametrize("notation", NOTATIONS)
def test_payouts_are_what_was_paid(seller, notation):
    seller.server.settings.change(**notation)
    seller.server.clock.advance(timedelta(days=14))
    world = seller.server.amazon.seller.world
    seller.door.renew_access()
    lines = []
    for report in seller.door.reports([SETTLEMENT]):
        settlement, *rest = read(seller, report)
        assert all(isinstance(line, SettlementLine) for line in rest)
        transfers = [line.amount for line in rest if line.is_transfer]
        total = sum(line.amount for line in rest)
        told = balance(settlement, total, sum(transfers, Decimal()))
        is_listed = notation.get("settlement_transfers") == "listed"
        is_zero = settlement.total == 0
        assert told == (
            "balanced_without_transfers" if is_listed and not is_zero else "balanced"
        )
        lines += rest
    assert len(lines) > 1000
    for kind, expected in (("Order", paid(world)), ("Refund", paid_back(world))):
        assert expected == sums(
            (line.amazon_order_id, line.amount)
            for line in lines
            if line.transaction_type == kind
            and line.amount_type in ("ItemPrice", "Promotion")
        )
