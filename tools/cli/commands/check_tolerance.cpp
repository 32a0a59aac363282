#include "tools/cli/commands/check_tolerance.h"

#include <cmath>
#include <vector>

#include "bindings/bundle/comparison.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "tools/cli/commands/check_difference.h"

namespace moonstain {

namespace {

bool is_weights(const fs::path& object, const std::string& file) {
  return file.ends_with(".safetensors") &&
         path_exists(object / "training.json");
}

bool alike_values(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const bool none = std::isnan(a[i]) && std::isnan(b[i]);
    if (!none && !is_within(a[i], b[i], kTorchTolerance)) return false;
  }
  return true;
}

bool alike_json(const fs::path& a, const fs::path& b) {
  return compare_json(parse_json(read_file(a), a.native()),
                      parse_json(read_file(b), b.native()), kTorchTolerance)
      .within();
}

}  // namespace

bool alike_by_tolerance(const std::filesystem::path& first,
                        const std::filesystem::path& second) {
  for (const FileDifference& one : object_differences(first, second)) {
    const bool both = !one.only_in_first && !one.only_in_second;
    // A chunk of zeros is left out, so one side may lack a file of an array.
    const std::string array = float_array_of(first, one.file);
    if (!array.empty() && array == float_array_of(second, one.file)) {
      if (!alike_values(float_values_of(first, array),
                        float_values_of(second, array))) {
        return false;
      }
    } else if (both && one.file.ends_with(".json")) {
      if (!alike_json(first / one.file, second / one.file)) return false;
    } else if (!both || !is_weights(first, one.file)) {
      return false;
    }
  }
  return true;
}

std::string tolerance_words() {
  return concat("numbers within ", kTorchTolerance.relative, " (and ",
                kTorchTolerance.absolute, "), trainings by their losses");
}

}  // namespace moonstain
