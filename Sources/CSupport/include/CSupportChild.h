#pragma once
#include <signal.h>
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

/// A program that runs in our place: with our standard descriptors, and the signals that we get.
struct sms_run {
  int32_t pid;
  /// The signals that were held back before it.
  sigset_t before;
};

/// Starts the program of the file `path` with our standard descriptors and no other one; in its environment are no
/// variables `SMS_…`, and `more` instead of those of the same names. 0, or an errno. Signals to us are held back by
/// this thread until `sms_run_end`.
int32_t sms_run_start(const char *path, char *const argv[], char *const more[], struct sms_run *run);

/// Waits for the program, some time at most, and passes on what others signal to us. 1 where it has ended, with what
/// `waitpid` says; 0 where it has not; or a negative errno.
int32_t sms_run_wait(const struct sms_run *run, int32_t milliseconds, int32_t *status);

/// Lets signals act on us again.
void sms_run_end(const struct sms_run *run);

/// Renames `from` to `to` in the folder `fd`; without `replaces` it fails with EEXIST where `to` is there. 0 or -1.
int32_t sms_rename_at(int32_t fd, const char *from, const char *to, int32_t replaces);
