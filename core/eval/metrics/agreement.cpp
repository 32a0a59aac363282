#include "core/eval/metrics/agreement.h"

#include <limits>

#include "core/stats/near_values.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// A table whose columns are about 0, so that sums of squares keep their digits.
struct Centred {
  MatrixD values;
  // [items] A column that varies less is constant: a mean of equal values by
  // weights is equal to them but for the last bits.
  Eigen::ArrayXd noise;

  explicit Centred(const MatrixD& of)
      : values(of.rowwise() - of.colwise().mean().eval()),
        noise(1e-9 * of.cwiseAbs().colwise().maxCoeff().transpose().array()) {}
};

// Sums over spots of two columns of an item, for all items.
class PairSums {
 public:
  explicit PairSums(Eigen::Index items) {
    for (auto* one : {&x_, &y_, &xx_, &yy_, &xy_}) one->setZero(items);
  }

  template <typename X, typename Y>
  void add(const X& x, const Y& y) {
    x_ += x;
    y_ += y;
    xx_ += x.square();
    yy_ += y.square();
    xy_ += x * y;
  }

  Eigen::VectorXd pearson(double n, const Eigen::ArrayXd& noise_x,
                          const Eigen::ArrayXd& noise_y) const {
    const Eigen::ArrayXd x = xx_ - x_.square() / n;
    const Eigen::ArrayXd y = yy_ - y_.square() / n;
    return ((x > n * noise_x.square()) && (y > n * noise_y.square()))
        .select((xy_ - x_ * y_ / n) / (x * y).sqrt(), kNone)
        .matrix();
  }

 private:
  Eigen::ArrayXd x_, y_, xx_, yy_, xy_;
};

}  // namespace

struct Agreements::Tables {
  Centred predicted_a, measured_a, predicted_b, measured_b;
};

Agreements::Agreements(const SectionValues& a, const SectionValues& b)
    : tables_(new Tables{Centred(a.predicted), Centred(a.measured),
                         Centred(b.predicted), Centred(b.measured)}) {}

Agreements::~Agreements() = default;

Agreement Agreements::at(const NearPoints& near) const {
  const Eigen::Index items = tables_->predicted_a.values.cols();
  PairSums predicted(items), measured(items), cross(items);
  Agreement out;
  for (Eigen::Index spot = 0; spot < near.near.rows(); ++spot) {
    if (!near.has(spot)) continue;
    ++out.spots;
    const auto predicted_a = tables_->predicted_a.values.row(spot).transpose();
    const auto measured_a = tables_->measured_a.values.row(spot).transpose();
    const Eigen::ArrayXd predicted_b =
        near_mean(near, spot, tables_->predicted_b.values).transpose();
    const Eigen::ArrayXd measured_b =
        near_mean(near, spot, tables_->measured_b.values).transpose();
    predicted.add(predicted_a.array(), predicted_b);
    measured.add(measured_a.array(), measured_b);
    cross.add(predicted_a.array(), measured_b);
  }
  const auto n = static_cast<double>(out.spots);
  out.predicted = predicted.pearson(n, tables_->predicted_a.noise,
                                    tables_->predicted_b.noise);
  out.measured =
      measured.pearson(n, tables_->measured_a.noise, tables_->measured_b.noise);
  out.cross =
      cross.pearson(n, tables_->predicted_a.noise, tables_->measured_b.noise);
  return out;
}

}  // namespace moonstain
