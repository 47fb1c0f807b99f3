#define _GNU_SOURCE
#include "CSupportChild.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// Each started program has a process group of its own, so that it is ended with all that it started. A guard
// process ends the groups of a parent that was killed and so could not end them itself.

static void nap(long milliseconds) {
  const struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
  nanosleep(&time, NULL);
}

// MARK: the guard

enum { most_guarded = 256 };

static pthread_mutex_t guard_lock = PTHREAD_MUTEX_INITIALIZER;
static int guard_pipe = -1;

static void end_groups(const int32_t groups[]) {
  for (int i = 0; i < most_guarded; i++) {
    if (!groups[i]) continue;
    kill(-groups[i], SIGTERM);
    kill(-groups[i], SIGCONT);
  }
  for (int tries = 0; tries < 200; tries++) {
    int left = 0;
    for (int i = 0; i < most_guarded && !left; i++) left = groups[i] && kill(-groups[i], 0) == 0;
    if (!left) return;
    nap(10);
  }
  for (int i = 0; i < most_guarded; i++)
    if (groups[i]) kill(-groups[i], SIGKILL);
}

// Reads the numbers of groups that begin, and below zero of those that have ended, until the parent is gone.
static _Noreturn void guard(int reports) {
  static int32_t groups[most_guarded];
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, NULL);
  setsid();
  prctl(PR_SET_NAME, "sms-guard", 0, 0, 0);
  if (chdir("/") != 0) _exit(1);
  dup2(reports, 0);
  close_range(1, ~0U, 0);
  int32_t number;
  while (1) {
    const ssize_t count = read(0, &number, sizeof number);
    if (count < 0 && errno == EINTR) continue;
    if (count != sizeof number) break;
    const int32_t sought = number < 0 ? -number : 0, put = number < 0 ? 0 : number;
    for (int i = 0; i < most_guarded; i++) {
      if (groups[i] != sought) continue;
      groups[i] = put;
      break;
    }
  }
  end_groups(groups);
  _exit(0);
}

void sms_guard_start(void) {
  int ends[2];
  pthread_mutex_lock(&guard_lock);
  if (guard_pipe < 0 && pipe2(ends, O_CLOEXEC) == 0) {
    const pid_t pid = _Fork();
    if (pid == 0) guard(ends[0]);
    close(ends[0]);
    if (pid < 0)
      close(ends[1]);
    else
      guard_pipe = fcntl(ends[1], F_DUPFD_CLOEXEC, 3), close(ends[1]);
  }
  pthread_mutex_unlock(&guard_lock);
}

static void report(int32_t number) {
  sms_guard_start();
  // A number is written in one piece. Without a guard the program runs all the same.
  if (guard_pipe >= 0 && write(guard_pipe, &number, sizeof number) < 0) return;
}

void sms_group_begun(int32_t group) { report(group); }

// MARK: the terminal

/// The group that was lent our terminal; 0 while we have it.
static _Atomic int32_t lent = 0;

/// Makes a group the one that the terminal belongs to, which it lets a background group do only while SIGTTOU is held.
static int set_terminal(int terminal, pid_t group) {
  sigset_t set, before;
  sigemptyset(&set);
  sigaddset(&set, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &set, &before);
  const int result = tcsetpgrp(terminal, group);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return result;
}

/// Lends the terminal to a program's group, where it is ours; 1 where the group has it now.
static int lend_terminal(pid_t group) {
  const int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal < 0) return 0;
  const pid_t owner = tcgetpgrp(terminal);
  const int has = owner == group || (owner == getpgrp() && set_terminal(terminal, group) == 0);
  close(terminal);
  if (has) atomic_store(&lent, group);
  return has;
}

/// Takes the terminal back; 1 where the group had it.
static int reclaim_terminal(pid_t group) {
  int32_t expected = group;
  if (!atomic_compare_exchange_strong(&lent, &expected, 0)) return 0;
  const int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal < 0) return 1;
  if (tcgetpgrp(terminal) == group) set_terminal(terminal, getpgrp());
  close(terminal);
  return 1;
}

static void on_stopped(pid_t group, int number) {
  // A group that reads the terminal from the background is stopped: it gets the terminal as long as it runs.
  if ((number == SIGTTIN || number == SIGTTOU) && lend_terminal(group)) {
    kill(-group, SIGCONT);
    return;
  }
  if (number != SIGTSTP && number != SIGTTIN && number != SIGTTOU) return;
  const int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal < 0) return;
  close(terminal);
  // Ctrl-Z: stop this process, too, so that the waiting shell notices and can continue it.
  const int had = reclaim_terminal(group);
  raise(SIGSTOP);
  if (had) lend_terminal(group);
  kill(-group, SIGCONT);
}

void sms_group_tend(int32_t group) {
  siginfo_t info = {0};
  if (waitid(P_PID, (id_t)group, &info, WSTOPPED | WNOHANG) == 0 && info.si_pid == group)
    on_stopped(group, info.si_status);
}

int32_t sms_group_ended(int32_t group) {
  report(-group);
  return reclaim_terminal(group);
}

// MARK: the end

void sms_group_stop(int32_t group) {
  int is_reaped = 0;
  kill(-group, SIGTERM);
  kill(-group, SIGCONT);
  for (int tries = 0; tries < 200; tries++) {
    if (!is_reaped) {
      const pid_t found = waitpid(group, NULL, WNOHANG);
      is_reaped = found == group || (found < 0 && errno == ECHILD);
    }
    if (is_reaped && kill(-group, 0) != 0) break;
    nap(10);
  }
  // The remaining members keep the group's number from being reused.
  kill(-group, SIGKILL);
  while (!is_reaped) {
    const pid_t found = waitpid(group, NULL, 0);
    is_reaped = found == group || (found < 0 && errno != EINTR);
  }
  sms_group_ended(group);
}
