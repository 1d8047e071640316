#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

int ra_lock_file(int descriptor) { return flock(descriptor, LOCK_EX | LOCK_NB); }

int ra_lock_file_waiting(int descriptor) {
    int result;
    do {
        result = flock(descriptor, LOCK_EX);
    } while (result != 0 && errno == EINTR);
    return result;
}

int ra_lock_file_shared(int descriptor) { return flock(descriptor, LOCK_SH | LOCK_NB); }

int64_t ra_file_mode(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 ? (int64_t)status.st_mode : -1;
}

int64_t ra_file_owner(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 ? (int64_t)status.st_uid : -1;
}

int ra_open_file_state(
    int descriptor, int64_t *mode, int64_t *size, int64_t *changed_seconds, int64_t *changed_nanoseconds) {
    struct stat status;
    if (fstat(descriptor, &status) != 0) return -1;
    *mode = (int64_t)status.st_mode;
    *size = (int64_t)status.st_size;
    *changed_seconds = (int64_t)status.st_mtim.tv_sec;
    *changed_nanoseconds = (int64_t)status.st_mtim.tv_nsec;
    return 0;
}

int ra_is_regular(int64_t mode) { return mode >= 0 && S_ISREG(mode); }

int ra_is_folder(int64_t mode) { return mode >= 0 && S_ISDIR(mode); }

int ra_is_stream(int64_t mode) {
    return mode >= 0 && (S_ISFIFO(mode) || S_ISSOCK(mode) || S_ISCHR(mode) || S_ISBLK(mode));
}

int ra_is_pipe(int64_t mode) { return mode >= 0 && S_ISFIFO(mode); }

int64_t ra_free_bytes(const char *path) {
    struct statvfs status;
    return statvfs(path, &status) == 0 ? (int64_t)status.f_bavail * (int64_t)status.f_frsize : -1;
}

int ra_each_name(const char *folder, void *context, void (*found)(void *context, const char *name)) {
    DIR *stream = opendir(folder);
    if (!stream) return -1;
    for (struct dirent *entry = readdir(stream); entry; entry = readdir(stream)) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) found(context, entry->d_name);
    }
    closedir(stream);
    return 0;
}

int64_t ra_read_link(const char *path, void *bytes, int64_t count) { return readlink(path, bytes, (size_t)count); }

int64_t ra_read_start(const char *path, void *bytes, int64_t count) {
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return -1;
    int64_t length = read(descriptor, bytes, (size_t)count);
    close(descriptor);
    return length;
}

int ra_terminal_columns(int descriptor) {
    struct winsize size = {0};
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

int ra_wait_until_readable(int descriptor, int milliseconds) {
    struct pollfd waiting = {descriptor, POLLIN, 0};
    return poll(&waiting, 1, milliseconds);
}

int ra_wait_until_writable(int descriptor, int milliseconds) {
    struct pollfd waiting = {descriptor, POLLOUT, 0};
    return poll(&waiting, 1, milliseconds);
}
