// `moonstain check` and `check --sample`, with steps that do not repeat.

#include <boost/test/unit_test.hpp>
#include <string>

#include "core/base/error.h"
#include "core/base/file_lock.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "tests/cli/place.h"

namespace moonstain {

namespace {

/// A place with one recipe and steps that do not repeat. What is said of the
/// folder is said of "ROOT".
class CheckPlace : public Place {
 public:
  explicit CheckPlace(const std::string& body)
      : Place(Recipes{{"r", "local ms = require 'moonstain'\n" + body}},
              "check_moonstain") {}

  Said run(const std::string& arguments,
           const std::string& worker = "check_worker") const {
    Said said = finish(start(arguments, "", worker));
    hide_root(said.out);
    hide_root(said.err);
    return said;
  }

 private:
  void hide_root(std::string& text) const {
    const std::string name = fs::canonical(root()).string();
    for (std::size_t at = 0; (at = text.find(name, at)) != std::string::npos;) {
      text.replace(at, name.size(), "ROOT");
    }
  }
};

bool has_fma() {
  return __builtin_cpu_supports("fma") && __builtin_cpu_supports("avx2");
}

const std::string kKept =
    "; both results are kept in ROOT/here/.moonstain/check until the next "
    "check\n";

}  // namespace

BOOST_AUTO_TEST_SUITE(check_test)

// Two notes of 1 and 2 bytes; 20,000 exponentials; a table of ten float32 (40
// bytes) and its metadata.
BOOST_AUTO_TEST_CASE(results_that_repeat_are_the_same_and_leave_nothing) {
  const CheckPlace place(
      "return { a = { ms.note { text = '1' }, ms.note { text = '22' } },\n"
      "  b = ms.exponentials {}, t = ms.table {} }\n");
  const Said said = place.run("check r --cores 3");
  BOOST_TEST(said.code == 0);
  BOOST_TEST(said.out.starts_with("the same: 4 nodes, 6 files, "));
  BOOST_TEST(said.out.ends_with(" bytes compared twice\n"));
  BOOST_TEST(
      said.err.ends_with("check 2 of 2, 3 workers: 4 of 4 nodes compared\n"));
  // Neither scratch folder nor any result of its own.
  BOOST_TEST(list_folder(place.here() / ".moonstain") ==
                 std::vector<std::string>{"check.lock"},
             boost::test_tools::per_element());
  BOOST_TEST(!path_exists(place.here() / "results"));
}

BOOST_AUTO_TEST_CASE(a_step_that_draws_from_the_system_is_named) {
  const CheckPlace place(
      "return { n = ms.note { text = '1' },\n  d = ms.drawn {} }");
  const Said said = place.run("check r");
  BOOST_TEST(said.code == 1);
  BOOST_TEST(said.out.starts_with(
      "recipe.lua:3: drawn (node 1, version 1) differs when it is repeated\n"
      "    text: first differs at byte "));
  BOOST_TEST(
      said.out.ends_with("1 of 2 nodes, 2 files, 17 bytes compared "
                         "twice" +
                         kKept));
  BOOST_TEST(path_exists(place.here() / ".moonstain/check/second/stage"));
  // The next check begins anew.
  BOOST_TEST(place.run("check r").code == 1);
}

BOOST_AUTO_TEST_CASE(a_step_that_depends_on_its_process_is_named) {
  const CheckPlace place(
      "local n = ms.note { text = '1' }\nreturn { d = ms.counted { after = n } "
      "}");
  const Said said = place.run("check r");
  BOOST_TEST(said.code == 1);
  BOOST_TEST(
      said.out.starts_with("recipe.lua:3: counted (node 1, version 1) differs "
                           "when it is repeated\n"
                           "    text: first differs at byte 0, 1 byte differs\n"
                           "    ROOT/here/.moonstain/check/first/store/"),
      said.out);
}

BOOST_AUTO_TEST_CASE(a_step_that_depends_on_a_path_is_named) {
  const CheckPlace place(
      "return { p = ms.placed { note = ms.note { text = '1' } } }");
  const Said said = place.run("check r");
  BOOST_TEST(said.code == 1);
  BOOST_TEST(said.out.starts_with(
      "recipe.lua:2: placed (node 1, version 1) differs when it is "
      "repeated\n"));
}

BOOST_AUTO_TEST_CASE(a_step_that_fails_in_a_fresh_process_is_named) {
  const CheckPlace place(
      "return { p = ms.spoiled { after = ms.note { text = '1' } } }");
  const Said said = place.run("check r");
  BOOST_TEST(said.code == 1);
  BOOST_TEST(said.out ==
             "recipe.lua:2: spoiled (node 1, version 1) differs when it is "
             "repeated\n    the second time it failed: spoiled: nothing was "
             "here before me\n1 of 2 nodes, 1 file, 1 byte compared twice" +
                 kKept);
}

// exp() of the C library is another function with FMA than without.
BOOST_AUTO_TEST_CASE(a_step_that_is_not_as_exact_as_it_says_is_named) {
  if (!has_fma()) return;
  const CheckPlace place(
      "return { a = ms.exponentials {},\n b = ms.misdeclared {} }");
  const Said said = place.run("check r");
  BOOST_TEST(said.code == 1);
  BOOST_TEST(said.out.starts_with(
      "recipe.lua:3: misdeclared (node 1, version 1) differs under another "
      "instruction set (ATEN_CPU_CAPABILITY=default GLIBC_TUNABLES=glibc.cpu."
      "hwcaps=-AVX2,-FMA,"));
  BOOST_TEST(said.out.find("exponentials (node") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_recipe_that_fails_is_not_compared) {
  const CheckPlace place("return { p = ms.refused {} }");
  const Said said = place.run("check r");
  BOOST_TEST(said.code == 1);
  BOOST_TEST(said.out.empty());
  BOOST_TEST(
      said.err.ends_with("failed: recipe.lua:2: refused: not today\n"
                         "the recipe fails, so nothing was compared\n"));
}

BOOST_AUTO_TEST_CASE(differences_come_as_json_too) {
  const CheckPlace place("return { d = ms.drawn {} }");
  const Said said = place.run("check r --json");
  BOOST_TEST(said.code == 1);
  const std::size_t line = said.out.rfind('\n', said.out.size() - 2) + 1;
  const Json json = parse_json(said.out.substr(line), "said");
  BOOST_TEST(json["event"] == "checked");
  BOOST_TEST(json["nodes"] == 1);
  BOOST_TEST(json["bytes"] == 16);
  BOOST_TEST(json["differences"][0]["step"] == "drawn");
  BOOST_TEST(json["differences"][0]["where"] == "recipe.lua:2");
  BOOST_TEST(json["differences"][0]["files"][0]["file"] == "text");
}

// The second worker says version 1 and multiplies by 1.25: nine of the ten
// numbers 0 to 9 differ, the last by 9 / 4; 1.25 differs from 1 in byte 2.
BOOST_AUTO_TEST_CASE(numbers_that_changed_under_one_version_are_found) {
  const CheckPlace place(
      "return { t = ms.table {}, n = ms.note { text = '1' } }");
  BOOST_TEST(place.run("run r").code == 0);
  const Said same = place.run("check r --sample 1");
  BOOST_TEST(same.code == 0);
  BOOST_TEST(same.out.starts_with("the same: 2 nodes, 4 files, "));
  BOOST_TEST(
      same.out.ends_with(" bytes recomputed and compared with the store\n"));
  const Said changed = place.run("check r --sample 1", "changed_worker");
  BOOST_TEST(changed.code == 1);
  const std::string expected =
      "recipe.lua:2: table (node 0, version 1) differs from what is stored\n"
      "    x/c/0: first differs at byte 6, ";
  BOOST_TEST(changed.out.substr(0, expected.size()) == expected);
  BOOST_TEST(changed.out.find("array x: 9 of 10 values differ, by 2.25 at "
                              "most\n") != std::string::npos);
  BOOST_TEST(changed.out.ends_with(
      "recomputed and compared with the store; a step whose numbers changed "
      "needs a new version; the new results are kept in "
      "ROOT/here/.moonstain/check until the next check\n"));
  // The store is as it was.
  BOOST_TEST(place.run("check r --sample 1").code == 0);
}

BOOST_AUTO_TEST_CASE(a_sample_is_a_share_and_follows_from_its_seed) {
  const CheckPlace place(
      "local t = {}\nfor i = 1, 40 do t[i] = ms.table { from = i } end\n"
      "return { t = t }\n");
  place.run("run r");
  const auto nodes = [&](const std::string& seed) {
    const Said said = place.run("check r --json --sample 0.24 --seed " + seed,
                                "changed_worker");
    std::vector<int> found;
    const Json json = parse_json(said.out, "said");
    for (const Json& one : json["differences"]) {
      found.push_back(one["node"]);
    }
    return found;
  };
  const std::vector<int> first = nodes("1");
  BOOST_TEST(first.size() == 10U);  // 0.24 of 40, rounded up
  BOOST_TEST(nodes("1") == first, boost::test_tools::per_element());
  BOOST_TEST(nodes("2") != first);
}

BOOST_AUTO_TEST_CASE(a_wrong_sample_says_what_is_wrong) {
  const CheckPlace place("return { n = ms.note { text = '1' } }");
  const Said empty = place.run("check r --sample 1");
  BOOST_TEST(empty.code == 2);
  BOOST_TEST(empty.err ==
             "moonstain: workspace ROOT/here/.moonstain holds no result of "
             "this plan that could be recomputed; `moonstain run` makes "
             "them\n");
  BOOST_TEST(place.run("check r --sample 0").err ==
             "--sample: '0'; expected a number above 0, at most 1\n"
             "Run with --help for more information.\n");
  BOOST_TEST(place.run("check r --sample 1.5").err ==
             "--sample: '1.5'; expected a number above 0, at most 1\n"
             "Run with --help for more information.\n");
  BOOST_TEST(place.run("check r --sample 0.5 --leaks").code == 2);
  BOOST_TEST(place.run("check r --unit section").code == 2);
}

BOOST_AUTO_TEST_CASE(two_checks_do_not_share_a_scratch_folder) {
  const CheckPlace place("return { n = ms.note { text = '1' } }");
  make_folders(place.here() / ".moonstain");
  const auto lock = FileLock::try_lock(place.here() / ".moonstain/check.lock");
  BOOST_TEST(lock.has_value());
  const Said said = place.run("check r");
  BOOST_TEST(said.code == 2);
  BOOST_TEST(said.err ==
             "moonstain: another `moonstain check` is at work in "
             "ROOT/here/.moonstain; wait for it, or name another "
             "--workspace\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
