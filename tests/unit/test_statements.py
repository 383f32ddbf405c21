"""A course's table of statements: what a text says in numbers is read, and held against expressions."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from autograder.content import Reading, Statements
from autograder.content.numerals import flat, numeral, numerals, unnumbered

NAMES = {"sqrt": math.sqrt, "half": 0.5}


@pytest.fixture
def table(tmp_path: Path):
    def made(*lines: str) -> Statements:
        (tmp_path / "table.txt").write_text("\n".join(lines), encoding="utf-8")
        return Statements.read([tmp_path / "table.txt"], NAMES)

    return made


def faults(readings: list[Reading]) -> list[str]:
    return [reading.fault for reading in readings]


# A text laid flat


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"$3.0 \cdot 10^{-6}$", "3.0e-6"),
        (r"below $10^{-13}$", "below 1e-13"),
        (r"$\frac14$ and $\frac{3}{20}$", "1/4 and 3/20"),
        (r"$\frac{1}{1 + e^{-z}}$", "(1)/(1 + e^-z)"),
        ("20,000 units", "20000 units"),
        (r"$-2 \le w_{12} \le 2$", "-2 ≤ w_₁₂ ≤ 2"),
        ("![a dot at 3](figures/f4.svg)", "a dot at 3"),
        ("a\n  b", "a b"),
    ],
)
def test_a_text_is_laid_flat(text: str, plain: str) -> None:
    assert flat(text) == plain


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("from -2 to 3", [-2.0, 3.0]),
        ("n - 1 or n-1", [1.0, 1.0]),
        ("float64, w_₁, 2h, log10(x)", []),
        ("a quarter is 1/4.", [0.25]),
        ("It is 0.5. Then 7", [0.5, 7.0]),
    ],
)
def test_numbers_in_a_flat_text(line: str, numbers: list[float]) -> None:
    assert [number.value for number in numerals(line)] == numbers


def test_headings_list_items_and_points_have_numbers_of_their_own() -> None:
    text = "## 3. The slope\n1. first 5\n- **2** for a reason\n**4.** Which?"
    assert unnumbered(text)[1] == 4
    assert [number.value for number in numerals(flat(unnumbered(text)[0]))] == [5.0]


# Rounding


@pytest.mark.parametrize(
    ("written", "value", "right"),
    [
        ("0.235", 0.2350037, True),
        ("0.235", 0.2355001, False),
        ("0.2350", 0.2350499, True),
        ("0.0066", 0.0066481, True),
        ("0.0067", 0.0066481, False),
        ("3.0e-6", 2.96e-6, True),
        ("3.0e-6", 3.06e-6, False),
        ("1/4", 0.25, True),
        ("1/4", 0.2501, False),
        ("37", 37.4, True),
    ],
)
def test_a_number_is_right_to_its_last_written_digit(written: str, value: float, right: bool) -> None:
    assert numeral(written).rounds(value) is right


@pytest.mark.parametrize(
    ("written", "value", "about"),
    [("200", 210.0, True), ("200", 240.0, False), ("1e-6", 1.3e-6, True), ("1e-6", 4e-6, False)],
)
def test_about_is_within_a_tenth_or_the_nearest_power_of_ten(written: str, value: float, about: bool) -> None:
    assert numeral(written).is_about(value) is about


# Statements


def test_a_text_brings_the_numbers_that_are_given(table) -> None:
    statements = table("the root of {x} is {=sqrt(x)}")
    assert faults(statements.readings("The root of 9 is 3. The root of 2 is 1.41.")) == ["", "", "", ""]
    assert faults(statements.readings("The root of 2 is 1.42.")) == ["", "it is 1.41421"]


def test_a_number_that_no_line_knows_has_no_statement(table) -> None:
    known, unknown = table("the root of {x}").readings("The root of 9 is 3.")
    assert known.statement is not None
    assert unknown.statement is None


def test_the_longest_piece_of_text_decides(table) -> None:
    statements = table("is {=2}", "the root of {x} is {=sqrt(x)}")
    assert faults(statements.readings("It is 2. The root of 9 is 3.")) == ["", "", ""]


def test_a_name_that_comes_twice_stands_for_one_number(table) -> None:
    statements = table("{x} times {x} is {=x * x}")
    assert [reading.statement is not None for reading in statements.readings("3 times 3 is 9")] == [True] * 3
    assert [reading.statement is None for reading in statements.readings("3 times 4 is 12")] == [True] * 3


@pytest.mark.parametrize(
    ("line", "text", "fault"),
    [
        ("at most {>= half}", "at most 0.6", ""),
        ("at most {>= half}", "at most 0.4", "it is 0.5"),
        ("below {> half}", "below 0.5", "it is 0.5"),
        ("over {< half}", "over 0.4", ""),
        ("about {~ half}", "about 0.48", ""),
        ("about {~ half}", "about 0.4", "it is 0.5"),
        ("see {=nowhere}", "see 3", "nowhere cannot be computed (NameError: name 'nowhere' is not defined)"),
    ],
)
def test_how_a_number_and_its_value_may_lie(table, line: str, text: str, fault: str) -> None:
    assert faults(table(line).readings(text)) == [fault]


def test_a_list_is_held_against_a_list(table) -> None:
    statements = table("the squares of {*x} are {*=[v * v for v in x]}")
    assert set(faults(statements.readings("The squares of 1, 2 and 3 are 1, 4 and 9."))) == {""}
    assert faults(statements.readings("The squares of 1, 2 and 3 are 1, 4 and 8."))[-1] == "it is 9"
    assert faults(statements.readings("The squares of 1 and 2 are 1."))[-1] == "there should be 2 numbers"


def test_a_fact_has_to_be_true_where_something_is_claimed(table) -> None:
    statements = table("{a} is below {=half}{? a < half}")
    assert faults(statements.readings("0.6 is below 0.5")) == ["a < half is not true"] * 2


def test_a_fact_of_a_label_says_what_it_is_about(table) -> None:
    statements = table("== inputs", "x = {x}{? x in (1, 2)}")
    assert statements.readings("x = 2")[0].statement.group == "inputs"
    assert statements.readings("x = 3")[0].statement is None
