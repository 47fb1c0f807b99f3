// The library ends a connection that is silent. One that sends a byte now and then is never silent: it ends here.
#define _GNU_SOURCE
#include "watch.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

struct sms_watched {
  sms_watched *next, **link;
  int file, is_plain;
  _Atomic int phase;
  _Atomic int64_t end;  // ms of the monotonic clock; 0: none
};

struct sms_watch {
  pthread_mutex_t lock;
  pthread_cond_t wake;
  pthread_t thread;
  int stops;
  sms_watched *first;
  int64_t seconds;
  const char *late;
  void (*ended)(void *owner);
  void *owner;
};

static int64_t now_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000ll + time.tv_nsec / 1000000;
}

// The connection is closed by the library, which notices that nothing comes any more.
static void end(sms_watch *watch, sms_watched *connection) {
  int phase = atomic_load(&connection->phase);
  atomic_store(&connection->end, 0);
  if (connection->is_plain && (phase == sms_phase_head || phase == sms_phase_body)) {
    send(connection->file, watch->late, strlen(watch->late), MSG_DONTWAIT | MSG_NOSIGNAL);
  }
  shutdown(connection->file, SHUT_RDWR);
  watch->ended(watch->owner);
}

static void *work(void *argument) {
  sms_watch *watch = argument;
  pthread_mutex_lock(&watch->lock);
  while (!watch->stops) {
    int64_t now = now_ms();
    for (sms_watched *each = watch->first; each; each = each->next) {
      int64_t last = atomic_load(&each->end);
      if (last && last <= now) end(watch, each);
    }
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += 1;
    pthread_cond_timedwait(&watch->wake, &watch->lock, &until);
  }
  pthread_mutex_unlock(&watch->lock);
  return 0;
}

sms_watch *sms_watch_start(uint32_t seconds, const char *late, void (*ended)(void *owner), void *owner) {
  sms_watch *watch = calloc(1, sizeof *watch);
  if (!watch) return 0;
  watch->seconds = seconds;
  watch->late = late;
  watch->ended = ended;
  watch->owner = owner;
  pthread_mutex_init(&watch->lock, 0);
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&watch->wake, &attributes);
  pthread_condattr_destroy(&attributes);
  // Signals are for the thread that the program began with.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  int code = pthread_create(&watch->thread, 0, work, watch);
  pthread_sigmask(SIG_SETMASK, &before, 0);
  if (!code) return watch;
  free(watch);
  return 0;
}

void sms_watch_stop(sms_watch *watch) {
  pthread_mutex_lock(&watch->lock);
  watch->stops = 1;
  pthread_cond_signal(&watch->wake);
  pthread_mutex_unlock(&watch->lock);
  pthread_join(watch->thread, 0);
  pthread_mutex_destroy(&watch->lock);
  pthread_cond_destroy(&watch->wake);
  free(watch);
}

sms_watched *sms_watch_open(sms_watch *watch, int file, int is_plain) {
  sms_watched *connection = calloc(1, sizeof *connection);
  if (!connection) return 0;
  connection->file = file;
  connection->is_plain = is_plain;
  sms_watch_phase(watch, connection, sms_phase_head);
  pthread_mutex_lock(&watch->lock);
  connection->next = watch->first;
  connection->link = &watch->first;
  if (watch->first) watch->first->link = &connection->next;
  watch->first = connection;
  pthread_mutex_unlock(&watch->lock);
  return connection;
}

void sms_watch_close(sms_watch *watch, sms_watched *connection) {
  if (!connection) return;
  pthread_mutex_lock(&watch->lock);
  *connection->link = connection->next;
  if (connection->next) connection->next->link = connection->link;
  pthread_mutex_unlock(&watch->lock);
  free(connection);
}

void sms_watch_phase(sms_watch *watch, sms_watched *connection, sms_phase phase) {
  if (!connection) return;
  static const int64_t times[] = {2, 4, 0, 20};
  atomic_store(&connection->phase, phase);
  atomic_store(&connection->end, times[phase] ? now_ms() + watch->seconds * times[phase] * 1000 : 0);
}
