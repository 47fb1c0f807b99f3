#define _GNU_SOURCE
#include "CSupport.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

// The kernel leaves at least 128 MiB below the main thread's stack; it grows as far as the limit says when it is touched.
static const rlim_t wanted = 96u << 20;

// The limit that this process was started with, once it is another.
static struct rlimit given;
static int is_raised;

void sms_stack_raise(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_STACK, &limit) != 0) return;
  given = limit;
  if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= wanted) return;
  limit.rlim_cur = limit.rlim_max == RLIM_INFINITY || limit.rlim_max > wanted ? wanted : limit.rlim_max;
  is_raised = setrlimit(RLIMIT_STACK, &limit) == 0;
}

void sms_stack_restore(void) {
  if (is_raised) setrlimit(RLIMIT_STACK, &given);
}

// The end of the main thread's stack, which the C library keeps.
extern void *__libc_stack_end;

// Finds the lowest address and the size of this thread's stack; 0 if they are not known.
//
// For the main thread the limit tells: to ask the C library would read /proc/self/maps at every start.
static int sms_stack_bounds(uintptr_t *lowest, size_t *size) {
  struct rlimit limit;
  if (getpid() == gettid() && getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur <= wanted) {
    *size = limit.rlim_cur;
    *lowest = (uintptr_t)__libc_stack_end - limit.rlim_cur;
    return 1;
  }
  pthread_attr_t attributes;
  void *start = 0;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return 0;
  pthread_attr_getstack(&attributes, &start, size);
  pthread_attr_destroy(&attributes);
  *lowest = (uintptr_t)start;
  return 1;
}

uintptr_t sms_stack_floor(void) {
  uintptr_t lowest = 0;
  size_t size = 0;
  if (!sms_stack_bounds(&lowest, &size)) return 0;
  // What is left below the floor is for the error's own way out and for C libraries.
  size_t margin = size / 4 < 512 * 1024 ? size / 4 : 512 * 1024;
  return lowest + margin;
}

_Thread_local struct sms_work sms_thread_work;

uintptr_t sms_stack_pointer(void) { return (uintptr_t)__builtin_frame_address(0); }
