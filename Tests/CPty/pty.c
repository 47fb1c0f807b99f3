#define _GNU_SOURCE
#include "CPty.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

// After fork in a process with threads only async-signal-safe functions may be called: no Swift, no malloc.
static void become(int slave, const char *path, char *const argv[], char *const envp[]) {
  static const int reset[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGTSTP, SIGCONT, SIGWINCH, SIGCHLD};
  for (size_t i = 0; i < sizeof reset / sizeof *reset; i++) signal(reset[i], SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, 0);
  if (setsid() < 0 || ioctl(slave, TIOCSCTTY, 0) != 0) _exit(126);
  for (int fd = 0; fd <= 2; fd++)
    if (dup2(slave, fd) < 0) _exit(126);
  close_range(3, ~0u, 0);
  execve(path, argv, envp);
  _exit(127);
}

int32_t pty_resize(int32_t fd, int32_t rows, int32_t columns) {
  const struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
  return ioctl(fd, TIOCSWINSZ, &size);
}

int32_t pty_spawn(
  const char *path, char *const argv[], char *const envp[], int32_t rows, int32_t columns, int32_t *master) {
  char name[128];
  int slave = -1;
  int opened = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (opened < 0) return -errno;
  pid_t child = -1;
  if (grantpt(opened) == 0 && unlockpt(opened) == 0 && ptsname_r(opened, name, sizeof name) == 0)
    slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (slave >= 0 && pty_resize(slave, rows, columns) == 0) child = fork();
  if (child == 0) become(slave, path, argv, envp);
  int failure = errno;
  if (slave >= 0) close(slave);
  if (child < 0) {
    close(opened);
    return -failure;
  }
  *master = opened;
  return child;
}
