// SPDX-License-Identifier: Apache-2.0
// What the requests of a run are about.
#pragma once

#include <busbar/reference.hpp>
#include <string>
#include <vector>

#include "bench/request.hpp"
#include "client/object.hpp"
#include "live/target_options.hpp"

namespace busbar::program {

enum class BenchMode : std::uint8_t { read, dataset, write, associate, discover };

/// What is asked again and again.
struct BenchWork {
    std::vector<client::Object> objects;
    std::vector<Value> values;  ///< for write: what was read
    std::string device, item;   ///< of the data set
    DataSetReference::Scope scope = DataSetReference::Scope::domain;
};

/// Resolves what is to be asked, and asks it once, so that a wrong name is told here and not counted there.
Exit prepare(Link& link, BenchMode mode, const std::vector<std::string>& objects, const std::string& data_set,
             BenchWork& work);
/// For read, dataset and write. `work` must outlive it.
bench::EncodeRequest encoder(BenchMode mode, const BenchWork& work);

}  // namespace busbar::program
