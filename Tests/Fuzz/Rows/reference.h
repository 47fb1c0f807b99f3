// The slow reading that the scanner of rows is compared with: byte by byte, a text at a time, nothing remembered.
#pragma once
extern "C" {
#include "../../../Sources/CSupport/rows.h"
}

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

/// Ends the run where something does not hold; the fuzzer then says with which input.
inline void require(bool holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "does not hold: %s\n", what);
  abort();
}

/// A test of a row, as `sms_test` says it.
struct Test {
  uint8_t comparison;
  uint8_t kind;
  std::string text;
  int64_t number;
};

/// What a learned line has in common with others: what stands between its values, and what is asked of them.
struct Layout {
  std::vector<std::string> gaps;
  std::vector<int32_t> tested;
  std::vector<int32_t> wanted;
};

inline bool same(const std::vector<sms_field> &one, const std::vector<sms_field> &two) {
  return std::equal(one.begin(), one.end(), two.begin(), two.end(), [](const sms_field &a, const sms_field &b) {
    return a.start == b.start && a.length == b.length && a.kind == b.kind;
  });
}

/// Whether a text is UTF-8: each scalar is written again, in the one way that is right.
inline bool is_utf8(const std::string &text) {
  for (size_t at = 0; at < text.size();) {
    const auto byte = [&](size_t index) { return index < text.size() ? (uint32_t)(uint8_t)text[index] : 0u; };
    const uint32_t first = byte(at);
    const size_t count = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    uint32_t scalar = count == 1 ? first : first & (0xFFu >> (count + 1));
    for (size_t index = 1; index < count; index++) scalar = scalar << 6 | (byte(at + index) & 0x3F);
    if (scalar > 0x10FFFF || (scalar >= 0xD800 && scalar < 0xE000)) return false;
    std::string again;
    if (scalar < 0x80) {
      again = {(char)scalar};
    } else if (scalar < 0x800) {
      again = {(char)(0xC0 | scalar >> 6), (char)(0x80 | (scalar & 0x3F))};
    } else if (scalar < 0x10000) {
      again = {(char)(0xE0 | scalar >> 12), (char)(0x80 | (scalar >> 6 & 0x3F)), (char)(0x80 | (scalar & 0x3F))};
    } else {
      again = {(char)(0xF0 | scalar >> 18), (char)(0x80 | (scalar >> 12 & 0x3F)), (char)(0x80 | (scalar >> 6 & 0x3F)),
               (char)(0x80 | (scalar & 0x3F))};
    }
    if (text.substr(at, count) != again) return false;
    at += count;
  }
  return true;
}

/// A flat JSON object of a line.
struct Object {
  std::vector<sms_field> values, keys;
  /// What stands before, between and behind the values, without the quotes of texts.
  std::vector<std::string> gaps;
};

/// Reads a line that holds one flat object without escapes; nothing where it holds anything else.
class ObjectReader {
public:
  explicit ObjectReader(const std::string &line) : line(line) {}

  std::optional<Object> read(size_t most) {
    Object object;
    size_t from = 0;
    blanks();
    if (!takes('{')) return {};
    do {
      sms_field key, value;
      blanks();
      if (object.values.size() == most || !text(key)) return {};
      blanks();
      if (!takes(':')) return {};
      blanks();
      const size_t start = at;
      if (!text(value) && !number(value) && !word(value)) return {};
      object.gaps.push_back(line.substr(from, start - from));
      from = at;
      object.keys.push_back(key);
      object.values.push_back(value);
      blanks();
    } while (takes(','));
    if (!takes('}')) return {};
    blanks();
    if (at != line.size()) return {};
    object.gaps.push_back(line.substr(from));
    return object;
  }

private:
  const std::string &line;
  size_t at = 0;

  char here() const { return at < line.size() ? line[at] : '\n'; }
  bool takes(char byte) { return here() == byte ? (at++, true) : false; }
  void blanks() {
    while (here() == ' ' || here() == '\t' || here() == '\r') at++;
  }
  size_t digits() {
    const size_t start = at;
    while (here() >= '0' && here() <= '9') at++;
    return at - start;
  }
  static sms_field field(size_t start, size_t end, char kind) {
    return {(uint32_t)start, (uint32_t)(end - start), (uint8_t)kind};
  }

  bool text(sms_field &found) {
    const size_t end = here() == '"' ? line.find('"', at + 1) : std::string::npos;
    if (end == std::string::npos) return false;
    const std::string inside = line.substr(at + 1, end - at - 1);
    for (const char byte : inside)
      if (byte == '\\' || (uint8_t)byte < 0x20) return false;
    if (!is_utf8(inside)) return false;
    found = field(at + 1, end, 's');
    at = end + 1;
    return true;
  }

  bool number(sms_field &found) {
    const size_t start = at;
    takes('-');
    const bool is_zero = here() == '0';
    const size_t count = is_zero ? (at++, 1) : digits();
    char kind = 'i';
    bool is_good = count > 0 && count <= 18;
    if (is_good && takes('.')) {
      kind = 'd';
      is_good = digits() > 0;
    }
    if (is_good && here() != 'e' && here() != 'E') {
      found = field(start, at, kind);
      return true;
    }
    at = start;
    return false;
  }

  bool word(sms_field &found) {
    for (const auto &[word, kind] : {std::pair("null", '0'), std::pair("true", 't'), std::pair("false", 'f')}) {
      const size_t count = strlen(word);
      if (line.compare(at, count, word) != 0) continue;
      found = field(at, at + count, kind);
      at += count;
      return true;
    }
    return false;
  }
};

inline std::optional<Object> read_object(const std::string &line, size_t most) { return ObjectReader(line).read(most); }

/// Splits a line at a separator; nothing where another reader has to: quotes, NUL and carriage returns in cells, bytes
/// behind a closing quote, another number of cells, or bytes that are no UTF-8.
inline std::optional<std::vector<sms_field>> read_cells(const std::string &line, char separator, size_t width) {
  std::vector<sms_field> cells;
  size_t at = 0;
  while (true) {
    size_t start = at, end;
    if (at < line.size() && line[at] == '"') {
      start++;
      end = line.find('"', start);
      if (end == std::string::npos) return {};
      at = end + 1;
      if (at < line.size() && line[at] != separator) return {};
    } else {
      at = end = std::min(line.find(separator, at), line.size());
    }
    for (size_t index = start; index < end; index++)
      if (line[index] == '"' || line[index] == '\r' || line[index] == '\0') return {};
    cells.push_back({(uint32_t)start, (uint32_t)(end - start), 's'});
    if (at == line.size()) break;
    at++;
  }
  if (cells.size() != width || !is_utf8(line)) return {};
  return cells;
}

enum class Verdict { fails, holds, unknown };

/// What a test says of a value, in the words of the language: values of two types are not equal and have no order.
inline Verdict judge(const Test &test, const std::string &text, uint8_t kind) {
  const auto said = [](bool holds) { return holds ? Verdict::holds : Verdict::fails; };
  const bool is_minus_zero = kind == 'i' && text == "-0";
  if (kind == 'd' || kind == 't' || kind == 'f') return Verdict::unknown;
  if (is_minus_zero && test.kind == 'i') return Verdict::unknown;
  if (test.comparison == 'n' || test.comparison == 'v') return said((kind == '0') == (test.comparison == 'n'));
  if (test.kind == '?' || test.comparison == '?') return Verdict::unknown;
  if (kind != test.kind || kind == '0') {
    if (test.comparison == '=') return said(kind == test.kind);
    if (test.comparison == '!') return said(kind != test.kind);
    return Verdict::unknown;
  }
  int order;
  if (kind == 's') {
    order = text.compare(test.text);
  } else {
    const long long number = atoll(text.c_str());
    order = number < test.number ? -1 : number > test.number ? 1 : 0;
  }
  switch (test.comparison) {
  case '=': return said(order == 0);
  case '!': return said(order != 0);
  case '<': return said(order < 0);
  case '>': return said(order > 0);
  case 'l': return said(order <= 0);
  default: return said(order >= 0);
  }
}

/// One pass of the scanner over a block, to be compared with.
class Pass {
public:
  Pass(const sms_block &block, uint8_t separator, int width, const std::vector<Test> &tests,
       const std::vector<Layout> &layouts)
      : block(block), separator(separator), width(width), tests(tests), layouts(layouts) {}

  void check(uint32_t from) {
    size_t at = from;
    while (at < block.length) {
      const std::string rest(block.bytes + at, block.bytes + block.length);
      const size_t found = rest.find('\n');
      has_end = found != std::string::npos;
      start = at;
      raw = rest.substr(0, found);
      const bool has_return = has_end && !raw.empty() && raw.back() == '\r';
      bare = has_return ? raw.substr(0, raw.size() - 1) : raw;
      if (separator == 0) {
        check_object();
      } else if (!check_cells()) {
        // A record that may have more lines ends the pass.
        require(block.lines == line, "lines end before an odd record");
        require(block.row_count == row, "an odd record is the last");
        return;
      }
      line++;
      at += raw.size() + has_end;
    }
    require(block.lines == line, "all lines were counted");
    require(block.row_count == row, "no row is too many");
    require(block.skipped == skipped, "rows left out at the end were counted");
    require(block.odd == odd, "odd lines were counted");
  }

private:
  const sms_block &block;
  const uint8_t separator;
  const int width;
  const std::vector<Test> &tests;
  const std::vector<Layout> &layouts;
  uint32_t line = 0, row = 0, skipped = 0, odd = 0, fields = 0;
  size_t start = 0;
  bool has_end = false;
  /// The line without its line feed, and without a carriage return before that.
  std::string raw, bare;

  void check_row(size_t length, int layout, bool is_sure) {
    require(row < block.row_count, "a row is there");
    const sms_row &given = block.rows[row++];
    require(given.start == start && given.length == length, "a row is where its line is");
    require(given.line == line, "a row knows its line");
    require(given.skipped == skipped, "rows left out before it were counted");
    require(given.has_end == has_end, "a row knows whether its line ends");
    require(given.layout == layout, "a row has its layout");
    require(given.is_sure == is_sure, "a row is sure where all tests hold");
    require(given.field == fields, "fields follow each other");
    skipped = 0;
  }

  /// Compares a row whose values are known with what the tests say.
  void check_values(const std::string &text, int number, const std::vector<sms_field> &values) {
    const Layout &layout = layouts[(size_t)number];
    Verdict verdict = Verdict::holds;
    for (size_t index = 0; index < tests.size() && verdict == Verdict::holds; index++) {
      const int32_t place = layout.tested[index];
      verdict = place < 0 ? Verdict::unknown
                          : judge(tests[index], text.substr(values[(size_t)place].start, values[(size_t)place].length),
                                  values[(size_t)place].kind);
    }
    if (verdict == Verdict::fails) {
      skipped++;
      return;
    }
    check_row(text.size(), number, verdict == Verdict::holds);
    std::vector<sms_field> expected;
    for (const int32_t place : layout.wanted) {
      expected.push_back(values[(size_t)place]);
      expected.back().start += (uint32_t)start;
    }
    require(fields + expected.size() <= block.field_count, "fields are there");
    const std::vector<sms_field> given(block.fields + fields, block.fields + fields + expected.size());
    require(same(given, expected), "fields are where they are");
    fields += (uint32_t)expected.size();
  }

  void check_object() {
    struct Reading {
      const std::string *text;
      int number;
      std::vector<sms_field> values;
    };
    std::vector<Reading> readings;
    // A layout may end with a carriage return of its own.
    for (const std::string *text : {&bare, &raw}) {
      const std::optional<Object> object = read_object(*text, 64);
      if (!object) continue;
      for (size_t number = 0; number < std::min((size_t)block.layouts, layouts.size()); number++)
        if (layouts[number].gaps == object->gaps) readings.push_back({text, (int)number, object->values});
    }
    if (readings.empty()) {
      odd++;
      return check_row(bare.size(), -1, false);
    }
    // Where a line has two layouts, either may be found: the values are the same.
    const bool is_row = row < block.row_count && block.rows[row].start == start;
    const auto given = std::find_if(readings.begin(), readings.end(), [&](const Reading &reading) {
      return is_row && block.rows[row].layout == reading.number;
    });
    const Reading &reading = given == readings.end() ? readings.front() : *given;
    check_values(*reading.text, reading.number, reading.values);
  }

  bool check_cells() {
    if (bare.empty()) return true;
    const std::optional<std::vector<sms_field>> cells = read_cells(bare, (char)separator, (size_t)width);
    if (cells) {
      check_values(bare, 0, *cells);
      return true;
    }
    odd++;
    check_row(raw.size(), -1, false);
    return false;
  }
};
