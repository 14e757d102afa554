// SPDX-License-Identifier: Apache-2.0
// A report as it goes on the wire (IEC 61850-8-1 clause 17.2): an informationReport with the named variable
// list "RPT", in segments where one PDU is too small.
#pragma once

#include <optional>
#include <string_view>

#include "base/back_writer.hpp"
#include "model/model.hpp"
#include "server/report/entry.hpp"

namespace busbar::server::report {

/// What surrounds the entry.
struct ReportFrame {
    std::string_view rpt_id;
    /// What the report carries: already without bufOvfl and entryID for an unbuffered block. The segmentation
    /// bit says nothing here: it is set in the report exactly when the report is segmented.
    OptFlds fields;
    std::uint32_t sequence_number = 0;
    std::string_view data_set;  ///< "LD/LN$name"
    bool buffer_overflow = false;
    std::uint32_t conf_revision = 0;
    /// The whole data set, for its size and the names of its members.
    std::span<const model::DataSetMember> members;
};

enum class Encoded : std::uint8_t {
    complete,      ///< the last segment, or the only one
    more_follows,  ///< call again
    does_not_fit,  ///< a frame without any member is longer than the PDU: nothing can be sent
};

/// Encodes one report, segment by segment. A member that alone does not fit into a PDU is sent as the
/// DataAccessError object_value_invalid, and counted. Reasons have 7 bits, 6 in a model of edition 1.
/// Allocates nothing once the writer has grown.
class ReportEncoder {
public:
    /// Views `model`, `entry` and `frame`. `entry.included` must name members of `frame.members`, and their
    /// value_octets add up to `entry.values`.
    ReportEncoder(const model::Model& model, const ReportFrame& frame, const Entry& entry);
    /// Prepends the next segment, a whole MMS PDU, to `writer`, which is empty and bounded by the negotiated
    /// PDU size. After does_not_fit the writer is as it was, and the same answer comes again; segments given
    /// before stay valid, but none of them is the last. Not to be called again after complete.
    Encoded next(BackWriter& writer);
    /// Members that were replaced because they did not fit.
    [[nodiscard]] std::size_t replaced() const { return replaced_; }

private:
    struct Segment;
    [[nodiscard]] std::size_t frame_octets(bool segmented) const;
    [[nodiscard]] std::size_t companions(std::size_t included) const;
    [[nodiscard]] std::optional<Segment> plan(std::size_t bound) const;
    void put_members(BackWriter& writer, const Segment& segment) const;
    void put_inclusion(BackWriter& writer, const Segment& segment) const;
    void put_frame(BackWriter& writer, const Segment& segment) const;
    bool put_segment(BackWriter& writer, const Segment& segment) const;

    const model::Model& model_;
    const ReportFrame& frame_;
    const Entry& entry_;
    std::size_t position_ = 0;         // in entry_.included
    std::size_t values_position_ = 0;  // in entry_.values
    std::uint32_t segment_ = 0;
    std::size_t replaced_ = 0;
};

}  // namespace busbar::server::report
