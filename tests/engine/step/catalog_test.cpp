#include "core/engine/step/catalog.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

Json catalog_json() {
  return Json::parse(R"({
    "libtorch": "2.13.0",
    "steps": [{
      "name": "patches", "version": 2, "sentence": "Square crops.",
      "numeric": "exact", "output": "Patches", "needs": true,
      "inputs": [
        {"name": "dataset", "type": "Dataset", "sentence": "the spots",
         "role": "applies"},
        {"name": "genes", "type": "File", "sentence": "gene names",
         "role": "learns", "learned": "selection", "optional": true},
        {"name": "masks", "type": "Image", "sentence": "tissue masks",
         "role": "applies", "many": true, "optional": true}],
      "options": [
        {"name": "size_px", "type": "integer", "default": 224,
         "sentence": "side of a crop", "unit": "px", "least": 1},
        {"name": "share", "type": "number", "default": 0.5,
         "sentence": "least share of tissue", "least": 0, "most": 1},
        {"name": "edge", "type": "choice", "default": "refuse",
         "choices": ["refuse", "drop", "fill"], "sentence": "at the border"},
        {"name": "blank", "type": "flag", "default": false,
         "sentence": "white tiles"},
        {"name": "colours", "type": "texts", "default": ["red"],
         "sentence": "channels"},
        {"name": "weights", "type": "numbers", "default": [1.0],
         "sentence": "of the channels"},
        {"name": "seed", "type": "integer", "default": null,
         "sentence": "of the order"}]}]})");
}

const StepDecl& patches() {
  static const Catalog catalog = Catalog::parse(catalog_json(), "catalog");
  return catalog.step("patches");
}

std::string option_error(const Json& options) {
  return error_of([&] { complete_options(patches(), options); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(catalog_test)

BOOST_AUTO_TEST_CASE(a_declaration_is_read_with_what_it_leaves_out) {
  const Catalog catalog = Catalog::parse(catalog_json(), "catalog");
  BOOST_TEST(catalog.libtorch() == "2.13.0");
  const StepDecl& step = catalog.step("patches");
  BOOST_TEST(step.version == 2);
  BOOST_TEST(step.has_needs);
  BOOST_TEST(step.scores.empty());
  BOOST_TEST((step.find_input("genes")->role == Role::learns));
  BOOST_TEST((step.find_input("genes")->learned == Learned::selection));
  BOOST_TEST(step.find_input("masks")->many);
  BOOST_TEST(!step.find_input("dataset")->optional);
  BOOST_TEST(step.find_input("size_px") == nullptr);
  BOOST_TEST(*step.find_option("share")->most == 1.0);
  BOOST_TEST(catalog.find("patch") == nullptr);
}

BOOST_AUTO_TEST_CASE(an_unknown_step_gives_the_nearest_name) {
  const Catalog catalog = Catalog::parse(catalog_json(), "catalog");
  BOOST_TEST(error_of([&] { catalog.step("patchs"); }) ==
             "no step 'patchs'; did you mean 'patches'?");
  BOOST_TEST(error_of([&] { catalog.step("forest"); }) ==
             "no step 'forest'; `moonstain steps` lists them");
}

BOOST_AUTO_TEST_CASE(a_catalog_that_contradicts_itself_is_refused) {
  Json twice = catalog_json();
  twice["steps"].push_back(twice["steps"][0]);
  BOOST_TEST(error_of([&] { Catalog::parse(twice, "catalog"); }) ==
             "catalog: step 'patches' is declared twice");
  Json numeric = catalog_json();
  numeric["steps"][0]["numeric"] = "magic";
  BOOST_TEST(error_of([&] { Catalog::parse(numeric, "c.json"); }) ==
             "c.json: patches: member 'numeric' is 'magic'; expected "
             "'exact', 'libm', 'torch', 'network' or 'bfloat16'");
  Json option = catalog_json();
  option["steps"][0]["options"][0]["default"] = 0;
  BOOST_TEST(error_of([&] { Catalog::parse(option, "catalog"); }) ==
             "catalog: patches: option 'size_px' is 0; expected at least 1 px");
  option["steps"][0]["options"][0]["most"] = 100'000;
  BOOST_TEST(error_of([&] { Catalog::parse(option, "catalog"); }) ==
             "catalog: patches: option 'size_px' is 0; expected 1 to 100,000 "
             "px");
  Json scores = catalog_json();
  scores["steps"][0]["scores"] = "predictions";
  BOOST_TEST(error_of([&] { Catalog::parse(scores, "catalog"); }) ==
             "catalog: patches: scores 'predictions', which is no input of it");
}

// Only where its option says so.
BOOST_AUTO_TEST_CASE(an_option_makes_numbers_bfloat16) {
  Json json = catalog_json();
  Json& step = json["steps"][0];
  step["numeric"] = "torch";
  step["precision"] = "edge";
  step["options"][2]["default"] = "float32";
  step["options"][2]["choices"] = {"float32", "bfloat16"};
  const Catalog catalog = Catalog::parse(json, "catalog");
  const StepDecl& decl = catalog.step("patches");
  BOOST_TEST(step_json(decl).at("precision") == "edge");
  const auto of = [&](const Json& options) {
    return numeric_of(decl, complete_options(decl, options));
  };
  BOOST_TEST((of({{"seed", 1}}) == Numeric::torch));
  BOOST_TEST((of({{"seed", 1}, {"edge", "bfloat16"}}) == Numeric::bfloat16));
  BOOST_TEST((numeric_of(patches(), OptionsText()) == Numeric::exact));

  step["precision"] = "size_px";
  BOOST_TEST(
      error_of([&] { Catalog::parse(json, "catalog"); }) ==
      "catalog: patches: precision is 'size_px', which is no choice of it");
}

BOOST_AUTO_TEST_CASE(options_are_completed_in_the_type_of_the_declaration) {
  const Json options =
      complete_options(patches(), {{"size_px", 112.0},
                                   {"share", 1},
                                   {"seed", 7},
                                   {"weights", {1, 0.5}},
                                   {"colours", Json::object()}});
  BOOST_TEST(canonical_json(options) ==
             "{\"blank\":false,\"colours\":[],\"edge\":\"refuse\",\"seed\":7,"
             "\"share\":1.0,\"size_px\":112,\"weights\":[1.0,0.5]}");
}

BOOST_AUTO_TEST_CASE(wrong_options_are_named_with_what_was_expected) {
  BOOST_TEST(option_error({{"size", 224}}) ==
             "patches: no option 'size'; did you mean 'size_px'?");
  BOOST_TEST(option_error({{"opacity_of_ink", 1}}) ==
             "patches: no option 'opacity_of_ink'; its options are size_px, "
             "share, edge, blank, colours, weights, seed");
  BOOST_TEST(option_error({{"size_px", "big"}}) ==
             "patches: option 'size_px' is \"big\"; expected an integer");
  BOOST_TEST(option_error({{"size_px", 1.5}}) ==
             "patches: option 'size_px' is 1.5; expected an integer");
  BOOST_TEST(option_error({{"size_px", 0}}) ==
             "patches: option 'size_px' is 0; expected at least 1 px");
  BOOST_TEST(option_error({{"share", 1.5}}) ==
             "patches: option 'share' is 1.5; expected 0 to 1");
  BOOST_TEST(option_error({{"edge", "clip"}}) ==
             "patches: option 'edge' is \"clip\"; expected \"refuse\", "
             "\"drop\" or \"fill\"");
  BOOST_TEST(option_error({{"blank", 1}}) ==
             "patches: option 'blank' is 1; expected true or false");
  BOOST_TEST(option_error({{"colours", {"red", 3}}}) ==
             "patches: option 'colours' is [\"red\",3]; expected a list of "
             "texts");
  BOOST_TEST(option_error({{"weights", {"heavy"}}}) ==
             "patches: option 'weights' is [\"heavy\"]; expected a list of "
             "numbers");
  BOOST_TEST(option_error(Json::object()) ==
             "patches: option 'seed' must be given: of the order");
}

BOOST_AUTO_TEST_CASE(wrong_inputs_are_named_with_what_was_expected) {
  const auto input_error = [](const GivenInputs& given) {
    return error_of([&] { check_inputs(patches(), given); });
  };
  BOOST_TEST(input_error({{"dataset", {"Dataset"}},
                          {"masks", {"Image", "Image"}}}) == "no error");
  BOOST_TEST(input_error({{"datasets", {"Dataset"}}}) ==
             "patches: no input 'datasets'; did you mean 'dataset'?");
  BOOST_TEST(input_error({}) ==
             "patches: input 'dataset' is missing: the spots");
  BOOST_TEST(input_error({{"dataset", {"Image"}}}) ==
             "patches: input 'dataset' is an Image; expected a Dataset");
  BOOST_TEST(input_error({{"dataset", {"Dataset", "Dataset"}}}) ==
             "patches: input 'dataset' got 2 values; expected one");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
