#pragma once

#include <c10/core/Device.h>

namespace moonstain {

/// A device that is none, to try networks on without a GPU: its memory is the
/// CPU's and its kernels are, but LibTorch takes it for another device. As on a
/// GPU, a tensor of the CPU among its tensors is an error, one of a single
/// value excepted, and a tensor's bytes are only come by through a copy.
///
/// To LibTorch it is an HPU, which no build here has kernels for.
at::Device stand_in_device();

/// Operations that its tensors went through so far.
long stand_in_calls();

}  // namespace moonstain
