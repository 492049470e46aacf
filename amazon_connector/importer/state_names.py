# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The texts by which Amazon's buyers call a state, beside its code and its name.

Odoo knows each state by one code and one name; Amazon passes on what was typed:
"CA", "California", "東京都", "Tokyo", "Bavaria", "Co. Dublin".
"""

import re
import unicodedata

# country -> "code = other name, other name; …"; accents and letters' case do not count
_OTHERS = {
    "DE": "DE-BW = BW, Baden Wuerttemberg; DE-BY = BY, Bavaria; DE-BE = BE, BLN"
    "; DE-BB = BB; DE-HB = HB, Freie Hansestadt Bremen"
    "; DE-HH = HH, Freie und Hansestadt Hamburg; DE-HE = HE, Hesse"
    "; DE-MV = MV, Mecklenburg Western Pomerania, Mecklenburg West Pomerania"
    "; DE-NI = NI, NDS, Lower Saxony"
    "; DE-NW = NW, NRW, North Rhine Westphalia, Nordrhein Westphalen"
    "; DE-RP = RP, RLP, Rhineland Palatinate; DE-SL = SL; DE-SN = SN, Saxony"
    "; DE-ST = ST, Saxony Anhalt; DE-SH = SH; DE-TH = TH, Thuringia, Thueringen",
    "AT": "1 = Bgld; 2 = Ktn, Carinthia, Kaernten"
    "; 3 = NÖ, Noe, Lower Austria, Niederoesterreich"
    "; 4 = OÖ, Ooe, Upper Austria, Oberoesterreich; 5 = Sbg; 6 = Stmk, Styria"
    "; 7 = Tyrol; 8 = Vbg; 9 = W, Vienna",
    "CH": "BS = Basel; LU = Lucerne; GE = Geneva; SG = Sankt Gallen, St Gall"
    "; GR = Grisons, Graubuenden; TI = Ticino; ZH = Zuerich; VD = Vaud; VS = Valais",
    "IT": "AO = Valle d'Aosta, Vallée d'Aoste; BZ = Bozen, Südtirol, Alto Adige"
    "; FC = FO, Forli; FI = Florence; GE = Genoa; MB = Monza, Monza e della Brianza"
    "; MI = Milan; MN = Mantua; MS = Massa; NA = Naples; PD = Padua; PU = PS, Pesaro"
    "; RC = Reggio di Calabria; RE = Reggio nell'Emilia; RM = Rome; TN = Trient"
    "; TO = Turin; VB = Verbania, Verbano Cusio Ossola; VE = Venice"
    "; SU = South Sardinia; BT = Barletta",
    "ES": "C = La Coruña, Corunna; VI = Vitoria; PM = Baleares, Balearic Islands"
    "; BI = Biscay; SE = Seville; NA = Navarre; TF = Tenerife, SC Tenerife"
    "; GC = Las Palmas de Gran Canaria; V = Valence"
    "; CS = Castellón de la Plana; Z = Saragossa; O = Principado de Asturias"
    "; M = Comunidad de Madrid; MU = Región de Murcia",
    "PT": "11 = Lisbon; 20 = Azores, Região Autónoma dos Açores"
    "; 30 = Região Autónoma da Madeira",
    "US": "DC = Washington DC; VI = US Virgin Islands, Virgin Islands US"
    "; AP = Armed Forces Pacific; AE = Armed Forces Europe Middle East and Canada",
    "CA": "BC = Colombie Britannique; NB = Nouveau Brunswick"
    "; NL = NF, Newfoundland, Terre Neuve et Labrador; NS = Nouvelle Écosse"
    "; NT = Territoires du Nord Ouest; PE = PEI, Île du Prince Édouard; QC = PQ"
    "; YT = Yukon Territory",
    "MX": "CMX = CDMX, DF, Distrito Federal, Mexico City; CHH = CHIH; CHP = CHIS"
    "; COA = COAH, Coahuila de Zaragoza; DUR = DGO; GUA = GTO; HID = HGO"
    "; MEX = Estado de México, EDOMEX, EM; MIC = MICH, Michoacán de Ocampo; NLE = NL"
    "; QUE = QRO, Querétaro de Arteaga; ROO = QR, QROO; TAM = TAMPS; TLA = TLAX"
    "; VER = Veracruz de Ignacio de la Llave; BCN = BC",
    "JP": "JP-01 = Hokkaido; JP-02 = Aomori; JP-03 = Iwate; JP-04 = Miyagi"
    "; JP-05 = Akita; JP-06 = Yamagata; JP-07 = Fukushima; JP-08 = Ibaraki"
    "; JP-09 = Tochigi; JP-10 = Gunma; JP-11 = Saitama; JP-12 = Chiba; JP-13 = Tokyo"
    "; JP-14 = Kanagawa; JP-15 = Niigata; JP-16 = Toyama; JP-17 = Ishikawa"
    "; JP-18 = Fukui; JP-19 = Yamanashi; JP-20 = Nagano; JP-21 = Gifu"
    "; JP-22 = Shizuoka; JP-23 = Aichi; JP-24 = Mie; JP-25 = Shiga; JP-26 = Kyoto"
    "; JP-27 = Osaka; JP-28 = Hyogo; JP-29 = Nara; JP-30 = Wakayama; JP-31 = Tottori"
    "; JP-32 = Shimane; JP-33 = Okayama; JP-34 = Hiroshima; JP-35 = Yamaguchi"
    "; JP-36 = Tokushima; JP-37 = Kagawa; JP-38 = Ehime; JP-39 = Kochi"
    "; JP-40 = Fukuoka; JP-41 = Saga; JP-42 = Nagasaki; JP-43 = Kumamoto"
    "; JP-44 = Oita; JP-45 = Miyazaki; JP-46 = Kagoshima; JP-47 = Okinawa",
    "GB": "Q1 = Greater London; C7 = Cheshire East, Cheshire West and Chester"
    "; Q3 = Liverpool; D5 = Antrim; D7 = Armagh; D9 = Down; E5 = Londonderry"
    "; E7 = Tyrone",
    "BE": "VAN = Antwerpen, Anvers; VOV = Oost Vlaanderen, Flandre orientale"
    "; VBR = Vlaams Brabant, Brabant flamand; VWV = West Vlaanderen"
    ", Flandre occidentale; WBR = Brabant wallon, Waals Brabant"
    "; WHT = Henegouwen; WLG = Luik, Lüttich; WLX = Luxemburg; WNA = Namen",
    "NL": "FR = Fryslân; NB = North Brabant; NH = North Holland; ZH = South Holland"
    "; ZE = Zealand",
    "PL": "DŚ = Lower Silesian; MP = Lesser Poland; MZ = Masovian, Mazovia"
    "; PM = Pomeranian; ŚL = Silesian; WP = Greater Poland; ZP = West Pomeranian",
    "SE": "SE-O = Västra Götaland; SE-F = Jönköping",
    "AE": "AZ = أبو ظبي, أبوظبي; DU = دبي; SH = الشارقة; AJ = عجمان",
}
# What stands before or after the name of a state and is no part of it.
_FRAME = re.compile(
    r"^(?:state of |province of |provincia (?:de |di )?|provincie "
    r"|kanton |canton (?:de |of )?|land |bundesland |freistaat "
    r"|woj |wojewodztwo |county |co |departement )"
    r"|(?: (?:prefecture|ken|fu|to|lan|county|province|state|wojewodztwo))$"
)


def simplified(text):
    """Return ``text`` without accents, signs and capital letters."""
    # NFKD parts an accent from its letter, but these letters have none to part with.
    text = text.casefold().replace("ł", "l").replace("ø", "o").replace("đ", "d")
    parted = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in parted if not unicodedata.combining(c))
    bare = unicodedata.normalize("NFC", bare)
    return " ".join(re.sub(r"[\W_]+", " ", bare.replace(".", "")).split())


def keys(text):
    """Return the forms under which a stated or known name is looked up, best first."""
    plain = simplified(text)
    framed = _FRAME.sub("", plain)
    forms = [plain, framed]
    # 東京 for 東京都; "Stockholm" for "Stockholms län", as simplified.
    if re.search(r"\w[県都府]$", plain) and len(plain) > 2:
        forms.append(plain[:-1])
    if plain.endswith("s lan"):
        forms.append(framed[:-1])
    return [form for form in dict.fromkeys(forms) if form]


def table(country_code, states):
    """Return ``{form: code}`` of a country's states.

    :param states: ``[(code, name)]`` as Odoo has them
    """
    codes = {code for code, _name in states}
    found = {}

    def learn(target, names):
        for form in (form for name in names for form in keys(name)):
            found.setdefault(form, target)

    shortest_first = sorted(states, key=lambda state: len(state[0]))
    # Swiss cantons are there in each language: "GE-FR" is "GE".
    targets = {
        code: base if (base := code.partition("-")[0]) in codes else code
        for code in codes
    }
    for code, _name in shortest_first:
        learn(targets[code], [code, code.removeprefix(f"{country_code}-")])
    for code, name in shortest_first:
        learn(targets[code], [name, *re.split(r"[(/)]", name)])
    for code, names in _others(country_code):
        if code in codes:
            learn(code, names)
    return found


def _others(country_code):
    for entry in filter(None, _OTHERS.get(country_code, "").split("; ")):
        code, _equals, names = entry.partition(" = ")
        yield code, names.split(", ")
