#pragma once
// A file system for SQLite that does what the default one does and records writes, syncs and truncations of
// databases and their logs, so that a test can say whether a commit was on the disk when it was acknowledged.

enum sync_shim_kind { sync_shim_write = 0, sync_shim_sync = 1, sync_shim_truncate = 2, sync_shim_mark = 3 };
enum sync_shim_file { sync_shim_database = 0, sync_shim_log = 1, sync_shim_other = 2 };

typedef struct {
  int kind;
  int file;
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
