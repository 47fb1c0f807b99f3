// Counts of references without the processor's lock, as long as the program has one thread.
//
// A locked addition takes 20 cycles, a plain one one or two, and a script's values are counted all the time. The C
// library knows whether a second thread was ever started (its own shared pointers, and those of C++, go by the same
// variable); from then on the runtime's own functions count. The release program wraps them (Package.swift); without
// that there are no real ones, and these are never called.
#if defined(__x86_64__)
#include <stdint.h>
#include <sys/single_threaded.h>

#include "CSupport.h"

extern void *__real_swift_retain(void *object) __attribute__((weak));
extern void __real_swift_release(void *object) __attribute__((weak));
extern void *__real_swift_retain_n(void *object, uint32_t count) __attribute__((weak));
extern void __real_swift_release_n(void *object, uint32_t count) __attribute__((weak));
extern void *swift_nonatomic_retain_n(void *object, uint32_t count) __attribute__((weak));
extern void swift_nonatomic_release_n(void *object, uint32_t count) __attribute__((weak));

void *__wrap_swift_retain(void *object);
void __wrap_swift_release(void *object);
void *__wrap_swift_retain_n(void *object, uint32_t count);
void __wrap_swift_release_n(void *object, uint32_t count);

// What is no object (0, or a text that lies in its own two words) is passed to both functions, too.
static inline int is_object(void *object) { return (intptr_t)object > 0; }

void *__wrap_swift_retain(void *object) {
  if (__builtin_expect(!__libc_single_threaded, 0)) return __real_swift_retain(object);
  if (is_object(object)) sms_object_retain(object);
  return object;
}

void __wrap_swift_release(void *object) {
  if (__builtin_expect(!__libc_single_threaded, 0)) {
    __real_swift_release(object);
    return;
  }
  if (is_object(object)) sms_object_release(object);
}

void *__wrap_swift_retain_n(void *object, uint32_t count) {
  return __libc_single_threaded ? swift_nonatomic_retain_n(object, count) : __real_swift_retain_n(object, count);
}

void __wrap_swift_release_n(void *object, uint32_t count) {
  if (__libc_single_threaded)
    swift_nonatomic_release_n(object, count);
  else
    __real_swift_release_n(object, count);
}
#endif
