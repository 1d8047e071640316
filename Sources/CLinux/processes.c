#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static int argument_count;
static char **arguments;

// glibc calls the functions in .init_array with what main gets.
__attribute__((constructor)) static void keep_arguments(int count, char **values) {
    argument_count = count;
    arguments = values;
}

// The runtime's own; in none of its headers, hence weak.
__attribute__((weak)) void _swift_stdlib_overrideUnsafeArgvArgc(char **arguments, int count);

void ra_give_swift_its_arguments(void) {
    if (_swift_stdlib_overrideUnsafeArgvArgc && argument_count > 0) {
        _swift_stdlib_overrideUnsafeArgvArgc(arguments, argument_count);
    }
}

int32_t ra_process_id(void) { return getpid(); }

int ra_processors(void) { return (int)sysconf(_SC_NPROCESSORS_ONLN); }

void ra_end_by_signal(int number) {
    sigset_t own;
    sigemptyset(&own);
    sigaddset(&own, number);
    signal(number, SIG_DFL);
    pthread_sigmask(SIG_UNBLOCK, &own, 0);
    raise(number);
}

// A child begins with no signal blocked and none ignored, whatever the shell that started this program did.
static void begin_with_all_signals(posix_spawnattr_t *attributes, short flags) {
    sigset_t signals;
    posix_spawnattr_init(attributes);
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(attributes, &signals);
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(attributes, &signals);
    posix_spawnattr_setflags(attributes, flags | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

static void give(posix_spawn_file_actions_t *actions, int descriptor, int as) {
    if (descriptor >= 0) {
        posix_spawn_file_actions_adddup2(actions, descriptor, as);
    } else {
        posix_spawn_file_actions_addopen(actions, as, "/dev/null", O_RDWR, 0);
    }
}

int32_t ra_spawn(
    const char *program, char *const *arguments, char *const *environment, int input, int output, int errors) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    pid_t child = 0;
    begin_with_all_signals(&attributes, 0);
    posix_spawn_file_actions_init(&actions);
    give(&actions, input, 0);
    give(&actions, output, 1);
    give(&actions, errors, 2);
    // Another thread's pipe that it inherits would stay open as long as the child lives.
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    int error = posix_spawnp(&child, program, &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error == 0 ? child : -error;
}

int32_t ra_start_apart(const char *program, char *const *arguments, char *const *environment, int errors) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    pid_t child = 0;
    begin_with_all_signals(&attributes, POSIX_SPAWN_SETSID);
    posix_spawn_file_actions_init(&actions);
    give(&actions, -1, 0);
    give(&actions, -1, 1);
    give(&actions, errors, 2);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    int error = posix_spawn(&child, program, &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error == 0 ? child : -error;
}

int64_t ra_wait_for_child(int32_t child, int *status) {
    struct rusage usage = {0};
    pid_t ended;
    do {
        ended = wait4(child, status, 0, &usage);
    } while (ended < 0 && errno == EINTR);
    return ended == child ? (int64_t)usage.ru_maxrss : -1;
}

int ra_wait_without_reaping(int32_t child) {
    siginfo_t information;
    int result;
    do {
        result = waitid(P_PID, (id_t)child, &information, WEXITED | WNOWAIT);
    } while (result != 0 && errno == EINTR);
    return result;
}

void ra_keep_memory_flat(void) {
    mallopt(M_ARENA_MAX, 2);
    mallopt(M_MMAP_THRESHOLD, 256 << 10);
    mallopt(M_TRIM_THRESHOLD, 1 << 20);
}
