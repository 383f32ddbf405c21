"""Small notebooks whose tests write, warn, log, draw, wait, or ask for what is around them."""

from __future__ import annotations

from tests.pipeline.guests.case import Cells, Test

CASES: dict[str, Cells] = {
    "warnings that were switched off": (
        "import warnings\nwarnings.filterwarnings('ignore')",
        "def f():\n    warnings.warn('old')\n    return 1",
        Test("assert f() == 1"),
        Test("warnings.resetwarnings()\nf()"),
        Test("warnings.simplefilter('ignore')\nassert f() == 1"),
    ),
    "a warning": (
        "import warnings\ndef f():\n    warnings.warn('old', stacklevel=1)\n    return 1",
        Test("assert f() == 1"),
        Test("assert f() == 1"),
        Test(
            "with warnings.catch_warnings(record=True) as w:\n    warnings.simplefilter('always')\n    f()\nassert len(w) == 1"
        ),
        Test("with warnings.catch_warnings():\n    warnings.simplefilter('error')\n    f()"),
        Test("f(); f()\nassert True"),
        Test("warnings.warn('gone', DeprecationWarning)"),
        Test(
            "import unittest\nclass T(unittest.TestCase):\n    def runTest(self):\n        with self.assertWarns(UserWarning): f()\nassert not T().run().failures"
        ),
    ),
    "warnings of Python's own": (
        "def f():\n    return 1",
        Test("x = 3 is 3"),
        Test("s = '\\d'"),
        Test("assert (f() == 1, 'always true')"),
        Test("async def g(): pass\ng()\n1"),
        Test("import numpy as np\nnp.array([1.0]) / 0"),
        Test("import numpy as np\nnp.seterr(all='ignore');"),
        Test("import numpy as np\nnp.array([1.0]) / 0\n2"),
        Test("import asyncore"),
        Test("import datetime\ndatetime.datetime.utcnow();"),
        Test("f = open('x', 'w'); del f"),
    ),
    "warnings as errors": (
        "import warnings\nwarnings.simplefilter('error')",
        Test("warnings.warn('x')"),
        Test("import numpy as np\nnp.array([1.0]) / 0"),
        Test("1 + 1\nassert True"),
    ),
    "logging": (
        "import logging\nlog = logging.getLogger('own')",
        Test("log.info('quiet')\nassert True"),
        Test("log.warning('loud')"),
        Test("logging.basicConfig(level=logging.DEBUG)\nassert logging.getLogger().handlers"),
        Test("log.debug('loud')"),
        Test(
            "import sys\nlogging.basicConfig(stream=sys.stdout, force=True, level=10)\nlog.info('x')\nassert True"
        ),
        Test(
            "import unittest\nclass T(unittest.TestCase):\n    def runTest(self):\n        with self.assertLogs('own', 'INFO'): log.info('x')\nassert not T().run().failures"
        ),
    ),
    "standard error": (
        "import sys, os",
        Test("print('x', file=sys.stderr)"),
        Test("sys.stderr.write('')"),
        Test("sys.stderr.write('x');"),
        Test("os.write(2, b'x');"),
        Test("os.write(1, b'x');"),
        Test("os.write(2, b'x')\n1"),
        Test("os.system('echo x >&2');"),
        Test("import subprocess\nsubprocess.run(['sh', '-c', 'echo x >&2']);"),
        Test(
            "import subprocess\nassert subprocess.run(['sh', '-c', 'echo x >&2'], capture_output=True).stderr == b'x\\n'"
        ),
        Test("import subprocess\nsubprocess.check_call(['false'])"),
        Test("import traceback\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    traceback.print_exc()"),
        Test("import threading\nt = threading.Thread(target=lambda: 1 / 0); t.start(); t.join()"),
        Test("import faulthandler\nfaulthandler.dump_traceback()"),
        Test("import ctypes\nlibc = ctypes.CDLL(None)\nlibc.perror(b'x');"),
        Test("assert True"),  # nbgrader loses what C writes in the last cell, if the kernel ends first
    ),
    "the streams": (
        "import sys, io, contextlib",
        Test("assert sys.stdout.encoding.lower() == 'utf-8' and not sys.stdout.isatty()"),
        Test("assert sys.stdout.fileno() != sys.stderr.fileno()"),
        Test("sys.stdout.fileno()\nassert True"),
        Test("assert sys.__stdout__ is not None and sys.stdout is not sys.__stdout__"),
        Test(
            "b = io.StringIO()\nwith contextlib.redirect_stdout(b):\n    print('x')\nassert b.getvalue() == 'x\\n'"
        ),
        Test(
            "b = io.StringIO()\nwith contextlib.redirect_stderr(b):\n    print('x', file=sys.stderr)\nassert b.getvalue()"
        ),
        Test(
            "old = sys.stdout\nsys.stdout = io.StringIO()\nprint('kept')\ngot = sys.stdout.getvalue()\nsys.stdout = old\nassert got == 'kept\\n'"
        ),
        Test("sys.stdout.write(3)"),
        Test("sys.stdout.buffer.write(b'x')"),
        Test("print('x', flush=True, end='')\nsys.stdout.flush()"),
        Test("sys.stdout.reconfigure(line_buffering=True)"),
        Test("sys.stdout.close()\nprint(1)"),
        Test("print('after')"),
        Test("sys.stdout.errors"),
        Test("assert sys.stdin is not None"),
        Test("sys.stdin.read()\nassert True"),
        Test("assert sys.stdout.name"),
        Test("assert sys.stdout.writable() and not sys.stdout.readable()"),
        Test(
            "import unittest.mock as m\nwith m.patch('sys.stdout', new=io.StringIO()) as s:\n    print(1)\nassert s.getvalue() == '1\\n'"
        ),
        Test(
            "import unittest.mock as m\nwith m.patch('builtins.print') as p:\n    print(1)\np.assert_called_once_with(1)"
        ),
    ),
    "questions to a human": (
        "def ask():\n    return input('How old? ')",
        Test("ask()"),
        Test("try:\n    ask()\nexcept EOFError:\n    pass"),
        Test(
            "try:\n    ask()\nexcept Exception as e:\n    assert type(e).__name__ == 'StdinNotImplementedError' and 'raw_input' in str(e)"
        ),
        Test("try:\n    ask()\nexcept NotImplementedError:\n    pass"),
        Test(
            "import unittest.mock as m\nwith m.patch('builtins.input', return_value='3'):\n    assert ask() == '3'"
        ),
        Test(
            "import builtins\nold = builtins.input\nbuiltins.input = lambda p='': '4'\ngot = ask()\nbuiltins.input = old\nassert got == '4'"
        ),
        Test("import getpass\ngetpass.getpass('p')"),
        Test(
            "import getpass\ntry:\n    getpass.getpass('p')\nexcept Exception as e:\n    assert 'getpass was called' in str(e)"
        ),
        Test("input = lambda p='': '5'\nassert ask() == '5'"),
        Test("import sys\nimport io\nsys.stdin = io.StringIO('7\\n')\nassert sys.stdin.readline() == '7\\n'"),
    ),
    "builtins of site": (
        "x = 1",
        Test("help(len)"),
        Test("help(x)"),
        Test("help('keywords')"),
        Test(
            "import io, contextlib\nb = io.StringIO()\nwith contextlib.redirect_stdout(b):\n    help(len)\nassert 'Return the number' in b.getvalue()"
        ),
        Test("assert 'Python' in str(copyright)"),
        Test("copyright\nassert credits and license"),
        Test("credits"),
        Test("assert callable(exit) and callable(quit)"),
        Test("import builtins\nassert callable(builtins.exit) and callable(builtins.help)"),
        Test("import pydoc\nassert 'len' in pydoc.render_doc(len)"),
        Test("assert callable(open) and callable(__builtins__.open)"),
        Test("breakpoint"),
    ),
    "the end of a program": (
        "import sys",
        Test("sys.exit()"),
        Test("raise SystemExit(0)"),
        Test("try:\n    sys.exit(3)\nexcept SystemExit as e:\n    assert e.code == 3"),
        Test(
            "import unittest\nclass T(unittest.TestCase):\n    def runTest(self):\n        with self.assertRaises(SystemExit): sys.exit()\nassert not T().run().failures"
        ),
        Test("import atexit\natexit.register(print, 'late');"),
        Test("raise KeyboardInterrupt"),
        Test("raise GeneratorExit"),
        Test("class Mine(BaseException): pass\nraise Mine()"),
        Test("raise Exception"),
        Test("assert True"),
    ),
    "errors and their text": (
        "def f():\n    return 1 / 0",
        Test("f()"),
        Test(
            "import traceback\ntry:\n    f()\nexcept ZeroDivisionError:\n    t = traceback.format_exc()\nassert 'return 1 / 0' in t and 'in f' in t and t.startswith('Traceback')"
        ),
        Test(
            "import sys\ntry:\n    f()\nexcept ZeroDivisionError:\n    assert sys.exc_info()[0] is ZeroDivisionError"
        ),
        Test("import sys\nassert sys.last_type is ZeroDivisionError"),
        Test("import sys\nassert isinstance(sys.last_value, ZeroDivisionError)"),
        Test("raise ExceptionGroup('g', [ValueError(1)])"),
        Test("class E(Exception):\n    def __str__(self): raise ValueError\nraise E"),
        Test("class E(Exception):\n    def _render_traceback_(self): return ['short']\nraise E"),
        Test("import sys\nhooked = []\nsys.excepthook = lambda *a: hooked.append(a)\nassert not hooked"),
        Test("raise"),
        Test("raise 3"),
        Test("assert 0, object()"),
        Test("return 3"),
        Test("yield 3"),
        Test("break"),
        Test("x = (1"),
        Test("  x = 1\n y = 2"),
        Test("\tx = 1\n\tassert x == 1"),
        Test("nonlocal z"),
        Test("x = 1\x00"),
        Test("print 'x'"),
    ),
    "recursion": (
        "import sys\ndef deep(n):\n    return 0 if n == 0 else 1 + deep(n - 1)\ndef endless():\n    return endless()",
        Test("assert deep(900) == 900"),
        Test("assert deep(2900) == 2900"),
        Test("assert deep(3100) == 3100"),
        Test("deep(20_000)"),
        Test("try:\n    endless()\nexcept RecursionError:\n    pass"),
        Test("endless()"),
        Test("assert sys.getrecursionlimit() == 1000"),
        Test("sys.setrecursionlimit(5000)\nassert deep(4000) == 4000"),
        Test("class A:\n    def __repr__(self): return repr(self)\nA()"),
        Test("class A:\n    def __getattr__(self, n): return getattr(self, n)\nA().x"),
        Test("import json\na = []; a.append(a)\njson.dumps(a)"),
    ),
    "things in the background": (
        "import threading, time, sys\ndef late(stream, wait=1.0):\n    time.sleep(wait); print('late', file=stream)",
        "t = threading.Thread(target=late, args=(sys.stderr,)); t.start()",
        Test("t.join()\nassert True"),
        Test("t = threading.Thread(target=late, args=(sys.stderr,)); t.start(); t.join()"),
        Test("t = threading.Thread(target=late, args=(sys.stdout,)); t.start(); t.join()\n1"),
        Test(
            "seen = []\nwith __import__('concurrent.futures').futures.ThreadPoolExecutor(2) as p:\n    seen = list(p.map(abs, [-1]))\nassert seen == [1]"
        ),
        Test("e = threading.Event()\nthreading.Timer(0.01, e.set).start()\nassert e.wait(20)"),
        Test("assert threading.current_thread() is threading.main_thread()"),
        Test("assert threading.main_thread().name == 'MainThread'"),
        Test(
            "import queue\nq = queue.Queue()\nthreading.Thread(target=q.put, args=(1,), daemon=True).start()\nassert q.get(timeout=20) == 1"
        ),
        Test("local = threading.local(); local.x = 1"),
        Test("assert local.x == 1"),
        Test("import contextvars\nv = contextvars.ContextVar('v', default=0)\nv.set(5)\nassert v.get() == 5"),
        Test("assert v.get() == 5, v.get()"),
        Test(
            "import sched\ns = sched.scheduler()\ngot = []\ns.enter(0.01, 1, got.append, (1,))\ns.run()\nassert got == [1]"
        ),
    ),
    "signals": (
        "import signal, os, time",
        Test("assert signal.getsignal(signal.SIGINT) is signal.default_int_handler"),
        Test(
            "def stop(*a): raise TimeoutError\nold = signal.signal(signal.SIGALRM, stop)\nsignal.setitimer(signal.ITIMER_REAL, 0.05)\ntry:\n    time.sleep(5)\n    assert False\nexcept TimeoutError:\n    pass"
        ),
        Test(
            "got = []\nsignal.signal(signal.SIGUSR1, lambda *a: got.append(1))\nos.kill(os.getpid(), signal.SIGUSR1)\ntime.sleep(0.05)\nassert got == [1]"
        ),
        Test("signal.alarm(0)\nassert True"),
        Test(
            "try:\n    os.kill(os.getpid(), signal.SIGINT); time.sleep(1)\nexcept KeyboardInterrupt:\n    pass"
        ),
    ),
    "asyncio": (
        "import asyncio\nasync def f(v=3):\n    await asyncio.sleep(0)\n    return v",
        Test("assert await f() == 3"),
        Test("assert asyncio.run(f()) == 3"),
        Test("loop = asyncio.get_running_loop()\nassert loop.is_running()"),
        Test("loop = asyncio.get_event_loop()\nassert loop.is_running()"),
        Test("asyncio.get_event_loop().run_until_complete(f())"),
        Test("r = await asyncio.gather(f(1), f(2))\nassert r == [1, 2]"),
        "task = asyncio.create_task(f(4))",
        Test("assert await task == 4"),
        Test("t = asyncio.ensure_future(f(4))\nassert not t.done()"),
        Test("assert t.done() and t.result() == 4"),
        Test("async with asyncio.timeout(5):\n    await f()"),
        Test("async for x in f(): pass"),
        Test("q = asyncio.Queue()\nawait q.put(1)\nassert await q.get() == 1"),
        Test("await f(0.5)"),
        Test("await f(1); "),
        Test(
            "import concurrent.futures as c\nwith c.ThreadPoolExecutor() as p:\n    assert p.submit(asyncio.run, f()).result() == 3"
        ),
        Test(
            "import threading\ngot = []\nth = threading.Thread(target=lambda: got.append(asyncio.run(f()))); th.start(); th.join()\nassert got == [3]"
        ),
        Test("with asyncio.Runner() as runner:\n    runner.run(f())"),
        Test("loop = asyncio.new_event_loop()\nloop.run_until_complete(f())"),
        Test("[await f(i) for i in range(3)]\nassert True"),
        Test("await asyncio.wait_for(asyncio.sleep(9), 0.01)"),
        Test("r = await asyncio.to_thread(abs, -3)\nassert r == 3"),
        Test("async def bad(): raise ValueError('v')\nawait bad()"),
        Test("p = await asyncio.create_subprocess_exec('true')\nassert await p.wait() == 0"),
    ),
    "async tests of unittest": (
        "import asyncio, unittest\nasync def f():\n    return 3",
        Test(
            "class T(unittest.IsolatedAsyncioTestCase):\n    async def test_f(self):\n        self.assertEqual(await f(), 3)\nr = unittest.TextTestRunner(stream=open('l', 'w')).run(unittest.defaultTestLoader.loadTestsFromTestCase(T))\nassert r.wasSuccessful()"
        ),
        Test("c = f()\nassert asyncio.iscoroutine(c)\nc.close()"),
    ),
}
