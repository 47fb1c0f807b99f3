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
/// The lowest address that the calling thread's stack should reach; 0 where it cannot be told.
uintptr_t sms_stack_floor(void);
/// Where the calling thread's stack is now.
uintptr_t sms_stack_pointer(void);
/// Installs the handlers of SIGINT and SIGTERM, without SA_RESTART, and ignores SIGPIPE.
void sms_stop_install(void);
/// Sets what `sms_stop_install` changed as it was before, for a program that takes this one's place.
void sms_stop_restore(void);
/// Whether SIGPIPE was ignored before.
int32_t sms_pipe_was_ignored(void);

#include "CSupportChild.h"
#include "CSupportRows.h"
#include "CSupportTerminal.h"
