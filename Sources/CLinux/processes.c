#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int32_t ra_process_id(void) { return getpid(); }

int ra_processors(void) { return (int)sysconf(_SC_NPROCESSORS_ONLN); }

int64_t ra_children_peak_kibibytes(void) {
    struct rusage usage = {0};
    return getrusage(RUSAGE_CHILDREN, &usage) == 0 ? (int64_t)usage.ru_maxrss : -1;
}

int32_t ra_spawn(
    const char *program, char *const *arguments, char *const *environment, int input, const char *log) {
    posix_spawn_file_actions_t actions;
    pid_t child = 0;
    posix_spawn_file_actions_init(&actions);
    if (input >= 0) {
        posix_spawn_file_actions_adddup2(&actions, input, 0);
    } else {
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    }
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    int error = posix_spawnp(&child, program, &actions, 0, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
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
