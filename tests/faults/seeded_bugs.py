#!/usr/bin/env python3
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
"""Plants the bugs of seeded_bugs/ one at a time into a copy of the tree, and sees whether the tests catch them.

A bug is a patch. The first line of its file says what is wrong, and a line `# caught-by: PROGRAM ARGUMENTS` names
the test program of the build that has to fail with it, and to pass without it.

Usage: seeded_bugs.py [NAME...]  builds in build/seeded; prints a line per bug, then the figures as JSON
       seeded_bugs.py --check    only whether every patch still applies
"""
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BUGS = sorted((SOURCE / "tests/faults/seeded_bugs").glob("*.patch"))
TREE = SOURCE / "build/seeded"
MARK = "# caught-by: "


# Detectors run in their short form and leave no figures: what they count comes from bugs.
ENVIRONMENT = {name: value for name, value in os.environ.items()
               if name not in ("WINNOW_LONG_FAULTS", "WINNOW_FAULT_TRIALS", "WINNOW_RESULTS_DIR")}


def run(command, cwd, timeout=None):
    return subprocess.run(command, cwd=cwd, timeout=timeout, text=True, errors="replace", env=ENVIRONMENT,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def must(command, cwd):
    done = run(command, cwd)
    if done.returncode != 0:
        sys.exit(f"{shlex.join(command)} failed:\n{done.stdout[-4000:]}")


def detector(bug):
    """The command line that has to catch a bug."""
    for line in bug.read_text().splitlines():
        if line.startswith(MARK):
            return shlex.split(line[len(MARK):])
    sys.exit(f"{bug.name}: no line '{MARK}PROGRAM ARGUMENTS'")


def patched_files(bug):
    return [line.split("b/", 1)[1].strip() for line in bug.read_text().splitlines() if line.startswith("+++ b/")]


def check():
    """Every bug that applies no more, or names no detector."""
    stale = []
    for bug in BUGS:
        detector(bug)
        if run(["patch", "--dry-run", "--force", "-p1", "-i", str(bug)], SOURCE).returncode != 0:
            stale.append(bug.name)
    return stale


def copy_tree():
    """The sources, as new files: what was built last may have had a bug planted, and is built again."""
    TREE.mkdir(parents=True, exist_ok=True)
    for old in TREE.iterdir():
        if old.name != "build":
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    for entry in SOURCE.iterdir():
        if entry.name in (".git", "build"):
            continue
        if entry.is_dir():
            shutil.copytree(entry, TREE / entry.name, copy_function=shutil.copy,
                            ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
        else:
            shutil.copy(entry, TREE / entry.name)


def build(target):
    return run(["cmake", "--build", "--preset", "dev", "--target", target], TREE)


def passes(command):
    """Whether a detector is content. One that hangs is not."""
    try:
        return run([str(TREE / "build/dev/bin" / command[0]), *command[1:]], TREE, timeout=600).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def plant(bug):
    """Whether the bug was caught. The tree is as before afterwards."""
    must(["patch", "--force", "--quiet", "-p1", "-i", str(bug)], TREE)
    command = detector(bug)
    built = build(command[0])
    if built.returncode != 0:
        sys.exit(f"{bug.name} does not build:\n{built.stdout[-4000:]}")
    caught = not passes(command)
    for name in patched_files(bug):
        shutil.copy(SOURCE / name, TREE / name)
        os.utime(TREE / name)
    return caught


def main():
    stale = check()
    if stale:
        sys.exit(f"these patches apply no more: {', '.join(stale)}")
    if sys.argv[1:] == ["--check"]:
        print(f"{len(BUGS)} patches apply")
        return
    bugs = [bug for bug in BUGS if not sys.argv[1:] or bug.stem in sys.argv[1:]]
    copy_tree()
    must(["cmake", "--preset", "dev"], TREE)
    for command in sorted({tuple(detector(bug)) for bug in bugs}):
        must(["cmake", "--build", "--preset", "dev", "--target", command[0]], TREE)
        if not passes(command):
            sys.exit(f"{shlex.join(command)} fails without a bug")
    caught = 0
    for bug in bugs:
        found = plant(bug)
        caught += found
        print(f"{'caught' if found else 'MISSED'}  {bug.stem}  by {shlex.join(detector(bug))}", flush=True)
    figures = {"seeded_bugs_total": len(bugs), "seeded_bugs_caught": caught}
    print(json.dumps(figures))
    results = os.environ.get("WINNOW_RESULTS_DIR")
    if results:
        (pathlib.Path(results) / "seeded_bugs.json").write_text(json.dumps(figures))
    if caught < len(bugs):
        sys.exit(1)


if __name__ == "__main__":
    main()
