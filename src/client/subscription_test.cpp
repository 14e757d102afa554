// SPDX-License-Identifier: Apache-2.0
// Subscriptions from the name to the report: which control block is taken, what is written to it and in
// which order, and that it is given back.
#include "client/test_reports.hpp"

namespace busbar::client {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using Log = std::vector<std::string>;

/// A client at a station, with what a subscription needs.
struct Plant {
    TestPeer peer;
    ReportStation station{peer};

    explicit Plant(std::vector<Block> blocks) {
        peer.associate();
        station.blocks = std::move(blocks);
    }
    Result<std::shared_ptr<ReportStream>> try_subscribe(std::string reference,
                                                        SubscriptionOptions options = {},
                                                        ReportCallback callback = {}) {
        return peer.run(
            subscribe(peer.remote, std::move(reference), std::move(options), std::move(callback)));
    }
    std::shared_ptr<ReportStream> subscribed(std::string reference, SubscriptionOptions options = {},
                                             ReportCallback callback = {}) {
        auto stream = try_subscribe(std::move(reference), std::move(options), std::move(callback));
        if (!stream) throw std::runtime_error(stream.error().message());
        return *stream;
    }
    Result<const Report*> next(const std::shared_ptr<ReportStream>& stream, Duration timeout = 1s) {
        return peer.run(next_report(peer.remote, stream, peer.now + timeout));
    }
    void send(const ReportParts& parts) {
        station.report(parts.elements());
        peer.settle();
    }
};

ReportParts simple(std::uint32_t sequence, bool value = true) {
    ReportParts parts;
    parts.sequence = sequence;
    parts.members = {1};
    parts.values = {indication(value)};
    return parts;
}

TEST(Subscribe, ConfiguresWhatDiffersEnablesAndInterrogates) {
    Plant plant({urcb("urcb01")});
    const auto stream = plant.subscribed("LD0/LLN0.urcb01");
    EXPECT_EQ(plant.station.log, Log({"urcb01.Resv=true", "urcb01.OptFlds=0111000010", "urcb01.TrgOps=010001",
                                      "urcb01.RptEna=true", "urcb01.GI=true"}));
    EXPECT_EQ(stream->state, SubscriptionState::live);
    EXPECT_EQ(stream->info.reference.text(), "LD0/LLN0.urcb01[RP]");
    EXPECT_TRUE(stream->control.trg_ops->general_interrogation);
    EXPECT_TRUE(stream->not_taken.empty());
    // What is as wanted is not written again.
    ASSERT_TRUE(plant.peer.run(unsubscribe(plant.peer.remote, stream)));
    plant.station.log.clear();
    (void)plant.subscribed("LD0/LLN0$RP$urcb01");
    EXPECT_EQ(plant.station.log, Log({"urcb01.Resv=true", "urcb01.RptEna=true", "urcb01.GI=true"}));
}

TEST(Subscribe, WritesTheOptionsInTheOrderThatServersTake) {
    Plant plant({brcb("b01")});
    plant.station.data_sets["LLN0$Other"] = {"LLN0$ST$Ind1"};
    SubscriptionOptions options;
    options.trigger_options = TrgOps{.data_change = true};
    options.optional_fields = OptFlds{.sequence_number = true};
    options.buffer_time = 50ms;
    options.integrity_period = 2s;
    options.data_set = "LD0/LLN0.Other";
    options.rpt_id = "mine";
    options.reservation = 30s;
    options.interrogation = Interrogation::none;
    const auto stream = plant.subscribed("LD0/LLN0.b01", options);
    EXPECT_EQ(plant.station.log, Log({"b01.ResvTms=30", "b01.RptID=\"mine\"", "b01.DatSet=\"LD0/LLN0$Other\"",
                                      "b01.OptFlds=0100000000", "b01.BufTm=50", "b01.TrgOps=010010",
                                      "b01.IntgPd=2000", "b01.RptEna=true"}));
    EXPECT_EQ(stream->members()->size(), 1U);
}

TEST(Subscribe, DeliversAReportThatComesBeforeTheAnswerToTheEnabling) {
    Plant plant({urcb("urcb01")});
    plant.station.written = [&](Block&, std::string_view member) {
        if (member == "RptEna") plant.station.report(simple(0).elements());
    };
    const auto stream = plant.subscribed("LD0/LLN0.urcb01");
    const auto report = plant.next(stream);
    ASSERT_TRUE(report) << report.error().message();
    EXPECT_EQ((*report)->control_block, "LD0/LLN0.urcb01[RP]");
    EXPECT_EQ((*report)->data_set, "LD0/LLN0$Events");
    EXPECT_EQ((*report)->sequence, 0U);
    EXPECT_EQ((*report)->conf_rev, 1U);
    ASSERT_EQ((*report)->values.size(), 1U);
    const ReportedValue& value = (*report)->values.front();
    EXPECT_EQ(value.index, 1U);
    EXPECT_EQ(value.reference(), "LD0/LLN0.Ind2[ST]");
    EXPECT_EQ(value.value, indication(true));
    EXPECT_TRUE(value.reason.none());
    ASSERT_TRUE(value.member->type);
    EXPECT_EQ(value.member->type->root().child("stVal")->type(), MmsType::boolean);
}

TEST(Subscribe, FindsQualityAndTimeByTheType) {
    Plant plant({urcb("urcb01")});
    const auto stream = plant.subscribed("LD0/LLN0.urcb01");
    ReportParts parts = simple(0);
    parts.members = {0, 1};
    parts.values = {indication(true, Validity::invalid, 7), DataAccessError::object_invalidated};
    parts.reasons = {BitString(0b010000, 6), BitString(0b0000011, 7)};
    plant.send(parts);
    const auto report = plant.next(stream);
    ASSERT_TRUE(report);
    const std::vector<ReportedValue>& values = (*report)->values;
    EXPECT_EQ(values[0].quality(), Quality(Validity::invalid));
    EXPECT_EQ(values[0].time()->seconds, 7U);
    EXPECT_EQ(values[0].reason, ReasonCode(ReasonCode::data_change));
    EXPECT_TRUE(values[1].value.is_error());
    EXPECT_FALSE(values[1].quality());
    EXPECT_EQ(values[1].reason.text(), "gi application");
}

TEST(Subscribe, TakesTheFirstFreeInstanceOfABaseName) {
    Block enabled = brcb("ev01");
    enabled.at("RptEna") = true;
    enabled.at("Owner") = OctetString{{10, 0, 0, 5}};
    Block reserved = brcb("ev02");
    reserved.at("ResvTms") = 60;
    reserved.at("Owner") = OctetString{{10, 0, 0, 6}};
    Plant plant({enabled, reserved, brcb("ev03"), brcb("evening04"), brcb("ev05")});
    const auto stream = plant.subscribed("LD0/LLN0.ev");
    EXPECT_EQ(stream->info.reference.text(), "LD0/LLN0.ev03[BR]");
    EXPECT_EQ(plant.station.log.front(), "ev03.ResvTms=60");
    // All candidates were read by one request, the one that was taken once more.
    EXPECT_EQ(plant.station.reads, 2U);
    const auto second = plant.subscribed("LD0/LLN0.ev");
    EXPECT_EQ(second->info.reference.text(), "LD0/LLN0.ev05[BR]");
    const auto none = plant.try_subscribe("LD0/LLN0.ev");
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().fault, Fault::refused);
    EXPECT_NE(none.error().message().find("ev01: enabled by 10.0.0.5"), std::string::npos)
        << none.error().message();
    EXPECT_NE(none.error().message().find("ev02: reserved for 60 s by 10.0.0.6"), std::string::npos);
    EXPECT_EQ(plant.peer.remote.reports->streams().size(), 2U);
}

TEST(Subscribe, GoesOnToTheNextInstanceWhereOneIsRefusedAfterAll) {
    Plant plant({urcb("u01"), urcb("u02"), urcb("u03")});
    plant.station.blocks[0].foreign = true;
    plant.station.refuse = [](Block& block, std::string_view member,
                              const Value&) -> std::optional<DataAccessError> {
        if (block.name == "u02" && member == "RptEna") return DataAccessError::temporarily_unavailable;
        return std::nullopt;
    };
    const auto stream = plant.subscribed("LD0/LLN0.u");
    EXPECT_EQ(stream->info.reference.text(), "LD0/LLN0.u03[RP]");
    // What had been reserved was given back.
    EXPECT_FALSE(plant.station.block("u02").is_on("Resv"));
}

TEST(Subscribe, TakesAControlBlockOfADataSet) {
    Plant plant({urcb("u01", ""), brcb("b01", "LD0/LLN0$Other"), brcb("b02")});
    EXPECT_EQ(plant.subscribed("LD0/LLN0$Events")->info.reference.text(), "LD0/LLN0.b02[BR]");
    const auto none = plant.try_subscribe("LD0/LLN0$Nothing");
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, Code::data_access(10));
    EXPECT_EQ(plant.try_subscribe("LD0").error().fault, Fault::misuse);
}

TEST(Subscribe, LeavesAloneWhatIsReservedUnlessTheUserMeansIt) {
    Block unknown = urcb("u01");
    unknown.at("Resv") = true;
    Block other = urcb("u02");
    other.at("Resv") = true;
    other.at("Owner") = OctetString{{10, 0, 0, 5}};
    Plant plant({unknown, other});
    EXPECT_FALSE(plant.try_subscribe("LD0/LLN0.u"));
    EXPECT_FALSE(plant.try_subscribe("LD0/LLN0.u02"));
    EXPECT_TRUE(plant.station.log.empty());
    // It may be assigned to this client by configuration: the server decides.
    EXPECT_TRUE(plant.try_subscribe("LD0/LLN0.u01"));
    SubscriptionOptions options;
    options.take_over = TakeOver::any;
    EXPECT_TRUE(plant.try_subscribe("LD0/LLN0.u02", options));
}

TEST(Subscribe, KnowsItsOwnAddressAsOwner) {
    Block assigned = brcb("b02");
    assigned.at("ResvTms") = -1;
    assigned.at("Owner") = OctetString{{10, 0, 0, 9}};
    Plant plant({brcb("b01"), assigned});
    plant.peer.remote.local_address = {10, 0, 0, 9};
    EXPECT_EQ(plant.subscribed("LD0/LLN0.b")->info.reference.text(), "LD0/LLN0.b02[BR]");
    for (const std::string& line : plant.station.log) EXPECT_FALSE(line.starts_with("b02.ResvTms")) << line;
}

TEST(Subscribe, ReservesWhatIsAssignedToItWhereTheServerInsists) {
    Block assigned = brcb("b01");
    assigned.at("ResvTms") = -1;
    Plant plant({assigned});
    // Edition 2.1: nothing is taken before ResvTms was written.
    bool reserved = false;
    plant.station.refuse = [&](Block&, std::string_view member,
                               const Value&) -> std::optional<DataAccessError> {
        if (member == "ResvTms") reserved = true;
        if (!reserved) return DataAccessError::object_access_denied;
        return std::nullopt;
    };
    const auto stream = plant.subscribed("LD0/LLN0.b01");
    EXPECT_TRUE(stream->not_taken.empty());
    EXPECT_EQ(std::count(plant.station.log.begin(), plant.station.log.end(), "b01.ResvTms=60"), 1);
}

TEST(Subscribe, GoesOnWithoutWhatIsFixed) {
    Plant plant({urcb("u01")});
    plant.station.refuse = [](Block&, std::string_view member,
                              const Value&) -> std::optional<DataAccessError> {
        if (member == "OptFlds" || member == "Resv") return DataAccessError::object_access_denied;
        return std::nullopt;
    };
    const auto stream = plant.subscribed("LD0/LLN0.u01");
    ASSERT_EQ(stream->not_taken.size(), 1U);
    EXPECT_EQ(stream->not_taken[0].attribute, "OptFlds");
    EXPECT_EQ(stream->not_taken[0].why.code, Code::data_access(3));
    // A report without any option.
    ReportParts parts;
    parts.members = {0};
    parts.values = {indication(true)};
    plant.send(parts);
    const auto report = plant.next(stream);
    ASSERT_TRUE(report);
    EXPECT_FALSE((*report)->sequence);
    EXPECT_EQ((*report)->values.front().reference(), "LD0/LLN0.Ind1[ST]");
}

TEST(Subscribe, SaysWhyTheOnlyControlBlockCannotBeHad) {
    Plant plant({urcb("u01", "")});
    const auto empty = plant.try_subscribe("LD0/LLN0.u01");
    ASSERT_FALSE(empty);
    EXPECT_NE(empty.error().message().find("no data set"), std::string::npos) << empty.error().message();
    EXPECT_FALSE(plant.station.blocks[0].is_on("Resv"));
    SubscriptionOptions options;
    options.data_set = "LD0/LLN0$Nope";
    plant.station.refuse = [](Block&, std::string_view member,
                              const Value&) -> std::optional<DataAccessError> {
        if (member == "DatSet") return DataAccessError::object_value_invalid;
        return std::nullopt;
    };
    EXPECT_EQ(plant.try_subscribe("LD0/LLN0.u01", options).error().code, Code::data_access(11));
    options.data_set.reset();
    options.purge = true;
    options.resume_after = entry(1);
    EXPECT_EQ(plant.try_subscribe("LD0/LLN0.u01", options).error().fault, Fault::misuse);
}

TEST(Subscribe, ReadsMembersByNameInAnyOrderAndSpelling) {
    Block odd = brcb("b01");
    std::reverse(odd.members.begin(), odd.members.end());
    std::erase_if(odd.members, [](const auto& member) { return member.first == "Owner"; });
    for (auto& [name, value] : odd.members) {
        if (name == "TimeofEntry") name = "TimeOfEntry";
    }
    Plant plant({odd});
    const auto controls = plant.peer.run(report_controls(plant.peer.remote, ""));
    ASSERT_TRUE(controls);
    ASSERT_EQ(controls->size(), 1U);
    EXPECT_EQ(controls->front().members.front(), "ResvTms");
    const auto state = plant.peer.run(read_report_control(plant.peer.remote, controls->front()));
    ASSERT_TRUE(state);
    EXPECT_EQ(state->data_set, "LD0/LLN0$Events");
    EXPECT_TRUE(state->time_of_entry);
    EXPECT_FALSE(state->owner);
    EXPECT_EQ(state->resv_tms, 0);
}

TEST(Subscribe, ResumesAfterTheEntryOfAnEarlierRun) {
    Plant plant({brcb("b01")});
    SubscriptionOptions options;
    options.resume_after = entry(5);
    const auto stream = plant.subscribed("LD0/LLN0.b01", options);
    EXPECT_EQ(plant.station.log[plant.station.log.size() - 2], "b01.EntryID=0000000000000005");
    EXPECT_EQ(plant.station.log.back(), "b01.RptEna=true");  // and no general interrogation
    EXPECT_EQ(stream->last_entry(), entry(5));
}

TEST(Subscribe, GoesOnWhereTheEntryIsNotKnownAnyMore) {
    Plant plant({brcb("b01")});
    plant.station.refuse = [](Block&, std::string_view member,
                              const Value&) -> std::optional<DataAccessError> {
        if (member == "EntryID") return DataAccessError::object_value_invalid;
        return std::nullopt;
    };
    SubscriptionOptions options;
    options.resume_after = entry(5);
    const auto stream = plant.subscribed("LD0/LLN0.b01", options);
    EXPECT_EQ(plant.station.log.back(), "b01.GI=true");
    ReportParts parts = simple(0);
    parts.rpt_id = "LD0/LLN0$BR$b01";
    parts.overflow = true;
    parts.entry_id = entry(4);
    plant.send(parts);
    const auto report = plant.next(stream);
    ASSERT_TRUE(report);
    EXPECT_TRUE((*report)->lost.unknown);
    EXPECT_TRUE((*report)->lost.overflow);
    EXPECT_FALSE((*report)->repeated);
}

TEST(Subscribe, GivesBackWhatItTookInOneRequest) {
    Plant plant({brcb("b01"), urcb("u01")});
    const auto buffered = plant.subscribed("LD0/LLN0.b01");
    const auto unbuffered = plant.subscribed("LD0/LLN0.u01");
    plant.station.log.clear();
    const std::size_t before = plant.peer.requests;
    ASSERT_TRUE(plant.peer.run(unsubscribe(plant.peer.remote, buffered)));
    EXPECT_EQ(plant.station.log, Log({"b01.RptEna=false", "b01.ResvTms=0"}));
    EXPECT_EQ(plant.peer.requests, before + 1);
    ASSERT_TRUE(plant.peer.run(unsubscribe(plant.peer.remote, unbuffered)));
    EXPECT_EQ(plant.station.log.back(), "u01.Resv=false");
    EXPECT_EQ(buffered->state, SubscriptionState::closed);
    EXPECT_EQ(plant.next(buffered).error().fault, Fault::misuse);
    EXPECT_TRUE(plant.peer.remote.reports->streams().empty());
    // Once is enough.
    const std::size_t after = plant.peer.requests;
    EXPECT_TRUE(plant.peer.run(unsubscribe(plant.peer.remote, buffered)));
    EXPECT_EQ(plant.peer.requests, after);
}

TEST(Subscribe, DoesNotWaitLongToGiveBack) {
    Plant plant({urcb("u01")});
    const auto stream = plant.subscribed("LD0/LLN0.u01");
    plant.peer.silent = true;
    const TimePoint before = plant.peer.now;
    EXPECT_EQ(plant.peer.run(unsubscribe(plant.peer.remote, stream)).error().fault, Fault::timeout);
    EXPECT_LE(plant.peer.now - before, 2s);
}

TEST(Subscribe, CallsBackAtOnce) {
    Plant plant({urcb("u01")});
    std::vector<std::uint32_t> seen;
    const auto stream =
        plant.subscribed("LD0/LLN0.u01", {}, [&](const Report& report) { seen.push_back(*report.sequence); });
    plant.send(simple(0));
    plant.send(simple(1));
    EXPECT_EQ(seen, std::vector<std::uint32_t>({0, 1}));
    EXPECT_EQ(plant.next(stream).error().fault, Fault::misuse);
}

TEST(Subscribe, InterrogatesWhenAsked) {
    Plant plant({urcb("u01")});
    const auto stream = plant.subscribed("LD0/LLN0.u01");
    plant.station.log.clear();
    EXPECT_TRUE(plant.peer.run(interrogate(plant.peer.remote, stream)));
    EXPECT_EQ(plant.station.log, Log({"u01.GI=true"}));
}

TEST(Subscribe, TellsApartControlBlocksThatShareARptId) {
    Plant plant({urcb("u01"), urcb("u02", "LD0/LLN0$Other")});
    plant.station.data_sets["LLN0$Other"] = {"LLN0$ST$Ind1", "LLN0$ST$Ind2", "LLN0$ST$Ind1$q"};
    const auto first = plant.subscribed("LD0/LLN0.u01");
    const auto second = plant.subscribed("LD0/LLN0.u02");
    ReportParts parts = simple(0);
    parts.size = 3;  // by the size of the data set
    plant.send(parts);
    EXPECT_TRUE(second->has_report());
    EXPECT_FALSE(first->has_report());
    parts = simple(0);
    parts.data_set = "LD0/LLN0$Events";  // by its name
    plant.send(parts);
    EXPECT_TRUE(first->has_report());
    parts.rpt_id = "someone";
    plant.send(parts);
    const ReportCounters& counters = plant.peer.remote.reports->counters();
    EXPECT_EQ(counters.received, 3U);
    EXPECT_EQ(counters.unmatched, 1U);
}

TEST(Subscribe, TellsApartControlBlocksThatShareARptIdAndADataSet) {
    Plant plant({urcb("u01"), urcb("u02")});
    const auto first = plant.subscribed("LD0/LLN0.u01");
    const auto second = plant.subscribed("LD0/LLN0.u02");
    plant.send(simple(0));
    plant.send(simple(0));  // not the number that is due for the first
    EXPECT_TRUE(first->has_report());
    EXPECT_TRUE(second->has_report());
}

TEST(Subscribe, CountsWhatCannotBeRead) {
    Plant plant({urcb("u01")});
    const auto stream = plant.subscribed("LD0/LLN0.u01");
    ReportParts parts = simple(0);
    parts.members = {0, 1};  // and one value
    plant.send(parts);
    EXPECT_EQ(plant.next(stream, 1s).error().fault, Fault::timeout);
    EXPECT_EQ(plant.peer.remote.reports->counters().unreadable, 1U);
    plant.send(simple(1));
    const auto report = plant.next(stream, 1s);
    ASSERT_TRUE(report) << report.error().message();
    EXPECT_EQ((*report)->lost.unreadable, 1U);
    EXPECT_EQ(plant.peer.remote.reports->counters().unreadable, 1U);
}

TEST(Subscribe, NextWaitsAsLongAsItMay) {
    Plant plant({urcb("u01")});
    const auto stream = plant.subscribed("LD0/LLN0.u01");
    const TimePoint before = plant.peer.now;
    EXPECT_EQ(plant.next(stream, 5s).error().fault, Fault::timeout);
    EXPECT_EQ(plant.peer.now - before, 5s);
}

TEST(SetReportControl, WritesReadsBackAndTellsWhatWasNotTaken) {
    Plant plant({brcb("b01")});
    plant.station.refuse = [](Block&, std::string_view member,
                              const Value&) -> std::optional<DataAccessError> {
        if (member == "BufTm") return DataAccessError::object_access_denied;
        return std::nullopt;
    };
    plant.station.written = [](Block& block, std::string_view member) {
        if (member == "IntgPd") block.at("IntgPd") = 500U;  // the server's smallest
    };
    ReportControlSettings settings;
    settings.enabled = true;
    settings.buf_tm = 10;
    settings.intg_pd = 100;
    settings.rpt_id = "";  // as it is
    settings.resv_tms = 20;
    settings.gi = true;
    const auto change = plant.peer.run(set_report_control(plant.peer.remote, "LD0/LLN0.b01", settings));
    ASSERT_TRUE(change) << change.error().message();
    EXPECT_EQ(plant.station.log,
              Log({"b01.ResvTms=20", "b01.BufTm=10", "b01.IntgPd=100", "b01.RptEna=true", "b01.GI=true"}));
    ASSERT_EQ(change->not_taken.size(), 2U);
    EXPECT_EQ(change->not_taken[0].attribute, "BufTm");
    EXPECT_EQ(change->not_taken[0].why.code, Code::data_access(3));
    EXPECT_EQ(change->not_taken[1].attribute, "IntgPd");
    EXPECT_EQ(change->state.intg_pd, 500U);
    EXPECT_EQ(change->state.enabled, true);
    plant.station.log.clear();
    settings = {};
    settings.enabled = false;
    settings.resv_tms = 0;
    settings.rpt_id = "x";
    ASSERT_TRUE(plant.peer.run(set_report_control(plant.peer.remote, "LD0/LLN0.b01[BR]", settings)));
    EXPECT_EQ(plant.station.log, Log({"b01.RptEna=false", "b01.RptID=\"x\"", "b01.ResvTms=0"}));
    const auto nothing = plant.peer.run(set_report_control(plant.peer.remote, "LD0/LLN0.no", settings));
    EXPECT_EQ(nothing.error().code, Code::data_access(10));
}

TEST(SetReportControl, ReservesWhereTheServerInsistsAndGivesBack) {
    Plant plant({urcb("u01")});
    plant.station.refuse = [](Block& block, std::string_view member,
                              const Value&) -> std::optional<DataAccessError> {
        if (member != "Resv" && !block.is_on("Resv")) return DataAccessError::object_access_denied;
        return std::nullopt;
    };
    ReportControlSettings settings;
    settings.buf_tm = 10;
    const auto change = plant.peer.run(set_report_control(plant.peer.remote, "LD0/LLN0.u01", settings));
    ASSERT_TRUE(change);
    EXPECT_TRUE(change->not_taken.empty());
    EXPECT_EQ(change->state.buf_tm, 10U);
    EXPECT_EQ(plant.station.log, Log({"u01.BufTm=10", "u01.Resv=true", "u01.BufTm=10", "u01.Resv=false"}));
    settings.buf_tm = 20;
    settings.enabled = true;
    ASSERT_TRUE(plant.peer.run(set_report_control(plant.peer.remote, "LD0/LLN0.u01", settings)));
    EXPECT_EQ(plant.station.log.back(), "u01.RptEna=true");
    EXPECT_TRUE(plant.station.block("u01").is_on("RptEna"));
}

}  // namespace
}  // namespace busbar::client
