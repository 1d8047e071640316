#!/usr/bin/env python3
"""Connections that keep their places at a server and ask nothing.

    idle.py PORT[/tls] COUNT silent|half|idle|arriving|answered|trickle [ADDRESS]

Opens so many, prints "open", and holds them until it is killed. `silent` sends nothing, `half` half a head, `idle` one
whole request, `arriving` a head whose body doesn't come, `answered` the body after it was answered; `trickle` sends one
of the largest requests to a log at one byte in two seconds. With COUNT 1 it waits until the server closes, and prints
what status it was answered, if any, and after how many seconds that was.
"""
import resource
import socket
import ssl
import sys
import threading
import time

UNVERIFIED = ssl.create_default_context()
UNVERIFIED.check_hostname = False
UNVERIFIED.verify_mode = ssl.CERT_NONE
PIECES = {
    "silent": b"", "half": b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nX: ",
    "idle": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    "answered": b"POST /nope HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n",
    "trickle": b"POST /v1/logs/%s/entries HTTP/1.1\r\nHost: x\r\nContent-Length: 16777216\r\n\r\nra",
    "arriving": b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n",
}


def trickle(links):
    while True:
        time.sleep(2)
        for link in links:
            try:
                link.sendall(b"x")
            except OSError:
                pass


def main():
    (port, *tls), count, kind = sys.argv[1].split("/"), int(sys.argv[2]), sys.argv[3]
    piece = PIECES[kind].replace(b"%s", sys.argv[4].encode() if sys.argv[4:] else b"")
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    links = []
    for _ in range(count):
        link = socket.create_connection(("127.0.0.1", int(port)), 60)
        try:
            if tls:
                link = UNVERIFIED.wrap_socket(link)
            links.append(link)
            link.sendall(piece)
        except OSError:
            # It was closed for another one.
            pass
    if kind == "answered":
        for link in links:
            if b"404" not in link.recv(4096):
                sys.exit("it isn't answered")
            link.sendall(b"x")
    began = time.monotonic()
    print("open", flush=True)
    if kind == "trickle":
        threading.Thread(target=trickle, args=(links,), daemon=True).start()
    if count > 1:
        time.sleep(3600)
    links[0].settimeout(60)
    try:
        while answer := links[0].recv(4096):
            print(answer.split()[1].decode(), flush=True)
    except OSError:
        pass
    print(round(time.monotonic() - began, 1), flush=True)


if __name__ == "__main__":
    main()
