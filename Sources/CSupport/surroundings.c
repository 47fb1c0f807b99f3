#define _GNU_SOURCE
#include "CSupport.h"

#include <sys/resource.h>
#include <sys/stat.h>

// What this process was started with, and what it set for itself.
static mode_t given_mask, own_mask;
static struct rlimit given_core, own_core;
static int is_known;

void sms_surroundings_note(void) {
  given_mask = umask(077);
  umask(given_mask);
  is_known = getrlimit(RLIMIT_CORE, &given_core) == 0;
}

void sms_surroundings_give(void) {
  sms_stack_restore();
  if (!is_known) return;
  own_mask = umask(given_mask);
  if (getrlimit(RLIMIT_CORE, &own_core) == 0) setrlimit(RLIMIT_CORE, &given_core);
}

void sms_surroundings_take(void) {
  sms_stack_raise();
  if (!is_known) return;
  umask(own_mask);
  setrlimit(RLIMIT_CORE, &own_core);
}
