"""No file and no frame raises anything but our own errors, hangs, or takes memory without end."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.attacks import fuzzing
from vanishing_gradients import EXERCISES

QUICK = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
MOST = 24 << 20
"""Bytes of memory that a file or a talk of these sizes may take."""


@QUICK
@given(fuzzing.notebooks())
def test_any_file_is_accepted_or_refused(drawn: tuple[int, bytes]) -> None:
    assert fuzzing.ingest(*drawn) in {"accepted", "refused"}


@QUICK
@given(fuzzing.talks)
def test_any_answer_is_a_value_or_one_of_our_errors(stream: list[bytes]) -> None:
    assert fuzzing.converse(stream) != "a long error"


@QUICK
@given(fuzzing.tellings)
def test_any_report_of_cells_is_outputs_or_a_stop(stream: list[bytes]) -> None:
    fuzzing.run_cells(stream)


@QUICK
@given(st.sampled_from(sorted(EXERCISES)), st.lists(fuzzing.values, min_size=1, max_size=3))
def test_any_values_get_a_ruling(exercise: str, replies: list[object]) -> None:
    fuzzing.rule(exercise, replies)


@pytest.mark.parametrize("strategy", ["notebooks", "talks"])
def test_strange_input_takes_little_memory(strategy: str) -> None:
    drawn: list[object] = []

    @settings(max_examples=60, database=None, suppress_health_check=list(HealthCheck))
    @given(fuzzing.notebooks() if strategy == "notebooks" else fuzzing.talks)
    def collect(one: object) -> None:
        drawn.append(one)

    collect()
    fuzzing.release()
    for one in drawn:
        tracemalloc.start()
        try:
            if strategy == "notebooks":
                fuzzing.ingest(*one)  # type: ignore[misc]
            else:
                fuzzing.converse(one)  # type: ignore[arg-type]
            assert tracemalloc.get_traced_memory()[1] < MOST
        finally:
            tracemalloc.stop()


def test_what_is_drawn_reaches_every_end() -> None:
    """Neither is all of it refused, nor all of it accepted."""
    ends: dict[str, set[str]] = {"file": set(), "answer": set(), "cells": set()}

    @settings(max_examples=300, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(fuzzing.notebooks(), fuzzing.talks, fuzzing.tellings)
    def collect(drawn: tuple[int, bytes], talk: list[bytes], telling: list[bytes]) -> None:
        ends["file"].add(fuzzing.ingest(*drawn))
        ends["answer"].add(fuzzing.converse(talk))
        ends["cells"].add(fuzzing.run_cells(telling))

    collect()
    assert ends["file"] == {"accepted", "refused"}
    assert {"a value", "Crashed", "Raised", "Missing"} <= ends["answer"]
    assert {"outputs", "Crashed"} <= ends["cells"]
