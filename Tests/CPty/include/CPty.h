#pragma once
// Programs on a terminal of their own, for tests that type to them.
#include <stdint.h>

// Starts a program on a new pseudo-terminal of that size, in a session of its own, with `argv` and `envp`. Gives the
// process id and puts the master side, closed on exec, into `master`; on failure a negative errno.
int32_t pty_spawn(
  const char *path, char *const argv[], char *const envp[], int32_t rows, int32_t columns, int32_t *master);
// Tells the terminal `fd` its size, as a window does that was resized; -1 where it refuses.
int32_t pty_resize(int32_t fd, int32_t rows, int32_t columns);
