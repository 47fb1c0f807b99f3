#pragma once
#include <stdint.h>

/// The number of the signal that asked the program to stop (SIGINT, SIGTERM), 0 while none did.
int32_t sms_stop_signal(void);
/// Forgets the signal: the next `sms_stop_signal` is 0 until another one arrives.
void sms_stop_clear(void);
/// Pretends that `signal` arrived: what the handler does, for tests and for time-outs.
void sms_stop_raise(int32_t signal);
/// Lets the main thread's stack grow further than usual, as far as the hard limit allows.
void sms_stack_raise(void);
/// Sets the limit of the stack as this process was given it, for a program that takes its place.
void sms_stack_restore(void);

/// How many words the command line has, the program's name among them.
int32_t sms_argument_count(void);
/// One of them; NULL behind the last.
const char *sms_argument(int32_t index);

/// Whether an open file is one by which the kernel shows itself (/proc, /sys), or cannot be told apart from those.
int32_t sms_is_of_kernel(int32_t fd);

/// A socket to the system's log at a path (`/dev/log`), which waits so long for room; or a negative error number.
int32_t sms_syslog_open(const char *path, double seconds);
/// Sends a line to it, as a notice of authorization; 0, or a negative error number.
int32_t sms_syslog_send(int32_t fd, const char *line);

/// Notes the mask of new files and the limit of core dumps that this process was started with.
void sms_surroundings_note(void);
/// Sets these, and the limit of the stack, as they were: for a program that is started, or that takes this one's place.
void sms_surroundings_give(void);
/// Sets them as this process had them before `sms_surroundings_give`.
void sms_surroundings_take(void);
/// The lowest address that the calling thread's stack should reach; 0 where it cannot be told.
uintptr_t sms_stack_floor(void);
/// Where the calling thread's stack is now.
uintptr_t sms_stack_pointer(void);

/// The Swift runtime's counting for objects that one thread alone has.
void *swift_nonatomic_retain(void *object);
void swift_nonatomic_release(void *object);

/// One reference in the count that an object has in its second word. The runtime counts so; whatever is not plain there
/// (the last reference, a count that lies elsewhere, an object for ever) makes the word negative and is left to it.
#define SMS_ONE_REFERENCE ((int64_t)1 << 33)
typedef int64_t __attribute__((may_alias)) sms_reference_count;

/// Takes one more reference of an object of the machine, which no other thread has.
static inline void sms_object_retain(const void *object) {
  sms_reference_count *count = (sms_reference_count *)object + 1;
  int64_t more = (int64_t)((uint64_t)*count + (uint64_t)SMS_ONE_REFERENCE);
  if (__builtin_expect(more < 0, 0))
    swift_nonatomic_retain((void *)object);
  else
    *count = more;
}

/// Gives one back.
static inline void sms_object_release(const void *object) {
  sms_reference_count *count = (sms_reference_count *)object + 1;
  int64_t less = (int64_t)((uint64_t)*count - (uint64_t)SMS_ONE_REFERENCE);
  if (less < 0)
    swift_nonatomic_release((void *)object);
  else
    *count = less;
}

/// Installs the handlers of SIGINT, SIGTERM and the other signals that ask a program to end, without SA_RESTART, and ignores SIGPIPE and SIGXFSZ.
void sms_stop_install(void);
/// Sets what `sms_stop_install` changed as it was before, for a program that takes this one's place.
void sms_stop_restore(void);
/// Whether SIGXFSZ was ignored before.
int32_t sms_size_was_ignored(void);
/// Whether SIGPIPE was ignored before.
int32_t sms_pipe_was_ignored(void);

/// What the calling thread works for, and how many steps of its work may pass until the clock is checked.
struct sms_work {
  void *owner;
  int64_t left;
};
extern _Thread_local struct sms_work sms_thread_work;

/// Takes steps from the thread's share; 1 where it is used up.
static inline int32_t sms_work_take(int64_t steps) { return (sms_thread_work.left -= steps) < 0; }
/// Gives the thread another share.
static inline void sms_work_refill(int64_t steps) { sms_thread_work.left = steps; }
/// What the calling thread works for; NULL: no owner.
static inline void *sms_work_owner(void) { return sms_thread_work.owner; }
/// Sets it, and gives the one before.
static inline void *sms_work_begin(void *owner) {
  void *before = sms_thread_work.owner;
  sms_thread_work.owner = owner;
  return before;
}

#include "CSupportChild.h"
#include "CSupportFiles.h"
#include "CSupportKeeper.h"
#include "CSupportRows.h"
#include "CSupportTerminal.h"
