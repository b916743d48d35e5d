#!/usr/bin/env python3
"""Start what the image starts, without a container engine: the Dockerfile's own settings, user, command and health check in a clean root.

    sudo python deploy/clean_root.py        # with the Python of an environment in which the packages of requirements.lock are

The root is made anew, in namespaces of its own (mounts, processes, network): this program built as a wheel, the packages, the system's
libraries and fonts, nothing else of this machine. It is read-only but for /data and /tmp; the user is the image's, without any capability;
there is no network but loopback. One JSON object says what was found. What it does not try: the build by an engine, its base image,
and Compose.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
INSIDE = "--inside"
DOCUMENT = "港口岸电办法\n\n第一条 泊位应当在两年内接通岸电。\n\n第二条 岸电价格由省里公布。\n"
PROBE = r"""
import json, os, subprocess, sys, time, urllib.request
asked = json.loads(sys.argv[1])
def kept(path):
    try:
        open(path, "w").close()
        return False
    except OSError:
        return True
found = {"uid": os.getuid(), "capabilities": [l.split()[1] for l in open("/proc/self/status") if l.startswith(("CapEff", "CapBnd"))],
         "read_only": [p for p in ("/", "/usr/", "/opt/ragassist/", "/etc/", "/documents/") if kept(p + "tried")],
         "data_writable": not kept("/data/tried"),
         "chinese_fonts": bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True).stdout)}
first = subprocess.run([*asked["entrypoint"], "ingest", "/documents", "--json"], capture_output=True, text=True)
found["ingest"] = first.returncode
found["added"] = json.loads(first.stdout)["added"] if not first.returncode else first.stderr[-2000:]
with open("/data/log", "w") as log:
    page = subprocess.Popen([*asked["entrypoint"], *asked["command"]], stdout=log, stderr=log)
    for _ in range(asked["tries"]):
        healthy = subprocess.run(asked["health"], capture_output=True).returncode == 0
        if healthy or page.poll() is not None:
            break
        time.sleep(1)
    found["healthy"] = healthy
    if healthy:
        found["healthz"] = json.load(urllib.request.urlopen("http://127.0.0.1:7860/healthz"))
        found["page"] = urllib.request.urlopen("http://127.0.0.1:7860/").status
    page.terminate()
    found["ends_on_sigterm"] = page.wait(60) in (0, 130, 143, -15)
found["said"] = open("/data/log").read()[-2000:]
print(json.dumps(found))
"""


def image() -> dict[str, Any]:
    """Return what the Dockerfile's last stage says: environment, uid, entry point, command and health check."""
    text = (REPOSITORY / "deploy" / "Dockerfile").read_text(encoding="utf8").replace("\\\n", " ")
    last = text[text.rindex("\nFROM ") :]
    said = dict(re.findall(r"^(ENTRYPOINT|CMD) (\[.*\])$", last, re.MULTILINE))
    health = re.search(r"^HEALTHCHECK .*CMD (\[.*\])$", last, re.MULTILINE)
    settings = re.search(r"^ENV (.+)$", last, re.MULTILINE)
    uid = re.search(r"useradd .*--uid (\d+)", last)
    assert health is not None
    assert settings is not None
    assert uid is not None
    environment = dict(pair.split("=", 1) for pair in shlex.split(settings[1]))
    return {
        "environment": environment,
        "uid": int(uid[1]),
        "entrypoint": json.loads(said["ENTRYPOINT"]),
        "command": json.loads(said["CMD"]),
        "health": json.loads(health[1]),
    }


def main() -> int:
    """Make the root in namespaces of its own and try the image's program in it; 0 where all is as it should be."""
    if INSIDE not in sys.argv:
        line = ["unshare", "--mount", "--pid", "--fork", "--net", "--mount-proc", sys.executable, __file__, INSIDE]
        return subprocess.run(line, check=False).returncode
    said = image()
    with tempfile.TemporaryDirectory() as made:
        root = Path(made)
        _run("mount", "-t", "tmpfs", "none", root)
        try:
            _fill(root, said["uid"])
            _raise_loopback()
            found = _try(root, said)
        finally:
            _run("umount", "--recursive", "--lazy", root)
    print(json.dumps(found, ensure_ascii=False, indent=1))
    sound = found["uid"] == said["uid"] and len(found["read_only"]) == 5 and set(found["capabilities"]) == {"0" * 16}
    sound &= found["data_writable"] and found["ingest"] == 0 and found["healthy"] and found["chinese_fonts"] and found["ends_on_sigterm"]
    return 0 if sound else 1


def _fill(root: Path, uid: int) -> None:
    """What the image holds: the system, this program as it is built, its packages."""
    for name in ("usr", "proc", "dev", "tmp", "data", "documents", "etc", "opt/ragassist/bin", "opt/ragassist/lib"):
        (root / name).mkdir(parents=True)
    for name in ("bin", "lib", "lib64", "sbin"):
        if Path("/", name).exists():
            (root / name).symlink_to(f"usr/{name}")
    _bind(Path("/usr"), root / "usr")
    for kept in {Path(sys.base_prefix), *(Path(path) for path in sys.path if path.endswith("-packages"))}:
        if not kept.is_relative_to("/usr"):
            _bind(kept, root / kept.relative_to("/"))
    for name in ("fonts", "ld.so.cache"):
        if Path("/etc", name).exists():
            _bind(Path("/etc", name), root / "etc" / name)
    (root / "etc/passwd").write_text(f"ragassist:x:{uid}:{uid}::/data:/bin/sh\n", encoding="utf8")
    (root / "etc/hosts").write_text("127.0.0.1 localhost\n", encoding="utf8")
    _run("mount", "-t", "proc", "proc", root / "proc")
    for name in ("null", "zero", "random", "urandom"):
        (root / "dev" / name).touch()
        _run("mount", "--bind", f"/dev/{name}", root / "dev" / name)
    own = root / "opt/ragassist/lib"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--target", own]
    _run(*install, REPOSITORY)
    places = [f"/{own.relative_to(root)}", *(path for path in sys.path if path.endswith("-packages"))]
    for name, module in (("ragassist", "-m ragassist"), ("python", "")):
        program = root / "opt/ragassist/bin" / name
        starts = f'PYTHONPATH={":".join(places)} exec {os.path.realpath(sys.executable)} {module} "$@"'
        program.write_text(f"#!/bin/sh\n{starts}\n", encoding="utf8")
        program.chmod(0o755)
    (root / "documents" / "办法.txt").write_text(DOCUMENT, encoding="utf8")
    _run("mount", "-o", "remount,ro", root)
    for name in ("data", "tmp"):
        _run("mount", "-t", "tmpfs", "-o", f"uid={uid},gid={uid},mode=700", "none", root / name)


def _try(root: Path, said: dict[str, Any]) -> dict[str, Any]:
    asked = json.dumps({"entrypoint": said["entrypoint"], "command": said["command"], "health": said["health"], "tries": 300})
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/data", "RAGASSIST_EMBED__MODEL": "bundled", **said["environment"]}
    environment["PATH"] = environment["PATH"].replace("$PATH", "/usr/bin:/bin")
    line = ["setpriv", "--inh-caps=-all", "--bounding-set=-all,+setuid,+setgid,+sys_chroot", _program("chroot")]
    line += [f"--userspec={said['uid']}:{said['uid']}", "--groups=", str(root)]
    line += [_program("setpriv"), "--no-new-privs", "python", "-c", PROBE, asked]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"The probe failed:\n{done.stderr[-3000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    found["capabilities"] = found["capabilities"][:1]  # the effective ones: what bounds them was needed to get here
    return found


def _program(name: str) -> str:
    found = shutil.which(name, path="/usr/sbin:/sbin:/usr/bin:/bin")
    if found is None:
        raise SystemExit(f"{name} is not here.")
    return found


def _bind(source: Path, target: Path) -> None:
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    _run("mount", "--bind", source, target)
    _run("mount", "-o", "remount,bind,ro", target)


def _raise_loopback() -> None:
    import fcntl
    import socket
    import struct

    up, set_flags = 0x1, 0x8914
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        fcntl.ioctl(probe, set_flags, struct.pack("16sh14x", b"lo", up))


def _run(*line: object) -> None:
    subprocess.run([str(part) for part in line], check=True, stdout=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
