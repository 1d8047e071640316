// adjtimex(2), which Swift's Glibc module leaves out.
#ifndef CTIMEX_SHIM_H
#define CTIMEX_SHIM_H

#include <sys/timex.h>

#endif
