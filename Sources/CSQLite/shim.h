#pragma once
#include <sqlite3.h>

// sqlite3_db_config is variadic, and SQLITE_TRANSIENT is a cast: Swift sees neither.

static inline int sms_sqlite_defensive(sqlite3 *db) {
  int now = 0;
  return sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, &now);
}

static inline int sms_sqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, int count) {
  return sqlite3_bind_text(statement, index, text, count, SQLITE_TRANSIENT);
}

static inline int sms_sqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int count) {
  // An empty blob has no address; NULL would bind SQL's null.
  if (count == 0) return sqlite3_bind_zeroblob(statement, index, 0);
  return sqlite3_bind_blob(statement, index, bytes, count, SQLITE_TRANSIENT);
}

// The magic number of the file system that a path lies on, 0 when it cannot be told. Swift's Glibc lacks statfs.
#include <sys/statfs.h>
static inline unsigned long sms_file_system_magic(const char *path) {
  struct statfs facts;
  return statfs(path, &facts) == 0 ? (unsigned long)facts.f_type : 0;
}
