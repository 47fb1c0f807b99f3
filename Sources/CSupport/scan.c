// Reads blocks of lines and finds their rows, of a long file on two cores.
#define _GNU_SOURCE
#include "rows.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// How much of a file is read at once: with what is found in it, it stays in a core's own cache. The fuzz target reads
/// less, so that a small file has many blocks.
#ifndef BLOCK
#define BLOCK (256u << 10)
#endif
#define SLOTS 4

enum { FREE, BUSY, DONE, GIVEN };

struct sms_scan {
  sms_search search;
  uint64_t limit;
  /// What was read behind the last whole line.
  uint8_t *held;
  uint64_t held_count;
  uint64_t held_capacity;
  sms_block slots[SLOTS];
  uint64_t taken;
  // Of a file, under the lock:
  int fd;
  int is_at_end;
  int stops;
  int has_helper;
  uint64_t filled;
  uint64_t given;
  pthread_t helper;
  pthread_mutex_t lock;
  pthread_cond_t changed;
};

sms_scan *sms_scan_new(uint8_t separator, int32_t width, uint64_t limit) {
  sms_scan *scan = calloc(1, sizeof *scan);
  if (scan == NULL) return NULL;
  scan->search.separator = separator;
  scan->search.width = width;
  // Places in a block are numbers of 32 bits.
  scan->limit = limit < 1u << 30 ? limit : 1u << 30;
  scan->fd = -1;
  pthread_mutex_init(&scan->lock, NULL);
  pthread_cond_init(&scan->changed, NULL);
  // JSON lines have no number of values that is known before.
  int32_t cells = separator == 0 ? 64 : width + 1;
  for (int index = 0; index < SLOTS; index++) {
    scan->slots[index].cells = calloc((size_t)cells, sizeof(sms_field));
    if (scan->slots[index].cells == NULL) {
      sms_scan_free(scan);
      return NULL;
    }
  }
  return scan;
}

void sms_scan_free(sms_scan *scan) {
  if (scan->has_helper) {
    pthread_mutex_lock(&scan->lock);
    scan->stops = 1;
    pthread_cond_broadcast(&scan->changed);
    pthread_mutex_unlock(&scan->lock);
    pthread_join(scan->helper, NULL);
  }
  for (int index = 0; index < SLOTS; index++) {
    free(scan->slots[index].bytes);
    free(scan->slots[index].rows);
    free(scan->slots[index].fields);
    free(scan->slots[index].cells);
  }
  for (int32_t index = 0; index < scan->search.test_count; index++) free((void *)scan->search.tests[index].text);
  for (uint32_t index = 0; index < atomic_load(&scan->search.layout_count); index++) {
    free(scan->search.layouts[index].line);
    free(scan->search.layouts[index].places);
    free(scan->search.layouts[index].tested);
    free(scan->search.layouts[index].wanted);
  }
  free(scan->search.tests);
  free(scan->held);
  pthread_cond_destroy(&scan->changed);
  pthread_mutex_destroy(&scan->lock);
  free(scan);
}

/// A copy of bytes, with zeros behind it.
static void *copy_of(const void *bytes, size_t count) {
  uint8_t *copy = calloc(1, count + SMS_PADDING);
  if (copy != NULL && count > 0) memcpy(copy, bytes, count);
  return copy;
}

int32_t sms_scan_test(sms_scan *scan, sms_test test) {
  sms_search *search = &scan->search;
  sms_test *larger = realloc(search->tests, (size_t)(search->test_count + 1) * sizeof *larger);
  if (larger == NULL) return -2;
  search->tests = larger;
  test.text = copy_of(test.text, test.length);
  if (test.text == NULL) return -2;
  search->tests[search->test_count++] = test;
  return 0;
}

int32_t sms_scan_layout(
  sms_scan *scan, const uint8_t *line, uint32_t length, const sms_field *places, int32_t count,
  const int32_t *tested, const int32_t *wanted, int32_t wanted_count) {
  uint32_t number = atomic_load(&scan->search.layout_count);
  if (number == SMS_MOST_LAYOUTS) return -1;
  sms_layout *layout = &scan->search.layouts[number];
  layout->length = length;
  layout->count = count;
  layout->wanted_count = wanted_count;
  layout->line = copy_of(line, length);
  layout->places = copy_of(places, (size_t)count * sizeof *places);
  layout->tested = copy_of(tested, (size_t)scan->search.test_count * sizeof *tested);
  layout->wanted = copy_of(wanted, (size_t)wanted_count * sizeof *wanted);
  if (layout->line != NULL && layout->places != NULL && layout->tested != NULL && layout->wanted != NULL) {
    atomic_store_explicit(&scan->search.layout_count, number + 1, memory_order_release);
    return (int32_t)number;
  }
  free(layout->line);
  free(layout->places);
  free(layout->tested);
  free(layout->wanted);
  return -1;
}

/// Makes room for so many bytes and the zeros behind them.
static int make_room(uint8_t **bytes, uint64_t *capacity, uint64_t needed) {
  if (needed + SMS_PADDING <= *capacity) return 1;
  uint64_t larger = *capacity * 2 > needed + SMS_PADDING ? *capacity * 2 : needed + SMS_PADDING;
  uint8_t *moved = realloc(*bytes, larger);
  if (moved == NULL) return 0;
  *bytes = moved;
  *capacity = larger;
  return 1;
}

/// Keeps what stands behind the last line end of a block for the next one.
static int hold_rest(sms_scan *scan, sms_block *block, uint64_t length, int is_end) {
  uint64_t whole = length;
  while (!is_end && whole > 0 && block->bytes[whole - 1] != '\n') whole--;
  scan->held_count = length - whole;
  if (!make_room(&scan->held, &scan->held_capacity, scan->held_count)) return 0;
  memcpy(scan->held, block->bytes + whole, scan->held_count);
  block->length = (uint32_t)whole;
  memset(block->bytes + whole, 0, SMS_PADDING);
  return 1;
}

int32_t sms_scan_push(sms_scan *scan, const uint8_t *bytes, uint64_t count) {
  if (!make_room(&scan->held, &scan->held_capacity, scan->held_count + count)) return -2;
  memcpy(scan->held + scan->held_count, bytes, count);
  scan->held_count += count;
  return 0;
}

uint64_t sms_scan_held(const sms_scan *scan) { return scan->held_count; }

sms_block *sms_scan_take(sms_scan *scan, int32_t is_end) {
  uint64_t count = scan->held_count;
  if (count == 0 || (!is_end && memrchr(scan->held, '\n', count) == NULL)) return NULL;
  sms_block *block = &scan->slots[scan->taken++ % 2];
  block->state = GIVEN;
  block->failure = 0;
  if (make_room(&block->bytes, &block->capacity, count)) {
    memcpy(block->bytes, scan->held, count);
    if (!hold_rest(scan, block, count, is_end)) block->failure = -2;
  } else {
    block->failure = -2;
  }
  if (block->failure == 0) block->failure = sms_search_block(&scan->search, block, 0);
  return block;
}

/// Fills a block with whole lines from the file, with the lock held.
static void fill(sms_scan *scan, sms_block *block) {
  uint64_t length = scan->held_count, wanted = length + BLOCK;
  block->failure = 0;
  block->length = block->row_count = 0;
  if (!make_room(&block->bytes, &block->capacity, wanted)) block->failure = -2;
  if (block->failure == 0 && length > 0) memcpy(block->bytes, scan->held, length);
  uint64_t searched = length;
  while (block->failure == 0) {
    ssize_t count = read(scan->fd, block->bytes + length, wanted - length);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) block->failure = errno;
    if (count == 0) scan->is_at_end = 1;
    if (count <= 0) break;
    length += (uint64_t)count;
    if (length < wanted) continue;
    if (memrchr(block->bytes + searched, '\n', length - searched) != NULL) break;
    // A line that is longer than a block.
    searched = length;
    if (length > scan->limit) block->failure = -1;
    wanted = length * 2;
    if (block->failure == 0 && !make_room(&block->bytes, &block->capacity, wanted)) block->failure = -2;
  }
  if (block->failure == 0 && !hold_rest(scan, block, length, scan->is_at_end)) block->failure = -2;
  if (block->failure != 0) scan->is_at_end = 1;
}

/// Fills a free block and scans it, the lock being held before and after; 0 where there is nothing to do.
static int work(sms_scan *scan) {
  if (scan->is_at_end) return 0;
  sms_block *block = NULL;
  for (int index = 0; index < SLOTS && block == NULL; index++)
    if (scan->slots[index].state == FREE) block = &scan->slots[index];
  if (block == NULL) return 0;
  fill(scan, block);
  block->number = scan->filled++;
  block->state = BUSY;
  pthread_mutex_unlock(&scan->lock);
  if (block->failure == 0) block->failure = sms_search_block(&scan->search, block, 0);
  pthread_mutex_lock(&scan->lock);
  block->state = DONE;
  pthread_cond_broadcast(&scan->changed);
  return 1;
}

static void *help(void *argument) {
  sms_scan *scan = argument;
  pthread_mutex_lock(&scan->lock);
  while (!scan->stops && !scan->is_at_end)
    if (!work(scan)) pthread_cond_wait(&scan->changed, &scan->lock);
  pthread_mutex_unlock(&scan->lock);
  return NULL;
}

void sms_scan_follow(sms_scan *scan, int32_t fd) {
  scan->fd = fd;
  if (sysconf(_SC_NPROCESSORS_ONLN) < 2) return;
  // Signals are for the thread that looks at them.
  sigset_t all, before;
  sigfillset(&all);
  if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0) return;
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) == 0) {
    pthread_attr_setstacksize(&attributes, 256 << 10);
    scan->has_helper = pthread_create(&scan->helper, &attributes, help, scan) == 0;
    pthread_attr_destroy(&attributes);
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

sms_block *sms_scan_next(sms_scan *scan) {
  sms_block *found = NULL;
  pthread_mutex_lock(&scan->lock);
  while (found == NULL) {
    for (int index = 0; index < SLOTS; index++) {
      sms_block *block = &scan->slots[index];
      if (block->state == DONE && block->number == scan->given) found = block;
    }
    if (found != NULL || (scan->is_at_end && scan->given == scan->filled)) break;
    if (!work(scan)) pthread_cond_wait(&scan->changed, &scan->lock);
  }
  if (found != NULL) {
    found->state = GIVEN;
    scan->given++;
  }
  pthread_mutex_unlock(&scan->lock);
  return found;
}

void sms_scan_release(sms_scan *scan, sms_block *block) {
  pthread_mutex_lock(&scan->lock);
  block->state = FREE;
  if (scan->has_helper) pthread_cond_broadcast(&scan->changed);
  pthread_mutex_unlock(&scan->lock);
}

void sms_scan_again(sms_scan *scan, sms_block *block, uint32_t from) {
  block->failure = sms_search_block(&scan->search, block, from);
}
