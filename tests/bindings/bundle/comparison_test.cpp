#include "bindings/bundle/comparison.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "tests/bindings/bundle/sample_bundle.h"
#include "tests/bindings/world.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

constexpr Tolerance kThousandth{1e-3, 0};

/// A plan with one output of the `libm` step `targets`.
struct Compared {
  Catalog catalog = testing::catalog();
  Bundle bundle = testing::sample_bundle();
  Graph graph;
  NumericClass numbers{"native", "libm: glibc 2.36, fma", "torch: here"};
  std::map<std::string, std::vector<Digest>> objects{
      {"total", {sha256("other object")}}};
  std::map<std::string, Json> json{{"total", {{"value", 1.501}}}};

  Compared() {
    Node node;
    node.step = "targets";
    graph.nodes = {node};
    graph.outputs = {{"total", {0}}};
  }

  OutputComparison outcome() const {
    const auto all =
        compare_outputs(bundle, graph, catalog, numbers, objects, json);
    BOOST_REQUIRE(all.size() == 1U);
    return all.front();
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(comparison_test)

BOOST_AUTO_TEST_CASE(numbers_are_compared_by_tolerance_and_all_else_exactly) {
  const Json expected = {
      {"count", 785}, {"list", {0.5, 100.0, nullptr}}, {"text", "a"}};
  Json found = expected;
  JsonComparison same = compare_json(expected, found, {});
  BOOST_TEST(same.numbers == 3U);
  BOOST_TEST(same.moved == 0U);
  BOOST_TEST(same.within());

  found["list"][1] = 100.1;  // 0.1 is below a thousandth of 100.1
  const JsonComparison moved = compare_json(expected, found, kThousandth);
  BOOST_TEST(moved.moved == 1U);
  BOOST_TEST(moved.largest == 0.1, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(moved.within());
  BOOST_TEST(!compare_json(expected, found, {}).within());

  found["list"][1] = 100.2;
  const JsonComparison beyond = compare_json(expected, found, kThousandth);
  BOOST_TEST(beyond.beyond == 1U);
  BOOST_TEST(beyond.places.front() ==
             "list[2]: 100.0 was expected, here 100.2");
}

// A thousandth of 785 is no gene.
BOOST_AUTO_TEST_CASE(a_whole_number_a_text_and_what_is_undefined_must_agree) {
  const Json expected = {
      {"count", 7850}, {"value", 0.5}, {"text", "better"}, {"gone", 1}};
  const Json found = {
      {"count", 7851}, {"value", nullptr}, {"text", "worse"}, {"more", 1}};
  const JsonComparison all = compare_json(expected, found, kThousandth);
  BOOST_TEST(all.other == 5U);
  BOOST_TEST(all.places == (std::vector<std::string>{
                               "count: 7850 was expected, here 7851",
                               "gone: expected, and not here",
                               "text: \"better\" was expected, here \"worse\"",
                               "value: 0.5 was expected, here null",
                               "more: here, and not expected"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_list_of_another_length_is_another) {
  const JsonComparison all =
      compare_json({{"x", {1.0, 2.0}}}, {{"x", {1.0}}}, kThousandth);
  BOOST_TEST(all.places.front() == "x: a list of 2 was expected, here 1");
}

BOOST_AUTO_TEST_CASE(json_without_end_is_refused) {
  Json deep = 1;
  for (int i = 0; i < 200; ++i) deep = Json::array({deep});
  BOOST_TEST(error_of([&] { compare_json(deep, deep, {}); }) ==
             "results: their JSON has more than 100 levels");
}

BOOST_AUTO_TEST_CASE(equal_bytes_are_the_same_whatever_the_class) {
  Compared at;
  at.numbers.libm = "libm: another";
  at.objects["total"] = at.bundle.lock.expected["total"];
  BOOST_TEST((at.outcome().likeness == Likeness::same));
}

BOOST_AUTO_TEST_CASE(within_one_class_other_bytes_are_another_result) {
  const OutputComparison other = Compared().outcome();
  BOOST_TEST((other.likeness == Likeness::other));
  BOOST_TEST(other.note.starts_with("1 of 1 numbers moved, by 0.00"));
  BOOST_TEST(other.note.ends_with(" at most; other bytes"));
  BOOST_TEST(other.places.front() == "value: 1.5 was expected, here 1.501");
}

BOOST_AUTO_TEST_CASE(between_classes_findings_are_compared_by_tolerance) {
  Compared at;
  at.numbers.libm = "libm: another";
  BOOST_TEST((at.outcome().likeness == Likeness::within));
  BOOST_TEST(at.outcome().note.ends_with(
      "; libm: glibc 2.36, fma in the bundle, libm: another here"));
  at.json["total"]["value"] = 1.51;
  BOOST_TEST((at.outcome().likeness == Likeness::other));
}

BOOST_AUTO_TEST_CASE(of_a_digest_alone_nothing_is_told_between_classes) {
  Compared at;
  at.numbers.libm = "libm: another";
  at.json.clear();
  BOOST_TEST((at.outcome().likeness == Likeness::untold));
  BOOST_TEST(at.outcome().note ==
             "libm: glibc 2.36, fma in the bundle, libm: another here; of it "
             "the bundle has the digest alone");
  at.numbers.libm = at.bundle.lock.libm;
  BOOST_TEST((at.outcome().likeness == Likeness::other));
  BOOST_TEST(at.outcome().note ==
             "other bytes; of it the bundle has the digest alone");
}

// An exact step gives the same bytes on every machine.
BOOST_AUTO_TEST_CASE(an_exact_result_has_no_tolerance_between_classes) {
  Compared at;
  at.numbers.libm = "libm: another";
  at.graph.nodes[0].step = "patches";
  BOOST_TEST((at.outcome().likeness == Likeness::other));
}

// A step in float32 has LibTorch's tolerance and another class: what multiplies
// bfloat16 is none of its business.
BOOST_AUTO_TEST_CASE(bfloat16_has_a_class_and_a_tolerance_of_its_own) {
  Compared at;
  StepDecl encoder;
  encoder.name = "encoder";
  encoder.version = 1;
  encoder.numeric = Numeric::torch;
  encoder.precision = "precision";
  at.catalog.add(encoder);
  at.bundle.lock.torch = at.numbers.torch;
  at.bundle.lock.bfloat16 = "bfloat16 by amx";
  at.numbers.bfloat16 = "bfloat16 by emulation";
  Node& node = at.graph.nodes[0];
  node.step = "encoder";
  at.json["total"]["value"] = 1.53;  // 0.03 off, at most 0.0475
  node.options = Json{{"precision", "bfloat16"}};
  BOOST_TEST((at.outcome().likeness == Likeness::within));
  BOOST_TEST(at.outcome().note.ends_with(
      "; bfloat16 by amx in the bundle, bfloat16 by emulation here"));
  node.options = Json{{"precision", "float32"}};
  BOOST_TEST((at.outcome().likeness == Likeness::other));
  BOOST_TEST(at.outcome().note.ends_with("; other bytes"));
  at.numbers.torch = "torch: another";  // 0.03 is beyond 0.0173
  BOOST_TEST((at.outcome().likeness == Likeness::other));
  at.numbers.bfloat16 = at.bundle.lock.bfloat16;
  at.numbers.torch = at.bundle.lock.torch;
  node.options = Json{{"precision", "bfloat16"}};
  BOOST_TEST((at.outcome().likeness == Likeness::other));
}

// Networks on a GPU have its class, what is beside them that of the CPU; the
// GPU's own bytes need not come again.
BOOST_AUTO_TEST_CASE(a_gpu_is_a_class_of_networks_and_promises_no_bytes) {
  Compared at;
  for (const auto& [name, numeric] : {std::pair{"net", Numeric::network},
                                      std::pair{"forest", Numeric::torch}}) {
    StepDecl step;
    step.name = name;
    step.version = 1;
    step.numeric = numeric;
    at.catalog.add(step);
  }
  at.numbers.cuda = at.bundle.lock.cuda = "torch cuda: H200";
  at.bundle.lock.torch = at.numbers.torch;
  Node& node = at.graph.nodes[0];
  node.step = "net";  // 0.001 off, at most 0.017
  BOOST_TEST((at.outcome().likeness == Likeness::within));
  BOOST_TEST(at.outcome().note.ends_with(
      "; torch cuda: H200, which promises no bytes"));
  at.bundle.lock.cuda.clear();
  BOOST_TEST((at.outcome().likeness == Likeness::within));
  BOOST_TEST(at.outcome().note.ends_with(
      "; torch: here in the bundle, torch cuda: H200 here"));
  node.step = "forest";
  BOOST_TEST((at.outcome().likeness == Likeness::other));
  BOOST_TEST(at.outcome().note.ends_with("; other bytes"));
}

BOOST_AUTO_TEST_CASE(outputs_that_the_recipe_has_otherwise_are_refused) {
  Compared at;
  at.objects.clear();
  BOOST_TEST(error_of([&] { at.outcome(); }) ==
             "the bundle expects 1 result of output total, the recipe has 0");
  at.bundle.lock.expected.clear();
  BOOST_TEST(error_of([&] {
               at.outcome();
             }).starts_with("the bundle expects no results"));
}

BOOST_AUTO_TEST_SUITE_END()
