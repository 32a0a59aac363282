#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace moonstain {

/// All that Moonstain says goes through here, so that nothing foreign in it (a
/// file's name, a program's log, a gene) moves a terminal or hides
/// (core/base/text.h). An output that cannot be written is remembered, and said
/// once at the end: a run goes on meanwhile, its results are worth keeping.

/// Text for people to standard output: of what it has, what is `printable`.
void print(std::string_view text);

/// JSON to standard output. Characters in its texts that are not shown are
/// escaped ("\u202e"), which reads back as the same value.
void print_json(std::string_view json);

/// Text as lines of their own, out at once; nothing for an empty one.
void say(std::FILE* out, std::string_view text);
/// The same for a line of JSON.
void say_json(std::FILE* out, std::string_view json);

/// Brings standard output to its end.
/// @throws Error when some of it could not be written: a full disk, a closed
///               output, a limit on files
void end_output();

}  // namespace moonstain
