// Finds the cells and values of lines: what rows of .jsonl and .csv files are read with.
#include "rows.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// Whether bytes are UTF-8.
static int is_utf8(const uint8_t *p, const uint8_t *end) {
  while (p < end) {
    uint8_t byte = *p++;
    if (byte < 0x80) continue;
    int more;
    uint32_t scalar;
    if (byte >= 0xC2 && byte <= 0xDF) {
      more = 1;
      scalar = byte & 0x1F;
    } else if ((byte & 0xF0) == 0xE0) {
      more = 2;
      scalar = byte & 0x0F;
    } else if (byte >= 0xF0 && byte <= 0xF4) {
      more = 3;
      scalar = byte & 0x07;
    } else {
      return 0;
    }
    if (end - p < more) return 0;
    for (int index = 0; index < more; index++) {
      if ((*p & 0xC0) != 0x80) return 0;
      scalar = scalar << 6 | (*p++ & 0x3F);
    }
    if (more == 2 && (scalar < 0x800 || (scalar >= 0xD800 && scalar <= 0xDFFF))) return 0;
    if (more == 3 && (scalar < 0x10000 || scalar > 0x10FFFF)) return 0;
  }
  return 1;
}

/// The closing quote of a text; NULL where it has an escape or a control character, or is not UTF-8.
static const uint8_t *text_end(const uint8_t *p, const uint8_t *end) {
  const uint8_t *start = p;
  int is_ascii = 1;
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"'), escape = _mm_set1_epi8('\\'), blank = _mm_set1_epi8(0x20);
  while (end - p >= 16) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)p);
    // Signed: bytes from 0x80 on are below a blank, too.
    int special = _mm_movemask_epi8(_mm_or_si128(
      _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, escape)), _mm_cmplt_epi8(bytes, blank)));
    if (special == 0) {
      p += 16;
      continue;
    }
    p += __builtin_ctz((unsigned)special);
    if (*p == '"') return is_ascii || is_utf8(start, p) ? p : NULL;
    if (*p < 0x80) return NULL;
    is_ascii = 0;
    p++;
  }
#endif
  for (; p < end; p++) {
    if (*p == '"') return is_ascii || is_utf8(start, p) ? p : NULL;
    if (*p == '\\' || *p < 0x20) return NULL;
    if (*p >= 0x80) is_ascii = 0;
  }
  return NULL;
}

static int is_digit(const uint8_t *p, const uint8_t *end) { return p < end && *p >= '0' && *p <= '9'; }

/// The end of a number; NULL where it is none, or so large that it may not fit, which others have to say.
static const uint8_t *number_end(const uint8_t *p, const uint8_t *end, uint8_t *kind) {
  *kind = 'i';
  if (p < end && *p == '-') p++;
  if (!is_digit(p, end)) return NULL;
  const uint8_t *first = p;
  if (*p == '0') {
    p++;
  } else {
    while (is_digit(p, end)) p++;
  }
  if (p - first > 18) return NULL;
  if (p < end && *p == '.') {
    *kind = 'd';
    p++;
    if (!is_digit(p, end)) return NULL;
    while (is_digit(p, end)) p++;
  }
  return p < end && (*p == 'e' || *p == 'E') ? NULL : p;
}

/// The end of a value, with its bytes and kind; of a text the place of its closing quote.
static const uint8_t *value_end(
  const uint8_t *line, const uint8_t *p, const uint8_t *end, int is_text, sms_field *value) {
  const uint8_t *stop = NULL;
  if (is_text) {
    value->kind = 's';
    stop = text_end(p, end);
  } else if (p < end && (*p == '-' || is_digit(p, end))) {
    stop = number_end(p, end, &value->kind);
  } else if (end - p >= 4 && memcmp(p, "null", 4) == 0) {
    value->kind = '0';
    stop = p + 4;
  } else if (end - p >= 4 && memcmp(p, "true", 4) == 0) {
    value->kind = 't';
    stop = p + 4;
  } else if (end - p >= 5 && memcmp(p, "false", 5) == 0) {
    value->kind = 'f';
    stop = p + 5;
  }
  if (stop == NULL) return NULL;
  value->start = (uint32_t)(p - line);
  value->length = (uint32_t)(stop - p);
  return stop;
}

static const uint8_t *skip_blanks(const uint8_t *p, const uint8_t *end) {
  while (p < end && (*p == ' ' || *p == '\t' || *p == '\r')) p++;
  return p;
}

int sms_flat_json_layout(const uint8_t *line, uint32_t length, sms_field *values, sms_field *keys, int most) {
  const uint8_t *p = line, *end = line + length;
  int count = 0;
  p = skip_blanks(p, end);
  if (p == end || *p++ != '{') return -1;
  while (1) {
    p = skip_blanks(p, end);
    if (count == most || p == end || *p++ != '"') return -1;
    keys[count].start = (uint32_t)(p - line);
    const uint8_t *key = text_end(p, end);
    if (key == NULL) return -1;
    keys[count].length = (uint32_t)(key - p);
    keys[count].kind = 's';
    p = skip_blanks(key + 1, end);
    if (p == end || *p++ != ':') return -1;
    p = skip_blanks(p, end);
    int is_text = p < end && *p == '"';
    p = value_end(line, p + is_text, end, is_text, &values[count]);
    if (p == NULL) return -1;
    count++;
    p = skip_blanks(p + is_text, end);
    if (p == end) return -1;
    if (*p == '}') break;
    if (*p++ != ',') return -1;
  }
  return skip_blanks(p + 1, end) == end ? count : -1;
}

/// Whether `count` bytes are the same; up to 16 bytes beyond both may be read.
static inline int is_same(const uint8_t *p, const uint8_t *end, const uint8_t *other, uint32_t count) {
#if defined(__SSE2__)
  if (count <= 16) {
    __m128i one = _mm_loadu_si128((const __m128i *)p), two = _mm_loadu_si128((const __m128i *)other);
    uint32_t mask = (1u << count) - 1;
    // What is beyond the end is zero, which no layout has.
    return ((uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(one, two)) & mask) == mask;
  }
#endif
  return (size_t)(end - p) >= count && memcmp(p, other, count) == 0;
}

/// Finds the values of a line that differs from that of a layout in nothing but them; gives its end, without a
/// carriage return and line feed, or NULL where it does not.
static const uint8_t *match_line(
  const sms_layout *layout, const uint8_t *base, const uint8_t *p, const uint8_t *end, sms_field *values) {
  uint32_t from = 0;
  for (int32_t index = 0; index < layout->count; index++) {
    // What stands before the value, without the quote of a text: null may stand where a text stood, and the other
    // way round.
    const sms_field *place = &layout->places[index];
    int was_text = place->kind == 's';
    uint32_t gap = place->start - from - (uint32_t)was_text;
    if (!is_same(p, end, layout->line + from, gap)) return NULL;
    p += gap;
    int is_text = p < end && *p == '"';
    p = value_end(base, p + is_text, end, is_text, &values[index]);
    if (p == NULL) return NULL;
    p += is_text;
    from = place->start + place->length + (uint32_t)was_text;
  }
  uint32_t rest = layout->length - from;
  if (!is_same(p, end, layout->line + from, rest)) return NULL;
  p += rest;
  if (p == end || *p == '\n' || (*p == '\r' && p + 1 < end && p[1] == '\n')) return p;
  return NULL;
}

enum { FAILS, HOLDS, UNKNOWN };

static int decide(uint8_t comparison, int order) {
  switch (comparison) {
  case '=': return order == 0;
  case '!': return order != 0;
  case '<': return order < 0;
  case '>': return order > 0;
  case 'l': return order <= 0;
  case 'g': return order >= 0;
  case 'n': return FAILS;
  case 'v': return HOLDS;
  default: return UNKNOWN;
  }
}

/// What a test says of a value beside a constant of another type: they are never equal; ordering them is an error,
/// which the condition itself has to tell.
static int of_other_type(const sms_test *test) {
  if (test->comparison == 'n') return FAILS;
  if (test->comparison == 'v') return HOLDS;
  if (test->kind == '?') return UNKNOWN;
  return test->comparison == '=' ? FAILS : test->comparison == '!' ? HOLDS : UNKNOWN;
}

static int of_null(const sms_test *test) {
  if (test->comparison == 'n') return HOLDS;
  if (test->comparison == 'v') return FAILS;
  if (test->kind == '?') return UNKNOWN;
  int is_equal = test->kind == '0';
  return test->comparison == '=' ? is_equal : test->comparison == '!' ? !is_equal : UNKNOWN;
}

static int of_number(const sms_test *test, const uint8_t *p, uint32_t length) {
  if (test->kind != 'i') return of_other_type(test);
  int is_negative = *p == '-';
  int64_t number = 0;
  for (uint32_t index = (uint32_t)is_negative; index < length; index++) number = number * 10 + (p[index] - '0');
  // A zero below zero is no integer to the reader of JSON.
  if (is_negative && number == 0) return UNKNOWN;
  if (is_negative) number = -number;
  return decide(test->comparison, number < test->number ? -1 : number > test->number);
}

static int of_text(const sms_test *test, const uint8_t *p, uint32_t length) {
  if (test->kind != 's') return of_other_type(test);
  uint32_t common = length < test->length ? length : test->length;
  int order = common == 0 ? 0 : memcmp(p, test->text, common);
  if (order == 0) order = length < test->length ? -1 : length > test->length;
  return decide(test->comparison, order);
}

static int verdict(const sms_test *test, const uint8_t *bytes, const sms_field *value) {
  switch (value->kind) {
  case 's': return of_text(test, bytes + value->start, value->length);
  case 'i': return of_number(test, bytes + value->start, value->length);
  case '0': return of_null(test);
  default: return UNKNOWN;
  }
}

/// What the tests say of a row, in their order: it fails where one does and all before it hold.
static inline int verdict_of_all(
  const sms_search *search, const sms_layout *layout, const uint8_t *bytes, const sms_field *values) {
  for (int32_t index = 0; index < search->test_count; index++) {
    int32_t place = layout->tested[index];
    if (place < 0) return UNKNOWN;
    int found = verdict(&search->tests[index], bytes, &values[place]);
    if (found != HOLDS) return found;
  }
  return HOLDS;
}

static int grow(void **items, uint32_t *capacity, uint32_t needed, size_t size) {
  if (needed <= *capacity) return 1;
  uint32_t larger = *capacity < 256 ? 256 : *capacity * 2;
  if (larger < needed) larger = needed;
  void *moved = realloc(*items, (size_t)larger * size);
  if (moved == NULL) return 0;
  *items = moved;
  *capacity = larger;
  return 1;
}

/// Adds a row; its line begins at `start` and ends before `stop`.
static int add_row(
  sms_block *block, const uint8_t *start, const uint8_t *stop, int16_t number, const sms_layout *layout,
  const sms_field *values, int is_sure) {
  uint32_t wanted = layout == NULL ? 0 : (uint32_t)layout->wanted_count;
  if (!grow((void **)&block->rows, &block->row_capacity, block->row_count + 1, sizeof(sms_row))) return 0;
  if (!grow((void **)&block->fields, &block->field_capacity, block->field_count + wanted, sizeof(sms_field)))
    return 0;
  const uint8_t *end = block->bytes + block->length;
  sms_row *row = &block->rows[block->row_count++];
  row->start = (uint32_t)(start - block->bytes);
  row->length = (uint32_t)(stop - start);
  row->line = block->lines;
  row->skipped = block->skipped;
  row->field = block->field_count;
  row->layout = number;
  row->is_sure = (uint8_t)is_sure;
  row->has_end = stop < end;
  block->skipped = 0;
  for (uint32_t index = 0; index < wanted; index++)
    block->fields[block->field_count++] = values[layout->wanted[index]];
  return 1;
}

/// The end of the line that begins at `p`, without its line end.
static const uint8_t *line_end(const uint8_t *p, const uint8_t *end) {
  const uint8_t *found = memchr(p, '\n', (size_t)(end - p));
  return found == NULL ? end : found;
}

static const uint8_t *next_line(const uint8_t *p, const uint8_t *end) {
  if (p < end && *p == '\r') p++;
  return p < end ? p + 1 : end;
}

static int search_objects(const sms_search *search, sms_block *block, uint32_t from) {
  const uint8_t *p = block->bytes + from, *end = block->bytes + block->length;
  const int count = (int)block->layouts;
  sms_field *values = block->cells;
  int last = 0;
  for (; p < end; block->lines++) {
    int found = -1;
    const uint8_t *stop = NULL;
    for (int index = 0; index < count && stop == NULL; index++) {
      // Most lines are laid out as the one before them.
      found = index == 0 ? last : index <= last ? index - 1 : index;
      stop = match_line(&search->layouts[found], block->bytes, p, end, values);
    }
    if (stop == NULL) {
      stop = line_end(p, end);
      const uint8_t *before = stop < end && stop > p && stop[-1] == '\r' ? stop - 1 : stop;
      if (!add_row(block, p, before, -1, NULL, NULL, 0)) return 0;
      block->odd++;
      p = stop < end ? stop + 1 : end;
      continue;
    }
    last = found;
    int holds = verdict_of_all(search, &search->layouts[found], block->bytes, values);
    if (holds == FAILS) {
      block->skipped++;
    } else if (!add_row(block, p, stop, (int16_t)found, &search->layouts[found], values, holds == HOLDS)) {
      return 0;
    }
    p = next_line(stop, end);
  }
  return 1;
}

#if defined(__SSE2__)
/// The bytes that mean something among the 64 at `p`, as bits: separators, quotes, below a blank or above ASCII.
static inline uint64_t special_bytes(const uint8_t *p, __m128i parts) {
  const __m128i quote = _mm_set1_epi8('"'), blank = _mm_set1_epi8(0x20);
  uint64_t special = 0;
  for (int index = 0; index < 4; index++) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)(p + 16 * index));
    uint64_t found = (uint32_t)_mm_movemask_epi8(_mm_or_si128(
      _mm_or_si128(_mm_cmpeq_epi8(bytes, parts), _mm_cmpeq_epi8(bytes, quote)), _mm_cmplt_epi8(bytes, blank)));
    special |= found << (16 * index);
  }
  return special;
}
#endif

/// Goes through the bytes that mean something.
typedef struct {
  const uint8_t *chunk;
  uint64_t special;
#if defined(__SSE2__)
  __m128i parts;
#endif
  uint8_t separator;
} walk;

static inline void walk_from(walk *walk, const uint8_t *p, uint8_t separator) {
  walk->chunk = p;
  walk->separator = separator;
#if defined(__SSE2__)
  walk->parts = _mm_set1_epi8((char)separator);
  walk->special = special_bytes(p, walk->parts);
#endif
}

/// The next one; at the latest the zero behind the last byte.
static inline const uint8_t *walk_next(walk *walk) {
#if defined(__SSE2__)
  while (walk->special == 0) {
    walk->chunk += 64;
    walk->special = special_bytes(walk->chunk, walk->parts);
  }
  const uint8_t *found = walk->chunk + __builtin_ctzll(walk->special);
  walk->special &= walk->special - 1;
  return found;
#else
  const uint8_t *p = walk->chunk;
  while (*p != walk->separator && *p != '"' && *p >= 0x20 && *p < 0x80) p++;
  walk->chunk = p + 1;
  return p;
#endif
}

/// Splits the line at `p`; gives its end, or NULL where others must read it.
static inline const uint8_t *split_line(
  const sms_search *search, walk *walk, const uint8_t *base, const uint8_t *p, const uint8_t *end,
  sms_field *cells) {
  int32_t count = 0;
  int is_ascii = 1;
  const uint8_t *start = p, *at, *stop = NULL;
  while (1) {
    at = walk_next(walk);
    if (*at == '"' && at == start && at < end) {
      // A cell in quotes with neither a quote nor a line end in it.
      do {
        at = walk_next(walk);
        if (*at >= 0x80) is_ascii = 0;
      } while (at < end && *at != '"' && *at != '\n' && *at != '\r' && *at != 0);
      if (at >= end || *at != '"') return NULL;
      start++;
      stop = at;
      at = walk_next(walk);
      if (at != stop + 1) return NULL;
    } else {
      stop = at;
    }
    if (at >= end || *at == '\n' || *at == '\r') break;
    if (*at == search->separator) {
      if (count == search->width) return NULL;
      cells[count].start = (uint32_t)(start - base);
      cells[count].length = (uint32_t)(stop - start);
      cells[count++].kind = 's';
      start = at + 1;
    } else {
      // A byte behind a closing quote is an error, which the next round would not see.
      if (stop != at || *at == '"' || *at == 0) return NULL;
      if (*at >= 0x80) is_ascii = 0;
    }
  }
  if (at > end) return NULL;
  if (at < end && *at == '\r') {
    if (at + 1 >= end || at[1] != '\n') return NULL;
    walk_next(walk);
  }
  // A line of no byte: nothing is wrong with it.
  if (at == p) return at;
  if (count + 1 != search->width) return NULL;
  cells[count].start = (uint32_t)(start - base);
  cells[count].length = (uint32_t)(stop - start);
  cells[count].kind = 's';
  return is_ascii || is_utf8(p, at) ? at : NULL;
}

static int search_cells(const sms_search *search, sms_block *block, uint32_t from) {
  const uint8_t *p = block->bytes + from, *end = block->bytes + block->length;
  const sms_layout *layout = &search->layouts[0];
  if (p == end) return 1;
  walk walk;
  walk_from(&walk, p, search->separator);
  for (; p < end; block->lines++) {
    const uint8_t *stop = split_line(search, &walk, block->bytes, p, end, block->cells);
    if (stop == NULL) {
      // A record that may have more lines: the scan goes on behind it.
      block->odd++;
      return add_row(block, p, line_end(p, end), -1, NULL, NULL, 0);
    }
    if (stop > p) {
      int holds = verdict_of_all(search, layout, block->bytes, block->cells);
      if (holds == FAILS) {
        block->skipped++;
      } else if (!add_row(block, p, stop, 0, layout, block->cells, holds == HOLDS)) {
        return 0;
      }
    }
    p = next_line(stop, end);
  }
  return 1;
}

int32_t sms_search_block(const sms_search *search, sms_block *block, uint32_t from) {
  block->row_count = block->field_count = block->lines = block->skipped = block->odd = 0;
  block->layouts = atomic_load_explicit(&search->layout_count, memory_order_acquire);
  int done = search->separator == 0 ? search_objects(search, block, from) : search_cells(search, block, from);
  return done ? 0 : -2;
}
