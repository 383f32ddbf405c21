"""Attacks through what boxes share: files of the machine, what the kernel counts for a user, processors."""

from __future__ import annotations

from tests.attacks.attack import Attack, reaches
from tests.attacks.availability import floods, hangs

SHARING: tuple[Attack, ...] = (
    reaches(
        "watch-shared-files",
        "watches files that all boxes see, to hear of other boxes",
        """
        import ctypes, fcntl, os
        libc = ctypes.CDLL(None)
        made = [libc.inotify_init() >= 0, libc.inotify_init1(0) >= 0, libc.fanotify_init(0x200, 0) >= 0]
        try:
            made.append(fcntl.fcntl(os.open("/usr", os.O_RDONLY), fcntl.F_NOTIFY, fcntl.DN_ACCESS) == 0)
        except OSError:
            pass
        assert any(made)
        """,
    ),
    reaches(
        "lock-shared-files",
        "locks files that all boxes see, as a sign for other boxes",
        """
        import fcntl, struct
        made, shared = [], open("/opt/kit/_box/wire.py")
        lock = struct.pack("hhqqi4x", fcntl.F_RDLCK, 0, 0, 1, 0)
        for action in (lambda: fcntl.flock(shared, fcntl.LOCK_SH), lambda: fcntl.fcntl(shared, 37, lock),
                       lambda: fcntl.fcntl(shared, 1036, struct.pack("Q", 2)),
                       lambda: fcntl.fcntl(shared, fcntl.F_SETLEASE, fcntl.F_RDLCK)):
            try:
                action()
                made.append(action)
            except OSError:
                pass
        assert made
        """,
    ),
    reaches(
        "record-locks-of-shared-files",
        "locks records of a file that all boxes see, by which another process could read a word",
        """
        import fcntl, os, struct
        shared = open("/opt/kit/_box/wire.py")
        parent, told = os.getpid(), os.pipe()
        try:
            fcntl.lockf(shared, fcntl.LOCK_SH, 1, 7)
        except OSError:
            pass
        if os.fork() == 0:
            asked = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 7, 1, 0)
            who = struct.unpack("hhqqi4x", fcntl.fcntl(shared, fcntl.F_GETLK, asked))[4]
            os.write(told[1], b"1" if who == parent else b"0")
            os._exit(0)
        assert os.read(told[0], 1) == b"1"
        """,
    ),
    reaches(
        "memory-of-shared-files",
        "asks which parts of shared files are in memory, and puts them out of it",
        """
        import ctypes, mmap, os
        libc, made = ctypes.CDLL(None, use_errno=True), []
        shared = os.open("/opt/kit/_box/wire.py", os.O_RDONLY)
        libc.mmap.restype = ctypes.c_void_p
        at = ctypes.c_void_p(libc.mmap(None, ctypes.c_size_t(4096), 1, 1, shared, ctypes.c_long(0)))
        made.append(libc.mincore(at, ctypes.c_size_t(4096), ctypes.create_string_buffer(8)) == 0)
        made += [libc.madvise(at, ctypes.c_size_t(4096), advice) == 0 for advice in (12, 20, 21)]
        made.append(libc.syscall(451, shared, (ctypes.c_uint64 * 2)(0, 4096), (ctypes.c_uint64 * 5)(), 0) == 0)
        try:
            made.append(os.preadv(shared, [bytearray(100)], 0, os.RWF_NOWAIT) > 0)
        except OSError:
            pass
        assert any(made)
        """,
    ),
    reaches(
        "memory-that-is-not-mapped",
        "holds memory that is shared and not mapped, or lies in pipes",
        """
        import ctypes, mmap, os
        libc, made = ctypes.CDLL(None), []
        zeros = os.open("/dev/zero", os.O_RDWR)
        for file in (-1, zeros):
            try:
                made.append(mmap.mmap(file, 4096, flags=mmap.MAP_SHARED))
            except OSError:
                pass
        part = (ctypes.c_size_t * 2)(ctypes.addressof(ctypes.create_string_buffer(8)), 8)
        made += [1] * (libc.vmsplice(os.pipe()[1], part, 1, 0) > 0)
        assert made
        """,
    ),
    reaches(
        "what-is-counted-for-a-user",
        "takes events, watches, timers, queues, signals and locked memory that all processes of a user share",
        """
        import ctypes, os
        libc, room = ctypes.CDLL(None), ctypes.create_string_buffer(4096)
        queue = ctypes.CDLL("librt.so.1").mq_open(b"/@MARK@", os.O_CREAT | os.O_RDWR, 0o600, None)
        ring = {"x86_64": 206, "aarch64": 0}[os.uname().machine]
        assert (
            queue >= 0 or libc.syscall(ring, 1000, ctypes.byref(ctypes.c_ulong())) == 0
            or libc.timer_create(0, None, room) == 0 or libc.sigqueue(os.getpid(), 40, None) == 0
            or libc.mlock(room, ctypes.c_size_t(4096)) == 0 or libc.epoll_create1(0) >= 0
        )
        """,
    ),
    reaches("choose-a-core", "goes to a neighbour's core", "import os\nos.sched_setaffinity(0, {0})"),
    reaches(
        "slow-down-process-1",
        "puts the process that watches its limits behind all others, or gives it limits",
        """
        import os, resource
        made = []
        for action in (lambda: os.setpriority(os.PRIO_PROCESS, 1, 19), lambda: os.sched_setaffinity(1, {0}),
                       lambda: os.setpriority(os.PRIO_USER, os.getuid(), 19),
                       lambda: os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0)),
                       lambda: resource.prlimit(1, resource.RLIMIT_NOFILE, (1, 1))):
            try:
                action()
                made.append(action)
            except OSError:
                pass
        assert made
        """,
    ),
)

GREED: tuple[Attack, ...] = (
    hangs(
        "memory-under-another-name",
        "takes memory in many processes whose names are no text, or forge what is read of them",
        """
import ctypes, os, time
for name in (b"\\xff\\xfe", b"\\x0bRssAnon: -9", b"x\\nRssAnon: -9", b") R 1 1") * 2:
    if os.fork() == 0:
        ctypes.CDLL(None).prctl(15, name, 0, 0, 0)
        kept = bytearray(b'x' * (128 << 20))
        time.sleep(30)
        os._exit(0)
time.sleep(30)
""",
    ),
    hangs(
        "memory-in-sockets",
        "takes memory that waits in sockets",
        """
import os, socket, time
for _ in range(12):
    if os.fork() == 0:
        kept = []
        for _ in range(100):
            kept.append(socket.socketpair())
            kept[-1][0].setblocking(False)
            try:
                while True:
                    kept[-1][0].send(bytes(1 << 16))
            except BlockingIOError:
                pass
        time.sleep(30)
time.sleep(30)
""",
    ),
    hangs(
        "descriptors-in-flight",
        "sends itself so many descriptors that its user may have no more on their way",
        """
import socket, threading, time
kept = [socket.socketpair() for _ in range(20)]
def send(pair):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            socket.send_fds(pair[0], [b"x"], [pair[0].fileno()] * 250)
        except OSError:
            time.sleep(0.001)
for pair in kept:
    threading.Thread(target=send, args=(pair,), daemon=True).start()
time.sleep(30)
""",
    ),
    hangs(
        "busy-sessions",
        "keeps every core busy with as many processes as it may have, each in a session of its own",
        """
import os, time
for _ in range(60):
    try:
        if os.fork() == 0:
            os.setsid()
            while True: pass
    except OSError:
        break
time.sleep(30)
""",
    ),
    hangs(
        "children-that-nobody-waits-for",
        "uses processor time in children of which nobody is told",
        """
import os, signal, time
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
while True:
    try:
        if os.fork() == 0:
            while time.process_time() < 0.2: pass
            os._exit(0)
    except OSError:
        time.sleep(0.01)
""",
    ),
    floods(
        "seccomp-filters",
        "gives its process as many filters of system calls as it can, each of which the kernel keeps",
        """
import ctypes, struct
libc = ctypes.CDLL(None)
many = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, 0x7fff0000) * 4096)
program = ctypes.create_string_buffer(struct.pack("H6xP", 4096, ctypes.addressof(many)))
libc.prctl(38, 1, 0, 0, 0)
for _ in range(1000):
    libc.prctl(22, 2, program, 0, 0)
""",
    ),
    floods(
        "attributes-of-files",
        "hangs attributes of any size on files in memory",
        """
import os
for number in range(2000):
    open(f"/tmp/x{number}", "w").close()
    try:
        for each in range(200):
            os.setxattr(f"/tmp/x{number}", f"user.{each}", bytes(60_000))
    except OSError:
        break
""",
    ),
    floods(
        "terminals",
        "opens terminals without end, of which a machine has few",
        "import os\nkept = []\ntry:\n    while True:\n        kept.append(os.openpty())\nexcept OSError:\n    pass",
    ),
)
