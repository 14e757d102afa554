// SPDX-License-Identifier: Apache-2.0
// What a server is made with, beside its model: who it is, its address in each layer, and limits.
#pragma once

#include <optional>
#include <string>

#include "server/control/options.hpp"
#include "server/data_set_limits.hpp"
#include "server/file/options.hpp"
#include "server/log/options.hpp"
#include "server/process/options.hpp"
#include "server/report/options.hpp"
#include "stack/options.hpp"

namespace busbar::server {

/// Answers to identify; empty members are taken from the model's identity.
struct Identification {
    std::string vendor, model, revision;
};

struct Options {
    Identification identification;
    std::size_t max_associations = limits::associations;
    /// Connections without an association, at most. One more costs the oldest of them its place, so that
    /// those who only connect cannot keep out who means it.
    std::size_t max_half_open = 8192;
    /// Data sets that clients create. Nothing: what SCL Services of the model says, see data_set_limits().
    std::optional<DataSetLimits> data_sets;
    report::ReportOptions reports;
    control::Options controls;
    log::LogOptions logs;
    file::FileOptions files;
    /// What carries out the controls that no application handles. Off: only Mod is operated.
    ProcessOptions process;
    /// Derive mag, cVal, range and rangeAng from instMag and instCVal (DeadBands). For an application that
    /// does so itself: false.
    bool dead_bands = true;
    /// Beh from Mod, quality from Beh, substitution and blocking (Overlay). For an application that does so
    /// itself: false.
    bool overlay = true;
    /// Addresses, authentication, PDU size, deadlines. `mms.services` and `mms.cbb` are filled in by the
    /// server. The selectors are compared only where strict_addresses is set; set_addresses() takes them from
    /// a model.
    stack::Options stack;
};

}  // namespace busbar::server
