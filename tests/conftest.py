"""What every test stands on: no traffic but loopback, no model by accident, no skip unnoticed in CI."""

from __future__ import annotations

import gc
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from ragassist.models import chat, gemma_files, weights
from ragassist.models.local import INSTALL_LINE, LocalChat, engine_installed
from ragassist.settings import Settings
from tests.openai_server import OpenAIServer

REAL_CACHE = Settings.load().cache
"""Where this machine keeps its weights, read before the tests get a cache of their own."""

_LOOPBACK = {"localhost", "::1", "0.0.0.0", ""}


# Machines are shared and slow at times, which says nothing about the code; and a run that failed can be run again as it was.
hypothesis_settings.register_profile(
    "shared machine", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
hypothesis_settings.register_profile("fast", hypothesis_settings.get_profile("shared machine"), max_examples=25)
hypothesis_settings.load_profile("shared machine")


class TrafficError(AssertionError):
    """A test tried to leave this machine."""


def _is_local(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket's path
    host = address[0].decode() if isinstance(address[0], bytes) else str(address[0] or "")
    return host in _LOOPBACK or host.startswith("127.")


def _guard_sockets() -> None:
    for name in ("connect", "connect_ex"):
        original = getattr(socket.socket, name)

        def guarded(self: socket.socket, address: Any, original: Any = original) -> Any:
            if not _is_local(address):
                raise TrafficError(f"A test tried to connect to {address!r}; only loopback is allowed.")
            return original(self, address)

        setattr(socket.socket, name, guarded)
    resolve = socket.getaddrinfo

    def guarded_resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host is not None and not _is_local((host,)):
            raise TrafficError(f"A test tried to look up {host!r}; only loopback is allowed.")
        return resolve(host, *args, **kwargs)

    socket.getaddrinfo = guarded_resolve


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="a skipped test fails the run, as in CI")
    parser.addoption("--fast", action="store_true", help="leave out tests that need weights, an encoder, a browser or much time")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # What is imported by now stays: to look through it for garbage again and again takes a tenth of the whole run.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()
    if not config.getoption("--fast"):
        return
    needs = {"chromium_path", "local_settings", "local_chat", "encoder_cache"}
    left_out = [
        item
        for item in items
        if needs & set(getattr(item, "fixturenames", ())) or any(item.get_closest_marker(name) for name in ("weights", "browser", "slow"))
    ]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def _without_encoders() -> None:
    """A test that comes to load an encoder is passed over from there: nobody has to remember to mark it."""
    import onnxruntime

    from ragassist.models.e5 import E5
    from ragassist.models.use import USE

    def skip(*_: Any, **__: Any) -> None:
        pytest.skip("needs an encoder (left out by --fast)")

    onnxruntime.InferenceSession.__init__ = skip
    # Before their weights are read, which takes seconds; counting tokens with a vocabulary alone stays.
    for owner, name in ((E5, "encode"), (USE, "__init__")):
        setattr(owner, name, skip)


def pytest_configure(config: pytest.Config) -> None:
    gc.disable()  # until everything is imported
    _guard_sockets()
    # Subprocesses inherit this: no key, no weights, no proxy, so no model unless a test asks for one.
    for name in [name for name in os.environ if name.startswith(("OPENAI_", "RAGASSIST_")) or name.lower().endswith("_proxy")]:
        del os.environ[name]
    scratch = tempfile.mkdtemp(prefix="ragassist-tests-")
    config.add_cleanup(lambda: shutil.rmtree(scratch, ignore_errors=True))
    os.environ["XDG_CACHE_HOME"] = scratch
    chat.calls_allowed = False
    if config.getoption("--fast"):
        _without_encoders()
        hypothesis_settings.load_profile("fast")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.getoption("--no-skips") and reporter is not None and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line("\nTests were skipped, and --no-skips makes that a failure.", red=True)


@pytest.fixture
def model_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    """This test may call models (on loopback, as the socket guard stays)."""
    monkeypatch.setattr(chat, "calls_allowed", True)


@pytest.fixture
def openai_server(model_calls: None) -> Iterator[OpenAIServer]:
    """A scriptable endpoint on loopback; see `tests/openai_server.py`."""
    with OpenAIServer() as server:
        yield server


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The Chromium of this machine; `CHROMIUM` names another."""
    for name in (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        if name and (found := shutil.which(name)):
            return Path(found)
    pytest.skip("no Chromium on this machine: install it (Debian: apt-get install chromium) or set CHROMIUM to its path")


@pytest.fixture(scope="session")
def local_settings() -> Settings:
    """Settings that find this machine's engine and weights."""
    settings = Settings(cache=REAL_CACHE)
    if not engine_installed():
        pytest.skip(f"the local engine is not installed: {INSTALL_LINE}")
    if weights.locate(settings) is None:
        pytest.skip("the 1.1 GB of weights are not on this machine: ragassist models pull")
    return settings


@pytest.fixture(scope="session")
def encoder_cache() -> Path:
    """The cache of this machine that holds the converted EmbeddingGemma: what was recorded with it is replayed with it."""
    if not gemma_files.ready(Settings(cache=REAL_CACHE)):
        pytest.skip("EmbeddingGemma is not on this machine, and the replies were recorded with what it finds: ragassist models pull")
    return REAL_CACHE


@pytest.fixture
def local_chat(local_settings: Settings, model_calls: None) -> LocalChat:
    """The real local model; it is loaded once, by the first test that calls it."""
    return LocalChat(local_settings)
