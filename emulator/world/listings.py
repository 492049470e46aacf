"""The seller's offers: GET_MERCHANT_LISTINGS_ALL_DATA, no personal data in it."""

from emulator.world.table import flat_file

COLUMNS = """
item-name item-description listing-id seller-sku price quantity open-date image-url
item-is-marketplace product-id-type zshop-shipping-fee item-note item-condition
zshop-category1 zshop-browse-path zshop-storefront-feature asin1 asin2 asin3
will-ship-internationally expedited-shipping zshop-boldface product-id
bid-for-featured-placement add-delete pending-quantity fulfillment-channel
merchant-shipping-group status
""".split()


def listings_report(world) -> str:
    """Every product as one active offer of the merchant."""
    opened = world.start.strftime("%d/%m/%Y %H:%M:%S GMT")
    rows = (
        {
            "item-name": product.title,
            "listing-id": product.asin[2:] + "L",
            "seller-sku": product.sku,
            "price": product.price,
            "quantity": 25,
            "open-date": opened,
            "item-is-marketplace": "y",
            "product-id-type": "1",
            "item-condition": "11",
            "asin1": product.asin,
            "product-id": product.asin,
            "fulfillment-channel": "DEFAULT",
            "status": "Active",
        }
        for product in world.products
    )
    return flat_file(COLUMNS, rows)
