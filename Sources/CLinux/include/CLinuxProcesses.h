#ifndef CLINUX_PROCESSES_H
#define CLINUX_PROCESSES_H

#include <stdint.h>

// This process's id. getpid(2).
int32_t ra_process_id(void);

// Lets Swift's CommandLine have this program's arguments from the C library, which has them from the kernel. By itself it
// reads /proc, which a chroot may lack, and has none then. To be called before CommandLine is used.
void ra_give_swift_its_arguments(void);

// Has the C library give large blocks back as soon as they are free, and keep few heaps. mallopt(3).
void ra_keep_memory_flat(void);

// Processors that are at work. sysconf(3).
int ra_processors(void);

// Dies of a signal as a program does that never heard of it, whatever was inherited: not ignored, not blocked. Returns only
// when the signal's own effect isn't an end. signal(7).
void ra_end_by_signal(int number);

// Starts a program, found in PATH: its id, or an error of errno(3) below 0. It inherits no other descriptor than its
// standard three. posix_spawnp(3).
//
// input, output, errors: the descriptors that these are; below 0 it has /dev/null.
int32_t ra_spawn(
    const char *program, char *const *arguments, char *const *environment, int input, int output, int errors);

// Starts a program that this one's end leaves alone, and Ctrl-C in this one's terminal too: in a session of its own, with
// each signal's own effect and none blocked. Its id, or an error of errno(3) below 0. Its input and output are /dev/null,
// and it inherits no other descriptor. posix_spawn(3).
//
// errors: the descriptor that is its standard error; below 0 it has /dev/null.
int32_t ra_start_apart(const char *program, char *const *arguments, char *const *environment, int errors);

// Waits for a child's end: the most memory that it had resident, in KiB, and its status as wait(2) gives it. -1 with
// errno. wait4(2).
int64_t ra_wait_for_child(int32_t child, int *status);

// Waits for a child's end and leaves it to be waited for, so that its id stays its own. 0, or -1 with errno. waitid(2).
int ra_wait_without_reaping(int32_t child);

#endif
