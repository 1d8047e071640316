#!/usr/bin/env python3
"""Sends a body evenly over so many seconds, and prints the status of the answer.

    slow.py PORT PATH FILE SECONDS
"""
import socket
import sys
import time

STEPS_A_SECOND = 4


def main():
    port, path, file, seconds = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
    with open(file, "rb") as source:
        body = source.read()
    link = socket.create_connection(("127.0.0.1", port), 60)
    link.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode())
    print("sending", flush=True)
    began, steps = time.monotonic(), seconds * STEPS_A_SECOND
    for step in range(steps):
        link.sendall(body[len(body) * step // steps:len(body) * (step + 1) // steps])
        time.sleep(max(0, began + (step + 1) / STEPS_A_SECOND - time.monotonic()))
    print(link.recv(4096).split()[1].decode(), flush=True)


if __name__ == "__main__":
    main()
