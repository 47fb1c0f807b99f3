#define _GNU_SOURCE
#include "CSupportTerminal.h"

#include <errno.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <unistd.h>

int32_t sms_memory_file(void) { return memfd_create("sms", MFD_CLOEXEC); }

int32_t sms_terminal_size(int32_t fd, int32_t *rows, int32_t *columns) {
  struct winsize size;
  if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return -1;
  *rows = size.ws_row;
  *columns = size.ws_col;
  return 0;
}

// In the order in which they are reported: what ends the program comes first.
static const int held[] = {SIGTERM, SIGHUP,  SIGQUIT, SIGALRM, SIGVTALRM, SIGPROF, SIGUSR1,
                           SIGUSR2, SIGXCPU, SIGINT,  SIGTSTP, SIGCONT,   SIGWINCH};

int32_t sms_hold_begin(struct sms_hold *hold) {
  sigset_t set;
  sigemptyset(&set);
  if (pthread_sigmask(SIG_BLOCK, 0, &hold->before) != 0) return -1;
  // One that was blocked before would stay pending after the end, and wake every wait for nothing.
  for (size_t i = 0; i < sizeof held / sizeof *held; i++)
    if (!sigismember(&hold->before, held[i])) sigaddset(&set, held[i]);
  if (pthread_sigmask(SIG_BLOCK, &set, 0) != 0) return -1;
  // The descriptor only wakes the wait; nothing is read from it, so the signals stay pending and act at the
  // end.
  hold->reports = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  if (hold->reports >= 0) return 0;
  pthread_sigmask(SIG_SETMASK, &hold->before, 0);
  return -1;
}

int32_t sms_hold_wait(const struct sms_hold *hold, int32_t fd, int32_t milliseconds) {
  // poll leaves a negative descriptor out, and would wait for ever.
  if (fd < 0) {
    errno = EBADF;
    return -1;
  }
  struct pollfd ready[2] = {{.fd = hold->reports, .events = POLLIN}, {.fd = fd, .events = POLLIN}};
  int count;
  do count = poll(ready, 2, milliseconds);
  while (count < 0 && errno == EINTR);
  if (count < 0) return -1;
  if (count == 0) return -2;
  if (!ready[0].revents) return 0;
  sigset_t pending;
  sigpending(&pending);
  for (size_t i = 0; i < sizeof held / sizeof *held; i++)
    if (sigismember(&pending, held[i]) && !sigismember(&hold->before, held[i])) return held[i];
  return ready[1].revents ? 0 : -2;
}

void sms_hold_end(struct sms_hold *hold) {
  int before = errno;
  close(hold->reports);
  pthread_sigmask(SIG_SETMASK, &hold->before, 0);
  errno = before;
}
