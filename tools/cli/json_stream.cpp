#include "tools/cli/json_stream.h"

#include "core/base/error.h"

namespace moonstain {

namespace {

/// `pretty_json` without its last line feed, as it stands `depth` levels deep.
std::string indented(const Json& value, std::size_t depth) {
  const std::string text = pretty_json(value);
  std::string deep;
  // A line feed inside a text is escaped: those here end lines.
  for (const char c : std::string_view(text).substr(0, text.size() - 1)) {
    deep += c;
    if (c == '\n') deep.append(2 * depth, ' ');
  }
  return deep;
}

}  // namespace

void JsonStream::begin(std::string_view name) {
  check(empty_ || last_name_ < name, "member '", name, "' comes behind '",
        last_name_, "'; expected the order of their bytes");
  write_(concat(empty_ ? "{" : ",", "\n  ", canonical_json(Json(name)), ": "));
  last_name_ = name;
  empty_ = false;
}

void JsonStream::member(std::string_view name, const Json& value) {
  begin(name);
  write_(indented(value, 1));
}

void JsonStream::list(std::string_view name, std::size_t count,
                      const std::function<Json(std::size_t)>& object) {
  begin(name);
  write_("[");
  for (std::size_t i = 0; i < count; ++i) {
    write_(concat(i == 0 ? "\n    " : ",\n    ", indented(object(i), 2)));
  }
  write_(count == 0 ? "]" : "\n  ]");
}

void JsonStream::end() { write_("\n}\n"); }

}  // namespace moonstain
