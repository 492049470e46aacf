"""The seller's catalogue: thirty products, with SKUs as odd as sellers make them."""

from decimal import Decimal
from random import Random

from emulator.world.facts import Product

_CATALOGUE = (
    ("GW-TEEK-01", "Teekanne aus Glas, 1,2 l, mit Edelstahlsieb", "24.99"),
    ("GW-TEEK-02", "Teekanne Gusseisen „Drache“ 0,8 l – schwarz", "39.95"),
    ("GW-BECH-4", "Thermobecher 400 ml, 4er-Set", "31.00"),
    ("00123", "Löffel-Set, 6-teilig, Edelstahl", "12.90"),
    ("4711", "Frühstücksbrettchen Eiche geölt", "9.99"),
    ('VINYL 12" BLK', 'Schallplattenhülle 12", schwarz, 50 Stück', "17.49"),
    ("GW/MESSER+STAHL", "Kochmesser 20 cm & Wetzstahl", "59.00"),
    ("Kerze-Honig-FBA", "Bienenwachskerze „Hönig“, 3 Stück", "14.95"),
    ("GW-HANDT-GRÜN", "Handtuch-Set Grün, 100 % Baumwolle", "27.80"),
    ("LED-9W-E27", "LED-Birne E27 9 W warmweiß (10 Stück)", "19.90"),
    ("USB-C-2M", "USB-C-Kabel 2 m, geflochten", "7.99"),
    ("NOTIZ-A5", "Notizbuch A5, kariert <unliniert>", "6.49"),
    ("GW-TASSE-ROT", "Tasse rot, 330 ml", "8.50"),
    ("GW-TASSE-BLAU", "Tasse blau, 330 ml", "8.50"),
    ("GARTENSCH-15M", "Gartenschlauch 15 m, flexibel", "34.99"),
    ("SEIFE-LAV", "Naturseife Lavendel, 100 g", "3.95"),
    ("SEIFE-ZIT", "Naturseife Zitrone, 100 g", "3.95"),
    ("KISSEN 40x40", "Kissenhülle 40 × 40 cm, Leinen", "15.99"),
    ("GW-PFANNE-28", "Pfanne 28 cm, beschichtet, induktionsgeeignet", "44.90"),
    ("YOGA-01", "Yogamatte rutschfest, 183 × 61 cm", "29.99"),
    ("BALL-65", "Gymnastikball 65 cm mit Pumpe", "18.99"),
    ("RUCKSACK-25L", "Rucksack 25 l, wasserabweisend", "49.99"),
    ("WECKER-RETRO", "Wecker im Retro-Stil, geräuschlos", "22.50"),
    ("SCHACH-HOLZ", "Schachspiel aus Holz, klappbar", "36.00"),
    ("PUZZLE-1000", "Puzzle „Zürich bei Nacht“, 1000 Teile", "16.99"),
    ("GW-VASE-30", "Vase Keramik 30 cm, weiß", "26.40"),
    ("DECKE-150", "Wolldecke 150 × 200 cm, grau", "54.95"),
    ("REGAL-ECKE", "Eckregal Bambus, 3 Ebenen", "42.00"),
    ("KABELBOX-M", "Kabelbox M, schwarz", "13.49"),
    ("GW-SALZ-PFEFFER", "Salz- und Pfeffermühle, 2 Stück", "28.99"),
)
# What worlds of full variety have beside these: other rates, other prices.
_MORE = (
    ("HONIG-500", "Blütenhonig „Sommer“, 500 g", "6.90", "A_FOOD_GEN"),
    ("HONIG-6x500", "Blütenhonig „Sommer“, 6 × 500 g", "38.40", "A_FOOD_GEN"),
    ("9783161484100", "Das große Buch vom Tee, gebunden", "24.00", "A_BOOKS_GEN"),
    ("BUCH-NOTEN", 'Liederbuch "Alle Vögel"', "9.95", "A_BOOKS_GEN"),
    ("KNOPF-1", "Knopf, Perlmutt, 12 mm", "0.49", "A_GEN_STANDARD"),
    ("SAMOWAR-XXL", "Samowar, versilbert, 8 l", "1299.00", "A_GEN_STANDARD"),
)


def catalogue(rng: Random, is_full=False) -> tuple[Product, ...]:
    """The products with ASINs and EANs of this world."""
    rows = _CATALOGUE + (_MORE if is_full else ())
    return tuple(invent(rng, *values) for values in rows)


def invent(
    rng: Random, sku: str, title: str, price: str, tax_code="A_GEN_STANDARD"
) -> Product:
    """A product with an ASIN and an EAN that are its own."""
    return Product(sku, _asin(rng), _ean(rng), title, Decimal(price), tax_code)


def _asin(rng: Random) -> str:
    return "B0" + "".join(rng.choices("0123456789BCDFGHJKLMNPQRSTVWXYZ", k=8))


def _ean(rng: Random) -> str:
    digits = "40" + "".join(rng.choices("0123456789", k=10))
    weighted = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits))
    return digits + str(-weighted % 10)
