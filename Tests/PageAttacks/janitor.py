"""Ends what was started, however this program itself is ended."""
import os
import shutil
import signal
import time


def children_in(folder):
    """The processes in whose command line that folder stands."""
    found = []
    for name in os.listdir("/proc"):
        try:
            if name.isdigit() and int(name) != os.getpid():
                with open(f"/proc/{name}/cmdline", "rb") as file:
                    if folder.encode() + b"/" in file.read():
                        found.append(int(name))
        except OSError:
            pass
    return found


def end_all_in(folder, seconds=5):
    """Ends them: kindly, then not."""
    end = time.monotonic() + seconds
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in children_in(folder):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass
        while children_in(folder) and time.monotonic() < end:
            time.sleep(0.1)
        end += seconds


def watch(folder):
    """A child that does so when this process has gone, killed or not. Needs a process without threads.

    Returns: what holds it back: it acts once every copy of this is closed.
    """
    reading, writing = os.pipe()
    if os.fork() == 0:
        try:
            os.setsid()
            os.close(writing)
            os.read(reading, 1)
            end_all_in(folder)
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os._exit(0)
    os.close(reading)
    return writing
