#include "core/engine/step/kind_words.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

enum class Colour { red, dark_blue };

}  // namespace

template <>
struct KindWords<Colour> {
  static constexpr std::string_view kAll[] = {"red", "dark_blue"};
};

BOOST_AUTO_TEST_SUITE(kind_words_test)

BOOST_AUTO_TEST_CASE(a_stored_word_is_one_of_its_kind_or_named) {
  const auto read = [](std::string_view word) {
    return known_kind<Colour>(word, "uns/colour", "object");
  };
  BOOST_TEST((read("dark_blue") == Colour::dark_blue));
  BOOST_TEST(error_of([&] { read("blue"); }) ==
             "object: uns/colour is 'blue', expected 'red' or 'dark_blue'");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
