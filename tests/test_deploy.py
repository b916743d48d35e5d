"""The files for containers and services name only commands, options and settings that there are. They are not started here."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ragassist.cli.program import parser
from ragassist.settings import ENV_PREFIX, names

DEPLOY = Path(__file__).resolve().parents[1] / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf8"))
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def command_lines() -> list[list[str]]:
    found = []
    for service in COMPOSE["services"].values():
        if "command" in service:
            found.append(service["command"])
        if "entrypoint" in service:
            found.append(shlex.split(service["entrypoint"][-1].split("exec ragassist ")[1]))
    for unit in UNITS:
        found.append(shlex.split(re.search(r"^ExecStart=\S+/ragassist (.+)$", unit.read_text(encoding="utf8"), re.MULTILINE)[1]))
    return found


@pytest.mark.parametrize("words", command_lines(), ids=" ".join)
def test_every_command_line_is_one_that_the_program_takes(words):
    assert callable(parser().parse_args(words).run)


@pytest.mark.parametrize(
    "path",
    [DEPLOY / "Dockerfile", DEPLOY / "compose.yaml", DEPLOY / "compose.shared.yaml", DEPLOY / "README.md", *UNITS],
    ids=lambda path: path.name,
)
def test_every_setting_is_one_that_there_is(path):
    known = {ENV_PREFIX + name.replace(".", "__").upper() for name in names()}
    assert set(re.findall(r"RAGASSIST_[A-Z_]+", path.read_text(encoding="utf8"))) <= known


def test_what_is_shared_lies_on_top_of_services_that_there_are_in_their_networks():
    shared = yaml.safe_load((DEPLOY / "compose.shared.yaml").read_text(encoding="utf8"))
    added = shared["services"].keys() - COMPOSE["services"].keys()
    assert added == {"db", "vectors"}
    for name, service in shared["services"].items():
        assert set(service.get("networks", [])) <= set(COMPOSE["networks"])
        assert set(service.get("depends_on", {})) <= added
        if name in added:
            assert service["volumes"][0].split(":")[0] in shared["volumes"]
        else:
            hosts = re.findall(r"(?:@|//)(\w+):\d+", " ".join(service["environment"].values()))
            assert set(hosts) == added


def test_every_service_is_small_not_root_and_has_its_parts():
    ours = [service for name, service in COMPOSE["services"].items() if name != "proxy"]
    assert len(ours) == 5
    for service in ours:
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf8")
    assert re.search(r"^USER ragassist$", dockerfile, re.MULTILINE)
    assert (DEPLOY / COMPOSE["services"]["proxy"]["volumes"][0].split(":")[0]).is_file()
    for port in re.findall(r"(\w+):(\d{4})", (DEPLOY / "Caddyfile").read_text(encoding="utf8")):
        assert port[0] in COMPOSE["services"]


def test_an_engine_is_sent_what_the_image_is_built_from_and_nothing_else():
    lines = (DEPLOY.parent / ".dockerignore").read_text(encoding="utf8").splitlines()
    first, *let_in = [line for line in lines if line and not line.startswith("#")]
    assert first == "*"
    given = {line[1:] for line in let_in if line.startswith("!")}
    build = tomllib.loads((DEPLOY.parent / "pyproject.toml").read_text(encoding="utf8"))
    wheel = build["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {"pyproject.toml", build["project"]["readme"], *build["project"]["license-files"], *wheel["force-include"]}
    needed |= {package.split("/")[0] for package in wheel["packages"]}
    needed |= set(re.findall(r"requirements\.lock|deploy/\w+\.py", (DEPLOY / "Dockerfile").read_text(encoding="utf8")))
    assert given == needed
    assert all((DEPLOY.parent / name).exists() for name in given)


def test_the_image_drops_the_tools_of_developers_and_nothing_that_the_program_needs():
    extras = re.search(r"only_runtime\.py ([\w ]+) \|", (DEPLOY / "Dockerfile").read_text(encoding="utf8"))[1].split()
    line = [sys.executable, str(DEPLOY / "only_runtime.py")]
    dropped = set(subprocess.run([*line, *extras], capture_output=True, text=True, check=True).stdout.split())
    asked = tomllib.loads((DEPLOY.parent / "pyproject.toml").read_text(encoding="utf8"))["project"]
    kept = [*asked["dependencies"], *(line for extra in extras for line in asked["optional-dependencies"][extra])]
    assert {"pytest", "mypy", "ruff", "playwright", "hypothesis"} <= dropped
    assert dropped.isdisjoint(canonicalize_name(Requirement(line).name) for line in kept)
    assert dropped.isdisjoint({"starlette", "uvicorn", "certifi", "pip", "ragassist"})  # asked for by what is asked for
    wrong = subprocess.run([*line, "nope"], capture_output=True, text=True, check=False)
    assert (wrong.returncode, wrong.stdout) == (2, "")


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_units_can_be_read(unit, tmp_path):
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str
    read.read_string(unit.read_text(encoding="utf8"))
    assert read["Service"]["NoNewPrivileges"] == "yes"
    if shutil.which("systemd-analyze"):
        here = tmp_path / unit.name
        here.write_text(unit.read_text(encoding="utf8").replace("/opt/ragassist/bin/ragassist", "/bin/true"), encoding="utf8")
        said = subprocess.run(["systemd-analyze", "verify", str(here)], capture_output=True, text=True, check=False)
        assert (said.returncode, said.stderr) == (0, "")


def test_the_workflow_tries_three_systems_builds_the_image_and_audits_what_it_brings():
    workflows = DEPLOY.parent / ".github" / "workflows"
    checks, nightly = (yaml.safe_load((workflows / name).read_text(encoding="utf8")) for name in ("checks.yml", "nightly.yml"))
    assert set(checks["jobs"]["fast"]["strategy"]["matrix"]["os"]) == {"ubuntu-latest", "macos-latest", "windows-latest"}
    assert any(".ci/audit" in str(step.get("run")) for step in checks["jobs"]["check"]["steps"])
    runs = "\n".join(str(step.get("run")) for job in nightly["jobs"].values() for step in job["steps"])
    for asked in (".ci/run", ".ci/audit", "docker build -f deploy/Dockerfile", "deploy/try_image.sh"):
        assert asked in runs
