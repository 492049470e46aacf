"""The seller's offers on each marketplace."""

from decimal import Decimal

import pytest

from emulator import World
from emulator.marketplaces import BE, DE, FR, GB, NL, PL, US, of_region
from emulator.world.listings import COLUMNS, listings_report

from .conftest import END
from .flat_files import rows_of
from .goods import LOCALE, snapshot


@pytest.fixture(scope="module")
def rows(world):
    return rows_of(snapshot(listings_report, world))


def test_every_product_is_offered_under_its_own_sku(world, rows):
    skus = [row["seller-sku"] for row in rows]
    assert len(skus) == len(set(skus))
    assert {product.sku for product in world.products} < set(skus)


def test_amazon_ships_some_and_the_merchant_others(rows):
    for row in rows:
        is_fba = row["fulfillment-channel"] == "AMAZON_EU"
        assert is_fba or row["fulfillment-channel"] == "DEFAULT"
        if is_fba or row["status"] == "Incomplete":
            assert row["quantity"] == ""
        else:
            assert int(row["quantity"]) >= 0
    channels = {}
    for row in rows:
        channels.setdefault(row["asin1"], set()).add(row["fulfillment-channel"])
    assert {"DEFAULT", "AMAZON_EU"} in channels.values()


def test_there_is_every_state_and_kind_of_id(world, rows):
    assert {row["status"] for row in rows} == {"Active", "Inactive", "Incomplete"}
    assert {row["product-id-type"] for row in rows} == {"1", "4"}
    eans = {offer.sku: offer.product.ean for offer in world.offers}
    for row in rows:
        if row["product-id-type"] == "4":
            assert row["product-id"] == eans[row["seller-sku"]]
        else:
            assert row["product-id"] == row["asin1"]
        assert (row["price"] == "") == (row["status"] == "Incomplete")
    assert any('"' in row["item-name"] for row in rows)
    assert any(row["seller-sku"].startswith("amzn.gr.") for row in rows)


def test_prices_are_in_the_money_of_the_marketplace(world, rows):
    polish = {
        row["seller-sku"]: row for row in rows_of(snapshot(listings_report, world, PL))
    }
    german = {row["seller-sku"]: row for row in rows}
    assert polish.keys() < german.keys()
    for sku, row in polish.items():
        assert Decimal(row["price"]) > 4 * Decimal(german[sku]["price"])
        assert row["listing-id"] != german[sku]["listing-id"]
        assert row["quantity"] == german[sku]["quantity"]


@pytest.mark.parametrize(
    ("marketplace", "sku", "status"),
    [
        (DE, "Händler-SKU", "Aktiv"),
        (FR, "sku-vendeur", "Actif"),
        (NL, "seller-sku", "Active"),
    ],
)
def test_the_header_follows_the_marketplace(world, marketplace, sku, status):
    own = snapshot(listings_report, world, marketplace, options={})
    assert sku in own.split("\r\n")[0].split("\t")
    assert own.split("\r\n")[1].split("\t")[-1] == status
    english = snapshot(listings_report, world, marketplace, options=LOCALE)
    assert english.split("\r\n")[0].split("\t") == COLUMNS


def test_the_british_spell_it_otherwise(world):
    header = snapshot(listings_report, world, GB, options={}).split("\r\n")[0]
    assert "fulfilment-channel" in header.split("\t")


def test_several_marketplaces_give_a_header_only(world):
    ids = {marketplace.id for marketplace in of_region("eu")}
    text = listings_report(world, "eu", END, END, ids, LOCALE)
    assert text == "\t".join(COLUMNS) + "\r\n"


def test_where_nothing_is_offered_there_is_a_header_only(world):
    assert snapshot(listings_report, world, BE).count("\r\n") == 1
    europe = World(3, 20, end=END, na_share=0)
    assert snapshot(listings_report, europe, US).count("\r\n") == 1


def test_everything_but_titles_of_no_language_survives_cp1252(world):
    text = snapshot(listings_report, world)
    assert text.encode("cp1252").decode("cp1252") == text


def test_the_same_seed_gives_the_same_offers():
    first, second = (World(5, 60, end=END) for _ in range(2))
    assert snapshot(listings_report, first) == snapshot(listings_report, second)
    other = World(6, 60, end=END)
    assert snapshot(listings_report, first) != snapshot(listings_report, other)
