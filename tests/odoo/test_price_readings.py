"""With or without VAT: told by the account's own rows, overruled by the accountant."""

from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal

from odoo.exceptions import AccessError
from odoo.modules.migration import load_script
from odoo.tests import new_test_user

from emulator.world.readings import Reading

from .common import asked_of_database, make_stranger
from .orders import ADDRESS, OrderCase, again, item, order, shipment
from .taxes import TaxCase, to

PERCENT = {"DE": 19, "AT": 20, "SE": 25, "PL": 23}
GROSS, NET = "gross/gross/before", "net/net/after"


def taxed(build, number, reading, gross, off="0.00", country="DE", **values):
    """Return an order as the emulated Amazon states what was paid: ``gross - off``."""
    price, tax, promotion = Reading.of(reading).stated(
        Decimal(gross), [-Decimal(off)], PERCENT[country]
    )
    return build(
        number,
        item("LAMP", price, item_tax=tax, item_promotion=promotion, **values),
        ship_address=replace(ADDRESS, country_code=country),
    )


class TestBookedRates(TaxCase):
    """Amounts that make sense at 19 and at 20 percent: the tax that is booked tells."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account._decide_price_reading("AFN", "gross", "net", "after")

    def _lamp(self, order_item_id="1"):
        """55.20 less 45.99 at 19 %, or less 46.38 at 20 %."""
        return item(
            "LAMP",
            "55.20",
            item_tax="1.47",
            item_promotion="-38.65",
            order_item_id=order_item_id,
        )

    def test_the_rate_of_the_sale_orders_tax_decides(self):
        own = self.sell(self._lamp(), fba=True, ship_address=to("AT"))
        self.make_local_position("AT", "ATU12345675", {self.tax_19: 20})
        there = self.sell(self._lamp(), fba=True, ship_address=to("AT"))
        for record, rate, total in ((own, 19, 9.21), (there, 20, 8.82)):
            self.assertImported(record)
            sale_order = record.sale_order_id
            self.assertEqual(sale_order.amount_total, total)
            self.assertEqual(sale_order.order_line.tax_ids.amount, rate)
            self.assertEqual(sale_order.amazon_seller_check, "equal")
            self.assertEqual(record.amount_total, total)
            self.assertEqual(record.line_ids.vat_rate, rate)

    def test_taxes_decided_anew_read_the_amounts_anew(self):
        record = self.sell(self._lamp(), fba=True, ship_address=to("AT"))
        sale_order = record.sale_order_id
        self.assertEqual(sale_order.amount_total, 9.21)
        self.make_local_position("AT", "ATU12345675", {self.tax_19: 20})
        told = sale_order.action_amazon_seller_decide_taxes()
        self.assertIn("have changed", told["params"]["message"])
        self.assertEqual(sale_order.amount_total, 8.82)
        self.assertEqual(sale_order.amazon_seller_check, "equal")

    def test_a_later_parcel_is_read_like_the_first(self):
        self.make_local_position("AT", "ATU12345675", {self.tax_19: 20})
        lamp = replace(self._lamp(), shipment_item_id="A")
        record = self.sell(lamp, fba=True, ship_address=to("AT"))
        more = replace(lamp, order_item_id="2", shipment_item_id="B")
        self.bring(shipment(7000 + self.number, more, ship_address=to("AT")))
        self.assertEqual(record.sale_order_id.amount_total, 17.64)
        self.assertEqual(set(record.line_ids.mapped("vat_rate")), {20})

    def test_a_rate_is_kept_only_where_it_matters(self):
        plain = self.sell(item("LAMP", "11.90", item_tax="1.90"), fba=True)
        self.assertImported(plain)
        self.assertFalse(plain.line_ids.vat_rate)

    def test_a_rate_that_does_not_fit_shows_as_another_tax(self):
        self.lamp.taxes_id = self.tax_7
        record = self.sell(self._lamp(), fba=True)
        self.assertEqual(record.sale_order_id.amazon_seller_check, "differs")
        self.assertEqual(record.sale_order_id.amount_total, 9.21)


class TestPriceReadings(OrderCase):
    def _several(self, build, first, reading, count=12, country="DE", off=""):
        """Return orders of different prices; every other with a tenth off."""
        prices = [f"{37 + 7 * n}.90" for n in range(count)]
        return [
            taxed(
                build,
                first + n,
                reading,
                price,
                off or (f"{Decimal(price) / 10:.2f}" if n % 2 else "0.00"),
                country,
            )
            for n, price in enumerate(prices)
        ]

    def _place(self, channel="AFN", country="DE"):
        return self.account.price_reading_ids.filtered(
            lambda place: (place.channel, place.country_code) == (channel, country)
        )

    def _total(self, record):
        return record.sale_order_id.amount_total

    def assertUndecided(self, records):
        self.assertEqual(set(records.mapped("reason")), {"price_reading"})
        self.assertFalse(records.sale_order_id)
        for record in records:
            self.assertTrue(record.has_way_out)
            action = record.action_way_out()
            self.assertTrue(self.env[action["res_model"]].search(action["domain"]))

    # === EVIDENCE === #

    def test_enough_rows_decide_and_what_waited_goes_on(self):
        first, *others = self._several(shipment, 1, NET)
        record = self.bring(first)
        self.assertUndecided(record)
        self.assertIn("1 of 10 rows", record.reason_text)
        self.assertIn("Germany", record.reason_text)
        self.assertImported(self.bring(*others))
        self.assertImported(record)
        self.assertEqual(self._total(record), 37.9)
        place = self._place()
        self.assertEqual(place.signature, "net/net/after")
        self.assertEqual(place.decided_by, "rows")
        self.assertEqual((place.row_count, place.net_count), (12, 12))
        self.assertEqual(len(place.net_examples.split(", ")), 3)
        self.assertEqual(self._place(country="*").row_count, 12)

    def test_merchant_prices_are_gross_as_documented_but_promotions_must_be_told(self):
        plain = self.bring(taxed(order, 1, GROSS, "11.90"))
        self.assertImported(plain)
        self.assertEqual(self._place("MFN").decided_by, "general")
        self.assertEqual(self._place("MFN", "*").decided_by, "documented")
        reduced = self.bring(taxed(order, 2, GROSS, "50.00", "5.00"))
        self.assertUndecided(reduced)
        self.assertIn("promotions", reduced.reason_text)
        self.bring(*self._several(order, 3, GROSS))
        self.assertImported(reduced)
        self.assertEqual(self._total(reduced), 45)

    def test_merchant_files_that_say_otherwise_are_believed(self):
        records = self.bring(*self._several(order, 1, "net/net/before"))
        self.assertImported(records)
        self.assertEqual(self._place("MFN").signature, "net/net/before")
        self.assertEqual(self._total(records[0]), 37.9)

    def test_rows_that_contradict_each_other_stay_undecided(self):
        records = self.bring(
            *self._several(shipment, 1, NET),
            *self._several(shipment, 21, "gross/gross/after"),
        )
        self.assertUndecided(records)
        place = self._place()
        self.assertEqual((place.gross_count, place.net_count), (12, 12))
        self.assertFalse(place.prices)

    def test_cheap_items_and_repeated_rows_stay_undecided(self):
        cheap = [
            taxed(shipment, n, NET, f"0.{n:02d}", order_item_id=f"{n}")
            for n in range(10, 30)
        ]
        same = [taxed(shipment, n, NET, "49.90", country="AT") for n in range(30, 60)]
        self.assertUndecided(self.bring(*cheap, *same))
        self.assertEqual(self._place(country="AT").row_count, 1)

    def test_a_country_with_few_rows_follows_the_others(self):
        self.bring(*self._several(shipment, 1, NET))
        follower = self.bring(taxed(shipment, 20, NET, "60.00", country="AT"))
        self.assertImported(follower)
        self.assertEqual(self._total(follower), 60)
        self.assertEqual(self._place(country="AT").decided_by, "general")
        other = self.bring(taxed(shipment, 21, GROSS, "75.00", country="PL"))
        self.assertUndecided(other)

    def test_a_quarter_inside_is_a_fifth_on_top(self):
        """Seller and buyer in countries of which both rates fit to all rows."""
        self.company.account_fiscal_country_id = self.env.ref("base.fr")
        records = self.bring(
            *self._several(shipment, 1, "gross/gross/after", country="SE", off="0")
        )
        self.assertUndecided(records)
        self.assertEqual(self._place(country="SE").both_count, 12)

    # === THE ACCOUNTANT === #

    def test_the_accountant_decides_and_gives_it_back(self):
        records = self.bring(*self._several(shipment, 1, NET, 3))
        self.assertUndecided(records)
        everywhere = self._place(country="*")
        self.assertEqual(everywhere.waiting_order_count, 3)
        waiting = everywhere.search([("waiting_order_count", ">", 0)])
        self.assertEqual(waiting, everywhere | self._place())
        everywhere.write(
            {
                "chosen_prices": "net",
                "chosen_promotions": "net",
                "chosen_tax_time": "after",
            }
        )
        self.assertEqual(self._place().decided_by, "general")
        self.Inbox._import_pending(self.account)
        self.assertImported(records)
        everywhere.action_by_evidence()
        self.assertFalse(self._place().prices)

    def test_what_an_account_had_decided_before_counts_on(self):
        record = self.bring(taxed(shipment, 1, NET, "50.00"))
        self.assertUndecided(record)
        self.account.price_reading_ids.unlink()
        self.env.flush_all()
        self.cr.execute("ALTER TABLE amazon_seller_account ADD fba_amounts varchar")
        self.cr.execute("UPDATE amazon_seller_account SET fba_amounts = 'excluded'")
        self.cr.execute("UPDATE amazon_seller_order SET reason = 'fba_amounts'")
        script = "amazon_connector/migrations/19.0.1.1.0/post-keep_fba_amounts.py"
        for _once_more in range(2):
            load_script(script, "keep").migrate(self.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.Inbox._import_pending(self.account)
        self.assertImported(record)
        self.assertEqual(self._total(record), 50)
        self.assertEqual(self._place(country="*").decided_by, "hand")

    def test_orders_read_differently_since_are_named_and_left_alone(self):
        records = self.bring(*self._several(shipment, 1, NET))
        totals = records.sale_order_id.mapped("amount_total")
        place = self._place()
        self.assertFalse(place.outdated_order_count)
        place.chosen_prices = "gross"
        self.assertEqual(place.decided_by, "hand")
        self.assertEqual(place.outdated_order_count, 12)
        self.assertEqual(self._place(country="*").outdated_order_count, 12)
        action = place.action_view_outdated_orders()
        self.assertEqual(self.Inbox.search(action["domain"]), records.sorted())
        self.assertTrue(all(records.mapped("is_read_differently")))
        self.assertEqual(records.sale_order_id.mapped("amount_total"), totals)
        place.action_by_evidence()
        self.assertFalse(self.Inbox.search([("is_read_differently", "=", True)]))

    def test_what_amazon_changes_later_is_read_as_it_counts_then(self):
        self.account._decide_price_reading("MFN", "net", "net", "after")
        record = self.bring(taxed(order, 1, NET, "23.80"))
        self.account._decide_price_reading("MFN", "gross", "gross", "before")
        self.assertTrue(record.is_read_differently)
        self.bring(taxed(order, 1, GROSS, "35.70"))
        record.invalidate_recordset()
        self.assertEqual(self._total(record), 35.7)
        self.assertFalse(record.is_read_differently)

    def test_users_look_and_managers_of_the_company_decide(self):
        self.bring(taxed(shipment, 1, NET, "50.00"))
        place = self._place()
        clerk, manager = (
            new_test_user(self.env, name, f"amazon_connector.group_{name}")
            for name in ("user", "manager")
        )
        self.assertEqual(place.with_user(clerk).place, "Germany")
        with self.assertRaises(AccessError):
            place.with_user(clerk).chosen_prices = "net"
        place.with_user(manager).chosen_prices = "net"
        self.env.cr.flush()
        self.assertTrue(place.message_ids.tracking_value_ids)
        accountant = new_test_user(
            self.env,
            "accountant",
            "amazon_connector.group_user,account.group_account_manager",
        )
        ours = place.with_user(accountant)
        ours.chosen_promotions = "gross"
        ours.vat_calculated_since = "2026-11-10"
        self.assertEqual(str(self.account.vat_calculated_since), "2026-11-10")
        with self.assertRaises(AccessError):
            self.account.with_user(accountant).vat_calculated_since = False
        ours.action_by_evidence()
        self.assertFalse(place.chosen_promotions)
        stranger = make_stranger(self.env, "amazon_connector.group_manager")
        self.assertFalse(place.with_user(stranger).search([]))

    # === STATED TAXES === #

    def test_a_tax_of_zero_counts_since_amazon_calculates_vat(self):
        early, late = (
            again(
                order(n, item("LAMP", "10.00", item_tax="0.00")),
                purchase_date=datetime(2026, 11, day, tzinfo=timezone.utc),
            )
            for n, day in ((1, 9), (2, 12))
        )
        blank = order(3, item("LAMP", "10.00"))
        taxed_ = taxed(order, 4, GROSS, "23.80")
        taxed_ = again(
            taxed_, purchase_date=datetime(2026, 11, 10, tzinfo=timezone.utc)
        )
        lines = self.bring(early, late, blank, taxed_).line_ids
        stated = {line.order_id.amazon_order_id: line._stated_taxes() for line in lines}
        self.assertEqual(
            [stated[each.amazon_order_id] for each in (early, late, blank, taxed_)],
            [{}, {"item": 0}, {}, {"item": 3.8}],
        )
        self.account.vat_calculated_since = "2026-11-01"
        self.assertEqual(
            [bool(line._stated_taxes()) for line in lines], [True, True, False, True]
        )

    def test_without_amazons_calculation_nothing_has_to_be_decided(self):
        record = self.bring(
            shipment(
                1,
                item("LAMP", "10.00", item_tax="0.00", item_promotion="-1.00"),
            )
        )
        self.assertImported(record)
        self.assertEqual(self._total(record), 9)
        self.assertFalse(self.account.price_reading_ids)
        self.assertEqual(record.line_ids._stated_taxes(), {})

    def test_tax_inside_the_price_that_amazon_remits_is_not_sold(self):
        collected = self.bring(
            order(
                1,
                item(
                    *("LAMP", "23.80"),
                    item_tax="3.80",
                    shipping_price="4.76",
                    shipping_tax="0.76",
                    is_tax_amazons=True,
                ),
                ioss_number="IM0000000000",
            )
        )
        self.assertImported(collected)
        sale_order = collected.sale_order_id
        self.assertEqual((sale_order.amount_total, sale_order.amount_tax), (24, 0))
        self.assertEqual(collected.line_ids._stated_taxes(), {})

    def test_what_a_search_found_is_gross_whatever_reports_are(self):
        self.account._decide_price_reading("MFN", "net", "net", "after")
        found, reported = self.bring(
            order(
                1,
                item(
                    "LAMP",
                    "23.80",
                    item_tax="3.80",
                    item_promotion="-2.38",
                    is_gross=True,
                ),
            ),
            taxed(order, 2, NET, "23.80", "2.38"),
        )
        self.assertEqual((self._total(found), self._total(reported)), (21.42, 21.42))
        self.assertEqual(found.line_ids._stated_taxes()["item_promotion"], -0.38)

    # === COST === #

    def test_rows_are_looked_at_once_a_batch(self):
        statements = [
            *self._several(shipment, 1, NET, 20),
            *self._several(shipment, 21, NET, 20, "AT"),
            *self._several(order, 41, GROSS, 20, "SE"),
        ]
        self.receive(*statements)
        with asked_of_database() as asked:
            self.Inbox._import_pending(self.account)
        self.assertImported(self.inbox(*statements))
        looks = [query for query in asked if "LATERAL" in query]
        self.assertEqual(len(looks), 1)
        table = "amazon_seller_price_reading"
        self.assertLess(sum(f'"{table}"' in query for query in asked), 12)
