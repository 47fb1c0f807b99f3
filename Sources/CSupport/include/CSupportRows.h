#pragma once
#include <stdint.h>

/// A value of a line: where its bytes are (of a text without its quotes) and what it is.
typedef struct {
  uint32_t start;
  uint32_t length;
  /// 's' text, 'i' a number without point and exponent, 'd' another number, 't' 'f' '0' true, false, null.
  uint8_t kind;
} sms_field;

/// What a field of a row must be; `kind` says what the constant is: 's' text, 'i' integer, '0' null, '?' another.
typedef struct {
  /// '=' '!' '<' '>', 'l' at most, 'g' at least, 'n' is null, 'v' is a value, '?' something else.
  uint8_t comparison;
  uint8_t kind;
  uint32_t length;
  const uint8_t *text;
  int64_t number;
} sms_test;

/// A row that was found, or a line that others must read.
typedef struct {
  /// Where its line is in the block, without the line end.
  uint32_t start;
  uint32_t length;
  /// How many lines stand before it in what was scanned, and how many rows were left out since the one before it.
  uint32_t line;
  uint32_t skipped;
  /// Where its fields begin.
  uint32_t field;
  /// The number of its layout; -1 of a line that others must read.
  int16_t layout;
  /// 1 where all tests hold, 0 where that is not known.
  uint8_t is_sure;
  uint8_t has_end;
} sms_row;

/// Whole lines, and what was found in them.
typedef struct {
  uint8_t *bytes;
  uint64_t capacity;
  uint32_t length;
  sms_row *rows;
  uint32_t row_count;
  uint32_t row_capacity;
  sms_field *fields;
  uint32_t field_count;
  uint32_t field_capacity;
  sms_field *cells;
  /// How many lines were scanned, and how many rows were left out since the last row.
  uint32_t lines;
  uint32_t skipped;
  /// How many lines others must read, and how many layouts there were.
  uint32_t odd;
  uint32_t layouts;
  /// Why there is no more: errno; -1 for a line over the limit, -2 where there is no memory.
  int32_t failure;
  int32_t state;
  uint64_t number;
} sms_block;

/// Finds rows in lines, block by block.
typedef struct sms_scan sms_scan;

/// A scan of JSON lines (separator 0), or of lines with so many cells; no line may be longer than `limit`.
sms_scan *sms_scan_new(uint8_t separator, int32_t width, uint64_t limit);
/// Ends it, with the thread that helped.
void sms_scan_free(sms_scan *scan);
/// Adds a test that rows must fulfil; before the first layout.
///
/// A row is left out where it surely fails one, all before it surely holding.
int32_t sms_scan_test(sms_scan *scan, sms_test test);

/// Makes known how lines are laid out, after one with `count` values at `places` (of JSON). `tested` has the place of
/// each test's column, -1 where there is none; `wanted` the places of the fields that rows are to have.
///
/// Gives the layout's number; -1 where there are too many.
int32_t sms_scan_layout(
  sms_scan *scan, const uint8_t *line, uint32_t length, const sms_field *places, int32_t count,
  const int32_t *tested, const int32_t *wanted, int32_t wanted_count);

/// Adds bytes; gives 0, or -2 where there is no memory.
int32_t sms_scan_push(sms_scan *scan, const uint8_t *bytes, uint64_t count);
/// How many bytes wait for the end of their line.
uint64_t sms_scan_held(const sms_scan *scan);
/// The lines of what was added; NULL where there is none. At the end also a line without its end.
///
/// The block before it stays as it is.
sms_block *sms_scan_take(sms_scan *scan, int32_t is_end);

/// Goes on with the bytes of a file, with the help of another thread where there is a core for it.
void sms_scan_follow(sms_scan *scan, int32_t fd);
/// The next block of that file; NULL at its end.
sms_block *sms_scan_next(sms_scan *scan);
/// Gives a block back. Who keeps its bytes or fields leaves NULL and no capacity in their place.
void sms_scan_release(sms_scan *scan, sms_block *block);
/// Scans a block anew from an offset at which a line begins.
void sms_scan_again(sms_scan *scan, sms_block *block, uint32_t from);

/// Finds the values of a line that holds one flat JSON object, and the keys' bytes.
///
/// Gives how many there are; -1 where the line is anything else, holds an escape, or is not UTF-8: then a reader that
/// knows all of JSON has the say. A text's first and last quote belong to what stands between the values.
int sms_flat_json_layout(const uint8_t *line, uint32_t length, sms_field *values, sms_field *keys, int most);
