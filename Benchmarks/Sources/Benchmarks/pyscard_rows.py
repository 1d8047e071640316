"""The same jobs with pyscard. Reads a job's name and a count from each line, and answers with the times in seconds."""
import sys
import time

from smartcard.scard import (
    INFINITE, SCARD_LEAVE_CARD, SCARD_PROTOCOL_ANY, SCARD_PROTOCOL_T0, SCARD_PROTOCOL_T1, SCARD_S_SUCCESS,
    SCARD_SCOPE_SYSTEM, SCARD_SHARE_SHARED, SCARD_STATE_UNAWARE, SCardBeginTransaction, SCardConnect, SCardDisconnect,
    SCardEndTransaction, SCardEstablishContext, SCardGetStatusChange, SCardListReaders, SCardReleaseContext,
    SCardStatus, SCardTransmit)

PROTOCOLS = SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1
READ = [0x00, 0xB0, 0x00, 0x00, 0x00]


def must(result):
    if result != SCARD_S_SUCCESS:
        raise SystemExit("pyscard: 0x%X" % (result & 0xFFFFFFFF))


result, context = SCardEstablishContext(SCARD_SCOPE_SYSTEM)
must(result)
result, readers = SCardListReaders(context, [])
must(result)
result, card, protocol = SCardConnect(context, readers[0], SCARD_SHARE_SHARED, PROTOCOLS)
must(result)


def establish():
    result, other = SCardEstablishContext(SCARD_SCOPE_SYSTEM)
    must(result)
    must(SCardReleaseContext(other))


def list_readers():
    must(SCardListReaders(context, [])[0])


def states():
    must(SCardGetStatusChange(context, 0, [(name, SCARD_STATE_UNAWARE) for name in readers[:2]])[0])


def connect():
    result, other, _ = SCardConnect(context, readers[1], SCARD_SHARE_SHARED, PROTOCOLS)
    must(result)
    must(SCardDisconnect(other, SCARD_LEAVE_CARD))


def status():
    must(SCardStatus(card)[0])


def transaction():
    must(SCardBeginTransaction(card))
    must(SCardEndTransaction(card, SCARD_LEAVE_CARD))


def transmit():
    result, answer = SCardTransmit(card, protocol, READ)
    must(result)
    if len(answer) != 258:
        raise SystemExit("pyscard: short answer")


for line in sys.stdin:
    job, count = line.split()
    work = globals()[job]
    times = []
    for _ in range(int(count)):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    print(" ".join("%.9f" % t for t in times), flush=True)
