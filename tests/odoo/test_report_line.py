"""A line of the list of reports says which place it is of, and what it waits for."""

from datetime import timedelta

from odoo import fields

from .connected import ConnectedCase

LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"
STOCK = "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA"
ORDERS = "GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING"
GERMANY, BRITAIN = "A1PA6795UKMFR9", "A1F83G8C2ARO7P"


class TestReportLine(ConnectedCase):
    def _report(self, report_type, *marketplaces, **values):
        now = fields.Datetime.now()
        return self.env["amazon.seller.report"].create(
            {
                "account_id": self.account.id,
                "report_type": report_type,
                "data_start": now,
                "data_end": now,
                "marketplace_ids": [
                    fields.Command.link(self._marketplace(each).id)
                    for each in marketplaces
                ],
                **values,
            }
        )

    def test_reports_of_one_place_name_it(self):
        self.assertEqual(self._report(LISTINGS, GERMANY).place, "Amazon.de")
        self.assertEqual(self._report(STOCK, GERMANY).place, "EU")
        self.assertEqual(self._report(STOCK, BRITAIN).place, "GB")
        self.assertFalse(self._report(ORDERS, GERMANY, BRITAIN).place)

    def test_what_waits_for_its_turn_says_so(self):
        soon = fields.Datetime.now() + timedelta(minutes=5)

        self.assertIn(
            "orders come first",
            self._report(LISTINGS, GERMANY, next_try_at=soon).error_message,
        )
        self.assertFalse(self._report(LISTINGS, GERMANY).error_message)
        refused = self._report(
            LISTINGS, GERMANY, next_try_at=soon, error_code="unreachable"
        )
        self.assertIn("did not answer", refused.error_message)
