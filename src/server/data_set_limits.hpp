// SPDX-License-Identifier: Apache-2.0
// How many data sets clients may create (IEC 61850-6 Services, DynDataSet; IEC 61850-7-2 clause 13).
#pragma once

#include <cstddef>

namespace busbar::model {
struct Services;
}

namespace busbar::server {

struct DataSetLimits {
    bool creation = true;         ///< false: CreateDataSet is refused
    std::size_t max_sets = 1000;  ///< dynamic ones, all scopes together
    std::size_t max_sets_of_association = 100;
    std::size_t max_members = 1000;         ///< of one set
    std::size_t max_all_members = 200'000;  ///< of all dynamic sets together; bounds their memory
    std::size_t max_name_octets = 64;       ///< of one identifier, "LN$name"
};

/// What SCL says: the defaults where there is no element Services; no creation where there is one without
/// DynDataSet, or with max 0; else its max, for one association as for all, and its maxAttributes, which
/// bounds the members (FCD and FCDA) of one set.
DataSetLimits data_set_limits(const model::Services& services);

}  // namespace busbar::server
