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

/// Starts the program of the file `path` with pipes for its standard output and error, and for its standard input where
/// `feeds` is set, in a process group of its own. It gets no other descriptor and no variable whose name begins with
/// `SMS_`. 0, or an errno.
int32_t sms_child_spawn(const char *path, char *const argv[], int32_t feeds, struct sms_child *child);

/// A program that runs in our place: with our standard descriptors, and the signals that we get.
struct sms_run {
  int32_t pid;
  /// The signals that were held back before it.
  sigset_t before;
};

/// Becomes the program of the file `path`, with our standard descriptors, signals and limits as they were given to us,
/// and an environment as for `sms_run_start`. Returns only where it does not start: an errno.
int32_t sms_run_become(const char *path, char *const argv[], char *const more[]);

/// Starts the program of the file `path` in a process group of its own, with our standard descriptors and no other one; in its environment are no
/// variables `SMS_…`, and `more` instead of those of the same names. 0, or an errno. Signals to us are held back by
/// this thread until `sms_run_end`.
int32_t sms_run_start(const char *path, char *const argv[], char *const more[], struct sms_run *run);

/// Waits for the program, some time at most, and passes on what others signal to us. 1 where it has ended, with what
/// `waitpid` says; 0 where it has not; or a negative errno.
int32_t sms_run_wait(const struct sms_run *run, int32_t milliseconds, int32_t *status);

/// Lets signals act on us again.
void sms_run_end(const struct sms_run *run);

/// Starts the guard, which ends the groups of programs when this process is lost. It is started with the first program
/// in any case; before there is anything secret in memory is better, because it begins with a copy of that.
void sms_guard_start(void);

/// Notes that a program of this process group was started, or that it has ended and was reaped. The latter gives 1
/// where the program had our terminal.
void sms_group_begun(int32_t group);
int32_t sms_group_ended(int32_t group);

/// Looks whether the program was stopped: it gets the terminal where it waits for that; or this process stops, too.
void sms_group_tend(int32_t group);

/// Ends a program that was not reaped, and its group: TERM, and after two seconds KILL.
void sms_group_stop(int32_t group);
