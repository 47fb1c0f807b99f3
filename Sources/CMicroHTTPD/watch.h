#pragma once
#include <stddef.h>
#include <stdint.h>

/// What a connection is waited for.
typedef enum { sms_phase_head, sms_phase_body, sms_phase_vault, sms_phase_answer } sms_phase;

/// The open connections of one server, and the thread that ends those that take too long.
typedef struct sms_watch sms_watch;
/// One open connection.
typedef struct sms_watched sms_watched;

/// Begins to watch. `seconds` is how long a connection may be silent: a head has twice that, a body four times, an
/// answer twenty times. `late` is what a client without TLS is told, a whole answer; `ended` is called for each that
/// got it. Null where there is no thread.
sms_watch *sms_watch_start(uint32_t seconds, const char *late, void (*ended)(void *owner), void *owner);
/// Ends the thread; all connections must be closed.
void sms_watch_stop(sms_watch *watch);
/// A connection is open; null where there is no memory.
sms_watched *sms_watch_open(sms_watch *watch, int file, int is_plain);
/// A connection is about to be closed.
void sms_watch_close(sms_watch *watch, sms_watched *connection);
/// What the connection is waited for from now on.
void sms_watch_phase(sms_watch *watch, sms_watched *connection, sms_phase phase);
