// What Swift can't import from pcsc-lite's headers by itself.
#ifndef CPCSCLITE_SHIM_H
#define CPCSCLITE_SHIM_H

#include <winscard.h>
#include <reader.h>
#include <malloc.h>

// Bytes that the allocator has handed out and not had back, for leak tests. mallinfo2(3), glibc 2.33.
static inline size_t ra_heap_bytes_in_use(void) { return mallinfo2().uordblks; }

#endif
