"""Small notebooks whose marks differ from stock's by design, each with the reason."""

from __future__ import annotations

from tests.pipeline.guests.case import Cells, Test

BY_DESIGN: dict[str, tuple[Cells, str]] = {
    "a kernel's own process": (
        (
            "ip = get_ipython()",
            Test("assert ip.kernel is not None"),
            Test("import sys\nassert 'ipykernel' in sys.modules"),
        ),
        "there is none: a box runs cells by itself, ten times as quickly",
    ),
    "what is loaded before the first cell": (
        (
            "import sys",
            Test("assert 'numpy' not in sys.modules"),
            Test("assert 'IPython' in sys.modules"),
            Test("assert '_box' not in sys.modules"),
        ),
        "numpy is imported once for a whole class, and IPython for cells that need it",
    ),
    "a figure that cannot be drawn": (
        (
            "import matplotlib.pyplot as plt",
            Test("plt.title('$\\\\frac{1$')\nassert True"),
        ),
        "a figure is drawn only where a human looks at it: it is what costs most",
    ),
    "the user that the system knows": (
        (
            "import os, pwd",
            Test("assert pwd.getpwuid(os.getuid()).pw_name"),
        ),
        "the list of users of the machine is no student's business",
    ),
    "system calls that reach past the box": (
        (
            "import fcntl, mmap, os",
            Test("with open('mine', 'w') as file:\n    fcntl.flock(file, fcntl.LOCK_EX)"),
            Test("mmap.mmap(-1, 4096)[:1] = b'x'"),
            Test("os.close(os.memfd_create('mine'))"),
            Test("os.sched_setaffinity(0, os.sched_getaffinity(0))"),
        ),
        "one student's code must not watch, hold up or speak to another's",
    ),
}
