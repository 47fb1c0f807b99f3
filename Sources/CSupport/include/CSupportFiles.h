#pragma once
#include <stdint.h>

/// Files that take their place when they are whole. Where the file system can, they have no name before that: a
/// program that is killed leaves nothing of them. Elsewhere they have one of their own, `.sms-….part`, and are locked
/// while they are made; the next file that is made in the folder removes those without a lock.

enum { SMS_PART_NAME = 32 };

typedef struct {
  int32_t file;    // open for reading and writing; the caller closes it, behind `sms_part_end`
  int32_t folder;  // -1: it is over
  char name[SMS_PART_NAME];  // what it is called until then; empty: nothing
} sms_part;

/// Begins a file in an open folder; 0, or the number of the error. `is_named`: it needs a name while it is made.
int sms_part_begin(sms_part *part, int folder, uint32_t mode, int is_named);
/// Gives it its place in the folder; 0, or the number of the error (EEXIST: something is there, and it does not replace).
int sms_part_place(sms_part *part, const char *name, int replaces);
/// Removes what did not take its place.
void sms_part_end(sms_part *part);
/// Removes what killed programs left in an open folder.
void sms_parts_remove(int folder);
