import time
from datetime import datetime, timezone
from decimal import Decimal

from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from odoo.addons.amazon_connector.importer.settlement_kinds import kind_of
from odoo.addons.amazon_connector.spapi.settlements import Settlement, SettlementLine

from tests.odoo.orders import OrderCase, item, make_account, order

REPORT_TYPE = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"


def header(total, settlement_id="17000000001"):
    return Settlement(
        settlement_id=settlement_id,
        start=datetime(2026, 11, 1, tzinfo=timezone.utc),
        end=datetime(2026, 11, 15, tzinfo=timezone.utc),
        deposit_date=datetime(2026, 11, 17, tzinfo=timezone.utc),
        total=Decimal(total),
        currency="EUR",
    )


def amount(number, value, words="Order/ItemPrice/Principal", **values):
    """Return a line; ``words`` are Amazon's for its transaction, type, description."""
    transaction_type, amount_type, description = words.split("/")
    return SettlementLine(
        settlement_id=values.pop("settlement_id", "17000000001"),
        line_number=number,
        transaction_type=transaction_type,
        amount_type=amount_type,
        amount_description=description,
        amount=Decimal(value),
        currency="EUR",
        **values,
    )


class SettlementCase(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Settlements = cls.env["amazon.seller.settlement"]
        cls.Lines = cls.env["amazon.seller.settlement.line"]

    def make_report(self, account=None):
        return self.env["amazon.seller.report"].create(
            {
                "account_id": (account or self.account).id,
                "report_type": REPORT_TYPE,
                "data_start": "2026-11-01",
                "data_end": "2026-11-15",
                "asked_at": "2026-11-16",
            }
        )

    def read(self, *batches, report=None):
        """Read a report of these batches to its end; return its settlements."""
        report = report or self.make_report()
        self.counts = [
            self.Settlements._receive(report.account_id, batch, report)
            for batch in batches
        ]
        self.Settlements._close_report(report)
        ids = {record.settlement_id for batch in batches for record in batch}
        return self.Settlements.search(
            [
                ("account_id", "=", report.account_id.id),
                ("settlement_identifier", "in", list(ids)),
            ]
        )


class TestSettlements(SettlementCase):
    def test_lines_that_add_up_are_tied_to_their_orders(self):
        inbox = self.bring(order(1, item("LAMP", "20.00")))
        order_id = inbox.amazon_order_id
        settlement = self.read(
            [
                header("16.99"),
                amount(2, "20.00", amazon_order_id=order_id, sku="LAMP"),
                amount(
                    3, "-3.00", "Order/ItemFees/Commission", amazon_order_id=order_id
                ),
            ],
            [amount(4, "-0.01", "ServiceFee/Storage Fee/Storage Fee")],
        )
        self.assertRecordValues(
            settlement,
            [
                {
                    "state": "balanced",
                    "amount_total": 16.99,
                    "lines_total": 16.99,
                    "difference": 0,
                    "line_count": 3,
                    "deposit_date": datetime(2026, 11, 17),
                    "currency_id": self.env.ref("base.EUR").id,
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertEqual(
            self.counts,
            [
                {"new": 3, "known": 0, "changed": 0},
                {"new": 1, "known": 0, "changed": 0},
            ],
        )
        tied = settlement.line_ids.filtered("order_id")
        self.assertEqual(tied.mapped("amount"), [20.0, -3.0])
        self.assertEqual(settlement.line_ids.mapped("kind"), ["revenue", "fee", "fee"])
        self.assertEqual(inbox.sale_order_id.amazon_seller_settled, 17)
        self.assertEqual(inbox.sale_order_id.amazon_seller_settled_count, 2)

    def test_lines_that_do_not_add_up_count_for_nothing(self):
        inbox = self.bring(order(2, item("LAMP", "20.00")))
        settlement = self.read(
            [
                header("20.01"),
                amount(2, "20.00", amazon_order_id=inbox.amazon_order_id),
            ]
        )
        self.assertEqual(
            (settlement.state, settlement.difference), ("unbalanced", 0.01)
        )
        self.assertEqual(len(settlement.line_ids), 1)
        self.assertEqual(inbox.sale_order_id.amazon_seller_settled_count, 0)

    def test_rows_that_could_not_be_read_never_add_up(self):
        report = self.make_report()
        self.env["amazon.seller.report.issue"].create(
            {"report_id": report.id, "line_number": 3, "code": "bad_number"}
        )
        settlement = self.read([header("20.00"), amount(2, "20.00")], report=report)
        self.assertEqual(settlement.state, "unbalanced")

    def test_equal_lines_are_both_kept(self):
        settlement = self.read([header("2.00"), amount(2, "1.00"), amount(3, "1.00")])
        self.assertEqual(settlement.state, "balanced")
        self.assertEqual(settlement.line_count, 2)

    def test_transfer_row_counts_only_if_the_sum_says_so(self):
        transfer = "Transfer/other-transaction/Payable to Amazon"
        without = self.read(
            [header("5.00"), amount(2, "5.00"), amount(3, "-5.00", transfer)]
        )
        self.assertEqual((without.state, without.lines_total), ("balanced", 5))
        other = "17000000002"
        counted = self.read(
            [
                header("0.00", other),
                amount(2, "5.00", settlement_id=other),
                amount(3, "-5.00", transfer, settlement_id=other),
            ]
        )
        self.assertEqual((counted.state, counted.lines_total), ("balanced", 0))

    def test_read_again_replaces_the_whole(self):
        report = self.make_report()
        first = [header("3.00"), amount(2, "1.00"), amount(3, "2.00")]
        settlement = self.read(first, report=report)
        again = [header("3.00"), amount(2, "3.00")]
        self.assertEqual(self.read(again, report=report), settlement)
        self.assertEqual(self.counts, [{"new": 0, "known": 2, "changed": 0}])
        self.assertEqual(settlement.line_ids.mapped("amount"), [3.0])
        self.assertEqual(settlement.state, "balanced")

    def test_another_report_of_the_same_settlement_changes_nothing(self):
        batches = [header("1.00"), amount(2, "1.00")]
        settlement = self.read(batches)
        lines, report = settlement.line_ids, settlement.report_id
        self.read(batches)
        self.assertEqual(self.counts, [{"new": 0, "known": 2, "changed": 0}])
        self.assertEqual(settlement.line_ids, lines)
        self.assertEqual(settlement.report_id, report)

    def test_a_whole_file_mends_a_cut_one(self):
        settlement = self.read([header("3.00"), amount(2, "1.00")])
        self.assertEqual(settlement.state, "unbalanced")
        self.read([header("3.00"), amount(2, "1.00"), amount(3, "2.00")])
        self.assertEqual((settlement.state, settlement.line_count), ("balanced", 2))

    def test_different_header_is_noted(self):
        settlement = self.read([header("1.00"), amount(2, "1.00")])
        self.read([header("2.00"), amount(2, "2.00")])
        self.assertEqual((settlement.state, settlement.amount_total), ("balanced", 2))
        self.assertIn("2.00", settlement.message_ids[0].body)

    def test_two_files_of_one_settlement_at_once_do_not_mix(self):
        slow, fast = self.make_report(), self.make_report()
        batch = [header("3.00"), amount(2, "1.00")]
        self.Settlements._receive(self.account, batch, slow)
        settlement = self.read([*batch, amount(3, "2.00")], report=fast)
        self.assertEqual(settlement.state, "balanced")
        self.Settlements._receive(self.account, [amount(3, "2.00")], slow)
        self.Settlements._close_report(slow)
        self.assertEqual((settlement.state, settlement.line_count), ("balanced", 2))

    def test_order_that_comes_later_is_tied(self):
        statement = order(3, item("LAMP", "20.00"))
        settlement = self.read(
            [
                header("20.00"),
                amount(2, "20.00", amazon_order_id=statement.amazon_order_id),
            ]
        )
        self.assertFalse(settlement.line_ids.order_id)
        inbox = self.bring(statement)
        self.assertEqual(settlement.line_ids.order_id, inbox)
        self.assertEqual(inbox.sale_order_id.amazon_seller_settled, 20)

    def test_kinds(self):
        words = {
            "Order/ItemPrice/Shipping": "revenue",
            "Order/Promotion/Principal": "promotion",
            "order/itemfees/FBAPerUnitFulfillmentFee": "fee",
            "Order/ItemWithheldTax/MarketplaceFacilitatorVAT-Principal": "tax_withheld",
            "Refund/ItemPrice/Principal": "refund",
            "Refund/Promotion/Principal": "refund",
            "Refund/ItemFees/RefundCommission": "fee",
            "Chargeback Refund/ItemPrice/Principal": "refund",
            "other-transaction/other-transaction/Current Reserve Amount": "reserve",
            "other-transaction/x/Previous Reserve Amount Balance": "reserve",
            "other-transaction/other-transaction/Subscription Fee": "fee",
            "ServiceFee/Cost of Advertising/TransactionTotalAmount": "fee",
            "other-transaction/FBA Inventory Reimbursement/WAREHOUSE_LOST": "other",
            "Transfer/x/Payable to Amazon": "transfer",
        }
        for text, kind in words.items():
            self.assertEqual(kind_of(amount(2, "1.00", text)), kind, text)

    def test_twenty_thousand_lines_are_quick(self):
        started = time.monotonic()
        lines = [
            amount(number, "0.01", amazon_order_id=f"302-{number:07d}-0000001")
            for number in range(2, 20_002)
        ]
        batches = [lines[n : n + 1000] for n in range(0, len(lines), 1000)]
        batches[0] = [header("200.00"), *batches[0]]
        settlement = self.read(*batches)
        self.assertEqual(settlement.line_count, 20_000)
        self.assertEqual(settlement.state, "balanced")
        self.assertLess(time.monotonic() - started, 30)


class TestRightsToSettlements(SettlementCase):
    def test_nobody_changes_and_other_companies_see_none(self):
        company = self.env["res.company"].create({"name": "Second company"})
        account = make_account(self.env, company, self.key_set, name="Second seller")
        batch = [header("1.00"), amount(2, "1.00")]
        ours = self.read(batch)
        foreign = self.read(batch, report=self.make_report(account))
        self.assertNotEqual(ours, foreign)
        clerk = new_test_user(self.env, "clerk", "amazon_connector.group_user")
        mine = self.Settlements.with_user(clerk)
        self.assertEqual(mine.search([]), ours)
        self.assertEqual(
            self.Lines.with_user(clerk).search([]), ours.line_ids.with_user(clerk)
        )
        with self.assertRaises(AccessError):
            ours.with_user(clerk).write({"state": "balanced"})
        for view_type in ("form", "list", "search"):
            mine.get_view(view_type=view_type)
        for view_type in ("pivot", "list", "search"):
            self.Lines.with_user(clerk).get_view(view_type=view_type)

    def test_lines_open_from_the_settlement(self):
        settlement = self.read([header("1.00"), amount(2, "1.00")])
        action = settlement.action_view_totals()
        self.assertEqual(self.Lines.search(action["domain"]), settlement.line_ids)
        self.assertEqual(action["views"][0][1], "pivot")
