"""Small notebooks of all kinds: settings that outlive a cell, IPython's ways, frames, servers, subprocesses."""

from __future__ import annotations

from tests.pipeline.guests.case import Cells, Test

LASTING = (
    "import decimal, contextvars, numpy as np\nv = contextvars.ContextVar('v', default=0)\n"
    "decimal.getcontext().prec = 3\nnp.seterr(divide='ignore')\nv.set(5);"
)
LASTS = (
    Test("assert v.get() == 5 and decimal.Decimal(1) / 3 == decimal.Decimal('0.333')"),
    Test("np.array([1.0]) / 0\n1"),
    Test("t = v.set(6)\nassert v.get() == 6"),
    Test("v.reset(t)\nassert v.get() == 5"),
)

CASES: dict[str, Cells] = {
    "settings of the context last": (LASTING, *LASTS),
    "settings of the context last, beside a magic": ("%time\n" + LASTING, *LASTS, "%time", *LASTS),
    "settings of the context last until IPython comes": (LASTING, "%time", *LASTS),
    "settings of the context and await": (
        "import asyncio, contextvars\nv = contextvars.ContextVar('v', default=0)",
        "await asyncio.sleep(0)\nv.set(7);",
        Test("assert v.get() == 7"),
        Test("assert v.get() == 0"),
    ),
    "every expression is shown": (
        "from IPython.core.interactiveshell import InteractiveShell\nInteractiveShell.ast_node_interactivity = 'all'",
        Test("0.5\n1.5"),
        Test("print(1)\n1.5\n'a'"),
        Test("x = 1"),
    ),
    "assignments are shown": (
        "%config InteractiveShell.ast_node_interactivity = 'last_expr_or_assign'",
        Test("x = 0.5"),
        Test("x = 0.5;"),
        Test("x: float = 1.5"),
    ),
    "magics that show": (
        "x = 1",
        Test("%%html\n<b>b</b>"),
        Test("%%javascript\nalert(1)"),
        Test("%%latex\n$x$"),
        Test("%%markdown\n*a*"),
        Test("%%svg\n<svg/>"),
        Test("%%script sh\necho 1"),
        Test("%%script no-such-program\n1"),
        Test("%%writefile text.txt\nabc"),
        Test("assert open('text.txt').read() == 'abc\\n'"),
        Test("%%file other.txt\nabc"),
        Test("%%writefile -a text.txt\ndef"),
        Test("%pycat text.txt"),
        Test("%load text.txt"),
        Test("%alias again echo %s\n%again b"),
        Test("%prun -q x + 1"),
        Test("%%prun -q\nassert x == 2"),
        Test("%env HOME"),
        Test("%set_env OWN 3\nimport os\nassert os.environ['OWN'] == '3'"),
        Test("%who"),
        Test("%dhist"),
        Test("%magic"),
        Test("%quickref"),
        Test("%colors NoColor"),
        Test("%logstate"),
        Test("%automagic off"),
        Test("pwd"),
        Test("%autocall 1\nabs -3"),
        Test("%system echo 1"),
        Test("!!echo 1"),
        Test("%sx echo 1"),
        Test("%tb"),
        Test("%pdb off"),
        Test("%matplotlib --list"),
        Test("%code_wrap"),
    ),
    "looking for mistakes by hand": (
        "def f(): return 1 / 0",
        Test("breakpoint()\nassert True"),
        Test("import pdb; pdb.set_trace()\nassert True"),
        Test("f()"),
        Test("%debug"),
        Test("import pdb\npdb.pm()"),
        Test("import traceback\ntraceback.print_last()"),
        Test("%tb"),
    ),
    "history that is looked up": (
        "first = 1",
        "%time second = 2",
        Test("%hist"),
        Test("%history 1"),
        Test("%recall 1"),
        Test("m = get_ipython().history_manager\nassert [t[2] for t in m.get_tail(2)] is not None"),
        Test("assert get_ipython().history_manager.input_hist_parsed is In"),
        Test("from IPython import get_ipython\nassert 'second' in str(get_ipython().user_ns['In'])"),
        Test("assert In[-1].startswith('assert In[-1]')"),
        Test("assert [c for c in In if 'first = 1' in c]"),
        Test("assert not any('for ' + 'x in' in c for c in In)"),
    ),
    "frames": (
        "import inspect, sys\ndef caller(): return inspect.stack()[1].function\ndef name(): return inspect.currentframe().f_code.co_name",
        Test("assert caller() == '<module>' and name() == 'name'"),
        Test("assert sys._getframe().f_globals is globals()"),
        Test("assert inspect.currentframe().f_code.co_name == '<module>'"),
        Test("assert inspect.currentframe().f_lineno == 1"),
        Test(
            "seen = []\nsys.settrace(lambda frame, event, arg: seen.append(event))\nname()\nsys.settrace(None)\nassert 'call' in seen"
        ),
        Test(
            "import cProfile, pstats, io\np = cProfile.Profile()\np.runcall(name)\npstats.Stats(p, stream=io.StringIO()).print_stats()"
        ),
        Test("import timeit\nassert timeit.timeit('name()', globals=globals(), number=2) < 60"),
        Test("import timeit\nassert timeit.timeit(name, number=2) < 60"),
        Test("import trace\nt = trace.Trace(count=1, trace=0)\nt.runfunc(name)\nassert t.results().counts"),
        Test("import symtable, ast\nast.parse(inspect.getsource(name))"),
        Test(
            "import unittest.mock as m\nwith m.patch('__main__.name', return_value='x'):\n    assert name() == 'x'"
        ),
        Test(
            "import unittest.mock as m\nwith m.patch('builtins.open', m.mock_open(read_data='r')):\n    open('no-such')"
        ),
        Test(
            "import unittest.mock as m\nwith m.patch('__main__.open', m.mock_open(read_data='r'), create=True):\n    assert open('no-such').read() == 'r'"
        ),
        Test(
            "import unittest.mock as m\nwith m.patch.dict(globals(), {'zz': 1}):\n    assert zz == 1\nassert 'zz' not in globals()"
        ),
        Test(
            "import unittest.mock as m\nwith m.patch.object(sys.modules['__main__'], 'caller') as c:\n    caller()\nc.assert_called_once()"
        ),
    ),
    "other processes": (
        "import subprocess, sys, multiprocessing as m, os, time",
        Test("assert subprocess.run([sys.executable, '-c', 'import sys; sys.exit(3)']).returncode == 3"),
        Test("assert subprocess.check_output('echo $((1 + 1))', shell=True, text=True) == '2\\n'"),
        Test(
            "p = m.get_context('spawn').Process(target=time.sleep, args=(0,)); p.start(); p.join()\nassert p.exitcode == 0"
        ),
        Test(
            "p = m.get_context('fork').Process(target=print, args=('x',)); p.start(); p.join()\nassert p.exitcode == 0"
        ),
        Test(
            "def put(v): v.value = 3\nv = m.Value('i', 0)\np = m.Process(target=put, args=(v,)); p.start(); p.join()\nassert v.value == 3"
        ),
        Test(
            "def fail(): raise ValueError\np = m.Process(target=fail); p.start(); p.join()\nassert p.exitcode == 1"
        ),
        Test(
            "with m.Manager() as manager:\n    d = manager.dict(); d['a'] = 1\n    assert dict(d) == {'a': 1}"
        ),
        Test(
            "from multiprocessing import shared_memory as s\nb = s.SharedMemory(create=True, size=8); b.buf[0] = 1\nassert b.buf[0] == 1\nb.close(); b.unlink()"
        ),
        Test(
            "pid = os.fork()\nif pid == 0: os._exit(7)\nassert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7"
        ),
        Test("r, w = os.pipe(); os.write(w, b'x'); assert os.read(r, 1) == b'x'"),
        Test("assert m.parent_process() is None and m.current_process().name == 'MainProcess'"),
        Test(
            "import http.server, threading, urllib.request\ns = http.server.HTTPServer(('127.0.0.1', 0), http.server.SimpleHTTPRequestHandler)\nthreading.Thread(target=s.handle_request, daemon=True).start()\nassert urllib.request.urlopen(f'http://127.0.0.1:{s.server_port}/').status == 200"
        ),
        Test("import socket\na, b = socket.socketpair(); a.send(b'x'); assert b.recv(1) == b'x'"),
        Test("import sys, subprocess\nsubprocess.run([sys.executable, '-c', 'import numpy'], check=True)"),
        Test("subprocess.run(['python', '-c', '1'], check=True)"),
        Test("subprocess.run(['python3', '-c', 'import numpy'], check=True)"),
    ),
    "clocks and places": (
        "import os, time, datetime, locale, tempfile, pathlib",
        Test("os.environ['TZ'] = 'Asia/Tokyo'; time.tzset()\nassert time.localtime(0).tm_hour == 9"),
        Test("assert datetime.datetime.fromtimestamp(0).hour == 9"),
        Test("assert locale.setlocale(locale.LC_ALL, '')"),
        Test("locale.setlocale(locale.LC_ALL, 'xx_XX')"),
        Test("assert os.path.isdir(tempfile.gettempdir())"),
        Test(
            "p = pathlib.Path.home() / 'own.txt'; p.write_text('x'); assert p.read_text() == 'x'; p.unlink()"
        ),
        Test("assert time.perf_counter() < time.perf_counter() + 1 and time.process_time() > 0"),
        Test("time.sleep(0.01)\nassert True"),
        Test("assert '%.2f' % 1.005 and format(1234567.891, ',.1f') == '1,234,567.9'"),
        Test("import calendar\nassert calendar.month_name[1] == 'January'"),
    ),
    "errors beside a magic": (
        "%time\nimport sys",
        Test("raise KeyboardInterrupt"),
        Test("raise SystemExit(2)"),
        Test("sys.exit('no')"),
        Test("assert False, 'why'"),
        Test("def f(:"),
        Test("x = 1\n  y = 2"),
        Test("class E(BaseException): pass\nraise E"),
        Test("%time 1 / 0"),
        Test("%timeit -n1 -r1 1 / 0"),
        Test("%run no_such.py"),
        Test("!false"),
        Test("x = !false\nassert x == []"),
        Test("import warnings\nwarnings.warn('x')"),
        Test("import warnings\nwarnings.warn('x')"),
        Test("raise ExceptionGroup('g', [ValueError(1)])"),
        Test("assert sys.last_type is ExceptionGroup"),
        Test("input()"),
        Test("sys.exc_info()\nassert sys.exc_info() == (None, None, None)"),
        Test("def deep(n): return 0 if n == 0 else 1 + deep(n - 1)\nassert deep(850) == 850"),
        Test("deep(1000)"),
        Test("assert True"),
    ),
    "cells of odd forms": (
        "# -*- coding: utf-8 -*-\n'a text'",
        Test("# only a comment"),
        Test("pass"),
        Test("..."),
        Test("\n\n\n1.5\n\n"),
        Test("if True:\n    1.5"),
        Test("1.5 if True else 0"),
        Test("x = 1.5; x"),
        Test("x = 1.5;x;"),
        Test("(x := 1.5)"),
        Test("'''1'''\n1.5"),
        Test("print('a'); 1.5"),
        Test("def f(): return 1.5\nf()"),
        Test("@lambda f: f()\ndef g(): return 1.5"),
        Test("[print(i) for i in range(2)]"),
        Test("print(1.5)"),
        Test("import this"),
        Test("from __future__ import braces"),
        Test("from __future__ import annotations\n1.5"),
        Test("import antigravity_no_such"),
        Test("x = 1 \\\n  + 1\nx"),
        Test("\u00e4 = 2\n\u00e4"),
        Test("lambda: 1"),
        Test("1_000 - 999"),
        Test("0x1"),
        Test("1e0"),
        Test("+1.5"),
        Test("1.5,"),
        Test("-1.5"),
        Test("match 1:\n    case 1: y = 2\ny"),
        Test("type(1)"),
        Test("f'{1.5}'"),
        Test("b'1'"),
        Test("%%time\n1.5"),
        Test("%time 1.5"),
        Test("   1.5"),
        Test("\t1.5\n\t"),
        Test(">>> 1.5"),
        Test("In [1]: 1.5"),
        Test("x?\n1.5"),
        Test("1.5 # noqa: x; y"),
        Test("1.5 ; # why"),
        Test("assert 'a'; 1.5"),
        Test("del x"),
        Test("global q; q = 1.5; q"),
    ),
}
