import re

import pytest

from amazon_connector.spapi.marketplaces import (
    MARKETPLACES,
    Region,
    by_id,
    by_sales_channel,
    is_non_amazon,
)

# Country, id, currency, domain: copied from Amazon's page, not from our table.
PUBLISHED = """
CA A2EUQ1WTGCTBG2 CAD amazon.ca
US ATVPDKIKX0DER USD amazon.com
MX A1AM78C64UM0Y8 MXN amazon.com.mx
BR A2Q3Y263D00KWC BRL amazon.com.br
IE A28R8C7NBKEWEA EUR amazon.ie
ES A1RKKUPIHCS9HS EUR amazon.es
GB A1F83G8C2ARO7P GBP amazon.co.uk
FR A13V1IB3VIYZZH EUR amazon.fr
BE AMEN7PMS3EDWL EUR amazon.com.be
NL A1805IZSGTT6HS EUR amazon.nl
DE A1PA6795UKMFR9 EUR amazon.de
IT APJ6JRA9NG5V4 EUR amazon.it
SE A2NODRKZP88ZB9 SEK amazon.se
ZA AE08WJ6YKNBMC ZAR amazon.co.za
PL A1C3SOZRARQ6R3 PLN amazon.pl
EG ARBP9OOSHTCHU EGP amazon.eg
TR A33AVAJ2PDY3EV TRY amazon.com.tr
SA A17E79C6D8DWNP SAR amazon.sa
AE A2VIGQ35RCS4UG AED amazon.ae
IN A21TJRUUN4KGV INR amazon.in
SG A19VAU5U5O7RUS SGD amazon.sg
AU A39IBJ37TRP1C6 AUD amazon.com.au
JP A1VC38T7YXB528 JPY amazon.co.jp
"""


def test_the_table_is_the_published_one():
    table = sorted(
        f"{each.country_code} {each.id} {each.currency} {each.domain}"
        for each in MARKETPLACES
    )
    assert table == sorted(PUBLISHED.split("\n")[1:-1])


def test_every_marketplace_is_complete_and_there_once():
    assert len(MARKETPLACES) == 23
    assert len({marketplace.id for marketplace in MARKETPLACES}) == 23
    assert len({marketplace.country_code for marketplace in MARKETPLACES}) == 23
    for marketplace in MARKETPLACES:
        assert re.fullmatch(r"A[0-9A-Z]{12,13}", marketplace.id)
        assert re.fullmatch(r"[A-Z]{2}", marketplace.country_code)
        assert re.fullmatch(r"[A-Z]{3}", marketplace.currency)
        assert re.fullmatch(
            r"https://sellercentral[a-z.-]+", marketplace.seller_central_url
        )


@pytest.mark.parametrize(
    ("id_", "country", "currency", "region", "seller_central"),
    [
        ("A1PA6795UKMFR9", "DE", "EUR", "eu", "sellercentral-europe.amazon.com"),
        ("A1F83G8C2ARO7P", "GB", "GBP", "eu", "sellercentral-europe.amazon.com"),
        ("AMEN7PMS3EDWL", "BE", "EUR", "eu", "sellercentral.amazon.com.be"),
        ("ATVPDKIKX0DER", "US", "USD", "na", "sellercentral.amazon.com"),
        ("A1VC38T7YXB528", "JP", "JPY", "fe", "sellercentral.amazon.co.jp"),
    ],
)
def test_a_marketplace_by_its_id(id_, country, currency, region, seller_central):
    marketplace = by_id(id_)
    assert marketplace.country_code == country
    assert marketplace.currency == currency
    assert marketplace.region is Region(region)
    assert marketplace.seller_central_url == f"https://{seller_central}"


def test_the_places_amazon_lists_that_are_no_marketplaces_are_unknown():
    assert by_id("A38D8NSA03LJTC") is None  # "Non-Amazon DE"


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Amazon.de", "DE"),
        ("amazon.co.uk", "GB"),
        (" AMAZON.COM.BE ", "BE"),
        ("Amazon.com", "US"),
        ("Amazon.com.tr", "TR"),
    ],
)
def test_a_sales_channel_names_the_marketplace(text, country):
    assert by_sales_channel(text).country_code == country


@pytest.mark.parametrize("text", ["", "Non-Amazon", "Amazon", "amazon.de.example"])
def test_any_other_text_names_none(text):
    assert by_sales_channel(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Non-Amazon",
        "non-amazon de",
        "Non-Amazon FR",
        "SI UK Prod Marketplace",
        "SI Prod IT Marketplace",
    ],
)
def test_orders_sold_elsewhere_are_recognised(text):
    assert is_non_amazon(text)


@pytest.mark.parametrize("text", ["", "Amazon.de", "Amazon.si", "Si Amazon.de"])
def test_orders_sold_on_amazon_are_not_taken_for_others(text):
    assert not is_non_amazon(text)


def test_each_region_has_its_own_servers():
    assert Region.EU.api_url == "https://sellingpartnerapi-eu.amazon.com"
    assert Region.NA.sandbox_url == "https://sandbox.sellingpartnerapi-na.amazon.com"
