// The first instructions of the release program, before it has made its own addresses.
#if defined(__x86_64__)
#include <elf.h>
#include <stdint.h>
#include <sys/syscall.h>

// Linux' number for it, since 5.14; an older kernel refuses, and the pages come one by one.
#define POPULATE_WRITE 23
// Their names are younger than some C libraries.
#define PACKED_SIZE 35
#define PACKED 36
// Addresses further apart than this are not one run of pages.
#define APART (16 * 4096)

extern const Elf64_Ehdr __ehdr_start __attribute__((visibility("hidden")));
extern const Elf64_Dyn _DYNAMIC[] __attribute__((visibility("hidden")));

static inline __attribute__((always_inline)) void populate(uintptr_t from, uintptr_t to) {
  uintptr_t page = from & ~(uintptr_t)4095;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(SYS_madvise), "D"(page), "S"(to - page), "d"(POPULATE_WRITE)
                   : "rcx", "r11", "memory");
}

// Asks for the pages that addresses are written to, a run of them at once: each would interrupt the start on its own,
// which takes longer. Nothing may be called here, because no address is made yet and no stack is guarded.
//
// The packed table is in order: an even word is an address, an odd one stands for the 63 words behind the last.
__attribute__((used, visibility("hidden"), no_stack_protector)) void sms_start_populate(void) {
  uintptr_t base = (uintptr_t)&__ehdr_start;
  const uintptr_t *entry = 0, *end = 0;
  uintptr_t size = 0;
  for (const Elf64_Dyn *part = _DYNAMIC; part->d_tag != DT_NULL; part++) {
    if (part->d_tag == PACKED) entry = (const uintptr_t *)(base + part->d_un.d_ptr);
    if (part->d_tag == PACKED_SIZE) size = part->d_un.d_val;
  }
  if (!entry || !size) return;
  end = entry + size / sizeof *entry;
  uintptr_t from = base + *entry, to = from;
  for (; entry < end; entry++) {
    if (*entry & 1) {
      to += 63 * sizeof *entry;
      continue;
    }
    uintptr_t next = base + *entry;
    if (next > to + APART) {
      populate(from, to);
      from = next;
    }
    to = next + sizeof *entry;
  }
  populate(from, to);
}

// The entry point where `scripts/release` names it: the pages first, then the C library's own.
__asm__(
    ".text\n"
    ".globl sms_start\n"
    ".hidden sms_start\n"
    ".type sms_start, @function\n"
    "sms_start:\n"
    "  endbr64\n"
    "  xor %ebp, %ebp\n"
    "  push %rdx\n"
    "  mov %rsp, %rbx\n"
    "  and $-16, %rsp\n"
    "  call sms_start_populate\n"
    "  mov %rbx, %rsp\n"
    "  pop %rdx\n"
    "  jmp _start\n"
    ".size sms_start, . - sms_start\n");

// OpenSSL asks the processor what it can in front of `main`, whether or not anything is encrypted then, and once more
// when it is set up (`CryptoLibrary`), which is enough: in a virtual machine each such question takes tens of
// microseconds. The release program wraps the function; without that there is no real one.
extern void __real_OPENSSL_cpuid_setup(void) __attribute__((weak));
void __wrap_OPENSSL_cpuid_setup(void);
void __wrap_OPENSSL_cpuid_setup(void) {
  static int calls;
  if (calls++ > 0) __real_OPENSSL_cpuid_setup();
}
#endif
