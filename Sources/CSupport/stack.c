#define _GNU_SOURCE
#include "CSupport.h"

#include <pthread.h>
#include <sys/resource.h>

// The kernel leaves at least 128 MiB below the main thread's stack; it grows as far as the limit says when it is touched.
static const rlim_t wanted = 96u << 20;

void sms_stack_raise(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_STACK, &limit) != 0) return;
  if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= wanted) return;
  limit.rlim_cur = limit.rlim_max == RLIM_INFINITY || limit.rlim_max > wanted ? wanted : limit.rlim_max;
  setrlimit(RLIMIT_STACK, &limit);
}

uintptr_t sms_stack_floor(void) {
  pthread_attr_t attributes;
  void *lowest = 0;
  size_t size = 0;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return 0;
  pthread_attr_getstack(&attributes, &lowest, &size);
  pthread_attr_destroy(&attributes);
  // What is left below the floor is for the error's own way out and for C libraries.
  size_t margin = size / 4 < 512 * 1024 ? size / 4 : 512 * 1024;
  return (uintptr_t)lowest + margin;
}

uintptr_t sms_stack_pointer(void) { return (uintptr_t)__builtin_frame_address(0); }
