"""Attacks on the grader's time, memory and disk; every bomb is bounded, also where a limit is missing."""

from __future__ import annotations

import json

from tests.attacks.attack import Attack


def hangs(name: str, tries: str, body: str, first: str = "") -> Attack:
    """Return an attack by one function without prerequisites, so that nothing is judged twice."""
    source = f"{first}\ndef sigmoid(z):\n" + "\n".join("    " + line for line in body.strip().splitlines())
    return Attack(name, tries, "keep the grader longer than its limits", cells={"sigmoid": source})


def floods(name: str, tries: str, cell: str) -> Attack:
    """Return an attack by one cell that the student added."""
    return Attack(name, tries, "keep the grader longer than its limits", first=cell)


ENDLESS = (
    hangs("endless-loop", "never returns", "while True: pass"),
    hangs(
        "loop-that-catches-everything",
        "never returns, and ignores signals and exceptions",
        """
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    try:
        while True: pass
    except BaseException: pass
""",
    ),
    hangs("hang-in-c", "never returns from C, where no exception reaches it", "return 7 ** (7 ** 12)"),
    hangs(
        "regular-expression",
        "never returns from a regular expression",
        "import re\nreturn re.match(r'(a+)+$', 'a' * 60 + 'b')",
    ),
    hangs("sleep", "sleeps for an hour", "import time\ntime.sleep(3600)"),
    hangs(
        "read-from-nobody", "waits for input that never comes", "import os\nr, w = os.pipe()\nos.read(r, 1)"
    ),
    hangs(
        "deadlock",
        "waits for a lock that it holds",
        "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()",
    ),
    hangs(
        "stops-itself",
        "stops its own process",
        "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\nreturn 1.0",
    ),
    hangs(
        "endless-recursion",
        "recurses without end",
        "import sys\nsys.setrecursionlimit(10**9)\nreturn sigmoid(z)",
    ),
    hangs("crash", "reads address 0", "import ctypes\nreturn ctypes.string_at(0)"),
    hangs("closed-descriptors", "closes every descriptor", "import os\nos.closerange(0, 256)\nreturn 7.0"),
    hangs(
        "endless-value",
        "returns a value whose reading never ends",
        "return Endless([1.0])",
        """
class Endless(list):
    def __iter__(self):
        while True: yield 1.0
""",
    ),
    hangs(
        "endless-destructor",
        "leaves an object whose end never ends",
        "global kept\nkept = Slow()\ndel kept\nreturn 7.0",
        "class Slow:\n    def __del__(self):\n        while True: pass",
    ),
    hangs(
        "endless-coroutine",
        "returns a coroutine that is never done",
        "import asyncio\nreturn asyncio.sleep(3600)",
    ),
    hangs(
        "slow-drip",
        "prints a letter every moment and never returns",
        "import time\nwhile True:\n    print('.', flush=True)\n    time.sleep(0.01)",
    ),
    floods("endless-cell", "a cell that never ends", "while True: pass"),
    floods(
        "endless-import",
        "a cell that imports a module which never ends",
        'open("slow.py", "w").write("while True: pass")\nimport sys; sys.path.insert(0, ".")\nimport slow',
    ),
    floods(
        "endless-await", "a cell that awaits what never comes", "import asyncio\nawait asyncio.Event().wait()"
    ),
    floods("endless-shell", "a shell command that never ends", "!sleep 3600"),
    floods("endless-magic", "a cell magic that never ends", "%%bash\nsleep 3600"),
    floods(
        "at-exit",
        "a handler that never lets the process end",
        "import atexit\natexit.register(lambda: __import__('time').sleep(3600))",
    ),
    floods(
        "slow-to-compile",
        "a source that takes long to compile",
        "x = " + "(" * 80 + "1" + ")" * 80 + "\n" + "y = " + " + ".join(["1"] * 20_000),
    ),
    floods(
        "white-space",
        "a source of white space, on which a pattern may hang",
        "x = 1" + "\n" * 100_000 + " " * 20_000 + "x",
    ),
    floods(
        "code-made-twice",
        "a source of which Python makes code twice, of that twice again, and so on: a million times",
        "".join(f"{' ' * n}try:\n{' ' * n} pass\n{' ' * n}finally:\n" for n in range(20))
        + " " * 20
        + "x = 1",
    ),
    floods(
        "number-that-cannot-be-written",
        "a cell that hangs beside a number which Python reads and does not write",
        f"x = 0x{'f' * 9000}\nwhile True: pass",
    ),
    floods(
        "long-chains",
        "sources whose trees are as deep as they are long",
        "if 0: pass\n" + "elif 0: pass\n" * 13_000 + "\nprint" + "()" * 9_000,
    ),
)

SIZE = (
    hangs(
        "memory",
        "takes all memory",
        "kept = []\nfor _ in range(40):\n    kept.append(bytearray(b'x' * (64 << 20)))\nreturn 7.0",
    ),
    hangs("memory-at-once", "asks for more memory than there is", "return bytearray(1 << 45)"),
    hangs(
        "memory-of-many",
        "takes memory in many processes",
        """
import os, time
for _ in range(8):
    if os.fork() == 0:
        kept = bytearray(b'x' * (128 << 20))
        time.sleep(30)
        os._exit(0)
time.sleep(30)
""",
    ),
    hangs(
        "memory-in-files",
        "takes memory in memory-backed files",
        """
import os
for folder in ("/tmp", "/dev/shm", "/work"):
    with open(folder + "/large", "wb") as file:
        for _ in range(100):
            file.write(b"x" * (1 << 20))
return 7.0
""",
    ),
    hangs(
        "forks",
        "forks without end",
        """
import os, time
end = time.monotonic() + 8
while time.monotonic() < end:
    try:
        os.fork()
    except OSError:
        time.sleep(0.001)
return 7.0
""",
    ),
    hangs(
        "threads",
        "starts threads without end",
        "import threading, time\nfor _ in range(5000):\n    threading.Thread(target=time.sleep, args=(20,), daemon=True).start()\nreturn 7.0",
    ),
    hangs(
        "files",
        "makes files without end",
        "import os\nfor number in range(30_000):\n    os.close(os.open(f'/tmp/{number}', os.O_CREAT))\nreturn 7.0",
    ),
    hangs(
        "deep-folders",
        "makes folders in folders",
        "import os\nfor _ in range(3000):\n    os.mkdir('d')\n    os.chdir('d')\nreturn 7.0",
    ),
    hangs(
        "descriptors",
        "opens files without end",
        "kept = [open('/dev/null') for _ in range(10_000)]\nreturn 7.0",
    ),
    hangs("large-answer", "answers with more numbers than anybody asked for", "return np.zeros(6_000_000)"),
    hangs("larger-answer", "answers with more bytes than a frame may have", "return np.zeros(60_000_000)"),
    hangs("long-list", "answers with a list of very many lists", "return [[1.0, None]] * 50_000"),
    hangs(
        "deep-list", "answers with lists in lists", "x = 1.0\nfor _ in range(30_000):\n    x = [x]\nreturn x"
    ),
    hangs("long-keys", "answers with a dict of very long keys", "return {'k' * 10**7: 1.0}"),
    floods("output", "prints without end", "for _ in range(200_000):\n    print('x' * 1000)"),
    floods(
        "output-of-errors",
        "writes without end to the error stream",
        "import sys\nfor _ in range(200_000):\n    sys.stderr.write('x' * 1000)",
    ),
    floods(
        "output-of-children",
        "lets a child print without end",
        "import subprocess\nsubprocess.run('yes | head -c 300000000', shell=True)",
    ),
    floods(
        "displays",
        "displays without end",
        "from IPython.display import display\nfor _ in range(20_000):\n    display('x' * 1000)",
    ),
    floods("large-result", "shows a result of very many letters", "'x' * 100_000_000"),
    floods("large-error", "raises an error with a very long message", "raise ValueError('x' * 50_000_000)"),
    floods(
        "long-trace",
        "raises an error from the bottom of a deep recursion",
        "def f(n):\n    return f(n - 1) if n else 1 / 0\nimport sys\nsys.setrecursionlimit(10**6)\nf(20_000)",
    ),
    floods(
        "warnings",
        "warns without end",
        "import warnings\nfor number in range(100_000):\n    warnings.warn(f'{number}' * 100)",
    ),
)


def many_cells(count: int, source: str) -> bytes:
    """Return a notebook of so many cells."""
    cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
    return json.dumps({"cells": [cell] * count, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}).encode()


CELLS = (
    Attack(
        "thousand-cells",
        "hands in a thousand cells",
        "keep the grader longer than its limits",
        file=lambda _: many_cells(1000, "print('x' * 5000)"),
    ),
    Attack(
        "slow-cells",
        "hands in cells that are each just fast enough",
        "keep the grader longer than its limits",
        file=lambda _: many_cells(300, "import time; time.sleep(1)"),
    ),
    Attack(
        "stopping-cells",
        "hands in cells that each end the process",
        "keep the grader longer than its limits",
        file=lambda _: many_cells(300, "import os; os._exit(0)"),
    ),
    Attack(
        "large-sources",
        "hands in sources of nine million letters",
        "keep the grader longer than its limits",
        file=lambda _: many_cells(1, "x = '" + "a" * 9_000_000 + "'"),
    ),
)

AVAILABILITY: tuple[Attack, ...] = (*ENDLESS, *SIZE, *CELLS)
