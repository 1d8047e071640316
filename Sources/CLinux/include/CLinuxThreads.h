#ifndef CLINUX_THREADS_H
#define CLINUX_THREADS_H

#include <stdint.h>

// A lock and a condition, by CLOCK_MONOTONIC. pthread_mutex_lock(3), pthread_cond_init(3).
typedef struct ra_monitor ra_monitor;

// Aborts when there is no memory, as Swift does.
ra_monitor *ra_monitor_create(void);
void ra_monitor_destroy(ra_monitor *monitor);
void ra_monitor_lock(ra_monitor *monitor);
void ra_monitor_unlock(ra_monitor *monitor);
void ra_monitor_wake_all(ra_monitor *monitor);

// Lets go of the lock and waits to be woken (1), or until the clock shows the time (0); then has the lock again.
//
// nanoseconds: as ra_awake_nanoseconds counts them; below 0 waits without limit.
int ra_monitor_wait(ra_monitor *monitor, int64_t nanoseconds);

// A semaphore within this process, with nothing to take yet. sem_init(3).
typedef struct ra_semaphore ra_semaphore;

// Aborts when there is no memory, as Swift does.
ra_semaphore *ra_semaphore_create(void);
void ra_semaphore_destroy(ra_semaphore *semaphore);
void ra_semaphore_give(ra_semaphore *semaphore);

// Takes one if there is one: 1, else 0. sem_trywait(3).
int ra_semaphore_try(ra_semaphore *semaphore);

// Takes one, waiting for it: 1, or 0 when time ran out. sem_timedwait(3).
//
// seconds: by the wall clock, the semaphores' only one; below 0 waits without limit.
int ra_semaphore_take(ra_semaphore *semaphore, int64_t seconds);

// Starts a thread that nobody waits for. 0, or an error of errno(3). pthread_create(3).
int ra_start_thread(void (*body)(void *context), void *context);

#endif
