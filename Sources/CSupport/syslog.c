#define _GNU_SOURCE
#include "CSupport.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
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
int32_t sms_syslog(const char *path, const char *line) {
  char head[64];
  const int count = snprintf(head, sizeof head, "<%d>sms[%ld]: ", LOG_AUTHPRIV | LOG_NOTICE, (long)getpid());
  int is_stream = 0, fd = open_log(path, SOCK_DGRAM);
  if (fd == -EPROTOTYPE) {
    is_stream = 1;
    fd = open_log(path, SOCK_STREAM);
  }
  if (fd < 0) return fd;
  struct iovec parts[] = {{head, (size_t)count}, {(void *)line, strlen(line) + (is_stream ? 1 : 0)}};
  const struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
  ssize_t sent;
  do sent = sendmsg(fd, &message, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  const int failure = sent == (ssize_t)(parts[0].iov_len + parts[1].iov_len) ? 0 : sent < 0 ? -errno : -EIO;
  close(fd);
  return failure;
}
