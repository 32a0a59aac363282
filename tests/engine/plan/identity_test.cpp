#include "core/engine/plan/identity.h"

#include <boost/test/unit_test.hpp>

namespace moonstain {

namespace {

const char* const kAbc =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

std::vector<IdentityInput> inputs() {
  return {{"dataset", {{sha256("abc"), "", "mob/1"}}},
          {"genes", {{sha256(""), "genes.txt", ""}}}};
}

const Json kOptions = {{"seed", 42}, {"log", "ln_1p"}, {"scale_to", 1e4}};

}  // namespace

BOOST_AUTO_TEST_SUITE(identity_test)

// Both digests below are of `printf '%s' TEXT | sha256sum`.
BOOST_AUTO_TEST_CASE(identity_is_the_sha256_of_its_canonical_text) {
  BOOST_TEST(identity_text("targets", 3, kOptions, "libm: glibc 2.36, fma",
                           inputs()) ==
             std::string(
                 "{\"class\":\"libm: glibc 2.36, fma\",\"inputs\":{\"dataset\":"
                 "[{\"section\":\"mob/1\",\"sha256\":\"") +
                 kAbc +
                 "\"}],\"genes\":[{\"name\":\"genes.txt\",\"sha256\":"
                 "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b78"
                 "52b855\"}]},\"options\":{\"log\":\"ln_1p\",\"scale_to\":"
                 "10000.0,\"seed\":42},\"step\":\"targets\",\"version\":3}");
  BOOST_TEST(
      identity("targets", 3, kOptions, "libm: glibc 2.36, fma", inputs())
          .hex() ==
      "24d6c6d7371c46fc9367b16420b1ba55f60e1d9006a8df416f9242914d3a3ea6");
  BOOST_TEST(
      identity("grid", 1, Json::object(), "", {}).hex() ==
      "dcea3d46c23683a441a1cf42cc0b49e1b554f4f65831ef788aeae50cc7e5e8ad");
}

// Written by hand for speed: it must stay what the library would write.
BOOST_AUTO_TEST_CASE(the_text_is_canonical_json) {
  const std::string text =
      identity_text("targets", 3, kOptions, "cla\"ss", inputs());
  BOOST_TEST(canonical_json(Json::parse(text)) == text);
}

BOOST_AUTO_TEST_CASE(everything_a_body_can_see_changes_the_identity) {
  const auto of = [](std::string_view step, int version, const Json& options,
                     std::string_view numbers,
                     const std::vector<IdentityInput>& in) {
    return identity(step, version, options, numbers, in);
  };
  const Digest base = of("s", 1, {{"a", 1}}, "", inputs());
  BOOST_TEST((base == of("s", 1, {{"a", 1}}, "", inputs())));
  BOOST_TEST((base != of("t", 1, {{"a", 1}}, "", inputs())));
  BOOST_TEST((base != of("s", 2, {{"a", 1}}, "", inputs())));
  BOOST_TEST((base != of("s", 1, {{"a", 1.0}}, "", inputs())));
  BOOST_TEST((base != of("s", 1, {{"a", 1}}, "libm", inputs())));
  auto section = inputs();
  section[0].items[0].section = "mob/2";
  BOOST_TEST((base != of("s", 1, {{"a", 1}}, "", section)));
  auto name = inputs();
  name[1].items[0].name = "other.txt";
  BOOST_TEST((base != of("s", 1, {{"a", 1}}, "", name)));
  auto digest = inputs();
  digest[0].items[0].digest = sha256("abd");
  BOOST_TEST((base != of("s", 1, {{"a", 1}}, "", digest)));
}

BOOST_AUTO_TEST_CASE(a_node_takes_its_inputs_ids_and_a_leaf_its_own_digest) {
  std::vector<Node> nodes(2);
  nodes[0].source = {"genes.txt", 3, sha256("abc"), "", {}};
  nodes[0].id = node_id(nodes[0], Numeric::exact, {}, {});
  BOOST_TEST(nodes[0].id.hex() == kAbc);
  nodes[1].step = "targets";
  nodes[1].version = 1;
  nodes[1].options = Json::object();
  nodes[1].inputs = {{"genes", {0}}};
  const NumericClass numbers{"native", "libm: x", "torch: y"};
  BOOST_TEST((node_id(nodes[1], Numeric::libm, numbers, nodes) ==
              identity("targets", 1, Json::object(), "libm: x",
                       {{"genes", {{sha256("abc"), "genes.txt", ""}}}})));
  BOOST_TEST((node_id(nodes[1], Numeric::exact, numbers, nodes) ==
              identity("targets", 1, Json::object(), "",
                       {{"genes", {{sha256("abc"), "genes.txt", ""}}}})));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
