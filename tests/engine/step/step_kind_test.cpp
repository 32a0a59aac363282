#include "core/engine/step/step_kind.h"

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/engine/step/catalog.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

enum class Edge { black, refuse };

struct Crop {
  std::int64_t crop_px = 224;
  int quality = 75;
  double share = 1;
  bool blank = true;
  std::string name = "whole";
  Edge edge = Edge::refuse;
  std::vector<std::string> colours = {"red"};
  std::vector<double> weights;
  int not_an_option = 7;
};

struct Order {
  std::int64_t seed = 3;
};

struct Text {
  static constexpr std::string_view kType = "Text";
  std::string text;

  static Text read(const fs::path& folder) {
    return {read_file(folder / "text")};
  }
  void write(const fs::path& folder) const {
    write_file(folder / "text", text);
  }
};

}  // namespace

template <>
struct KindWords<Edge> {
  static constexpr std::string_view kAll[] = {"black", "refuse"};
};

namespace {

StepKind crop_step() {
  return StepKind("crop", 2, "Crops.")
      .applies<File>("picture", "a picture")
      .learns_many<Text>("texts", Learned::selection, "texts")
      .optional()
      .option("crop_px", &Crop::crop_px, "side", {2, {}})
      .unit("px")
      .option("quality", &Crop::quality, "of JPEG", {0, 100})
      .option("share", &Crop::share, "of tissue")
      .option("seed", &Order::seed, "of the order")
      .required()
      .option("blank", &Crop::blank, "white tiles")
      .choice("name", &Crop::name, {"whole", "half"}, "which part")
      .option("edge", &Crop::edge, "at the border")
      .option("colours", &Crop::colours, "channels")
      .option("weights", &Crop::weights, "of the channels")
      .needs([](const Options& options, const InputSizes& sizes) {
        return Needs{.memory_bytes = sizes.of("picture"),
                     .seconds = options.as<Crop>().share};
      })
      .scores("texts")
      .makes<Text>([](const Inputs&, const Options& options) {
        const auto crop = options.as<Crop>();
        return Text{concat(crop.crop_px, " ", crop.quality, " ", crop.share,
                           " ", options.as<Order>().seed, " ", crop.blank, " ",
                           crop.name, " ", word_of(crop.edge), " ",
                           listed(crop.colours), " ", listed(crop.weights), " ",
                           crop.not_an_option)};
      });
}

std::string result(const Json& given) {
  const TempFolder folder;
  const StepKind step = crop_step();
  step.run(Inputs("crop", {}), complete_options(step.decl(), given),
           folder.path);
  return Text::read(folder.path).text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(step_kind_test)

BOOST_AUTO_TEST_CASE(an_option_has_type_and_default_of_its_member) {
  const StepKind kind = crop_step();
  const StepDecl& step = kind.decl();
  const auto is = [&](const char* name, OptionType type, const Json& value) {
    const OptionDecl* option = step.find_option(name);
    return option != nullptr && option->type == type &&
           canonical_json(option->default_value) == canonical_json(value);
  };
  BOOST_TEST(is("crop_px", OptionType::integer, 224));
  BOOST_TEST(is("quality", OptionType::integer, 75));
  BOOST_TEST(is("share", OptionType::number, 1.0));
  BOOST_TEST(is("seed", OptionType::integer, nullptr));
  BOOST_TEST(is("blank", OptionType::flag, true));
  BOOST_TEST(is("name", OptionType::choice, "whole"));
  BOOST_TEST(is("edge", OptionType::choice, "refuse"));
  BOOST_TEST(is("colours", OptionType::texts, {"red"}));
  BOOST_TEST(is("weights", OptionType::numbers, Json::array()));
  BOOST_TEST(step.find_option("crop_px")->unit == "px");
  BOOST_TEST(*step.find_option("crop_px")->least == 2.0);
  BOOST_TEST(listed(step.find_option("edge")->choices) == "black, refuse");
}

BOOST_AUTO_TEST_CASE(the_body_gets_structs_with_the_values_given) {
  BOOST_TEST(result({{"seed", 5}}) == "224 75 1 5 true whole refuse red  7");
  BOOST_TEST(result({{"seed", 5},
                     {"crop_px", 8},
                     {"quality", 0},
                     {"share", 0.5},
                     {"blank", false},
                     {"name", "half"},
                     {"edge", "black"},
                     {"colours", {"red", "blue"}},
                     {"weights", {1, 0.5}}}) ==
             "8 0 0.5 5 false half black red, blue 1, 0.5 7");
}

BOOST_AUTO_TEST_CASE(needs_are_what_the_step_says) {
  InputSizes sizes;
  sizes.add("picture", 12);
  const StepKind step = crop_step();
  const Json options =
      complete_options(step.decl(), {{"seed", 1}, {"share", 0.25}});
  BOOST_TEST(step.needs_of(options, sizes).memory_bytes == 12U);
  BOOST_TEST(step.needs_of(options, sizes).seconds == 0.25);
  BOOST_TEST(step.decl().has_needs);
  const StepKind silent =
      StepKind("silent", 1, "").makes<Text>([](const Inputs&, const Options&) {
        return Text{};
      });
  BOOST_TEST(silent.needs_of({}, sizes).memory_bytes == Needs().memory_bytes);
  BOOST_TEST(!silent.decl().has_needs);
}

BOOST_AUTO_TEST_CASE(a_struct_without_an_option_is_refused) {
  const StepKind step =
      StepKind("silent", 1, "")
          .makes<Text>([](const Inputs&, const Options& options) {
            options.as<Order>();
            return Text{};
          });
  const std::string error =
      error_of([&] { step.run(Inputs("silent", {}), Json::object(), ""); });
  BOOST_TEST(error.starts_with("silent: none of its options is a member of "));
}

BOOST_AUTO_TEST_CASE(what_no_declaration_has_checked_is_checked) {
  const auto error = [](const Json& options) {
    const StepKind step =
        StepKind("s", 1, "")
            .option("edge", &Crop::edge, "")
            .option("quality", &Crop::quality, "")
            .makes<Text>([](const Inputs&, const Options& given) {
              given.as<Crop>();
              return Text{};
            });
    return error_of([&] { step.run(Inputs("s", {}), options, ""); });
  };
  BOOST_TEST(error({{"edge", "clip"}, {"quality", 1}}) ==
             "s: option 'edge': 'clip' is none of 'black' or 'refuse'");
  BOOST_TEST(error({{"edge", "black"}, {"quality", 1LL << 40}}) ==
             "s: option 'quality': 1099511627776 does not fit");
}

BOOST_AUTO_TEST_CASE(a_name_stands_for_one_thing) {
  BOOST_TEST(error_of([] {
               StepKind("s", 1, "")
                   .applies<File>("seed", "")
                   .option("seed", &Order::seed, "");
             }) == "step s: option 'seed' is declared twice");
  BOOST_TEST(error_of([] { StepKind("s", 1, "").required(); }) ==
             "step s: required() comes after the option it is about");
  BOOST_TEST(error_of([] {
               StepKind("s", 1, "")
                   .learns<File>("labels", Learned::label, "")
                   .reads_labels();
             }) ==
             "step s: reads_labels() comes after an input that is applied");
}

BOOST_AUTO_TEST_CASE(an_option_that_narrows_is_a_list_of_texts) {
  BOOST_TEST(error_of([] {
               StepKind("s", 1, "").option("seed", &Order::seed, "").narrows();
             }) == "step s: narrows() comes after an option of texts");
  Json json = step_json(crop_step().decl());
  json["narrows"] = "nothing";
  const std::string name = json["name"];
  BOOST_TEST(error_of([&] { parse_step(json, "catalog"); }) ==
             concat("catalog: ", name,
                    ": narrows 'nothing', which is no list of texts"));
}

BOOST_AUTO_TEST_CASE(labels_that_are_read_go_through_json) {
  const StepKind kind =
      StepKind("s", 1, "")
          .applies<File>("totals", "")
          .reads_labels()
          .applies<File>("names", "")
          .makes<Text>([](const Inputs&, const Options&) { return Text{}; });
  Json json = step_json(kind.decl());
  const StepDecl read = parse_step(json, "catalog");
  BOOST_TEST(read.find_input("totals")->labels);
  BOOST_TEST(!read.find_input("names")->labels);
  json["inputs"][0]["role"] = "learns";
  BOOST_TEST(error_of([&] { parse_step(json, "catalog"); }) ==
             "catalog: s: input 'totals': labels are read of an input that is "
             "applied; one that is learned from says what it teaches");
}

BOOST_AUTO_TEST_CASE(what_is_within_another_input_goes_through_json) {
  const StepKind kind =
      StepKind("s", 1, "")
          .applies<Text>("dataset", "")
          .applies<File>("picture", "")
          .within("dataset")
          .makes<Text>([](const Inputs&, const Options&) { return Text{}; });
  Json json = step_json(kind.decl());
  BOOST_TEST(parse_step(json, "catalog").find_input("picture")->within ==
             "dataset");
  for (const char* wrong : {"picture", "dataste"}) {
    json["inputs"][1]["within"] = wrong;
    BOOST_TEST(error_of([&] { parse_step(json, "catalog"); }) ==
               concat("catalog: s: input 'picture' is within '", wrong,
                      "', which is no other input of it"));
  }
  BOOST_TEST(error_of([] {
               StepKind("s", 1, "").applies<File>("a", "").within("a");
             }) ==
             "step s: within('a') comes after another input than the one "
             "it names");
}

// A step's file lies in its object alone; a leaf's anywhere.
BOOST_AUTO_TEST_CASE(a_file_may_be_made_by_a_step) {
  const TempFolder folder;
  const StepKind kind = StepKind("s", 1, "")
                            .makes_into<File>([](const Inputs&, const Options&,
                                                 const fs::path& out) {
                              write_file(out / "p.png", "pixels");
                            });
  make_folders(folder / "object");
  kind.run(Inputs("s", {}), Json::object(), folder / "object");
  const Inputs in("t", {{"picture", {{folder / "object", "", "d/S1"}}},
                        {"leaf", {{folder / "object/p.png", "q.png", ""}}}});
  BOOST_TEST(in.get<File>("picture").path == folder / "object" / "p.png");
  BOOST_TEST(in.get<File>("picture").name == "p.png");
  BOOST_TEST(in.get<File>("leaf").name == "q.png");
  write_file(folder / "object" / "more", "");
  BOOST_TEST(error_of([&] { in.get<File>("picture"); }, folder.path) ==
             "t: input 'picture': object: holds 2 files, expected the one that "
             "a step has made");
}

BOOST_AUTO_TEST_CASE(just_one_of_two_inputs_is_taken) {
  const Inputs in("crop", {{"mask", {{"/m", "m", ""}}},
                           {"grid", {{"/g", "g", ""}}},
                           {"dataset", {}}});
  BOOST_CHECK_NO_THROW(in.check_one_of("mask", "dataset"));
  BOOST_CHECK_NO_THROW(in.check_one_of("dataset", "mask"));
  BOOST_TEST(error_of([&] { in.check_one_of("grid", "mask"); }) ==
             "crop: expected one of grid and mask, both are given");
  BOOST_TEST(error_of([&] { in.check_one_of("dataset", "tiles"); }) ==
             "crop: expected one of dataset and tiles, none is given");
}

BOOST_AUTO_TEST_CASE(a_declaration_goes_through_json) {
  const StepKind kind = crop_step();
  const Json json = step_json(kind.decl());
  const StepDecl read = parse_step(json, "catalog");
  BOOST_TEST(canonical_json(step_json(read)) == canonical_json(json));
  BOOST_TEST((read.find_input("texts")->learned == Learned::selection));
  BOOST_TEST(read.find_input("texts")->many);
  BOOST_TEST(read.find_input("texts")->optional);
  BOOST_TEST(read.scores == "texts");
  BOOST_TEST(read.has_needs);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
