# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a line of an Amazon order costs the buyer, charge by charge.

Amazon's amounts are line totals.  Order reports of Europe state them with the VAT
inside; the FBA shipment report may state it on top, which the seller account says
(https://developer-docs.amazon.com/sp-api/docs/report-type-values-fba).  A tax that
Amazon collects itself stands on top, too, and never is the seller's.
"""

ITEM = "item"
SHIPPING = "shipping"
GIFT_WRAP = "gift_wrap"
ITEM_PROMOTION = "item_promotion"
SHIPPING_PROMOTION = "shipping_promotion"

KINDS = [
    (ITEM, "Item"),
    (SHIPPING, "Shipping"),
    (GIFT_WRAP, "Gift wrap"),
    (ITEM_PROMOTION, "Promotion"),
    (SHIPPING_PROMOTION, "Shipping promotion"),
]

# kind -> (amount field, tax field); promotions carry no tax of their own
_FIELDS = {
    ITEM: ("item_price", "item_tax"),
    SHIPPING: ("shipping_price", "shipping_tax"),
    GIFT_WRAP: ("gift_wrap_price", "gift_wrap_tax"),
    ITEM_PROMOTION: ("item_promotion", None),
    SHIPPING_PROMOTION: ("shipping_promotion", None),
}

AMOUNT_FIELDS = [name for pair in _FIELDS.values() for name in pair if name]
TAX_FIELDS = [tax for _amount, tax in _FIELDS.values() if tax]


def charges(values, is_tax_on_top):
    """Return ``{kind: amount}`` of one line; zero charges other than the item left out.

    :param values: mapping or record with the amount fields as numbers, and
        ``is_tax_amazons``
    :param is_tax_on_top: whether the seller's tax has to be added to what Amazon states
    """
    is_tax_on_top = is_tax_on_top and not values["is_tax_amazons"]
    result = {}
    for kind, (amount_field, tax_field) in _FIELDS.items():
        amount = values[amount_field] or 0
        if is_tax_on_top and tax_field:
            amount += values[tax_field] or 0
        if amount or kind == ITEM:
            result[kind] = amount
    return result


def is_tax_on_top(channel, fba_amounts):
    """Whether the stated tax comes on top of the stated prices."""
    return channel == "AFN" and fba_amounts == "excluded"


def has_sellers_tax(values):
    """Whether Amazon states any tax on the line that it does not collect itself."""
    return not values["is_tax_amazons"] and any(values[name] for name in TAX_FIELDS)


def stated_taxes(values):
    """Return ``{kind: tax}`` of the charges of one line, ``{}`` where none is stated.

    :param values: mapping or record with the amount fields as numbers, and
        ``is_tax_amazons``
    """
    if not has_sellers_tax(values):
        return {}
    return {
        kind: values[tax] or 0
        for kind, (amount, tax) in _FIELDS.items()
        if tax and values[amount]
    }
