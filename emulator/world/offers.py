"""What the seller offers: more than was ever ordered, and some of it twice.

Where a product is offered by the merchant and by Amazon, each has a SKU of its own;
how SKUs end is the seller's habit.
"""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from emulator import marketplaces
from emulator.marketplaces import Marketplace
from emulator.world.amounts import rounded
from emulator.world.facts import Product
from emulator.world.products import invent

MFN, AFN = "MFN", "AFN"
ACTIVE, INACTIVE, INCOMPLETE = "Active", "Inactive", "Incomplete"
NEW, USED_LIKE_NEW = "11", "1"
_UNSOLD = (
    ("GW-SAMOWAR", "Samowar „Größe XL“, 5 l, Edelstahl", "149.00", AFN, ACTIVE),
    ("LADENHÜTER-01", 'Topflappen "Rosé", 2 Stück', "6.90", MFN, INACTIVE),
    ("ENTWURF 7", "Frühstücks-Étagère aus Porzellan", "38.50", MFN, INCOMPLETE),
    ("8715-FBA", "Isolierkanne 1 l – weiß", "24.50", AFN, ACTIVE),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """:ivar product: what is offered; its SKU need not be the offer's
    :ivar quantity: of merchants' offers, the same on all marketplaces
    :ivar is_at_home_only: not offered outside Germany and the United States
    :ivar is_listed_by_ean: the seller named the product by its EAN, not its ASIN
    :ivar is_suppressed: Amazon hides it; some reports leave it out though it is there
    """

    sku: str
    product: Product
    channel: str
    quantity: int = 0
    status: str = ACTIVE
    condition: str = NEW
    is_at_home_only: bool = False
    is_listed_by_ean: bool = False
    is_suppressed: bool = False

    @property
    def is_twin(self) -> bool:
        """Nobody has ever ordered this SKU."""
        return self.sku != self.product.sku

    def price(self, marketplace: Marketplace) -> Decimal:
        """One piece, VAT included in Europe; used goods cost two thirds."""
        price = self.product.price * Decimal(marketplace.units_per_euro)
        return rounded(price if self.condition == NEW else price * 2 / 3)


def all_offers(rng: Random, products: tuple[Product, ...]) -> tuple[Offer, ...]:
    """Own offers of every product, their twins, used goods, and what nobody buys."""
    offers = []
    for number, product in enumerate(products):
        offers += _of(rng, number, product)
    for sku, title, price, channel, status in _UNSOLD:
        product = invent(rng, sku, title, price)
        offers.append(
            Offer(
                sku,
                product,
                channel,
                rng.randrange(5, 30) if status == ACTIVE else 0,
                status,
                is_at_home_only=True,
                is_listed_by_ean=True,
            )
        )
    return tuple(offers)


def _of(rng: Random, number: int, product: Product) -> list[Offer]:
    is_fba = number % 2 == 0 or product.sku.endswith("-FBA")
    own = Offer(
        product.sku,
        product,
        AFN if is_fba else MFN,
        0 if is_fba else rng.randrange(60),
        INACTIVE if number == 11 else ACTIVE,
        is_listed_by_ean=number % 3 == 0,
        is_suppressed=number == 8,
    )
    offers = [own]
    if number % 4 == 0:
        twin = Offer(f"{product.sku}-FBM", product, MFN, rng.randrange(40))
        offers.append(twin)
    if number % 4 == 1:
        twin = Offer(f"{product.sku}-FBA", product, AFN, is_listed_by_ean=True)
        offers.append(twin)
    if number in (0, 18):
        ending = "".join(rng.choices("ABCabcXYZxyz0123456789_-", k=12))
        sku = f"amzn.gr.{product.sku}-{ending}"
        offers.append(
            Offer(sku, product, AFN, condition=USED_LIKE_NEW, is_at_home_only=True)
        )
    return offers


def offered_on(world, marketplace: Marketplace) -> tuple[Offer, ...]:
    """Nothing where the seller has never sold in the region, nor where he does not."""
    regions = {order.region for order in world.orders}
    if marketplace.region not in regions or marketplace in _NOT_SOLD_ON:
        return ()
    is_home = marketplace in (marketplaces.DE, marketplaces.US)
    return tuple(o for o in world.offers if is_home or not o.is_at_home_only)


_NOT_SOLD_ON = (
    *(marketplaces.BE, marketplaces.IE),
    *(marketplaces.NON_AMAZON_DE, marketplaces.NON_AMAZON_US),
)


def fnsku(world, sku: str) -> str:
    """Amazon's label of a SKU in its warehouses."""
    rng = Random(f"{world.seed}/fnsku/{sku}")
    return "X00" + "".join(rng.choices("0123456789BCDFGHJKLMNPQRSTVWXYZ", k=7))
