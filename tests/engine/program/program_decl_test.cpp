#include "core/engine/program/program_decl.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "core/engine/program/limits.h"
#include "tests/engine/program/small_catalog.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

const std::string kOnes(64, '1');

Digest ones(const std::string&) { return Digest::from_hex(kOnes); }

/// A declaration that is right, with `change` over it.
Json declared(const Json& change = Json::object()) {
  Json json = parse_json(R"({
    "name": "theirs", "version": 2, "sentence": "as published",
    "makes": "Predictions", "interpreter": {"name": "python3"},
    "arguments": ["{program}", "--in", "{inputs.targets}",
                  "--epochs={options.epochs}", "{output}"],
    "inputs": {"targets": {"learns": "Targets", "as": "selection",
                           "many": true}},
    "options": {"epochs": 5, "rate": {"type": "number", "default": 1}},
    "needs": {"memory_gb": 0.5, "time_s": 60, "threads": 2}
  })",
                         "test");
  json.merge_patch(change);
  return json;
}

std::string refused(const Json& change) {
  return error_of(
      [&] { program_decl(declared(change), small_catalog(), ones, true); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(program_decl_test)

BOOST_AUTO_TEST_CASE(a_declaration_becomes_a_step) {
  const StepDecl step = program_decl(declared(), small_catalog(), ones, true);
  BOOST_TEST(step.name == "theirs");
  BOOST_TEST(step.version == 2);
  BOOST_TEST(step.output == "Predictions");
  BOOST_TEST((step.numeric == Numeric::libm));
  BOOST_TEST(step.runs_as == "program");
  BOOST_REQUIRE(step.inputs.size() == 2);
  BOOST_TEST(step.inputs[0].name == "program");
  BOOST_TEST(step.inputs[0].type == "File");
  BOOST_TEST(step.inputs[1].type == "Targets");
  BOOST_TEST((step.inputs[1].role == Role::learns));
  BOOST_TEST((step.inputs[1].learned == Learned::selection));
  const ProgramLimits limits = ProgramLimits::parse(step.limits);
  BOOST_TEST(limits.memory_bytes == 500'000'000);
  BOOST_TEST(limits.seconds == 60);
  BOOST_TEST(limits.disk_bytes == 20'000'000'000U);
  BOOST_TEST(limits.files == 500'000U);
  const Needs needs = declared_needs(step).value();
  BOOST_TEST(needs.memory_bytes == 500'000'000U);
  BOOST_TEST(needs.threads == 2U);
  BOOST_TEST(needs.seconds == 60);
  BOOST_TEST(needs.limit_s == 65);
  // All of the declaration that makes the result what it is.
  BOOST_TEST(canonical_json(complete_options(step, {{"rate", 3}})) ==
             R"({"arguments":"[\"{program}\",\"--in\",\"{inputs.targets}\",)"
             R"(\"--epochs={options.epochs}\",\"{output}\"]",)"
             R"("confinement":"sandbox","environment":"{}","epochs":5,)"
             R"("interpreter":"{\"name\":\"python3\",\"probe\":)"
             R"([\"--version\"],\"sha256\":\")" +
                 kOnes +
                 R"(\"}","makes":"Predictions","many":"[\"targets\"]",)"
                 R"("rate":3.0,"runner":"1","threads":"2"})");
  // What belongs to the declaration is not a caller's to set.
  BOOST_TEST(
      error_of([&] { complete_options(step, {{"confinement", "none"}}); }) ==
      "theirs: option 'confinement' is \"none\"; expected \"sandbox\"");
}

BOOST_AUTO_TEST_CASE(what_the_user_let_loose_is_another_step) {
  const StepDecl step = program_decl(declared(), small_catalog(), ones, false);
  BOOST_TEST(complete_options(step, {}).at("confinement") == "none");
}

BOOST_AUTO_TEST_CASE(a_pinned_interpreter_is_not_looked_for) {
  const std::string twos(64, '2');
  const StepDecl step = program_decl(
      declared({{"interpreter", {{"sha256", twos}}}}), small_catalog(),
      [](const std::string&) -> Digest { fail("looked for"); }, true);
  BOOST_TEST(complete_options(step, {}).at("interpreter") ==
             "{\"name\":\"python3\",\"probe\":[\"--version\"],\"sha256\":\"" +
                 twos + "\"}");
}

BOOST_AUTO_TEST_CASE(wrong_declarations_are_refused_and_named) {
  const std::string who = "ms.program: theirs: ";
  BOOST_TEST(refused({{"name", "../x"}}) ==
             "ms.program: its name is \"../x\"; expected small letters, digits "
             "and _, a letter first");
  BOOST_TEST(refused({{"name", "targets"}}) ==
             "ms.program: targets: there is a step of this name already; "
             "choose another");
  BOOST_TEST(refused({{"version", 1.5}}) ==
             who + "its version is 1.5; expected a whole number from 1 on");
  BOOST_TEST(refused({{"argument", {}}}) == "no error");
  BOOST_TEST(refused({{"argument", "x"}}) ==
             who + "it has no member 'argument'; did you mean 'arguments'?");
  BOOST_TEST(refused({{"makes", "Prediction"}}) ==
             who + "it makes 'Prediction'; did you mean 'Predictions'?");
  BOOST_TEST(refused({{"makes", "Targets"}}) ==
             who + "it makes 'Targets'; there are Files, Predictions");
  BOOST_TEST(refused({{"inputs", {{"targets", {{"learns", "Target"}}}}}}) ==
             who +
                 "input 'targets' is of type 'Target'; did you mean "
                 "'Targets'?");
  BOOST_TEST(refused({{"inputs", {{"targets", {{"applies", "Targets"}}}}}}) ==
             who +
                 "input 'targets' must say either applies = \"TYPE\" or "
                 "learns = \"TYPE\"");
  BOOST_TEST(
      refused({{"inputs",
                {{"targets", {{"learns", "Targets"}, {"labels", true}}}}}}) ==
      who +
          "input 'targets' is learned from; only one that is applied says "
          "labels = ");
  BOOST_TEST(refused({{"inputs",
                       {{"targets", {{"learns", "Targets"}, {"many", 2}}}}}}) ==
             who + "input 'targets': many is 2; expected true or false");
  BOOST_TEST(refused({{"root", "yes"}}) ==
             who + "its root is \"yes\"; expected true or false");
  BOOST_TEST(refused({{"inputs", {{"program", {{"applies", "File"}}}}}}) ==
             who +
                 "input 'program': this name is taken by what every program "
                 "has");
  BOOST_TEST(refused({{"inputs", {{"a/b", {{"applies", "File"}}}}}}) ==
             who +
                 "input 'a/b': expected a name of small letters, digits and "
                 "_");
  BOOST_TEST(refused({{"options", {{"targets", 1}}}}) ==
             who + "option 'targets': there is an input of this name too");
  BOOST_TEST(
      refused({{"options", {{"rate", {{"default", "high"}}}}}}) ==
      "ms.program: theirs: option 'rate' is \"high\"; expected a number");
  BOOST_TEST(refused({{"interpreter", {{"name", "/bin/sh"}}}}) ==
             who +
                 "its interpreter is '/bin/sh'; expected the bare name of a "
                 "program, which is looked for in "
                 "/usr/local/bin:/usr/bin:/bin");
  BOOST_TEST(refused({{"interpreter", {{"sha256", "12"}}}}) ==
             who +
                 "its interpreter has sha256 '12'; expected 64 hexadecimal "
                 "digits in small letters");
  BOOST_TEST(refused({{"environment", {{"PATH", "/evil"}}}}) ==
             who + "the variable PATH is the worker's to set");
  BOOST_TEST(refused({{"environment", {{"a=b", "c"}}}}) ==
             who +
                 "the variable 'a=b': expected capital letters, digits and "
                 "_");
  BOOST_TEST(refused({{"needs", {{"memory_gb", 0.01}}}}) ==
             who + "its needs: memory_gb is 0.01; expected 0.0625 to 65536");
  BOOST_TEST(refused({{"needs", {{"gpus", 1}}}}) ==
             who +
                 "its needs has no member 'gpus'; there are memory_gb, "
                 "time_s, threads, disk_gb, files");
  BOOST_TEST(refused({{"needs", {{"files", 1.5}}}}) ==
             who + "its needs: files is 1.5; expected a whole number");
  BOOST_TEST(refused({{"needs", {{"disk_gb", 0}}}}) ==
             who + "its needs: disk_gb is 0; expected 0.001 to 65536");
  BOOST_TEST(refused({{"scores", "predictions"}}) ==
             who + "it scores 'predictions', which is no input of it");
}

BOOST_AUTO_TEST_CASE(placeholders_are_checked_when_declared) {
  const std::string who = "ms.program: theirs: argument 1";
  const auto with = [](const std::string& argument) {
    return refused({{"arguments", {argument}}});
  };
  BOOST_TEST(with("{inputs.target}") ==
             who +
                 " names '{inputs.target}'; did you mean "
                 "'{inputs.targets}'?");
  BOOST_TEST(with("--in={inputs.targets}") ==
             who +
                 ": '{inputs.targets}' may be none or several; it must stand "
                 "alone");
  BOOST_TEST(with("{program") ==
             who +
                 ": '{program' has a single '{'; a brace that is meant is "
                 "written twice");
  BOOST_TEST(with("a}") == who +
                               ": 'a}' has a single '}'; a brace that is "
                               "meant is written twice");
  BOOST_TEST(with("{{}}") == "no error");
  BOOST_TEST(with(std::string("a\0b", 3))
                 .starts_with("ms.program: theirs: its arguments: "));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
