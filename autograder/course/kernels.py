"""The kernel that the course's released notebooks ask for: which Python it is, or why it cannot be used.

What a student's copy of a notebook says of its kernel counts for nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from string import Template
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel
from nbgrader.preprocessors import Execute

from autograder.errors import KernelError
from autograder.notebooks import Notebook

NATIVE, ANY = "python3", "python"
"""The kernel of a notebook that names none, and the name that Jupyter takes for it."""
OTHER_LANGUAGE = (
    "the notebook {notebook} is written in {language}, and this grader runs Python alone. Nothing was "
    "changed: grade this assignment with nbgrader itself (`nbgrader autograde` in a course whose "
    "nbgrader_config.py does not call `install`)."
)
NOT_HERE = (
    "the notebook {notebook} asks for the kernel {kernel!r}, which is not installed on this machine. Install "
    "it (`jupyter kernelspec list` shows those that are), or name another one for grading in "
    "nbgrader_config.py:  c.Execute.kernel_name = 'python3'"
)
NO_PYTHON = (
    "the kernel {kernel!r} of the notebook {notebook} is not started as `python -m ...` but as {command!r}, "
    "so its Python cannot be found. Name a kernel for grading in nbgrader_config.py:  "
    "c.Execute.kernel_name = 'python3'"
)
SEVERAL = (
    "the notebooks of this assignment ask for different kernels ({kernels}). Grade those of one kernel at a "
    "time, with --notebook, or name one for all in nbgrader_config.py:  c.Execute.kernel_name = 'python3'"
)


@dataclass(frozen=True)
class Kernel:
    """A kernel of Python that is installed here.

    Parameters
    ----------
    name
        What Jupyter calls it.
    command
        What starts its Python; empty for the one that the grader runs in.
    variables
        Environment variables that it sets.
    """

    name: str
    command: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()

    def runs_as(self, other: Kernel) -> bool:
        """Return whether two kernels are the same but for their names."""
        return replace(self, name=other.name) == other


def kernel_of(notebooks: Sequence[Notebook], config: Any) -> Kernel:
    """Return the kernel of released notebooks, as nbgrader's own Execute would choose it.

    Raises
    ------
    KernelError
        If one is written in another language, its kernel is not here or is no Python, or if they differ.
    """
    specs = _Specs(KernelSpecManager(config=config))
    wanted = Execute(config=config).kernel_name
    kernels = {_kernel(notebook, wanted, specs): notebook.name for notebook in notebooks}
    first = next(iter(kernels), Kernel(NATIVE))
    if not all(kernel.runs_as(first) for kernel in kernels):
        names = ", ".join(f"{kernel.name} of {notebook}" for kernel, notebook in kernels.items())
        raise KernelError(SEVERAL.format(kernels=names))
    return first


def _kernel(notebook: Notebook, wanted: str, specs: _Specs) -> Kernel:
    stated, info = (notebook.metadata.get(key) or {} for key in ("kernelspec", "language_info"))
    named = wanted or stated.get("name") or ""
    language = stated.get("language") or info.get("name") or ANY
    # A notebook that names no kernel runs in the native one; its language may be stated all the same.
    must_be_python(notebook, language if not named else ANY)
    name = NATIVE if named in ("", ANY) else named
    try:
        spec = specs[name]
    except NoSuchKernel:
        must_be_python(notebook, language)
        raise KernelError(NOT_HERE.format(notebook=notebook.name, kernel=name)) from None
    must_be_python(notebook, spec.language or language)
    return Kernel(name, _command(notebook, name, spec), _variables(spec))


class _Specs(dict[str, KernelSpec]):
    """The specs of this machine's kernels by name: notebooks of an assignment mostly name the same one."""

    def __init__(self, manager: KernelSpecManager) -> None:
        super().__init__()
        self._manager = manager

    def __missing__(self, name: str) -> KernelSpec:
        """Read a spec from its file if it has one: else Jupyter imports all of ipykernel."""
        folder = self._manager.find_kernel_specs().get(name.lower())
        if folder is not None and Path(folder, "kernel.json").is_file():
            self[name] = KernelSpec.from_resource_dir(folder)
        else:
            self[name] = self._manager.get_kernel_spec(name)
        return self[name]


def must_be_python(notebook: Notebook, language: str) -> None:
    """Refuse a notebook in another language.

    Raises
    ------
    KernelError
        If it is none of Python's names.
    """
    if language.lower().rstrip("3") not in {"python", "ipython"}:
        raise KernelError(OTHER_LANGUAGE.format(notebook=notebook.name, language=language))


def _command(notebook: Notebook, name: str, spec: KernelSpec) -> tuple[str, ...]:
    """Return what starts the Python of a kernel: what stands in its command before `-m`."""
    if "-m" not in spec.argv:
        begins = " ".join(spec.argv[:3])
        raise KernelError(NO_PYTHON.format(notebook=notebook.name, kernel=name, command=begins))
    command = tuple(spec.argv[: spec.argv.index("-m")])
    version = sys.version_info
    own = {"python", f"python{version.major}", f"python{version.major}.{version.minor}"}  # as Jupyter has it
    is_own = len(command) == 1 and (command[0] in own or Path(command[0]) == Path(sys.executable))
    return () if is_own else command


def _variables(spec: KernelSpec) -> tuple[tuple[str, str], ...]:
    return tuple((name, Template(spec.env[name]).safe_substitute(os.environ)) for name in sorted(spec.env))
