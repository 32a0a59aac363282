#include "models/networks/composition_rule.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <boost/test/unit_test.hpp>
#include <map>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/learn/network/torch_runtime.h"
#include "tests/support/golden.h"
#include "tests/support/published_values.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

using Branch = RuledTypes::Branch;

Json golden() { return read_golden("learn/ghist_rule"); }

// 32 nuclei in three patches of which the second has none, seven types.
GhistOutput published_output(const Json& published) {
  GhistOutput out;
  out.type_logits = made_by_rule("input:swap_logits", {32, 7}, [](double u) {
                      return 3 * (2 * u - 1);
                    }).to(at::kFloat);
  at::Tensor composition = made_by_rule("input:swap_composition", {3, 7},
                                        [](double u) { return u; });
  composition[2][4] *= 0.02;
  out.composition =
      (composition / composition.sum(1, true)).to(at::kFloat).contiguous();
  const auto expression = [](const char* name, double start) {
    return made_by_rule(std::string("input:") + name, {32, 6},
                        [start](double u) { return start + u; })
        .to(at::kFloat);
  };
  out.general = expression("swap_expr", 0);
  out.immune = expression("swap_expr_immune", 10);
  out.invasive = expression("swap_expr_invasive", 20);
  out.counts = at::tensor(
      published.at("nuclei").get<std::vector<std::int64_t>>(), at::kLong);
  return out;
}

at::Tensor matrix(const Json& rows) {
  std::vector<float> values;
  for (const Json& row : rows) {
    for (const Json& value : row) values.push_back(value.get<float>());
  }
  return at::tensor(values).view({static_cast<std::int64_t>(rows.size()), -1});
}

CompositionRule rule_of(const Json& published) {
  CompositionRule rule{.alpha = published.at("alpha")};
  if (published.at("invasive").get<bool>()) {
    rule.invasive =
        published.at("script") == "v1 test script (invasive mode flagged)"
            ? InvasivePass::flagged
            : InvasivePass::unflagged;
  }
  return rule;
}

// What was drawn, call after call. It is recorded after it was centred on the
// estimate, and is the same when it is centred again.
RuleNoise recorded(const Json& calls, std::size_t& used) {
  return [&calls, &used](std::int64_t, int pass, std::int64_t candidates,
                         std::int64_t targets) {
    const Json& call = calls.at(used++);
    BOOST_TEST((call.at("targets").size() == 3) == (pass == 0));
    const at::Tensor noise = matrix(call.at("noise"));
    BOOST_TEST(noise.size(0) == candidates);
    BOOST_TEST(noise.size(1) == targets);
    return noise;
  };
}

void check_ruled(const RuledTypes& ruled, const GhistOutput& out,
                 const Json& published) {
  BOOST_TEST(
      ruled.types == published.at("types").get<std::vector<std::int64_t>>(),
      boost::test_tools::per_element());
  const std::map<std::string, Branch> branches = {
      {"general", Branch::general},
      {"immune", Branch::immune},
      {"invasive", Branch::invasive}};
  for (std::size_t i = 0; i < ruled.branches.size(); ++i) {
    const Branch branch =
        branches.at(published.at("branches").at(i).get<std::string>());
    BOOST_TEST((ruled.branches[i] == branch));
    const at::Tensor& from = branch == Branch::general  ? out.general
                             : branch == Branch::immune ? out.immune
                                                        : out.invasive;
    const auto row = static_cast<std::int64_t>(i);
    BOOST_TEST(ruled.expression[row].equal(from[row]));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(composition_rule_test)

BOOST_AUTO_TEST_CASE(all_published_scripts_are_met_by_their_noise) {
  prepare_torch();
  const Json published = golden();
  const GhistOutput out = published_output(published);
  const GhistRoles roles =
      ghist_roles(published.at("classes").get<std::vector<std::string>>());
  BOOST_TEST(published.at("cases").size() == 16U);
  for (const Json& one : published.at("cases")) {
    BOOST_TEST_CONTEXT(one.at("script") << ", seed " << one.at("seed")) {
      std::size_t used = 0;
      check_ruled(composition_rule(out, roles, rule_of(one),
                                   recorded(one.at("calls"), used)),
                  out, one);
      BOOST_TEST(used == one.at("calls").size());
    }
  }
}

// PyTorch's generator, one row of normal numbers a candidate, gives the noise
// that the scripts drew.
BOOST_AUTO_TEST_CASE(all_published_scripts_are_met_by_their_seed) {
  prepare_torch();
  const Json published = golden();
  const GhistOutput out = published_output(published);
  const GhistRoles roles =
      ghist_roles(published.at("classes").get<std::vector<std::string>>());
  for (const Json& one : published.at("cases")) {
    BOOST_TEST_CONTEXT(one.at("script") << ", seed " << one.at("seed")) {
      at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(
          one.at("seed").get<std::uint64_t>());
      const auto draw = [&](std::int64_t, int, std::int64_t candidates,
                            std::int64_t targets) {
        std::vector<at::Tensor> rows;
        for (std::int64_t i = 0; i < candidates; ++i) {
          rows.push_back(at::randn({1, targets}, generator, at::kFloat));
        }
        return at::cat(rows);
      };
      check_ruled(composition_rule(out, roles, rule_of(one), draw), out, one);
    }
  }
}

// Four B cells and logits that prefer B by 1; the estimate says all are T.
GhistOutput four_b_cells() {
  GhistOutput out;
  out.type_logits = at::zeros({4, 3});
  out.type_logits.select(1, 0).fill_(1);
  out.composition = at::tensor({0.F, 0.F, 1.F}).unsqueeze(0);
  out.general = at::zeros({4, 2});
  out.immune = at::zeros({4, 2}).fill_(1);
  out.invasive = at::zeros({4, 2}).fill_(2);
  out.counts = at::tensor({4}, at::kLong);
  return out;
}

// Without spread the noise is the estimate: 0 for B, 1 for T. The pull is
// alpha 4 (1 - 0) = 4 alpha for T, so T has 4 alpha, B has 1: with alpha 1 all
// change to T, which keeps the general expression; with alpha 0.2 none does.
BOOST_AUTO_TEST_CASE(the_pull_is_alpha_times_nuclei_times_what_is_missing) {
  prepare_torch();
  const GhistOutput out = four_b_cells();
  const GhistRoles roles{.b = 0, .myeloid = 1, .t = 2};
  const auto flat = [](std::int64_t, int, std::int64_t rows,
                       std::int64_t columns) {
    return at::zeros({rows, columns});
  };
  const RuledTypes strong = composition_rule(out, roles, {.alpha = 1}, flat);
  BOOST_TEST(strong.types == std::vector<std::int64_t>(4, 2),
             boost::test_tools::per_element());
  BOOST_TEST(strong.expression.equal(out.general));
  const RuledTypes weak = composition_rule(out, roles, {.alpha = 0.2}, flat);
  BOOST_TEST(weak.types == std::vector<std::int64_t>(4, 0),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_slide_draws_the_same_however_its_patches_are_batched) {
  prepare_torch();
  const RuleNoise whole = slide_noise({7}, "ghist", "her2st/B4", 0);
  const RuleNoise later = slide_noise({7}, "ghist", "her2st/B4", 2);
  const RuleNoise other = slide_noise({7}, "ghist", "her2st/B5", 0);
  BOOST_TEST(whole(2, 0, 5, 3).equal(later(0, 0, 5, 3)));
  BOOST_TEST(whole(2, 0, 5, 3).equal(whole(2, 0, 5, 3)));
  BOOST_TEST(!whole(2, 0, 5, 3).equal(whole(2, 1, 5, 3)));
  BOOST_TEST(!whole(2, 0, 5, 3).equal(whole(1, 0, 5, 3)));
  BOOST_TEST(!whole(2, 0, 5, 3).equal(other(2, 0, 5, 3)));
}

BOOST_AUTO_TEST_CASE(a_network_without_types_has_no_rule) {
  GhistOutput out = four_b_cells();
  out.composition = at::Tensor();
  BOOST_TEST(error_of([&] { composition_rule(out, {}, {}, {}); }) ==
             "composition_rule: the network was made without types or without "
             "the neighbourhood; the rule needs both");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
