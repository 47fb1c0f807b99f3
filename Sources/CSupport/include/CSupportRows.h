#pragma once
#include <stdint.h>

/// A value of a line: where its bytes lie (of a text without its quotes) and what it is.
typedef struct {
  uint32_t start;
  uint32_t length;
  /// 's' text, 'i' a number without point and exponent, 'd' another number, 't' 'f' '0' true, false, null.
  uint8_t kind;
} sms_field;

/// Finds the values of a line that holds one flat JSON object, and the keys' bytes.
///
/// Gives how many there are; -1 where the line is anything else, holds an escape, or is not UTF-8: then a reader that
/// knows all of JSON has the say. A text's first and last quote belong to what stands between the values.
int sms_flat_json_layout(const uint8_t *line, uint32_t length, sms_field *values, sms_field *keys, int most);

/// Finds the values of a line that differs from another one (`layout`, with its `places`) in nothing but them.
///
/// 1 where it does not, and then all of it is valid; 0 where it does.
int sms_flat_json_match(
  const uint8_t *line, uint32_t length, const uint8_t *layout, uint32_t layout_length, const sms_field *places,
  int count, sms_field *values);

/// Splits a line into cells; gives how many, with where each ends.
///
/// -1 where it holds a quote, a carriage return or NUL, is not UTF-8, or has more than `most`.
int sms_split_cells(const uint8_t *line, uint32_t length, uint8_t separator, uint32_t *ends, int most);
