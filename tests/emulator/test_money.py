"""What was sold adds up: in orders, tax documents and payouts, to the cent."""

from datetime import timedelta
from decimal import Decimal

import pytest

from emulator import Settings, World
from emulator.marketplaces import of_region
from emulator.world.settlement_file import settlement_report
from emulator.world.vat_calculation import vat_calculation_report
from emulator.world.vat_invoice_data import vat_invoice_data_report

from .conftest import END
from .flat_files import rows_of
from .money_files import (
    by_order,
    csv_rows,
    number,
    paid,
    sc_vat_gross,
    settlement_rows,
    vidr_gross,
)

EUROPE = {m.id for m in of_region("eu")}
DAY = timedelta(days=1)
CREDITS = ("RETURN", "REFUND")


def a_world(vcs, **values):
    return World(
        **{"seed": 7, "orders": 250, "end": END, "days": 60, **values}, vcs=vcs
    )


def sc_vat(world, start=None, end=None, made_at=END + 10 * DAY, **settings):
    return vat_calculation_report(
        world,
        "eu",
        start or world.start,
        end or world.end,
        EUROPE,
        {},
        made_at=made_at,
        settings=Settings(**settings),
        seller_id="A2SELLER",
    )


def vidr(world, options=None, start=END, end=END, made_at=END, **settings):
    return vat_invoice_data_report(
        world,
        "eu",
        start,
        end,
        EUROPE,
        options or {},
        made_at=made_at,
        settings=Settings(**settings),
    )


def settled(world, **settings):
    """``(settlement's row, its amounts' rows)`` of every settlement."""
    for settlement in world.settlements:
        text = settlement_report(
            world,
            settlement.region,
            settlement.start,
            settlement.end,
            settlement.marketplace_ids,
            {"settlement": settlement.settlement_id},
            settings=Settings(**settings),
        )
        yield settlement_rows(text)


def sold(world, region):
    """Order id → what the buyer paid; what replaces something costs nothing."""
    orders = world.expected(region)["orders"]
    totals = {key: Decimal(order["paid"]) for key, order in orders.items()}
    return {key: total for key, total in totals.items() if total}


def refunded(world, region):
    sums = {}
    for returned in world.returns:
        if returned.order.region == region and returned.refund.total:
            key = returned.order.order_id
            sums[key] = sums.get(key, Decimal()) - returned.refund.total
    assert sums
    return sums


def test_tax_documents_are_what_was_paid_and_paid_back():
    issued = csv_rows(sc_vat(a_world(True)))
    wanted = rows_of(vidr(a_world("lite")))
    world = a_world(True)
    for rows, column, gross in (
        (issued, "Order ID", sc_vat_gross),
        (wanted, "order-id", vidr_gross),
    ):
        invoiced = by_order(rows, column, gross, ("SHIPMENT",))
        assert invoiced == sold(world, "eu")
        assert by_order(rows, column, gross, CREDITS) == refunded(world, "eu")


@pytest.mark.parametrize("vcs", [False, True])
@pytest.mark.parametrize("region", ["eu", "na"])
def test_payouts_are_what_was_paid_and_paid_back(vcs, region):
    """In North America the tax comes on top of it, and Amazon keeps it."""
    world = a_world(vcs, na_share=0.4)
    kinds = ["ItemPrice", "Promotion"]
    if region == "na":
        kinds.append("ItemWithheldTax")
    codes = {m.currency for m in of_region(region)}
    rows = [
        r for first, rows in settled(world) if first["currency"] in codes for r in rows
    ]
    assert paid(rows, "Order", kinds) == sold(world, region)
    assert paid(rows, "Refund", kinds) == refunded(world, region)


@pytest.mark.parametrize("seed", range(5))
def test_the_rows_of_every_settlement_are_its_total(seed):
    """``settlement_rows`` looks at each."""
    world = World(seed, 120, end=END, days=70, na_share=0.3)
    totals = [number(first["total-amount"]) for first, _ in settled(world)]
    assert len(totals) > 20
    assert min(totals) >= 0 < max(totals)


def test_what_is_kept_back_comes_with_the_next_payout():
    kept = {}
    for first, rows in settled(a_world(False)):
        amounts = {r["amount-description"]: number(r["amount"]) for r in rows}
        before = kept.get(first["currency"], Decimal())
        assert amounts.get("Previous Reserve Amount Balance", Decimal()) == before
        kept[first["currency"]] = -amounts.get("Current Reserve Amount", Decimal())
    assert set(kept.values()) == {Decimal()}


def test_a_debt_waits_for_the_next_payout():
    found = 0
    owed = {}
    for first, rows in settled(a_world(False, na_share=0.3)):
        debts = [
            number(r["amount"])
            for r in rows
            if r["amount-description"] == "Payable to Amazon"
        ]
        before = owed.pop(first["currency"], None)
        if before:
            assert debts.pop(0) == -before
        if debts:
            (owed[first["currency"]],) = debts
            assert number(first["total-amount"]) == 0
            found += 1
    assert found


def test_facilitators_tax_goes_as_it_came():
    found = set()
    for first, rows in settled(a_world(True, na_share=0.4)):
        for order_id, kept in paid(rows, "Order", ["ItemWithheldTax"]).items():
            taxes = [
                number(row["amount"])
                for row in rows
                if row["order-id"] == order_id
                and row["transaction-type"] == "Order"
                and row["amount-description"] in ("Tax", "ShippingTax", "GiftWrapTax")
            ]
            assert sum(taxes) == -kept > 0
            found.add(first["currency"])
    # To the continent, of goods in Great Britain.
    assert {"USD", "CAD", "MXN", "GBP"} <= found


def test_the_same_seed_gives_the_same_bytes():
    for vcs in (True, "lite"):
        one, two = a_world(vcs), a_world(vcs)
        assert sc_vat(one) == sc_vat(two)
        assert vidr(one) == vidr(two)
        assert list(settled(one)) == list(settled(two))
    assert sc_vat(a_world(True)) != sc_vat(a_world(True, seed=8))


@pytest.mark.parametrize(
    ("vcs", "issues", "wants"),
    [(False, False, False), (True, True, False), ("lite", False, True)],
)
def test_which_seller_has_which_report(vcs, issues, wants):
    world = a_world(vcs)
    assert (sc_vat(world) is not None) == issues
    assert (vidr(world) is not None) == wants


def test_a_world_knows_what_vcs_there_is():
    with pytest.raises(ValueError, match="none of"):
        World(vcs="heavy")
