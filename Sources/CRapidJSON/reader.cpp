#include "CRapidJSON.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// The parser gets its allocator from here, so the library's own `new` is never reached: nothing of libstdc++ is linked.
#define RAPIDJSON_NEW(x) (static_cast<decltype(new x)>(nullptr))
#define RAPIDJSON_DELETE(x) ((void)(x))
// A broken promise inside the library ends the program rather than going on with wrong memory.
#define RAPIDJSON_ASSERT(x) ((x) ? (void)0 : abort())
#define RAPIDJSON_PARSE_DEFAULT_FLAGS kParseNoFlags

#include <rapidjson/encodings.h>
#include <rapidjson/reader.h>

namespace {

// A growing array of plain records.
template <typename T>
struct List {
  T *items = nullptr;
  size_t count = 0;
  size_t capacity = 0;

  ~List() { free(items); }
  bool push(const T &item) {
    if (count == capacity) {
      size_t larger = capacity ? capacity * 2 : 64;
      T *moved = static_cast<T *>(realloc(items, larger * sizeof(T)));
      if (!moved) return false;
      items = moved;
      capacity = larger;
    }
    items[count++] = item;
    return true;
  }
};

// What the stream, its copies and the encoding tell the handler about the string that was read last.
struct StringState {
  uint32_t hidden = 0;  // continuation bytes that came out of escapes
  int32_t problem = SMS_JSON_OK;
  char *problem_at = nullptr;  // the escape that is refused
  char *problem_end = nullptr;  // where the decoded text ended then
  bool allows_nul = false;
  List<uint32_t> nuls;  // where decoded texts hold a NUL of their own
};

// A buffer with an end, read and written in place. RapidJSON's own needs a NUL behind the text.
struct Stream {
  typedef char Ch;
  char *src_;
  char *dst_;
  char *head_;
  char *end_;
  StringState *state_;

  Ch Peek() const { return src_ < end_ ? *src_ : '\0'; }
  Ch Take() { return src_ < end_ ? *src_++ : '\0'; }
  size_t Tell() const { return static_cast<size_t>(src_ - head_); }
  void Put(Ch c) { *dst_++ = c; }
  Ch *PutBegin() {
    state_->hidden = 0;
    return dst_ = src_;
  }
  // The string is complete: what is left of its source is overwritten, see the header.
  size_t PutEnd(Ch *begin) {
    fill(dst_, src_);
    return static_cast<size_t>(dst_ - begin);
  }
  void fill(char *from, char *to) const {
    if (from >= to) return;
    size_t rest = static_cast<size_t>(to - from);
    size_t marks = state_->hidden < rest ? state_->hidden : rest;
    memset(from, 0xFF, marks);
    memset(from + marks, ' ', rest - marks);
  }
  void Flush() {}
  Ch *Push(size_t count) {
    Ch *begin = dst_;
    dst_ += count;
    return begin;
  }
  void Pop(size_t count) { dst_ -= count; }
};

}  // namespace

RAPIDJSON_NAMESPACE_BEGIN
template <>
struct StreamTraits<Stream> {
  enum { copyOptimization = 1 };
};
RAPIDJSON_NAMESPACE_END

namespace {

// Whether a word of eight bytes holds a control character, a quote, a backslash or anything but ASCII.
inline bool has_special(uint64_t word) {
  const uint64_t ones = 0x0101010101010101ULL;
  const uint64_t tops = 0x8080808080808080ULL;
  uint64_t quote = word ^ (ones * '"');
  uint64_t slash = word ^ (ones * '\\');
  uint64_t special = ((quote - ones) & ~quote) | ((slash - ones) & ~slash) | (word - ones * 0x20) | word;
  return (special & tops) != 0;
}

// The bytes of the scalar that begins here with a byte above ASCII; 0 if it is none.
inline size_t scalar_width(const char *start, const char *end) {
  const unsigned char *at = reinterpret_cast<const unsigned char *>(start);
  unsigned char lead = at[0];
  size_t width = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  if (width == 0 || static_cast<size_t>(end - start) < width) return 0;
  // The second byte decides about overlong forms, surrogates and what is beyond Unicode.
  unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (at[1] < low || at[1] > high) return 0;
  for (size_t index = 2; index < width; index++) {
    if ((at[index] & 0xC0) != 0x80) return 0;
  }
  return width;
}

// UTF-8 that takes runs of plain ASCII in words, and refuses NUL and half surrogates from escapes.
struct Encoding : rapidjson::UTF8<> {
  using rapidjson::UTF8<>::Encode;
  using rapidjson::UTF8<>::Validate;

  static void Encode(Stream &os, unsigned codepoint) {
    bool is_nul = codepoint == 0 && !allowed_nul(os);
    if (is_nul || (codepoint >= 0xD800 && codepoint <= 0xDFFF)) {
      os.state_->problem = codepoint == 0 ? SMS_JSON_NUL : SMS_JSON_BAD_SURROGATE;
      os.state_->problem_at = os.src_ - 6;
      os.state_->problem_end = os.dst_;
      os.end_ = os.src_;  // stops the parser here
      return;
    }
    os.state_->hidden += codepoint < 0x80 ? 0 : codepoint < 0x800 ? 1 : codepoint < 0x10000 ? 2 : 3;
    rapidjson::UTF8<>::Encode(os, codepoint);
  }

  // Whether a NUL is taken: its place is remembered, for lines and columns.
  static bool allowed_nul(Stream &os) {
    return os.state_->allows_nul && os.state_->nuls.push(static_cast<uint32_t>(os.dst_ - os.head_));
  }

  static bool Validate(Stream &is, Stream &os) {
    if (static_cast<unsigned char>(*is.src_) >= 0x80) {
      // The library's own check would write behind the end of a text that is cut off within a scalar.
      size_t width = scalar_width(is.src_, is.end_);
      memmove(os.dst_, is.src_, width);
      is.src_ += width;
      os.dst_ += width;
      return width > 0;
    }
    const bool moves = os.dst_ != is.src_;
    while (is.end_ - is.src_ >= 8) {
      uint64_t word;
      memcpy(&word, is.src_, 8);
      if (has_special(word)) break;
      if (moves) memcpy(os.dst_, &word, 8);
      is.src_ += 8;
      os.dst_ += 8;
    }
    while (is.src_ < is.end_) {
      unsigned char c = static_cast<unsigned char>(*is.src_);
      if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\') break;
      *os.dst_++ = *is.src_++;
    }
    return true;
  }
};

// Where the library puts the states of nested containers: plain malloc, and an end of the program without memory.
struct Allocator {
  void *Malloc(size_t size) { return size ? checked(malloc(size)) : nullptr; }
  void *Realloc(void *old, size_t, size_t size) {
    if (size == 0) {
      free(old);
      return nullptr;
    }
    return checked(realloc(old, size));
  }
  static void Free(void *pointer) { free(pointer); }
  static void *checked(void *pointer) {
    if (!pointer) abort();
    return pointer;
  }
};

struct Name {
  const char *text;
  uint32_t length;
  uint32_t order;
};

int compare_names(const void *left, const void *right) {
  const Name *a = static_cast<const Name *>(left);
  const Name *b = static_cast<const Name *>(right);
  if (a->length != b->length) return a->length < b->length ? -1 : 1;
  int bytes = memcmp(a->text, b->text, a->length);
  if (bytes != 0) return bytes;
  return a->order < b->order ? -1 : 1;
}

// A decimal number, correctly rounded, whatever the locale of the process is.
bool read_number(const char *text, size_t length, locale_t plain, double *value) {
  char small[64];
  char *copy = length < sizeof small ? small : static_cast<char *>(malloc(length + 1));
  if (!copy) return false;
  memcpy(copy, text, length);
  copy[length] = '\0';
  *value = strtod_l(copy, nullptr, plain);
  if (copy != small) free(copy);
  return true;
}

const size_t batch_size = 256;

struct Handler {
  Stream &stream;
  sms_json_sink sink;
  void *context;
  uint32_t depth_limit;
  uint32_t depth = 0;
  sms_json_failure failure = {SMS_JSON_OK, 0, nullptr, 0, nullptr, 0};
  List<Name> names;        // of all open objects
  List<size_t> beginnings;  // where the names of each open object begin
  locale_t plain;           // glibc keeps the C locale ready: nothing is allocated
  size_t pending = 0;
  sms_json_event events[batch_size];

  Handler(Stream &stream, sms_json_sink sink, void *context, uint32_t depth_limit)
      : stream(stream), sink(sink), context(context), depth_limit(depth_limit),
        plain(newlocale(LC_ALL_MASK, "C", nullptr)) {}
  ~Handler() { freelocale(plain); }

  bool fail(int32_t code, size_t offset) {
    failure.code = code;
    failure.offset = offset;
    return false;
  }

  bool flush() {
    size_t count = pending;
    pending = 0;
    if (count == 0 || sink(context, events, count)) return true;
    return fail(SMS_JSON_STOPPED, 0);
  }

  // The next event, which the caller fills; there is always room for one.
  sms_json_event &add(uint32_t kind, size_t offset, uint32_t length) {
    sms_json_event &event = events[pending++];
    event.kind = kind;
    event.length = length;
    event.offset = offset;
    event.value.integer = 0;
    return event;
  }
  bool done() { return pending < batch_size || flush(); }

  bool Null() { return add(SMS_JSON_NULL, stream.Tell() - 4, 0), done(); }
  bool Bool(bool value) {
    return value ? (add(SMS_JSON_TRUE, stream.Tell() - 4, 0), done())
                 : (add(SMS_JSON_FALSE, stream.Tell() - 5, 0), done());
  }
  bool Int(int value) { return Int64(value); }
  bool Uint(unsigned value) { return Int64(value); }
  bool Int64(int64_t value) {
    add(SMS_JSON_INTEGER, stream.Tell(), 0).value.integer = value;
    return done();
  }
  bool Uint64(uint64_t value) {
    if (value > INT64_MAX) return fail(SMS_JSON_INTEGER_RANGE, stream.Tell());
    return Int64(static_cast<int64_t>(value));
  }
  // The library's value is close, not exact: the text is read again.
  bool Double(double) {
    const char *end = stream.src_;
    bool integer = true;
    for (; end < stream.end_; end++) {
      char c = *end;
      if ((c >= '0' && c <= '9') || c == '-' || c == '+') continue;
      if (c != '.' && c != 'e' && c != 'E') break;
      integer = false;
    }
    // It makes doubles of integers that no 64 bits hold.
    if (integer) return fail(SMS_JSON_INTEGER_RANGE, stream.Tell());
    double value;
    if (!read_number(stream.src_, static_cast<size_t>(end - stream.src_), plain, &value)) {
      return fail(SMS_JSON_NO_MEMORY, stream.Tell());
    }
    if (isinf(value)) return fail(SMS_JSON_NUMBER_TOO_BIG, stream.Tell());
    add(SMS_JSON_NUMBER, stream.Tell(), 0).value.number = value;
    return done();
  }
  bool RawNumber(const char *, rapidjson::SizeType, bool) { return fail(SMS_JSON_BAD_NUMBER, stream.Tell()); }

  bool text(uint32_t kind, const char *text, uint32_t length) {
    add(kind, stream.Tell(), length).value.text = reinterpret_cast<const uint8_t *>(text);
    return done();
  }
  bool String(const char *value, rapidjson::SizeType length, bool) { return text(SMS_JSON_STRING, value, length); }
  bool Key(const char *name, rapidjson::SizeType length, bool) {
    uint32_t order = static_cast<uint32_t>(names.count - beginnings.items[beginnings.count - 1]);
    if (!names.push({name, length, order})) return fail(SMS_JSON_NO_MEMORY, stream.Tell());
    return text(SMS_JSON_KEY, name, length);
  }

  bool start(uint32_t kind) {
    if (depth >= depth_limit) return fail(SMS_JSON_TOO_DEEP, stream.Tell());
    depth++;
    add(kind, stream.Tell(), 0);
    return done();
  }
  bool StartArray() { return start(SMS_JSON_START_ARRAY); }
  bool EndArray(rapidjson::SizeType count) {
    depth--;
    add(SMS_JSON_END_ARRAY, stream.Tell(), count);
    return done();
  }
  bool StartObject() {
    if (!beginnings.push(names.count)) return fail(SMS_JSON_NO_MEMORY, stream.Tell());
    return start(SMS_JSON_START_OBJECT);
  }
  bool EndObject(rapidjson::SizeType count) {
    size_t first = beginnings.items[--beginnings.count];
    const Name *twice = find_twice(names.items + first, names.count - first);
    names.count = first;
    if (twice) {
      failure.key = reinterpret_cast<const uint8_t *>(twice->text);
      failure.key_length = twice->length;
      return fail(SMS_JSON_DUPLICATE_KEY, static_cast<size_t>(twice->text - stream.head_) - 1);
    }
    depth--;
    add(SMS_JSON_END_OBJECT, stream.Tell(), count);
    return done();
  }

  // The first name that repeats an earlier one. Sorting keeps the time near-linear whatever the names are.
  static const Name *find_twice(Name *list, size_t count) {
    if (count <= 16) {
      for (size_t later = 1; later < count; later++) {
        for (size_t earlier = 0; earlier < later; earlier++) {
          if (same(list[earlier], list[later])) return list + later;
        }
      }
      return nullptr;
    }
    qsort(list, count, sizeof(Name), compare_names);
    const Name *found = nullptr;
    for (size_t index = 1; index < count; index++) {
      if (!same(list[index - 1], list[index])) continue;
      if (!found || list[index].order < found->order) found = list + index;
    }
    return found;
  }
  static bool same(const Name &a, const Name &b) {
    return a.length == b.length && memcmp(a.text, b.text, a.length) == 0;
  }
};

int32_t reason(rapidjson::ParseErrorCode code) {
  switch (code) {
    case rapidjson::kParseErrorDocumentEmpty: return SMS_JSON_EMPTY;
    case rapidjson::kParseErrorDocumentRootNotSingular: return SMS_JSON_TRAILING;
    case rapidjson::kParseErrorObjectMissName: return SMS_JSON_MISSING_NAME;
    case rapidjson::kParseErrorObjectMissColon: return SMS_JSON_MISSING_COLON;
    case rapidjson::kParseErrorObjectMissCommaOrCurlyBracket: return SMS_JSON_MISSING_COMMA_IN_OBJECT;
    case rapidjson::kParseErrorArrayMissCommaOrSquareBracket: return SMS_JSON_MISSING_COMMA_IN_ARRAY;
    case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex:
    case rapidjson::kParseErrorStringEscapeInvalid: return SMS_JSON_BAD_ESCAPE;
    case rapidjson::kParseErrorStringUnicodeSurrogateInvalid: return SMS_JSON_BAD_SURROGATE;
    case rapidjson::kParseErrorStringMissQuotationMark: return SMS_JSON_UNTERMINATED_STRING;
    case rapidjson::kParseErrorStringInvalidEncoding: return SMS_JSON_BAD_ENCODING;
    case rapidjson::kParseErrorNumberTooBig: return SMS_JSON_NUMBER_TOO_BIG;
    case rapidjson::kParseErrorNumberMissFraction:
    case rapidjson::kParseErrorNumberMissExponent: return SMS_JSON_BAD_NUMBER;
    default: return SMS_JSON_BAD_VALUE;
  }
}

bool within_string(rapidjson::ParseErrorCode code) {
  switch (code) {
    case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex:
    case rapidjson::kParseErrorStringEscapeInvalid:
    case rapidjson::kParseErrorStringUnicodeSurrogateInvalid:
    case rapidjson::kParseErrorStringMissQuotationMark:
    case rapidjson::kParseErrorStringInvalidEncoding: return true;
    default: return false;
  }
}

// Whether the text ends where something was read that is not complete: a word, a number, an escape.
bool cut_off(rapidjson::ParseErrorCode code, const uint8_t *text, size_t length, size_t offset) {
  const char *rest = reinterpret_cast<const char *>(text) + offset;
  size_t count = length - offset;
  if (count == 0) return true;
  if (code == rapidjson::kParseErrorStringInvalidEncoding) {
    // Nothing but continuation bytes may follow a lead that wants more of them than there are.
    if (text[offset] < 0xC2 || text[offset] > 0xF4) return false;
    if (count >= (text[offset] < 0xE0 ? 2u : text[offset] < 0xF0 ? 3u : 4u)) return false;
    for (size_t index = 1; index < count; index++) {
      if ((text[offset + index] & 0xC0) != 0x80) return false;
    }
    return true;
  }
  if (text[offset] != '\\') return false;
  // An escape, or the two of a pair.
  return count < 12 && !memchr(rest, '"', count) && (count < 2 || rest[1] == 'u');
}

// The library reports the end of the text, a NUL and control characters as whatever it missed there.
sms_json_failure refined(const rapidjson::ParseResult &result, const uint8_t *text, size_t length) {
  sms_json_failure failure = {reason(result.Code()), result.Offset(), nullptr, 0, nullptr, 0};
  if (failure.code == SMS_JSON_NUMBER_TOO_BIG) return failure;
  if (failure.code == SMS_JSON_EMPTY && failure.offset >= length) return failure;
  if (cut_off(result.Code(), text, length, failure.offset)) {
    failure.code = within_string(result.Code()) ? SMS_JSON_UNTERMINATED_STRING : SMS_JSON_ENDED;
    return failure;
  }
  uint8_t byte = text[failure.offset];
  if (byte == 0) {
    failure.code = SMS_JSON_NUL;
  } else if (failure.code == SMS_JSON_BAD_ESCAPE && byte < 0x20) {
    failure.code = SMS_JSON_CONTROL_CHARACTER;
  }
  return failure;
}

}  // namespace

extern "C" int32_t sms_json_parse(uint8_t *text, size_t length, uint32_t depth_limit, int32_t allows_nul,
                                  sms_json_sink sink, void *context, sms_json_failure *failure) {
  if (length > UINT32_MAX) {
    *failure = {SMS_JSON_TOO_LONG, 0, nullptr, 0, nullptr, 0};
    return failure->code;
  }
  StringState state;
  state.allows_nul = allows_nul != 0;
  char *start = reinterpret_cast<char *>(text);
  Stream stream = {start, nullptr, start, start + length, &state};
  Handler handler(stream, sink, context, depth_limit);
  Allocator allocator;
  rapidjson::GenericReader<Encoding, Encoding, Allocator> reader(&allocator);
  const unsigned flags = rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag |
                         rapidjson::kParseValidateEncodingFlag;
  rapidjson::ParseResult result = reader.Parse<flags>(stream, handler);

  sms_json_failure found = handler.failure;
  if (found.code == SMS_JSON_OK && result.IsError()) {
    found = state.problem ? sms_json_failure{state.problem, static_cast<size_t>(state.problem_at - start), nullptr, 0,
                                             nullptr, 0}
                          : refined(result, text, length);
    if (within_string(result.Code())) {
      stream.fill(state.problem ? state.problem_end : stream.dst_, start + found.offset);
    }
  } else if (found.code == SMS_JSON_OK && stream.src_ < stream.end_) {
    found.code = SMS_JSON_NUL;
    found.offset = stream.Tell();
  }
  // What came before an error is handed over all the same: the receiver knows then where it is.
  if (found.code != SMS_JSON_STOPPED && !handler.flush()) found = handler.failure;
  if (found.code != SMS_JSON_OK && state.nuls.count > 0) {
    found.nuls = state.nuls.items;
    found.nul_count = state.nuls.count;
    state.nuls.items = nullptr;
  }
  *failure = found;
  return found.code;
}
