"""Files that are not what they should be: through a round to the advice, and back."""

from odoo.tools import mute_logger

from .lives import AFN, MFN, LivingCase


class TestHealthLife(LivingCase):
    """What Amazon sends is said on the account once, and goes when it is right."""

    DAYS = 20

    def _open(self):
        """Return the advice of the account, as pairs of report type and code."""
        self.account.invalidate_recordset(["advice_ids"])
        return {(each.report_type, each.code) for each in self.account.advice_ids}

    def _said(self, words):
        return len(
            self.account.message_ids.filtered(lambda each: words in (each.body or ""))
        )

    def _fall_ill(self, kind, report_type, code, words):
        """Live days with odd files, then without, and see the advice come and go."""
        self._live(0, 12)
        self.assertFalse(self._open())
        self.amazon.faults.add(kind, report_type, times=100)
        with mute_logger("odoo.addons.amazon_connector"):
            self._live(13, 15)
        self.assertEqual(self._open(), {(report_type, code)})
        self.assertEqual(self._said(words), 1)

        self.amazon.faults.clear()
        self._live(16, 34)
        self.assertFalse(self._open())
        self.assertEqual(self._said(words), 1)
        self.assertEverythingIsHere()

    def test_column_names_in_german(self):
        self._fall_ill("localised_header", MFN, "localised_header", "not in English")

    def test_shipments_with_column_names_in_german(self):
        self._fall_ill("localised_header", AFN, "localised_header", "not in English")

    def test_characters_that_are_not_what_they_claim(self):
        self._fall_ill("wrong_charset", AFN, "wrong_charset", "umlauts")

    def test_merchant_characters_that_are_not_what_they_claim(self):
        self._fall_ill("wrong_charset", MFN, "wrong_charset", "umlauts")

    def test_a_web_page(self):
        self._fall_ill("html_instead", MFN, "web_page", "web page")

    def test_no_orders_though_there_are_some(self):
        self._fall_ill("empty_though_orders", MFN, "empty_though_orders", "no data")

    def test_no_shipments_though_there_are_some(self):
        self._fall_ill("empty_though_orders", AFN, "empty_though_orders", "no data")

    def test_xml_instead_of_text(self):
        self._fall_ill("xml_instead", MFN, "xml_instead", "come as XML")
