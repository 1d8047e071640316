// What Swift can't import from zlib's header by itself.
#ifndef CZLIB_SHIM_H
#define CZLIB_SHIM_H

#include <zlib.h>

// inflateInit2 is a macro. 15 is the largest window; 32 takes both gzip's and zlib's header.
static inline int ra_inflate_start(z_streamp stream) { return inflateInit2(stream, 15 + 32); }

// deflateInit2 likewise. 16 writes gzip's header.
static inline int ra_deflate_start(z_streamp stream) {
    return deflateInit2(stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

#endif
