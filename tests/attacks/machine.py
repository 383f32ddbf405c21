"""Attacks on the machine: to read, to write, to reach or to stay where nothing of a student's belongs."""

from __future__ import annotations

from tests.attacks.attack import Attack


def reaches(name: str, tries: str, probe: str, *, stock: bool = False, first: str = "") -> Attack:
    """Return a probe: a cell of its own that must raise an error."""
    return Attack(name, tries, "get through", probe=probe, stock=stock, first=first)


NETWORK = (
    reaches(
        "tcp",
        "connects to a server on this machine",
        """
        import socket
        with socket.create_connection(("127.0.0.1", @PORT@), 2) as sock:
            sock.sendall(b"tcp")
        """,
        stock=True,
    ),
    reaches(
        "udp",
        "sends a packet to this machine",
        """
        import socket
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.connect(("127.0.0.1", @UDP@))
            sock.send(b"udp")
            sock.send(b"udp")  # the refusal of the first comes with the second
        """,
        stock=True,
    ),
    reaches(
        "unix-socket",
        "connects to a socket in the file system",
        """
        import socket
        with socket.socket(socket.AF_UNIX) as sock:
            sock.connect("@CANARY@/socket")
            sock.sendall(b"unix-socket")
        """,
        stock=True,
    ),
    reaches(
        "name-service",
        "asks for the address of a name",
        'import socket\nsocket.getaddrinfo("example.org", 80)',
    ),
    reaches(
        "outside",
        "connects to an address outside",
        'import socket\nsocket.create_connection(("192.0.2.1", 80), 2)',
    ),
    reaches(
        "raw-socket",
        "opens a raw socket",
        "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)",
    ),
    reaches(
        "download",
        "fetches a page from this machine with the shell's own tools",
        """
        import subprocess
        page = "http://127.0.0.1:@PORT@/download"
        for command in (["curl", "-m", "2", page], ["wget", "-T", "2", "-t", "1", "-O", "-", page]):
            try:
                if subprocess.run(command, timeout=4).returncode == 0:
                    break
            except (OSError, subprocess.TimeoutExpired):
                pass
        else:
            raise OSError
        """,
    ),
)

FILES = (
    reaches(
        "read-open-file",
        "reads a file that everybody may read",
        'print(open("@CANARY@/open.txt").read())',
        stock=True,
    ),
    reaches(
        "write-open-file",
        "writes a file that everybody may write",
        'open("@CANARY@/open.txt", "a").write("write-open-file")',
        stock=True,
    ),
    reaches(
        "new-file",
        "makes a file in a folder that everybody may write",
        'open("@CANARY@/@MARK@-new-file", "w").write("x")',
        stock=True,
    ),
    reaches(
        "read-gradebook", "reads the gradebook", 'open("@COURSE@/gradebook.db", "rb").read(16)', stock=True
    ),
    reaches(
        "write-gradebook",
        "gives itself marks in the gradebook",
        """
        import sqlite3
        book = sqlite3.connect("file:@COURSE@/gradebook.db?mode=rw", uri=True)
        book.execute("create table if not exists write_gradebook (a)")
        book.commit()
        """,
        stock=True,
    ),
    reaches("read-key", "reads the course key", 'print(open("@COURSE@/.course_key").read())', stock=True),
    reaches(
        "read-source",
        "reads the instructor's notebooks",
        'import os\nos.listdir("@COURSE@/source")',
        stock=True,
    ),
    reaches(
        "read-other-submissions",
        "reads what others handed in",
        'import os\nassert os.listdir("@COURSE@/submitted")',
        stock=True,
    ),
    reaches(
        "write-config",
        "adds a line to the grader's configuration",
        'open("@COURSE@/nbgrader_config.py", "a").write("# write-config")',
        stock=True,
    ),
    reaches(
        "start-up-files",
        "leaves start-up files for the next Python, shell and IPython",
        """
        import os, site
        made = []
        for folder in ("@HOME@", "@HOME@/.ipython/profile_default/startup", "@COURSE@", *site.getsitepackages()):
            for name in ("@MARK@-usercustomize.py", "@MARK@-.profile", "@MARK@-evil.pth"):
                try:
                    open(os.path.join(folder, name), "w").close()
                    made.append(name)
                except OSError:
                    pass
        assert made
        """,
    ),
    reaches(
        "write-packages",
        "writes into the packages that the grader imports",
        """
        import numpy, os, sys
        open(os.path.join(os.path.dirname(numpy.__file__), "@MARK@-write-packages"), "w").close()
        """,
    ),
    reaches(
        "write-kit",
        "writes into the code that the next box starts with",
        'open("/opt/kit/worker.py", "a").write("x")',
    ),
    reaches(
        "home",
        "looks into the grader's home folder",
        'import os\nassert os.listdir("@HOME@")',
        stock=True,
    ),
    reaches("passwords", "reads the list of users", 'open("/etc/passwd").read()', stock=True),
    reaches(
        "symlink",
        "reaches a file through a link in its own folder",
        """
        import os
        os.symlink("@CANARY@/open.txt", "link")
        open("link", "a").write("symlink")
        """,
        stock=True,
    ),
    reaches(
        "hard-link",
        "gives a file of somebody else's another name",
        'import os\nos.link("@CANARY@/open.txt", "@CANARY@/@MARK@-hard-link")',
        stock=True,
    ),
    reaches(
        "chmod",
        "changes the rights of a file",
        'import os\nos.chmod("@CANARY@/program.sh", 0o4777)',
        stock=True,
    ),
    reaches(
        "delete", "deletes a folder of somebody else's", 'import os\nos.rmdir("@CANARY@/inner")', stock=True
    ),
    reaches(
        "setuid-program",
        "makes a program that runs with its maker's rights",
        """
        import os, shutil
        shutil.copy("/bin/true", "own")
        os.chmod("own", 0o4755)
        status = dict(line.split(":\\t") for line in open("/proc/self/status") if ":\\t" in line)
        assert status["NoNewPrivs"].strip() == "0"
        """,
    ),
    reaches("device", "makes a device", "import os\nos.mknod('/tmp/disk', 0o60666, os.makedev(8, 0))"),
    reaches(
        "root-of-a-process",
        "goes through the root folder of another process",
        """
        import os
        seen = []
        for process in {"1", "@PID@", "@GRADER@"} - {str(os.getpid())}:
            try:
                seen += os.listdir(f"/proc/{process}/root/")
            except OSError:
                pass
        assert seen
        """,
    ),
    reaches(
        "open-by-handle",
        "opens files by their handle, past the mounts",
        """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        handle = (ctypes.c_ubyte * 136)()
        handle[0] = 8
        assert libc.open_by_handle_at(-100, ctypes.byref(handle), 0) >= 0
        """,
    ),
)

PROCESSES = (
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
        found = [name for name in found if not name.startswith("/proc")]
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

SURVIVORS = (
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

MACHINE: tuple[Attack, ...] = (*NETWORK, *FILES, *PROCESSES, *SURVIVORS)
