#pragma once
#include <stddef.h>
#include <stdint.h>

/// HTTP over libmicrohttpd, which is loaded at first use: programs that serve nothing never see it.

/// One request; it belongs to the library until `done` is called for it.
typedef struct sms_http_request sms_http_request;
/// One listening socket with its threads.
typedef struct sms_http sms_http;

typedef struct {
  const char *name;
  const char *value;
} sms_http_field;

/// What a request says, valid while the call that it is given to runs.
typedef struct {
  const char *method;
  const char *target;  // as it came, still encoded, with the query
  const sms_http_field *fields;
  size_t field_count;
  const uint8_t *body;
  size_t body_size;
  const char *peer;  // the other end's address as text
  int32_t refusal;   // 0, or the status that it must be answered with before the call returns: 400, 413
} sms_http_facts;

typedef struct {
  /// The bound, listening socket; the library closes it.
  int32_t socket;
  /// Certificate chain and key as PEM; both null for plain text.
  const char *certificate;
  const char *key;
  uint32_t threads;
  uint32_t connections;
  uint32_t connections_of_address;
  /// How long a connection may be silent; a request as a whole has a few times that.
  uint32_t timeout_seconds;
  size_t connection_memory;
  size_t body_limit;
  /// The body of the answer 413, JSON; it stays as long as the server.
  const char *too_large;
  /// The body of the answer 408, JSON; it stays as long as the server.
  const char *too_late;
  /// Given back in every call.
  void *owner;
  /// A request is complete and waits for `sms_http_answer`, now or later, on this thread or another.
  void (*arrived)(void *owner, sms_http_request *request, const sms_http_facts *facts);
  /// A request is over: `sent` is 1 if all of the answer left.
  void (*done)(void *owner, int32_t status, const char *method, uint64_t bytes, uint64_t microseconds,
               int32_t sent);
} sms_http_options;

/// Loads the library; null, or why it cannot be.
const char *sms_http_load(void);
/// Begins to serve; null where it cannot.
sms_http *sms_http_start(const sms_http_options *options);
/// Answers a request, once, with what no cache may keep; all is copied. `json`: it says that it is JSON.
/// `closes`: the connection ends behind the answer.
void sms_http_answer(sms_http_request *request, int32_t status, int32_t json, const sms_http_field *fields,
                     size_t field_count, const uint8_t *body, size_t body_size, int32_t closes);
/// How many connections are open.
uint32_t sms_http_connections(sms_http *server);
/// How many requests have begun and are not over.
uint32_t sms_http_running(sms_http *server);
/// Takes no more connections.
void sms_http_quiesce(sms_http *server);
/// Ends all connections and frees the server; no request may be waiting for an answer.
void sms_http_stop(sms_http *server);
