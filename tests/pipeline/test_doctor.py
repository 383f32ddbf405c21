"""The doctor finds nothing in the course as it is, and each fault that is planted in a copy of it."""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from autograder.content import Exercise, ExerciseSet, Hints, Mistake, Values, Variant
from autograder.course import student_package
from autograder.doctor import Diagnosis, answers, blind, borrowed, examine, leaks, notebooks, students
from autograder.doctor.grading import handed_in
from autograder.notebooks import cells_of
from tools.repository import RELEASE, REPOSITORY, SOURCE
from vanishing_gradients import ASSIGNMENT, EXERCISES

if TYPE_CHECKING:
    from collections.abc import Callable

NB1 = "01-one-unit-one-slope.ipynb"


@pytest.fixture(scope="module")
def diagnosis() -> Diagnosis:
    return examine(EXERCISES, SOURCE, RELEASE)


def test_the_course_as_it_is_has_no_findings(diagnosis: Diagnosis) -> None:
    assert [str(finding) for finding in diagnosis.findings] == []


def test_there_are_mistakes_and_right_variants_enough(diagnosis: Diagnosis) -> None:
    assert diagnosis.counts["mistakes"] >= 120
    main = [exercise for exercise in EXERCISES.values() if exercise.main]
    assert diagnosis.counts["right variants"] >= answers.VARIANTS_LEAST * len(main) > 0


def test_the_points_are_those_of_the_course(diagnosis: Diagnosis) -> None:
    assert (diagnosis.counts["points by the grader"], diagnosis.counts["points by hand"]) == (69, 31)


def test_every_exercise_with_numbers_has_known_mistakes(diagnosis: Diagnosis) -> None:
    assert {exercise for exercise, _ in diagnosis.named} == set(EXERCISES) - {"find_counterexample"}


def test_most_mistakes_are_named_in_the_notebook_already(diagnosis: Diagnosis) -> None:
    states = list(diagnosis.named.values())
    assert states.count("both") > 0.9 * len(states)


# Planted faults


@pytest.fixture
def copies(tmp_path: Path) -> tuple[Path, Path]:
    """Source and release of the course, to be spoilt."""
    return (
        Path(shutil.copytree(SOURCE, tmp_path / "source" / ASSIGNMENT)),
        Path(shutil.copytree(RELEASE, tmp_path / "release" / ASSIGNMENT)),
    )


def change(notebook: Path, key: str, changed: Callable[[dict], None]) -> None:
    """Change the cell with this grade_id or id."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    cell = next(
        c for c in content["cells"] if key in {c["metadata"].get("nbgrader", {}).get("grade_id"), c["id"]}
    )
    changed(cell)
    notebook.write_text(json.dumps(content), encoding="utf-8")


def found(findings: object) -> str:
    return "\n".join(map(str, findings))  # type: ignore[call-overload]


def leaked(source: Path, release: Path) -> str:
    return found(leaks.release(cells_of(source), release, Diagnosis(EXERCISES)))


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        ("    return np.where(z >= 0, 1.0, e) / (1.0 + e)", "the solution of sigmoid"),
        (
            "    return np.exp(np.minimum(z, 0.0)) / (1.0 + np.exp(-np.abs(z)))",
            "code of vanishing_gradients.reference",
        ),
        ("        lambda c: _product(c.w, slope(c.a[:-1])),", "code of vanishing_gradients.mistakes.dydx"),
        ("from autograder import notebooks", "it imports the grader"),
        ("### BEGIN SOLUTION", "a marker of a solution"),
    ],
)
def test_a_leak_in_a_released_cell_is_found(copies: tuple[Path, Path], planted: str, told: str) -> None:
    change(copies[1] / NB1, "imports", lambda cell: cell["source"].append(f"\n{planted}"))
    assert told in leaked(*copies)


def test_a_leak_in_the_students_package_is_found(copies: tuple[Path, Path]) -> None:
    file = copies[1] / "chainlab" / "words.py"
    file.write_text(
        file.read_text()
        + "\n\nx = 1\n    return 2.0 * math.log1p(math.sqrt(1.0 - 4.0 * s)) - math.log(4.0 * s)\n"
    )
    assert "code of vanishing_gradients.reference.slope" in leaked(*copies)


def test_a_rubric_in_the_release_is_found(copies: tuple[Path, Path]) -> None:
    line = "- **2** locates the error: each slope is taken at the wrong number."
    change(copies[1] / NB1, "title", lambda cell: cell["source"].append(f"\n{line}"))
    change(
        copies[0] / NB1,
        "question_bound_proof",
        lambda cell: cell.update(source=f"Why?\n=== BEGIN MARK SCHEME ===\n{line}\n=== END MARK SCHEME ==="),
    )
    assert "the mark scheme of question_bound_proof" in leaked(*copies)


def test_a_course_key_in_the_release_is_found(copies: tuple[Path, Path]) -> None:
    (copies[1] / ".course_key").write_text("00" * 32)
    assert "the course key lies in the release" in leaked(*copies)


def test_model_answers_in_the_release_are_found(copies: tuple[Path, Path]) -> None:
    (copies[1] / ".model-answers.json").write_text("{}")
    assert "model answers lie in the release" in leaked(*copies)


@pytest.mark.parametrize(
    ("key", "changed", "told"),
    [
        ("check_sigmoid", lambda c: c["metadata"]["nbgrader"].update(points=7), "7 points, the exercise 3"),
        (
            "check_sigmoid",
            lambda c: c["metadata"]["nbgrader"].update(grade_id="check_x"),
            "it has no test cell",
        ),
        ("check_sigmoid", lambda c: c.update(source="assert sigmoid(0) == 0.5"), "its source is not the one"),
        ("sigmoid", lambda c: c["metadata"].clear(), "it has no solution cell"),
    ],
)
def test_cells_that_do_not_fit_the_exercises_are_found(
    copies: tuple[Path, Path], key: str, changed: Callable[[dict], None], told: str
) -> None:
    change(copies[0] / NB1, key, changed)
    assert told in found(notebooks.exercises(cells_of(copies[0]), Diagnosis(EXERCISES)))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("![A picture of nothing at all](figures/none.svg)", "the image figures/none.svg is missing"),
        ("![](figures/tangent.svg)", "has no alt text"),
        ("[notes](notes.md)", "the link to notes.md leads nowhere"),
        ("The slope $s$ and $z", "a formula is not closed"),
        ("The slope $\\frac{1}{2$ is", "the braces"),
        ("# A second title", "2 titles of the first level"),
    ],
)
def test_broken_text_is_found(copies: tuple[Path, Path], text: str, told: str) -> None:
    change(copies[0] / NB1, "section-slope", lambda cell: cell.update(source=text))
    assert told in found(notebooks.texts(cells_of(copies[0]), copies[0], Diagnosis(EXERCISES)))


def test_outputs_in_the_source_are_found(copies: tuple[Path, Path]) -> None:
    output = {"output_type": "stream", "name": "stdout", "text": "1"}
    change(copies[0] / NB1, "imports", lambda cell: cell["outputs"].append(output))
    assert "it carries outputs" in found(
        notebooks.texts(cells_of(copies[0]), copies[0], Diagnosis(EXERCISES))
    )


def test_a_solution_that_is_wrong_is_found(copies: tuple[Path, Path]) -> None:
    change(copies[0] / NB1, "sigmoid", lambda cell: cell.update(source="def sigmoid(z):\n    return z"))
    text = found(handed_in(*copies, Diagnosis(EXERCISES)))
    assert "check_sigmoid: the course's own solution scores 0 of 3" in text


def test_a_scaffold_that_earns_marks_is_found(copies: tuple[Path, Path]) -> None:
    stub = "def max_of_sigmoid_prime():\n    return 0.0, 0.25"
    change(copies[1] / NB1, "max_of_sigmoid_prime", lambda cell: cell.update(source=stub))
    assert "check_max_of_sigmoid_prime: untouched it is 'correct'" in found(
        handed_in(*copies, Diagnosis(EXERCISES))
    )


def knowing(*mistakes: Mistake) -> Diagnosis:
    """Return an empty diagnosis of the course with these known mistakes alone."""
    return Diagnosis(dataclasses.replace(EXERCISES, mistakes=mistakes))


def only(*exercises: Exercise | str) -> ExerciseSet:
    """Return a set of these exercises alone, of the course or changed."""
    return ExerciseSet(ASSIGNMENT, tuple(EXERCISES[e] if isinstance(e, str) else e for e in exercises))


LAB = RELEASE / "chainlab"


def test_a_mistake_that_is_right_is_found() -> None:
    planted = Mistake("sigmoid.tanh", "sigmoid", EXERCISES["sigmoid"].reference, "None.")
    assert "sigmoid.tanh: it scores full marks" in found(answers.mistakes(LAB, knowing(planted)))


def test_two_mistakes_that_collide_are_found() -> None:
    planted = (
        Mistake("sigmoid.tanh", "sigmoid", np.tanh, "One."),
        Mistake("sigmoid.rectifier", "sigmoid", np.tanh, "The same."),
    )
    assert "the judge names nothing instead" in found(answers.mistakes(LAB, knowing(*planted)))


def test_a_mistake_that_the_students_check_does_not_know_is_found() -> None:
    planted = Mistake("sigmoid.tanh", "sigmoid", lambda z: np.asarray(z) * 3.3, "A line.")
    assert "the students' own check does not name it" in found(answers.mistakes(LAB, knowing(planted)))


def test_a_mistake_that_the_students_check_praises_is_found() -> None:
    def wrong_for_few(z: float) -> float:
        right: float = EXERCISES["sigmoid_second"].reference(z)
        return right * 1.5 if np.size(z) == 7 else right

    planted = Mistake("sigmoid_second.seven", "sigmoid_second", wrong_for_few, "Wrong for seven numbers.")
    text = found(answers.mistakes(LAB, knowing(planted)))
    assert "sigmoid_second.seven: it loses marks, and the students' own check praises it" in text


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda file: file.unlink(), "identities.py is missing, which its check tries"),
        (
            lambda file: file.write_text("import numpy as np\n"),
            "identities.py is not that of the exercise set",
        ),
    ],
)
def test_properties_that_students_do_not_have_are_found(
    copies: tuple[Path, Path], damage: Callable[[Path], object], sentence: str
) -> None:
    damage(copies[1] / "chainlab" / "identities.py")
    assert f"chainlab in the release: {sentence}" in found(students.package(*copies, Diagnosis(EXERCISES)))


def test_a_right_variant_that_loses_marks_is_found() -> None:
    planted = (Variant("sigmoid", "as a line", lambda z: z),)
    text = found(answers.variants(LAB, Diagnosis(dataclasses.replace(EXERCISES, variants=planted))))
    assert "sigmoid (as a line): a right answer loses marks" in text
    assert "sigmoid (as a line): the students' own check refuses a right answer" in text
    assert "chain_dydx: only 0 right variants are known" in text


def test_a_helper_that_is_an_answer_is_found(copies: tuple[Path, Path]) -> None:
    file = copies[1] / "chainlab" / "measure.py"
    file.write_text(
        file.read_text()
        + "\n\ndef gap(a, b):\n    top = max(abs(a), abs(b))\n    return abs(a - b) / top if top else 0.0\n"
    )
    assert "relative_error: chainlab.measure.gap(a, b) passes" in found(
        borrowed.borrowed(copies[1] / "chainlab", Diagnosis(only("relative_error")))
    )


def test_a_helper_that_takes_the_arguments_in_another_order_is_found(copies: tuple[Path, Path]) -> None:
    file = copies[1] / "chainlab" / "measure.py"
    file.write_text(f"{file.read_text()}\n\ndef tilt(x, f):\n    return f(complex(x, 1e-20)).imag / 1e-20\n")
    assert "complex_step: chainlab.measure.tilt(x, f) passes" in found(
        borrowed.borrowed(copies[1] / "chainlab", Diagnosis(only("complex_step")))
    )


def test_an_answer_that_an_earlier_exercise_gives_is_found() -> None:
    smooth = Values("slopes", 1.0, lambda rng: [(np.sin, float(rng.uniform(0.5, 1.0)))], rtol=1e-6)
    both = only("central_difference", dataclasses.replace(EXERCISES["complex_step"], checks=(smooth,)))
    assert "complex_step: central_difference(f, x) passes 'slopes' at 200 of 200 draws" in found(
        borrowed.borrowed(None, Diagnosis(both))
    )


@pytest.mark.parametrize(
    ("name", "sample", "told"),
    [
        ("relative_error", lambda rng: [(0.0, rng.uniform()), (0.0, rng.uniform())], "1 passes"),
        ("gradient_bound", lambda _: [(np.array([2.0, 4.0]),)], "0.5 passes"),
        ("relative_error", lambda _: [(1.0, 4.0), (2.0, 3.0)], "what was right at the same call of another"),
        (
            "log10_gradient_bound",
            lambda rng: [(np.full(rng.integers(2, 90), 40.0),)],
            "the length of w passes",
        ),
        (
            "best_step",
            lambda rng: [(np.sin, np.cos, 1.0, rng.permutation([1e-1, 1e-3, 1e-5, 1e-11, 1e-12, 1e-13]))],
            "number 2 from above of hs passes 'narrow' at 200 of 200 draws",
        ),
        ("window_width", lambda rng: [(float(rng.uniform(-4.0, 4.0)),)], "0 passes"),
        (
            "underflow_depth",
            lambda rng: [(float(w), float(rng.uniform(0.3, 0.9))) for w in rng.uniform(1.0, 3.0, 3)],
            "an answer with x of call 0 for every x passes",
        ),
    ],
)
def test_inputs_that_a_blind_answer_fits_are_found(name: str, sample: Callable, told: str) -> None:
    tolerance = EXERCISES[name].tolerance[1]
    narrow = dataclasses.replace(EXERCISES[name], checks=(Values("narrow", 1.0, sample, atol=tolerance),))
    assert told in found(blind.blind(Diagnosis(only(narrow))))


def test_a_guess_among_few_passes_as_often_as_the_check_states_and_no_oftener() -> None:
    def sides(rng: np.random.Generator) -> list[tuple[float]]:
        return [(float(side),) for side in rng.choice([-50.0, 50.0], 3)]

    def examined(chance: float) -> str:
        check = Values("one of two", 1.0, sides, rtol=1e-6, atol=1e-6, chance=chance)
        return found(blind.blind(Diagnosis(only(dataclasses.replace(EXERCISES["sigmoid"], checks=(check,))))))

    assert "passes 'one of two'" in examined(0.0)
    assert examined(1 / 8) == ""


def test_an_exercise_that_accepts_zero_is_found() -> None:
    check = dataclasses.replace(EXERCISES["chain_dydx"].checks[3], atol=1e-8)
    lax = ExerciseSet(ASSIGNMENT, (dataclasses.replace(EXERCISES["chain_dydx"], checks=(check,)),))
    assert "chain_dydx: 0 counts as right (a chain of 30 units)" in found(answers.zeros(Diagnosis(lax)))


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        (("What is s*(1 - s)?", "b", "c"), "hint 1 holds a formula"),
        (("a", "Use np.prod(w).", "c"), "hint 2 holds a formula"),
    ],
)
def test_a_formula_in_a_hint_is_found(steps: tuple[str, ...], told: str) -> None:
    hints = Hints({**EXERCISES.hints.steps, "any.sign": steps}, EXERCISES.hints.families)
    assert told in found(leaks.words(Diagnosis(dataclasses.replace(EXERCISES, hints=hints))))


def test_a_mistake_without_hints_is_found() -> None:
    planted = Mistake("sigmoid.no_words", "sigmoid", np.tanh, "None.")
    assert "sigmoid.no_words: it has 0 hints" in found(leaks.words(knowing(planted)))


# The command


def doctor(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "autograder.front.cli", "doctor", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_an_assignment_without_notebooks_is_told_in_one_sentence(tmp_path: Path) -> None:
    done = doctor("poems", "--course", str(REPOSITORY), cwd=tmp_path)
    assert done.returncode == 2
    assert "There are no notebooks in" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_the_command_prints_the_matrix_and_saves_it(tmp_path: Path) -> None:
    done = doctor(ASSIGNMENT, "--course", str(REPOSITORY), "--figure", "matrix.svg", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.rstrip().endswith("0 findings.")
    assert "slope_at_activation" in done.stdout
    assert "\nLimits: " in done.stdout
    assert (tmp_path / "matrix.svg").read_text().startswith("<?xml")


def test_the_students_package_can_be_loaded_from_two_places(copies: tuple[Path, Path]) -> None:
    one, other = (student_package.load("coach.words", folder / "chainlab") for folder in (RELEASE, copies[1]))
    assert one.__file__ != other.__file__
    assert one.PRAISE == other.PRAISE
