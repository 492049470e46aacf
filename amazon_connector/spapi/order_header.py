# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who buys, where it goes and what is special about an order of the Orders API."""

from dataclasses import replace

from .answers import member, objects, optional_text
from .marketplaces import by_id, by_sales_channel, is_non_amazon
from .orders import Address, Buyer
from .reports import values

_ADDRESS_LINES = ("addressLine1", "addressLine2", "addressLine3")


def header(entry):
    """The fields of :class:`Order` that say who buys what kind of delivery."""
    fulfillment = member(entry, "fulfillment")
    window = member(fulfillment, "shipByWindow")
    preference = member(entry, "recipient", "deliveryPreference")
    instructions = ("dropOffLocation", "addressInstruction")
    buyer, bill_address = _buyer_and_bill_address(entry)
    return {
        "buyer": buyer,
        "ship_address": _address(member(entry, "recipient", "deliveryAddress")),
        "bill_address": bill_address,
        "sales_channel": _sales_channel(member(entry, "salesChannel")),
        "ship_service_level": _service_level(fulfillment),
        "earliest_ship_date": time(window, "earliestDateTime"),
        "latest_ship_date": time(window, "latestDateTime"),
        "delivery_instructions": ", ".join(
            filter(None, (optional_text(preference, name) for name in instructions))
        ),
    }


def flags(entry, items):
    """The fields of :class:`Order` that say what is special about it."""
    programs = entry.get("programs")
    programs = programs if isinstance(programs, list) else ()
    originals = {
        optional_text(each, "associationType"): optional_text(each, "orderId")
        for each in objects(entry, "associatedOrders")
    }
    replaced = originals.get("REPLACEMENT_ORIGINAL_ID", "")
    exchanged = originals.get("EXCHANGE_ORIGINAL_ID", "")
    wishes = [member(item, "cancellation", "cancellationRequest") for item in items]
    reasons = [optional_text(wish, "cancelReason") for wish in wishes]
    ioss_numbers = [
        optional_text(
            member(item, "fulfillment", "shipping", "internationalShipping"),
            "iossNumber",
        )
        for item in items
    ]
    return {
        "is_business_order": "AMAZON_BUSINESS" in programs,
        "is_prime": "PRIME" in programs,
        "is_replacement_order": bool(replaced),
        "is_exchange_order": bool(exchanged),
        "original_order_id": replaced or exchanged,
        "is_buyer_requested_cancellation": any(wishes),
        "buyer_cancel_reason": next(filter(None, reasons), ""),
        "ioss_number": next(filter(None, ioss_numbers), ""),
    }


def _service_level(fulfillment):
    """As reports write it: SECOND_DAY is SecondDay there."""
    level = optional_text(fulfillment, "fulfillmentServiceLevel")
    return "".join(word.capitalize() for word in level.split("_"))


def _sales_channel(sales_channel):
    """As reports write it ("Amazon.de"), so that a marketplace is found by it."""
    name = optional_text(sales_channel, "marketplaceName")
    if optional_text(sales_channel, "channelName") != "AMAZON":
        return name if is_non_amazon(name) else f"Non-Amazon {name}".strip()
    marketplace = by_id(optional_text(sales_channel, "marketplaceId"))
    if marketplace and by_sales_channel(name) is not marketplace:
        return marketplace.name
    return name


def _buyer_and_bill_address(entry):
    """Orders have no billing address, but business buyers a registered one."""
    stated = member(entry, "buyer")
    registrations = [
        each
        for each in objects(member(entry, "tax"), "taxRegistrations")
        if each.get("entityType") == "BUYER"
    ]
    # A VAT number before any other kind of number.
    registrations.sort(key=lambda each: each.get("taxRegistrationType") != "VAT")
    registration = registrations[0] if registrations else {}
    buyer = Buyer(
        email=optional_text(stated, "buyerEmail"),
        name=optional_text(stated, "buyerName"),
        company_name=optional_text(stated, "buyerCompanyName")
        or optional_text(registration, "legalName"),
        vat_number=optional_text(registration, "taxRegistrationNumber"),
        purchase_order_number=optional_text(stated, "buyerPurchaseOrderNumber"),
    )
    address = _address(member(registration, "taxRegistrationAddress"))
    if not address:
        return buyer, address
    return buyer, replace(address, name=address.name or buyer.name, phone="")


def _address(node):
    """A company of its own goes into the lines, where reports have it too."""
    company, *lines = (
        optional_text(node, name).strip() for name in ("companyName", *_ADDRESS_LINES)
    )
    name = optional_text(node, "name").strip()
    if company and company not in (name, *lines):
        lines = [company, *filter(None, lines), "", ""]
    places = ("stateOrRegion", "districtOrCounty", "municipality")
    return Address(
        name=name,
        line1=lines[0],
        line2=lines[1],
        line3=", ".join(filter(None, lines[2:])),
        city=optional_text(node, "city"),
        state=next(filter(None, (optional_text(node, each) for each in places)), ""),
        postal_code=optional_text(node, "postalCode"),
        country_code=optional_text(node, "countryCode").upper(),
        phone=optional_text(node, "phone"),
    )


def time(node, name):
    """A time with its offset, as aware UTC; None for a blank or anything else."""
    try:
        return values.moment(optional_text(node, name))
    except values.BadValue:
        return None
