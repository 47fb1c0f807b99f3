#pragma once
#include "CMicroHTTPD.h"

/// Whether the method is a token and the target a path of visible ASCII characters.
int sms_http_line_is_strict(const char *method, const char *target);

/// Whether fields are such as every server reads alike: names are tokens, values hold no control characters, and
/// there is one way to tell where the body ends.
int sms_http_fields_are_strict(const char *version, const sms_http_field *fields, size_t count);

/// Whether the texts lie behind each other as the lines of a head do: nothing was folded, cut or ended by half of
/// an end of line. `target` is where the library's buffer holds it, `target_size` what it
/// had before the library took its query apart, and `head_size` how many bytes of the head came.
int sms_http_head_is_whole(const char *method, const char *target, size_t target_size, const char *version,
                           const sms_http_field *fields, size_t count, size_t head_size);
