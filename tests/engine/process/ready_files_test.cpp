#include "core/engine/process/ready_files.h"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <set>
#include <utility>
#include <vector>

namespace moonstain {

namespace tt = boost::test_tools;

namespace {

struct Pipe {
  int ends[2] = {-1, -1};
  Pipe() { BOOST_REQUIRE(::pipe(ends) == 0); }
  ~Pipe() {
    ::close(ends[0]);
    ::close(ends[1]);
  }
  void say() { BOOST_REQUIRE(::write(ends[1], "a", 1) == 1); }
};

using Tags = std::vector<std::uint64_t>;

}  // namespace

BOOST_AUTO_TEST_SUITE(ready_files_test)

BOOST_AUTO_TEST_CASE(those_that_can_be_read_are_named_in_order) {
  Pipe first, second, third;
  ReadyFiles files;
  files.add(first.ends[0], 30);
  files.add(second.ends[0], 20);
  files.add(third.ends[0], 10);
  BOOST_TEST(files.ready().empty());
  first.say();
  third.say();
  BOOST_TEST(files.ready() == (Tags{10, 30}), tt::per_element());
  BOOST_TEST(files.ready() == (Tags{10, 30}), tt::per_element());
  char byte = 0;
  BOOST_TEST(::read(first.ends[0], &byte, 1) == 1);
  BOOST_TEST(files.ready() == Tags{10}, tt::per_element());
}

BOOST_AUTO_TEST_CASE(one_whose_other_end_is_closed_is_named) {
  Pipe pipe;
  ReadyFiles files;
  files.add(pipe.ends[0], 1);
  ::close(std::exchange(pipe.ends[1], -1));
  BOOST_TEST(files.ready() == Tags{1}, tt::per_element());
}

BOOST_AUTO_TEST_CASE(one_that_was_removed_or_closed_is_not_named) {
  Pipe removed, closed;
  ReadyFiles files;
  files.add(removed.ends[0], 1);
  files.add(closed.ends[0], 2);
  removed.say();
  closed.say();
  files.remove(removed.ends[0]);
  ::close(std::exchange(closed.ends[0], -1));
  BOOST_TEST(files.ready().empty());
}

BOOST_AUTO_TEST_CASE(more_than_are_named_at_once_come_in_turn) {
  std::vector<Pipe> pipes(300);
  ReadyFiles files;
  for (std::size_t i = 0; i < pipes.size(); ++i) {
    files.add(pipes[i].ends[0], i);
    pipes[i].say();
  }
  std::set<std::uint64_t> named;
  for (int turn = 0; turn < 2; ++turn) {
    for (const std::uint64_t tag : files.ready()) named.insert(tag);
  }
  BOOST_TEST(named.size() == 300U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
