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

/// A socket by name in a folder, which takes the place of one that is there: the descriptor, or -errno.
int32_t sms_keeper_listen(int32_t folder, const char *name);
/// A connection to it, with the user at its other end: the descriptor, or -errno (EPERM: it is not our own socket).
int32_t sms_keeper_connect(int32_t folder, const char *name, uint32_t *user);

/// What a keeper waits for.
struct sms_keeper {
  int32_t listener, folder, watch, timer, signals;
  uint64_t inode;
  const char *name;
};
enum { SMS_KEEPER_TIME = -1, SMS_KEEPER_GONE = -2, SMS_KEEPER_SIGNAL = -3, SMS_KEEPER_FAILED = -4 };

/// Makes ready to wait at a socket that lies by this name in the folder; 0, or -errno.
int32_t sms_keeper_begin(struct sms_keeper *keeper, int32_t listener, int32_t folder, const char *name);
/// Waits for a caller of our own user, until a time of `sms_keeper_clock`, a signal, or until the socket lies there no
/// more. The connection, or why there is none.
int32_t sms_keeper_next(struct sms_keeper *keeper, int64_t until);
/// Takes the socket away, if it is still ours.
void sms_keeper_end(const struct sms_keeper *keeper);
/// Seconds that go on while the machine sleeps.
int64_t sms_keeper_clock(void);

/// Sends or receives one message; the bytes, or -errno. A receiver waits for a second at most.
int32_t sms_keeper_send(int32_t socket, const void *bytes, int32_t count);
int32_t sms_keeper_receive(int32_t socket, void *bytes, int32_t count);
/// Locks the page of these bytes in memory; 0, or -errno.
int32_t sms_keeper_lock(const void *bytes, int32_t count);
