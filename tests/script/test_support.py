"""What the scripts decide by themselves: mirrors, ports, databases, the comparison."""

import os
import socket
from decimal import Decimal

import pytest

from support import debian, demo_check, environment, odoo_source, postgres, processes
from support.steps import Refusal

DEB822 = """\
# http://snapshot.example/2025
Types: deb
URIs: http://mirror.example/debian
Suites: trixie trixie-updates
Components: main contrib

Types: deb-src
URIs: http://source.example/debian
Suites: trixie
Components: main

Types: deb
Enabled: no
URIs: http://off.example/debian
Suites: trixie
Components: main
"""
ONE_LINE = """\
# deb http://off.example/debian trixie main
deb-src http://source.example/debian trixie main
deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian trixie main contrib
deb http://plain.example/debian sid main # the newest
"""


def test_sources_in_either_form_name_the_mirror():
    assert list(debian._deb822(DEB822)) == [
        ("http://mirror.example/debian", "trixie", ["main", "contrib"]),
        ("http://mirror.example/debian", "trixie-updates", ["main", "contrib"]),
    ]
    assert list(debian._one_line(ONE_LINE)) == [
        ("http://mirror.example/debian", "trixie", ["main", "contrib"]),
        ("http://plain.example/debian", "sid", ["main"]),
    ]


def test_a_machine_without_debian_is_told_what_to_do(monkeypatch):
    monkeypatch.setattr(debian, "_sources", lambda: iter([]))
    with pytest.raises(Refusal, match="set ODOO_PATH"):
        debian.mirror()


def test_a_busy_port_is_stepped_over():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        assert processes.free_port(port) > port


@pytest.mark.parametrize(
    ("release", "said"),
    [
        (None, "There is no Odoo in"),
        ("version_info = (18, 0, 0, FINAL, 0, '')", "is 18.0"),
        ("version_info = ('saas~18', 2, 0, FINAL, 0, '')", "is 18.2"),
    ],
)
def test_another_odoo_is_refused_in_one_sentence(tmp_path, release, said):
    if release:
        (tmp_path / "odoo").mkdir()
        (tmp_path / "odoo" / "release.py").write_text(release, encoding="utf-8")
    with pytest.raises(Refusal, match=said):
        odoo_source.version(tmp_path)


def test_a_database_of_ones_own_wins(monkeypatch):
    for name in postgres.OWN:
        monkeypatch.delenv(name, raising=False)
    assert postgres.variables()["PGHOST"] == str(postgres.socket_folder())
    monkeypatch.setenv("PGHOST", "db.example")
    assert postgres.variables() == {}


def test_a_long_path_does_not_break_the_socket(monkeypatch, tmp_path):
    monkeypatch.setattr(postgres, "FOLDER", tmp_path / ("x" * 100))
    assert len(os.fsencode(postgres.socket_folder() / ".s.PGSQL.5432")) < 107


def test_a_closed_environment_leads_nowhere_but_here():
    env = environment.closed({"https_proxy": "http://proxy.example"})
    assert env["https_proxy"] == env["HTTPS_PROXY"] == environment.DEAD_END
    assert "127.0.0.1" in env["no_proxy"]


AT_AMAZON = {
    "1": {"total": Decimal("10.00"), "currency": "EUR", "marketplace": "DE"},
    "2": {"total": Decimal("0.10"), "currency": "EUR", "marketplace": "FR"},
    "3": {"total": Decimal("7.00"), "currency": "GBP", "marketplace": "GB"},
}
IN_ODOO = [{"id": order_id, **order} for order_id, order in AT_AMAZON.items()]


def test_the_comparison_agrees_when_all_is_the_same():
    numbers, agree = demo_check.compare(AT_AMAZON, IN_ODOO)
    assert agree
    assert numbers["orders_at_amazon"] == numbers["sale_orders"] == 3
    assert numbers["total_in_odoo"] == {"EUR": "10.10", "GBP": "7.00"}
    assert numbers["by_marketplace"]["FR"] == {
        "orders_at_amazon": 1,
        "sale_orders": 1,
        "total_at_amazon": {"EUR": "0.10"},
        "total_in_odoo": {"EUR": "0.10"},
    }


@pytest.mark.parametrize(
    "in_odoo",
    [
        IN_ODOO[:2],
        [*IN_ODOO, IN_ODOO[0]],
        [*IN_ODOO[:2], IN_ODOO[2] | {"currency": "EUR"}],
        [IN_ODOO[0] | {"total": Decimal("9.99")}]
        + [IN_ODOO[1] | {"total": Decimal("0.11")}, IN_ODOO[2]],
    ],
    ids=["one missing", "one twice", "another currency", "cents that make up"],
)
def test_the_comparison_sees_every_difference(in_odoo):
    assert not demo_check.compare(AT_AMAZON, in_odoo)[1]
