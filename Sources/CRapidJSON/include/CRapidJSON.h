#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What an event reports.
enum {
  SMS_JSON_NULL = 0,
  SMS_JSON_FALSE = 1,
  SMS_JSON_TRUE = 2,
  SMS_JSON_INTEGER = 3,
  SMS_JSON_NUMBER = 4,
  SMS_JSON_STRING = 5,
  SMS_JSON_KEY = 6,
  SMS_JSON_START_OBJECT = 7,
  SMS_JSON_END_OBJECT = 8,
  SMS_JSON_START_ARRAY = 9,
  SMS_JSON_END_ARRAY = 10,
};

/// Why a text was refused.
enum {
  SMS_JSON_OK = 0,
  SMS_JSON_EMPTY,
  SMS_JSON_TRAILING,
  SMS_JSON_MISSING_NAME,
  SMS_JSON_MISSING_COLON,
  SMS_JSON_MISSING_COMMA_IN_OBJECT,
  SMS_JSON_MISSING_COMMA_IN_ARRAY,
  SMS_JSON_BAD_VALUE,
  SMS_JSON_BAD_ESCAPE,
  SMS_JSON_BAD_SURROGATE,
  SMS_JSON_UNTERMINATED_STRING,
  SMS_JSON_CONTROL_CHARACTER,
  SMS_JSON_BAD_ENCODING,
  SMS_JSON_NUMBER_TOO_BIG,
  SMS_JSON_BAD_NUMBER,
  SMS_JSON_INTEGER_RANGE,
  SMS_JSON_NUL,
  SMS_JSON_TOO_DEEP,
  SMS_JSON_DUPLICATE_KEY,
  SMS_JSON_TOO_LONG,
  SMS_JSON_NO_MEMORY,
  SMS_JSON_STOPPED,
  SMS_JSON_ENDED,
};

/// One token: `text` points into the parsed buffer and stays valid as long as that does.
typedef struct {
  uint32_t kind;
  /// Bytes of `text`, or the members of the object or array that ends.
  uint32_t length;
  /// Where the token begins.
  uint64_t offset;
  union {
    int64_t integer;
    double number;
    const uint8_t *text;
  } value;
} sms_json_event;

/// Where and why a text was refused; `key` is the name that an object has twice.
///
/// `nuls` are the places of decoded NULs, in order, which the caller frees.
typedef struct {
  int32_t code;
  size_t offset;
  const uint8_t *key;
  uint32_t key_length;
  uint32_t *nuls;
  size_t nul_count;
} sms_json_failure;

/// Takes a batch of events; 0 stops the parser.
typedef int32_t (*sms_json_sink)(void *context, const sms_json_event *events, size_t count);

/// Parses one JSON text in place (strings are decoded where they stand) and hands its tokens over in batches.
///
/// A NUL takes the place of each string's closing quote, or stands earlier where the decoded string is shorter than
/// its source; then the rest is overwritten: with one 0xFF for each scalar that the decoded bytes hide from a count
/// of scalars, then with blanks. So lines and columns can still be counted afterwards. A NUL of a text itself comes
/// from an escape only, and only where it is allowed.
int32_t sms_json_parse(uint8_t *text, size_t length, uint32_t depth_limit, int32_t allows_nul, sms_json_sink sink,
                       void *context, sms_json_failure *failure);

#ifdef __cplusplus
}
#endif
