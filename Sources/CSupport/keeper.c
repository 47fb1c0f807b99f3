#define _GNU_SOURCE
#include "CSupportKeeper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// MARK: the folder

static int is_private(int fd) {
  struct stat facts;
  if (fstat(fd, &facts) != 0) return 0;
  return S_ISDIR(facts.st_mode) && facts.st_uid == geteuid() && (facts.st_mode & 077) == 0;
}

/// Closes a folder that is not as it must be.
static int32_t checked(int fd) {
  if (fd < 0) return errno == ELOOP || errno == ENOTDIR ? -EPERM : -errno;
  if (is_private(fd)) return fd;
  close(fd);
  return -EPERM;
}

int32_t sms_keeper_folder(const char *runtime, int32_t make) {
  const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  const int32_t parent = checked(open(runtime, flags));
  if (parent < 0) return parent;
  if (make && mkdirat(parent, "sms", 0700) != 0 && errno != EEXIST) {
    const int failure = errno;
    close(parent);
    return -failure;
  }
  const int32_t folder = checked(openat(parent, "sms", flags));
  close(parent);
  return folder;
}

// MARK: the process

int32_t sms_keeper_spawn(int32_t folder, int32_t *channel) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return -errno;
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  // Duplicated above the target numbers, so that neither is overwritten before it is copied.
  const int far = fcntl(ends[1], F_DUPFD_CLOEXEC, 10), place = fcntl(folder, F_DUPFD_CLOEXEC, 10);
  for (int fd = 0; fd < 3; fd++) posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
  posix_spawn_file_actions_adddup2(&actions, far, SMS_KEEPER_CHANNEL);
  posix_spawn_file_actions_adddup2(&actions, place, SMS_KEEPER_FOLDER);
  posix_spawn_file_actions_addclosefrom_np(&actions, SMS_KEEPER_FOLDER + 1);
  // No folder is kept from being unmounted.
  posix_spawn_file_actions_addchdir_np(&actions, "/");
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setsigmask(&attributes, &none);
  char *argv[] = {"sms-keeper", NULL}, *envp[] = {NULL};
  pid_t pid = 0;
  const int failure =
      far < 0 || place < 0 ? EMFILE : posix_spawn(&pid, "/proc/self/exe", &actions, &attributes, argv, envp);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (far >= 0) close(far);
  if (place >= 0) close(place);
  close(ends[1]);
  if (failure) {
    close(ends[0]);
    return -failure;
  }
  // The process that was started leaves at once and a child of it goes on.
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  *channel = ends[0];
  return pid;
}

int32_t sms_keeper_detach(void) {
  const pid_t pid = fork();
  if (pid < 0) return -errno;
  if (pid > 0) _exit(0);
  prctl(PR_SET_NAME, "sms-keeper");
  return 0;
}

int32_t sms_keeper_lock(const void *bytes, int32_t count) { return mlock(bytes, (size_t)count) == 0 ? 0 : -errno; }

// MARK: the socket

/// The address of a name in an open folder: replacing a folder on the path does not redirect it.
static int address(struct sockaddr_un *address, int folder, const char *name) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  const int count = snprintf(address->sun_path, sizeof address->sun_path, "/proc/self/fd/%d/%s", folder, name);
  return count > 0 && (size_t)count < sizeof address->sun_path;
}

int32_t sms_keeper_listen(int32_t folder, const char *name) {
  char first[96];
  struct sockaddr_un where;
  snprintf(first, sizeof first, ".%ld", (long)getpid());
  if (!address(&where, folder, first)) return -ENAMETOOLONG;
  const int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (fd < 0) return -errno;
  unlinkat(folder, first, 0);
  // Bound under another name and renamed: the final name never refers to a socket that does not listen.
  const mode_t mask = umask(0177);
  int failed = bind(fd, (struct sockaddr *)&where, sizeof where) != 0 || listen(fd, 16) != 0;
  failed = failed || renameat(folder, first, folder, name) != 0;
  const int failure = errno;
  umask(mask);
  if (!failed) return fd;
  unlinkat(folder, first, 0);
  close(fd);
  return -failure;
}

/// The inode of our own socket with this name; 0 where it is something else, another user's, or open to others.
static uint64_t own_socket(int folder, const char *name) {
  struct stat facts;
  if (fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) != 0) return 0;
  const int is_own = S_ISSOCK(facts.st_mode) && facts.st_uid == geteuid() && (facts.st_mode & 077) == 0;
  if (!is_own) errno = EPERM;
  return is_own ? facts.st_ino : 0;
}

static int peer(int fd, uint32_t *user, int32_t *process) {
  struct ucred who;
  socklen_t size = sizeof who;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) return 0;
  *user = who.uid;
  *process = who.pid;
  return 1;
}

static void limit_waiting(int fd) {
  const struct timeval second = {.tv_sec = 1};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &second, sizeof second);
}

int32_t sms_keeper_connect(int32_t folder, const char *name, uint32_t *user, int32_t *process) {
  struct sockaddr_un where;
  if (!address(&where, folder, name)) return -ENAMETOOLONG;
  if (!own_socket(folder, name)) return -errno;
  const int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (fd < 0) return -errno;
  limit_waiting(fd);
  if (connect(fd, (struct sockaddr *)&where, sizeof where) != 0 || !peer(fd, user, process)) {
    const int failure = errno;
    close(fd);
    return -failure;
  }
  return fd;
}

int32_t sms_keeper_kill(int32_t socket, int32_t process) {
  const int fd = (int)syscall(SYS_pidfd_open, process, 0);
  if (fd < 0) return errno == ESRCH ? 0 : -errno;
  // The number was the listener's when we connected. While the connection stands, it has not been given to another.
  struct pollfd end = {.fd = socket, .events = POLLRDHUP};
  const int is_gone = poll(&end, 1, 0) > 0 && (end.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
  const int failure = !is_gone && syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0) != 0 && errno != ESRCH ? errno : 0;
  struct pollfd done = {.fd = fd, .events = POLLIN};
  if (!is_gone && !failure) poll(&done, 1, 1000);
  close(fd);
  return -failure;
}

int32_t sms_keeper_send(int32_t socket, const void *bytes, int32_t count) {
  ssize_t sent;
  do sent = send(socket, bytes, (size_t)count, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  return sent < 0 ? -errno : (int32_t)sent;
}

int32_t sms_keeper_receive(int32_t socket, void *bytes, int32_t count) {
  ssize_t got;
  do got = recv(socket, bytes, (size_t)count, 0);
  while (got < 0 && errno == EINTR);
  return got < 0 ? -errno : (int32_t)got;
}

// MARK: waiting

int64_t sms_keeper_clock(void) {
  struct timespec now;
  clock_gettime(CLOCK_BOOTTIME, &now);
  return now.tv_sec;
}

int32_t sms_keeper_begin(struct sms_keeper *keeper, int32_t listener, int32_t folder, const char *name) {
  char path[32];
  sigset_t ends;
  keeper->listener = listener;
  keeper->callers = 0;
  keeper->folder = folder;
  keeper->name = name;
  keeper->inode = own_socket(folder, name);
  if (!keeper->inode) return -errno;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGHUP);
  sigaddset(&ends, SIGQUIT);
  sigprocmask(SIG_BLOCK, &ends, NULL);
  keeper->signals = signalfd(-1, &ends, SFD_CLOEXEC);
  keeper->timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  keeper->watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (keeper->signals < 0 || keeper->timer < 0 || keeper->watch < 0) return -errno;
  snprintf(path, sizeof path, "/proc/self/fd/%d", folder);
  // A logout takes the whole folder away.
  const uint32_t changes = IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_ATTRIB;
  return inotify_add_watch(keeper->watch, path, changes) < 0 ? -errno : 0;
}

/// Sets the timer for a time of the clock that goes on while the machine sleeps.
static void set_timer(int timer, int64_t until) {
  const struct itimerspec at = {.it_value = {.tv_sec = until, .tv_nsec = 1}};
  timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
}

/// Takes the caller that waits at the listener, if it is a process of our own user.
static void take(struct sms_keeper *keeper) {
  const int fd = accept4(keeper->listener, NULL, NULL, SOCK_CLOEXEC);
  if (fd < 0) return;
  uint32_t user = 0;
  int32_t process = 0;
  if (!peer(fd, &user, &process) || user != geteuid()) {
    close(fd);
    return;
  }
  if (keeper->callers == SMS_KEEPER_CALLERS) sms_keeper_leave(keeper, keeper->caller[0]);
  // An answer is short: a caller with no room for it does not read.
  limit_waiting(fd);
  keeper->caller[keeper->callers] = fd;
  keeper->patience[keeper->callers++] = sms_keeper_clock() + 2;
}

void sms_keeper_leave(struct sms_keeper *keeper, int32_t socket) {
  for (int i = 0; i < keeper->callers; i++) {
    if (keeper->caller[i] != socket) continue;
    close(socket);
    keeper->callers--;
    const size_t rest = (size_t)(keeper->callers - i);
    memmove(&keeper->caller[i], &keeper->caller[i + 1], rest * sizeof keeper->caller[0]);
    memmove(&keeper->patience[i], &keeper->patience[i + 1], rest * sizeof keeper->patience[0]);
    return;
  }
}

/// Leaves the callers that said nothing for too long.
static void leave_silent(struct sms_keeper *keeper) {
  const int64_t now = sms_keeper_clock();
  for (int i = keeper->callers - 1; i >= 0; i--) {
    if (keeper->patience[i] <= now) sms_keeper_leave(keeper, keeper->caller[i]);
  }
}

int32_t sms_keeper_next(struct sms_keeper *keeper, int64_t until) {
  set_timer(keeper->timer, until);
  while (1) {
    struct pollfd ready[4 + SMS_KEEPER_CALLERS] = {{.fd = keeper->signals, .events = POLLIN},
                                                   {.fd = keeper->timer, .events = POLLIN},
                                                   {.fd = keeper->watch, .events = POLLIN},
                                                   {.fd = keeper->listener, .events = POLLIN}};
    for (int i = 0; i < keeper->callers; i++) {
      ready[4 + i] = (struct pollfd){.fd = keeper->caller[i], .events = POLLIN};
    }
    if (poll(ready, (nfds_t)(4 + keeper->callers), keeper->callers ? 1000 : -1) < 0) {
      if (errno == EINTR) continue;
      return SMS_KEEPER_FAILED;
    }
    if (ready[0].revents) return SMS_KEEPER_SIGNAL;
    if (ready[1].revents) return SMS_KEEPER_TIME;
    if (ready[2].revents) {
      char events[4096];
      while (read(keeper->watch, events, sizeof events) > 0) {
      }
      if (own_socket(keeper->folder, keeper->name) != keeper->inode) return SMS_KEEPER_GONE;
    }
    for (int i = 0; i < keeper->callers; i++) {
      if (!ready[4 + i].revents) continue;
      keeper->patience[i] = sms_keeper_clock() + 2;
      return keeper->caller[i];
    }
    leave_silent(keeper);
    if (ready[3].revents) take(keeper);
  }
}

void sms_keeper_end(const struct sms_keeper *keeper) {
  if (own_socket(keeper->folder, keeper->name) == keeper->inode) unlinkat(keeper->folder, keeper->name, 0);
}
