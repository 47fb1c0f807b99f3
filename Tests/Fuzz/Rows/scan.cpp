// The fuzz target of what rows of files are read with (rows.c and scan.c of CSupport).
//
// An input says what is asked of a scan (format, columns, tests), how the bytes of the file arrive, and these bytes.
// The scan is driven as Builtins/Formats/ScannedLines does it. Sanitizers look at each access; each pass over a block
// is compared with the slow reading of reference.h: rows, places and kinds of fields, line numbers, rows left out.
#include "reference.h"

#include <fuzzer/FuzzedDataProvider.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <map>

namespace {

constexpr int most_values = 64;

const std::array<const char *, 8> names = {"a", "b", "key", "a longer name than 16 bytes", "\xC3\xA9", "", "d", "n"};
const std::array<const char *, 7> texts = {"", "a", "ab", "10", "\xC3\xA9", "a longer text than 16 bytes", "\x7F"};

/// What a scan is asked for.
struct Question {
  uint8_t separator;
  int width;
  std::vector<std::string> columns;
  std::vector<Test> tests;
  /// For each test the column that it looks at.
  std::vector<std::string> tested;
  /// The columns that rows are to have; none: all.
  std::vector<std::string> wanted;
};

Question question(FuzzedDataProvider &data) {
  Question question;
  static const uint8_t separators[] = {0, 0, 0, 0, 0, 0, ',', ',', '\t', ';', ' ', 'a', 0x7F};
  question.separator = separators[data.ConsumeIntegralInRange<size_t>(0, sizeof separators - 1)];
  question.width = question.separator == 0 ? 0 : data.ConsumeIntegralInRange<int>(1, 6);
  for (int index = 0; index < question.width; index++) question.columns.push_back(names[(size_t)index]);
  const int tests = data.ConsumeIntegralInRange<int>(0, 3);
  for (int index = 0; index < tests; index++) {
    Test test;
    test.comparison = (uint8_t)"=!<>lgnv?"[data.ConsumeIntegralInRange<size_t>(0, 8)];
    test.kind = (uint8_t)"si0?"[data.ConsumeIntegralInRange<size_t>(0, 3)];
    test.text = texts[data.ConsumeIntegralInRange<size_t>(0, texts.size() - 1)];
    const bool is_small = data.ConsumeIntegralInRange<int>(0, 3) > 0;
    test.number = is_small ? data.ConsumeIntegralInRange<int64_t>(-12, 12) : data.ConsumeIntegral<int64_t>();
    question.tests.push_back(test);
    question.tested.push_back(names[data.ConsumeIntegralInRange<size_t>(0, 3)]);
  }
  const int wanted = data.ConsumeIntegralInRange<int>(0, 3);
  for (int index = 0; index < wanted; index++)
    question.wanted.push_back(names[data.ConsumeIntegralInRange<size_t>(0, 3)]);
  return question;
}

/// A scan that is driven to its end, each step compared with the reference.
class Run {
public:
  Run(const Question &question, const std::string &file, FuzzedDataProvider &data)
      : question(question), file(file), data(data) {
    limit = data.ConsumeBool() ? 1u << 30 : data.ConsumeIntegralInRange<uint64_t>(1, 300);
    scan = sms_scan_new(question.separator, question.width, limit);
    for (const Test &test : question.tests) {
      // Exactly as long, so that reading beyond it is seen.
      std::vector<uint8_t> text(test.text.begin(), test.text.end());
      sms_scan_test(scan, {test.comparison, test.kind, (uint32_t)text.size(), text.data(), test.number});
    }
    if (question.separator != 0) learn_cells();
  }

  ~Run() {
    sms_scan_free(scan);
    if (descriptor >= 0) close(descriptor);
  }

  void run() {
    // How much comes before the descriptor is followed; without one, all of it.
    const bool follows = data.ConsumeIntegralInRange<int>(0, 3) == 0;
    const size_t pushed = follows ? std::min(file.size(), data.ConsumeIntegralInRange<size_t>(0, 200)) : file.size();
    piece = data.ConsumeIntegralInRange<size_t>(1, 300);
    end = pushed;
    is_followed = follows;
    while (take()) read_rows();
    require(seen == file.size() || is_too_long, "all bytes were in blocks");
  }

private:
  const Question &question;
  const std::string &file;
  FuzzedDataProvider &data;
  sms_scan *scan;
  uint64_t limit;
  std::vector<Layout> layouts;
  sms_block *block = nullptr;
  /// The block before, which stays as it is until the next but one is read, and its bytes.
  sms_block *before = nullptr;
  std::string kept;
  size_t piece = 1, given = 0, end = 0, seen = 0;
  bool is_followed = false, is_too_long = false;
  int descriptor = -1;

  // MARK: blocks

  /// Begins with the descriptor, at what was not pushed.
  void follow() {
    descriptor = memfd_create("rows", 0);
    require(descriptor >= 0, "there is a file in memory");
    require(write(descriptor, file.data(), file.size()) == (ssize_t)file.size(), "it takes the bytes");
    lseek(descriptor, (off_t)given, SEEK_SET);
    sms_scan_follow(scan, descriptor);
  }

  sms_block *pushed() {
    while (true) {
      const size_t count = std::min(piece, end - given);
      // Exactly as long, so that reading beyond it is seen.
      std::vector<uint8_t> bytes(file.begin() + (long)given, file.begin() + (long)(given + count));
      if (count > 0) require(sms_scan_push(scan, bytes.data(), count) == 0, "there is memory");
      given += count;
      const bool is_end = given == file.size() && !is_followed;
      if (sms_block *block = sms_scan_take(scan, is_end)) return block;
      if (given == end) return nullptr;
    }
  }

  bool take() {
    block = nullptr;
    if (descriptor < 0 && (given < end || !is_followed)) block = pushed();
    if (block == nullptr && is_followed) {
      if (descriptor < 0) follow();
      block = sms_scan_next(scan);
    }
    if (block == nullptr) return false;
    if (block->failure == -1) {
      const size_t line = std::min(file.find('\n', seen), file.size()) - seen;
      require(is_followed && line > limit, "a line that is too long is one");
      is_too_long = true;
      return false;
    }
    require(block->failure == 0, "nothing fails");
    const std::string bytes(block->bytes, block->bytes + block->length);
    require(bytes == file.substr(seen, block->length), "bytes are those of the file");
    require(block->length > 0 || is_followed, "a block has bytes");
    require(block->length == 0 || block->bytes[block->length - 1] == '\n' || seen + block->length == file.size(),
            "a block has whole lines");
    seen += block->length;
    check(0);
    if (block->odd > 0 && block->layouts < layouts.size()) again(0);
    return true;
  }

  void give_back() {
    release();
    before = block;
    kept = std::string(block->bytes, block->bytes + block->length);
  }

  /// Gives the block before back, perhaps without its memory, as rows do that still need it.
  void release() {
    if (before == nullptr) return;
    require(std::string(before->bytes, before->bytes + before->length) == kept, "the block before stays as it is");
    if (data.ConsumeBool()) {
      free(before->bytes);
      before->bytes = nullptr;
      before->capacity = 0;
      leave_fields(before);
    }
    sms_scan_release(scan, before);
    before = nullptr;
  }

  static void leave_fields(sms_block *block) {
    free(block->fields);
    block->fields = nullptr;
    block->field_capacity = 0;
  }

  void again(uint32_t from) {
    if (data.ConsumeBool()) leave_fields(block);
    sms_scan_again(scan, block, from);
    require(block->layouts == layouts.size(), "a new pass knows all layouts");
    check(from);
  }

  void check(uint32_t from) const {
    Pass(*block, question.separator, question.width, question.tests, layouts).check(from);
  }

  // MARK: rows

  /// Takes the rows of the block as they are read, and gives it back.
  void read_rows() {
    for (uint32_t index = 0; index < block->row_count; index++) {
      const sms_row row = block->rows[index];
      if (row.layout >= 0) continue;
      if (question.separator != 0) {
        if (!take_lines(row.start)) return;
        index = (uint32_t)-1;
      } else if (learn_objects(row)) {
        uint32_t offset = row.start + row.length;
        if (row.has_end) offset += block->bytes[offset] == '\r';
        if (row.has_end) offset++;
        again(offset);
        index = (uint32_t)-1;
      }
    }
    give_back();
  }

  /// Takes lines that belong to one record, which may go on in the next block.
  bool take_lines(uint32_t offset) {
    for (int lines = data.ConsumeIntegralInRange<int>(1, 3); lines > 0; lines--) {
      if (offset >= block->length) {
        give_back();
        if (!take()) return false;
        offset = 0;
      }
      while (offset < block->length && block->bytes[offset] != '\n') offset++;
      if (offset < block->length) offset++;
    }
    again(offset);
    return true;
  }

  // MARK: layouts

  std::vector<int32_t> places(const std::vector<std::string> &of, const std::vector<std::string> &keys) const {
    std::vector<int32_t> places;
    for (const std::string &name : of) {
      const auto found = std::find(keys.begin(), keys.end(), name);
      places.push_back(found == keys.end() ? -1 : (int32_t)(found - keys.begin()));
    }
    return places;
  }

  /// Makes a layout known to the scan and to the reference.
  bool add(const std::string &line, const std::vector<sms_field> &values, const std::vector<std::string> &keys,
           std::vector<std::string> gaps) {
    Layout layout = {std::move(gaps), places(question.tested, keys), {}};
    std::vector<int32_t> wanted = places(question.wanted, keys);
    std::erase(wanted, -1);
    if (question.wanted.empty())
      for (size_t index = 0; index < keys.size(); index++) wanted.push_back((int32_t)index);
    layout.wanted = wanted;
    const std::vector<uint8_t> bytes(line.begin(), line.end());
    const int32_t number = sms_scan_layout(
      scan, bytes.data(), (uint32_t)bytes.size(), values.data(), (int32_t)values.size(), layout.tested.data(),
      wanted.data(), (int32_t)wanted.size());
    require(number == (layouts.size() < 16 ? (int32_t)layouts.size() : -1), "layouts are numbered in turn");
    if (number >= 0) layouts.push_back(layout);
    return number >= 0;
  }

  void learn_cells() { add("", {}, question.columns, {}); }

  /// Learns the layout of a line of JSON, as the reader does that has read it.
  bool learn_objects(const sms_row &row) {
    // Exactly as long, so that reading beyond it is seen.
    const std::vector<uint8_t> bytes(block->bytes + row.start, block->bytes + row.start + row.length);
    const std::string line(bytes.begin(), bytes.end());
    std::vector<sms_field> values(most_values), keys(most_values);
    const int most = data.ConsumeIntegralInRange<int>(0, 7) == 0 ? data.ConsumeIntegralInRange<int>(0, 3) : most_values;
    const int count = sms_flat_json_layout(bytes.data(), row.length, values.data(), keys.data(), most);
    const std::optional<Object> object = read_object(line, (size_t)most);
    require((count >= 0) == object.has_value(), "a flat object is one");
    if (!object) return false;
    values.resize((size_t)count);
    keys.resize((size_t)count);
    require(same(values, object->values) && same(keys, object->keys), "values and keys are where they are");
    std::vector<std::string> texts;
    for (const sms_field &key : keys) texts.push_back(line.substr(key.start, key.length));
    std::map<std::string, int> unique;
    for (const std::string &key : texts) unique[key]++;
    if (unique.size() != texts.size()) return false;
    return add(line, values, texts, object->gaps);
  }
};

/// Parts of lines of JSON, and whole lines: what arbitrary bytes seldom are.
const std::vector<std::string> words = {
  "{\"a\":", "\"", ":", ",", "}", "}\n", "\n", "\r\n", "\r", "1", "-0", "-12", "0", "1.5", "1e3",
  "123456789012345678", "1234567890123456789", "null", "true", "false", "\"a\"", "\"ab\"",
  "\"\"", " ", "\t", "\\", "\xC3\xA9", "\xE2\x82\xAC",
  "\xF0\x9F\x98\x80", "\xC3", "\xED\xA0\x80", "\xED\xBF\xBF", std::string(1, '\0'), "\"key\":", "\"b\":", "{", "[", "x",
  "a longer name than 16 bytes", "\"a longer name than 16 bytes\":", "\x01", "\x7F", "\"d\":true", "\"n\":null",
};
const std::vector<std::string> values = {
  "1", "-7", "-0", "0", "10", "123456789012345678", "1234567890123456789", "1.5", "null", "true", "false", "\"\"",
  "\"a\"", "\"ab\"", "\"10\"", "\"a longer text than 16 bytes\"", "\"\xC3\xA9\"",
  "\"a long text that ends with \xED\xBF\xBF\"", "\"\xC3\"",
};
const std::vector<std::string> cells = {
  "", "a", "ab", "10", "\"a longer text than 16 bytes\"", "a longer text than 16 bytes", "null", "-7", "\xC3",
  "\"a\"\xC3\xA9", "\"a\"\x01", "a\"b", "\"a\"\"b\"", "\"a\nb\"", "\"a,b\tc;d\"", "a\rb", "a\x01b", "\xC3\xA9",
};
const std::vector<std::string> ends = {"\n", "\n", "\n", "\r\n", "\r\r\n", "\r", ""};

template <class Items> const auto &pick(const Items &items, FuzzedDataProvider &data) {
  return items[data.ConsumeIntegralInRange<size_t>(0, items.size() - 1)];
}

/// A line of an object with some of the keys, or of cells with some of the values.
std::string line(const Question &question, FuzzedDataProvider &data) {
  const int most = question.separator == 0 ? 3 : question.width + (data.ConsumeIntegralInRange<int>(0, 7) == 0);
  const int count = question.separator == 0 ? data.ConsumeIntegralInRange<int>(1, most) : most;
  std::string line = question.separator == 0 ? "{" : "";
  for (int index = 0; index < count; index++) {
    if (index > 0) line += question.separator == 0 ? ',' : (char)question.separator;
    if (question.separator == 0) line += "\"" + std::string(names[(size_t)index]) + "\":";
    line += pick(question.separator == 0 ? values : cells, data);
  }
  if (question.separator == 0) line += "}";
  return line + pick(ends, data);
}

enum class Spelling { bytes, words, lines, kMaxValue = lines };

/// The bytes of a file: those that are left, or words or lines that they choose.
std::string spelled(Spelling spelling, const Question &question, FuzzedDataProvider &data) {
  if (spelling == Spelling::bytes) return data.ConsumeRemainingBytesAsString();
  std::string file;
  while (data.remaining_bytes() > 0) {
    if (spelling == Spelling::lines) {
      file += line(question, data);
    } else if (question.separator != 0 && data.ConsumeIntegralInRange<int>(0, 3) == 0) {
      file += (char)question.separator;
    } else {
      file += pick(words, data);
    }
  }
  return file;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  // Numbers are taken from the end, the file is what is left.
  FuzzedDataProvider data(bytes, count);
  const Question asked = question(data);
  const Spelling spelling = data.ConsumeEnum<Spelling>();
  std::array<uint8_t, 12> rest;
  for (uint8_t &byte : rest) byte = data.ConsumeIntegral<uint8_t>();
  FuzzedDataProvider arrival(rest.data(), rest.size());
  const std::string file = spelled(spelling, asked, data);
  Run(asked, file, arrival).run();
  return 0;
}
