#pragma once
#include <errno.h>
#include <histedit.h>
#include <stdio.h>
#include <unistd.h>
#include <wchar.h>

// `el_set`, `el_get` and `history` are variadic, which Swift cannot call: one function a use.

/// The columns of a character as libedit counts them; the header declares `wcwidth` only to who asks for X/Open.
extern int wcwidth(wchar_t character);
static inline int sms_el_width(wchar_t character) { return wcwidth(character); }

/// What reads one character of input: 1 read, 0 end, -1 error.
typedef int (*sms_el_read)(EditLine *, wchar_t *);
/// What gives the prompt.
typedef char *(*sms_el_prompt)(EditLine *);
/// What a key does; gives a CC_ code.
typedef unsigned char (*sms_el_key)(EditLine *, int);

/// An editor on copies of the descriptors; NULL where it cannot be made. `sms_el_close` ends it.
static inline EditLine *sms_el_open(const char *program, int input, int output) {
  int in = dup(input), out = dup(output);
  FILE *source = in >= 0 ? fdopen(in, "r") : 0;
  FILE *sink = out >= 0 ? fdopen(out, "w") : 0;
  EditLine *editor = source && sink ? el_init(program, source, sink, sink) : 0;
  if (editor) return editor;
  if (source) fclose(source);
  else if (in >= 0) close(in);
  if (sink) fclose(sink);
  else if (out >= 0) close(out);
  return 0;
}

static inline void sms_el_close(EditLine *editor) {
  FILE *source = 0, *sink = 0;
  el_get(editor, EL_GETFP, 0, &source);
  el_get(editor, EL_GETFP, 1, &sink);
  el_end(editor);
  if (source) fclose(source);
  if (sink) fclose(sink);
}

static inline int sms_el_set_context(EditLine *editor, void *context) {
  return el_set(editor, EL_CLIENTDATA, context);
}
static inline void *sms_el_context(EditLine *editor) {
  void *context = 0;
  return el_get(editor, EL_CLIENTDATA, &context) == 0 ? context : 0;
}

static inline int sms_el_set_editor(EditLine *editor, const char *name) {
  return el_set(editor, EL_EDITOR, name);
}
static inline int sms_el_set_signals(EditLine *editor, int on) { return el_set(editor, EL_SIGNAL, on); }
/// Characters between two `marker` go to the terminal as they are and take no column.
static inline int sms_el_set_prompt(EditLine *editor, sms_el_prompt prompt, char marker) {
  return el_set(editor, EL_PROMPT_ESC, prompt, marker);
}
/// The same at the right of the first row.
static inline int sms_el_set_aside(EditLine *editor, sms_el_prompt prompt, char marker) {
  return el_set(editor, EL_RPROMPT_ESC, prompt, marker);
}
static inline int sms_el_set_reader(EditLine *editor, sms_el_read reader) {
  return el_set(editor, EL_GETCFN, reader);
}
static inline int sms_el_add_key(EditLine *editor, const char *name, const char *help, sms_el_key key) {
  return el_set(editor, EL_ADDFN, name, help, key);
}
static inline int sms_el_bind(EditLine *editor, const char *keys, const char *name) {
  return el_set(editor, EL_BIND, keys, name, NULL);
}
/// The same in the map of vi's commands.
static inline int sms_el_bind_alternate(EditLine *editor, const char *keys, const char *name) {
  return el_set(editor, EL_BIND, "-a", keys, name, NULL);
}
/// Whether the terminal can move its cursor up.
static inline int sms_el_can_move(EditLine *editor) {
  char name[] = "up";
  char *up = 0;
  return el_get(editor, EL_GETTC, name, &up) == 0 && up && *up;
}
/// Draws the line anew from where the cursor is.
static inline int sms_el_refresh(EditLine *editor) { return el_set(editor, EL_REFRESH); }
/// Puts the terminal into the modes of editing (1) or of running (0).
static inline int sms_el_prepare(EditLine *editor, int on) { return el_set(editor, EL_PREP_TERM, on); }

static inline int sms_el_set_history(EditLine *editor, History *entries) {
  return el_set(editor, EL_HIST, history, entries);
}
static inline int sms_history_size(History *entries, int size) {
  HistEvent event;
  return history(entries, &event, H_SETSIZE, size);
}
static inline int sms_history_unique(History *entries, int on) {
  HistEvent event;
  return history(entries, &event, H_SETUNIQUE, on);
}
static inline int sms_history_clear(History *entries) {
  HistEvent event;
  return history(entries, &event, H_CLEAR);
}
static inline int sms_history_enter(History *entries, const char *entry) {
  HistEvent event;
  return history(entries, &event, H_ENTER, entry);
}
