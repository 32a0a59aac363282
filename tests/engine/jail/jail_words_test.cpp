#include "core/engine/jail/jail_words.h"

#include <boost/test/unit_test.hpp>

namespace moonstain {

BOOST_AUTO_TEST_SUITE(jail_words_test)

BOOST_AUTO_TEST_CASE(what_the_settings_name_goes_before_the_best) {
  JailSettings settings;
  for (const bool programs : {false, true}) {
    BOOST_TEST(
        (chosen_write_jail(settings, programs) == best_write_jail(programs)));
  }
  settings.writes = WriteJail::mounts;
  for (const bool programs : {false, true}) {
    BOOST_TEST((chosen_write_jail(settings, programs) == WriteJail::mounts));
  }
}

BOOST_AUTO_TEST_CASE(what_is_in_force_and_what_is_lacking_are_told) {
  const std::string calls = has_call_filter() ? "seccomp" : "no seccomp";
  JailSettings settings;
  settings.writes = WriteJail::landlock;
  BOOST_TEST(jail_words(settings) == "landlock, " + calls);
  BOOST_TEST(jail_gap(settings).empty() == has_call_filter());
  settings.writes = WriteJail::none;
  BOOST_TEST(jail_words(settings) == "none, " + calls);
  BOOST_TEST(jail_gap(settings) ==
             "steps are not kept from writing elsewhere: this system has "
             "neither Landlock (Linux 5.19) nor mounts of one's own (user "
             "namespaces)");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
