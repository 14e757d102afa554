// SPDX-License-Identifier: Apache-2.0
// From the octets of a report to a Report: counts checked strictly, segments put together, the memory of the
// values kept from report to report. A report that is not as its data set says changes nothing but counters.
#pragma once

#include "client/report_members.hpp"
#include "client/report_message.hpp"
#include "client/value_reader.hpp"

namespace busbar::client {

class ReportDecoder {
public:
    enum class Outcome : std::uint8_t {
        complete,    ///< report() holds it
        partial,     ///< a segment; others follow
        incomplete,  ///< segments are missing: what was there of the report is dropped
        unreadable,  ///< no report, or not of this data set
        skipped,     ///< a segment of a report that was dropped before
    };
    /// Values of a report, nested ones included, and octets of all segments together.
    static constexpr std::size_t max_items = 65'536;
    static constexpr std::size_t max_octets = std::size_t{1} << 20U;

    /// The data set from here on. A report that is half there is dropped; true where there was one.
    bool set_members(std::shared_ptr<MemberTable> members);
    [[nodiscard]] const std::shared_ptr<MemberTable>& members() const { return members_; }

    /// The access results of one informationReport.
    Outcome decode(Bytes results);
    /// The same with its frame.
    Outcome decode(Bytes results, const ReportFrame& frame);
    /// Values and what the frame said; the rest is left alone.
    [[nodiscard]] Report& report() { return report_; }
    /// Reports that broke off because the next began.
    [[nodiscard]] std::uint32_t take_broken_off() { return std::exchange(broken_off_, 0); }

private:
    using Values = std::vector<ReportedValue>;
    /// The last value of a member that is not in report_.values, for its memory.
    struct Kept {
        Value value;
        std::size_t octets = 0;
    };

    [[nodiscard]] bool fits(const ReportFrame& frame);
    [[nodiscard]] std::optional<Outcome> begin(const ReportFrame& frame);
    bool read_blocks(const ReportFrame& frame);
    bool read_references(const ReportFrame& frame, ber::Reader& reader, std::size_t first);
    bool prepare_values(const ReportFrame& frame, std::size_t first);
    void return_values(std::size_t first);
    ReportedValue& add_value(std::size_t member);
    void take_frame(const ReportFrame& frame);
    bool finish_segments();
    void drop();

    std::shared_ptr<MemberTable> members_;
    Report report_;
    ByteVector last_inclusion_;    // of report_.values, while they stand in that form
    std::vector<Kept> kept_;       // by member
    std::size_t kept_octets_ = 0;  // of all kept_ together
    bool assembling_ = false;
    bool skipping_ = false;
    std::optional<std::uint32_t> sequence_;  // of the report that is being put together
    std::uint32_t next_segment_ = 0;
    std::size_t octets_ = 0;
    std::size_t items_left_ = max_items;
    std::uint32_t broken_off_ = 0;
};

}  // namespace busbar::client
