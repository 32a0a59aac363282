// Makes a Boost.Test program of test files; main() itself stands in the
// library.
#define BOOST_TEST_MODULE moonstain
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <string>

namespace {

// Beside the lines for people, each case goes to the XML file that Bazel asks
// for, so that cases can be counted.
const bool kCasesAreListed = [] {
  if (const char* xml = std::getenv("XML_OUTPUT_FILE")) {
    const std::string loggers =
        "HRF,message,stdout:JUNIT,error," + std::string(xml);
    setenv("BOOST_TEST_LOGGER", loggers.c_str(), 0);
  }
  return true;
}();

}  // namespace
