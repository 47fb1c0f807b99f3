#include "CSupport.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>

// The only state that a signal handler touches: one lock-free atomic, ready before main.
static _Atomic int32_t stop_signal = 0;

static void on_stop(int number) { atomic_store_explicit(&stop_signal, number, memory_order_relaxed); }

int32_t sms_stop_signal(void) { return atomic_load_explicit(&stop_signal, memory_order_relaxed); }
void sms_stop_clear(void) { atomic_store_explicit(&stop_signal, 0, memory_order_relaxed); }
void sms_stop_raise(int32_t number) { on_stop(number); }

// The signal actions in force when the program began.
static struct sigaction given_int, given_term, given_hup, given_pipe, given_size;
static int is_installed = 0;

void sms_stop_install(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_stop;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, is_installed ? 0 : &given_int);
  sigaction(SIGTERM, &action, is_installed ? 0 : &given_term);
  // A program started to outlive its terminal (SIGHUP ignored) does so.
  if (!is_installed) sigaction(SIGHUP, 0, &given_hup);
  if (given_hup.sa_handler != SIG_IGN) sigaction(SIGHUP, &action, 0);
  // These end a program, too, and would leave the terminal in the modes of the prompt.
  static const int ends[] = {SIGALRM, SIGVTALRM, SIGPROF, SIGUSR1, SIGUSR2, SIGXCPU};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    struct sigaction given;
    if (sigaction(ends[i], 0, &given) == 0 && given.sa_handler == SIG_DFL) sigaction(ends[i], &action, 0);
  }
  action.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &action, is_installed ? 0 : &given_pipe);
  // A file that may grow no further is an error of its writer, who takes it away.
  sigaction(SIGXFSZ, &action, is_installed ? 0 : &given_size);
  is_installed = 1;
}

void sms_stop_restore(void) {
  if (!is_installed) return;
  sigaction(SIGINT, &given_int, 0);
  sigaction(SIGTERM, &given_term, 0);
  sigaction(SIGHUP, &given_hup, 0);
  sigaction(SIGPIPE, &given_pipe, 0);
  sigaction(SIGXFSZ, &given_size, 0);
}

int32_t sms_pipe_was_ignored(void) { return is_installed && given_pipe.sa_handler == SIG_IGN; }
int32_t sms_size_was_ignored(void) { return is_installed && given_size.sa_handler == SIG_IGN; }
