"""Attacks on marks by strange mathematics, and by those who answer more than once."""

from __future__ import annotations

from tests.attacks.attack import CHAIN, DEPTH, DIFFERENCE, Attack, every_function

MATHEMATICS: tuple[Attack, ...] = (
    *(
        Attack(
            f"counterexample-{name}",
            f"hands in {what} as a counterexample, which shows nothing",
            cells={"find_counterexample": f"def find_counterexample():\n    return {value}"},
            notebook=CHAIN,
            stock=True,
        )
        for name, what, value in (
            ("nan", "nan", "float('nan'), [1.0, float('nan')]"),
            ("infinity", "infinite weights", "1.0, [float('inf'), 2.0]"),
            ("overflow", "weights whose product is beyond the largest float", "-0.5e-308, [1.7e308, 2.0]"),
            (
                "underflow",
                "weights so small that only rounding is left",
                "0.0, [2.0555866656909002e-32] * 10",
            ),
            ("zero", "a dead chain", "1.0, [0.0, 0.0]"),
            ("no-weights", "a chain without weights", "1.0, []"),
            ("blind", "an input on which both formulas agree", "0.5, [1.0, 1.0]"),
            ("complex", "complex numbers", "1j, [1j, 1j]"),
            ("text", "texts", "'1', ['1', '2']"),
        )
    ),
    *(
        Attack(
            f"biases-{name}",
            f"hands in {what} as biases that make the gradient large",
            cells={"explosive_biases": f"def explosive_biases(x, w):\n    return {value}"},
            notebook=DEPTH,
            stock=True,
        )
        for name, what, value in (
            ("nan", "nan", "[float('nan')] * len(w)"),
            ("infinity", "infinities", "[float('inf')] * len(w)"),
            ("zero", "zeros", "[0.0] * len(w)"),
        )
    ),
    Attack(
        "asks-for-everything",
        "asks the judge's own function thousands of times, and with things that are no numbers",
        cells={
            "central_difference": """
def central_difference(f, x, h=1e-5):
    for odd in (None, [], {}, "a", [1.0, [2.0]], {"k": 1.0}, float, np.ones((3, 3)), 1j, float("nan"), (), f):
        try:
            f(odd)
        except Exception:
            pass
    for _ in range(300):
        f(x)
    return 7.0
""",
            "complex_step": "def complex_step(f, x, h=1e-20):\n    return f(np.ones(200_000))",
        },
        notebook=DIFFERENCE,
        stock=True,
    ),
)

TWICE: tuple[Attack, ...] = (
    Attack(
        "threads-answer-twice",
        "threads return and write answers while the function runs",
        cells=every_function(
            """
            import os, socket, threading
            def speak():
                for descriptor in range(3, 64):
                    try:
                        socket.socket(fileno=os.dup(descriptor)).send(b"3.0")
                    except OSError:
                        pass
            threads = [threading.Thread(target=speak) for _ in range(5)]
            [thread.start() for thread in threads]
            [thread.join() for thread in threads]
            return 7.0
            """
        ),
    ),
    Attack(
        "children-answer-twice",
        "children of the process return from the same call too",
        cells=every_function(
            """
            import os
            pid = os.fork()
            return 0.25 if pid == 0 else 0.5
            """
        ),
    ),
    Attack(
        "write-to-every-descriptor",
        "writes verdicts to every descriptor that there is",
        cells=every_function(
            """
            import os
            for descriptor in range(64):
                try:
                    os.write(descriptor, b'{"score": 3.0, "outcome": "correct"}')
                except OSError:
                    pass
            return 7.0
            """
        ),
    ),
    Attack(
        "replay",
        "answers every question with the frame that answered an earlier one",
        cells=every_function(
            """
            import sys
            wire = sys.modules["_box.wire"]
            frame = sys._getframe()
            while "call_id" not in frame.f_locals:
                frame = frame.f_back
            kept = globals().setdefault("kept", [])
            kept.append(frame.f_locals["call_id"])
            wire.send(frame.f_locals["sock"], {"id": kept[0], "value": {"k": "null"}})
            wire.send(frame.f_locals["sock"], {"id": kept[0], "value": {"k": "null"}})
            return 7.0
            """
        ),
    ),
    Attack(
        "wait-for-the-next",
        "a child stays behind to answer the questions of the next notebook and the next student",
        "earn a mark, or answer for another",
        cells=every_function(
            """
            import os, socket, time
            if os.fork() == 0:
                os.setsid()
                for _ in range(2000):
                    for descriptor in range(3, 64):
                        try:
                            socket.socket(fileno=os.dup(descriptor)).send(b"3.0")
                        except OSError:
                            pass
                    time.sleep(0.001)
                os._exit(0)
            return 7.0
            """
        ),
    ),
)
