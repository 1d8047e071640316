#ifndef CLINUX_FILES_H
#define CLINUX_FILES_H

#include <stdint.h>

// Locks an open file for this process alone, until it is closed: 0, or -1 with errno EWOULDBLOCK where another has it.
// flock(2).
int ra_lock_file(int descriptor);
// The same, shared with others that only look.
int ra_lock_file_shared(int descriptor);

// Locks an open file for this process alone, until it is closed, and waits for whoever has it: 0, or -1 with errno.
// flock(2).
int ra_lock_file_waiting(int descriptor);

// Kind and rights of a file (st_mode), links followed; -1 with errno. stat(2).
int64_t ra_file_mode(const char *path);

// The user who owns a file, links followed; -1 with errno. stat(2).
int64_t ra_file_owner(const char *path);

// Kind and rights of an open file, its bytes, and when they were last changed. 0, or -1 with errno. fstat(2).
int ra_open_file_state(
    int descriptor, int64_t *mode, int64_t *size, int64_t *changed_seconds, int64_t *changed_nanoseconds);

// The kinds in a mode. inode(7).
int ra_is_regular(int64_t mode);
int ra_is_folder(int64_t mode);
// What a file's name can't be put in place of: a pipe, a socket, a device.
int ra_is_stream(int64_t mode);
int ra_is_pipe(int64_t mode);

// Bytes that an ordinary user may still write to the file system; -1 with errno. statvfs(3).
int64_t ra_free_bytes(const char *path);

// Calls back with each name in a folder, without `.` and `..`. 0, or -1 with errno. readdir(3).
int ra_each_name(const char *folder, void *context, void (*found)(void *context, const char *name));

// The bytes of a link's target, at most so many; -1 with errno. readlink(2).
int64_t ra_read_link(const char *path, void *bytes, int64_t count);

// A file's first bytes; -1 with errno. Blocks as the file does.
int64_t ra_read_start(const char *path, void *bytes, int64_t count);

// A terminal's columns; 0 where they aren't known. TIOCGWINSZ, ioctl_tty(2).
int ra_terminal_columns(int descriptor);

// Waits until something can be read, or nothing more will come: above 0 then, 0 when time ran out, -1 with errno.
// poll(2).
//
// milliseconds: -1 waits without limit.
int ra_wait_until_readable(int descriptor, int milliseconds);

// Waits until something can be written: above 0 when it can, 0 when time ran out, -1 with errno. poll(2).
//
// milliseconds: -1 waits without limit.
int ra_wait_until_writable(int descriptor, int milliseconds);

#endif
