#define _GNU_SOURCE
#include "CLinux.h"

#include <sys/timex.h>
#include <time.h>

static int64_t nanoseconds_of(clockid_t clock) {
    struct timespec now = {0, 0};
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t ra_wall_nanoseconds(void) { return nanoseconds_of(CLOCK_REALTIME); }

int64_t ra_awake_nanoseconds(void) { return nanoseconds_of(CLOCK_MONOTONIC); }

int64_t ra_boot_nanoseconds(void) { return nanoseconds_of(CLOCK_BOOTTIME); }

int ra_clock_is_synchronised(void) {
    struct timex request = {0};
    int state = adjtimex(&request);
    if (state < 0) return -1;
    return state != TIME_ERROR && !(request.status & STA_UNSYNC);
}
