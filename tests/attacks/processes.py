"""Attacks on the machine by processes: to see, to signal, to change, or to outlive others, and the kernel."""

from __future__ import annotations

from tests.attacks.attack import Attack, reaches

PROCESSES: tuple[Attack, ...] = (
    reaches(
        "environment",
        "reads the grader's environment",
        """
        import os
        print(dict(os.environ))
        assert "ATTACKED_TOKEN" in os.environ or "ATTACKED_TOKEN" in open("/proc/self/environ").read()
        """,
        stock=True,
    ),
    reaches(
        "environment-of-others",
        "reads the environment of other processes",
        """
        read = []
        for process in ("1", "@PID@", "@GRADER@"):
            try:
                read.append(open(f"/proc/{process}/environ").read())
            except OSError:
                pass
        print(read)
        assert read
        """,
        stock=True,
    ),
    reaches("signal", "ends another process of the same user", "import os\nos.kill(@PID@, 9)", stock=True),
    reaches(
        "signal-to-all",
        "sends a signal to every process that it may signal",
        """
        import os, signal
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        os.kill(-1, signal.SIGUSR1)
        os.kill(@PID@, 0)
        """,
    ),
    reaches(
        "list-of-processes",
        "sees the processes of the machine",
        """
        import os
        assert len([name for name in os.listdir("/proc") if name.isdigit()]) > 3
        """,
        stock=True,
    ),
    reaches(
        "ptrace-the-worker",
        "attaches to the process that started it",
        """
        import ctypes, os
        assert ctypes.CDLL(None).ptrace(16, os.getppid(), None, None) == 0
        """,
    ),
    reaches(
        "write-the-workers-memory",
        "opens the memory of the process that started it",
        'import os\nopen(f"/proc/{os.getppid()}/mem", "r+b")',
    ),
    reaches(
        "descriptors-of-the-worker",
        "takes the descriptors of the process that started it",
        """
        import ctypes, os
        libc = ctypes.CDLL(None)
        pidfd = libc.syscall(434, os.getppid(), 0)
        assert libc.syscall(438, pidfd, 3, 0) >= 0 or os.listdir(f"/proc/{os.getppid()}/fd")
        """,
    ),
    reaches(
        "inherited-descriptors",
        "finds a file or folder that was left open",
        """
        import os, stat
        found = []
        for descriptor in range(256):
            try:
                mode = os.fstat(descriptor).st_mode
            except OSError:
                continue
            if stat.S_ISDIR(mode) or stat.S_ISREG(mode):
                found.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        own = ("/proc", "/tmp/")  # the box's own; standard output and error are unnamed files there
        found = [name for name in found if not name.startswith(own)]
        assert found
        """,
    ),
    reaches("become-root", "becomes root", "import os\nos.setuid(0)"),
    reaches("groups", "joins other groups", "import os\nos.setgroups([0])"),
    reaches(
        "nested-namespaces",
        "makes namespaces of its own, in which it would be root",
        """
        import ctypes
        libc = ctypes.CDLL(None)
        assert any(libc.unshare(flag) == 0 for flag in (0x10000000, 0x00020000, 0x40000000))
        """,
    ),
    reaches(
        "enter-namespaces",
        "enters the namespaces of other processes",
        """
        import ctypes, os
        libc, entered = ctypes.CDLL(None), []
        for process in ("1", "@PID@", "@GRADER@"):
            for kind in ("mnt", "net", "pid", "user"):
                try:
                    descriptor = os.open(f"/proc/{process}/ns/{kind}", os.O_RDONLY)
                except OSError:
                    continue
                if os.readlink(f"/proc/{process}/ns/{kind}") != os.readlink(f"/proc/self/ns/{kind}"):
                    entered.append(libc.setns(descriptor, 0) == 0)
        assert any(entered)
        """,
    ),
    reaches(
        "mount",
        "mounts and unmounts file systems",
        """
        import ctypes
        libc = ctypes.CDLL(None)
        mounted = libc.mount(b"none", b"/tmp", b"tmpfs", 0, None), libc.mount(b"/", b"/tmp", None, 4096, None)
        assert 0 in (*mounted, libc.umount2(b"/opt/kit", 2), libc.mount(None, b"/", None, 32, None))
        """,
    ),
    reaches(
        "change-root",
        "changes its root folder",
        'import os\nos.makedirs("/tmp/a")\nos.chroot("/tmp/a")',
    ),
    reaches(
        "kernel-settings",
        "writes the settings by which the kernel runs programs",
        'open("/proc/sys/kernel/core_pattern", "w").write("|/tmp/x")',
    ),
    reaches("system-request", "asks the kernel to restart", 'open("/proc/sysrq-trigger", "w").write("h")'),
    reaches(
        "kernel-files",
        "reads the kernel's memory and the machine's tree of devices",
        """
        import os
        assert any(map(os.path.exists, ("/sys/kernel", "/dev/mem", "/dev/kmsg", "/dev/sda", "/sys/fs/cgroup")))
        """,
    ),
    reaches(
        "kernel-interfaces",
        "loads programs and modules into the kernel",
        """
        import ctypes
        import platform
        assert platform.machine() == "x86_64"  # the numbers of the calls are this machine's
        libc = ctypes.CDLL(None)
        empty = (ctypes.c_ubyte * 128)()
        calls = (321, 5, ctypes.byref(empty), 128), (175, b"x", 1, b""), (246, 0, 0, 0, 0)
        assert any(libc.syscall(*call) == 0 for call in calls)
        """,
    ),
    reaches(
        "memory-that-no-limit-counts",
        "takes memory that is held and not mapped",
        """
        import ctypes, os, platform
        calls = {"x86_64": ((447, 0), (29, 0, 4096, 0o600)), "aarch64": ((447, 0), (194, 0, 4096, 0o600))}
        libc = ctypes.CDLL(None)
        made = [libc.syscall(*call) >= 0 for call in calls[platform.machine()]]
        try:
            made.append(os.memfd_create("x") > 0)
        except OSError:
            pass
        assert any(made)
        """,
    ),
    reaches(
        "keys-and-rings",
        "uses the kernel's keys, rings, events and page faults",
        """
        import ctypes, platform
        libc, flag = ctypes.CDLL(None), 1
        ring = (ctypes.c_ubyte * 120)()
        numbers = {"x86_64": (248, 250, 323), "aarch64": (217, 219, 282)}[platform.machine()]
        calls = (numbers[0], b"user", b"x", b"x", 1, -4), (numbers[1], 0, -4, 1), (numbers[2], flag)
        assert any(libc.syscall(*call) >= 0 for call in (*calls, (425, 4, ctypes.byref(ring))))
        """,
    ),
    reaches(
        "kernel-log",
        "reads what the kernel wrote",
        "import ctypes\nassert ctypes.CDLL(None).klogctl(10, None, 0) >= 0",
    ),
    reaches(
        "read-the-workers-memory",
        "copies memory out of the process that started it",
        """
        import ctypes, os
        class Part(ctypes.Structure):
            _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
        room = ctypes.create_string_buffer(8)
        here, there = Part(ctypes.addressof(room), 8), Part(id(os), 8)
        libc = ctypes.CDLL(None)
        assert libc.process_vm_readv(os.getppid(), ctypes.byref(here), 1, ctypes.byref(there), 1, 0) == 8
        """,
    ),
    reaches("host-name", "gives the machine another name", 'import socket\nsocket.sethostname("@MARK@")'),
    reaches(
        "raise-limits",
        "raises its own limits",
        """
        import resource
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        """,
    ),
    reaches("priority", "puts itself before all others", "import os\nos.nice(-10)"),
    reaches(
        "clock",
        "sets the clock",
        "import time\ntime.clock_settime(time.CLOCK_REALTIME, time.time())",
    ),
    reaches(
        "terminal",
        "types into the grader's terminal",
        """
        import fcntl, os, termios
        with open("/dev/tty", "w") as terminal:
            fcntl.ioctl(terminal, termios.TIOCSTI, b"#")
        """,
    ),
    reaches(
        "system-v-memory",
        "looks for shared memory of other processes",
        """
        tables = [len(open("/proc/sysvipc/" + name).readlines()) for name in ("shm", "sem", "msg")]
        assert max(tables) > 1
        """,
    ),
    reaches(
        "looks-for-what-was-left",
        "looks for files, sockets, shared memory and keys that another student's box left",
        """
        import ctypes, glob, socket
        found = [glob.glob(folder + "/*@MARK@*") for folder in (".", "/tmp", "/dev/shm")]
        libc = ctypes.CDLL(None)
        found += [libc.shmget(0x5eed, 4096, 0o666) >= 0, libc.syscall(249, b"user", b"@MARK@", None, 0) > 0]
        with socket.socket(socket.AF_UNIX) as sock:
            found.append(sock.connect_ex("\\0@MARK@") == 0)
        assert any(found)
        """,
    ),
)

SURVIVORS: tuple[Attack, ...] = (
    Attack(
        "daemon",
        "starts a process that wants to outlive grading",
        "live on",
        first="""
import os, subprocess, time
subprocess.Popen(["@MARK@-daemon", "600"], executable="/bin/sleep", start_new_session=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in range(1, 65):
            try:
                __import__("signal").signal(number, 1)
            except (OSError, ValueError):
                pass
        time.sleep(600)
    os._exit(0)
""",
        stock=True,
    ),
    Attack(
        "scheduled",
        "asks cron and at to start it later",
        "live on",
        first="""
import subprocess
for command in ("crontab -", "at now + 1 minute", "systemd-run --user sleep 600", "batch"):
    subprocess.run(command, shell=True, input=b"* * * * * touch /tmp/@MARK@-scheduled", timeout=3)
""",
    ),
    Attack(
        "left-in-memory-files",
        "leaves files, sockets and shared memory behind for the next box",
        "be found by another",
        first="""
import ctypes, os, socket
for folder in (".", "/tmp", "/dev/shm"):
    open(os.path.join(folder, "@MARK@-left"), "w").write("x")
server = socket.socket(socket.AF_UNIX); server.bind("\\0@MARK@"); server.listen()
ctypes.CDLL(None).shmget(0x5eed, 4096, 0o1666)
ctypes.CDLL(None).syscall(248, b"user", b"@MARK@", b"word", 4, -4)
""",
    ),
    Attack(
        "end-the-worker",
        "ends process 1 of its box and everything else it can signal",
        "end the grader",
        first="""
import os, signal
for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGHUP):
    for process in (1, os.getppid(), @GRADER@, -1):
        try:
            os.kill(process, number)
        except OSError:
            pass
""",
    ),
)
