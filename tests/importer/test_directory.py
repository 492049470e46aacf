"""Which contact a buyer is, in whatever order Amazon's reports come."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from amazon_connector.importer.buyers import Buyer
from amazon_connector.importer.directory import Directory
from amazon_connector.importer.statement import ADDRESS_PARTS

MAIL = "abc@marketplace.amazon.example"
VAT = "DE136695976"


class Stated(dict):
    """An inbox record."""

    __getattr__ = dict.__getitem__
    __hash__ = object.__hash__


def stated(channel="MFN", email=MAIL, vat="", line1="Musterweg 1", name="Anna B."):
    address = dict.fromkeys(ADDRESS_PARTS, "")
    address |= {
        "name": name,
        "line1": line1,
        "postal_code": "10115",
        "country_code": "DE",
    }
    return Buyer(
        Stated(
            {f"ship_{part}": text for part, text in address.items()}
            | {f"bill_{part}": "" for part in address},
            amazon_order_id="302-1",
            channel=channel,
            buyer_email=email,
            buyer_name=name,
            buyer_company_name="",
            buyer_vat_number=vat,
        )
    )


class Contacts:
    """What the importer makes of the directory's answers."""

    def __init__(self):
        self.known = []

    def bring(self, *buyers):
        """Return the contacts of a batch of buyers."""
        directory = Directory(self.known)
        for key, partner in directory.meet(buyers).items():
            self.known.append(SimpleNamespace(key=key, partner_id=partner))
        found = []
        for buyer in buyers:
            key = directory.identity(buyer)
            if key not in directory.partners:
                partner = Contact(buyer.home_key)
                directory.partners[key] = partner
                if isinstance(key, str):
                    self.known.append(SimpleNamespace(key=key, partner_id=partner))
            found.append(directory.partners[key])
        return found


class Contact:
    def __init__(self, home_key):
        self.amazon_seller_address_key = home_key


def in_batches(statements):
    """Return a strategy of these statements in any order, in one batch or several."""
    return st.tuples(
        st.permutations(statements), st.lists(st.booleans(), min_size=len(statements))
    )


def bring_all(order, cuts):
    contacts, batch, found = Contacts(), [], set()
    for buyer, is_last in zip(order, cuts, strict=False):
        batch.append(buyer)
        if is_last:
            found.update(contacts.bring(*batch))
            batch = []
    found.update(contacts.bring(*batch))
    return found, contacts


@given(
    in_batches(
        [
            stated(),
            stated("AFN"),
            stated(email=""),
            stated("AFN", email=""),
            stated(),
            stated("AFN", email=""),
        ]
    )
)
def test_a_private_buyer_is_one_contact(arranged):
    found, contacts = bring_all(*arranged)
    assert len(found) == 1
    assert {each.key for each in contacts.known} >= {MAIL}


@given(
    in_batches(
        [stated(vat=VAT), stated("AFN"), stated(vat=VAT), stated("AFN", line1="Weg 2")]
    )
)
def test_a_business_is_one_contact_whoever_ships(arranged):
    found, contacts = bring_all(*arranged)
    assert len(found) == 1
    assert f"{MAIL} {VAT}" in {each.key for each in contacts.known}


@given(
    in_batches(
        [
            stated(),
            stated(email="other@marketplace.amazon.example"),
            stated(name="Berta B.", email="b@marketplace.amazon.example"),
            stated(name="Clara B.", email=""),
            stated(line1="Weg 2", email=""),
            stated(vat=VAT),
        ]
    )
)
def test_strangers_are_never_one(arranged):
    found, _contacts = bring_all(*arranged)
    assert len(found) == 6
