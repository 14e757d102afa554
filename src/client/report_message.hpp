// SPDX-License-Identifier: Apache-2.0
// A report as it travels (IEC 61850-8-1 clause 17.2): an informationReport named RPT whose access results
// are a frame, as its OptFlds tell, and three blocks: references, values, reasons of the included members.
#pragma once

#include <busbar/report.hpp>

#include "ber/primitives.hpp"

namespace busbar::client {

/// The frame; views the message.
struct ReportFrame {
    std::string_view rpt_id;
    OptFlds fields;
    std::optional<std::uint32_t> sequence;
    std::optional<EntryTime> time_of_entry;
    std::optional<std::string_view> data_set;
    bool buffer_overflow = false;
    std::optional<EntryId> entry_id;
    std::optional<std::uint32_t> conf_rev;
    std::uint32_t segment = 0;
    bool more_segments = false;
    ber::BitString inclusion;
    std::size_t included = 0;  ///< ones in it
    Bytes blocks;              ///< references, values, reasons

    [[nodiscard]] bool is_segmented() const { return fields.segmentation; }
    /// Without more to follow.
    [[nodiscard]] bool is_last() const { return !fields.segmentation || !more_segments; }
};

/// Whether an informationReport, as the content of its element, is a report: named RPT, as a variable list
/// or as a variable. `results` are then its access results.
bool is_report(Bytes content, Bytes& results);

/// Takes the frame apart. False, with the reason in `state`, where that is no report.
bool read_frame(Bytes results, ReportFrame& frame, ber::DecodeState& state);

}  // namespace busbar::client
