"""Where people of a world with full variety live; no place but the real towns' names.

Of every town: postal code, city, state as buyers' addresses write it, its ISO 3166-2
code, "" where Amazon states none or something that is no state.
"""

from emulator.world import places

# Where each marketplace's buyers live, beside its own country, with weights.
NEIGHBOURS = {
    "DE": {"AT": 6, "CH": 2, "LU": 1, "DK": 1, "US": 1, "LI": 1},
    "FR": {"BE": 3, "LU": 1, "MC": 1, "CH": 1},
    "IT": {"AT": 1, "SM": 1, "FR": 1},
    "ES": {"PT": 3, "FR": 1},
    "NL": {"BE": 3, "DE": 1},
    "BE": {"NL": 2, "LU": 1},
    "IE": {"GB": 2},
    "PL": {"CZ": 2, "DE": 1},
    "SE": {"FI": 2, "DK": 1},
    "GB": {"IE": 1, "JE": 1},
}
TOWNS = {
    "DE": (
        ("80331", "München", "Bayern", "BY"),
        ("50667", "Köln", "Nordrhein-Westfalen", "NW"),
        ("50667", "KÖLN", "NRW", "NW"),
        ("01067", "Dresden", "", ""),
        ("26721", "Emden", "Niedersachsen", "NI"),
        ("99084", "Erfurt", "TH", "TH"),
        ("10115", "Berlin", "Berlin", "BE"),
        ("73728", "Esslingen am Neckar", "Baden-Württemberg", "BW"),
        ("21029", "Hamburg-Bergedorf", "Hamburg", "HH"),
        ("66111", "Saarbrücken", "Saarland", "SL"),
        ("35037", "Marburg", "Hesse", "HE"),
        ("18055", "Rostock", "Deutschland", ""),
    ),
    "FR": (
        ("75011", "Paris", "", ""),
        ("42000", "Saint-Étienne", "", ""),
        ("06000", "Nice", "Alpes-Maritimes", "06"),
    ),
    "IT": (
        ("20121", "Milano", "MI", "MI"),
        ("00184", "Roma", "RM", "RM"),
        ("38122", "Trento", "TN", "TN"),
        ("80121", "Napoli", "Napoli", "NA"),
        ("39100", "Bolzano", "BZ", "BZ"),
    ),
    "ES": (
        ("28014", "Madrid", "Madrid", "M"),
        ("15001", "A Coruña", "A Coruña", "C"),
        ("08002", "Barcelona", "Barcelona", "B"),
        ("46001", "València", "Valencia", "V"),
    ),
    "NL": (
        ("1017 AB", "Amsterdam", "Noord-Holland", "NH"),
        ("5211BK", "'s-Hertogenbosch", "", ""),
        ("3011 AD", "Rotterdam", "", ""),
    ),
    "BE": (("1000", "Bruxelles", "", ""), ("2000", "Antwerpen", "", "")),
    "IE": (
        ("D02 AF30", "Dublin 2", "Dublin", "D"),
        ("T12 W8KP", "Cork", "Co. Cork", "C"),
        ("H91 E2K8", "Galway", "", ""),
    ),
    "PL": (
        ("90-001", "Łódź", "łódzkie", "LD"),
        ("80-831", "Gdańsk", "", ""),
        ("50-101", "Wrocław", "dolnośląskie", "DS"),
    ),
    "SE": (
        ("411 14", "Göteborg", "", ""),
        ("211 22", "Malmö", "Skåne", "M"),
        ("11120", "Stockholm", "Stockholm", "AB"),
    ),
    "GB": (
        ("SW3 4RP", "London", "Greater London", "LND"),
        ("EH1 1YZ", "Edinburgh", "Midlothian", "MLN"),
        ("m1 1ae", "MANCHESTER", "", ""),
    ),
    "AT": (("1060", "Wien", "Wien", "9"), ("5020", "Salzburg", "Salzburg", "5")),
    "CH": (("8001", "Zürich", "ZH", "ZH"), ("1201", "Genève", "", "")),
    "LI": (("9490", "Vaduz", "", ""),),
    "LU": (("L-1111", "Luxembourg", "", ""), ("4361", "Esch-sur-Alzette", "", "")),
    "DK": (("2100", "København Ø", "", ""), ("8000", "Aarhus C", "", "")),
    "FI": (("00100", "Helsinki", "Uusimaa", "18"), ("22100", "Mariehamn", "", "")),
    "PT": (("1100-148", "Lisboa", "Lisboa", "11"), ("9000-018", "Funchal", "", "")),
    "CZ": (("110 00", "Praha 1", "", ""), ("60200", "Brno", "", "")),
    "MC": (("98000", "Monaco", "", ""),),
    "SM": (("47890", "San Marino", "", ""),),
    "JE": (("JE2 4UH", "St Helier", "", ""),),
    "US": (
        ("90210", "Beverly Hills", "CA", "CA"),
        ("02134", "Boston", "MA", "MA"),
        ("78701-1234", "AUSTIN", "TX", "TX"),
        ("94103", "San Francisco", "California", "CA"),
        ("10001", "New York", "New York", "NY"),
        ("60601", "Chicago", "ILLINOIS", "IL"),
        ("20001", "Washington", "District of Columbia", "DC"),
    ),
    "CA": (
        ("H2X 1Y4", "Montréal", "QC", "QC"),
        ("M5V 2T6", "Toronto", "ON", "ON"),
        ("v6b 1a1", "Vancouver", "British Columbia", "BC"),
        ("G1R 4S9", "Québec", "Québec", "QC"),
    ),
    "MX": (
        ("06600", "Ciudad de México", "CDMX", "CMX"),
        ("44100", "Guadalajara", "Jalisco", "JAL"),
    ),
}
# In the country, but not in its VAT territory, or with another one's VAT.
SPECIAL = {
    "DE": (("78266", "Büsingen am Hochrhein", "", ""), ("27498", "Helgoland", "", "")),
    "FR": (
        ("97400", "Saint-Denis", "La Réunion", ""),
        ("97110", "Pointe-à-Pitre", "", ""),
    ),
    "IT": (
        ("23041", "Livigno", "SO", "SO"),
        ("22061", "Campione d'Italia", "CO", "CO"),
    ),
    "ES": (
        ("35001", "Las Palmas de Gran Canaria", "Las Palmas", "GC"),
        ("38001", "Santa Cruz de Tenerife", "Santa Cruz de Tenerife", "TF"),
        ("51001", "Ceuta", "Ceuta", "CE"),
        ("52001", "Melilla", "Melilla", "ML"),
    ),
    "GB": (("BT1 5GS", "Belfast", "", ""), ("bt48 6hq", "Londonderry", "", "")),
}
_FIRST_NAMES = {
    "IE": "Aoife Oisín Siobhán Conor Róisín",
    "LU": "Léa Luc",
    "DK": "Søren Bjørn Åse",
    "FI": "Väinö Päivi",
    "PT": "João Conceição",
    "CZ": "Jiří Božena",
    "MC": "Chloé",
    "SM": "Marino",
    "LI": "Reto",
    "JE": "Amelia",
}
_LAST_NAMES = {
    "IE": "Ó~Briain O'Sullivan Murphy Byrne",
    "LU": "Müller Weber",
    "DK": "Sørensen Østergård",
    "FI": "Hämäläinen Mäkelä",
    "PT": "Gonçalves Simões",
    "CZ": "Dvořáková Kučera",
    "MC": "Rossi",
    "SM": "Gasperoni",
    "LI": "Büchel",
    "JE": "Le~Sueur",
}
_STREETS = {
    "IE": ("O'Connell Street", "Shop Street"),
    "LU": ("Rue de la Poste", "Grand-Rue"),
    "DK": ("Nørregade", "Østerbrogade"),
    "FI": ("Mannerheimintie", "Torggatan"),
    "PT": ("Rua Augusta", "Avenida da Liberdade"),
    "CZ": ("Národní", "Masarykova"),
    "MC": ("Boulevard des Moulins",),
    "SM": ("Via Piana",),
    "LI": ("Städtle",),
    "JE": ("King Street",),
}
_COMPANIES = {
    "IE": ("O'Sullivan Trading Ltd",),
    "LU": ("Weber & Fils S.à r.l.",),
    "DK": ("Sørensen ApS",),
    "FI": ("Mäkelä Oy",),
    "PT": ("Gonçalves Lda",),
    "CZ": ("Kučera s.r.o.",),
    "CH": ("Bünzli AG",),
}
# Invented, with right check digits.
VAT_NUMBERS = {
    "IE": "IE5903000C",
    "LU": "LU96198169",
    "DK": "DK91155443",
    "FI": "FI90577451",
    "PT": "PT532075749",
    "CZ": "CZ20013281",
    **places.VAT_NUMBERS,
}
FIRST_NAMES = {**_FIRST_NAMES, **places.FIRST_NAMES}
LAST_NAMES = {**_LAST_NAMES, **places.LAST_NAMES}
STREETS = {**_STREETS, **places.STREETS}
COMPANIES = {**_COMPANIES, **places.COMPANIES}
