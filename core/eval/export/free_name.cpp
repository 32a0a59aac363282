#include "core/eval/export/free_name.h"

#include "core/base/error.h"

namespace moonstain {

std::string free_name(const std::string& wanted, std::set<std::string>& taken) {
  std::string name = wanted;
  for (int i = 2; !taken.insert(name).second; ++i) {
    name = concat(wanted, "_", i);
  }
  return name;
}

}  // namespace moonstain
