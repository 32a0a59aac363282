#include "tools/cli/output.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>

#include "core/base/error.h"
#include "core/base/file_calls.h"
#include "core/base/text.h"
#include "core/base/utf8.h"

namespace moonstain {

namespace {

int first_reason = 0;  ///< why standard output could not be written

void note_failure(std::FILE* out, bool written) {
  if (!written && out == stdout && first_reason == 0) first_reason = errno;
}

void write(std::FILE* out, std::string_view text) {
  note_failure(out,
               std::fwrite(text.data(), 1, text.size(), out) == text.size());
}

void write_line(std::FILE* out, const std::string& text) {
  write(out, text);
  if (!text.empty() && text.back() != '\n') write(out, "\n");
  note_failure(out, std::fflush(out) == 0);
}

std::string escape(std::uint32_t code) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  if (code >= 0x10000) {
    const std::uint32_t above = code - 0x10000;
    return escape(0xD800 + (above >> 10)) + escape(0xDC00 + (above & 0x3FFU));
  }
  std::string text = "\\u";
  for (const int shift : {12, 8, 4, 0}) text += kDigits[code >> shift & 0xFU];
  return text;
}

// Control characters are escaped in JSON already: what is left stands in texts.
std::string plain_json(std::string_view json) {
  const auto ascii = [](char c) { return (c >= ' ' && c <= '~') || c == '\n'; };
  std::string plain;
  plain.reserve(json.size());
  while (!json.empty()) {
    const std::string_view run = json.substr(
        0,
        static_cast<std::size_t>(
            std::find_if_not(json.begin(), json.end(), ascii) - json.begin()));
    plain += run;
    json.remove_prefix(run.size());
    if (json.empty()) break;
    const Character next = first_character(json);
    const std::size_t bytes = std::max<std::size_t>(next.bytes, 1);
    if (next.bytes == 0) {
      plain += escape(0xFFFD);
    } else if (is_shown(next.code)) {
      plain += json.substr(0, bytes);
    } else {
      plain += escape(next.code);
    }
    json.remove_prefix(bytes);
  }
  return plain;
}

}  // namespace

void print(std::string_view text) { write(stdout, printable(text, SIZE_MAX)); }

void print_json(std::string_view json) { write(stdout, plain_json(json)); }

void say(std::FILE* out, std::string_view text) {
  write_line(out, printable(text, SIZE_MAX));
}

void say_json(std::FILE* out, std::string_view json) {
  write_line(out, plain_json(json));
}

void end_output() {
  note_failure(stdout, std::fflush(stdout) == 0);
  if (first_reason != 0) {
    fail("standard output: cannot write: ", reason_words(first_reason));
  }
}

}  // namespace moonstain
