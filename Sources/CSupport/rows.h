#pragma once
#include "CSupportRows.h"

#include <stdatomic.h>

/// How many bytes may be read beyond the end of a block: they are zero.
#define SMS_PADDING 64
#define SMS_MOST_LAYOUTS 16

typedef struct {
  uint8_t *line;
  uint32_t length;
  int32_t count;
  sms_field *places;
  int32_t *tested;
  int32_t *wanted;
  int32_t wanted_count;
} sms_layout;

/// What a scan looks for; read by both threads, and only added to while they run.
typedef struct {
  uint8_t separator;
  int32_t width;
  sms_test *tests;
  int32_t test_count;
  sms_layout layouts[SMS_MOST_LAYOUTS];
  _Atomic uint32_t layout_count;
} sms_search;

/// Finds the rows of a block from an offset on; 0, or -2 where there is no memory.
int32_t sms_search_block(const sms_search *search, sms_block *block, uint32_t from);
