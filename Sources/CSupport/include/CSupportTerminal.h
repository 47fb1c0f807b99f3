#pragma once
#include <signal.h>
#include <stdint.h>

/// Puts the rows and columns of the terminal `fd` into `rows` and `columns`; -1 where it has no known size.
int32_t sms_terminal_size(int32_t fd, int32_t *rows, int32_t *columns);

/// Signals held back by this thread while it waits for input, and the descriptor that reports them.
struct sms_hold {
  sigset_t before;
  int32_t reports;
};

/// Holds back the signals that end, stop or resize a program, so that none arrives between
/// a look at the stop flag and the wait, and the terminal can be restored before any of them acts; -1 on
/// failure.
int32_t sms_hold_begin(struct sms_hold *hold);
/// Waits until `fd` can be read or a held signal is pending, `milliseconds` at most (-1: without end).
/// Gives the signal's number, 0 where `fd` can be read, -1 on failure, -2 after the time.
int32_t sms_hold_wait(const struct sms_hold *hold, int32_t fd, int32_t milliseconds);
/// Lets the held signals act and restores the mask of before.
void sms_hold_end(struct sms_hold *hold);

/// A file that is only in memory, closed on exec, or -1.
int32_t sms_memory_file(void);
