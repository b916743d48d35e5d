"""A server inside this process can go although somebody who asked it reads no more."""

import socket
import threading

import pytest

from ragassist.models.own_connections import hang_up


def connected() -> tuple[socket.socket, socket.socket, socket.socket]:
    listening = socket.create_server(("127.0.0.1", 0))
    asker = socket.create_connection(listening.getsockname())
    served, _ = listening.accept()
    return listening, asker, served


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no list of open files on this system")
def test_whoever_waits_at_either_end_is_freed_and_other_lines_stay():
    listening, asker, served = connected()
    other_listening, other_asker, other_served = connected()
    heard: list[bytes] = []
    waiting = threading.Thread(target=lambda: heard.append(served.recv(1)), daemon=True)
    waiting.start()
    assert hang_up(listening.getsockname()[1]) == 2
    waiting.join(10)
    assert heard == [b""]
    assert asker.recv(1) == b""
    other_asker.sendall(b"x")
    assert other_served.recv(1) == b"x"
    fresh = socket.create_connection(listening.getsockname())
    for each in (listening, asker, served, other_listening, other_asker, other_served, fresh):
        each.close()


def test_a_port_that_nobody_uses_has_nothing_to_hang_up():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        assert hang_up(listening.getsockname()[1]) == 0
