// SPDX-License-Identifier: Apache-2.0
// From a checked file to the model of one IED at one access point: types expanded, values placed, data sets,
// control blocks and logs defined. What is faulty and can be left out is left out (the findings say so); what
// cannot makes an error that names file, line and column.
#pragma once

#include <busbar/scl.hpp>
#include <memory>
#include <string>
#include <vector>

#include "model/builder.hpp"

namespace busbar::scl {

struct CompileOptions {
    /// Leave out logical nodes whose type is faulty instead of failing.
    bool lenient = false;
};

struct Compiled {
    std::shared_ptr<const model::Model> model;
    model::Image image;  ///< initial values
    std::string ied;
    std::string access_point;
    /// Findings as they matter to this IED: those elsewhere in the file are at most warnings.
    std::vector<SclFinding> findings;
};

/// Fails with misuse where the selection names no IED or access point with a server (the text lists what
/// there is), violation where the IED cannot be served, limit where it is too large. `fault`, where given,
/// receives the finding behind a violation.
Result<Compiled> compile(const SclSelection& selection, const CompileOptions& options = {},
                         SclFinding* fault = nullptr);

}  // namespace busbar::scl
