"""What the seller offers, in the files of several countries and programs."""

from decimal import Decimal

import pytest

from amazon_connector.spapi.errors import ReportNotTabular
from amazon_connector.spapi.listings import Listing
from amazon_connector.spapi.orders import Channel, RefusedRow
from amazon_connector.spapi.reports import usual_charset

from .reports_kit import golden_records

TYPE = "GET_MERCHANT_LISTINGS_ALL_DATA"
CUP = Listing(
    sku="TASSE-BLAU",
    asin="B000TASSE1",
    title='Tasse 12" "blau", groß & schön',
    price=Decimal("9.99"),
    channel=Channel.AFN,
    status="Active",
    condition="11",
    listing_id="1101FAAAAA1",
    shipping_group="Standardvorlage",
)
SHELF = Listing(
    sku="REGAL XL/+00",
    asin="B000REGAL1",
    title="Regal XL",
    barcode="4006381333931",
    price=Decimal("119.00"),
    quantity=7,
    channel=Channel.MFN,
    status="Inactive",
    condition="11",
    listing_id="1101FAAAAA2",
    shipping_group="Standardvorlage",
)
UNFINISHED = Listing(
    sku="00815",
    asin="B000LAMPE1",
    quantity=0,
    channel=Channel.MFN,
    status="Incomplete",
    condition="11",
    listing_id="1101FAAAAA3",
)


@pytest.mark.parametrize("charset", ["Cp1252", ""])
def test_listings_are_read_whole(charset):
    """Where their header is silent, listings are in Windows-1252."""
    read = golden_records(TYPE, "plain_eu", charset=charset)
    assert read.records == [CUP, SHELF, UNFINISHED]
    assert read.reader.encoding == "cp1252"


def test_a_file_that_excel_saved_as_unicode_reads_the_same():
    assert golden_records(TYPE, "utf16").records == [CUP, SHELF, UNFINISHED]


def test_amazon_spells_the_channel_in_two_ways():
    read = golden_records(TYPE, "british_spelling")
    assert read.records == [CUP, SHELF]
    assert read.reader.missing_columns == ()


def test_north_america_has_upcs_and_its_own_fulfilment():
    mug, shelf = golden_records(TYPE, "plain_na").records
    assert (mug.channel, mug.quantity, mug.barcode) == (Channel.AFN, None, "")
    assert shelf.barcode == "036000291452"


def test_japan_writes_in_its_own_encoding():
    read = golden_records(TYPE, "cp932", charset="Windows-31J")
    assert read.records[0].title == "青いカップ 表示"
    assert read.records[0].price == 1200


def test_a_silent_header_leaves_japan_its_own_encoding():
    japan, germany, australia = "A1VC38T7YXB528", "A1PA6795UKMFR9", "A39IBJ37TRP1C6"
    charset = usual_charset(TYPE, [japan])
    read = golden_records(TYPE, "cp932", charset=charset)
    assert read.records[0].title == "青いカップ 表示"
    assert usual_charset(TYPE, [germany]) == "cp1252"
    assert usual_charset(TYPE, []) == usual_charset(TYPE, [japan, australia])


def test_a_few_columns_in_any_order_will_do():
    cup, shelf = golden_records(TYPE, "few_columns_other_order").records
    assert (cup.sku, cup.channel, cup.price) == (CUP.sku, CUP.channel, CUP.price)
    assert (shelf.barcode, shelf.quantity) == (SHELF.barcode, 7)
    assert shelf.listing_id == ""


def test_columns_of_one_name_do_no_harm():
    (shelf,) = golden_records(TYPE, "deprecated_columns").records
    assert (shelf.sku, shelf.price) == (SHELF.sku, SHELF.price)


def test_german_prices_are_read_as_such():
    cup, shelf = golden_records(TYPE, "german_decimals").records
    assert (cup.price, shelf.price) == (Decimal("9.99"), Decimal("1119.00"))


def test_a_barcode_that_excel_rounded_is_refused():
    read = golden_records(TYPE, "excel_csv")
    assert [each.price for each in read.records] == [Decimal("1119.00"), CUP.price]
    assert read.refused == [RefusedRow(4, "excel_number", "product-id")]
    assert read.records[1].title == CUP.title


def test_a_german_header_says_what_it_is():
    with pytest.raises(ReportNotTabular, match="händler-sku"):
        golden_records(TYPE, "localised_header")
