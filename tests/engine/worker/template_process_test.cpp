#include "core/engine/worker/template_process.h"

#include <boost/test/unit_test.hpp>

#include "core/engine/plan/numeric_class.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

/// What is said where a program is started as a template that is none.
std::string error_with(const fs::path& program) {
  const NumericClass numbers = numeric_class("native", "");
  return error_of(
      [&] { TemplateProcess(program, numbers, worker_environment(numbers)); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(template_process_test)

BOOST_AUTO_TEST_CASE(a_program_that_leaves_is_no_template) {
  BOOST_TEST(error_with("/bin/true") ==
             "worker /bin/true ended while it started; is it a "
             "moonstain-worker?");
}

BOOST_AUTO_TEST_CASE(nor_is_one_that_is_not_there) {
  BOOST_TEST(error_with("/nowhere/worker")
                 .starts_with("worker /nowhere/worker cannot be started: "));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
