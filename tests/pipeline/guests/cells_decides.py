"""Small notebooks in which much is put out, or odd things are: the test alone decides."""

from __future__ import annotations

from tests.pipeline.guests.case import Cells, Test

TEXT_OF = "class R:\n    def __init__(s, t): s.t = t\n    def __repr__(s): return s.t"
"""A class whose values look like any text."""

MUCH: dict[str, Cells] = {
    "many displays": (
        "def f():\n    for i in range(300): display(i)\n    return 1",
        Test("assert f() == 2"),
        Test("assert f() == 1\n0.5"),
        Test("f()\nimport sys; print('x', file=sys.stderr)"),
    ),
    "long prints": (
        "def f():\n    print('x' * 300_000)\n    return 1",
        Test("f();"),
        Test("import sys; print('e', file=sys.stderr)"),
        Test("assert f() == 2"),
        Test("f()\n0.25"),
    ),
    "a million tiny writes": (
        "import sys\ndef f():\n    for i in range(1_000_000): sys.stdout.write('.')\n    return 1",
        Test("assert f() == 2"),
        Test("0.25"),
    ),
    "both streams in turns": (
        "import sys\ndef f(n):\n    for i in range(n): print(i); print(i, file=sys.stderr)\n    return 1",
        Test("f(200)"),
        Test("f(0)"),
        Test("assert f(0) == 2"),
    ),
    "prints and displays in turns": (
        "import sys\ndef f():\n    for i in range(150): print(i); display(i)\n    return 1",
        Test("f()\nassert 0"),
        Test("f()\nsys.stderr.write('x');"),
        Test("f()\n0.5"),
    ),
    "prints of threads": (
        (
            "import threading\ndef f():\n    ts = [threading.Thread(target=lambda: [print('a') for _ in range(1000)]) for _ in range(8)]\n"
            "    [t.start() for t in ts]; [t.join() for t in ts]\n    return 1"
        ),
        Test("assert f() == 2"),
        Test("f()\n0.5"),
    ),
    "an error in a thread": (
        "import threading\ndef f():\n    t = threading.Thread(target=lambda: 1 / 0); t.start(); t.join()\n    return 1",
        Test("assert f() == 1"),
        Test("f()\n0.5"),
    ),
    "values of a megabyte": (
        "def f():\n    display('x' * 1_000_000)\n    return 1",
        Test("assert f() == 2"),
        Test("'y' * 1_000_000"),
        Test("f()\n0.5"),
        Test("import sys\nsys.stderr.write('z');"),
    ),
    "errors of a megabyte": (
        "def f(n): return f(n + 1)",
        Test("raise ValueError('x' * 1_000_000)"),
        Test("assert 0, 'y' * 10_000_000"),
        Test("f(0)"),
    ),
    "cleared output": (
        "import sys\nfrom IPython.display import clear_output\ndef f():\n    clear_output()\n    return 1",
        Test("print('x', file=sys.stderr)\nf()"),
        Test("assert f() == 2"),
        Test("f()\n0.5"),
        Test("print('x', file=sys.stderr)\nclear_output(wait=True)"),
        Test("print('x', file=sys.stderr)\nclear_output(wait=True)\nprint(1)"),
    ),
    "updated displays": (
        "h = display(1, display_id=True)\ndef f():\n    h.update(2); return 1",
        Test("f()"),
        Test("assert f() == 2"),
        Test(
            "display(0, display_id='q')\nfrom IPython.display import update_display\nupdate_display(5, display_id='q')\n1"
        ),
    ),
    "carriage returns": (
        "def f():\n    for i in range(100): print(i, end='\\r')\n    return 1",
        Test("f()"),
        Test("assert f() == 2"),
    ),
}

VALUES: dict[str, Cells] = {
    "numbers as values": (
        "",
        *map(
            Test,
            (
                "-1",
                "float('nan')",
                "True",
                "False",
                "'0.5'",
                "0.5",
                "1",
                "2.0",
                "1e-3",
                "[1]",
                "None",
                "1j",
                "0",
                "-0.0",
            ),
        ),
    ),
    "numbers of numpy and others": (
        "import numpy as np, decimal, fractions",
        *map(
            Test,
            (
                "np.float64(0.5)",
                "np.float32(1)",
                "np.int64(1)",
                "np.array(0.5)",
                "np.array([0.5])",
                "np.bool_(True)",
            ),
        ),
        *map(
            Test,
            (
                "decimal.Decimal('0.5')",
                "fractions.Fraction(1, 2)",
                "np.array(0.5).item()",
                "np.nan",
                "np.str_('1')",
            ),
        ),
    ),
    "texts that are numbers": (
        TEXT_OF,
        *map(
            Test,
            (
                "R('0.5')",
                "R(' 1 ')",
                "R('\\x1c1')",
                "R('0.5\\n')",
                "R('\\x1b[31m1\\x1b[0m')",
                "R('-inf')",
                "R('+1')",
            ),
        ),
        Test("R('0.5' + 200_000 * '0')"),
        Test("R('0.5' + 200_000 * 'x')"),
        Test("R('\\u0661')"),
    ),
    "values that show themselves": (
        (
            "class A:\n    def __repr__(s): return '0.5'\n    def _repr_pretty_(s, p, c): p.text('1.0')\n"
            "class B:\n    def __repr__(s): return '0.5'\n    def _ipython_display_(s): print('d')\n"
            "class C:\n    def __repr__(s): return '0.5'\n    def _repr_mimebundle_(s, **k): return {'text/plain': '1.5'}\n"
            "class D:\n    def __repr__(s): return '0.5'\n    def _repr_html_(s): return '<b>1</b>'\n"
            "class E:\n    def __repr__(s): return '0.5'\n    def _repr_html_(s): 1 / 0"
        ),
        *map(Test, ("A()", "B()", "C()", "D()", "E()")),
    ),
    "a value that is printed": ("", Test("print(0.5)"), Test("display(0.5)"), Test("0.5;"), Test("0.5 # ;")),
    "a precision": ("%precision 3", Test("0.123456"), Test("1")),
}

ERRORS: dict[str, Cells] = {
    "errors in magics": (
        "def f(): return 1",
        Test("%%time\nassert f() == 2"),
        Test("%%timeit -n1 -r1\nassert f() == 2"),
        Test("%%capture\nassert f() == 2"),
        Test("%time f() == 1\nassert f() == 2"),
        Test("%%time\n0.5"),
        Test("%%capture\n0.5"),
        Test("%%bash\nexit 1"),
        Test("%no_such\n1"),
    ),
    "errors in scripts": (
        "import subprocess, sys\nopen('s.py', 'w').write('assert 0');",
        Test("%run s.py"),
        Test("%run -i s.py"),
        Test("exec(open('s.py').read())"),
        Test("!python s.py"),
        Test("subprocess.run([sys.executable, 's.py'])\n0.5"),
        Test("subprocess.run([sys.executable, 's.py'], check=True)"),
        Test("subprocess.run([sys.executable, 's.py'], capture_output=True)\n0.5"),
    ),
    "errors that end things": (
        "import sys",
        *map(
            Test,
            (
                "raise SystemExit",
                "sys.exit(0)",
                "sys.exit('x')",
                "raise KeyboardInterrupt",
                "raise GeneratorExit",
            ),
        ),
        *map(Test, ("raise BaseException('x')", "raise StopIteration")),
    ),
    "errors that misbehave": (
        (
            "class E(Exception):\n    def __str__(s): 1 / 0\nclass OK(Exception): pass\nOK.__name__ = 'Fine'\n"
            "class M(type):\n    @property\n    def __name__(c): return 5\nclass N(Exception, metaclass=M): pass\n"
            "class R:\n    def __repr__(s): 1 / 0"
        ),
        *map(
            Test,
            (
                "raise E()",
                "raise OK",
                "raise N('x')",
                "R()",
                "[R()]",
                "print(R())",
                "display(R())\n0.5",
                "R();",
            ),
        ),
        Test("raise ExceptionGroup('g', [ValueError(1), KeyError(2)])"),
        Test("raise ValueError from KeyError()"),
    ),
    "an error in IPython's mode": (
        "%precision 2\nclass R:\n    def __repr__(s): raise ValueError",
        Test("R()"),
        Test("display(R())"),
        Test("assert 0"),
    ),
    "errors that are caught": (
        "def f():\n    raise ValueError",
        Test("try:\n    f()\nexcept Exception:\n    import traceback; traceback.print_exc()"),
        Test("try:\n    f()\nexcept Exception: pass\n0.25"),
    ),
    "errors of forked processes": (
        "import multiprocessing\nctx = multiprocessing.get_context('fork')\ndef boom(): 1 / 0\ndef say(): print('x')",
        Test("p = ctx.Process(target=boom); p.start(); p.join()\n0.5"),
        Test("p = ctx.Process(target=say); p.start(); p.join()\n0.5"),
    ),
    "what is written below Python": (
        "import os, subprocess",
        *map(
            Test,
            ("os.write(2, b'x');", "os.write(1, b'x');", "subprocess.run(['ls', '/nope'])\n0.5", "!ls /nope"),
        ),
        *map(Test, ("os.system('echo x >&2')\n0.5", "os.system('echo hello')\n0.5", "x = !ls /nope\n0.5")),
    ),
    "streams that were put in the place of Python's": (
        "import io, sys\ndef quiet():\n    sys.stderr = io.StringIO()\n    return 1",
        Test("quiet()\nprint('x', file=sys.stderr)"),
        Test("print('x', file=sys.stderr)"),
        Test("assert 0"),
        Test("sys.stdout = sys.__stderr__ = None\nassert quiet() == 2"),
    ),
    "late prints of a thread": (
        "import threading, time, sys\ndef later():\n    time.sleep(1); print('late', file=sys.stderr)\nthreading.Thread(target=later).start()",
        Test("0.5"),
        Test("time.sleep(1.5)\n0.5"),
        Test("0.5"),
    ),
    "an error that is cleared away": (
        (
            "from IPython.display import clear_output\n"
            "get_ipython().events.register('post_run_cell', lambda *a: clear_output())"
        ),
        Test("assert 0"),
    ),
    "an error that is handled for IPython": (
        "get_ipython().set_custom_exc((AssertionError,), lambda *a, **k: None)",
        Test("assert 0"),
    ),
    "an error that is not shown": (
        "get_ipython().showtraceback = lambda *a, **k: None",
        Test("assert 0"),
        Test("1 / 0"),
    ),
    "what a student makes of IPython": (
        "ip = get_ipython()\nip.display_pub.publish = lambda *a, **k: None\nip.display_pub.clear_output = lambda *a, **k: 1 / 0",
        Test("display(1)\nassert 0"),
        Test("ip.display_pub.publish({'text/plain': '2.0'})\n0.5"),
        Test("import sys\nsys.excepthook = lambda *a: None\nassert 0"),
    ),
}

CASES = MUCH | VALUES | ERRORS

FAKED = "a mark that a student's code shows or hides is none: the cell's own value and error count"
BY_DESIGN: dict[str, tuple[Cells, str]] = {
    "a value that a function hands to the hook": (
        (
            "import sys\ndef f():\n    sys.displayhook(2.0)\n    return 1",
            Test("assert f() == 2"),
            Test("f()\n0.5"),
        ),
        FAKED,
    ),
    "a value that a function hands to IPython": (
        (
            "ip = get_ipython()\ndef f():\n    ip.displayhook(2.0)\n    return 1",
            Test("assert f() == 2"),
            Test("f()\n0.5"),
        ),
        FAKED,
    ),
    "a value before an error": (
        ("get_ipython().ast_node_interactivity = 'all'", Test("1.0\nassert 0")),
        "a test that stops with an error earns nothing, whatever it showed before",
    ),
    "standard error behind a thousand lines": (
        (
            "import sys\ndef f():\n    for i in range(2000): print(i)\n    return 1",
            Test("f()\nprint('x', file=sys.stderr)"),
        ),
        "nbgrader cuts the output of a cell before it looks for standard error",
    ),
}
"""Ways in which a failing test earns a mark with stock nbgrader, and none here."""
