#include "bindings/bundle/pack.h"

#include <boost/test/unit_test.hpp>
#include <ranges>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "tests/bindings/planning.h"

using namespace moonstain;
using testing::kHead;
using testing::Recipe;

namespace {

Bundle packed(const Recipe& recipe) {
  const Replanner replanner(recipe.request(), testing::catalog());
  return pack_recipe(replanner, replanner.plan(), "0.1.0");
}

std::vector<std::string> names(const Bundle& bundle) {
  std::vector<std::string> names;
  for (const auto& [path, bytes] : bundle.files) names.push_back(path);
  return names;
}

// Lines 2 on; `genes` is beside the recipe, weights in the library.
const std::string kBody =
    "require 'shared'\n"
    "local dataset = ms.dataset { manifest = data, sections = { 'C1' } }\n"
    "return { f = ms.features { patches = ms.patches { dataset = dataset },\n"
    "  weights = ms.source { 'net/w', learned_from = 'ImageNet' } } }\n";

/// A recipe beside files that it asks for, and others.
struct WithFiles : Recipe {
  explicit WithFiles(const std::string& body) : Recipe(kHead + body) {
    make_folders(request().library / "net");
    write("lib/shared.lua", "");
    write("lib/other.lua", "");
    write("lib/net/w", "weights");
    write("lib/net/LICENSE", "Apache");
    write("lib/net/other", "");
    write("my_recipe/README.md", "# Mine");
    write("my_recipe/scratch.txt", "");
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(pack_test)

BOOST_AUTO_TEST_CASE(what_a_recipe_asks_for_is_packed_with_its_licences) {
  const Bundle bundle = packed(WithFiles(kBody));
  BOOST_TEST(
      names(bundle) ==
          (std::vector<std::string>{
              "data_manifests/two/manifest.json", "recipes/lib/net/LICENSE",
              "recipes/lib/net/w", "recipes/lib/shared.lua",
              "recipes/my_recipe/README.md", "recipes/my_recipe/recipe.lua"}),
      boost::test_tools::per_element());
  BOOST_TEST(bundle.files.at("recipes/lib/net/w") == "weights");
}

BOOST_AUTO_TEST_CASE(the_lock_says_what_the_plan_is_made_of) {
  const WithFiles recipe(kBody);
  const Lock lock = packed(recipe).lock;
  BOOST_TEST(lock.recipe == "my_recipe");
  BOOST_TEST(
      (lock.steps == std::map<std::string, int>{
                         {"dataset", 1}, {"features", 1}, {"patches", 2}}));
  BOOST_TEST(lock.libm == "libm: test");
  BOOST_TEST(lock.torch == "");  // no step of it has LibTorch
  BOOST_REQUIRE(lock.data.size() == 1U);
  BOOST_TEST(lock.data.contains("two"));
  BOOST_REQUIRE(lock.files.size() == 1U);
  BOOST_TEST(
      (lock.files[0] == LockedFile{"recipes/lib/net/w", 7, sha256("weights")}));
  const lua::Plan plan = recipe.plan();
  BOOST_TEST((lock.outputs.at("f").front() ==
              plan.graph.nodes[plan.graph.outputs.at("f").front()].id));
  BOOST_TEST(lock.expected.empty());
}

// The file that a switch turned and another profile ask for travels, too.
BOOST_AUTO_TEST_CASE(what_another_profile_and_a_turned_switch_need_is_packed) {
  const Bundle bundle = packed(WithFiles(
      "if ms.profile == 'paper' then require 'other' end\n"
      "if ms.switch { name = 'e', kind = 'training', published = 'a',\n"
      "  audited = 'b', why = 'x' } == 'b' then\n"
      "  ms.source { 'net/other', learned_from = 'nothing' } end\n"
      "ms.param { name = 'profile_seen', default = ms.profile, 'x' }\n" +
      kBody));
  BOOST_TEST(bundle.files.contains("recipes/lib/other.lua"));
  BOOST_TEST(bundle.files.contains("recipes/lib/net/other"));
  BOOST_TEST(bundle.lock.files.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_bundle_is_the_same_wherever_it_is_packed) {
  const std::string first = bundle_bytes(packed(WithFiles(kBody)));
  BOOST_TEST((first == bundle_bytes(packed(WithFiles(kBody)))));
  BOOST_TEST(first.find(fs::temp_directory_path().string()) ==
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_was_packed_makes_the_same_plan_by_itself) {
  const WithFiles recipe(kBody);
  const Bundle bundle =
      parse_bundle(bundle_bytes(packed(recipe)), "my_recipe.moon");
  const TempFolder folder;
  const fs::path home = unpack_bundle(bundle, sha256("x"), folder.path);
  lua::PlanRequest request = recipe.request();
  request.recipe = home / "recipes/my_recipe";
  request.library = home / "recipes/lib";
  request.manifests = home / "data_manifests";
  const lua::Plan plan = lua::plan_recipe(request, testing::catalog());
  BOOST_TEST((lock_of(plan, request, "0.1.0") == bundle.lock));
}

// Its licence may not allow it, and it is large.
BOOST_AUTO_TEST_CASE(weights_that_the_user_names_are_locked_and_not_packed) {
  WithFiles recipe(
      "local dataset = ms.dataset { manifest = data, sections = { 'C1' } }\n"
      "return { f = ms.features { patches = ms.patches { dataset = dataset },\n"
      "  weights = ms.weights { 'w.pth' } } }\n");
  recipe.weights("README.md", "w");
  const Bundle bundle = packed(recipe);
  BOOST_TEST(names(bundle) ==
                 (std::vector<std::string>{"data_manifests/two/manifest.json",
                                           "recipes/my_recipe/README.md",
                                           "recipes/my_recipe/recipe.lua"}),
             boost::test_tools::per_element());
  BOOST_TEST(bundle.lock.files.empty());
  BOOST_REQUIRE(bundle.lock.weights.has_value());
  BOOST_TEST((*bundle.lock.weights == LockedFile{"README.md", 1, sha256("w")}));
}

// Networks on a GPU have its class, what is beside them that of the CPU.
BOOST_AUTO_TEST_CASE(a_lock_names_the_gpu_beside_the_cpu) {
  lua::Plan plan;
  for (const auto& [name, numeric] : {std::pair{"forest", Numeric::torch},
                                      std::pair{"net", Numeric::network}}) {
    StepDecl step;
    step.name = name;
    step.version = 1;
    step.numeric = numeric;
    plan.catalog.add(step);
    Node node;
    node.step = name;
    node.version = 1;
    plan.graph.nodes.push_back(node);
  }
  lua::PlanRequest request;
  request.numbers = {"native", "libm: test", "torch: test", "torch cuda: test"};
  const Lock on_gpu = lock_of(plan, request, "0.1.0");
  BOOST_TEST(on_gpu.torch == "torch: test");
  BOOST_TEST(on_gpu.cuda == "torch cuda: test");
  request.numbers.cuda.clear();
  plan.graph.nodes.erase(plan.graph.nodes.begin());
  const Lock on_cpu = lock_of(plan, request, "0.1.0");
  BOOST_TEST(on_cpu.torch == "torch: test");
  BOOST_TEST(on_cpu.cuda == "");
}

BOOST_AUTO_TEST_SUITE_END()
