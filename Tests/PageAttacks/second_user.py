"""A program of another Unix user on the same computer: a child that gave up root for good."""
import errno
import multiprocessing
import os
import signal
import socket
import threading
import time
import traceback

import wire

USER = 64999


class SecondUser:
    """Does what it is asked as another user, one thing after the other."""

    def __init__(self, pid, pipe):
        self.pid, self.pipe, self.lock = pid, pipe, threading.Lock()

    @classmethod
    def start(cls):
        """Needs root, and a process without threads."""
        ours, theirs = multiprocessing.Pipe()
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                ours.close()
                give_up_root()
                serve(theirs)
                status = 0
            except EOFError:
                status = 0
            finally:
                os._exit(status)
        theirs.close()
        return cls(pid, ours)

    def do(self, function, *arguments, patience=120, **more):
        """Calls a function of this module or of `wire` there."""
        with self.lock:
            self.pipe.send((function.__name__, arguments, more))
            if not self.pipe.poll(patience):
                raise OSError(f"the second user doesn't come back from {function.__name__}")
            worked, result = self.pipe.recv()
        if not worked:
            raise OSError(f"the second user: {result}")
        return result

    def stop(self):
        self.pipe.close()
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(self.pid, 0)


def give_up_root():
    os.chdir("/")
    os.setgroups([])
    os.setresgid(USER, USER, USER)
    os.setresuid(USER, USER, USER)


def serve(pipe):
    while True:
        name, arguments, more = pipe.recv()
        try:
            pipe.send((True, CALLS[name](*arguments, **more)))
        except Exception:
            pipe.send((False, traceback.format_exc(limit=2)))


# What it can do

def user():
    """Who it is, by the kernel, and by the kernel's table for a socket of its own."""
    with socket.create_server((wire.HOST, 0)) as server:
        port = server.getsockname()[1]
        with wire.connect(port) as link:
            local = f"{link.getsockname()[1]:04X}"
            rows = [line.split() for line in open("/proc/net/tcp")]
            owners = [int(row[7]) for row in rows if row[1].endswith(":" + local)]
    return os.getresuid(), owners


def storm(port, data, count):
    """Connects, sends, and closes at once, so that the socket has gone before anybody looks for its owner."""
    for number in range(count):
        try:
            link = wire.connect(port, seconds=5)
        except OSError:
            continue
        if number % 2:
            # Closed with a reset.
            link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        try:
            link.sendall(data)
        except OSError:
            pass
        link.close()
    return count


def crowd(port, count, seconds):
    """So many connections at the same time, for so long; how each ended."""
    links = []
    for _ in range(count):
        try:
            links.append(wire.connect(port, seconds=5))
        except OSError:
            pass
    time.sleep(seconds)
    results = []
    for link in links:
        received, ended = wire.read(link, 5)
        results.append((received, ended))
        link.close()
    return results


def reach(path):
    """What a Unix socket and its folder say: the names of the errors, or nothing."""
    said = []
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    link.settimeout(3)
    for action in (lambda: link.connect(path), lambda: os.listdir(os.path.dirname(path)),
                   lambda: os.unlink(path), lambda: os.rename(path, path + "x"), lambda: os.stat(path)):
        try:
            action()
            said.append(None)
        except OSError as error:
            said.append(errno.errorcode.get(error.errno, str(error)))
    link.close()
    return said


def can_list(folder):
    return sorted(os.listdir(folder))


def take_port(port):
    """Tries to listen where the desk does, every way there is; the names of the errors, or nothing."""
    said = []
    for address in (wire.HOST, "0.0.0.0"):
        for option in (None, socket.SO_REUSEADDR, socket.SO_REUSEPORT):
            server = socket.socket()
            if option:
                server.setsockopt(socket.SOL_SOCKET, option, 1)
            try:
                server.bind((address, port))
                server.listen()
                said.append(None)
            except OSError as error:
                said.append(errno.errorcode.get(error.errno, str(error)))
            server.close()
    return said


def readable(paths):
    """Those of the files that it can read."""
    found = []
    for path in paths:
        try:
            with open(path, "rb") as file:
                file.read(1)
            found.append(path)
        except OSError:
            pass
    return found


CALLS = {call.__name__: call for call in (user, storm, crowd, reach, can_list, take_port, readable, wire.exchange)}
