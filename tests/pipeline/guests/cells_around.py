"""Small notebooks whose tests look at what is around a cell: the environment, files, time, memory, figures."""

from __future__ import annotations

from tests.pipeline.guests.case import Cells, Test

PLOT = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2], [3, 4], label='a')\nax.set_title('T')"

CASES: dict[str, Cells] = {
    "the environment": (
        "import os, sys",
        Test("assert os.environ['NBGRADER_EXECUTION'] == 'autograde'"),
        Test("assert 'NBGRADER_VALIDATING' not in os.environ"),
        Test("assert os.environ.get('NBGRADER_EXECUTION')"),
        Test("assert os.path.isdir(os.environ['HOME']) and os.path.expanduser('~') == os.environ['HOME']"),
        Test("assert os.environ['PATH']"),
        Test("import getpass\nassert getpass.getuser()"),
        Test("assert os.environ['PAGER'] == 'cat' and os.environ['TERM'] == 'xterm-color'"),
        Test("assert os.environ['MPLBACKEND'].endswith('backend_inline')"),
        Test(
            "assert 'CLICOLOR' in os.environ and os.environ['GIT_PAGER'] == 'cat' and os.environ['FORCE_COLOR'] == '1'"
        ),
        Test("os.environ['OWN'] = '1'\nassert os.getenv('OWN') == '1'"),
        Test("assert 'JPY_PARENT_PID' in os.environ"),
        Test("assert os.cpu_count() >= 1 and len(os.sched_getaffinity(0)) >= 1"),
        Test(
            "import platform\nassert platform.system() == 'Linux' and platform.node() and platform.python_version()"
        ),
        Test("import pathlib\nassert pathlib.Path.home().is_dir()"),
        Test("import socket\nassert socket.gethostname()"),
        Test("os.getlogin"),
        Test("assert sys.executable and os.path.exists(sys.executable)"),
        Test("assert len(sys.argv) == 3 and sys.argv[1] == '-f'"),
        Test("assert sys.argv[0].endswith('ipykernel_launcher.py')"),
        Test("import argparse\nargparse.ArgumentParser().parse_args()"),
        Test("import argparse\nargparse.ArgumentParser().parse_args([])\nassert True"),
        Test("assert sys.flags.interactive == 0"),
        Test("assert not sys.flags.isolated and not sys.flags.no_site"),
        Test("assert hasattr(sys, 'ps1')"),
        Test("import site\nassert site.getsitepackages()"),
        Test("assert any('packages' in p for p in sys.path)"),
        Test("assert '' in sys.path"),
        Test("assert sys.prefix and sys.version_info >= (3, 8)"),
        Test("import IPython\nassert IPython.version_info[0] >= 8"),
        Test("assert 'google.colab' not in sys.modules"),
        Test("import locale\nassert locale.getpreferredencoding().upper() == 'UTF-8'"),
        Test("import time\nassert time.tzname and time.time() > 1.7e9"),
        Test("import datetime\nassert datetime.datetime.now().astimezone().tzinfo is not None"),
        Test(
            "import zoneinfo, datetime\nassert datetime.datetime(2024, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin')).utcoffset().seconds == 7200"
        ),
        Test("assert sys.getfilesystemencoding() == 'utf-8' and sys.getdefaultencoding() == 'utf-8'"),
        Test("assert sys.stdin.encoding"),
        Test("import importlib.metadata as m\nassert m.version('numpy')"),
    ),
    "what is loaded": (
        "import sys\ndef student(): return 1",
        Test("np"),
        Test("import numpy\nassert numpy.random is not None"),
        Test("import sys\nassert not any(m.startswith('autograder') for m in sys.modules)"),
        Test("assert 'get_ipython' in globals() and 'Shell' in get_ipython().__class__.__name__"),
        Test("try:\n    get_ipython\n    there = True\nexcept NameError:\n    there = False\nassert there"),
        Test(
            "assert sorted(n for n in dir() if not n.startswith('_')) == ['In', 'Out', 'exit', 'get_ipython', 'numpy', 'open', 'quit', 'student', 'sys', 'there']"
        ),
    ),
    "files": (
        "import os, pathlib, tempfile\nopen('made.txt', 'w').write('a\\nb\\n')",
        Test("assert open('made.txt').read() == 'a\\nb\\n'"),
        Test("assert pathlib.Path('made.txt').exists() and os.listdir().count('made.txt') == 1"),
        Test(
            "with tempfile.TemporaryDirectory() as d:\n    pathlib.Path(d, 'x').write_text('1')\nassert not os.path.exists(d)"
        ),
        Test(
            "with tempfile.NamedTemporaryFile('w+') as f:\n    f.write('x'); f.seek(0)\n    assert f.read() == 'x'"
        ),
        Test("assert os.path.isabs(os.getcwd())"),
        Test("os.makedirs('a/b', exist_ok=True); os.chdir('a/b')\nassert os.getcwd().endswith('a/b')"),
        Test("os.chdir('../..')\nassert os.path.exists('made.txt')"),
        Test("open('no-such-file')"),
        Test("import csv, io\nassert list(csv.reader(open('made.txt'))) == [['a'], ['b']]"),
        Test(
            "import sqlite3\nc = sqlite3.connect('own.db')\nc.execute('create table t(x)')\nc.execute('insert into t values (1)')\nassert c.execute('select x from t').fetchall() == [(1,)]"
        ),
        Test(
            "import zipfile\nwith zipfile.ZipFile('z.zip', 'w') as z:\n    z.write('made.txt')\nassert zipfile.ZipFile('z.zip').namelist() == ['made.txt']"
        ),
        Test(
            "import json\njson.dump({'a': 1}, open('x.json', 'w'))\nassert json.load(open('x.json'))['a'] == 1"
        ),
        Test(
            "p = pathlib.Path('own_module.py')\np.write_text('v = 3')\nimport own_module\nassert own_module.v == 3"
        ),
        Test("assert os.stat('made.txt').st_size == 4 and os.access('made.txt', os.W_OK)"),
        Test(
            "import shutil\nshutil.copy('made.txt', 'copy.txt')\nassert pathlib.Path('copy.txt').read_text() == 'a\\nb\\n'"
        ),
        Test("pathlib.Path('made.txt').unlink()\nassert not os.path.exists('made.txt')"),
        Test("open(0)"),
        Test(
            "import subprocess, sys\nassert subprocess.run([sys.executable, '-c', 'print(1)'], capture_output=True, text=True).stdout == '1\\n'"
        ),
        Test("import linecache, tokenize, glob\nassert glob.glob('*.json') == ['x.json']"),
        Test("os.umask(0o22)\nassert True"),
        Test("import fileinput\nassert True"),
    ),
    "chance": (
        "import random, numpy as np",
        Test("random.seed(1)\nassert random.randint(1, 10**6) == random.Random(1).randint(1, 10**6)"),
        Test("np.random.seed(0)\nassert abs(np.random.rand() - 0.5488135) < 1e-6"),
        Test("r = np.random.default_rng(0)\nassert abs(r.random() - 0.63696169) < 1e-6"),
        Test("assert random.random() != random.random()"),
        Test("assert np.random.rand() != 0.5488135039273248"),
        Test("import secrets, uuid\nassert secrets.token_hex(4) and uuid.uuid4()"),
        Test("assert hash('a') == hash('a') and isinstance(hash(object()), int)"),
    ),
    "numpy prints": (
        "import numpy as np\nnp.set_printoptions(precision=2, suppress=True)",
        Test("assert str(np.array([1.23456])) == '[1.23]'"),
        Test("np.set_printoptions(threshold=3)\nassert '...' in str(np.arange(100))"),
        Test("with np.printoptions(precision=1):\n    assert str(np.array([1.26])) == '[1.3]'"),
        Test(
            "import io, contextlib\nb = io.StringIO()\nwith contextlib.redirect_stdout(b):\n    print(np.array([0.1]))\nassert b.getvalue() == '[0.1]\\n'"
        ),
        Test("np.testing.assert_allclose([1.0], [1.0 + 1e-9])"),
        Test("np.testing.assert_array_equal([1], [2])"),
        Test("assert np.linalg.det(np.eye(2)) == 1"),
        Test("np.seterr(all='raise')\nnp.array([1.0]) / 0"),
        Test("np.float64(1) / 0"),
    ),
    "memory": (
        "import gc, weakref, sys\nclass A: pass",
        Test("a = A(); r = weakref.ref(a); del a\nassert r() is None"),
        "b = A(); s = weakref.ref(b)\nb",
        Test("del b; gc.collect()\nassert s() is None"),
        Test("gc.collect(); gc.disable(); gc.enable()\nassert gc.isenabled()"),
        Test("x = []\nassert sys.getrefcount(x) == 2"),
        Test(
            "import tracemalloc\ntracemalloc.start()\nl = [0] * 10000\nassert tracemalloc.get_traced_memory()[1] > 10000\ntracemalloc.stop()"
        ),
        Test("class D:\n    def __del__(self): raise ValueError\nd = D(); del d"),
        Test(
            "class G:\n    gone = 0\n    def __del__(self): G.gone += 1\ng = G(); del g\nassert G.gone == 1"
        ),
        Test("def f():\n    e = A()\n    global t\n    t = weakref.ref(e)\n    1 / 0\nf()"),
        Test("import resource\nassert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0"),
    ),
    "figures": (
        PLOT,
        Test("assert ax.get_title() == 'T' and len(ax.lines) == 1"),
        Test("assert plt.get_fignums() == []"),
        Test("assert len(plt.gca().lines) == 0"),
        Test("plt.plot([1, 2])\nassert len(plt.gca().lines) == 1 and plt.gcf().number == 1"),
        Test("plt.plot([1, 2])\nplt.show()\nassert plt.get_fignums() == []"),
        Test("plt.figure(); plt.figure()\nassert plt.get_fignums() == [1, 2]"),
        Test("import io\nb = io.BytesIO()\nfig.savefig(b)\nassert b.getvalue()[:4] == b'\\x89PNG'"),
        Test("fig.savefig('x.png')\nimport os\nassert os.path.getsize('x.png') > 1000"),
        Test("import numpy as np\nfig.canvas.draw()\nassert np.asarray(fig.canvas.buffer_rgba()).std() > 0"),
        Test("plt.plot([1]);"),
        Test("plt.plot([1])"),
        Test("fig"),
        Test("ax.bar([1, 2], [3, 4])\nassert len(ax.patches) == 2"),
        Test("import matplotlib\nassert 'inline' in matplotlib.get_backend()"),
        Test("import matplotlib\nassert matplotlib.is_interactive()"),
        Test("plt.ioff()\nplt.plot([1, 2])\nassert len(plt.get_fignums()) == 1"),
        Test("n = len(plt.get_fignums())\nplt.ion()\nassert n == 1, n"),
        Test("for i in range(21): plt.figure()\nassert True"),
        Test(
            "import warnings\nwith warnings.catch_warnings(record=True) as w:\n    warnings.simplefilter('always')\n    plt.plot([1]); plt.show()\nassert not w, w[0]"
        ),
        Test("plt.style.use('ggplot')\nassert plt.rcParams['axes.facecolor'] == '#E5E5E5'"),
        Test("plt.rcdefaults()\nassert plt.rcParams['figure.dpi'] == 100"),
        Test("fig.show()"),
        Test("plt.pause(0.001)"),
    ),
    "figures, by the magic": (
        "%matplotlib inline\n%config InlineBackend.figure_format = 'svg'\n" + PLOT,
        Test("assert plt.get_fignums() == []"),
        Test("assert plt.rcParams['figure.dpi'] == 72 or plt.rcParams['figure.dpi'] == 100"),
        Test(
            "from IPython import get_ipython\nassert get_ipython().run_line_magic('matplotlib', 'inline') is None"
        ),
        Test("%matplotlib notebook"),
        Test("%matplotlib no_such"),
        Test("%matplotlib agg\nplt.plot([1])"),
        Test("assert plt.get_fignums() == [1], plt.get_fignums()"),
        Test("plt.close('all')"),
        Test("%pylab inline\nassert callable(linspace)"),
    ),
    "figures that are kept open": (
        "%config InlineBackend.close_figures = False\nimport matplotlib.pyplot as plt",
        "plt.plot([1, 2]);",
        Test("assert len(plt.gca().lines) == 1"),
    ),
    "a backend of one's own": (
        "import matplotlib\nmatplotlib.use('Agg')\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])",
        Test("assert plt.get_fignums() == [1], plt.get_fignums()"),
        Test("plt.show()"),
    ),
}
