#include "core/data/stored/cell_number.h"

#include "core/base/error.h"
#include "core/base/number_text.h"

namespace moonstain {
namespace {

constexpr std::int32_t kLastFloat32 = 1 << 24;

}  // namespace

std::vector<std::int32_t> cell_numbers(const std::vector<std::string>& cells,
                                       const std::string& section,
                                       std::string_view where,
                                       bool float32_ids) {
  std::vector<std::int32_t> numbers;
  numbers.reserve(cells.size());
  for (const std::string& cell : cells) {
    const auto number = whole_number<std::int32_t>(cell);
    // "007" and "7" would be two cells of one label.
    check(number && *number > 0 && cell.front() != '0', where, ": cell '", cell,
          "' of section ", section,
          " has no label: a label is the number that a name is, a whole number "
          "from 1 to 2147483647; give the cells such names");
    check(!float32_ids || *number <= kLastFloat32, where, ": cell '", cell,
          "' of section ", section, " is beyond ", kLastFloat32,
          " (2^24), the last whole number before float32 merges neighbours, "
          "and float32_ids keeps ids so; number the cells from 1, or leave "
          "float32_ids out");
    numbers.push_back(*number);
  }
  return numbers;
}

}  // namespace moonstain
