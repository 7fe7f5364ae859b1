"""What contains submissions is tried, way by way, where the system offers it."""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from grading import bubblewrap, cgroups, contain, firejail, inside, limits, probe, runtimes
from grading.limits import MB, Job, Limits
from tests.processes import runs

QUICK = Limits(seconds=10, memory=300 * MB, processes=40, disk=10 * MB)


@pytest.fixture(scope="module", params=["bubblewrap", "runc", "firejail", "namespaces", "user"])
def way(request):
    """Return the findings on a way that contains processes here; skip where it does not."""
    means = probe.WAYS[request.param]
    if means not in contain.offered():
        pytest.skip(f"{means.words}: not offered here")
    findings = probe.examine(means)
    if not findings.enough:
        pytest.skip(f"{means.words}: does not contain processes here")
    return findings


def ready(folder: Path, code: str, **changes) -> Job:
    """Return a job that runs Python code in a working folder of its own."""
    (folder / "work").mkdir(parents=True, exist_ok=True)
    for path in (folder, *folder.parents):
        if path.is_relative_to("/tmp") and path != Path("/tmp"):
            path.chmod(0o755)  # a user of its own must reach its folder
    if not (folder / "course").exists():
        probe.course_copy(folder / "course")
    command = [sys.executable, "-c", code]
    job = Job(7, command, folder / "work", (folder / "course",), limits=QUICK,
              environment={"PYTHONPATH": str(folder / "course")})  # fmt: skip
    return replace(job, **changes)


def said(job: Job, means) -> str:
    """Run a job to its end, or its limit, and return what it printed."""
    running = contain.start(job, means)
    try:
        probe.wait(running, job.limits.seconds)
    finally:
        running.kill()
    return running.text()


def test_what_is_said_to_hold_is_complete(way):
    assert set(way.holds) == set(probe.PROTECTIONS)
    assert len(way.lines()) == 1 + len(probe.PROTECTIONS)


def test_a_root_folder_of_its_own_gives_every_protection(way):
    if not way.means.mounts:
        pytest.skip("this way has none")
    assert [name for name, holds in way.holds.items() if not holds] == []


def test_pipes_and_variables_arrive_and_nothing_else_does(way, tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET", "of the grader")
    reading, writing = os.pipe()
    code = f"import os; os.write({writing}, b'hello'); print(os.environ.get('SECRET'), os.getcwd())"
    try:
        text = said(ready(tmp_path, code, pipes=(writing,)), way.means)
        os.close(writing)
        assert os.read(reading, 100) == b"hello"
    finally:
        os.close(reading)
    assert text.split() == ["None", str(tmp_path / "work")]


def test_no_process_is_left_when_a_job_is_killed(way, tmp_path):
    token = f"left-{os.getpid()}-{time.monotonic_ns()}"
    code = (
        "import subprocess, sys, time\n"
        f"again = [sys.executable, '-c', 'import time; time.sleep(60)', {token!r}]\n"
        "subprocess.Popen(again, start_new_session=True)\nprint('started', flush=True)\ntime.sleep(60)"
    )
    running = contain.start(ready(tmp_path, code), way.means)
    while b"started" not in running.kept and running.process.poll() is None:
        time.sleep(0.02)
    time.sleep(0.2)
    there = [p for p in psutil.process_iter(["cmdline"]) if token in (p.info["cmdline"] or [])]
    running.kill()
    assert there, running.text()
    assert not any(runs(p) for p in there)
    assert not probe.left(token)


def test_what_is_printed_is_kept_up_to_the_limit(way, tmp_path):
    job = ready(tmp_path, "for _ in range(50): print('x' * 1_000_000)")
    running = contain.start(replace(job, limits=replace(QUICK, output=10_000)), way.means)
    probe.wait(running, 10)
    running.kill()
    assert len(running.kept) == 10_000
    assert running.printed == 50_000_050


def test_too_much_memory_ends_it_and_is_named(way, tmp_path):
    running = contain.start(ready(tmp_path, "import time; x = bytearray(10**9); time.sleep(5)"), way.means)
    over = probe.wait(running, 10)
    running.kill()
    assert "0.3 GB of memory" in over


def test_hidden_folders_in_visible_ones_are_masked(tmp_path):
    inside = tmp_path / "python" / "checkout"
    job = ready(
        tmp_path, "", readable=(tmp_path / "python", inside / "venv"), hidden=(inside, tmp_path / "out")
    )
    found = [(kind, path) for kind, path in limits.mounts(job) if path.is_relative_to(tmp_path / "python")]
    assert found == [("read", tmp_path / "python"), ("mask", inside), ("read", inside / "venv")]
    words = bubblewrap.arguments(job)
    assert words.index("--tmpfs", words.index(str(tmp_path / "python"))) < words.index(str(inside / "venv"))


def test_without_containment_it_refuses_unless_told(monkeypatch):
    monkeypatch.setattr(probe, "offered", list)
    with pytest.raises(probe.ContainmentError, match="UNSAFE=1"):
        probe.choose()
    means, lines = probe.choose(unsafe=True)
    assert means is contain.NOTHING and "UNSAFE" in lines[-1]


def test_unsafe_still_keeps_to_resource_limits(tmp_path):
    text = said(ready(tmp_path, "open('big', 'wb').write(b'x' * 20_000_000)"), contain.NOTHING)
    assert "File too large" in text or "Error" in text


def test_an_unreadable_python_is_said_clearly():
    answer = "PermissionError: [Errno 13] Permission denied"
    assert "chmod -R o+rX" in probe.why_not(contain.USER, answer)


V2 = "cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n"
V1 = "cgroup /sys/fs/cgroup/pids cgroup rw,pids 0 0\ncgroup /c/cpu,cpuacct cgroup rw,cpu,cpuacct 0 0\n"


def test_control_groups_are_found_in_both_versions():
    candidates, version = cgroups.places(V2, "0::/user.slice/app.scope\n")
    assert version == 2
    assert candidates["pids"][-1] == Path("/sys/fs/cgroup/user.slice/app.scope")
    candidates, version = cgroups.places(V1, "0::/\n")
    assert (candidates["cpu"], version) == ([Path("/c/cpu,cpuacct")], 1)
    assert cgroups.places("", "") == ({}, 0)


def test_version_2_limits_and_events_are_read_and_written(tmp_path):
    for name in ("pids.max", "memory.max", "memory.oom.group"):
        (tmp_path / name).touch()
    (tmp_path / "pids.events").write_text("max 0\n")
    (tmp_path / "memory.events").write_text("low 0\noom 1\noom_kill 0\n")
    group = cgroups.Group(dict.fromkeys(cgroups.CONTROLLERS, tmp_path), 2)
    group.limit(QUICK)
    assert (tmp_path / "pids.max").read_text() == "40"
    assert group.hit() == ""
    (tmp_path / "pids.events").write_text("max 3\n")
    assert group.hit() == "processes"
    (tmp_path / "memory.events").write_text("oom_kill 1\n")
    assert group.hit() == "memory"


def test_the_word_before_a_program_enters_every_group(tmp_path):
    folders = {"pids": tmp_path / "a", "memory": tmp_path / "b"}
    for folder in folders.values():
        folder.mkdir()
    entry = cgroups.Group(folders, 1).entry()
    printed = subprocess.run([*entry, "echo", "went on"], capture_output=True, text=True, check=True).stdout
    assert printed == "went on\n"
    entered = {(folder / "cgroup.procs").read_text() for folder in folders.values()}
    assert len(entered) == 1 and entered.pop().strip().isdigit()


@pytest.mark.parametrize("tool", ["bwrap", "runc", "firejail"])
def test_a_tool_made_by_others_is_preferred_where_it_is(tool, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name == tool else None)
    first, second, *_ = contain.offered()
    assert (tool, second) == ({"bubblewrap": "bwrap"}.get(first.name, first.name), contain.NAMESPACES)


def test_runc_shows_what_the_others_show_and_passes_the_pipes_on(tmp_path, monkeypatch):
    job = ready(tmp_path, "", pipes=(5,), hidden=(tmp_path / "course" / "grading",))
    described = runtimes.specification(job, ["python"])
    shown = [(entry["type"], Path(entry["destination"])) for entry in described["mounts"][2:]]
    kinds = {"read": "bind"}
    assert shown == [(kinds.get(kind, "tmpfs"), path) for kind, path in limits.mounts(job)]
    assert all("ro" in entry["options"] for entry in described["mounts"] if entry["type"] == "bind")
    assert {"type": "network"} in described["linux"]["namespaces"] and described["root"]["readonly"]
    assert runtimes.arguments(job)[-1] == "5"


def test_firejail_shows_a_list_and_hides_the_rest(tmp_path):
    job = ready(tmp_path, "", pipes=(5, 7))
    words = firejail.arguments(job)
    assert {f"--whitelist={job.work}", f"--read-write={job.work}", "--keep-fd=5,7"} <= set(words)
    assert words.index("--read-only=/tmp") < words.index(f"--read-write={job.work}")
    shown = {word.split("=")[1].split("/")[1] for word in words if word.startswith("--whitelist=")}
    hidden = {word.split("=/")[1] for word in words if word.startswith("--blacklist=")}
    assert {path.name for path in Path("/").iterdir()} <= shown | hidden | firejail.KEPT | {"run"} | {
        Path(folder).parts[1] for folder in limits.SYSTEM
    }
    assert firejail.clock(3_725) == "01:02:06"


def test_what_is_written_is_added_up_and_cannot_be_hidden(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_bytes(b"x" * 50_000)
    assert not contain.exceeds(tmp_path, 100_000)
    assert contain.exceeds(tmp_path, 20_000) and contain.exceeds(tmp_path, 100_000, files=0)
    if os.geteuid() != 0:  # root sees it all the same
        (tmp_path / "folder").chmod(0)
        assert contain.exceeds(tmp_path, 100_000)
        (tmp_path / "folder").chmod(0o700)


def test_events_and_processes_of_groups_inside_a_group_count(tmp_path):
    inner = tmp_path / "container"
    inner.mkdir()
    (tmp_path / "pids.events").write_text("max 0\n")
    (inner / "pids.events").write_text("max 2\n")
    (inner / "cgroup.procs").write_text("123\n")
    group = cgroups.Group({"pids": tmp_path}, 1)
    assert group.hit() == "processes" and group.members() == {123}
    assert group.nested() == [inner, tmp_path]


def test_bubblewrap_leaves_an_ordinary_user_no_file_system_in_memory_to_write_to(tmp_path, monkeypatch):
    if shutil.which("bwrap") is None or sys.platform != "linux":
        pytest.skip("bubblewrap is not installed")
    user = os.geteuid() or 65_534  # root is an ordinary user for this
    with monkeypatch.context() as patch:
        patch.setattr(os, "geteuid", lambda: user)
        patch.setattr(limits, "python_folders", list)  # that user may not be able to read them
        words = bubblewrap.arguments(Job(7, [], tmp_path / "work"))
    tries = "for place in /dev /dev/shm; do echo x > $place/probe && echo wrote; done; echo y > /dev/null"
    options = {"user": user, "group": user, "extra_groups": []} if os.geteuid() == 0 else {}
    shell = [*words, "/bin/sh", "-c", f"{tries} && echo came to the end"]
    done = subprocess.run(shell, capture_output=True, text=True, cwd="/", **options)
    if "came to the end" not in done.stdout:
        pytest.skip(f"bubblewrap does not work for an ordinary user here: {done.stderr.strip()}")
    assert done.stdout == "came to the end\n"


def test_the_probe_sees_a_shared_file_system_that_can_be_written_to(tmp_path):
    assert inside.writes(str(tmp_path)) and not list(tmp_path.iterdir())
    assert not inside.writes(str(tmp_path / "nowhere"))
    assert "/dev/shm" in inside.SHARED
