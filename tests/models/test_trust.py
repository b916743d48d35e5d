import ssl
from pathlib import Path

import pytest

from ragassist.models.trust import trusted


def test_the_certificates_are_read_once_for_all_clients() -> None:
    assert trusted() is trusted()
    assert trusted(False) is trusted(False)


def test_an_endpoint_is_always_checked() -> None:
    for context in (trusted(), trusted(False)):
        assert context.check_hostname
        assert context.verify_mode is ssl.CERT_REQUIRED


def test_what_the_environment_names_is_read_and_only_where_it_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = trusted()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
    trusted(False)
    with pytest.raises(OSError):
        trusted()
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert trusted() is not before
