"""What orders have become in Odoo, in a form that can be compared.

Record ids and numbers do not count: two imports of the same orders, in whatever
order, must come out alike.
"""

from collections import defaultdict
from decimal import Decimal

from odoo.addons.amazon_connector.spapi.reports import read_report

from emulator.world.fba import shipment_report
from emulator.world.mfn import order_report

MFN = "GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING"
AFN = "GET_AMAZON_FULFILLED_SHIPMENTS_DATA_INVOICING"
# In North America another report has the tax.
MFN_TAX = "GET_FLAT_FILE_ORDER_REPORT_DATA_TAX"
AFN_TAX = "GET_AMAZON_FULFILLED_SHIPMENTS_DATA_TAX"
EUROPE = (MFN, AFN, "INVOICING")
NORTH_AMERICA = (MFN_TAX, AFN_TAX, "TAX")


def documents(world, region, periods):
    """Return ``[(report type, bytes)]``: both order reports of each period.

    :param periods: ``[(start, end)]``, aware
    """
    marketplaces = {order.marketplace.id for order in world.orders}
    mfn, afn, kind = EUROPE if region == "eu" else NORTH_AMERICA
    found = []
    for start, end in periods:
        period = (region, start, end, marketplaces)
        options = {"ShowSalesChannel": "true"}
        found += [
            (mfn, order_report(world, *period, options, kind=kind)),
            (afn, shipment_report(world, *period)),
        ]
    return [(name, text.encode()) for name, text in found if text]


def statements(report_type, document):
    """Return the orders that a report's file states."""
    return list(read_report(report_type, lambda: [document]))


def outcome(account):
    """Return ``{Amazon order id: all that was made of it}`` of an account."""
    env = account.env
    env.invalidate_all()
    sale_orders = env["sale.order"].search(
        [("amazon_seller_account_id", "=", account.id)]
    )
    ids_of_buyer = defaultdict(set)
    for order in sale_orders:
        ids_of_buyer[order.partner_id].add(order.amazon_seller_order_ref)
    return {
        order.amazon_seller_order_ref: _made_of(order)
        | {"orders of the buyer": sorted(ids_of_buyer[order.partner_id])}
        for order in sale_orders
    }


def _made_of(order):
    return {
        "state": order.state,
        "total": money(order.amount_total),
        "tax": money(order.amount_tax),
        "currency": order.currency_id.name,
        "position": order.fiscal_position_id.name or "",
        "lines": sorted(map(_line, order.order_line)),
        "deliveries": sorted(order.picking_ids.mapped("state")),
        "buyer": address(order.partner_id),
        "ship_to": address(order.partner_shipping_id),
        "bill_to": address(order.partner_invoice_id),
    }


def _line(line):
    return (
        line.product_id.default_code or line.product_id.name,
        line.amazon_seller_kind or "",
        line.product_uom_qty,
        line.qty_delivered,
        money(line.price_total),
        tuple(line.tax_ids.mapped(lambda tax: (tax.amount, tax.price_include))),
    )


def address(partner):
    """Return the lines of an address as a person reads them."""
    return (
        partner.name or "",
        partner.street or "",
        partner.street2 or "",
        partner.zip or "",
        partner.city or "",
        partner.state_id.code or "",
        partner.country_id.code or "",
    )


def money(amount):
    """Return a float of Odoo's as the decimal that people see."""
    return Decimal(f"{amount:.2f}")


def difference(wanted, made):
    """Return what an order is not as Amazon says it should be, as texts.

    :param wanted: one order of the emulated world's ``expected``
    :param made: the same of :func:`outcome`
    """
    pairs = {
        "total": (Decimal(wanted["total"]), made["total"]),
        "currency": (wanted["currency"], made["currency"]),
        "is delivered here": (wanted["channel"] == "MFN", bool(made["deliveries"])),
    }
    return {
        name: f"{is_} instead of {should}"
        for name, (should, is_) in pairs.items()
        if is_ != should
    }
