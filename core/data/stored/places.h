#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace moonstain {

/// Where names stand in a list: of spots, genes, sections. What is wrong when a
/// name is missing or there twice is for the caller to say.
class Places {
 public:
  /// @param names  must outlive this
  explicit Places(const std::vector<std::string>& names);

  /// The first place of a name; nothing when the list does not hold it.
  std::optional<std::size_t> find(std::string_view name) const;
  /// How often the list holds it.
  std::size_t count(std::string_view name) const;
  /// The first place whose name stands before it too; nothing when each name is
  /// there once.
  std::optional<std::size_t> repeated() const { return repeated_; }

 private:
  struct Found {
    std::size_t first = 0;
    std::size_t count = 0;
  };
  std::unordered_map<std::string_view, Found> found_;
  std::optional<std::size_t> repeated_;
};

}  // namespace moonstain
