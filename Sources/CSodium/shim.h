#pragma once
#include <sodium.h>
#include <sys/prctl.h>

/// Keeps this process out of core dumps and other users' debuggers; 0 when it worked. `prctl` is variadic.
static inline int sms_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0UL, 0UL, 0UL, 0UL); }

/// 1 while this process may be dumped, 0 when it may not.
static inline int sms_dumps_allowed(void) { return prctl(PR_GET_DUMPABLE, 0UL, 0UL, 0UL, 0UL); }
