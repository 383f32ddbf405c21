"""Small notebooks whose tests look at the module `__main__`, at what is defined in it, and at its source."""

from __future__ import annotations

from tests.pipeline.guests.case import Cells, Test

POINT = "import dataclasses\n@dataclasses.dataclass\nclass Point:\n    x: int\n    y: int = 2"
COLOUR = (
    "import enum, collections, typing\nclass Colour(enum.Enum):\n    RED = 1\n"
    "Pair = collections.namedtuple('Pair', 'a b')\nclass Row(typing.NamedTuple):\n    n: int\n"
    "def square(v):\n    return v * v"
)
TWICE = "def twice(v):\n    '''Twice.\n\n    >>> twice(2)\n    4\n    >>> twice(3)\n    {}\n    '''\n    return 2 * v"
SUITE = (
    "import unittest\nclass TestTwice(unittest.TestCase):\n    def test_two(self):\n"
    "        self.assertEqual(2 * 2, {})\n    def test_three(self):\n        self.assertEqual(6, 2 * 3)"
)

CASES: dict[str, Cells] = {
    "pickle of an object": (
        POINT,
        Test("import pickle\nassert pickle.loads(pickle.dumps(Point(1))) == Point(1)"),
    ),
    "pickle of a class, an enum, named tuples and a function": (
        COLOUR,
        Test(
            "import pickle\nfor v in (Colour, Colour.RED, Pair(1, 2), Row(3), square):\n"
            "    assert pickle.loads(pickle.dumps(v)) == v"
        ),
    ),
    "pickle of a class that is defined anew": (
        POINT,
        "p = Point(1)",
        POINT,
        Test("import pickle\npickle.dumps(p)"),
        Test("import pickle\nassert pickle.loads(pickle.dumps(Point(1))) == Point(1)"),
    ),
    "pickle of a lambda fails": ("f = lambda v: v", Test("import pickle\npickle.dumps(f)")),
    "a file of pickles": (
        POINT,
        "import pickle\nwith open('kept.pickle', 'wb') as f:\n    pickle.dump([Point(1), Point(2)], f)",
        Test("with open('kept.pickle', 'rb') as f:\n    assert pickle.load(f)[1].x == 2"),
    ),
    "a shelf": (
        POINT,
        Test(
            "import shelve\nwith shelve.open('shelf') as s:\n    s['p'] = Point(4)\n    assert s['p'].x == 4"
        ),
    ),
    "copies": (POINT, Test("import copy\nassert copy.deepcopy([Point(1)]) == [Point(1)]")),
    "a pool of processes": (
        COLOUR,
        Test(
            "from multiprocessing import Pool\nwith Pool(2) as p:\n    assert p.map(square, [1, 2, 3]) == [1, 4, 9]"
        ),
    ),
    "an executor of processes": (
        COLOUR,
        Test(
            "from concurrent.futures import ProcessPoolExecutor as P\nwith P(2) as p:\n"
            "    assert list(p.map(square, [3])) == [9]"
        ),
    ),
    "a process and a queue": (
        "import multiprocessing as m\ndef put(q):\n    q.put(42)",
        Test(
            "q = m.Queue()\np = m.Process(target=put, args=(q,)); p.start()\nassert q.get(timeout=20) == 42\np.join()"
        ),
    ),
    "the notebook as a module": (
        "answer = 42\ndef f():\n    return answer",
        Test("import __main__\nassert __main__.answer == 42 and __main__.f() == 42"),
        Test("import sys\nassert vars(sys.modules['__main__']) is globals()"),
        Test("import importlib\nassert importlib.import_module('__main__').answer == 42"),
        Test("import __main__\n__main__.answer = 5\nassert f() == 5"),
    ),
    "the module of what is defined": (
        POINT,
        Test("assert Point.__module__ == '__main__' and __name__ == '__main__'"),
        Test("import inspect, sys\nassert inspect.getmodule(Point) is sys.modules['__main__']"),
        Test("assert repr(Point) == \"<class '__main__.Point'>\""),
        Test("assert '__file__' not in globals()"),
        Test("__file__"),
        Test("import sys\nassert not hasattr(sys.modules['__main__'], '__file__')"),
        Test("assert __spec__ is None and __package__ is None and __loader__ is None"),
        Test("assert __doc__ is not None"),
        Test("import types\nassert isinstance(__builtins__, types.ModuleType)"),
        Test("import builtins\nassert __builtin__ is builtins"),
    ),
    "doctests that pass": (
        TWICE.format(6),
        Test("import doctest\nr = doctest.testmod()\nassert r.failed == 0 and r.attempted == 2"),
        Test("import doctest\ndoctest.run_docstring_examples(twice, globals())"),
        Test("import doctest\nassert doctest.testmod(verbose=True).failed == 0"),
        Test(
            "import doctest\nassert len([t for t in doctest.DocTestFinder().find(twice, 'twice') if t.examples]) == 1"
        ),
    ),
    "doctests that fail": (
        TWICE.format(7),
        Test("import doctest\nassert doctest.testmod().failed == 0"),
        Test("import doctest\nassert doctest.testmod() == (1, 2)"),
        Test("import doctest\ndoctest.testmod(raise_on_error=True)"),
    ),
    "doctests in a text that begins a cell": (
        "'''\n>>> 1 + 1\n2\n'''",
        Test("examples = '''\n>>> 1 + 1\n3\n'''\nassert len(examples) > 10"),
        Test("examples = '''\n>>> 1 + 1\n3\n'''\nassert '>>>' in examples"),
    ),
    "unittest that passes": (
        SUITE.format(4),
        Test(
            "import __main__\ns = unittest.defaultTestLoader.loadTestsFromModule(__main__)\n"
            "r = unittest.TextTestRunner().run(s)\nassert r.testsRun == 2 and r.wasSuccessful()"
        ),
        Test("import sys\nr = unittest.main(argv=[''], exit=False).result\nassert r.wasSuccessful()"),
        Test(
            "import io, sys\ns = unittest.TestLoader().loadTestsFromTestCase(TestTwice)\n"
            "r = unittest.TextTestRunner(stream=sys.stdout).run(s)\n2 if r.wasSuccessful() else 0"
        ),
        Test("import io\nassert unittest.main(argv=['x'], exit=False, verbosity=0).result.testsRun == 2"),
        Test(
            "s = unittest.defaultTestLoader.loadTestsFromName('__main__.TestTwice')\n"
            "r = unittest.TextTestRunner(stream=open('log', 'w')).run(s)\nassert r.testsRun == 2"
        ),
    ),
    "unittest that fails": (
        SUITE.format(5),
        Test(
            "import __main__, io\ns = unittest.defaultTestLoader.loadTestsFromModule(__main__)\n"
            "r = unittest.TextTestRunner(stream=io.StringIO()).run(s)\nassert r.testsRun == 2 and r.wasSuccessful()"
        ),
        Test(
            "import __main__, io\ns = unittest.defaultTestLoader.loadTestsFromModule(__main__)\n"
            "r = unittest.TextTestRunner(stream=io.StringIO()).run(s)\nr.testsRun - len(r.failures)"
        ),
        Test("unittest.main(argv=[''])"),
        Test(
            "unittest.main(argv=['x'], exit=False, testRunner=unittest.TextTestRunner(stream=open('l', 'w')));"
        ),
    ),
    "hints of types": (
        "import typing\nclass Node:\n    left: 'Node'\n    n: int\ndef f(a: 'Node', b: int = 3) -> 'list[int]': ...",
        Test("assert typing.get_type_hints(Node)['left'] is Node"),
        Test("assert typing.get_type_hints(f)['return'] == list[int]"),
        Test("import inspect\nassert inspect.signature(f).parameters['b'].default == 3"),
        Test("assert f.__annotations__['a'] == 'Node'"),
    ),
    "annotations from the future": (
        "from __future__ import annotations\ndef f(x: int) -> Nobody: ...",
        "def g(x: Nobody): ...",
        Test("assert f.__annotations__['x'] == 'int' and g.__annotations__['x'] == 'Nobody'"),
        Test("import dataclasses\n@dataclasses.dataclass\nclass D:\n    x: int = 1\nassert D().x == 1"),
    ),
    "annotations of the notebook": (
        "count: int = 3\nnames: list[str]",
        Test("assert __annotations__['count'] is int and 'names' in __annotations__"),
    ),
    "the source of what is defined": (
        "def f(v):\n    # for no loop\n    return sum(v)\nclass A:\n    def g(self):\n        return 1\nh = lambda v: v + 1",
        Test("import inspect\nassert 'for ' in inspect.getsource(f) and 'while' not in inspect.getsource(f)"),
        Test("import inspect\nassert inspect.getsource(A.g).strip() == 'def g(self):\\n        return 1'"),
        Test("import inspect\nassert inspect.getsource(A).startswith('class A')"),
        Test("import inspect\nassert inspect.getcomments(f) is None and inspect.getsourcelines(f)[1] == 1"),
        Test("import inspect\nassert 'lambda' in inspect.getsource(h)"),
        Test(
            "import inspect, ast\nassert not any(isinstance(n, ast.For) for n in ast.walk(ast.parse(inspect.getsource(f))))"
        ),
        Test("import dis, io\ndis.dis(f, file=io.StringIO())"),
        Test("import inspect\ninspect.getsource(__import__('__main__'))"),
        Test("import os\nassert not os.path.exists(f.__code__.co_filename)"),
    ),
    "code in texts": (
        "exec('a = 3')\nspace = {}\nexec('b = 4', space)",
        Test("assert a == 3 and space['b'] == 4 and 'b' not in globals()"),
        Test("assert eval('a + 1') == 4"),
        Test("c = compile('a * 2', '<own>', 'eval')\nassert eval(c) == 6"),
        Test("assert globals()['a'] == 3 and locals() is globals() and vars() is globals()"),
        Test("assert 'a' in dir() and 'zzz' not in dir()"),
        Test("globals()['made'] = 1\nassert made == 1"),
        Test("def f():\n    exec('inner = 1')\n    return 'inner' in locals()\nassert f()"),
        Test("import code\ni = code.InteractiveInterpreter(globals())\ni.runsource('a = 9')\nassert a == 9"),
    ),
    "classes of all kinds": (
        (
            "import abc, functools, typing\nclass Base(abc.ABC):\n    @abc.abstractmethod\n    def area(self): ...\n"
            "class Square(Base):\n    __slots__ = ('a',)\n    def __init__(self, a): self.a = a\n    def area(self): return self.a ** 2\n"
            "@typing.runtime_checkable\nclass HasArea(typing.Protocol):\n    def area(self): ...\n"
            "@functools.singledispatch\ndef kind(v): return 'any'\n@kind.register\ndef _(v: int): return 'int'\n"
            "@functools.lru_cache\ndef fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)\nclass Meta(type): pass\nclass M(metaclass=Meta): pass"
        ),
        Test("Base()"),
        Test("assert Square(3).area() == 9 and isinstance(Square(1), HasArea)"),
        Test("assert kind(1) == 'int' and kind('') == 'any'"),
        Test("assert fib(300) > 0 and fib.cache_info().hits > 100"),
        Test("assert type(M).__name__ == 'Meta'"),
    ),
    "a name that is not there": (
        "def f(): pass",
        Test("assert g() is None"),
        Test("del f\nassert 'f' not in globals()"),
    ),
    "names of builtins that are taken": (
        "list = [1, 2]\nsum = 3\ndef print(*a): pass\ninput = 5\nid = 'x'",
        Test("assert list == [1, 2]"),
        Test("print('nothing')\nassert sum == 3"),
        Test("del list\nassert list((1,)) == [1]"),
        Test("import builtins\nassert builtins.sum([1, 2]) == 3"),
    ),
}
