"""Base class and builders of the tests of taxes, on SKR03."""

from dataclasses import replace

from odoo.addons.amazon_connector.spapi.orders import Buyer

from tests.odoo.orders import ADDRESS, OrderCase, order, shipment


def to(country_code, postal_code="10000"):
    """Return an address in another country."""
    return replace(ADDRESS, country_code=country_code, postal_code=postal_code)


def business(number, vat):
    """Return a company that states a VAT number."""
    return Buyer(
        email=f"firm{number}@marketplace.amazon.example",
        name="Firma Beispiel",
        company_name="Beispiel AG",
        vat_number=vat,
    )


class TaxCase(OrderCase):
    """A test that sells, and looks at the taxes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.number = 0

    def sell(self, *items, fba=False, **values):
        """Return the inbox record of a new order."""
        type(self).number += 1
        make = shipment if fba else order
        return self.bring(make(7000 + self.number, *items, **values))

    def position(self, name):
        """Return a fiscal position of the chart of accounts."""
        return self.env.ref(f"account.{self.company.id}_fiscal_position_{name}_skr03")

    @classmethod
    def make_local_position(cls, code, vat, rates):
        """Return the position of one's own VAT number in a country, with its taxes.

        :param rates: ``{own tax: rate there}``
        """
        country = cls.env.ref(f"base.{code.lower()}")
        group = cls.env["account.tax.group"].create(
            {
                "name": code,
                "company_id": cls.company.id,
                "country_id": country.id,
            }
        )
        position = cls.env["account.fiscal.position"].create(
            {
                "name": f"Registered in {code}",
                "company_id": cls.company.id,
                "country_id": country.id,
                "foreign_vat": vat,
            }
        )
        account = cls.env["account.account"].create(
            {
                "code": f"1799{country.id:03d}",
                "name": code,
                "account_type": "liability_current",
            }
        )
        for own, rate in rates.items():
            tax = cls.env["account.tax"].create(
                {
                    "name": f"{rate} % {code}",
                    "amount": rate,
                    "company_id": cls.company.id,
                    "country_id": country.id,
                    "tax_group_id": group.id,
                    "fiscal_position_ids": position.ids,
                    "original_tax_ids": own.ids,
                }
            )
            shares = tax.invoice_repartition_line_ids | tax.refund_repartition_line_ids
            shares.filtered(
                lambda line: line.repartition_type == "tax"
            ).account_id = account
        return position

    def assertTaxed(self, record, kind, rates, tax, total):
        """Compare what was decided of an order, and its cents.

        :param rates: ``{SKU: rates in %}``
        """
        self.assertImported(record)
        sale_order = record.sale_order_id
        found = {
            line.amazon_seller_line_id.sku: line.tax_ids.mapped("amount")
            for line in sale_order.order_line
        }
        self.assertEqual(sale_order.amazon_seller_tax_kind, kind)
        self.assertEqual(found, rates)
        self.assertEqual((sale_order.amount_tax, sale_order.amount_total), (tax, total))
        self.assertEqual(sale_order.amazon_seller_difference, 0)
        return sale_order

    def assertInvoiced(self, sale_order, base_tags, tax_account=None, tax=0):
        """Post the invoice: same total, the right tags and the right account.

        :param tax_account: code of the account of the tax, None where there is none
        """
        for line in sale_order.order_line:
            line.qty_delivered = line.product_uom_qty
        invoice = sale_order._create_invoices()
        invoice.action_post()
        self.assertEqual(invoice.amount_total, sale_order.amount_total)
        self.assertEqual(invoice.amount_tax, sale_order.amount_tax)
        sold = invoice.invoice_line_ids
        self.assertEqual(set(sold.tax_tag_ids.mapped("name")), base_tags)
        taxed = invoice.line_ids.filtered("tax_line_id")
        self.assertEqual(-sum(taxed.mapped("balance")), tax)
        self.assertEqual(
            taxed.account_id.mapped("code"), [tax_account] if tax_account else []
        )
        return invoice
