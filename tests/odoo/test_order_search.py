"""What reports no longer tell is found, order by order, and stated once."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

from odoo.addons.amazon_connector.spapi.errors import Unreachable
from odoo.addons.amazon_connector.spapi.order_pages import PageRequest
from odoo.addons.amazon_connector.spapi.orders_api import WHOLE_ITEM

from .lives import AFN, MFN, LivingCase
from .orders import OrderCase, item, order, shipment

PROGRESS = "odoo.addons.amazon_connector.models.amazon_seller_report_progress"
MFN_SEARCH, AFN_SEARCH = "SEARCH_ORDERS_MFN", "SEARCH_ORDERS_AFN"
DAYS = 700
SEARCH_ORDERS = "orders.searchOrders"


class TestSearch(LivingCase):
    """Two years of orders, of which the account hears at the end."""

    DAYS = DAYS
    world_values = {**LivingCase.world_values, "orders": 60}

    def setUp(self):
        super().setUp()
        self._go_to(DAYS + 20)
        self._authorize()

    def _live_on(self, hours):
        """Let hours pass, with a round every ten minutes."""
        for _round in range(hours * 6):
            self.clock.tick(timedelta(minutes=10))
            self.account._round(lambda: True)

    def test_two_years_of_orders_are_found_once_and_to_the_cent(self):
        self._live_on(3)
        self.assertEverythingIsHere()
        searches = self._reports().filtered("is_search")
        self.assertLessEqual(set(searches.mapped("state")), {"done", "empty"})
        self.assertEqual(set(searches.mapped("report_type")), {MFN_SEARCH, AFN_SEARCH})
        self.assertEqual(
            sum(searches.mapped("order_count")),
            sum(searches.mapped("new_count")) + sum(searches.mapped("known_count")),
        )
        calls = self.amazon.calls.count(SEARCH_ORDERS)
        self._live_on(1)
        self.assertEqual(self.amazon.calls.count(SEARCH_ORDERS), calls)

    def test_a_refused_search_is_told_on_the_account(self):
        self.amazon.faults.add("role_missing", SEARCH_ORDERS, times=10)
        self._live_on(1)
        self.assertEqual(
            (self.account.connection_state, self.account.connection_code),
            ("refused", "role_missing"),
        )
        self.assertFalse(self.account.is_paused)

    def test_a_search_ends_where_reports_begin(self):
        self.account._want_reports()
        for kind, search in ((MFN, MFN_SEARCH), (AFN, AFN_SEARCH)):
            first = min(self._reports(kind).mapped("data_start"))
            self.assertEqual(max(self._reports(search).mapped("data_end")), first)
            self.assertEqual(
                min(self._reports(search).mapped("data_start")), self._day(0)
            )

    def test_regions_without_reports_are_not_searched(self):
        self.account.token_ids.sudo().unlink()
        self.account.available_marketplace_ids = False
        self.account.home_marketplace_id = self._marketplace("A1VC38T7YXB528")
        self.assertFalse(self.account._order_sources())
        self.assertEqual(self.account.coverage_timeline["kinds"], [])

    # === PAGES === #

    def _search(self, report_type=MFN_SEARCH, days=DAYS, **values):
        """Want one search over all the days."""
        return self.env["amazon.seller.report"].create(
            {
                "account_id": self.account.id,
                "report_type": report_type,
                "data_start": self._day(0),
                "data_end": self._day(days),
                **values,
            }
        )

    def _advance(self, search, checkpoint=lambda: True):
        self.amazon.rates.refill()
        self.env.cr.execute("DELETE FROM amazon_seller_rate")
        self.env.invalidate_all()
        search.next_try_at = False
        with self.account._connection() as door:
            return search._advance_far(door, checkpoint)

    def _pages_of(self, size):
        query = PageRequest.query
        self.startPatcher(
            patch.object(
                PageRequest,
                "query",
                lambda page: {**query(page), "maxResultsPerPage": size},
            )
        )

    def test_pages_are_read_one_after_the_other(self):
        self._pages_of(5)
        search = self._search()
        left = [1, 1, 0]
        self.assertFalse(self._advance(search, lambda: bool(left.pop(0))))
        self.assertEqual((search.state, search.page_count), ("asked", 3))
        known = search.order_count
        self.assertGreater(known, 0)
        self.assertTrue(search.page_token)
        self.assertEqual(self.account._coverage_state_at("MFN", self._day(9)), "asked")
        self._advance(search)
        self.assertEqual(search.state, "done")
        self.assertFalse(search.page_token)
        self.assertGreater(search.order_count, known)
        self.assertEqual(search.known_count, 0)
        self.assertEqual(self.account._coverage_state_at("MFN", self._day(9)), "proven")

    def test_a_token_a_day_old_is_not_used(self):
        self._pages_of(5)
        search = self._search()
        self._advance(search, lambda: False)
        self.clock.tick(timedelta(hours=25))
        self._advance(search)
        self.assertEqual(search.state, "done")
        self.assertEqual(search.asked_at, self.now)
        self.assertGreater(search.known_count, 0)

    def test_a_refused_token_lets_the_search_begin_anew(self):
        self._pages_of(5)
        search = self._search()
        self._advance(search, lambda: False)
        search.sudo().page_token = "rubbish"
        self._advance(search)
        self.assertEqual((search.state, search.failure_count), ("done", 0))

    def test_throttled_it_goes_on_later(self):
        search = self._search()
        self.amazon.faults.add("throttled", SEARCH_ORDERS)
        self._advance(search)
        self.assertFalse(search.error_code)
        self.assertGreater(search.next_try_at, self.now)
        self._advance(search)
        self.assertEqual(search.state, "done")

    def test_a_search_without_an_answer_is_tried_again(self):
        search = self._search()
        self.amazon.faults.add("unavailable_html", SEARCH_ORDERS)
        with self.assertLogs(PROGRESS, "WARNING"), suppress(Unreachable):
            self._advance(search)
        self.assertEqual(search.error_code, "unreachable")
        self._advance(search)
        self.assertEqual(search.state, "done")

    def test_where_nothing_was_sold_the_period_is_empty(self):
        search = self._search(data_start=self._day(-25), data_end=self._day(-10))
        self._advance(search)
        self.assertEqual(search.state, "empty")

    def test_the_search_reaches_back_for_what_was_bought_before(self):
        expected = self.amazon.world.expected("eu")["orders"]
        search = self._search(AFN_SEARCH, data_start=self._day(650))
        self._advance(search)
        bought = search.env["amazon.seller.order"].search([]).mapped("purchase_date")
        self.assertTrue(bought)
        self.assertGreaterEqual(min(bought), self._day(620))
        self.assertLessEqual(
            set(search.env["amazon.seller.order"].search([]).mapped("amazon_order_id")),
            set(expected),
        )

    def test_what_was_pending_when_a_gap_began_is_found(self):
        expected = self.amazon.world.expected("eu")["orders"]
        pending = {
            order_id
            for order_id, order in expected.items()
            if order["channel"] == "MFN"
            and str(self._day(275)) < order["purchase_date"] < str(self._day(295))
        }
        self.assertTrue(pending)
        self._prove("MFN", (0, 300))
        self._live_on(2)
        orders = self.env["amazon.seller.order"].search([("channel", "=", "MFN")])
        self.assertLessEqual(pending, set(orders.mapped("amazon_order_id")))
        # Only the first search of a gap looks back so far.
        self.assertGreaterEqual(min(orders.mapped("purchase_date")), self._day(270))
        searches = self._reports(MFN_SEARCH).sorted("data_start")
        self.assertEqual(searches[0].data_start, self._day(300))
        found = sum(searches.mapped("known_count"))
        self.assertLess(found, sum(searches.mapped("new_count")))

    def test_a_report_after_a_search_states_nothing_twice(self):
        """And the other way round."""
        for first, second in ((AFN, AFN_SEARCH), (AFN_SEARCH, AFN)):
            with self.subTest(first=first):
                savepoint = self.env.cr.savepoint()
                for report_type in (first, second):
                    report = self._search(report_type, data_start=self._day(670))
                    for _time in range(3):
                        self._advance(report)
                        if report.state == "stored":
                            report._read(lambda: True)
                    self.assertIn(report.state, ("done", "empty"))
                self.account._import_orders(lambda: True)
                expected = self.amazon.world.expected("eu")["orders"]
                orders = self._sale_orders()
                self.assertTrue(orders)
                for each in orders:
                    self.assertEqual(
                        f"{each.amount_total:.2f}",
                        f"{Decimal(expected[each.amazon_seller_order_ref]['total']):.2f}",
                    )
                savepoint.close(rollback=True)
                self.env.invalidate_all()


class TestStatedTwice(OrderCase):
    """The Orders API states FBA items whole, reports parcel by parcel."""

    def _receive(self, *statements):
        return self.Inbox._receive(self.account, list(statements))

    def _whole(self, number, *items):
        return shipment(
            number, *(replace(each, shipment_item_id=WHOLE_ITEM) for each in items)
        )

    def _lines(self):
        return self.Inbox.search([]).line_ids

    def _stated(self, sku="LAMP", quantity=2, parcel="P1", **values):
        values.setdefault("order_item_id", f"0{sku}")
        return item(sku, "20.00", quantity, shipment_item_id=parcel, **values)

    def test_known_by_its_parcels_the_item_is_not_stated_whole_too(self):
        parcels = (self._stated(parcel="P1", quantity=1), self._stated(parcel="P2"))
        self._receive(shipment(1, *parcels))
        counts = self._receive(self._whole(1, self._stated(quantity=3)))
        self.assertEqual(counts, {"new": 0, "known": 1, "changed": 0})
        self.assertEqual(set(self._lines().mapped("shipment_item_id")), {"P1", "P2"})

    def test_known_whole_the_item_gets_no_parcels_later(self):
        self._receive(self._whole(1, self._stated()))
        counts = self._receive(shipment(1, self._stated()))
        self.assertEqual(counts, {"new": 0, "known": 1, "changed": 0})
        self.assertEqual(self._lines().mapped("shipment_item_id"), [WHOLE_ITEM])

    def test_another_item_of_the_order_is_taken_over(self):
        self._receive(shipment(1, self._stated("LAMP")))
        whole = self._whole(1, self._stated("LAMP"), self._stated("BOOK"))
        self.assertEqual(self._receive(whole)["changed"], 1)
        self.assertEqual(
            {line.sku: line.shipment_item_id for line in self._lines()},
            {"LAMP": "P1", "BOOK": WHOLE_ITEM},
        )
        again = shipment(1, self._stated("BOOK", parcel="P9"))
        self.assertEqual(self._receive(again)["known"], 1)
        self.assertEqual(len(self._lines()), 2)

    def test_both_statements_in_one_batch(self):
        counts = self._receive(
            self._whole(1, self._stated()), shipment(1, self._stated())
        )
        self.assertEqual(counts, {"new": 1, "known": 1, "changed": 0})

    def test_imported_orders_do_not_grow_by_what_they_hold(self):
        for number, (first, second) in enumerate(
            [
                (
                    shipment(1, self._stated("LAMP")),
                    self._whole(1, self._stated("LAMP")),
                ),
                (
                    self._whole(2, self._stated("LAMP")),
                    shipment(2, self._stated("LAMP")),
                ),
            ],
            start=1,
        ):
            self._receive(first)
            self.env["amazon.seller.order"]._import_pending(self.account)
            record = self.env["amazon.seller.order"].search(
                [("amazon_order_id", "=", first.amazon_order_id)]
            )
            total = record.sale_order_id.amount_total
            self.assertEqual(record.state, "imported", number)
            self.assertEqual(self._receive(second)["known"], 1)
            self.env["amazon.seller.order"]._import_pending(self.account)
            self.assertEqual(record.sale_order_id.amount_total, total)
            self.assertEqual(len(record.line_ids), 1)

    def test_a_search_tells_nothing_new_of_a_merchants_order(self):
        self._receive(order(1, item("LAMP", "20.00")))
        search = self.env["amazon.seller.report"].create(
            {
                "account_id": self.account.id,
                "report_type": MFN_SEARCH,
                "data_start": "2026-01-01",
                "data_end": "2026-01-02",
            }
        )
        orders = self.env["amazon.seller.order"]
        restated = order(1, item("LAMP", "20.00"), ship_service_level="STANDARD")
        counts = orders._receive(self.account, [restated], search)
        self.assertEqual(counts, {"new": 0, "known": 1, "changed": 0})
        # Unless what the report said could not be read.
        orders.search([]).refused_rows = [{"line": 1, "code": "cut_row", "column": ""}]
        counts = orders._receive(self.account, [restated], search)
        self.assertEqual(counts["changed"], 1)
        self.assertFalse(orders.search([]).refused_rows)
