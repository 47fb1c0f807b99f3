// Finds the cells and values of lines: what rows of .jsonl and .csv files are read with.
#include "CSupportRows.h"

#include <stddef.h>
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

int sms_flat_json_match(
  const uint8_t *line, uint32_t length, const uint8_t *layout, uint32_t layout_length, const sms_field *places,
  int count, sms_field *values) {
  const uint8_t *p = line, *end = line + length;
  uint32_t from = 0;
  for (int index = 0; index < count; index++) {
    // What stands before the value, without the quote of a text: null may stand where a text stood, and the other
    // way round.
    uint32_t gap = places[index].start - from;
    if (places[index].kind == 's') gap--;
    if ((size_t)(end - p) < gap || memcmp(p, layout + from, gap) != 0) return 0;
    p += gap;
    int is_text = p < end && *p == '"';
    p = value_end(line, p + is_text, end, is_text, &values[index]);
    if (p == NULL) return 0;
    p += is_text;
    from = places[index].start + places[index].length + (places[index].kind == 's');
  }
  uint32_t rest = layout_length - from;
  return (size_t)(end - p) == rest && memcmp(p, layout + from, rest) == 0;
}

int sms_split_cells(const uint8_t *line, uint32_t length, uint8_t separator, uint32_t *ends, int most) {
  const uint8_t *p = line, *end = line + length;
  int count = 0, is_ascii = 1;
#if defined(__SSE2__)
  const __m128i parts = _mm_set1_epi8((char)separator), quote = _mm_set1_epi8('"');
  const __m128i blank = _mm_set1_epi8(0x20);
  while (end - p >= 16) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)p);
    int special = _mm_movemask_epi8(_mm_or_si128(
      _mm_or_si128(_mm_cmpeq_epi8(bytes, parts), _mm_cmpeq_epi8(bytes, quote)), _mm_cmplt_epi8(bytes, blank)));
    while (special != 0) {
      const uint8_t *at = p + __builtin_ctz((unsigned)special);
      special &= special - 1;
      if (*at == separator) {
        if (count == most) return -1;
        ends[count++] = (uint32_t)(at - line);
      } else if (*at == '"' || *at == '\r' || *at == 0) {
        return -1;
      } else if (*at >= 0x80) {
        is_ascii = 0;
      }
    }
    p += 16;
  }
#endif
  for (; p < end; p++) {
    if (*p == separator) {
      if (count == most) return -1;
      ends[count++] = (uint32_t)(p - line);
    } else if (*p == '"' || *p == '\r' || *p == 0) {
      return -1;
    } else if (*p >= 0x80) {
      is_ascii = 0;
    }
  }
  if (count == most) return -1;
  ends[count++] = length;
  return is_ascii || is_utf8(line, end) ? count : -1;
}
