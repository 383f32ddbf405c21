"""The system calls that a box does without, each with its reason: by name, for two kinds of processor.

Boxes share the kernel, the files of /usr and, where an ordinary user grades, a user of the system. What is
refused here reaches another box through one of these, or is counted by no limit of a box. The answers are
those that software knows from older or smaller kernels. Numbers of calls never change; a test compares them
with the kernel's headers and with libseccomp.
"""

from __future__ import annotations

from dataclasses import dataclass
from errno import EAFNOSUPPORT, EINVAL, ENOMEM, ENOSYS, EPERM
from typing import Literal

NEWEST = 469
"""The newest call that was looked at, of Linux 6.18. Later ones are refused until somebody has."""
DONE = 0
"""Answers a call that asks for nothing which its caller could see, as if it were done."""


@dataclass(frozen=True)
class Argument:
    """What one argument of a call is.

    Parameters
    ----------
    place
        Its place among the arguments, from 0.
    values
        What its lower 32 bits are one of, or none of where `among` is false.
    mask
        The bits that are looked at.
    upper
        Whether its upper 32 bits are looked at instead: an address may have no others.
    """

    place: int
    values: tuple[int, ...]
    among: bool = True
    mask: int = 0xFFFFFFFF
    upper: bool = False


@dataclass(frozen=True)
class Refused:
    """A call that is not made.

    Parameters
    ----------
    x86_64, aarch64
        Its numbers; None where there is no such call.
    why
        What it would do.
    answer
        The error that it ends with instead.
    when
        It is refused where all of these tests hold.
    """

    name: str
    x86_64: int
    aarch64: int | None
    why: str
    answer: int = ENOSYS
    when: tuple[Argument, ...] = ()


def another(place: int) -> Argument:
    """Return the test that an argument names another process than the caller, by any number."""
    return Argument(place, (0,), among=False)


FAMILIES = (1, 2, 10, 16)
"""Families of sockets that a network namespace keeps apart: unix, IPv4, IPv6, netlink."""
OTHER_FAMILY = (Argument(0, FAMILIES, among=False),)
GIVEN = ((Argument(2, (0,), among=False),), (Argument(2, (0,), among=False, upper=True),))
"""An address is given: one of its halves is not 0."""
SHARED_WITHOUT_FILE, HUGE_PAGES = 0x01 | 0x20, 0x40000
"""MAP_SHARED | MAP_ANONYMOUS, MAP_HUGETLB."""
MERGEABLE, COLD, PAGEOUT = 12, 20, 21
"""Advice of madvise."""
SETLEASE, NOTIFY, SETPIPE_SZ = 1024, 1026, 1031
"""Commands of fcntl, as are those of locks that belong to an open file, and of hints how long data live."""
OPEN_FILE_LOCKS, HINTS = (36, 37, 38), (1035, 1036, 1037, 1038)
RECORD_LOCKS = (5, 6, 7)
"""Commands of fcntl by which sqlite, for one, locks its own files: it may believe that it has."""
FUTEX_PRIVATE = 128
"""Is set where a wait is for threads of one process."""
SCHED_CORE = 62
"""An option of prctl."""
SOL_SOCKET, BUFFERS = 1, (7, 8, 32, 33)
"""Options of sockets that ask for larger buffers: SO_SNDBUF, SO_RCVBUF, and both by force."""

WATCHES, LOCKS = "watches shared files: tells who reads them", "locks shared files for other boxes"
ADVISES = "takes shared files out of memory for everybody, or brings them in"
SEES = "tells which parts of shared files somebody has read"
UNCOUNTED = "holds memory that is not mapped, which no limit counts"
USERS = "takes what the kernel counts for a user, or for the machine"
QUEUES = "makes what outlives the process, and is counted for a user"
KERNEL = "reaches deep into the kernel, and honest code does without"
STARVES = "slows down process 1 of the box, which watches its limits"

REFUSED: tuple[Refused, ...] = (
    Refused("inotify_init", 253, None, WATCHES),
    Refused("inotify_init1", 294, 26, WATCHES),
    Refused("fanotify_init", 300, 262, WATCHES),
    Refused("fcntl", 72, 25, WATCHES, EINVAL, (Argument(1, (NOTIFY,)),)),
    Refused("fcntl", 72, 25, LOCKS, EINVAL, (Argument(1, (SETLEASE, *OPEN_FILE_LOCKS)),)),
    Refused("fcntl", 72, 25, LOCKS, DONE, (Argument(1, RECORD_LOCKS),)),
    Refused("fcntl", 72, 25, "leaves a mark on shared files", EINVAL, (Argument(1, HINTS),)),
    Refused("fcntl", 72, 25, USERS, EPERM, (Argument(1, (SETPIPE_SZ,)),)),
    Refused("flock", 73, 32, LOCKS),
    Refused("fadvise64", 221, 223, ADVISES, DONE),
    Refused("readahead", 187, 213, ADVISES, DONE),
    Refused("madvise", 28, 233, ADVISES, EINVAL, (Argument(2, (MERGEABLE, COLD, PAGEOUT)),)),
    Refused("process_madvise", 440, 440, ADVISES),
    Refused("mincore", 27, 232, SEES),
    Refused("preadv2", 327, 286, SEES),
    Refused("cachestat", 451, 451, SEES),
    Refused("memfd_create", 319, 279, UNCOUNTED),
    Refused("memfd_secret", 447, 447, UNCOUNTED),
    Refused("shmget", 29, 194, UNCOUNTED),
    Refused("vmsplice", 278, 75, UNCOUNTED),
    Refused(
        "mmap", 9, 222, UNCOUNTED, EPERM, (Argument(3, (SHARED_WITHOUT_FILE,), mask=SHARED_WITHOUT_FILE),)
    ),
    Refused("setsockopt", 54, 208, UNCOUNTED, DONE, (Argument(1, (SOL_SOCKET,)), Argument(2, BUFFERS))),
    Refused("mmap", 9, 222, USERS, ENOMEM, (Argument(3, (HUGE_PAGES,), mask=HUGE_PAGES),)),
    Refused("io_setup", 206, 0, USERS),
    Refused("epoll_create", 213, None, USERS),  # what watches files finds poll in its place
    Refused("epoll_create1", 291, 20, USERS),
    Refused("timer_create", 222, 107, USERS),
    Refused("sync", 162, 81, "lets the whole machine write its files", DONE),
    Refused("syncfs", 306, 267, "lets the whole machine write its files", DONE),
    Refused("semget", 64, 190, QUEUES),
    Refused("msgget", 68, 186, QUEUES),
    Refused("mq_open", 240, 180, QUEUES),
    Refused("sched_setaffinity", 203, 122, "takes a core from a neighbour, or from the judge", EPERM),
    Refused("sched_setscheduler", 144, 119, STARVES, EPERM, (another(0),)),
    Refused("sched_setparam", 142, 118, STARVES, EPERM, (another(0),)),
    Refused("sched_setattr", 314, 274, STARVES, EPERM, (another(0),)),
    Refused("setpriority", 141, 140, STARVES, EPERM, (another(0),)),
    Refused("setpriority", 141, 140, STARVES, EPERM, (another(1),)),
    Refused("ioprio_set", 251, 30, STARVES, EPERM, (Argument(0, (1,), among=False),)),
    Refused("ioprio_set", 251, 30, STARVES, EPERM, (another(1),)),
    *(Refused("prlimit64", 302, 261, STARVES, EPERM, (another(0), *given)) for given in GIVEN),
    Refused(
        "prctl", 157, 167, "keeps others from a core's second thread", EINVAL, (Argument(0, (SCHED_CORE,)),)
    ),
    Refused("socket", 41, 198, "a network namespace does not keep it apart", EAFNOSUPPORT, OTHER_FAMILY),
    Refused("socketpair", 53, 199, "a network namespace does not keep it apart", EAFNOSUPPORT, OTHER_FAMILY),
    Refused("add_key", 248, 217, QUEUES),
    Refused("request_key", 249, 218, QUEUES),
    Refused("keyctl", 250, 219, QUEUES),
    Refused("bpf", 321, 280, KERNEL),
    Refused("perf_event_open", 298, 241, KERNEL),
    Refused("userfaultfd", 323, 282, KERNEL),
    Refused("io_uring_setup", 425, 425, "makes other calls past this filter"),
)
"""Sorted by what is reached. A call is written once for each reason and answer."""

MEETS = "waits on a page of a shared file, or wakes who waits there: a way to talk to another box"
REFUSED_TO_WHOM_WE_ANSWER: tuple[Refused, ...] = (
    Refused("futex", 202, 98, MEETS, DONE, (Argument(1, (0,), mask=FUTEX_PRIVATE),)),
    Refused("futex_waitv", 449, 449, MEETS),
    Refused("futex_wake", 454, 454, MEETS),
    Refused("futex_wait", 455, 455, MEETS),
    Refused("futex_requeue", 456, 456, MEETS),
)
"""Besides, where errors are carried forward: a notebook that is told right values must tell them to nobody.

Whoever waits in vain looks again and again: locks of several processes work, and take processor time.
"""

Machine = Literal["x86_64", "aarch64"]
