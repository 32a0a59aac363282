#pragma once

#include <boost/test/unit_test.hpp>
#include <cstdlib>

namespace moonstain {

/// The precondition of cases in which programs of others are confined: some
/// machines allow no namespaces.
inline boost::test_tools::assertion_result can_confine(
    boost::unit_test::test_unit_id) {
  boost::test_tools::assertion_result can(
      std::system("unshare -Urmpn --fork --mount-proc true 2>&1") == 0);
  can.message() << "this machine allows no namespaces";
  return can;
}

}  // namespace moonstain
