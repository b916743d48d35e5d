from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.store.servers import ChromaServer, Postgres, postgres_programs


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """A private PostgreSQL."""
    programs = postgres_programs()
    if programs is None:
        pytest.skip("no PostgreSQL on this machine: install it (Debian: apt-get install postgresql)")
    server = Postgres(programs)
    yield server
    server.close()


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    """A Chroma server."""
    server = ChromaServer(tmp_path_factory.mktemp("chroma-server"))
    yield server
    server.kill()
