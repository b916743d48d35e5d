"""The end of the program does not fall into the middle of a network."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ragassist.models.native import Gate

SOURCE = Path(__file__).parents[2] / "src"
LEFT_ALONE = """
import threading
from ragassist.models.e5 import E5

encoder, begun = E5(), threading.Event()

def work():
    while True:
        encoder.encode(["a harbour office keeps its records for two years"] * 4, "passage")
        begun.set()

for _ in range(2):
    threading.Thread(target=work, daemon=True).start()
begun.wait()
print("done")
"""


@pytest.mark.slow
def test_a_program_ends_well_while_threads_that_nobody_waits_for_run_networks():
    env = os.environ | {"PYTHONPATH": str(SOURCE)}
    for _ in range(3):
        ended = subprocess.run([sys.executable, "-c", LEFT_ALONE], env=env, capture_output=True, text=True, timeout=120, check=False)
        assert (ended.returncode, ended.stdout.strip()) == (0, "done"), ended.stderr


def test_a_closed_gate_waits_for_those_inside_and_lets_no_other_thread_in():
    gate, inside, leave, late = Gate(), threading.Event(), threading.Event(), threading.Event()

    def first():
        with gate:
            inside.set()
            leave.wait(10)

    def second():
        with gate:
            late.set()

    threading.Thread(target=first, daemon=True).start()
    assert inside.wait(10)
    assert not gate.close(0.05)
    threading.Thread(target=second, daemon=True).start()
    assert not late.wait(0.2)
    leave.set()
    assert gate.close(10)
    assert not late.wait(0.2)


def test_the_main_thread_goes_through_a_closed_gate():
    gate = Gate()
    assert gate.close(0)
    with gate:
        assert not gate.close(0)
    assert gate.close(0)
