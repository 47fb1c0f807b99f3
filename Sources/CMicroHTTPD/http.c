#define _GNU_SOURCE
#include "CMicroHTTPD.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <malloc.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "head.h"
#include "watch.h"

// MARK: the library, found at run time

#define FUNCTIONS(use)                                                                                   \
  use(MHD_start_daemon) use(MHD_stop_daemon) use(MHD_quiesce_daemon) use(MHD_suspend_connection)         \
  use(MHD_resume_connection) use(MHD_create_response_from_buffer_with_free_callback_cls)                 \
  use(MHD_add_response_header) use(MHD_queue_response) use(MHD_destroy_response)                         \
  use(MHD_get_connection_values) use(MHD_get_connection_info) use(MHD_get_daemon_info)                   \
  use(MHD_is_feature_supported)

#define FIELD(name) __typeof__(&name) name;
static struct { FUNCTIONS(FIELD) } mhd;
// The first version that refuses folded lines and halves of line ends by itself, where it is to be strict.
static const uint32_t strict_version = 0x00097700;
static int is_strict;
// The library's own TLS, for the one answer that it gives no way to send; null where it has none.
static ssize_t (*tls_send)(void *session, const void *bytes, size_t size);
static const char *failure = "it was not loaded";
static pthread_once_t once = PTHREAD_ONCE_INIT;

// The library of TLS frees what clients sent, secrets of tokens too, as it is.
static void free_wiped(void *block) {
  if (block) explicit_bzero(block, malloc_usable_size(block));
  free(block);
}

static void load(void) {
  void *library = dlopen("libmicrohttpd.so.12", RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    failure = "libmicrohttpd is not installed (Debian: libmicrohttpd12)";
    return;
  }
#define FIND(name)                                                    \
  mhd.name = (__typeof__(mhd.name))dlsym(library, #name);             \
  if (!mhd.name) {                                                    \
    failure = "libmicrohttpd is too old: it has no " #name;           \
    return;                                                           \
  }
  FUNCTIONS(FIND)
  uint32_t (*version)(void) = (uint32_t(*)(void))dlsym(library, "MHD_get_version_bin");
  is_strict = version && version() >= strict_version;
  tls_send = (__typeof__(tls_send))dlsym(library, "gnutls_record_send");
  void (**tls_free)(void *) = (void (**)(void *))dlsym(library, "gnutls_free");
  if (tls_free) *tls_free = free_wiped;
  failure = 0;
}

const char *sms_http_load(void) {
  pthread_once(&once, load);
  return failure;
}

// MARK: state

struct sms_http {
  sms_http_options options;
  struct MHD_Daemon *daemon;
  sms_watch *watch;
  char *late;
  _Atomic uint32_t running;
};

// `inside`: the answer comes before the call that hands the request over returns.
enum { unread, reading, waiting, inside, answered };

struct sms_http_request {
  sms_http *server;
  struct MHD_Connection *connection;
  sms_watched *watched;
  char *target;
  const char *place;  // of the target in the library's buffer, while it reads the head
  char *method;
  int stage, is_chunked;
  int32_t refusal;
  uint8_t *body;
  size_t size, capacity, received;
  struct MHD_Response *response;
  int32_t status;
  uint64_t answer_size;
  struct timespec begun;
};

// A body that is refused is answered behind its end, or where it is longer than this, at once.
static const size_t drained = 16u << 20;
// More is not read of any body: what came in and was not read would take the answer with it.
static const size_t read_at_most = 64u << 20;

static void wiped_free(void *bytes, size_t size) {
  if (bytes) explicit_bzero(bytes, size);
  free(bytes);
}

// The size of an answer's bytes stands before them, so that they can be wiped.
static void free_answer(void *start) {
  size_t size;
  memcpy(&size, start, sizeof size);
  wiped_free(start, size);
}

// MARK: what a request says

typedef struct {
  sms_http_field *fields;
  size_t count, capacity;
  uint64_t length;
  int is_chunked, expects;
} headers;

static enum MHD_Result collect(void *into, enum MHD_ValueKind kind, const char *name, const char *value) {
  (void)kind;
  headers *all = into;
  if (!value) value = "";
  if (!strcasecmp(name, "content-length")) all->length = strtoull(value, 0, 10);
  if (!strcasecmp(name, "transfer-encoding")) all->is_chunked = 1;
  if (!strcasecmp(name, "expect")) all->expects = 1;
  if (all->count == all->capacity) {
    size_t wanted = all->capacity ? all->capacity * 2 : 16;
    sms_http_field *grown = realloc(all->fields, wanted * sizeof *grown);
    if (!grown) return MHD_NO;
    all->fields = grown;
    all->capacity = wanted;
  }
  all->fields[all->count++] = (sms_http_field){name, value};
  return MHD_YES;
}

static headers headers_of(struct MHD_Connection *connection) {
  headers all = {0};
  mhd.MHD_get_connection_values(connection, MHD_HEADER_KIND, collect, &all);
  return all;
}

static void write_peer(struct MHD_Connection *connection, char *text, socklen_t size) {
  text[0] = 0;
  const union MHD_ConnectionInfo *info =
      mhd.MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  if (!info || !info->client_addr) return;
  if (info->client_addr->sa_family == AF_INET) {
    inet_ntop(AF_INET, &((struct sockaddr_in *)info->client_addr)->sin_addr, text, size);
  } else if (info->client_addr->sa_family == AF_INET6) {
    const struct in6_addr *address = &((struct sockaddr_in6 *)info->client_addr)->sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(address)) {
      inet_ntop(AF_INET, address->s6_addr + 12, text, size);
    } else {
      inet_ntop(AF_INET6, address, text, size);
    }
  }
}

// MARK: callbacks of the library

static void *target_came(void *owner, const char *target, struct MHD_Connection *connection) {
  sms_http_request *request = calloc(1, sizeof *request);
  if (!request) return 0;
  request->server = owner;
  request->connection = connection;
  request->target = strdup(target);
  request->place = target;
  const union MHD_ConnectionInfo *info =
      mhd.MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  if (info) request->watched = info->socket_context;
  clock_gettime(CLOCK_MONOTONIC, &request->begun);
  return request;
}

// Paths stay as they came.
static size_t unescaped(void *owner, struct MHD_Connection *connection, char *text) {
  (void)owner;
  (void)connection;
  return strlen(text);
}

// A whole answer, for where the library takes none.
static char *whole_answer(const char *status, const char *body) {
  char *text = 0;
  int size = asprintf(&text,
                      "HTTP/1.1 %s\r\nConnection: close\r\nCache-Control: no-store\r\n"
                      "Content-Type: application/json; charset=utf-8\r\nContent-Length: %zu\r\n\r\n%s",
                      status, strlen(body), body);
  return size > 0 ? text : 0;
}

// Answers 413 in the middle of a body, where the library takes no answer; what comes behind it is thrown away.
static void refuse_now(sms_http_request *request) {
  const char *body = request->server->options.too_large;
  char *text = whole_answer("413 Content Too Large", body);
  size_t size = text ? strlen(text) : 0;
  const union MHD_ConnectionInfo *info =
      mhd.MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  int file = info ? (int)info->connect_fd : -1;
  info = mhd.MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
  void *session = info ? info->tls_session : 0;
  request->status = 413;
  request->answer_size = strlen(body);
  // Nothing else is on its way to the client: what is so short fits.
  if (text && session && tls_send) tls_send(session, text, size);
  if (text && !session && file >= 0) send(file, text, size, MSG_DONTWAIT | MSG_NOSIGNAL);
  free(text);
  if (file >= 0) shutdown(file, SHUT_WR);
}

static void enter(sms_http_request *request, sms_phase phase) {
  sms_watch_phase(request->server->watch, request->watched, phase);
}

static void hand_over(sms_http_request *request) {
  enter(request, sms_phase_vault);
  headers all = headers_of(request->connection);
  char peer[INET6_ADDRSTRLEN];
  write_peer(request->connection, peer, sizeof peer);
  sms_http_facts facts = {request->method, request->target, all.fields, all.count, request->body,
                          request->size,   peer,            request->refusal};
  // First: the answer may come from another thread before this one goes on.
  if (request->stage == waiting) mhd.MHD_suspend_connection(request->connection);
  request->server->options.arrived(request->server->options.owner, request, &facts);
  free(all.fields);
}

static size_t head_size(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
      mhd.MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
  return info ? info->header_size : 0;
}

// The head of a request is there: what must be refused is refused before its body comes.
static void begin(sms_http_request *request, const char *method, const char *version) {
  request->stage = reading;
  enter(request, sms_phase_body);
  // A head that is not whole is no request yet: a stop does not wait for it.
  atomic_fetch_add(&request->server->running, 1);
  request->method = strdup(method);
  headers all = headers_of(request->connection);
  int is_clear =
      sms_http_line_is_strict(method, request->target) &&
      sms_http_fields_are_strict(version, all.fields, all.count) &&
      (is_strict || sms_http_head_is_whole(method, request->place, strlen(request->target), version,
                                           all.fields, all.count, head_size(request->connection)));
  request->is_chunked = all.is_chunked;
  free(all.fields);
  if (!is_clear) {
    request->refusal = 400;
  } else if (all.length > request->server->options.body_limit) {
    request->refusal = 413;
  }
  int is_awaited = request->refusal && all.expects;
  if (request->refusal == 413 && !is_awaited && all.length > drained) refuse_now(request);
  if (request->refusal != 400 && !is_awaited) return;
  request->stage = inside;
  hand_over(request);
}

// What copies a body leaves parts of it in registers, and what runs then saves these.
static __attribute__((noinline)) void wipe_stack(void) {
  char below[16 << 10];
  explicit_bzero(below, sizeof below);
}

static int append(sms_http_request *request, const char *bytes, size_t size) {
  request->received += size;
  if (request->received > request->server->options.body_limit) request->refusal = 413;
  if (request->refusal) {
    if (request->received > drained && !request->status) refuse_now(request);
    return request->received <= read_at_most;
  }
  if (request->size + size > request->capacity) {
    size_t wanted = (request->size + size) * 2;
    uint8_t *grown = malloc(wanted);
    if (!grown) return 0;
    if (request->size) memcpy(grown, request->body, request->size);
    wiped_free(request->body, request->capacity);
    request->body = grown;
    request->capacity = wanted;
  }
  memcpy(request->body + request->size, bytes, size);
  request->size += size;
  return 1;
}

static enum MHD_Result send_answer(sms_http_request *request) {
  if (!request->response) return MHD_NO;
  enter(request, sms_phase_answer);
  enum MHD_Result result =
      mhd.MHD_queue_response(request->connection, request->status, request->response);
  mhd.MHD_destroy_response(request->response);
  request->response = 0;
  return result;
}

static enum MHD_Result came(void *owner, struct MHD_Connection *connection, const char *url,
                            const char *method, const char *version, const char *upload,
                            size_t *upload_size, void **state) {
  (void)owner;
  (void)connection;
  (void)url;
  sms_http_request *request = *state;
  if (!request || !request->target) return MHD_NO;
  switch (request->stage) {
    case unread:
      begin(request, method, version);
      if (!request->method) return MHD_NO;
      return request->stage == answered ? send_answer(request) : MHD_YES;
    case reading:
      if (*upload_size) {
        if (!append(request, upload, *upload_size)) return MHD_NO;
        wipe_stack();
        *upload_size = 0;
        return MHD_YES;
      }
      // It is answered already.
      if (request->status) return MHD_NO;
      request->stage = waiting;
      hand_over(request);
      wipe_stack();
      return MHD_YES;
    case answered: return send_answer(request);
    default: return MHD_YES;
  }
}

static void completed(void *owner, struct MHD_Connection *connection, void **state,
                      enum MHD_RequestTerminationCode code) {
  (void)connection;
  sms_http *server = owner;
  sms_http_request *request = *state;
  if (!request) return;
  *state = 0;
  enter(request, sms_phase_head);
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  int64_t taken = (now.tv_sec - request->begun.tv_sec) * 1000000ll;
  taken += (now.tv_nsec - request->begun.tv_nsec) / 1000;
  if (request->method) {
    server->options.done(server->options.owner, request->status, request->method, request->answer_size,
                         (uint64_t)taken, code == MHD_REQUEST_TERMINATED_COMPLETED_OK);
  }
  if (request->response) mhd.MHD_destroy_response(request->response);
  wiped_free(request->body, request->capacity);
  wiped_free(request->target, request->target ? strlen(request->target) : 0);
  free(request->method);
  if (request->stage != unread) atomic_fetch_sub(&server->running, 1);
  free(request);
}

static void opened(void *owner, struct MHD_Connection *connection, void **state,
                   enum MHD_ConnectionNotificationCode code) {
  sms_http *server = owner;
  if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
    sms_watch_close(server->watch, *state);
    *state = 0;
    return;
  }
  const union MHD_ConnectionInfo *info =
      mhd.MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  if (info) *state = sms_watch_open(server->watch, (int)info->connect_fd, !server->options.certificate);
}

// A request that did not become whole.
static void late(void *owner) {
  sms_http *server = owner;
  server->options.done(server->options.owner, 408, "", 0, 0, 0);
}

// MARK: the library's own errors

static void kept(void *text) { (void)text; }

// What the library says of a request that it cannot read is HTML. It makes these answers, and no other, by this
// function, which it finds here before its own.
struct MHD_Response *MHD_create_response_from_buffer(size_t size, void *text, enum MHD_ResponseMemoryMode mode) {
  (void)size;
  (void)mode;
  static const char body[] =
      "{\"message\":\"The request is malformed, or its head is too large.\",\"validationErrors\":null,"
      "\"exceptionMessage\":null,\"exceptionStackTrace\":null,\"innerExceptionMessage\":null,"
      "\"object\":\"error\"}";
  // To a bad length these versions send the head twice: as an answer without a body it is whole.
  int is_doubled = !is_strict && text && strstr(text, "<b>Content-Length</b>");
  struct MHD_Response *response = mhd.MHD_create_response_from_buffer_with_free_callback_cls(
      is_doubled ? 0 : sizeof body - 1, (void *)body, kept, 0);
  if (!response) return 0;
  mhd.MHD_add_response_header(response, "Cache-Control", "no-store");
  mhd.MHD_add_response_header(response, "Content-Type", "application/json; charset=utf-8");
  return response;
}

// Its messages may quote what came.
static void silent(void *owner, const char *format, va_list values) {
  (void)owner;
  (void)format;
  (void)values;
}

// MARK: the server

static sms_http *freed(sms_http *server) {
  if (server->watch) sms_watch_stop(server->watch);
  free(server->late);
  free(server);
  return 0;
}

// TLS 1.2 and 1.3, ciphers that authenticate what they encrypt, and keys that are made for each connection.
static const char suites[] =
    "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-CIPHER-ALL:+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM"
    ":-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA";

sms_http *sms_http_start(const sms_http_options *options) {
  if (sms_http_load()) return 0;
  sms_http *server = calloc(1, sizeof *server);
  if (!server) return 0;
  server->options = *options;
  server->late = whole_answer("408 Request Timeout", options->too_late);
  if (server->late) server->watch = sms_watch_start(options->timeout_seconds, server->late, late, server);
  if (!server->watch) return freed(server);
  unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
  struct MHD_OptionItem items[24];
  int count = 0;
#define OPTION(name, number, pointer) items[count++] = (struct MHD_OptionItem){name, (intptr_t)(number), pointer}
  OPTION(MHD_OPTION_LISTEN_SOCKET, options->socket, 0);
  OPTION(MHD_OPTION_CONNECTION_LIMIT, options->connections, 0);
  OPTION(MHD_OPTION_PER_IP_CONNECTION_LIMIT, options->connections_of_address, 0);
  OPTION(MHD_OPTION_CONNECTION_TIMEOUT, options->timeout_seconds, 0);
  OPTION(MHD_OPTION_CONNECTION_MEMORY_LIMIT, options->connection_memory, 0);
  if (options->threads > 1) OPTION(MHD_OPTION_THREAD_POOL_SIZE, options->threads, 0);
  // A version that knows no strictness worth the name closes without an answer; here it gets one.
  OPTION(MHD_OPTION_STRICT_FOR_CLIENT, is_strict, 0);
  OPTION(MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, 0);
  OPTION(MHD_OPTION_URI_LOG_CALLBACK, target_came, server);
  OPTION(MHD_OPTION_UNESCAPE_CALLBACK, unescaped, server);
  OPTION(MHD_OPTION_NOTIFY_COMPLETED, completed, server);
  OPTION(MHD_OPTION_NOTIFY_CONNECTION, opened, server);
  if (options->certificate && options->key) {
    flags |= MHD_USE_TLS;
    OPTION(MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)options->certificate);
    OPTION(MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)options->key);
    OPTION(MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)suites);
  }
  OPTION(MHD_OPTION_END, 0, 0);
  server->daemon = mhd.MHD_start_daemon(flags, 0, 0, 0, came, server, MHD_OPTION_EXTERNAL_LOGGER, silent,
                                        server, MHD_OPTION_ARRAY, items, MHD_OPTION_END);
  return server->daemon ? server : freed(server);
}

void sms_http_answer(sms_http_request *request, int32_t status, int32_t json, const sms_http_field *fields,
                     size_t field_count, const uint8_t *body, size_t body_size, int32_t closes) {
  uint8_t *copy = malloc(sizeof body_size + body_size);
  if (copy) {
    size_t whole = sizeof body_size + body_size;
    memcpy(copy, &whole, sizeof whole);
    if (body_size) memcpy(copy + sizeof whole, body, body_size);
    request->response = mhd.MHD_create_response_from_buffer_with_free_callback_cls(
        body_size, copy + sizeof whole, free_answer, copy);
    if (!request->response) free_answer(copy);
  }
  if (request->response) {
    mhd.MHD_add_response_header(request->response, "Cache-Control", "no-store");
    if (json) {
      mhd.MHD_add_response_header(request->response, "Content-Type", "application/json; charset=utf-8");
    }
    for (size_t place = 0; place < field_count; place++) {
      mhd.MHD_add_response_header(request->response, fields[place].name, fields[place].value);
    }
    // The library reads pieces leniently: what stands behind the last one is no request of this connection.
    if (closes || request->is_chunked) mhd.MHD_add_response_header(request->response, "Connection", "close");
  }
  request->status = status;
  request->answer_size = body_size;
  int is_inside = request->stage == inside;
  request->stage = answered;
  if (!is_inside) mhd.MHD_resume_connection(request->connection);
}

uint32_t sms_http_connections(sms_http *server) {
  const union MHD_DaemonInfo *info =
      mhd.MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
  return info ? info->num_connections : 0;
}

uint32_t sms_http_running(sms_http *server) { return atomic_load(&server->running); }

void sms_http_quiesce(sms_http *server) {
  MHD_socket socket = mhd.MHD_quiesce_daemon(server->daemon);
  if (socket >= 0) close(socket);
}

void sms_http_stop(sms_http *server) {
  mhd.MHD_stop_daemon(server->daemon);
  freed(server);
}
