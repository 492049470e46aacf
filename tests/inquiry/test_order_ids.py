"""Order ids as people paste them."""

import pytest

from amazon_connector.inquiry.order_ids import (
    NoOrderId,
    is_of_other_shop,
    read_order_id,
)

ORDER_ID = "302-1234567-7654321"


@pytest.mark.parametrize(
    "typed",
    [
        "302-1234567-7654321",
        "  302-1234567-7654321\n",
        "302-1234567-7654321\u200b",
        "\ufeff302-1234567-7654321",
        "302\u00a0-\u00a01234567 - 7654321",
        "302\u20131234567\u20147654321",
        "302\u20111234567\u22127654321",
        "302-1234567\u00ad-7654321",
        "\u202d302-1234567-7654321\u202c",
        "\uff13\uff10\uff12\uff0d1234567\uff0d7654321",
        "\t302-1234567-7654321\u2003",
    ],
    ids=ascii,
)
def test_what_a_person_meant(typed):
    assert read_order_id(typed) == ORDER_ID


def test_letters_are_capitals():
    assert read_order_id("s02-1234567-7654321") == "S02-1234567-7654321"
    assert read_order_id("d01-1234567-7654321") == "D01-1234567-7654321"


@pytest.mark.parametrize(
    "typed",
    [
        None,
        False,
        "",
        "   ",
        "S00042",
        "302-1234567",
        "302-1234567-76543210",
        "3021234567-7654321",
        "302-12345670-654321",
        "302-1234567-765432O",
        "302-1234567-7654321 and more",
        "302-1234567-\u0667\u0666\u0665\u0664\u0663\u0662\u0661",
        "<script>alert(1)</script>",
        "302-1234567-7654321' OR 1=1 --",
    ],
    ids=ascii,
)
def test_what_is_no_order_id(typed):
    with pytest.raises(NoOrderId):
        read_order_id(typed)


def test_orders_of_other_shops_show_it():
    assert is_of_other_shop("S01-1234567-7654321")
    assert is_of_other_shop("S02-1234567-7654321")
    assert not is_of_other_shop("302-1234567-7654321")
    assert not is_of_other_shop("D01-1234567-7654321")
