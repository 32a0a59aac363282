#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>

#include "core/learn/network/layers.h"
#include "core/learn/train/objective.h"

namespace moonstain {

/// What a network says of counts: a negative binomial whose zeros are more,
/// [spots, genes] each.
struct CountLaw {
  at::Tensor mean;         ///< of the negative binomial, 1e-5 to 1e6
  at::Tensor dispersion;   ///< 1e-4 to 1e4; the variance is m + m^2 / d
  at::Tensor extra_zeros;  ///< probability of a zero that is not its
};

/// Three linear maps of a spot's vector: exp, softplus and sigmoid of them,
/// under the names mean.0, disp.0 and pi.0.
///
/// Source: Eraslan et al. 2019, doi:10.1038/s41467-018-07931-2.
class CountHeads {
 public:
  CountHeads(const Names& names, std::int64_t width, std::int64_t genes);
  CountLaw operator()(const at::Tensor& values) const;

 private:
  Linear mean_;
  Linear dispersion_;
  Linear extra_zeros_;
};

/// What is made of the first two maps: exp and softplus, within their bounds.
at::Tensor count_mean(const at::Tensor& values);
at::Tensor count_dispersion(const at::Tensor& values);

/// Minus the log likelihood of counts, entry by entry, where the mean is
/// multiplied by a size factor of each spot. With m the product, d the
/// dispersion, p the extra zeros, e = 1e-10, of a count c above 1e-8
///
///     lgamma(d+e) + lgamma(c+1) - lgamma(c+d+e)
///     + (d+c) ln(1 + m/(d+e)) + c (ln(d+e) - ln(m+e)) - ln(1-p+e)
///
/// else -ln(p + (1-p) (d/(d+m+e))^d + e); to both `ridge` p^2 is added, which
/// holds extra zeros down.
///
/// @param counts        [spots, genes]
/// @param size_factors  [spots, 1]
at::Tensor zinb_loss(const at::Tensor& counts, const at::Tensor& size_factors,
                     const CountLaw& law, double ridge = 0);

/// The likelihood without extra zeros, as Hist2ST's authors define it beside
/// the other; their training does not use it. With r = exp(log_r) and p the
/// logistic function of `logit_p`, minus
///
///     lgamma(c+r) - lgamma(r) + c ln p + r ln(1-p)
///
/// summed over genes, the mean over spots. lgamma(c+1), which no network moves,
/// is left out, so that values do not compare with `zinb_loss`.
///
/// @param counts   [spots, genes]
/// @param log_r    [spots, genes], r above 0: the negative binomial's "number
///                 of failures"
/// @param logit_p  [spots, genes]; the mean is r p / (1 - p)
/// @return         a scalar
at::Tensor negative_binomial_loss(const at::Tensor& counts,
                                  const at::Tensor& log_r,
                                  const at::Tensor& logit_p);

/// The mean of `zinb_loss` over all entries as the term "zinb": the law is
/// outputs `law` to `law` + 2, counts are target `counts` and size factors the
/// one behind.
ObjectiveTerm zinb_term(double weight, std::size_t law, std::size_t counts,
                        double ridge = 0);

}  // namespace moonstain
