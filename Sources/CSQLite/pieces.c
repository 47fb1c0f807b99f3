#include "CSQLite.h"

#include <stdlib.h>
#include <string.h>

// SQLite sorts the rows of an index either all at once in memory, where most comparisons wait for it, or piece by
// piece, each as large as its cache and so in the processor's, and then merges them: in half the time, but the pieces
// are files. Here they are memory: nothing of a vault is ever written to a folder for temporary files.

enum { block_size = 1 << 18 };

typedef struct {
  sqlite3_file base;
  unsigned char **blocks;
  size_t count, room;
  sqlite3_int64 size;
} piece;

static int piece_close(sqlite3_file *file) {
  piece *self = (piece *)file;
  for (size_t index = 0; index < self->count; index++) free(self->blocks[index]);
  free(self->blocks);
  return SQLITE_OK;
}

static int piece_read(sqlite3_file *file, void *bytes, int wanted, sqlite3_int64 offset) {
  piece *self = (piece *)file;
  unsigned char *to = bytes;
  sqlite3_int64 there = self->size - offset;
  int left = there < 0 ? 0 : there < wanted ? (int)there : wanted;
  int missing = wanted - left;
  while (left > 0) {
    size_t start = (size_t)(offset % block_size);
    int part = (int)(block_size - start) < left ? (int)(block_size - start) : left;
    memcpy(to, self->blocks[offset / block_size] + start, (size_t)part);
    to += part;
    offset += part;
    left -= part;
  }
  if (missing == 0) return SQLITE_OK;
  memset(to, 0, (size_t)missing);
  return SQLITE_IOERR_SHORT_READ;
}

// Makes room up to a size; what is new is zero.
static int grow(piece *self, sqlite3_int64 size) {
  size_t wanted = (size_t)((size + block_size - 1) / block_size);
  if (wanted > self->room) {
    size_t room = wanted * 2;
    unsigned char **blocks = realloc(self->blocks, room * sizeof *blocks);
    if (!blocks) return SQLITE_IOERR_NOMEM;
    self->blocks = blocks;
    self->room = room;
  }
  while (self->count < wanted) {
    unsigned char *block = calloc(1, block_size);
    if (!block) return SQLITE_IOERR_NOMEM;
    self->blocks[self->count++] = block;
  }
  return SQLITE_OK;
}

static int piece_write(sqlite3_file *file, const void *bytes, int left, sqlite3_int64 offset) {
  piece *self = (piece *)file;
  const unsigned char *from = bytes;
  int code = grow(self, offset + left);
  if (code != SQLITE_OK) return code;
  if (offset + left > self->size) self->size = offset + left;
  while (left > 0) {
    size_t start = (size_t)(offset % block_size);
    int part = (int)(block_size - start) < left ? (int)(block_size - start) : left;
    memcpy(self->blocks[offset / block_size] + start, from, (size_t)part);
    from += part;
    offset += part;
    left -= part;
  }
  return SQLITE_OK;
}

static int piece_truncate(sqlite3_file *file, sqlite3_int64 size) {
  piece *self = (piece *)file;
  if (size < self->size) self->size = size;
  return SQLITE_OK;
}

static int piece_size(sqlite3_file *file, sqlite3_int64 *size) {
  *size = ((piece *)file)->size;
  return SQLITE_OK;
}

static int piece_sync(sqlite3_file *file, int flags) { return (void)file, (void)flags, SQLITE_OK; }
static int piece_lock(sqlite3_file *file, int level) { return (void)file, (void)level, SQLITE_OK; }
static int piece_reserved(sqlite3_file *file, int *result) { return (void)file, *result = 0, SQLITE_OK; }
static int piece_control(sqlite3_file *file, int what, void *value) {
  return (void)file, (void)what, (void)value, SQLITE_NOTFOUND;
}
static int piece_sector(sqlite3_file *file) { return (void)file, 4096; }
static int piece_traits(sqlite3_file *file) { return (void)file, 0; }

static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = piece_close,
    .xRead = piece_read,
    .xWrite = piece_write,
    .xTruncate = piece_truncate,
    .xSync = piece_sync,
    .xFileSize = piece_size,
    .xLock = piece_lock,
    .xUnlock = piece_lock,
    .xCheckReservedLock = piece_reserved,
    .xFileControl = piece_control,
    .xSectorSize = piece_sector,
    .xDeviceCharacteristics = piece_traits,
};

static sqlite3_vfs ours;

// A file without a name that is no database (VACUUM makes one) is a piece.
static int open_file(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *given) {
  sqlite3_vfs *real = vfs->pAppData;
  if (name || flags & SQLITE_OPEN_TEMP_DB) return real->xOpen(real, name, file, flags, given);
  memset(file, 0, sizeof(piece));
  file->pMethods = &methods;
  if (given) *given = flags;
  return SQLITE_OK;
}

static int remove_file(sqlite3_vfs *vfs, const char *name, int sync) {
  sqlite3_vfs *real = vfs->pAppData;
  return real->xDelete(real, name, sync);
}
static int access_file(sqlite3_vfs *vfs, const char *name, int flags, int *result) {
  sqlite3_vfs *real = vfs->pAppData;
  return real->xAccess(real, name, flags, result);
}
static int full_path(sqlite3_vfs *vfs, const char *name, int room, char *path) {
  sqlite3_vfs *real = vfs->pAppData;
  return real->xFullPathname(real, name, room, path);
}
static int randomness(sqlite3_vfs *vfs, int count, char *bytes) {
  sqlite3_vfs *real = vfs->pAppData;
  return real->xRandomness(real, count, bytes);
}
static int sleep_for(sqlite3_vfs *vfs, int microseconds) {
  sqlite3_vfs *real = vfs->pAppData;
  return real->xSleep(real, microseconds);
}
static int current_time(sqlite3_vfs *vfs, double *time) {
  sqlite3_vfs *real = vfs->pAppData;
  return real->xCurrentTime(real, time);
}
static int last_error(sqlite3_vfs *vfs, int room, char *text) {
  sqlite3_vfs *real = vfs->pAppData;
  return real->xGetLastError(real, room, text);
}

int sms_sqlite_start(void) {
  // Refused where SQLite is in use already: then it goes on with its account.
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  if (sqlite3_vfs_find("sms")) return SQLITE_OK;
  sqlite3_vfs *real = sqlite3_vfs_find(0);
  if (!real) return SQLITE_ERROR;
  // Version 1: no extensions are loaded through it, and the time in days is enough.
  ours = (sqlite3_vfs){
      .iVersion = 1,
      .szOsFile = real->szOsFile > (int)sizeof(piece) ? real->szOsFile : (int)sizeof(piece),
      .mxPathname = real->mxPathname,
      .zName = "sms",
      .pAppData = real,
      .xOpen = open_file,
      .xDelete = remove_file,
      .xAccess = access_file,
      .xFullPathname = full_path,
      .xRandomness = randomness,
      .xSleep = sleep_for,
      .xCurrentTime = current_time,
      .xGetLastError = last_error,
  };
  return sqlite3_vfs_register(&ours, 0);
}
