#pragma once

#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "core/base/path.h"

namespace moonstain {

/// The folder of real data that are not in the repository, $MOONSTAIN_DATA;
/// empty when it is not set.
inline fs::path shared_data() {
  const char* folder = std::getenv("MOONSTAIN_DATA");
  return folder == nullptr ? fs::path() : fs::path(folder);
}

/// For cases that need it: `* boost::unit_test::precondition(has_shared_data)`.
/// Without it the case is skipped, and counted and named as skipped.
inline boost::test_tools::assertion_result has_shared_data(
    boost::unit_test::test_unit_id) {
  boost::test_tools::assertion_result result(!shared_data().empty());
  result.message() << "MOONSTAIN_DATA is not set";
  return result;
}

}  // namespace moonstain
