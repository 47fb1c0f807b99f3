#define _GNU_SOURCE
#include "CSupport.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

/// A socket to the system's log; a negative error number where there is none.
static int open_log(const char *path, int kind) {
  struct sockaddr_un where = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof where.sun_path) return -ENAMETOOLONG;
  strcpy(where.sun_path, path);
  const int fd = socket(AF_UNIX, kind | SOCK_CLOEXEC, 0);
  if (fd < 0) return -errno;
  if (connect(fd, (struct sockaddr *)&where, sizeof where) == 0) return fd;
  const int failure = errno;
  close(fd);
  return -failure;
}

// The function of the C library does not say when there is no log.
int32_t sms_syslog_open(const char *path, double seconds) {
  int fd = open_log(path, SOCK_DGRAM);
  if (fd == -EPROTOTYPE) fd = open_log(path, SOCK_STREAM);
  if (fd < 0) return fd;
  const struct timeval wait = {.tv_sec = (time_t)seconds, .tv_usec = (suseconds_t)((seconds - (double)(time_t)seconds) * 1e6)};
  if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait) == 0) return fd;
  const int failure = errno;
  close(fd);
  return -failure;
}

int32_t sms_syslog_send(int32_t fd, const char *line) {
  char head[64];
  const int count = snprintf(head, sizeof head, "<%d>sms[%ld]: ", LOG_AUTHPRIV | LOG_NOTICE, (long)getpid());
  int kind = 0;
  socklen_t length = sizeof kind;
  if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &kind, &length) != 0) return -errno;
  // A stream needs an end of each line: the byte 0.
  struct iovec parts[] = {{head, (size_t)count}, {(void *)line, strlen(line) + (kind == SOCK_STREAM ? 1 : 0)}};
  const struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
  ssize_t sent;
  do sent = sendmsg(fd, &message, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  return sent == (ssize_t)(parts[0].iov_len + parts[1].iov_len) ? 0 : sent < 0 ? -errno : -EIO;
}
