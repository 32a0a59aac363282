#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "core/base/json.h"

namespace moonstain {

/// An object of JSON, written member by member as `pretty_json` has it: a long
/// list is never held as a whole.
class JsonStream {
 public:
  /// @param write  takes the text, piece by piece
  explicit JsonStream(std::function<void(std::string_view)> write)
      : write_(std::move(write)) {}

  /// @param name  behind those before it, in byte order
  void member(std::string_view name, const Json& value);

  /// A list of objects, each asked for when it is written.
  void list(std::string_view name, std::size_t count,
            const std::function<Json(std::size_t)>& object);

  /// The last brace and a line feed. There must have been a member.
  void end();

 private:
  void begin(std::string_view name);

  std::function<void(std::string_view)> write_;
  std::string last_name_;
  bool empty_ = true;
};

}  // namespace moonstain
