"""The seller's offers: GET_MERCHANT_LISTINGS_ALL_DATA, no personal data in it.

https://developer-docs.amazon.com/sp-api/docs/inventory-reports-attributes
"""

from datetime import datetime, timedelta
from zlib import crc32

from emulator import marketplaces
from emulator.marketplaces import Marketplace
from emulator.world.offers import AFN, INCOMPLETE, Offer, offered_on
from emulator.world.table import flat_file

COLUMNS = """
item-name item-description listing-id seller-sku price quantity open-date image-url
item-is-marketplace product-id-type zshop-shipping-fee item-note item-condition
zshop-category1 zshop-browse-path zshop-storefront-feature asin1 asin2 asin3
will-ship-internationally expedited-shipping zshop-boldface product-id
bid-for-featured-placement add-delete pending-quantity fulfillment-channel
merchant-shipping-group status
""".split()
_GERMAN = (
    *("Artikelbezeichnung", "Artikelbeschreibung", "Angebotsnummer", "Händler-SKU"),
    *("Preis", "Menge", "Erstellungsdatum", "Bild-URL"),
    *("Artikel ist Marketplace-Angebot", "Produkt-ID-Typ", "zShop-Versandgebühr"),
    *("Anmerkung zum Artikel", "Artikelzustand", "zShop-Kategorie 1"),
    *("zShop-Suchpfad", "zShop-Storefront-Feature", "ASIN 1", "ASIN 2", "ASIN 3"),
    *("Internationaler Versand", "Expressversand", "zShop-Fettschrift"),
    *("Produkt-ID", "Gebotsbetrag für hervorgehobene Platzierung"),
    *("Hinzufügen/Löschen", "Anzahl Bestellungen", "Versender"),
    *("Händlerversandgruppe", "Status"),
)
_FRENCH = (
    *("nom-produit", "description-article", "identifiant-offre", "sku-vendeur"),
    *("prix", "quantité", "date-ouverture", "url-image", "article-marketplace"),
    *("type-identifiant-produit", "frais-livraison-zshop", "note-article"),
    *("état-produit", "catégorie-zshop1", "chemin-navigation-zshop"),
    *("mise-en-avant-zshop", "asin1", "asin2", "asin3", "livraison-internationale"),
    *("livraison-express", "gras-zshop", "identifiant-produit"),
    *("enchère-mise-en-avant", "ajouter-supprimer", "quantité-en-attente"),
    *("canal-traitement", "groupe-expédition-vendeur", "statut"),
)
_BRITISH = [name.replace("fulfillment", "fulfilment") for name in COLUMNS]
_HEADERS = {"de": _GERMAN, "fr": _FRENCH, "en_GB": _BRITISH}
_STATUSES = {
    "de": {"Active": "Aktiv", "Inactive": "Inaktiv", "Incomplete": "Unvollständig"},
    "fr": {"Active": "Actif", "Inactive": "Inactif", "Incomplete": "Incomplet"},
}
_TIME_ZONES = {"GB": "GMT", "FR": "CET"}
_CHANNELS = {"eu": "AMAZON_EU", "na": "AMAZON_NA"}


def listings_report(world, region, start, end, marketplace_ids, options) -> str:
    """All offers on one marketplace; of several marketplaces only a header.

    Header and states are in the language of the marketplace unless the option
    ``preferredReportDocumentLocale`` says otherwise.

    :param end: when the report is made; ``start`` says nothing
    """
    wanted = [marketplaces.BY_ID[identifier] for identifier in marketplace_ids]
    language = options.get("preferredReportDocumentLocale") or wanted[0].language
    header = _HEADERS.get(language) or _HEADERS.get(language[:2]) or COLUMNS
    if len(wanted) != 1:
        return flat_file(header, ())
    statuses = _STATUSES.get(language[:2], {})
    rows = (
        _row(world, offer, wanted[0], statuses)
        for offer in offered_on(world, wanted[0])
    )
    names = dict(zip(COLUMNS, header, strict=True))
    return flat_file(
        header, ({names[key]: value for key, value in row.items()} for row in rows)
    )


def _row(world, offer: Offer, marketplace: Marketplace, statuses: dict) -> dict:
    product = offer.product
    is_fba, is_incomplete = offer.channel == AFN, offer.status == INCOMPLETE
    return {
        "item-name": product.title,
        "listing-id": _listing_id(offer, marketplace),
        "seller-sku": offer.sku,
        "price": "" if is_incomplete else offer.price(marketplace),
        "quantity": "" if is_fba or is_incomplete else offer.quantity,
        "open-date": _opened(world, offer, marketplace),
        "item-is-marketplace": "y",
        "product-id-type": "4" if offer.is_listed_by_ean else "1",
        "item-condition": offer.condition,
        "asin1": product.asin,
        "product-id": product.ean if offer.is_listed_by_ean else product.asin,
        "fulfillment-channel": _CHANNELS[marketplace.region] if is_fba else "DEFAULT",
        "merchant-shipping-group": "" if is_fba else "Versand 2–3 Tage",
        "status": statuses.get(offer.status, offer.status),
    }


def _listing_id(offer: Offer, marketplace: Marketplace) -> str:
    """Another one on every marketplace, for ever the same."""
    number = crc32(f"{marketplace.id}/{offer.product.asin}/{offer.sku}".encode())
    return f"{number:08X}{marketplace.country}"


def _opened(world, offer: Offer, marketplace: Marketplace) -> str:
    """Some time before the first order, written as the region writes times."""
    days = crc32(offer.sku.encode()) % 700
    opened: datetime = world.start - timedelta(days=days, seconds=days * 61)
    if marketplace.region == "na":
        return f"{opened:%Y-%m-%d %H:%M:%S} PST"
    zone = _TIME_ZONES.get(marketplace.country, "MEZ")
    return f"{opened:%d/%m/%Y %H:%M:%S} {zone}"
