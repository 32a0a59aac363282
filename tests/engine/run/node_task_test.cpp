#include "core/engine/run/node_task.h"

#include <boost/test/unit_test.hpp>

namespace moonstain {

namespace {

constexpr std::uint64_t kGB = 1'000'000'000;

}  // namespace

BOOST_AUTO_TEST_SUITE(node_task_test)

BOOST_AUTO_TEST_CASE(needs_above_what_there_is_are_refused_with_both_figures) {
  MemoryOffer offer;
  offer.machine_bytes = 20 * kGB;
  offer.usable_bytes = offer.run_bytes = 16 * kGB;
  const auto said = [&](double gb) {
    Needs needs;
    needs.memory_bytes = static_cast<std::uint64_t>(gb * 1e9);
    return needs_problem(needs, offer);
  };
  BOOST_TEST(said(16) == "");
  BOOST_TEST(said(16.5) ==
             "its needs say memory_gb = 16.5, but four fifths of this "
             "machine's memory are 16 GB; give more by --memory, or lower what "
             "it needs");
  BOOST_TEST(said(21) ==
             "its needs say memory_gb = 21, but this machine has 20 GB; run it "
             "on a larger one, or lower what it needs");
  offer.run_bytes = 4 * kGB;
  BOOST_TEST(said(4) == "");
  BOOST_TEST(said(4.25) ==
             "its needs say memory_gb = 4.25, but --memory gives all tasks "
             "together 4 GB; give more, or lower what it needs");
  // More than there is cannot be given.
  offer.run_bytes = 1000 * kGB;
  BOOST_TEST(said(20) == "");
  BOOST_TEST(said(21) ==
             "its needs say memory_gb = 21, but this machine has 20 GB; run it "
             "on a larger one, or lower what it needs");
  offer.task_bytes = 3 * kGB;
  BOOST_TEST(said(3) == "");
  BOOST_TEST(said(3.5) ==
             "its needs say memory_gb = 3.5, but --task-memory gives a task 3 "
             "GB; give more, or lower what it needs");
  // A cluster knows by itself what it has.
  offer.run_bytes = offer.machine_bytes = 0;
  BOOST_TEST(said(3.5) != "");
  offer.task_bytes = 0;
  BOOST_TEST(said(1e6) == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
