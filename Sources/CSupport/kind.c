#include "CSupport.h"

#include <linux/magic.h>
#include <sys/vfs.h>

// Swift's Glibc lacks statfs.
int32_t sms_is_of_kernel(int32_t fd) {
  struct statfs facts;
  if (fstatfs(fd, &facts) != 0) return 1;
  return facts.f_type == PROC_SUPER_MAGIC || facts.f_type == SYSFS_MAGIC;
}
