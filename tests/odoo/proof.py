"""What orders have become in Odoo, in a form that can be compared.

Record ids and numbers do not count: two imports of the same orders, in whatever
order, must come out alike.
"""

import re
from collections import Counter, defaultdict
from datetime import datetime
from decimal import Decimal

from odoo.addons.amazon_connector.spapi.reports import read_report

from emulator import Settings
from emulator.world.fba import shipment_report
from emulator.world.mfn import order_report
from emulator.world.vat_calculation import vat_calculation_report

MFN = "GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING"
AFN = "GET_AMAZON_FULFILLED_SHIPMENTS_DATA_INVOICING"
SC_VAT = "SC_VAT_TAX_REPORT"
# In North America another report has the tax.
MFN_TAX = "GET_FLAT_FILE_ORDER_REPORT_DATA_TAX"
AFN_TAX = "GET_AMAZON_FULFILLED_SHIPMENTS_DATA_TAX"
EUROPE = (MFN, AFN, "INVOICING")
CENT = Decimal("0.01")
LONGEST_NAME = 250
# Of less, a tax of nought says little: at a low rate it comes to no cent.
UNTAXED = Decimal("1")
ZERO_RATED = ("CZ", "IE", "MT", "XI")
# Before the number of a locker or of its user; a contact has fields of their own.
LABELS = {"dhl", "postnummer"}
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


def all_statements(world, region, end):
    """Return all orders that the reports of one period until ``end`` state."""
    return [
        statement
        for report_type, document in documents(world, region, [(world.start, end)])
        for statement in statements(report_type, document)
    ]


def invoice_data(world, end):
    """Return the lines of what Amazon issued, as its report until ``end`` states it."""
    text = vat_calculation_report(
        world,
        "eu",
        world.start,
        end,
        {order.marketplace.id for order in world.orders},
        {},
        made_at=end,
        settings=Settings(),
        seller_id="A1INVENTED",
    )
    return list(read_report(SC_VAT, lambda: [text.encode()]))


# A buyer is called and lives as his first order says, whichever that is; all his
# addresses are compared with what Amazon states.
DEPENDS_ON_THE_FIRST = {"partner", "ship_to", "bill_to"}


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
        "partner": order.partner_id.name,
        "total": money(order.amount_total),
        "tax": money(order.amount_tax),
        "currency": order.currency_id.name,
        "scheme": order.amazon_seller_tax_kind or "",
        "rates": {
            line.amazon_seller_line_id.sku: sum(line.tax_ids.mapped("amount"))
            for line in order.order_line
            if line.amazon_seller_kind == "item"
        },
        "position": order.fiscal_position_id.name or "",
        "lines": sorted(map(_line, order.order_line)),
        "deliveries": sorted(order.picking_ids.mapped("state")),
        "ship_by": order.commitment_date,
        "flags": (order.amazon_seller_is_prime, order.amazon_seller_is_business),
        "service_level": order.amazon_seller_service_level or "",
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
    """Return the lines of an address as a person reads them.

    The first of several orders decides about capitals and blanks.
    """
    lines = (
        partner.name or "",
        partner.street or "",
        partner.street2 or "",
        partner.zip or "",
        partner.city or "",
        partner.state_id.code or "",
        partner.country_id.code or "",
        partner.company_name or "",
        partner.commercial_partner_id.name or "",
    )
    return tuple(" ".join(line.casefold().split()) for line in lines)


def money(amount):
    """Return a float of Odoo's as the decimal that people see."""
    return Decimal(f"{amount:.2f}")


def as_expected(world, region):
    """Return ``{Amazon order id: what should be made of it}``: as the emulated world
    says, and all ``orders`` of the same buyer."""
    expected = world.expected(region)["orders"]
    orders_of = defaultdict(list)
    for order_id, order in sorted(expected.items()):
        orders_of[order["buyer"]["key"]].append(order_id)
    return {
        order_id: order | {"orders": orders_of[order["buyer"]["key"]]}
        for order_id, order in expected.items()
    }


def difference(wanted, made):
    """Return what an order is not as Amazon says it should be, as texts.

    :param wanted: one order of :func:`as_expected`
    :param made: the same of :func:`outcome`
    """
    pairs = {
        "total": (total(wanted), made["total"]),
        "currency": (wanted["currency"], made["currency"]),
        "is delivered here": (wanted["channel"] == "MFN", bool(made["deliveries"])),
        "orders of the buyer": (wanted["orders"], made["orders of the buyer"]),
        "ship_to": _address_pair(wanted, "ship_to", made),
        **_promise_pairs(wanted, made),
        **_bill_pairs(wanted, made),
        **_tax_pairs(wanted, made),
    }
    return {
        name: f"{is_} instead of {should}"
        for name, (should, is_) in pairs.items()
        if is_ != should
    }


def _tax_pairs(wanted, made):
    tax = wanted["tax"]
    if not tax.get("scheme") or _is_untold_business(wanted):
        return {}
    pairs = {"scheme": (tax["scheme"], made["scheme"])}
    if tax["collected_by"] == "Amazon":
        pairs["tax"] = (Decimal("0.00"), made["tax"])
    elif tax["is_calculated"]:
        rates = {item["sku"]: float(item["vat_percent"]) for item in wanted["items"]}
        pairs["rates"] = (rates, made["rates"])
        stated = _stated_tax(wanted)
        # Amazon rounds the tax of each charge, Odoo that of each rate.
        is_near = abs(stated - made["tax"]) <= CENT * len(made["lines"])
        pairs["tax"] = (stated, stated if is_near else made["tax"])
    return pairs


def total(wanted):
    """Return what an order should come to, as far as reports tell it.

    Of a business that they do not name, Amazon's VAT is taken for collected.
    """
    tax = wanted["tax"]
    is_british = tax.get("ship_from") == "GB" and tax["area"] in ("GB", "XI")
    if not (is_british and _is_untold_business(wanted)):
        return Decimal(wanted["total"])
    return Decimal(wanted["paid"]) - _stated_tax(wanted)


def _stated_tax(wanted):
    return sum(
        Decimal(amount) for item in wanted["items"] for amount in item["taxes"].values()
    )


def _is_untold_business(wanted):
    """Whether only Amazon's invoice data tell that a buyer is a business.

    Reports of shipments state no VAT numbers.  Without one, Amazon collects the tax of
    what it ships within Great Britain, and a tax of nought says nothing where goods may
    be taxed at nought, where Amazon calculates none, or where next to nothing was paid.
    """
    tax, is_business = wanted["tax"], wanted["buyer"]["is_vat_number_valid"]
    is_british = tax.get("ship_from") == tax.get("area") == "GB"
    is_silent = is_british or tax.get("area") in ZERO_RATED
    is_silent = is_silent or not tax.get("is_calculated", True)
    is_silent = is_silent or Decimal(wanted["paid"]) < UNTAXED
    return wanted["channel"] == "AFN" and is_business and is_silent


def _promise_pairs(wanted, made):
    """Amazon makes no promises about what it ships itself."""
    if wanted["channel"] != "MFN":
        return {}
    ship_by = datetime.fromisoformat(wanted["latest_ship_date"][:19])
    return {
        "ship_by": (ship_by, made["ship_by"]),
        "flags": ((wanted["is_prime"], wanted["is_business"]), made["flags"]),
        "service_level": (wanted["service_level"], made["service_level"]),
    }


def _bill_pairs(wanted, made):
    """Reports of North America state no billing address."""
    if wanted["tax"].get("ship_from") is None:
        return {}
    return {"bill_to": _address_pair(wanted, "bill_to", made)}


def _address_pair(order, which, outcome):
    """Return what can be compared whatever lines a country writes: all words are there,
    and town and country in their places."""
    wanted, made = order[which], outcome[which]
    company = order["buyer"]["company"]
    # At home a company is who it is for; whoever opens the parcel is not its name.
    is_company = company and made[0] == company.casefold()
    name = company if is_company else wanted["name"]
    lines = (name[:LONGEST_NAME], *wanted["lines"])
    stated = Counter(_words(" ".join(lines)))
    kept = Counter(_words(" ".join((*made[:3], *made[5:6], *made[7:]))))
    lost = sorted(set((stated - kept).elements()) - LABELS)
    place = (wanted["postal_code"], wanted["city"], wanted["country"])
    place = tuple(" ".join(part.casefold().split()) for part in place)
    return (place, []), ((made[3], made[4], made[6]), lost)


def _words(text):
    # Turkish capitals have lost the difference.
    return re.findall(r"\w+", text.casefold().replace("ı", "i"))
