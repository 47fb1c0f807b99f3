#define _GNU_SOURCE
#include "CSupport.h"
#include "CSupportChild.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/// Whether one of the `more` variables (NULL: there are none) has the name of this one.
static int is_replaced(const char *variable, char *const more[]) {
  const size_t name = strcspn(variable, "=") + 1;
  for (size_t i = 0; more && more[i]; i++)
    if (strncmp(variable, more[i], name) == 0) return 1;
  return 0;
}

/// The environment without our own variables, and with `more` instead of those of the same names; to be freed, its
/// strings not.
static char **child_environment(char *const more[]) {
  size_t count = 0, added = 0;
  while (environ && environ[count]) count++;
  while (more && more[added]) added++;
  char **copy = malloc((count + added + 1) * sizeof *copy);
  if (!copy) return NULL;
  size_t kept = 0;
  for (size_t i = 0; i < count; i++)
    if (strncmp(environ[i], "SMS_", 4) != 0 && !is_replaced(environ[i], more)) copy[kept++] = environ[i];
  for (size_t i = 0; i < added; i++) copy[kept++] = more[i];
  copy[kept] = NULL;
  return copy;
}

/// What each program is started with: signals as they were for us, and a process group of its own.
static const short own_group = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP;

/// Makes the child's standard descriptors, closes all others, and undoes what our process does with signals.
static int describe(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, int input, int output,
                    int errors) {
  sigset_t none, all;
  sigemptyset(&none);
  sigemptyset(&all);
  static const int reset[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGXFSZ, SIGTSTP, SIGCONT, SIGCHLD};
  for (size_t i = 0; i < sizeof reset / sizeof *reset; i++) sigaddset(&all, reset[i]);
  int failure = posix_spawnattr_setflags(attributes, own_group);
  if (!failure) failure = posix_spawnattr_setpgroup(attributes, 0);
  if (!failure) failure = posix_spawnattr_setsigdefault(attributes, &all);
  if (!failure) failure = posix_spawnattr_setsigmask(attributes, &none);
  if (!failure)
    failure = input < 0 ? posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0)
                        : posix_spawn_file_actions_adddup2(actions, input, 0);
  if (!failure) failure = posix_spawn_file_actions_adddup2(actions, output, 1);
  if (!failure) failure = posix_spawn_file_actions_adddup2(actions, errors, 2);
  if (!failure) failure = posix_spawn_file_actions_addclosefrom_np(actions, 3);
  return failure;
}

static int spawn(const char *path, char *const argv[], int input, int output, int errors, pid_t *pid) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  char **environment = child_environment(NULL);
  if (!environment) return ENOMEM;
  int failure = posix_spawn_file_actions_init(&actions);
  if (!failure) {
    failure = posix_spawnattr_init(&attributes);
    if (!failure) {
      failure = describe(&actions, &attributes, input, output, errors);
      if (!failure) {
        sms_surroundings_give();
        failure = posix_spawn(pid, path, &actions, &attributes, argv, environment);
        sms_surroundings_take();
      }
      posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
  }
  free(environment);
  return failure;
}

/// A pipe whose ends are above the standard descriptors, so that no dup2 of the child writes over another end.
static int open_pipe(int ends[2]) {
  if (pipe2(ends, O_CLOEXEC) != 0) return errno;
  for (int i = 0; i < 2; i++) {
    if (ends[i] > 2) continue;
    int moved = fcntl(ends[i], F_DUPFD_CLOEXEC, 3);
    if (moved < 0) return errno;
    close(ends[i]);
    ends[i] = moved;
  }
  return 0;
}

int32_t sms_child_spawn(const char *path, char *const argv[], int32_t feeds, struct sms_child *child) {
  int pipes[3][2] = {{-1, -1}, {-1, -1}, {-1, -1}};
  int failure = 0;
  pid_t pid = -1;
  // Writing to a program that has ended is to be an error, not the end of this process; the shell asks for it, too.
  signal(SIGPIPE, SIG_IGN);
  for (int i = feeds ? 0 : 1; i < 3 && !failure; i++) failure = open_pipe(pipes[i]);
  if (!failure) failure = spawn(path, argv, pipes[0][0], pipes[1][1], pipes[2][1], &pid);
  const int ours[3] = {pipes[0][1], pipes[1][0], pipes[2][0]}, theirs[3] = {pipes[0][0], pipes[1][1], pipes[2][1]};
  for (int i = 0; i < 3; i++) {
    if (theirs[i] >= 0) close(theirs[i]);
    if (ours[i] < 0) continue;
    if (failure)
      close(ours[i]);
    else
      fcntl(ours[i], F_SETFL, fcntl(ours[i], F_GETFL) | O_NONBLOCK);
  }
  if (failure) return failure;
  sms_group_begun(pid);
  child->pid = pid;
  child->input = ours[0];
  child->output = ours[1];
  child->errors = ours[2];
  return 0;
}

/// The signals that are passed on to a program in our place: all that can be caught, and the one that tells of its end.
static void passed_on(sigset_t *set) { sigfillset(set); }

/// What the program of `sms_run_start` begins with: our standard descriptors and the signals as they were for us.
static int describe_run(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, const sigset_t *mask) {
  sigset_t ignored;
  sigemptyset(&ignored);
  if (!sms_pipe_was_ignored()) sigaddset(&ignored, SIGPIPE);
  if (!sms_size_was_ignored()) sigaddset(&ignored, SIGXFSZ);
  int failure = posix_spawnattr_setflags(attributes, own_group);
  if (!failure) failure = posix_spawnattr_setpgroup(attributes, 0);
  if (!failure) failure = posix_spawnattr_setsigdefault(attributes, &ignored);
  if (!failure) failure = posix_spawnattr_setsigmask(attributes, mask);
  if (!failure) failure = posix_spawn_file_actions_addclosefrom_np(actions, 3);
  return failure;
}

int32_t sms_run_start(const char *path, char *const argv[], char *const more[], struct sms_run *run) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t set;
  char **environment = child_environment(more);
  if (!environment) return ENOMEM;
  // Held back from here on: one that arrives between the start and the wait is passed on, too.
  passed_on(&set);
  int failure = pthread_sigmask(SIG_BLOCK, &set, &run->before);
  if (!failure) {
    failure = posix_spawn_file_actions_init(&actions);
    if (!failure) {
      failure = posix_spawnattr_init(&attributes);
      if (!failure) {
        failure = describe_run(&actions, &attributes, &run->before);
        if (!failure) {
          sms_surroundings_give();
          failure = posix_spawn(&run->pid, path, &actions, &attributes, argv, environment);
          sms_surroundings_take();
        }
        posix_spawnattr_destroy(&attributes);
      }
      posix_spawn_file_actions_destroy(&actions);
    }
    if (failure)
      pthread_sigmask(SIG_SETMASK, &run->before, NULL);
    else
      sms_group_begun(run->pid);
  }
  free(environment);
  return failure;
}

int32_t sms_run_wait(const struct sms_run *run, int32_t milliseconds, int32_t *status) {
  sigset_t set;
  siginfo_t info;
  passed_on(&set);
  const struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
  sms_group_tend(run->pid);
  pid_t found = waitpid(run->pid, status, WNOHANG);
  if (found == 0) {
    const int number = sigtimedwait(&set, &info, &time);
    // What the terminal sends to our group, and what continues a job, is meant for all of the program's group.
    const int is_for_group = info.si_code > 0 || number == SIGCONT;
    if (number > 0 && number != SIGCHLD) kill(is_for_group ? -run->pid : run->pid, number);
    sms_group_tend(run->pid);
    found = waitpid(run->pid, status, WNOHANG);
  }
  if (found == run->pid) {
    sms_group_ended(run->pid);
    return 1;
  }
  return found < 0 && errno != EINTR ? -errno : 0;
}

void sms_run_end(const struct sms_run *run) { pthread_sigmask(SIG_SETMASK, &run->before, NULL); }

int32_t sms_run_become(const char *path, char *const argv[], char *const more[]) {
  char **environment = child_environment(more);
  if (!environment) return ENOMEM;
  sms_surroundings_give();
  sms_stop_restore();
  if (close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) == 0) execve(path, argv, environment);
  const int failure = errno;
  sms_surroundings_take();
  sms_stop_install();
  free(environment);
  return failure;
}
