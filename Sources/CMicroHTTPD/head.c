// What a head may look like: RFC 9112 without its leniency, so that no proxy before the server reads another request.
#include "head.h"

#include <string.h>
#include <strings.h>

static int is_token(const char *name) {
  if (!*name) return 0;
  for (; *name; name++) {
    unsigned char byte = (unsigned char)*name;
    int is_letter = (byte >= '0' && byte <= '9') || ((byte | 32) >= 'a' && (byte | 32) <= 'z');
    if (!is_letter && !strchr("!#$%&'*+-.^_`|~", byte)) return 0;
  }
  return 1;
}

static int has_control(const char *value) {
  for (; *value; value++) {
    unsigned char byte = (unsigned char)*value;
    if (byte < ' ' || byte == 0x7f) return 1;
  }
  return 0;
}

static int is_number(const char *value) {
  size_t digits = strspn(value, "0123456789");
  return digits && digits <= 18 && !value[digits];
}

static int is(const char *name, const char *wanted) { return !strcasecmp(name, wanted); }

// How often a field stands in a head that must stand in it once at most.
static int is_repeated(const sms_http_field *fields, size_t count, const char *name) {
  int found = 0;
  for (size_t place = 0; place < count; place++) found += is(fields[place].name, name);
  return found > 1;
}

int sms_http_line_is_strict(const char *method, const char *target) {
  if (!is_token(method) || *target != '/') return 0;
  for (; *target; target++) {
    if (*target <= ' ' || *target >= 0x7f) return 0;
  }
  return 1;
}

int sms_http_fields_are_strict(const char *version, const sms_http_field *fields, size_t count) {
  int lengths = 0, codings = 0, hosts = 0;
  for (size_t place = 0; place < count; place++) {
    const char *name = fields[place].name, *value = fields[place].value;
    if (!is_token(name) || has_control(value)) return 0;
    if (is(name, "content-length")) {
      lengths++;
      if (!is_number(value)) return 0;
    }
    if (is(name, "transfer-encoding")) {
      codings++;
      if (strcasecmp(value, "chunked")) return 0;
    }
    hosts += is(name, "host");
  }
  int is_new = !strcmp(version, "HTTP/1.1");
  if (!is_new && strcmp(version, "HTTP/1.0")) return 0;
  if (lengths > 1 || codings > 1 || (lengths && codings) || (codings && !is_new)) return 0;
  if (hosts > 1 || (is_new && !hosts)) return 0;
  return !is_repeated(fields, count, "authorization") && !is_repeated(fields, count, "content-type");
}

// The library ends words of the request's line and names with a zero, lines with two, all in the buffer that the
// head came in. A line that ended otherwise, that was folded or that held a zero leaves another distance.
static const char *behind(const char *text, size_t gap) { return text + strlen(text) + gap; }

int sms_http_head_is_whole(const char *method, const char *target, size_t target_size, const char *version,
                           const sms_http_field *fields, size_t count, size_t head_size) {
  if (behind(method, 1) != target || target + target_size + 1 != version) return 0;
  const char *next = behind(version, 2);
  for (size_t place = 0; place < count; place++) {
    const char *value = fields[place].value;
    if (fields[place].name != next) return 0;
    const char *blank = behind(next, 1);
    while (blank < value && *blank == ' ') blank++;
    if (blank != value) return 0;
    next = behind(value, 2);
  }
  // The empty line, and none before the first.
  return (size_t)(next + 2 - method) == head_size;
}
