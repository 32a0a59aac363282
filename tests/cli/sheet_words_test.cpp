#include "tools/cli/sheet_words.h"

#include <boost/test/unit_test.hpp>
#include <vector>

namespace moonstain {
namespace {

std::vector<SheetEntry> sheet() {
  return {{"L1.1",
           "no test set",
           SheetAnswer::none_found,
           "None of 4 scores.",
           {"recipe.lua:9 model learns labels by targets"},
           ""},
          {"L3.1",
           "temporal leakage",
           SheetAnswer::not_known,
           "",
           {},
           "Was anything later?"}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sheet_words_test)

BOOST_AUTO_TEST_CASE(a_paragraph_a_kind) {
  BOOST_TEST(sheet_text(sheet()) ==
             "model info sheet\n"
             "  L1.1 no test set: none found\n"
             "    None of 4 scores.\n"
             "      recipe.lua:9 model learns labels by targets\n"
             "  L3.1 temporal leakage: not known here\n"
             "    ask: Was anything later?\n");
}

BOOST_AUTO_TEST_CASE(rows_and_json_have_the_same) {
  const auto rows = sheet_rows(sheet());
  BOOST_REQUIRE(rows.size() == 2U);
  BOOST_TEST(rows[0].answer == "none found");
  BOOST_TEST(rows[0].evidence.at(0) ==
             "recipe.lua:9 model learns labels by targets");
  BOOST_TEST(sheet_json(rows)[1].dump() ==
             R"({"answer":"not known here","code":"L3.1","evidence":[],)"
             R"("kind":"temporal leakage","question":"Was anything later?",)"
             R"("sentence":""})");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
