#!/usr/bin/env python3
"""Connections that keep their places at a server and ask nothing.

    idle.py PORT COUNT silent|half|idle|arriving

Opens so many, prints "open", and holds them until it is killed. `silent` sends nothing, `half` half a head,
`idle` one whole request, `arriving` a head whose body doesn't come. With COUNT 1 it waits until the server closes, and
prints after how many seconds that was.
"""
import resource
import socket
import sys
import time

PIECES = {
    "silent": b"", "half": b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nX: ",
    "idle": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    "arriving": b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n",
}


def main():
    port, count, piece = int(sys.argv[1]), int(sys.argv[2]), PIECES[sys.argv[3]]
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    links = []
    for _ in range(count):
        link = socket.create_connection(("127.0.0.1", port), 60)
        links.append(link)
        try:
            link.sendall(piece)
        except OSError:
            # It was closed for another one.
            pass
    began = time.monotonic()
    print("open", flush=True)
    if count > 1:
        time.sleep(3600)
    links[0].settimeout(60)
    try:
        while links[0].recv(4096):
            pass
    except OSError:
        pass
    print(round(time.monotonic() - began, 1), flush=True)


if __name__ == "__main__":
    main()
