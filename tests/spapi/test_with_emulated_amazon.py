"""The whole way from a refresh token to orders, and every bad day on it."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from amazon_connector.spapi import errors
from amazon_connector.spapi.documents import download, inflate
from amazon_connector.spapi.door import Door
from amazon_connector.spapi.lwa import LoginWithAmazon
from amazon_connector.spapi.marketplaces import by_id, is_non_amazon
from amazon_connector.spapi.orders import Channel, Order
from amazon_connector.spapi.reports import REPORT_TYPES, read_report
from amazon_connector.spapi.throttle import MemoryThrottle
from emulator import World, serve

from .reports_kit import FBA, MFN

END = datetime(2026, 11, 20, tzinfo=timezone.utc)


class Tokens:
    """An AccessTokens on Login with Amazon, as the models have one."""

    def __init__(self, login, refresh_token):
        self._login = login
        self._refresh_token = refresh_token
        self._grant = None

    def access_token(self, *, fresh=False):
        if fresh or not self._grant:
            self._grant = self._login.refresh(self._refresh_token)
        return self._grant.access_token


class Seller:
    """A client of one emulated seller in one region."""

    def __init__(self, server, region="eu"):
        self.server = server
        app = server.apps[0]
        self.consent = server.amazon.self_authorize(region=region)
        self.login = LoginWithAmazon(
            f"{server.url}/auth/o2/token", app.client_id, app.client_secret
        )
        tokens = Tokens(self.login, self.consent.refresh_token)
        throttle = MemoryThrottle(lambda: server.clock.now().timestamp())
        self.door = Door(f"{server.url}/{region}", region, tokens, throttle, timeout=5)
        self.marketplace_ids = [
            place.marketplace_id
            for place in self.door.marketplace_participations()
            if place.is_participating and by_id(place.marketplace_id)
        ]

    def ask(self, report_type, start, end):
        options = REPORT_TYPES[report_type].options
        return self.door.create_report(
            report_type, self.marketplace_ids, start, end, options
        )

    def document(self, report_type):
        """The document of a report over the last 30 days."""
        type_ = REPORT_TYPES[report_type]
        end = self.server.clock.now()
        start = end - timedelta(days=type_.max_days)
        id_ = self.ask(report_type, start, end)
        assert self.door.report(id_).processing_status == "IN_QUEUE"
        self.server.clock.advance(10)
        report = self.door.report(id_)
        assert report.processing_status == "DONE"
        return self.door.report_document(
            report.report_document_id, restricted=type_.is_restricted
        )

    def search(self, channel):
        """All orders placed in the last 40 days, page by page."""
        token, found = "", []
        while True:
            end = self.server.clock.now() - timedelta(minutes=2)
            page = self.door.search_orders(
                marketplace_ids=self.marketplace_ids,
                channel=channel,
                created_after=end - timedelta(days=40),
                created_before=end,
                pagination_token=token,
            )
            found += page.orders
            token = page.next_token
            if not token:
                return found

    def orders(self, report_type):
        with download(self.document(report_type)) as stream:
            data = b"".join(inflate(stream, stream.is_gzip))
            charset = stream.charset
        reader = read_report(report_type, lambda: [data], charset=charset)
        results = list(reader)
        assert all(isinstance(order, Order) for order in results)
        assert not any(order.refused_rows for order in results)
        return results


@pytest.fixture
def amazon():
    world = World(seed=7, orders=150, end=END, days=25)
    with serve(world) as server:
        server.clock.set(END)
        yield server


@pytest.fixture
def seller(amazon):
    seller = Seller(amazon)
    with seller.door:
        yield seller


def totals(orders):
    """What the buyers paid, by order id; taxes are inside in this world."""
    sums = defaultdict(Decimal)
    for order in orders:
        for item in order.items:
            sums[order.amazon_order_id] += sum(
                filter(
                    None,
                    (
                        item.item_price,
                        item.shipping_price,
                        item.gift_wrap_price,
                        item.item_promotion,
                        item.shipping_promotion,
                    ),
                )
            )
    return dict(sums)


def expected_totals(amazon, channel, region="eu"):
    orders = amazon.world.expected(region)["orders"]
    return {
        id_: Decimal(order["paid"])
        for id_, order in orders.items()
        if order["channel"] == channel
    }


@pytest.mark.parametrize("compression", ["always", "never"])
@pytest.mark.parametrize("charset", ["UTF-8", ""])
def test_every_merchant_order_to_the_cent(amazon, seller, compression, charset):
    amazon.settings.change(compression=compression, charset=charset)
    orders = seller.orders(MFN)
    expected = expected_totals(amazon, "MFN")
    assert len(expected) > 30
    assert totals(orders) == expected
    stated = amazon.world.expected("eu")["orders"]
    for order in orders:
        known = stated[order.amazon_order_id]
        assert order.channel is Channel.MFN
        assert order.currency == known["currency"]
        assert order.buyer.email == known["buyer_email"]
        assert order.is_business_order == known["is_business"]
        assert order.is_replacement_order == known["is_replacement"]
        assert {item.order_item_id: item.quantity for item in order.items} == {
            item["order_item_id"]: item["quantity"] for item in known["items"]
        }


def test_promotions_stated_in_two_places_count_once():
    world = World(seed=3, orders=150, end=END, days=25, promotion_rows="both")
    with serve(world) as amazon:
        amazon.clock.set(END)
        seller = Seller(amazon)
        with seller.door:
            assert totals(seller.orders(MFN)) == expected_totals(amazon, "MFN")


def test_every_shipment_by_amazon_and_what_was_sold_elsewhere(amazon, seller):
    orders = seller.orders(FBA)
    elsewhere = [order for order in orders if is_non_amazon(order.sales_channel)]
    assert elsewhere
    assert {order.currency for order in elsewhere} == {""}
    sold = [order for order in orders if order not in elsewhere]
    assert totals(sold) == expected_totals(amazon, "AFN")
    keys = [
        (order.amazon_order_id, item.order_item_id, item.shipment_item_id)
        for order in orders
        for item in order.items
    ]
    assert len(keys) == len(set(keys))
    assert all(item_id for *_, item_id in keys)


@pytest.mark.parametrize("region", ["eu", "na"])
@pytest.mark.parametrize("vcs", [False, True])
@pytest.mark.parametrize("prices", ["included", "excluded"])
def test_every_order_searched_for_to_the_cent(prices, vcs, region):
    world = World(seed=7, orders=250, end=END, days=25, vcs=vcs)
    with serve(world) as amazon:
        amazon.clock.set(END)
        amazon.settings.change(order_prices=prices)
        seller = Seller(amazon, region)
        with seller.door:
            for channel in Channel:
                found = seller.search(channel)
                sold = [each.order for each in found if each.is_amazon and each.order]
                assert sold and not any(order.refused_rows for order in sold)
                assert totals(sold) == expected_totals(amazon, channel.value, region)
                others = [each for each in found if each.order not in sold]
                assert all(
                    each.status == "CANCELLED" or not each.is_amazon for each in others
                )


def test_a_search_says_of_an_order_what_the_report_says(amazon, seller):
    reported = {order.amazon_order_id: order for order in seller.orders(MFN)}
    found = [each.order for each in seller.search(Channel.MFN) if each.order]
    assert {order.amazon_order_id for order in found} == set(reported)
    for order in found:
        known = reported[order.amazon_order_id]
        for name in (
            *("amazon_order_id", "purchase_date", "currency", "sales_channel"),
            *("ship_service_level", "earliest_ship_date", "latest_ship_date"),
            *("delivery_instructions", "is_business_order", "is_prime"),
            *("is_replacement_order", "original_order_id", "ioss_number"),
            "is_buyer_requested_cancellation",
        ):
            assert getattr(order, name) == getattr(known, name), name
        # Telephone numbers are not told for ever, nor by both.
        addresses = (order.ship_address, known.ship_address)
        assert len({replace(each, phone="") for each in addresses}) == 1
        assert replace(order.buyer, phone="") == replace(known.buyer, phone="")
        for item, other in zip(order.items, known.items, strict=True):
            assert (item.order_item_id, item.sku, item.quantity, item.title) == (
                other.order_item_id,
                other.sku,
                other.quantity,
                other.title,
            )
            assert (item.item_price, item.promotion_ids, item.gift_message) == (
                other.item_price,
                other.promotion_ids,
                other.gift_message,
            )


def test_a_single_order_is_what_the_search_found(amazon, seller):
    found = seller.search(Channel.AFN)[:5] + seller.search(Channel.MFN)[:5]
    assert [seller.door.order(each.amazon_order_id) for each in found] == found


def test_a_pending_order_is_known_and_no_order_yet():
    world = World(seed=7, orders=150, end=END, days=25)
    order = next(each for each in world.orders if each.channel == "MFN")
    with serve(world) as amazon:
        amazon.clock.set(order.purchased_at + timedelta(seconds=1))
        seller = Seller(amazon)
        with seller.door:
            found = seller.door.order(order.order_id)
            assert (found.status, found.order) == ("PENDING", None)
            assert found.created_at == order.purchased_at.replace(microsecond=0)
            amazon.clock.set(order.fulfillable_at)
            assert seller.door.order(order.order_id).order


def test_an_order_nobody_placed_is_not_found(seller):
    with pytest.raises(errors.NotFound):
        seller.door.order("302-0000000-0000000")


def test_umlauts_survive_windows_1252(amazon, seller):
    utf8 = {o.amazon_order_id: o.buyer.name for o in seller.orders(MFN)}
    amazon.settings.change(charset="Cp1252")
    for order in seller.orders(MFN):
        name = utf8[order.amazon_order_id]
        assert order.buyer.name == name.encode("cp1252", "replace").decode("cp1252")


def test_the_connection_test_and_its_unknown_places(seller):
    assert seller.door.account().selling_plan == "PROFESSIONAL"
    found = seller.door.marketplace_participations()
    known = [each for each in found if by_id(each.marketplace_id)]
    assert "DE" in {each.country_code for each in known}
    assert len(known) < len(found)


def test_reports_are_found_again_and_cancelled(seller):
    id_ = seller.ask(MFN, END - timedelta(days=1), END)
    seller.door.cancel_report(id_)
    (report,) = seller.door.reports([MFN], created_since=END - timedelta(days=1))
    assert (report.report_id, report.processing_status) == (id_, "CANCELLED")
    assert report.report_document_id == ""
    assert report.data_end_time == END


def test_a_token_that_ran_out_is_renewed_in_passing(amazon, seller):
    seller.door.account()
    amazon.clock.advance(timedelta(hours=2))
    assert seller.door.account().selling_plan == "PROFESSIONAL"


def test_a_revoked_authorisation_is_recognised(amazon, seller):
    seller.door.account()
    amazon.amazon.revoke()
    amazon.clock.advance(timedelta(hours=2))
    with pytest.raises(errors.AuthorizationLost) as caught:
        seller.door.account()
    assert caught.value.verdict is errors.Verdict.REAUTHORIZE


def test_a_wrong_secret_is_recognised(amazon, seller):
    login = LoginWithAmazon(
        f"{amazon.url}/auth/o2/token", amazon.apps[0].client_id, "wrong"
    )
    with pytest.raises(errors.ClientRejected):
        login.refresh(seller.consent.refresh_token)


def test_a_code_serves_once(amazon, seller):
    consent = amazon.amazon.authorizations.consent(
        amazon.apps[0], amazon.seller.seller_id, "eu", amazon.clock.now()
    )
    uri = amazon.apps[0].redirect_uris[0]
    code = amazon.amazon.authorizations.new_code(consent, uri, amazon.clock.now())
    grant = seller.login.exchange_code(code, uri)
    assert seller.login.refresh(grant.refresh_token).access_token
    with pytest.raises(errors.AuthorizationLost):
        seller.login.exchange_code(code, uri)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("throttled", errors.Throttled),
        ("unavailable_html", errors.Unreachable),
        ("unavailable_empty", errors.Unreachable),
        ("internal_error", errors.Unreachable),
        ("empty", errors.Unreachable),
        ("not_json", errors.Unreachable),
        ("bad_gateway", errors.Unreachable),
        ("connection_lost", errors.Unreachable),
        ("access_denied", errors.WrongRegion),
    ],
)
def test_a_bad_day_of_the_api(amazon, seller, kind, error):
    seller.door.account()
    amazon.faults.add(kind, "sellers.getMarketplaceParticipations")
    with pytest.raises(error) as caught:
        seller.door.marketplace_participations()
    assert type(caught.value) is error
    amazon.clock.advance(120)
    assert seller.door.marketplace_participations()


@pytest.mark.parametrize("kind", ["access_denied", "role_missing"])
def test_a_role_that_is_missing_is_told_by_the_operation(amazon, seller, kind):
    amazon.faults.add(kind, "reports.createReport")
    with pytest.raises(errors.RoleMissing):
        seller.ask(MFN, END - timedelta(days=1), END)


@pytest.mark.parametrize("kind", ["token_rejected", "token_expired"])
def test_a_rejected_token_costs_one_more_call(amazon, seller, kind):
    seller.door.account()
    amazon.faults.add(kind, "sellers.getAccount")
    assert seller.door.account().selling_plan == "PROFESSIONAL"


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("invalid_grant", errors.AuthorizationLost),
        ("invalid_client", errors.ClientRejected),
        ("unauthorized_client", errors.ClientNotAllowed),
        ("unavailable_html", errors.Unreachable),
        ("empty", errors.Unreachable),
        ("connection_lost", errors.Unreachable),
    ],
)
def test_a_bad_day_of_login_with_amazon(amazon, seller, kind, error):
    amazon.faults.add(kind, "lwa.token")
    with pytest.raises(error) as caught:
        seller.login.refresh(seller.consent.refresh_token)
    assert type(caught.value) is error
    assert seller.login.refresh(seller.consent.refresh_token)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("document_cut", errors.DocumentDamaged),
        ("document_connection_lost", errors.DocumentDamaged),
        ("document_expired", errors.DocumentExpired),
        ("document_sentence", errors.ReportNotTabular),
        ("document_not_gzip", errors.DocumentDamaged),
        ("unavailable_html", errors.Unreachable),
    ],
)
def test_a_bad_day_of_the_documents(amazon, seller, kind, error):
    amazon.settings.change(compression="always")
    amazon.faults.add(kind, "documents.get")
    with pytest.raises(error) as caught:
        seller.orders(MFN)
    assert type(caught.value) is error
    amazon.clock.advance(120)
    assert seller.orders(MFN)


def test_an_address_of_a_document_dies_after_five_minutes(amazon, seller):
    document = seller.document(MFN)
    amazon.clock.advance(301)
    with pytest.raises(errors.DocumentExpired):
        download(document)


def test_our_count_of_the_rate_is_amazons(amazon, seller):
    """Nothing is refused by Amazon while we keep to our own count, and all of it."""
    calls = 0
    with pytest.raises(errors.Throttled) as caught:
        for _call in range(50):
            seller.door.account()
            calls += 1
    assert (calls, caught.value.http_status) == (15, 0)
    amazon.clock.set(caught.value.retry_at + timedelta(seconds=1))
    seller.door.account()
