"""What the image starts, started in a clean root: read-only, as the image's user, without capabilities and without a network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NAMESPACES = ["unshare", "--mount", "--pid", "--fork", "--net", "--mount-proc", "true"]


@pytest.mark.slow
def test_the_images_program_is_healthy_in_a_root_of_its_own():
    if shutil.which("unshare") is None or os.geteuid() != 0 or subprocess.run(NAMESPACES, capture_output=True, check=False).returncode:
        pytest.skip("only root on Linux can make a root of its own")
    done = subprocess.run(
        [sys.executable, str(ROOT / "deploy" / "clean_root.py")], capture_output=True, text=True, check=False, timeout=900
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout[done.stdout.index("{") :])
    assert found["uid"] == 10001
    assert found["read_only"] == ["/", "/usr/", "/opt/ragassist/", "/etc/", "/documents/"]
    assert found["healthz"]["documents"] == 1
    assert found["page"] == 200
