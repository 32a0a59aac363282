#include "core/engine/program/python_steps.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

/// A file of one step: its decorator's members and what stands below.
std::string step(
    const std::string& members,
    const std::string& below = "def f(a):\n    \"\"\"Does.\"\"\"\n") {
  return "import moonstain\n\n@moonstain.step(" + members + ")\n" + below;
}

std::string refused(const std::string& text) {
  return error_of([&] { python_steps(text, "steps.py"); });
}

const std::string kGood =
    R"(applies={"a": "Features"}, makes="Features", numeric="libm")";

}  // namespace

BOOST_AUTO_TEST_SUITE(python_steps_test)

BOOST_AUTO_TEST_CASE(a_decorator_becomes_a_declaration) {
  const Json steps = python_steps(R"(
from moonstain import step

def helper(x):  # no step
    return x

@step(learns={"targets": {"type": "Targets", "as": "label", "many": True},
              'features': ["Features"]},  # [type]: many
      applies={"genes": {"type": "File", "optional": True}},
      makes=("Predict" "ions"), numeric='torch',
      options={"rate": 1e-3, "epochs": 1_000, "names": ["a", "b"],
               "mode": {"default": None, "type": "text", "most": -2}},
      version=3, needs={"memory_gb": 2.5}, scores="targets",)
def my_model(targets, features, *, genes: str, rate, epochs,
             names, mode) -> object:
    """A model
    of two lines.

    And more.
    """
    return None
)",
                                  "steps.py");
  BOOST_TEST(steps == parse_json(R"([{
    "name": "my_model", "version": 3, "sentence": "A model of two lines.",
    "makes": "Predictions", "numeric": "torch", "scores": "targets",
    "inputs": {"targets": {"learns": "Targets", "as": "label", "many": true},
               "features": {"learns": "Features", "many": true},
               "genes": {"applies": "File", "optional": true}},
    "options": {"rate": 0.001, "epochs": 1000, "names": ["a", "b"],
                "mode": {"default": null, "type": "text", "most": -2}},
    "needs": {"memory_gb": 2.5}}])",
                                 "test"));
}

BOOST_AUTO_TEST_CASE(the_example_declares_its_two_steps) {
  const Json steps =
      python_steps(read_file("recipes/own_python/steps.py"), "steps.py");
  BOOST_REQUIRE(steps.size() == 2);
  BOOST_TEST(steps[0].at("name") == "histogram");
  BOOST_TEST(steps[0].at("options") == parse_json(R"({"bins": 4})", "test"));
  BOOST_TEST(steps[1].at("scores") == "predictions");
}

// What is worked out when the file runs is not known when it is read.
BOOST_AUTO_TEST_CASE(what_is_not_written_out_is_refused) {
  BOOST_TEST(refused(step("makes=KIND, numeric=\"libm\"")) ==
             "steps.py: line 3: found 'KIND'; a declaration is read and not "
             "run: expected a text, a number, True, False, None, a list or a "
             "dict, written out");
  BOOST_TEST(refused(step("makes=\"a\" + \"b\"")) ==
             "steps.py: line 3: expected ',' or ')' behind a member, found "
             "'+'");
  BOOST_TEST(refused(step("makes=f\"a\"")) ==
             "steps.py: line 3: found 'f'; a declaration is read and not run: "
             "expected a text, a number, True, False, None, a list or a dict, "
             "written out");
  BOOST_TEST(refused(step("**kind")) ==
             "steps.py: line 3: expected NAME=VALUE, found '*'");
}

BOOST_AUTO_TEST_CASE(members_are_known_and_complete) {
  BOOST_TEST(refused(step("make=\"Features\"")) ==
             "steps.py: line 3: a step has no member 'make'; did you mean "
             "'makes'?");
  BOOST_TEST(refused(step("makes=\"Features\"")) ==
             "steps.py: line 3: its declaration lacks the member 'numeric'");
  BOOST_TEST(refused(step(kGood + ", version=1, version=2")) ==
             "steps.py: line 3: the member 'version' is there twice");
}

BOOST_AUTO_TEST_CASE(parameters_are_inputs_and_options) {
  BOOST_TEST(refused(step(kGood, "def f(b):\n  \"\"\"Does.\"\"\"\n")) ==
             "steps.py: line 4: f takes (b), its declaration has the inputs "
             "and options (a)");
  BOOST_TEST(refused(step(kGood, "def f(a=1):\n  \"\"\"Does.\"\"\"\n")) ==
             "steps.py: line 4: parameter 'a' of f has a default; a step's "
             "defaults stand in `options`");
  BOOST_TEST(refused(step(kGood, "def f(*a):\n  \"\"\"Does.\"\"\"\n")) ==
             "steps.py: line 4: f takes any number of values; a step's "
             "parameters are its inputs and options, by name");
  BOOST_TEST(refused(step(kGood + R"(, learns={"a": "Targets"})")) ==
             "steps.py: line 4: input 'a' is applied and learned from; choose "
             "one");
}

// As Python reads it: an example in a text or a comment is none.
BOOST_AUTO_TEST_CASE(an_example_in_a_text_declares_no_step) {
  const Json steps = python_steps(R"("""Steps. An example:

@moonstain.step(makes="Features", numeric="exact")
def example(a):
"""
# It's no text that begins here.
WORDS = 'a\'"""', "@step(", r"\\"
)" + step(kGood) + "    return '''\n@step(makes=1)\n'''\n",
                                  "steps.py");
  BOOST_REQUIRE(steps.size() == 1);
  BOOST_TEST(steps[0].at("name") == "f");
}

BOOST_AUTO_TEST_CASE(annotations_may_have_brackets_and_texts) {
  const Json steps = python_steps(
      step(kGood + R"(, options={"b": 1, "c": 2})",
           R"py(def f(a: Dict[str, "Features, one: two"], b: Tuple[int, int],
      c: "x, y)") -> Callable[[int], "a: b"]:  # it is: so
    r"""Finds \d."""
)py"),
      "steps.py");
  BOOST_REQUIRE(steps.size() == 1);
  BOOST_TEST(steps[0].at("sentence") == "Finds \\d.");
}

// -inf is a name in Python, and a whole number there has any size.
BOOST_AUTO_TEST_CASE(numbers_are_those_that_python_has) {
  for (const std::string number :
       {"-inf", "-nan", "9223372036854775808", "1e999"}) {
    BOOST_TEST(refused(step(kGood + ", options={\"b\": " + number + "}")) ==
               "steps.py: line 3: '" + number + "' is no number that is read");
  }
}

BOOST_AUTO_TEST_CASE(a_step_is_a_function_with_a_text) {
  BOOST_TEST(refused(step(kGood, "def f(a):\n    return a\n")) ==
             "steps.py: line 5: f has no text that says what it does: expected "
             "\"\"\"...\"\"\" below def");
  BOOST_TEST(refused(step(kGood, "class F:\n")) ==
             "steps.py: line 4: expected `def` below its decorator, found "
             "'class'");
  BOOST_TEST(refused("x = 1\n") ==
             "steps.py: it declares no step; expected a function below "
             "@moonstain.step(...), at the line's beginning");
  BOOST_TEST(refused(step(kGood) + step(kGood)) ==
             "steps.py: line 10: there is a step 'f' already");
}

// A stranger's file: no end of a text, brackets without end, an end too early.
BOOST_AUTO_TEST_CASE(broken_files_end_with_a_message) {
  BOOST_TEST(refused(step("makes=\"a\nb\"")) ==
             "steps.py: line 3: a text has no end");
  BOOST_TEST(refused("@step(x=" + std::string(100'000, '[')) ==
             "steps.py: line 1: a step has no member 'x'; there are applies, "
             "learns, makes, needs, numeric, options, scores, version");
  BOOST_TEST(refused("@step(needs=" + std::string(100'000, '[')) ==
             "steps.py: line 1: brackets in more than 8 levels");
  const std::string whole = step(kGood);
  for (std::size_t end = 0; end + 10 < whole.size(); ++end) {
    BOOST_TEST(refused(whole.substr(0, end)).starts_with("steps.py: "));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
