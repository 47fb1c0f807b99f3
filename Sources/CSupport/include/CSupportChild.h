#pragma once
#include <stdint.h>

/// A program that was started, and our ends of the pipes to it, not blocking; `input` is -1 where it reads nothing.
struct sms_child {
  int32_t pid;
  int32_t input;
  int32_t output;
  int32_t errors;
};

/// Starts the program `argv[0]`, looked for in PATH, with pipes for its standard output and error, and for its standard
/// input where `feeds` is set. It gets no other descriptor and no variable whose name begins with `SMS_`. 0, or an errno.
int32_t sms_child_spawn(char *const argv[], int32_t feeds, struct sms_child *child);

/// Renames `from` to `to` in the folder `fd`; without `replaces` it fails with EEXIST where `to` is there. 0 or -1.
int32_t sms_rename_at(int32_t fd, const char *from, const char *to, int32_t replaces);
