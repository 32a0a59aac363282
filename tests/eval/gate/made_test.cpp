#include "core/eval/gate/made.h"

#include <boost/test/unit_test.hpp>

#include "core/base/digest.h"

using namespace moonstain;
using gate::Made;

namespace {

StepDecl step(const std::string& name, Numeric numeric) {
  StepDecl decl;
  decl.name = name;
  decl.version = 2;
  decl.numeric = numeric;
  return decl;
}

Node node(const std::string& step, const Json& options) {
  Node out;
  out.step = step;
  out.version = 2;
  out.options = options;
  return out;
}

Node file(const std::string& manifest, const std::string& name,
          const std::string& content) {
  SourceFile source;
  source.name = name;
  source.manifest = manifest;
  source.sha256 = sha256(content);
  Node out;
  out.id = source.sha256;
  out.source = std::move(source);
  return out;
}

}  // namespace

namespace {

Made made(const std::vector<Node>& nodes, const std::string& cuda = "") {
  Catalog catalog;
  catalog.add(step("read", Numeric::exact));
  catalog.add(step("ridge", Numeric::libm));
  catalog.add(step("net", Numeric::torch));
  StepDecl either = step("either", Numeric::torch);
  either.precision = "precision";
  catalog.add(either);
  Graph graph;
  graph.nodes = nodes;
  graph.params = {{"epochs", "", 60, 5, true}};
  catalog.add(step("encoder", Numeric::network));
  NumericClass numbers{"native", "libm: glibc 2.36, fma", "torch: avx2"};
  numbers.bfloat16 = "torch: avx2, bfloat16 by emulation";
  numbers.cuda = cuda;
  return gate::made_of(graph, catalog, numbers, "0.1.0", std::string(64, 'a'));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(made_test)

BOOST_AUTO_TEST_CASE(only_the_classes_that_steps_compute_in_count) {
  const Made exact = made({node("read", Json::object())});
  BOOST_TEST(gate::class_words(exact) == "exact arithmetic");
  const Made ridge = made({node("ridge", Json::object())});
  BOOST_TEST(gate::class_words(ridge) == "libm: glibc 2.36, fma");
  const Made both =
      made({node("ridge", Json::object()), node("net", Json::object())});
  BOOST_TEST(gate::class_words(both) == "libm: glibc 2.36, fma; torch: avx2");
  const Made float32 = made({node("either", {{"precision", "float32"}})});
  BOOST_TEST(gate::class_words(float32) == "torch: avx2");
  // Whichever comes first.
  const Node rounded = node("either", {{"precision", "bfloat16"}});
  for (const Made& mixed : {made({rounded, node("net", Json::object())}),
                            made({node("net", Json::object()), rounded})}) {
    BOOST_TEST(gate::class_words(mixed) ==
               "torch: avx2, bfloat16 by emulation");
    BOOST_TEST(!gate::same_class(float32, mixed));
  }
  BOOST_TEST(!gate::same_class(ridge, both));
  BOOST_TEST(gate::same_class(both, both));
}

// What runs on the CPU beside networks on a GPU has a class of its own.
BOOST_AUTO_TEST_CASE(a_gpu_is_named_beside_the_cpu_and_repeats_no_bytes) {
  const std::string cuda = "torch cuda: 2.13.0, CUDA 13.0, NVIDIA H200";
  const Node network = node("encoder", Json::object());
  const Node rounded = node("either", {{"precision", "bfloat16"}});
  BOOST_TEST(gate::class_words(made({network}, cuda)) == cuda);
  const Made both = made({node("net", Json::object()), network}, cuda);
  BOOST_TEST(gate::class_words(both) == "torch: avx2; " + cuda);
  BOOST_TEST(gate::class_words(made({rounded, network}, cuda)) ==
             "torch: avx2, bfloat16 by emulation; " + cuda);
  BOOST_TEST(!gate::repeats(both));
  const Made on_cpu = made({node("net", Json::object()), network});
  BOOST_TEST(gate::class_words(on_cpu) == "torch: avx2");
  BOOST_TEST(gate::repeats(on_cpu));
  // A GPU that no network runs on is of no class.
  BOOST_TEST(gate::repeats(made({rounded}, cuda)));
}

BOOST_AUTO_TEST_CASE(options_are_told_by_step_and_many_by_their_digest) {
  std::vector<Node> nodes;
  for (int i = 1; i <= 5; ++i) {
    nodes.push_back(node("read", {{"seed", i}, {"fold", i % 2}, {"k", 7}}));
  }
  const auto options = made(nodes).steps.at("read").options;
  BOOST_TEST(options.at("k") == Json(7));
  BOOST_TEST(options.at("fold") == Json({0, 1}));
  BOOST_TEST(options.at("seed") ==
             Json("5 values " + sha256("1\n2\n3\n4\n5\n").hex().substr(0, 12)));
}

BOOST_AUTO_TEST_CASE(the_same_plan_does_not_differ) {
  const std::vector<Node> nodes = {file("mob", "a.tsv", "a"),
                                   node("read", {{"k", 1}})};
  BOOST_TEST(gate::made_differences(made(nodes), made(nodes)).empty());
}

BOOST_AUTO_TEST_CASE(all_that_differs_is_named_with_both_values) {
  Made was = made({file("mob", "a.tsv", "a"), file("", "g.txt", "g"),
                   node("read", {{"k", 1}}), node("ridge", {{"alpha", 10.0}})});
  Made is = made({file("mob", "a.tsv", "b"), node("read", {{"k", 2}}),
                  node("net", Json::object())});
  was.params["epochs"] = 60;
  was.switches["unit"] = "section";
  is.switches["unit"] = "patient";
  was.steps["read"].version = 1;
  is.moonstain = "0.2.0";
  const std::vector<std::string> expected = {
      "moonstain 0.2.0, was 0.1.0",
      "param epochs = 5, was 60",
      "switch unit = \"patient\", was \"section\"",
      "numeric class '', was 'libm: glibc 2.36, fma'",
      "numeric class of networks 'torch: avx2', was ''",
      "step net is new",
      "read version 2, was 1",
      "read option k = 2, was 1",
      "step ridge is not there",
      "file g.txt not there, was " + sha256("g").hex().substr(0, 12),
      "file mob/a.tsv " + sha256("b").hex().substr(0, 12) + ", was " +
          sha256("a").hex().substr(0, 12)};
  const auto found = gate::made_differences(was, is);
  BOOST_TEST(found == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
