"""Secrets at rest: sealed, and opened only with the key that sealed them."""

import stat
import tempfile
from pathlib import Path
from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo.tools import config

from odoo.addons.amazon_connector import secret_box

from .common import AmazonCase


class TestSecretBox(AmazonCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self._configure(data_dir=folder.name)

    def _configure(self, **options):
        patcher = patch.dict(config.options, options)
        patcher.start()
        self.addCleanup(patcher.stop)

    def test_what_is_sealed_can_be_opened_and_not_be_read(self):
        for secret in ("Atzr|IwEBI…ü", "", "x" * 5000):
            sealed = secret_box.seal(secret)
            self.assertEqual(secret_box.unseal(sealed), secret)
            self.assertFalse(secret and secret in sealed)
        data = bytes(range(256)) * 10
        sealed = secret_box.seal_bytes(data)
        self.assertEqual(secret_box.unseal_bytes(sealed), data)
        self.assertNotIn(data[:32], sealed)

    def test_the_key_makes_itself_once_for_its_owner_only(self):
        secret_box.seal("one")
        path = self.folder / "amazon_connector.key"
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        key = path.read_text()
        sealed = secret_box.seal("two")
        self.assertEqual(path.read_text(), key)
        self.assertEqual(secret_box.unseal(sealed), "two")
        self.assertEqual([file.name for file in self.folder.iterdir()], [path.name])

    def test_two_workers_at_once_agree_on_one_key(self):
        path = self.folder / "amazon_connector.key"
        first = secret_box._make_key_file(path)
        self.assertEqual(secret_box._make_key_file(path), first)

    def test_without_its_key_a_secret_is_unreadable(self):
        sealed = secret_box.seal("one")
        (self.folder / "amazon_connector.key").unlink()
        with self.assertRaises(secret_box.SecretUnreadable):
            secret_box.unseal(sealed)
        with self.assertRaises(secret_box.SecretUnreadable):
            secret_box.unseal("not sealed at all")

    def test_keys_of_odoo_conf_are_changed_without_losing_anything(self):
        old, new = (Fernet.generate_key().decode() for _n in range(2))
        self._configure(amazon_connector_key=old)
        sealed = secret_box.seal("one")
        self._configure(amazon_connector_key=f"{new}, {old}")
        self.assertEqual(secret_box.unseal(sealed), "one")
        resealed = secret_box.seal("one")
        self._configure(amazon_connector_key=new)
        self.assertEqual(secret_box.unseal(resealed), "one")
        self.assertFalse((self.folder / "amazon_connector.key").exists())

    def test_a_key_that_is_none_is_said_to_be_so_and_not_repeated(self):
        self._configure(amazon_connector_key="hunter2")
        with self.assertRaises(secret_box.KeyUnusable) as raised:
            secret_box.seal("one")
        self.assertNotIn("hunter2", str(raised.exception))
