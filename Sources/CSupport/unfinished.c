// Files that have no name until they are whole.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "CSupportFiles.h"

static const char prefix[] = ".sms-", suffix[] = ".part";

static void make_name(char *name) {
  uint64_t number = 0;
  if (getrandom(&number, sizeof number, 0) != sizeof number) number = (uint64_t)getpid();
  snprintf(name, SMS_PART_NAME, "%s%016llx%s", prefix, (unsigned long long)number, suffix);
}

static int is_part(const char *name) {
  size_t size = strlen(name);
  return size == sizeof prefix + 16 + sizeof suffix - 2 && !strncmp(name, prefix, sizeof prefix - 1) &&
         !strcmp(name + size - (sizeof suffix - 1), suffix);
}

static void remove_part(int folder, const char *name) {
  unlinkat(folder, name, 0);
  // What SQLite puts beside a file.
  static const char *const beside[] = {"-journal", "-wal", "-shm"};
  for (int place = 0; place < 3; place++) {
    char other[SMS_PART_NAME + 16];
    snprintf(other, sizeof other, "%s%s", name, beside[place]);
    unlinkat(folder, other, 0);
  }
}

// A part is locked by who makes it: one that can be locked was left by a program that was killed.
static void remove_if_left(int folder, const char *name) {
  int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (file < 0) return;
  struct stat facts;
  int is_own = !fstat(file, &facts) && S_ISREG(facts.st_mode) && facts.st_uid == geteuid();
  if (is_own && !flock(file, LOCK_EX | LOCK_NB)) remove_part(folder, name);
  close(file);
}

void sms_parts_remove(int folder) {
  int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (copy < 0) return;
  DIR *list = fdopendir(copy);
  if (!list) {
    close(copy);
    return;
  }
  for (struct dirent *entry; (entry = readdir(list));) {
    if (is_part(entry->d_name)) remove_if_left(folder, entry->d_name);
  }
  closedir(list);
}

// The folders that were looked through, the last ones: a loop that writes a thousand files lists the folder once.
static void remove_once(int folder) {
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  static struct { dev_t device; ino_t number; } seen[16];
  static unsigned next;
  struct stat facts;
  if (fstat(folder, &facts)) return;
  pthread_mutex_lock(&lock);
  int is_seen = 0;
  for (int place = 0; place < 16; place++) {
    is_seen |= seen[place].number == facts.st_ino && seen[place].device == facts.st_dev;
  }
  if (!is_seen) {
    seen[next % 16].device = facts.st_dev;
    seen[next++ % 16].number = facts.st_ino;
  }
  pthread_mutex_unlock(&lock);
  if (!is_seen) sms_parts_remove(folder);
}

// Between the making and the lock another program may have taken it for one that was left.
static int make_named(sms_part *part, mode_t mode) {
  for (int tries = 0; tries < 8; tries++) {
    make_name(part->name);
    int file = openat(part->folder, part->name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (file < 0) {
      if (errno == EEXIST) continue;
      break;
    }
    struct stat facts;
    if (!flock(file, LOCK_EX) && !fstat(file, &facts) && facts.st_nlink) return file;
    unlinkat(part->folder, part->name, 0);
    close(file);
  }
  part->name[0] = 0;
  return -1;
}

int sms_part_begin(sms_part *part, int folder, uint32_t mode, int is_named) {
  part->name[0] = 0;
  part->file = -1;
  part->folder = fcntl(folder, F_DUPFD_CLOEXEC, 3);
  if (part->folder < 0) return errno;
  remove_once(part->folder);
  // Its name comes by way of /proc.
  if (!is_named && !access("/proc/self/fd", X_OK)) {
    part->file = openat(part->folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
    if (part->file >= 0) flock(part->file, LOCK_EX | LOCK_NB);
  }
  if (part->file < 0) part->file = make_named(part, mode);
  if (part->file >= 0) return 0;
  int number = errno;
  close(part->folder);
  part->folder = -1;
  return number;
}

static int link_to(sms_part *part, const char *name) {
  char path[40];
  snprintf(path, sizeof path, "/proc/self/fd/%d", part->file);
  return linkat(AT_FDCWD, path, part->folder, name, AT_SYMLINK_FOLLOW);
}

static int rename_alone(int folder, const char *from, const char *name) {
  if (!renameat2(folder, from, folder, name, RENAME_NOREPLACE)) return 0;
  if (errno != EINVAL && errno != ENOSYS) return -1;
  if (linkat(folder, from, folder, name, 0)) return -1;
  unlinkat(folder, from, 0);
  return 0;
}

int sms_part_place(sms_part *part, const char *name, int replaces) {
  if (!part->name[0]) {
    // No link replaces a file.
    if (!replaces) return link_to(part, name) ? errno : 0;
    make_name(part->name);
    if (link_to(part, part->name)) {
      int number = errno;
      part->name[0] = 0;
      return number;
    }
  }
  int result = replaces ? renameat(part->folder, part->name, part->folder, name)
                        : rename_alone(part->folder, part->name, name);
  if (result) return errno;
  part->name[0] = 0;
  return 0;
}

void sms_part_end(sms_part *part) {
  if (part->folder < 0) return;
  if (part->name[0]) remove_part(part->folder, part->name);
  close(part->folder);
  part->folder = -1;
}
