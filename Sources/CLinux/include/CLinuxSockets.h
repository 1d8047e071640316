#ifndef CLINUX_SOCKETS_H
#define CLINUX_SOCKETS_H

#include <stdint.h>

// connect(2) and bind(2) of a Unix socket. 0, or -1 with errno; ENAMETOOLONG above 107 bytes (unix(7)).
int ra_connect_unix(int descriptor, const char *path);
int ra_bind_unix(int descriptor, const char *path);

// The process that listens at the other end of a connected Unix socket, or that was there when the listening began; 0 where
// this one may not see it, -1 with errno. SO_PEERCRED, unix(7).
int32_t ra_peer_process(int descriptor);

// Holds a name that only one process of this computer can hold, and that goes with the process: a Unix socket bound in the
// abstract namespace (unix(7)). The open descriptor, or -1 with errno; EADDRINUSE where another holds it.
int ra_claim_name(const char *name);

// connect(2) to a TCP port of this computer, 127.0.0.1. 0, or -1 with errno.
int ra_connect_loopback(int descriptor, uint16_t port);

// bind(2) to a TCP port of 127.0.0.1; 0 takes any that is free. 0, or -1 with errno.
int ra_bind_loopback(int descriptor, uint16_t port);

// bind(2) to a TCP port of every address of this computer. 0, or -1 with errno.
int ra_bind_everywhere(int descriptor, uint16_t port);

// The TCP port that a socket is bound to; 0 when it is to none. getsockname(2).
uint16_t ra_bound_port(int descriptor);

// connect(2) with an address as ra_resolve gives it. 0, or -1 with errno.
int ra_connect(int descriptor, const void *address, uint32_t length);

// How long a read may wait. SO_RCVTIMEO, socket(7). 0, or -1 with errno.
int ra_limit_receiving(int descriptor, int64_t seconds);

// Calls back with each address of a name, in the system's order, and the address in figures. Blocks. 0, or an error for
// gai_strerror(3). getaddrinfo(3), getnameinfo(3).
int ra_resolve(
    const char *name, uint16_t port, void *context,
    void (*found)(void *context, int family, const void *address, uint32_t length, const char *text));

// Sends a request to the kernel's socket diagnostics (sock_diag(7)) and calls back with each datagram of the answer, as
// long as the callback returns 1 and the next one comes within a second. 0, or -1 with errno.
int ra_ask_socket_diagnostics(
    const void *request, int64_t count, void *context, int (*received)(void *context, const void *bytes, int64_t count));

#endif
