"""The students' package: it is there, it can be imported, its coach and fingerprints are the grader's own."""

from __future__ import annotations

from pathlib import Path

from autograder.authoring import coach, fingerprints
from autograder.coach import VERSION
from autograder.course import student_package
from autograder.doctor.finding import Diagnosis, Finding, Findings
from autograder.doctor.own_check import own_check


def package(source: Path, released: Path, diagnosis: Diagnosis) -> Findings:
    """Yield what is not right with the students' package in an assignment's source and in its release."""
    name = diagnosis.exercises.student_package
    if not name:
        return
    for step, folder in (("source", source / name), ("release", released / name)):
        subject = f"{name} in the {step}"
        if not folder.is_dir():
            yield Finding(
                subject,
                "the exercise set names this students' package, and it is not there.",
                _release(diagnosis)
                if step == "release"
                else "Make the folder, or correct `student_package`.",
            )
            continue
        yield from _coach(folder, subject, diagnosis)
        yield from _identities(folder, subject, diagnosis)
    if (released / name).is_dir():
        yield from _check(released / name, diagnosis)


def _release(diagnosis: Diagnosis) -> str:
    return f"Run `autograder release {diagnosis.exercises.assignment}`."


def _coach(folder: Path, subject: str, diagnosis: Diagnosis) -> Findings:
    if coach.is_current(folder):
        return
    version = coach.version(folder)
    if version is None:
        what = "the coach is missing, the part of it that checks, hints and brings functions along."
    elif version == VERSION:
        what = "the coach was altered: its files are not those of the grader."
    elif _is_older(version):
        what = f"the coach is older than the grader's: version {version}, not {VERSION}."
    else:
        what = f"the coach is newer than the grader's: version {version}, not {VERSION}."
    yield Finding(subject, what, _release(diagnosis))


def _identities(folder: Path, subject: str, diagnosis: Diagnosis) -> Findings:
    """Yield whether students have other properties than the ones that are graded."""
    ours = diagnosis.exercises.identities
    theirs = folder / ours.name if ours is not None else None
    if ours is not None and theirs is not None:
        if not theirs.is_file():
            yield Finding(subject, f"{ours.name} is missing, which its check tries.", _release(diagnosis))
        elif theirs.read_bytes() != ours.read_bytes():
            yield Finding(subject, f"{ours.name} is not that of the exercise set.", _release(diagnosis))


def _is_older(version: str) -> bool:
    return not version.isdecimal() or int(version) < int(VERSION)


def _check(folder: Path, diagnosis: Diagnosis) -> Findings:
    """Yield what keeps the students' own check from working."""
    try:
        student_package.load("coach.findings", folder)
    except Exception as error:  # whatever the package's own modules raise
        cause = " ".join(f"{type(error).__name__}: {error}".split())
        yield Finding(
            folder.name, f"it cannot be imported ({cause}).", "Correct it: students cannot import it either."
        )
        return
    check = own_check(folder)
    if check is None:
        yield Finding(
            f"{folder.name}/{fingerprints.FILE}",
            "it is missing or damaged, so the students' own check says nothing.",
            _release(diagnosis),
        )
        return
    for name in diagnosis.exercises:
        if name not in check.entries:
            yield Finding(name, "the students' own check does not know this exercise.", _release(diagnosis))
