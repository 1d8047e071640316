#define _GNU_SOURCE
#include "CLinux.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netlink.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

static int unix_address(const char *path, struct sockaddr_un *address) {
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    if (strlen(path) >= sizeof address->sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address->sun_path, path);
    return 0;
}

int ra_connect_unix(int descriptor, const char *path) {
    struct sockaddr_un address;
    if (unix_address(path, &address) != 0) return -1;
    return connect(descriptor, (struct sockaddr *)&address, sizeof address);
}

int ra_bind_unix(int descriptor, const char *path) {
    struct sockaddr_un address;
    if (unix_address(path, &address) != 0) return -1;
    return bind(descriptor, (struct sockaddr *)&address, sizeof address);
}

int32_t ra_peer_process(int descriptor) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    return getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 ? peer.pid : -1;
}

int ra_claim_name(const char *name) {
    struct sockaddr_un address;
    memset(&address, 0, sizeof address);
    address.sun_family = AF_UNIX;
    size_t length = strlen(name);
    if (length >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    // The first byte stays 0: no file is made.
    memcpy(address.sun_path + 1, name, length);
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length);
    if (bind(descriptor, (struct sockaddr *)&address, size) == 0) return descriptor;
    int reason = errno;
    close(descriptor);
    errno = reason;
    return -1;
}

static struct sockaddr_in internet_address(uint32_t host, uint16_t port) {
    struct sockaddr_in address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(host);
    return address;
}

int ra_connect_loopback(int descriptor, uint16_t port) {
    struct sockaddr_in address = internet_address(INADDR_LOOPBACK, port);
    return connect(descriptor, (struct sockaddr *)&address, sizeof address);
}

int ra_bind_loopback(int descriptor, uint16_t port) {
    struct sockaddr_in address = internet_address(INADDR_LOOPBACK, port);
    return bind(descriptor, (struct sockaddr *)&address, sizeof address);
}

int ra_bind_everywhere(int descriptor, uint16_t port) {
    struct sockaddr_in address = internet_address(INADDR_ANY, port);
    return bind(descriptor, (struct sockaddr *)&address, sizeof address);
}

uint16_t ra_bound_port(int descriptor) {
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    return getsockname(descriptor, (struct sockaddr *)&address, &length) == 0 ? ntohs(address.sin_port) : 0;
}

int ra_connect(int descriptor, const void *address, uint32_t length) { return connect(descriptor, address, length); }

int ra_limit_receiving(int descriptor, int64_t seconds) {
    struct timeval limit = {seconds, 0};
    return setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
}

int ra_resolve(
    const char *name, uint16_t port, void *context,
    void (*found)(void *context, int family, const void *address, uint32_t length, const char *text)) {
    struct addrinfo hints, *list = 0;
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    char service[6];
    snprintf(service, sizeof service, "%u", port);
    int result = getaddrinfo(name, service, &hints, &list);
    if (result != 0) return result;
    for (struct addrinfo *entry = list; entry; entry = entry->ai_next) {
        char text[NI_MAXHOST] = "";
        getnameinfo(entry->ai_addr, entry->ai_addrlen, text, sizeof text, 0, 0, NI_NUMERICHOST);
        found(context, entry->ai_family, entry->ai_addr, entry->ai_addrlen, text);
    }
    freeaddrinfo(list);
    return 0;
}

int ra_ask_socket_diagnostics(
    const void *request, int64_t count, void *context,
    int (*received)(void *context, const void *bytes, int64_t count)) {
    int descriptor = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    if (descriptor < 0) return -1;
    char buffer[32768];
    int result = -1;
    if (ra_limit_receiving(descriptor, 1) == 0 && send(descriptor, request, (size_t)count, 0) == count) {
        ssize_t length;
        result = 0;
        do {
            length = recv(descriptor, buffer, sizeof buffer, 0);
        } while (length > 0 && received(context, buffer, length));
    }
    close(descriptor);
    return result;
}
