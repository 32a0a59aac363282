#pragma once

#include <concepts>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/base/error.h"
#include "core/base/path.h"

namespace moonstain {

/// A stored value: one C++ type for one noun that flows, with its own layout.
template <typename T>
concept Stored = requires(const T& value, const fs::path& folder) {
  { T::kType } -> std::convertible_to<std::string_view>;
  { T::read(folder) } -> std::same_as<T>;
  value.write(folder);
};

/// A file that a manifest or a recipe names, a leaf of every graph; or one that
/// a step has made, such as a picture: an object that holds it alone. What
/// takes the one takes the other.
struct File {
  static constexpr std::string_view kType = "File";
  fs::path path;  ///< where its bytes lie on this machine; may be unlike name
  std::string name;  ///< as the manifest or the recipe calls it; of one that a
                     ///< step has made its name in the object

  /// Of an object. @throws Error unless it holds one file
  static File read(const fs::path& folder);
  /// @throws Error always: a step writes its file as a stream (`makes_into`)
  void write(const fs::path&) const;
};

/// What a running step gets as its inputs.
class Inputs {
 public:
  struct Item {
    fs::path path;
    std::string name;     ///< of a File leaf; else empty
    std::string section;  ///< of a value that belongs to one; else empty
  };

  Inputs(std::string step, std::map<std::string, std::vector<Item>> items);

  /// Of all that were given, sorted.
  std::vector<std::string> names() const;
  bool has(std::string_view input) const;
  const std::vector<Item>& items(std::string_view input) const;

  /// The one value of an input. @throws Error "STEP: input 'NAME': ..."
  template <typename T>
  T get(std::string_view input) const {
    return read_item<T>(input, one(input));
  }

  /// The one value of an input; nothing where none was given.
  template <typename T>
  std::optional<T> get_or_none(std::string_view input) const {
    if (!has(input)) return std::nullopt;
    return get<T>(input);
  }

  /// What reads the one value of an input in pieces: made from its folder.
  /// @throws Error as `get`
  template <typename Reader>
  Reader open(std::string_view input) const {
    const Item& item = one(input);
    return with_context(concat(step_, ": input '", input, "'"),
                        [&] { return Reader(item.path); });
  }

  /// All values of a `many` input, in the recipe's order.
  template <typename T>
  std::vector<T> list(std::string_view input) const {
    std::vector<T> values;
    for (const Item& item : items(input)) {
      values.push_back(read_item<T>(input, item));
    }
    return values;
  }

  /// One value of a `many` input by its place in the recipe's order, for a step
  /// that need not hold all at once.
  template <typename T>
  T at(std::string_view input, std::size_t place) const {
    return read_item<T>(input, items(input).at(place));
  }

  const Item& one(std::string_view input) const;

  /// @throws Error unless just one of the two was given
  void check_one_of(std::string_view a, std::string_view b) const;

 private:
  template <typename T>
  T read_item(std::string_view input, const Item& item) const {
    return with_context(concat(step_, ": input '", input, "'"), [&] {
      if constexpr (std::is_same_v<T, File>) {
        if (!item.name.empty()) return File{item.path, item.name};
      }
      return T::read(item.path);
    });
  }

  std::string step_;
  std::map<std::string, std::vector<Item>> items_;
};

}  // namespace moonstain
