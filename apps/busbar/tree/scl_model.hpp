// SPDX-License-Identifier: Apache-2.0
// The model that a client would find in an IED, from its SCL file: so that whatever shows a live IED shows a
// file too.
#pragma once

#include <busbar/remote_model.hpp>

#include "model/model.hpp"

namespace busbar::program {

RemoteModel remote_model_of(const model::Model& model);

}  // namespace busbar::program
