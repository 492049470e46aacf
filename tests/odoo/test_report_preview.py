"""The first rows of a file on the screen: escaped, and without what one may not see."""

from odoo.exceptions import AccessError, UserError

from .connected import ConnectedCase
from .test_report import ReportMixin, row


class TestReportPreview(ReportMixin, ConnectedCase):
    def _preview(self, report, user=None):
        action = report.with_user(user or self.user).action_preview()
        return (
            self.env["amazon.seller.report.preview"]
            .with_user(user or self.user)
            .browse(action["res_id"])
        )

    def test_the_first_hundred_rows_are_shown(self):
        report = self._report(*[row(number) for number in range(1, 151)])
        content = self._preview(report, self.manager).content
        self.assertEqual(content.count("<tr>"), 101)
        self.assertIn("302-0000100-1234567", content)
        self.assertNotIn("302-0000101-1234567", content)

    def test_what_is_in_the_file_stays_text(self):
        report = self._report(
            row(1, title='<script>alert("x")</script>', name="<b>\" onclick='x'"),
            header=HEADER_WITH_MARKUP,
        )
        content = self._preview(report, self.manager).content
        self.assertNotIn("<script>", content)
        self.assertNotIn("<b>", content)
        self.assertNotIn("onclick='", content)
        self.assertNotIn("<i>", content)
        self.assertIn("&lt;script&gt;", content)

    def test_buyers_data_are_hidden_from_those_who_may_not_see_them(self):
        report = self._report(row(1))
        hidden = self._preview(report)
        self.assertTrue(hidden.hides_personal_data)
        self.assertNotIn("Größe", hidden.content)
        self.assertNotIn("marketplace.amazon.de", hidden.content)
        self.assertIn("•••", hidden.content)
        self.assertIn("302-0000001-1234567", hidden.content)
        self.assertIn("TASSE", hidden.content)
        shown = self._preview(report, self.manager)
        self.assertFalse(shown.hides_personal_data)
        self.assertIn("Größe", shown.content)

    def test_a_header_nobody_knows_hides_everything(self):
        report = self._report(
            "302-0000001-1234567\tJürgen Größe\tHauptstr. 1",
            header="Bestellnummer\tKäufername\tAnschrift",
        )
        content = self._preview(report).content
        self.assertNotIn("Größe", content)
        self.assertNotIn("Hauptstr", content)

    def test_what_is_no_table_says_so(self):
        report = self._report(header="<html><p>Jürgen Größe</p></html>")
        preview = self._preview(report)
        self.assertFalse(preview.content)
        self.assertIn("not a table", preview.problem)
        self.assertNotIn("Größe", preview.problem)

    def test_orders_in_xml_are_rows_without_buyers(self):
        report = self._report(header=XML_ORDERS)
        content = self._preview(report).content
        self.assertIn("302-1234567-1234567", content)
        self.assertIn("TASSE", content)
        self.assertNotIn("Größe", content)

    def test_a_file_that_is_gone_says_so(self):
        report = self._report(row(1))
        parts = self.env["amazon.seller.report.part"]
        parts.search([("report_id", "=", report.id)]).unlink()
        report.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "no longer here"):
            report.with_user(self.user).action_preview()

    def test_nobody_previews_another_companys_report(self):
        report = self._report(row(1))
        company = self.env["res.company"].create({"name": "Schwester GmbH"})
        self.user.company_ids += company
        self.user.company_id = company
        self.user.company_ids = company
        preview = (
            self.env["amazon.seller.report.preview"]
            .with_user(self.user)
            .create({"report_id": report.id})
        )
        preview.invalidate_recordset()
        with self.assertRaises(AccessError):
            preview.read(["content"])


HEADER_WITH_MARKUP = (
    "order-id\torder-item-id\tpurchase-date\tbuyer-email\tbuyer-name\tsku\t"
    "product-name\tquantity-purchased\tcurrency\titem-price\titem-tax\t<i>ship</i>"
)
XML_ORDERS = """<?xml version="1.0" encoding="UTF-8"?>
<AmazonEnvelope><Header/><MessageType>OrderReport</MessageType><Message><OrderReport>
<AmazonOrderID>302-1234567-1234567</AmazonOrderID>
<OrderDate>2026-11-01T10:00:00+00:00</OrderDate>
<BillingData><BuyerEmailAddress>x@marketplace.amazon.de</BuyerEmailAddress>
<BuyerName>Jürgen Größe</BuyerName></BillingData>
<FulfillmentData><FulfillmentMethod>Ship</FulfillmentMethod>
<Address><Name>Jürgen Größe</Name><AddressFieldOne>Hauptstr. 1</AddressFieldOne>
<City>Köln</City><PostalCode>50667</PostalCode><CountryCode>DE</CountryCode></Address>
</FulfillmentData>
<Item><AmazonOrderItemCode>12345678901234</AmazonOrderItemCode><SKU>TASSE</SKU>
<Title>Tasse</Title><Quantity>1</Quantity><ItemPrice><Component><Type>Principal</Type>
<Amount currency="EUR">9.99</Amount></Component></ItemPrice></Item>
</OrderReport></Message></AmazonEnvelope>"""
