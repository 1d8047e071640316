// What Swift can't import from pcsc-lite's headers by itself.
#ifndef CPCSCLITE_SHIM_H
#define CPCSCLITE_SHIM_H

#include <winscard.h>
#include <reader.h>
#include <malloc.h>
#include <sys/prctl.h>

// Bytes that the allocator has handed out and not had back, for leak tests. mallinfo2(3), glibc 2.33.
static inline size_t ra_heap_bytes_in_use(void) { return mallinfo2().uordblks; }

// Names the calling thread for debuggers and top(1). prctl(2) takes a variable list of arguments.
static inline void ra_name_thread(const char *name) { prctl(PR_SET_NAME, (unsigned long)name, 0, 0, 0); }

#endif
