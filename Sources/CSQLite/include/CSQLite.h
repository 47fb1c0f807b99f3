#pragma once
#include <sqlite3.h>

// sqlite3_db_config is variadic, and SQLITE_TRANSIENT is a cast: Swift sees neither.

// Nothing may write to the schema's own tables, and a plan never depends on a parameter's value: it would be made anew
// for each one, as that of a question for `kind = ?` is where an index holds only one kind.
static inline int sms_sqlite_defensive(sqlite3 *db) {
  int now = 0;
  int code = sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, &now);
  return code == SQLITE_OK ? sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_QPSG, 1, &now) : code;
}

static inline int sms_sqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, int count) {
  return sqlite3_bind_text(statement, index, text, count, SQLITE_TRANSIENT);
}

static inline int sms_sqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int count) {
  // An empty blob has no address; NULL would bind SQL's null.
  if (count == 0) return sqlite3_bind_zeroblob(statement, index, 0);
  return sqlite3_bind_blob(statement, index, bytes, count, SQLITE_TRANSIENT);
}

// Binds bytes that stay where they are until the statement is run or bound anew; nothing is copied.
static inline int sms_sqlite_bind_kept_text(sqlite3_stmt *statement, int index, const void *text, int count) {
  return sqlite3_bind_text(statement, index, (const char *)text, count, SQLITE_STATIC);
}

static inline int sms_sqlite_bind_kept_blob(sqlite3_stmt *statement, int index, const void *bytes, int count) {
  return sqlite3_bind_blob(statement, index, bytes, count, SQLITE_STATIC);
}

// Called once, before the first database is opened: lets SQLite keep no account of its memory, for which it takes a lock
// at each allocation, and makes known the file system "sms": SQLite's own, but for the pieces that it sorts in, which
// lie in memory.
int sms_sqlite_start(void);

// The magic number of the file system that a path lies on, 0 when it cannot be told. Swift's Glibc lacks statfs.
#include <sys/statfs.h>
static inline unsigned long sms_file_system_magic(const char *path) {
  struct statfs facts;
  return statfs(path, &facts) == 0 ? (unsigned long)facts.f_type : 0;
}

// The first bytes of an open database, read through SQLite's own descriptor: closing a second one of ours would
// drop the locks that other connections of this process hold on the file. Short files leave the bytes as they are.
static inline int sms_sqlite_header(sqlite3 *db, void *bytes, int count, sqlite3_int64 *size) {
  sqlite3_file *file = 0;
  int code = sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (code != SQLITE_OK) return code;
  if (file == 0 || file->pMethods == 0) return SQLITE_ERROR;
  code = file->pMethods->xFileSize(file, size);
  if (code != SQLITE_OK || *size < count) return code;
  return file->pMethods->xRead(file, bytes, count, 0);
}
