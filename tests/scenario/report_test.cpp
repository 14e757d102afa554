// SPDX-License-Identifier: Apache-2.0
// Subscriptions of our client at our server's control blocks, wired in memory on a virtual clock: what was
// committed arrives, once, whatever happens to the connection.
#include <gtest/gtest.h>

#include "client/report_hub.hpp"
#include "server/report/test_reports.hpp"
#include "support/octets.hpp"

namespace busbar {
namespace {

using namespace std::chrono_literals;
using client::ReportStream;
using client::Task;

/// One client at one server, whose connection can be cut and is made again when the client wants it.
class Line {
public:
    explicit Line(server::Server& server, Now& now, std::string address = "192.0.2.7",
                  const ClientOptions& options = {})
        : remote(options, client::stack_options(options).value(), buffers_),
          server_(server),
          now_(now),
          address_(std::move(address)) {
        remote.reconnector.set_random([] { return 0.5; });
        open();
        remote.session.start(now_.monotonic);
        if (!run(remote.session.associate(10s))) throw std::runtime_error("no association");
    }
    ~Line() { cut(); }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    template <class T>
    T run(Task<T> task) {
        remote.on_time(now_.monotonic);
        task.start();
        while (!task.done()) {
            if (!move()) pass_time(never);
        }
        return task.take();
    }
    void run_for(Duration duration) {
        const TimePoint end = now_.monotonic + duration;
        do {
            while (move()) {
            }
        } while (pass_time(end));
        remote.on_time(now_.monotonic);
        while (move()) {
        }
    }
    void cut() {
        if (!open_) return;
        open_ = false;
        server_.closed(id_);
        remote.session.closed(fail(Fault::io, "cable pulled").value());
    }
    /// The next connection breaks after so many octets to the client.
    void cut_next_after(std::size_t octets) { next_octets_ = octets; }

    std::shared_ptr<ReportStream> subscribe(std::string reference, SubscriptionOptions options = {}) {
        auto stream = run(client::subscribe(remote, std::move(reference), std::move(options), {}));
        if (!stream) throw std::runtime_error(stream.error().message());
        return *stream;
    }

private:
    void open() {
        id_ = server_.open(address_ + ":50000", now_).value();
        open_ = true;
        octets_left_ = std::exchange(next_octets_, whole);
        remote.local_address = {192, 0, 2, 7};
    }
    /// To the next deadline; false where that is after `end`.
    bool pass_time(TimePoint end) {
        const TimePoint next = std::min(remote.deadline(), server_.deadline());
        if (next == never && end == never) throw std::runtime_error("nobody waits for anything");
        const TimePoint to = std::max(now_.monotonic, std::min(next, end));
        now_.wall += to - now_.monotonic;
        now_.monotonic = to;
        if (next > end) return false;
        remote.on_time(to);
        server_.on_time(now_);
        if (remote.wants_connection(to)) {
            remote.reconnector.begin();
            open();
            remote.connected(to);
        }
        return true;
    }
    bool move() {
        bool moved = false;
        if (open_ && !remote.session.output().empty()) {
            const test::Exact out(remote.session.output());
            remote.session.consume_output(out.bytes().size());
            server_.receive(id_, out.bytes(), now_);
            moved = true;
        }
        if (open_ && !server_.output(id_).empty()) {
            const Bytes pending = server_.output(id_);
            const test::Exact in(pending.first(std::min(pending.size(), octets_left_)));
            server_.sent(id_, in.bytes().size(), now_);
            remote.session.receive(in.bytes(), now_.monotonic);
            octets_left_ -= in.bytes().size();
            if (octets_left_ == 0) cut();
            moved = true;
        }
        if (open_ && server_.wants_close(id_)) {
            cut();
            moved = true;
        }
        return moved;
    }

    stack::Buffers buffers_;

public:
    client::Remote remote;

private:
    server::Server& server_;
    Now& now_;
    std::string address_;
    server::ConnectionId id_{};
    static constexpr std::size_t whole = static_cast<std::size_t>(-1);
    std::size_t octets_left_ = whole;
    std::size_t next_octets_ = whole;
    bool open_ = false;
};

class Reporting : public server::testing::ReportFixture {
protected:
    /// Values of Cnt in the reports that are there, general interrogations left out.
    static std::vector<std::int64_t> counts(ReportStream& stream) {
        std::vector<std::int64_t> numbers;
        while (const Report* const report = stream.next()) {
            for (const ReportedValue& value : report->values) {
                if (value.reason.has(ReasonCode::general_interrogation)) continue;
                if (value.reference() == "LD0/GGIO1.Cnt.stVal[ST]") {
                    numbers.push_back(value.value.as<std::int64_t>().value());
                }
            }
        }
        return numbers;
    }
    void count(int number) { commit("GGIO1$ST$Cnt$stVal", std::int64_t{number}); }
};

TEST_F(Reporting, ChangesArriveWithNamesQualityAndTime) {
    Line line(server, now);
    const auto stream = line.subscribe("LD0/LLN0.urcb01");
    line.run_for(1s);
    const Report* report = stream->next();
    ASSERT_NE(report, nullptr);
    EXPECT_EQ(report->values.size(), 4U);
    EXPECT_EQ(report->control_block, "LD0/LLN0.urcb01[RP]");
    EXPECT_EQ(report->data_set, "LD0/LLN0$events");
    EXPECT_EQ(report->conf_rev, 5U);
    EXPECT_FALSE(report->conf_rev_differs);
    EXPECT_EQ(report->values[2].reference(), "LD0/GGIO1.Ind3[ST]");
    EXPECT_TRUE(report->values[2].quality());
    EXPECT_TRUE(report->values[2].time());
    EXPECT_EQ(report->values[3].quality(), good);  // the attribute q itself
    indicate(2, true);
    line.run_for(1s);
    report = stream->next();
    ASSERT_NE(report, nullptr);
    ASSERT_EQ(report->values.size(), 1U);
    EXPECT_EQ(report->values[0].reference(), "LD0/GGIO1.Ind2.stVal[ST]");
    EXPECT_EQ(report->values[0].value, Value(true));
    EXPECT_EQ(report->values[0].reason, ReasonCode(ReasonCode::data_change));
    EXPECT_FALSE(report->lost.any());
}

TEST_F(Reporting, ABufferedSubscriptionLosesAndRepeatsNothing) {
    Line line(server, now);
    SubscriptionOptions options;
    options.data_set = "LD0/LLN0$counts";
    const auto stream = line.subscribe("LD0/LLN0.brcb02", options);
    std::vector<std::int64_t> seen;
    std::vector<std::int64_t> sent;
    for (int i = 1; i <= 300; ++i) {
        count(i);
        sent.push_back(i);
        if (i % 7 == 0) line.run_for(10ms);
        if (i % 3 == 0) {
            for (const std::int64_t number : counts(*stream)) seen.push_back(number);
        }
        if (i % 50 == 0) {
            line.cut();
            count(i);  // with nobody there: dupd, the same value once more
            sent.push_back(i);
            line.run_for(30s);
            EXPECT_EQ(stream->state, SubscriptionState::live) << i;
        }
    }
    line.run_for(1s);
    for (const std::int64_t number : counts(*stream)) seen.push_back(number);
    EXPECT_EQ(seen, sent);
}

TEST_F(Reporting, SurvivesACutAfterAnyOctet) {
    Line line(server, now);
    SubscriptionOptions options;
    options.data_set = "LD0/LLN0$counts";
    const auto stream = line.subscribe("LD0/LLN0.brcb02", options);
    int number = 0;
    std::int64_t seen = 0;
    for (std::size_t octets = 1; octets < 700; octets += 3) {
        line.cut_next_after(octets);
        line.cut();
        line.run_for(40s);
        ASSERT_EQ(stream->state, SubscriptionState::live) << octets;
        count(++number);
        line.run_for(40s);
        for (const std::int64_t value : counts(*stream)) {
            ASSERT_EQ(value, seen + 1) << octets;
            seen = value;
        }
        ASSERT_EQ(seen, number) << octets;
    }
}

TEST_F(Reporting, ClientsShareTheInstancesAndGiveThemBack) {
    Line first(server, now), second(server, now, "192.0.2.8"), third(server, now, "192.0.2.9");
    second.remote.local_address = {192, 0, 2, 8};
    third.remote.local_address = {192, 0, 2, 9};
    SubscriptionOptions options;
    options.data_set = "LD0/LLN0$events";
    const auto one = first.subscribe("LD0/LLN0.urcb", options);
    const auto two = second.subscribe("LD0/LLN0.urcb", options);
    EXPECT_NE(one->info.reference, two->info.reference);
    const auto none = third.run(client::subscribe(third.remote, "LD0/LLN0.urcb", options, {}));
    ASSERT_FALSE(none);
    EXPECT_NE(none.error().message().find("192.0.2.7"), std::string::npos) << none.error().message();
    ASSERT_TRUE(first.run(client::unsubscribe(first.remote, one)));
    EXPECT_TRUE(third.run(client::subscribe(third.remote, "LD0/LLN0.urcb", options, {})));
}

TEST_F(Reporting, SegmentsAreOneReport) {
    ClientOptions small;
    small.max_pdu_octets = 600;  // too small for the directory of 40 members
    Line line(server, now, "192.0.2.7", small);
    SubscriptionOptions options;
    options.data_set = "LD0/LLN0$floats";
    options.optional_fields = OptFlds{.sequence_number = true, .data_reference = true};
    const auto stream = line.subscribe("LD0/LLN0.urcb02", options);
    line.run_for(1s);
    const Report* const report = stream->next();
    ASSERT_NE(report, nullptr);
    ASSERT_EQ(report->values.size(), 40U);
    EXPECT_GT(report->segments, 1U);
    EXPECT_EQ(report->values[39].reference(), "LD0/MMXU1.Val39.mag.f[MX]");
}

}  // namespace
}  // namespace busbar
