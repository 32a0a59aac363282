#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/path.h"
#include "core/engine/step/kind_words.h"
#include "core/learn/encoder.h"
#include "core/learn/network/network.h"
#include "core/learn/weights/weights.h"

namespace moonstain {

class StepKind;

/// Networks that were trained on ImageNet and are encoders of papers on spots.
enum class ImageNetNetwork {
  resnet18,     ///< 512 values, 11,176,512 parameters: EGNv2
  resnet50,     ///< 2048, 23,508,032: BLEEP, EGNv1, hist2RNA, DeepPT, SEQUOIA
  densenet121,  ///< 1024, 6,953,856: ST-Net
};

template <>
struct KindWords<ImageNetNetwork> {
  static constexpr std::string_view kAll[] = {"resnet18", "resnet50",
                                              "densenet121"};
};

/// What the network is given of a byte p of a picture.
enum class PictureScale {
  imagenet,          ///< (p / 255 - mean) / deviation of ImageNet's channel
  minus_one_to_one,  ///< 2 p / 255 - 1, as EGNv2 gives it
};

template <>
struct KindWords<PictureScale> {
  static constexpr std::string_view kAll[] = {"imagenet", "minus_one_to_one"};
};

/// Default: as the weights expect it. EGNv2's tiles are of 256 px.
struct ImageNetOptions {
  std::int64_t input_px = 224;
  PictureScale scale = PictureScale::imagenet;
};

/// The state of such a network without its classes in a file of torchvision
/// (core/learn/weights/torchvision.h).
Weights imagenet_weights(ImageNetNetwork network, const fs::path& path);

/// One of the networks and its state, by torchvision's names; the mean over a
/// picture of its last maps, of DenseNet's behind a ReLU.
///
/// Source: He et al. 2016, arXiv:1512.03385; Huang et al. 2017,
/// arXiv:1608.06993; layers, names and files in
/// recipes/spot_benchmark/METHOD.md 3.
class ImageNetTower {
 public:
  /// @param type  float32 or float64
  ImageNetTower(ImageNetNetwork network, at::ScalarType type);
  ~ImageNetTower();

  /// Pictures [batch, 3, rows, columns] to [batch, width()], running values of
  /// the normalisations being as they were stored.
  at::Tensor features(const at::Tensor& pictures) const;
  std::int64_t width() const;

  State& state() { return state_; }

 private:
  struct Parts;
  State state_;
  std::unique_ptr<Parts> parts_;
};

/// The network as an encoder. Its name has the first eight digits of the file's
/// sha256, as torchvision's names of files do: "resnet50-0676ba61/imagenet".
/// Features by other weights are so not taken for these.
///
/// @param path     its state, F32 but for what counts, nothing more and nothing
///                 less
/// @param where    the file, as errors call it
/// @throws Error   listing the tensors that do not fit; naming the network
///                 where they are those of another one that is here
Encoder imagenet_encoder(ImageNetNetwork network, const fs::path& path,
                         const ImageNetOptions& options,
                         std::string_view where);

/// `resnet18`, `resnet50`, `densenet121`: features of tiles by them.
StepKind resnet18_step();
StepKind resnet50_step();
StepKind densenet121_step();

}  // namespace moonstain
