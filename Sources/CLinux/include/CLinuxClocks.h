#ifndef CLINUX_CLOCKS_H
#define CLINUX_CLOCKS_H

#include <stdint.h>

// Since 1970. CLOCK_REALTIME.
int64_t ra_wall_nanoseconds(void);

// Since the machine started, time asleep left out. CLOCK_MONOTONIC.
int64_t ra_awake_nanoseconds(void);

// Since the machine started, time asleep included. CLOCK_BOOTTIME.
int64_t ra_boot_nanoseconds(void);

// 1 when the kernel holds its clock to be synchronised, 0 when not, -1 when it can't be asked. adjtimex(2); reads only.
int ra_clock_is_synchronised(void);

#endif
