"""Amazon's addresses as Odoo has them."""

from dataclasses import replace

from odoo.addons.amazon_connector.importer.maps import Maps
from odoo.addons.amazon_connector.spapi.orders import Buyer

from tests.odoo.orders import ADDRESS, OrderCase, item, order

# country, as stated, Odoo's code
STATES = [
    line.split("; ")
    for line in """\
US; CA; CA
US; California; CA
US; ca.; CA
US; Washington, D.C.; DC
CA; Québec; QC
CA; Colombie-Britannique; BC
JP; 東京都; JP-13
JP; Tokyo; JP-13
JP; Osaka-fu; JP-27
JP; 京都; JP-26
DE; Bayern; DE-BY
DE; Bavaria; DE-BY
DE; NRW; DE-NW
DE; NORDRHEIN-WESTFALEN; DE-NW
AT; Wien; 9
AT; Tyrol; 7
CH; ZH; ZH
CH; Genève; GE
CH; Kanton Bern; BE
AU; NSW; NSW
AU; New South Wales; NSW
IT; MI; MI
IT; milano; MI
IT; Reggio nell'Emilia; RE
ES; A Coruña; C
ES; Alicante; A
ES; Vizcaya; BI
ES; Islas Baleares; PM
ES; S.C. Tenerife; TF
PT; Região Autónoma da Madeira; 30
SE; Skåne; SE-M
SE; Stockholm; SE-AB
PL; łódzkie; ŁD
PL; woj. śląskie; ŚL
GB; Greater London; Q1
IE; Co. Dublin; D
MX; CDMX; CMX
MX; NL; NLE
BE; Antwerpen; VAN
BR; São Paulo; SP
IN; MAHARASHTRA; MH
TR; Istanbul; 34
AE; دبي; DU""".splitlines()
]
UNKNOWN = [("DE", "Nirgendwo"), ("FR", "Île-de-France"), ("GB", ""), ("US", "…")]


class TestAddresses(OrderCase):
    def test_states_are_known_by_whatever_they_are_called(self):
        maps = Maps(self.env, self.account, [])
        for country, stated, code in STATES:
            with self.subTest(country=country, stated=stated):
                state = maps.state(maps.country(country), stated)
                self.assertEqual(state.code, code)
                self.assertEqual(state.country_id, maps.country(country))
        for country, stated in UNKNOWN:
            self.assertFalse(maps.state(maps.country(country), stated), stated)

    def deliver(self, *addresses, **buyer):
        """Return the delivery contacts of orders to these addresses."""
        records = self.bring(
            *(
                order(
                    number,
                    item("LAMP", "1.00"),
                    buyer=Buyer(
                        **{"email": f"{number}@amazon.example", "name": "Anna Beispiel"}
                        | buyer
                    ),
                    ship_address=replace(ADDRESS, **address),
                )
                for number, address in enumerate(addresses, 1)
            )
        )
        self.assertImported(records)
        return [record.sale_order_id.partner_shipping_id for record in records]

    def test_lines_stand_where_odoo_prints_them(self):
        locker, other, company, guest, repeated = self.deliver(
            {"line1": "12345678", "line2": "Packstation 145"},
            {"name": "Anna Beispiel 87654321", "line1": "Packstation 145"},
            {"line1": "Müller & Söhne GmbH", "line2": "Goethestr. 5"},
            {"line1": "Ring 7", "line2": "c/o Zoë Kühn", "line3": "Hinterhaus, 3. OG"},
            {"line1": "ANNA BEISPIEL", "line2": "Ring 8"},
        )
        self.assertEqual(
            (locker.street, locker.street2), ("Packstation 145", "12345678")
        )
        self.assertEqual(
            (other.name, other.street, other.street2),
            ("Anna Beispiel", "Packstation 145", "87654321"),
        )
        self.assertEqual(
            (company.company_name, company.street, company.street2),
            ("Müller & Söhne GmbH", "Goethestr. 5", False),
        )
        self.assertEqual(company.name, "Anna Beispiel")
        self.assertIn("Müller & Söhne GmbH", company.display_name)
        self.assertEqual(
            (guest.street, guest.street2),
            ("Ring 7", "c/o Zoë Kühn, Hinterhaus, 3. OG"),
        )
        self.assertEqual((repeated.street, repeated.street2), ("Ring 8", False))

    def test_a_business_keeps_the_other_company_beside_the_street(self):
        [lager] = self.deliver(
            {"name": "Herr Lager", "line1": "Köhler Spedition AG", "line2": "Ring 7"},
            company_name="Beispiel GmbH",
        )
        self.assertEqual(lager.parent_id.name, "Beispiel GmbH")
        self.assertEqual(
            (lager.street, lager.street2), ("Ring 7", "Köhler Spedition AG")
        )

    def test_unknown_states_are_kept_in_words(self):
        france, same, known = self.deliver(
            {"country_code": "FR", "state": "Île-de-France"},
            {"country_code": "FR", "city": "Paris", "state": "Paris"},
            {"country_code": "US", "city": "Austin", "state": "Texas"},
        )
        self.assertEqual(france.street2, "Île-de-France")
        self.assertFalse(same.street2)
        self.assertEqual((known.state_id.code, known.street2), ("TX", False))

    def test_odd_texts_make_no_order_fail(self):
        odd = (
            "x" * 3000,
            "Nul\x00 7",
            "🏡 Weg 5",
            "شارع 5",
            "\u202eWeg\u202c 7",
            "<b>",
        )
        contacts = self.deliver(
            *(
                {"line1": text, "city": text, "postal_code": text, "state": text}
                for text in odd
            ),
            *({"country_code": code} for code in ("", "XX", "uk", "DEU")),
            name="🦊 " * 2000,
        )
        self.assertEqual(contacts[2].street, "🏡 Weg 5")
        for contact in contacts:
            for name in ("name", "street", "street2", "city", "zip"):
                self.assertLessEqual(len(contact[name] or ""), 250)
