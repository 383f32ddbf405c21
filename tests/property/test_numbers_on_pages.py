"""Every number that students, markers and teachers read is proved by the course's statements."""

import numpy as np
import pytest

from autograder.doctor import Diagnosis
from autograder.doctor.numbers import Stated, faults, numbers, unused
from autograder.notebooks import cells_of
from tools.repository import SOURCE
from tools.statements import everything, pages, table
from vanishing_gradients import EXERCISES
from vanishing_gradients import reference as ref
from vanishing_gradients.statements import FILES, TEACHERS
from vanishing_gradients.statements.chains import T

TEACHERS_PAGES = {page.where for page in pages()}


@pytest.fixture(scope="module")
def every() -> list[Stated]:
    return everything()[1]


def test_every_number_in_notebooks_widgets_checks_hints_and_rubrics_is_proved():
    assert [str(finding) for finding in numbers(cells_of(SOURCE), Diagnosis(EXERCISES), SOURCE)] == []


@pytest.mark.parametrize("page", sorted(TEACHERS_PAGES))
def test_every_number_on_a_page_for_teachers_is_proved(every, page):
    assert [str(finding) for finding in faults(n for n in every if n.text.where == page)] == []


def test_every_statement_for_teachers_stands_on_their_pages(every):
    own = FILES[TEACHERS].name
    found = [finding for finding in unused(every, table()) if finding.subject.startswith(own)]
    assert [str(finding) for finding in found] == []


def test_most_numbers_are_bound_to_a_value_or_stand_beside_one_that_is(every):
    bound_or_given = [
        n for n in every if n.reading.statement is not None and not n.reading.statement.is_label
    ]
    assert len(bound_or_given) > len(every) / 2


# What the proofs rest on


def test_z_times_one_minus_sigma_has_its_maximum_t_at_1_plus_t():
    z = np.linspace(0.0, 40.0, 400_001)
    values = z * ref.sigmoid(-z)
    assert values.max() == pytest.approx(T, rel=1e-9)
    assert z[values.argmax()] == pytest.approx(1 + T, abs=1e-3)


def test_the_schwarzian_derivative_of_the_sigmoid_is_minus_one_half():
    z = np.linspace(-6.0, 6.0, 121)
    s, d1, d2 = ref.sigmoid(z), ref.sigmoid_prime(z), ref.sigmoid_second(z)
    third = d1 * (1 - 6 * s * (1 - s))
    assert third / d1 - 1.5 * (d2 / d1) ** 2 == pytest.approx(-0.5, abs=1e-12)


def test_two_layers_of_weight_minus_10_have_three_fixed_points():
    a = np.linspace(0.0, 1.0, 1_000_001)
    beyond = ref.sigmoid(-10 * ref.sigmoid(-10 * a)) > a
    assert np.count_nonzero(np.diff(beyond)) == 3
