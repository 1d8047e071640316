#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <time.h>

struct ra_monitor {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
};

static void *made(size_t size) {
    void *memory = calloc(1, size);
    if (!memory) abort();
    return memory;
}

ra_monitor *ra_monitor_create(void) {
    ra_monitor *monitor = made(sizeof *monitor);
    pthread_condattr_t attributes;
    pthread_mutex_init(&monitor->mutex, 0);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&monitor->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    return monitor;
}

void ra_monitor_destroy(ra_monitor *monitor) {
    pthread_cond_destroy(&monitor->changed);
    pthread_mutex_destroy(&monitor->mutex);
    free(monitor);
}

void ra_monitor_lock(ra_monitor *monitor) { pthread_mutex_lock(&monitor->mutex); }

void ra_monitor_unlock(ra_monitor *monitor) { pthread_mutex_unlock(&monitor->mutex); }

void ra_monitor_wake_all(ra_monitor *monitor) { pthread_cond_broadcast(&monitor->changed); }

int ra_monitor_wait(ra_monitor *monitor, int64_t nanoseconds) {
    if (nanoseconds < 0) return pthread_cond_wait(&monitor->changed, &monitor->mutex) == 0;
    struct timespec limit = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    return pthread_cond_timedwait(&monitor->changed, &monitor->mutex, &limit) != ETIMEDOUT;
}

struct ra_semaphore {
    sem_t count;
};

ra_semaphore *ra_semaphore_create(void) {
    ra_semaphore *semaphore = made(sizeof *semaphore);
    sem_init(&semaphore->count, 0, 0);
    return semaphore;
}

void ra_semaphore_destroy(ra_semaphore *semaphore) {
    sem_destroy(&semaphore->count);
    free(semaphore);
}

void ra_semaphore_give(ra_semaphore *semaphore) { sem_post(&semaphore->count); }

int ra_semaphore_try(ra_semaphore *semaphore) { return sem_trywait(&semaphore->count) == 0; }

int ra_semaphore_take(ra_semaphore *semaphore, int64_t seconds) {
    struct timespec limit;
    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_sec += seconds;
    int result;
    do {
        result = seconds < 0 ? sem_wait(&semaphore->count) : sem_timedwait(&semaphore->count, &limit);
    } while (result != 0 && errno == EINTR);
    return result == 0;
}

typedef struct {
    void (*body)(void *);
    void *context;
} start;

static void *run(void *argument) {
    start job = *(start *)argument;
    free(argument);
    job.body(job.context);
    return 0;
}

int ra_start_thread(void (*body)(void *context), void *context) {
    start *job = made(sizeof *job);
    *job = (start){body, context};
    pthread_t thread;
    int error = pthread_create(&thread, 0, run, job);
    if (error != 0) {
        free(job);
        return error;
    }
    pthread_detach(thread);
    return 0;
}
