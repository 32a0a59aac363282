#include "core/engine/process/host_program.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(host_program_test)

BOOST_AUTO_TEST_CASE(a_program_is_looked_for_by_its_bare_name) {
  BOOST_TEST(find_program("sh").ends_with("/sh"));
  BOOST_TEST(find_program("no-such-program") == "");
  BOOST_TEST(error_of([] { program_digest("no-such-program"); }) ==
             "no program 'no-such-program' on this machine, looked for in "
             "/usr/local/bin:/usr/bin:/bin");
}

BOOST_AUTO_TEST_CASE(a_command_line_can_be_typed_again) {
  BOOST_TEST(shell_line({"/bin/sh", "-c", "echo it's", ""}) ==
             "/bin/sh -c 'echo it'\\''s' ''");
  BOOST_TEST(shell_line({"a b", "$HOME", "\"x\"", "`id`", "k=v", "*", "~"}) ==
             "'a b' '$HOME' '\"x\"' '`id`' k=v '*' '~'");
}

// What a shell makes of the line is the words again.
BOOST_AUTO_TEST_CASE(a_shell_reads_the_words_that_were_written) {
  const TempFolder folder;
  const std::vector<std::string> words = {
      "it's", "a  b", "$HOME",     "\"x\"",       "`id`", "a\\b", "'",
      "''",   "*",    "~",         "a;b",         "a&b",  "(",    "#",
      "!",    "k=v",  "tab\there", "line\nbreak", "",     "é"};
  std::string line = "printf '%s|' ";
  std::string expected;
  for (const std::string& word : words) expected += word + "|";
  line += shell_line(words);
  line += " > " + shell_line({(folder / "said").string()});
  BOOST_TEST(std::system(line.c_str()) == 0);
  BOOST_TEST(read_file(folder / "said") == expected);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
