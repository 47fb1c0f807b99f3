#pragma once
#include <stdint.h>

/// The descriptors with which a keeper is started: what it keeps comes through the first, and lies by name in the folder.
#define SMS_KEEPER_CHANNEL 3
#define SMS_KEEPER_FOLDER 4

/// Opens the folder `sms` of a runtime folder, makes it where `make` is not 0, and looks at both: they must be folders
/// and no links, our own, and closed to others. The descriptor; -errno, EPERM where a folder is not as it must be.
int32_t sms_keeper_folder(const char *runtime, int32_t make);

/// Starts this program again as a keeper, in a session of its own and without an environment; puts our end of its
/// channel into `channel`. The process id, or -errno.
int32_t sms_keeper_spawn(int32_t folder, int32_t *channel);
/// Forks and ends the parent, so that the process that started this one sees its child exit. 0, or -errno.
int32_t sms_keeper_detach(void);

/// A socket by name in a folder, which replaces one that is there: the descriptor, or -errno.
int32_t sms_keeper_listen(int32_t folder, const char *name);
/// A connection to it, with the user and the process at its other end: the descriptor, or -errno (EPERM: it is not our
/// own socket).
int32_t sms_keeper_connect(int32_t folder, const char *name, uint32_t *user, int32_t *process);
/// Kills the process at the other end of a connection, and waits a second at most for its end; 0, or -errno.
int32_t sms_keeper_kill(int32_t socket, int32_t process);

/// How many callers a keeper listens to at a time; a further one takes the place of the one that came first.
#define SMS_KEEPER_CALLERS 16

/// What a keeper waits for.
struct sms_keeper {
  int32_t listener, folder, watch, timer, signals;
  /// Its callers in the order in which they came, with the time until which each must have said something.
  int32_t callers, caller[SMS_KEEPER_CALLERS];
  int64_t patience[SMS_KEEPER_CALLERS];
  uint64_t inode;
  const char *name;
};
enum { SMS_KEEPER_TIME = -1, SMS_KEEPER_GONE = -2, SMS_KEEPER_SIGNAL = -3, SMS_KEEPER_FAILED = -4 };

/// Makes ready to wait at the socket of this name in the folder; 0, or -errno.
int32_t sms_keeper_begin(struct sms_keeper *keeper, int32_t listener, int32_t folder, const char *name);
/// Waits for a question of a caller of our own user, until a time of `sms_keeper_clock`, a signal, or until the socket
/// lies there no more. The connection, which has something to read or has ended, or why there is none. A caller that says
/// nothing for a second is left.
int32_t sms_keeper_next(struct sms_keeper *keeper, int64_t until);
/// Closes the connection to a caller.
void sms_keeper_leave(struct sms_keeper *keeper, int32_t socket);
/// Takes the socket away, if it is still ours.
void sms_keeper_end(const struct sms_keeper *keeper);
/// Seconds that go on while the machine sleeps.
int64_t sms_keeper_clock(void);

/// Sends or receives one message; the bytes, or -errno. A receiver waits for a second at most.
int32_t sms_keeper_send(int32_t socket, const void *bytes, int32_t count);
int32_t sms_keeper_receive(int32_t socket, void *bytes, int32_t count);
/// Locks the page of these bytes in memory; 0, or -errno.
int32_t sms_keeper_lock(const void *bytes, int32_t count);
