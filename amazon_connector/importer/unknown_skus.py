# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Products for SKUs that have none, where the account does not let its orders wait."""


def fill_gaps(maps, account, orders):
    """Complete ``maps`` as the account's policy says.

    SKUs that several products claim are left to a person in any case.

    :param maps: :class:`~.maps.Maps` of the batch
    :param orders: inbox records
    """
    if account.unknown_sku_policy == "wait":
        return
    titles = {
        line.sku: line.title
        for line in orders._sold_lines()
        if line.sku and not maps.products_of(line)
    }
    if not titles:
        return
    skus = maps.env["amazon.seller.sku"]._ensure(
        account,
        {
            sku: {"title": title, "asin": False, "barcode": False}
            for sku, title in titles.items()
        },
    )
    missing = maps.env["amazon.seller.sku"].concat(*(skus[sku] for sku in titles))
    unknown = missing.filtered(lambda sku: sku.obstacle == "unknown")
    if account.unknown_sku_policy == "create":
        unknown._make_products()
    for sku, (product, _is_by_hand) in missing._matched(account, titles).items():
        maps.products[sku] = product
    stand_in = account.stand_in_product_id
    if account.unknown_sku_policy == "stand_in" and stand_in.active:
        for sku in unknown.filtered(lambda sku: not maps.products[sku.sku]):
            maps.products[sku.sku] = stand_in
            maps.stand_ins.add(sku.sku)
