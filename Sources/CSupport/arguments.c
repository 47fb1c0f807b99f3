#include "CSupport.h"

static int given_count;
static char **given;

// The C library passes them to what runs before main. Swift reads them from /proc, which may be missing, and takes a
// descriptor, of which there may be none left: the program would then have no arguments, and run what stands on its
// standard input.
__attribute__((constructor)) static void keep(int count, char **words) {
  given_count = count;
  given = words;
}

int32_t sms_argument_count(void) { return given_count; }

const char *sms_argument(int32_t index) { return index >= 0 && index < given_count ? given[index] : 0; }
