"""Which modules and packages are a course's: what no box may see, and what decides on a regrade."""

from __future__ import annotations

from dataclasses import replace

import jinja2.filters
import pytest

from autograder.content.modules import packages_of, sources_of
from vanishing_gradients import EXERCISES

LIBRARY = replace(
    EXERCISES,
    exercises=(replace(EXERCISES["sigmoid"], reference=jinja2.filters.do_upper),),
    mistakes=(),
    variants=(),
)


def test_the_course_is_the_package_of_its_functions() -> None:
    assert packages_of(EXERCISES) == {"vanishing_gradients"}


def test_a_library_that_a_reference_is_taken_from_stays_in_students_reach() -> None:
    assert packages_of(LIBRARY) == {"vanishing_gradients"}


def test_the_sources_of_a_library_decide_on_no_regrade() -> None:
    assert not [name for name in sources_of(LIBRARY) if name.startswith("jinja2")]


@pytest.mark.parametrize(
    "module",
    [
        "vanishing_gradients.exercises.notebook1",
        "vanishing_gradients.exercises.sampling",
        "vanishing_gradients.reference.slope",
        "vanishing_gradients.variants.notebook5",
    ],
)
def test_a_module_that_a_check_is_made_of_decides_on_a_regrade(module: str) -> None:
    assert module in sources_of(EXERCISES)


def test_a_mistake_behind_a_wrapper_decides_on_a_regrade() -> None:
    assert "vanishing_gradients.mistakes.dydx" in sources_of(EXERCISES)


def test_the_figures_decide_on_no_regrade() -> None:
    assert not [name for name in sources_of(EXERCISES) if ".figures" in name]
