#pragma once
// A file system for SQLite that does what the default one does and records writes, syncs and truncations of
// databases and their logs, so that a test can say whether a commit was on the disk when it was acknowledged, and what
// else may be there after a loss of power.

#include <stdint.h>

enum sync_shim_kind { sync_shim_write = 0, sync_shim_sync = 1, sync_shim_truncate = 2, sync_shim_mark = 3 };
enum sync_shim_file { sync_shim_database = 0, sync_shim_log = 1, sync_shim_other = 2 };

// The calls that can be made to fail, and how many of them there are.
enum sync_shim_call {
  sync_shim_call_open,
  sync_shim_call_read,
  sync_shim_call_write,
  sync_shim_call_truncate,
  sync_shim_call_sync,
  sync_shim_call_size,
  sync_shim_call_lock,
  sync_shim_call_map,
  sync_shim_call_shm_lock,
  sync_shim_calls
};

typedef struct {
  int kind;
  int file;
  // Where a write begins; the length that a file is cut to.
  int64_t offset;
  // What a write wrote; it belongs to the record.
  int size;
  uint8_t *bytes;
} sync_shim_entry;

// Makes the file system known to SQLite under the name "sync-shim"; 0 when it is.
int sync_shim_register(void);
// Forgets what was recorded.
void sync_shim_clear(void);
// Records that something was acknowledged to the caller.
void sync_shim_acknowledge(void);
// How many entries there are, and one of them.
int sync_shim_count(void);
sync_shim_entry sync_shim_at(int index);

// Lets the n-th call of a kind from now fail, once, from 1 on; 0: none fails.
void sync_shim_fail(int call, int number);
// Whether it has failed.
int sync_shim_failed(void);
