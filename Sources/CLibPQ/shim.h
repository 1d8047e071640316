// What Swift can't import from libpq's headers by itself, and the one system call that a caller of libpq needs.
#ifndef CLIBPQ_SHIM_H
#define CLIBPQ_SHIM_H

#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>

// PG_DIAG_… are character constants behind macros, which Swift doesn't import.
static inline char *ra_pq_sqlstate(const PGresult *result) { return PQresultErrorField(result, PG_DIAG_SQLSTATE); }
static inline char *ra_pq_message(const PGresult *result) {
    return PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
}
static inline char *ra_pq_detail(const PGresult *result) {
    return PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
}
static inline char *ra_pq_constraint(const PGresult *result) {
    return PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
}

// Notices (of "create table if not exists" and the like) go to standard error unless somebody takes them.
static inline void ra_pq_ignore_notice(void *nothing, const PGresult *result) { (void)nothing, (void)result; }
static inline void ra_pq_ignore_notices(PGconn *connection) {
    PQsetNoticeReceiver(connection, ra_pq_ignore_notice, 0);
}

// Waits until the connection's socket can be read, or, where asked, written: poll(2). Below 0 is an error, else a set
// of 1 (can be read) and 2 (can be written).
static inline int ra_pq_wait(PGconn *connection, int writing) {
    struct pollfd descriptor = {PQsocket(connection), (short)(POLLIN | (writing ? POLLOUT : 0)), 0};
    if (descriptor.fd < 0) return -1;
    int ready;
    do ready = poll(&descriptor, 1, -1);
    while (ready < 0 && errno == EINTR);
    if (ready < 0) return -1;
    return (descriptor.revents & ~POLLOUT ? 1 : 0) | (descriptor.revents & POLLOUT ? 2 : 0);
}

#endif
