"""Attacks on the machine by network and files: to read, to write, to reach what is no student's."""

from __future__ import annotations

from tests.attacks.attack import Attack, reaches

NETWORK: tuple[Attack, ...] = (
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
        "hypervisor",
        "opens a socket to the host of a virtual machine, which no network namespace keeps apart",
        "import socket\nsocket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)",
    ),
    reaches(
        "other-families",
        "opens sockets of families that few programs need",
        """
        import socket
        opened = []
        for family in set(range(1, 46)) - {1, 2, 10, 16}:
            for kind in (1, 2, 3, 5):
                try:
                    opened.append(socket.socket(family, kind))
                except OSError:
                    pass
        assert opened
        """,
    ),
    reaches(
        "interfaces",
        "finds the machine's network interfaces",
        "import socket\nassert len(socket.if_nameindex()) > 1",
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

FILES: tuple[Attack, ...] = (
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
        "read-installed-course",
        "looks in every folder of packages for the code of the grader and of the course",
        """
        import glob, os, sys
        folders = [*sys.path, *glob.glob("/opt/*/*"), "@HOME@", "@COURSE@"]
        for top in ("/opt/*", "/usr", "/usr/local"):
            folders += glob.glob(f"{top}/lib*/python*/*-packages")
        names = ("autograder", "vanishing_gradients")
        found = [p for f in folders for n in names for p in glob.glob(f"{f}/{n}/**/*.py", recursive=True)]
        if not found:
            raise FileNotFoundError
        print(open(found[0]).read())
        """,
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
        'open("/opt/kit/_box/worker.py", "a").write("x")',
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
