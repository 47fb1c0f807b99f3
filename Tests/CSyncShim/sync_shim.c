#include "sync_shim.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

// What SQLite holds of an open file: ours first, the real one behind it in the same memory.
typedef struct {
  sqlite3_file base;
  int kind;
  sqlite3_file *real;
} shim_file;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sync_shim_entry *entries;
static int count, capacity;

static void record(int kind, int file, int64_t offset, const void *bytes, int size) {
  uint8_t *kept = 0;
  if (size > 0) {
    kept = malloc((size_t)size);
    if (!kept) abort();
    memcpy(kept, bytes, (size_t)size);
  }
  pthread_mutex_lock(&lock);
  if (count == capacity) {
    int wanted = capacity ? capacity * 2 : 1024;
    sync_shim_entry *grown = realloc(entries, (size_t)wanted * sizeof *entries);
    if (!grown) abort();
    entries = grown;
    capacity = wanted;
  }
  entries[count++] = (sync_shim_entry){kind, file, offset, size, kept};
  pthread_mutex_unlock(&lock);
}

static int failing, left, has_failed;

// Whether this call is the one that is to fail.
static int fails(int call) {
  pthread_mutex_lock(&lock);
  int now = call == failing && left > 0 && --left == 0;
  if (now) has_failed = 1;
  pthread_mutex_unlock(&lock);
  return now;
}

static sqlite3_file *real(sqlite3_file *file) { return ((shim_file *)file)->real; }
static int kind(sqlite3_file *file) { return ((shim_file *)file)->kind; }

static int shim_close(sqlite3_file *file) {
  return real(file)->pMethods ? real(file)->pMethods->xClose(real(file)) : SQLITE_OK;
}
static int shim_read(sqlite3_file *file, void *bytes, int size, sqlite3_int64 offset) {
  if (fails(sync_shim_call_read)) return SQLITE_IOERR_READ;
  return real(file)->pMethods->xRead(real(file), bytes, size, offset);
}
static int shim_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset) {
  if (fails(sync_shim_call_write)) {
    // The disk is full in the middle of it.
    real(file)->pMethods->xWrite(real(file), bytes, size / 2, offset);
    return SQLITE_FULL;
  }
  record(sync_shim_write, kind(file), offset, bytes, size);
  return real(file)->pMethods->xWrite(real(file), bytes, size, offset);
}
static int shim_truncate(sqlite3_file *file, sqlite3_int64 size) {
  if (fails(sync_shim_call_truncate)) return SQLITE_IOERR_TRUNCATE;
  record(sync_shim_truncate, kind(file), size, 0, 0);
  return real(file)->pMethods->xTruncate(real(file), size);
}
static int shim_sync(sqlite3_file *file, int flags) {
  if (fails(sync_shim_call_sync)) return SQLITE_IOERR_FSYNC;
  int code = real(file)->pMethods->xSync(real(file), flags);
  if (code == SQLITE_OK) record(sync_shim_sync, kind(file), 0, 0, 0);
  return code;
}
static int shim_size(sqlite3_file *file, sqlite3_int64 *size) {
  if (fails(sync_shim_call_size)) return SQLITE_IOERR_FSTAT;
  return real(file)->pMethods->xFileSize(real(file), size);
}
static int shim_lock(sqlite3_file *file, int level) {
  if (fails(sync_shim_call_lock)) return SQLITE_IOERR_LOCK;
  return real(file)->pMethods->xLock(real(file), level);
}
static int shim_unlock(sqlite3_file *file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
static int shim_reserved(sqlite3_file *file, int *out) {
  return real(file)->pMethods->xCheckReservedLock(real(file), out);
}
static int shim_control(sqlite3_file *file, int operation, void *argument) {
  return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
static int shim_sector(sqlite3_file *file) { return real(file)->pMethods->xSectorSize(real(file)); }
static int shim_device(sqlite3_file *file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }
static int shim_map(sqlite3_file *file, int page, int size, int extend, void volatile **out) {
  if (fails(sync_shim_call_map)) return SQLITE_IOERR_SHMMAP;
  return real(file)->pMethods->xShmMap(real(file), page, size, extend, out);
}
static int shim_shm_lock(sqlite3_file *file, int offset, int n, int flags) {
  if (fails(sync_shim_call_shm_lock)) return (flags & SQLITE_SHM_UNLOCK) ? real(file)->pMethods->xShmLock(real(file), offset, n, flags) : SQLITE_IOERR_SHMLOCK;
  return real(file)->pMethods->xShmLock(real(file), offset, n, flags);
}
static void shim_barrier(sqlite3_file *file) { real(file)->pMethods->xShmBarrier(real(file)); }
static int shim_unmap(sqlite3_file *file, int remove) {
  return real(file)->pMethods->xShmUnmap(real(file), remove);
}

// Version 2: with shared memory, without memory maps, which would pass by the writes.
static const sqlite3_io_methods methods = {
  2, shim_close, shim_read, shim_write, shim_truncate, shim_sync, shim_size, shim_lock, shim_unlock,
  shim_reserved, shim_control, shim_sector, shim_device, shim_map, shim_shm_lock, shim_barrier, shim_unmap,
  0, 0
};

static int shim_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out) {
  sqlite3_vfs *base = vfs->pAppData;
  shim_file *opened = (shim_file *)file;
  opened->base.pMethods = 0;
  if (fails(sync_shim_call_open)) return SQLITE_CANTOPEN;
  opened->real = (sqlite3_file *)(opened + 1);
  memset(opened->real, 0, (size_t)base->szOsFile);
  opened->kind = flags & SQLITE_OPEN_MAIN_DB ? sync_shim_database
                 : flags & SQLITE_OPEN_WAL   ? sync_shim_log
                                             : sync_shim_other;
  int code = base->xOpen(base, name, opened->real, flags, out);
  if (opened->real->pMethods) opened->base.pMethods = &methods;
  return code;
}

int sync_shim_register(void) {
  static sqlite3_vfs shim;
  pthread_mutex_lock(&lock);
  int code = SQLITE_OK;
  if (!shim.zName) {
    sqlite3_vfs *base = sqlite3_vfs_find(0);
    if (base) {
      // Everything else stays the default one: of the record those functions read the limits only.
      shim = *base;
      shim.pNext = 0;
      shim.zName = "sync-shim";
      shim.szOsFile = (int)sizeof(shim_file) + base->szOsFile;
      shim.xOpen = shim_open;
      shim.pAppData = base;
      code = sqlite3_vfs_register(&shim, 0);
    } else {
      code = SQLITE_ERROR;
    }
  }
  pthread_mutex_unlock(&lock);
  return code;
}

void sync_shim_clear(void) {
  pthread_mutex_lock(&lock);
  for (int index = 0; index < count; index++) free(entries[index].bytes);
  count = 0;
  pthread_mutex_unlock(&lock);
}

void sync_shim_acknowledge(void) { record(sync_shim_mark, sync_shim_other, 0, 0, 0); }

int sync_shim_count(void) {
  pthread_mutex_lock(&lock);
  int found = count;
  pthread_mutex_unlock(&lock);
  return found;
}

sync_shim_entry sync_shim_at(int index) {
  pthread_mutex_lock(&lock);
  sync_shim_entry entry = entries[index];
  pthread_mutex_unlock(&lock);
  return entry;
}

void sync_shim_fail(int call, int number) {
  pthread_mutex_lock(&lock);
  failing = call;
  left = number;
  has_failed = 0;
  pthread_mutex_unlock(&lock);
}

int sync_shim_failed(void) {
  pthread_mutex_lock(&lock);
  int found = has_failed;
  pthread_mutex_unlock(&lock);
  return found;
}
