"""What a file is that somebody brings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amazon_connector.spapi.errors import ReportNotTabular
from amazon_connector.spapi.marketplaces import Region
from amazon_connector.spapi.reports import REPORT_TYPES
from amazon_connector.spapi.reports.recognition import (
    header_of,
    personal_places,
    recognise,
    rows_of,
)

from .reports_kit import FBA, FBA_NA, GOLDEN, MFN, MFN_NA, SHIPPING_NA, chunks, golden

LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"
RETURNS = "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA"
NO_TABLES = {"empty", "sentence", "no_header", "localised_header"}
TABLES = sorted(
    (report_type, name)
    for report_type, name, _text in (
        path.name.rsplit(".", 2) for path in GOLDEN.glob("*.txt")
    )
    if name not in NO_TABLES and not golden(report_type, name).startswith(b"<")
)


def opener(data, size=65536):
    return lambda: chunks(data, size)


@pytest.mark.parametrize(("report_type", "name"), TABLES)
def test_every_report_is_recognised_by_its_header(report_type, name):
    for size in (65536, 7):
        found = recognise(opener(golden(report_type, name), size))
        assert report_type in found
        assert len({REPORT_TYPES[each].feeds for each in found}) == 1


@pytest.mark.parametrize("report_type", REPORT_TYPES)
def test_the_required_columns_alone_are_enough(report_type):
    type_ = REPORT_TYPES[report_type]
    header = "\t".join(type_.reader.required).encode()
    found = recognise(opener(header), min(type_.regions))
    assert type_.feeds is REPORT_TYPES[found[0]].feeds


def test_of_types_with_one_layout_the_regions_come_first():
    orders, shipments = golden(MFN, "plain"), golden(FBA, "plain")
    assert recognise(opener(orders), Region.EU)[0] == MFN
    assert recognise(opener(orders), "na")[:2] == (MFN_NA, SHIPPING_NA)
    assert recognise(opener(shipments), "eu")[0] == FBA
    assert recognise(opener(shipments), "na") == (FBA_NA, FBA)


def test_without_a_region_the_columns_tell():
    assert recognise(opener(golden(MFN, "plain")))[0] == MFN
    assert recognise(opener(golden(MFN_NA, "plain")))[0] == MFN_NA


@pytest.mark.parametrize(
    "data",
    [
        golden(MFN, "sentence"),
        golden(MFN, "no_header"),
        golden(MFN, "empty"),
        golden(MFN, "localised_header"),
        b"Name,Street,City\nErika Muster,Weg 1,Ulm\n",
        b"<!DOCTYPE html><html><body>order-id</body></html>",
        b'<?xml version="1.0"?><AmazonEnvelope><Listing/></AmazonEnvelope>',
        b"\xff\xfe",
        b"\0" * 5000,
    ],
)
def test_other_files_are_no_report(data):
    assert recognise(opener(data)) == ()


def test_orders_in_xml_are_recognised():
    data = b"""\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?>
        <AmazonEnvelope><MessageType>OrderReport</MessageType></AmazonEnvelope>"""
    assert recognise(opener(data, 3)) == ("GET_ORDER_REPORT_DATA_INVOICING",)


@pytest.mark.parametrize(
    ("report_type", "name", "delimiter", "encoding"),
    [
        (MFN, "plain", "\t", "utf-8"),
        (MFN, "cp1252", "\t", ""),
        (MFN, "utf16", "\t", "utf-16"),
        (MFN, "quoted_csv", ",", "utf-8"),
        (LISTINGS, "excel_csv", ";", ""),
        (LISTINGS, "deprecated_columns", "\t", "utf-8"),
    ],
)
def test_a_header_tells_what_the_file_is_written_in(
    report_type, name, delimiter, encoding
):
    header = header_of(opener(golden(report_type, name)))
    assert (header.delimiter, header.encoding) == (delimiter, encoding)
    assert not header.is_localised


def test_names_are_those_of_the_file():
    assert header_of(opener(golden(MFN, "quoted_csv"))).names[:2] == (
        "Order Id",
        "Order Item Id",
    )


@pytest.mark.parametrize(
    "names",
    [
        "artikelbezeichnung\thändler-sku\tpreis\tmenge\tstatus\tasin 1\tversandart",
        "nom-produit\tdescription-article\tnuméro-offre\tsku-vendeur\tprix\tquantité",
        "商品名\t出品者SKU\t価格\t数量\tASIN 1",
        "Bestellnummer,Kaufdatum,SKU,Menge",
    ],
)
def test_headers_in_other_languages_are_told(names):
    assert header_of(opener(f"{names}\nx\n".encode())).is_localised


@pytest.mark.parametrize(
    "line",
    [
        "302-0000001-0000001\t1\t02.11.2026\tTASSE\t1",
        "Erika Muster\terika@mail.example\tUlm\tWeg",
        "Es gibt keine Daten für diesen Bericht.",
        "Tasse;1,50;Größe;Blau",
    ],
)
def test_a_row_of_data_is_no_header_in_another_language(line):
    assert not header_of(opener(f"{line}\n".encode())).is_localised


@pytest.mark.parametrize("data", [b"", b"\n \n", b"<html>", b"  <?xml?>"])
def test_what_is_no_table_has_no_header(data):
    with pytest.raises(ReportNotTabular):
        header_of(opener(data))
    with pytest.raises(ReportNotTabular):
        rows_of(opener(data))


def test_a_preview_shows_any_table():
    names, rows = rows_of(opener(golden(RETURNS, "ugly_csv")), limit=1)
    assert len(rows) == 1
    assert names[0] == "Return Date"
    assert rows[0][-1] == 'Zu groß, und "blau" ist; grün'


def test_a_preview_reads_the_encoding_of_the_document():
    names, rows = rows_of(opener(golden(LISTINGS, "cp932")), "Windows-31J")
    assert rows[0][names.index("item-name")] == "青いカップ 表示"


def test_rows_of_a_preview_are_as_long_as_the_header():
    data = b"a,b,c\n1\n1,2,3,4\n"
    assert rows_of(opener(data)) == (("a", "b", "c"), [("1", "", ""), ("1", "2", "3")])


def test_a_preview_reads_no_more_than_it_shows():
    taken = []

    def open_chunks():
        for number in range(1000):
            taken.append(number)
            yield b"a,b,c\n" * 10

    assert len(rows_of(open_chunks, limit=15)[1]) == 15
    assert len(taken) < 5


def test_columns_with_buyers_data_are_known():
    names = ("Order ID", "Buyer_Name", "sku", "SHIP-ADDRESS-1", "item price")
    assert personal_places(names) == {1, 3}
    assert personal_places(names, [MFN]) == {1, 3}
    assert personal_places(names, [LISTINGS]) == set()
    returns = header_of(opener(golden(RETURNS, "plain_eu"))).names
    assert [returns[place] for place in personal_places(returns, [RETURNS])] == [
        "customer-comments"
    ]


def test_names_that_tell_nothing_may_hide_anybody():
    assert personal_places(("Käufer", "Straße", "Ort", "Preis")) == {0, 1, 2, 3}


@settings(max_examples=200)
@given(st.binary(max_size=400), st.integers(1, 50), st.text(max_size=9))
def test_any_file_can_be_asked(data, size, charset):
    assert isinstance(recognise(opener(data, size)), tuple)
    try:
        names, rows = rows_of(opener(data, size), charset, limit=5)
    except ReportNotTabular:
        return
    assert all(len(row) == len(names) for row in rows)
    assert personal_places(names) <= set(range(len(names)))
