// SPDX-License-Identifier: Apache-2.0
// Setting groups of servers that are not like ours: attributes missing, of other types, sessions that outlive
// a confirm, refusals at every step. Against our own server: io/client_settings_test.cpp.
#include "client/setting.hpp"

#include <deque>
#include <map>

#include "client/object.hpp"
#include "client/test_station.hpp"
#include "client/value_codec.hpp"

namespace busbar::client {
namespace {

using namespace testing;

namespace kinds {
using testing::types::member;
using testing::types::structure;
const mms::TypeDescription int8{mms::IntegerType{8}};
const mms::TypeDescription int8u{mms::UnsignedType{8}};
const mms::TypeDescription boolean{mms::BooleanType{}};
const mms::TypeDescription time{mms::UtcTimeType{}};

/// A control block with what the standard has since edition 1; numbers are INT8 at some makers.
struct Lln0 {
    explicit Lln0(const mms::TypeDescription& number)
        : members{member("NumOfSG", number), member("ActSG", number), member("EditSG", number),
                  member("CnfEdit", boolean), member("LActTm", time)},
          block(structure(members)),
          in_sp{member("SGCB", block)},
          sp(structure(in_sp)),
          in_node{member("SP", sp)},
          node(structure(in_node)) {}
    std::vector<mms::StructureComponent> members;
    mms::TypeDescription block;
    std::vector<mms::StructureComponent> in_sp;
    mms::TypeDescription sp;
    std::vector<mms::StructureComponent> in_node;
    mms::TypeDescription node;
};
const std::vector<mms::StructureComponent> in_str_val{member("setVal", int8)};
const mms::TypeDescription str_val = structure(in_str_val);
const std::vector<mms::StructureComponent> in_sg{member("StrVal", str_val)};
const mms::TypeDescription sg = structure(in_sg);
const std::vector<mms::StructureComponent> in_ptoc{member("SG", sg), member("SE", sg)};
const mms::TypeDescription ptoc = structure(in_ptoc);
}  // namespace kinds

/// LD0 with LLN0 and PTOC1.StrVal.setVal in two groups.
class SettingServer {
public:
    explicit SettingServer(const mms::TypeDescription& number)
        : lln0_(number), is_integer_(&number == &kinds::int8) {
        station.names = {"LLN0", "LLN0$SP", "PTOC1", "PTOC1$SG", "PTOC1$SG$StrVal", "PTOC1$SE"};
        station.described = {{"LLN0", &lln0_.node}, {"PTOC1", &kinds::ptoc}};
        peer.script = [this](const mms::Envelope& request) {
            if (request.service_tag() == mms::Read::tag) return read(request);
            if (request.service_tag() == mms::Write::tag) return write(request);
            station.serve(peer, request);
        };
        peer.associate();
    }
    TestPeer peer;
    TestStation station;
    bool keeps_session = false;
    std::map<std::string, DataAccessError> refuses;  // writes
    std::string written;
    std::int64_t active = 1, edited = 0;
    std::int64_t groups[3] = {0, 11, 22};
    std::int64_t buffer = 0;

private:
    Value value_of(const std::string& item) const {
        const auto number = [&](std::int64_t n) {
            return is_integer_ ? Value(n) : Value(static_cast<std::uint64_t>(n));
        };
        if (item == "LLN0$SP$SGCB$NumOfSG") return number(2);
        if (item == "LLN0$SP$SGCB$ActSG") return number(active);
        if (item == "LLN0$SP$SGCB$EditSG") return number(edited);
        if (item == "LLN0$SP$SGCB$CnfEdit") return false;
        if (item == "LLN0$SP$SGCB$LActTm") return Timestamp{};
        if (item == "PTOC1$SG$StrVal") return Value::structure({groups[active]});
        if (item == "PTOC1$SE$StrVal" && edited != 0) return Value::structure({buffer});
        if (item == "PTOC1$SE$StrVal$setVal" && edited != 0) return buffer;
        if (item.starts_with("PTOC1$SE")) return DataAccessError::temporarily_unavailable;
        return DataAccessError::object_non_existent;
    }
    void read(const mms::Envelope& envelope) {
        const auto request = TestPeer::decoded<mms::Read>(envelope);
        std::deque<Value> values;
        std::vector<mms::AccessResult> results;
        for (const mms::ListEntry& entry : *request.variables.variables()) {
            values.push_back(value_of(std::string(entry.variable.name()->domain()->item.text)));
            if (const auto* failure = values.back().get_if<DataAccessError>()) {
                results.push_back({*failure});
            } else {
                results.push_back({view_of(values.back())});
            }
        }
        mms::ReadResponse response;
        response.results = ber::List<mms::AccessResult>(results);
        peer.answer<mms::Read>(envelope.invoke_id, response);
    }
    void write(const mms::Envelope& envelope) {
        const auto request = TestPeer::decoded<mms::Write>(envelope);
        std::vector<mms::WriteResult> results;
        auto data = request.data.begin();
        for (const mms::ListEntry& entry : *request.variables.variables()) {
            const std::string item(entry.variable.name()->domain()->item.text);
            const std::string name = item.substr(item.rfind('$') + 1);
            const mms::Data value = *data;
            const auto* integer = value.get_if<mms::Integer>();
            const auto* unsigned_number = value.get_if<mms::Unsigned>();
            const std::int64_t number = integer != nullptr ? integer->value
                                        : unsigned_number != nullptr
                                            ? static_cast<std::int64_t>(unsigned_number->value)
                                            : 1;
            written += name + "=" + (integer != nullptr ? "i" : "") + std::to_string(number) + " ";
            ++data;
            if (const auto refusal = refuses.find(name); refusal != refuses.end()) {
                results.push_back({{refusal->second}});
                continue;
            }
            if (name == "ActSG") active = number;
            if (name == "EditSG") {
                edited = number;
                if (number != 0) buffer = groups[number];
            }
            if (name == "setVal") buffer = number;
            if (name == "CnfEdit") {
                groups[edited] = buffer;
                if (!keeps_session) edited = 0;
            }
            results.push_back({{mms::WriteSuccess{}}});
        }
        mms::WriteResponse response;
        response.results = ber::List<mms::WriteResult>(results);
        peer.answer<mms::Write>(envelope.invoke_id, response);
    }

    kinds::Lln0 lln0_;
    bool is_integer_;
};

Assignment set_to(int value) {
    return {ObjectReference::parse("LD0/PTOC1.StrVal").value(), value};
}

TEST(SettingGroups, WithoutResvTmsAndWithIntegersForNumbers) {
    SettingServer server(kinds::int8);
    const auto state = server.peer.run(setting_control(server.peer.remote, "LD0"));
    ASSERT_TRUE(state) << state.error().message();
    EXPECT_EQ(state->groups, 2U);
    EXPECT_EQ(state->active, 1U);
    EXPECT_FALSE(state->resv_tms);
    EXPECT_TRUE(state->can_edit());
    ASSERT_TRUE(server.peer.run(select_settings(server.peer.remote, "LD0", 2)));
    EXPECT_EQ(server.written, "ActSG=i2 ");
    const auto values = server.peer.run(read_settings(server.peer.remote, "LD0", 1));
    ASSERT_TRUE(values) << values.error().message();
    ASSERT_EQ(values->size(), 1U);
    EXPECT_EQ(values->front().reference.text(), "LD0/PTOC1.StrVal.setVal[SG]");
    EXPECT_EQ(values->front().value, Value(11));
    EXPECT_EQ(server.edited, 0);
}

TEST(SettingGroups, ASessionThatTheServerKeepsIsEnded) {
    for (const bool keeps : {false, true}) {
        SettingServer server(kinds::int8u);
        server.keeps_session = keeps;
        const auto session = server.peer.run(edit_settings(server.peer.remote, "LD0", 2));
        ASSERT_TRUE(session) << session.error().message();
        const auto results = server.peer.run(set_settings(server.peer.remote, *session, {set_to(5)}));
        ASSERT_TRUE(results.at(0)) << results[0].error().message();
        // A server that has ended it may refuse to end it again.
        if (!keeps) server.refuses = {{"EditSG", DataAccessError::object_access_denied}};
        ASSERT_TRUE(server.peer.run(confirm_settings(server.peer.remote, *session)));
        EXPECT_EQ(server.written, "EditSG=2 setVal=i5 CnfEdit=1 EditSG=0 ");
        EXPECT_EQ(server.groups[2], 5);
        EXPECT_EQ(server.edited, 0);
        EXPECT_FALSE((*session)->open);
        EXPECT_TRUE(server.peer.run(give_up_settings(server.peer.remote, *session)));
        EXPECT_EQ(server.written, "EditSG=2 setVal=i5 CnfEdit=1 EditSG=0 ");
    }
}

TEST(SettingGroups, ARefusedConfirmLeavesTheSessionOpen) {
    SettingServer server(kinds::int8u);
    const auto session = server.peer.run(edit_settings(server.peer.remote, "LD0", 1));
    ASSERT_TRUE(session);
    server.refuses = {{"CnfEdit", DataAccessError::object_access_denied},
                      {"setVal", DataAccessError::object_value_invalid}};
    const auto results = server.peer.run(set_settings(server.peer.remote, *session, {set_to(5)}));
    EXPECT_EQ(results.at(0).error().code, Code::data_access(11));
    const auto confirmed = server.peer.run(confirm_settings(server.peer.remote, *session));
    EXPECT_EQ(confirmed.error().code, Code::data_access(3));
    EXPECT_TRUE((*session)->open);
    EXPECT_TRUE(server.peer.run(give_up_settings(server.peer.remote, *session)));
    EXPECT_EQ(server.edited, 0);
}

TEST(SettingGroups, RefusalsSayWhatTheyMean) {
    SettingServer server(kinds::int8u);
    const auto text = [&](DataAccessError error) {
        server.refuses = {{"EditSG", error}};
        const auto session = server.peer.run(edit_settings(server.peer.remote, "LD0", 2));
        EXPECT_FALSE(session);
        return session ? std::string() : session.error().message();
    };
    EXPECT_NE(text(DataAccessError::temporarily_unavailable).find("another client edits"), std::string::npos);
    EXPECT_NE(text(DataAccessError::object_access_unsupported).find("does not let"), std::string::npos);
    EXPECT_NE(text(DataAccessError::object_value_invalid).find("no such setting group"), std::string::npos);
    EXPECT_EQ(server.peer.run(edit_settings(server.peer.remote, "LD0", 0)).error().fault, Fault::misuse);
    const auto none = server.peer.run(read_settings(server.peer.remote, "LD0", 2));
    EXPECT_FALSE(none);
}

TEST(SettingGroups, AConnectionLostAtEveryStepEndsInAnError) {
    std::size_t cuts = 0;
    for (std::size_t cut = 0;; ++cut) {
        SettingServer server(kinds::int8u);
        server.peer.cut_at = server.peer.requests + cut;
        const auto differences = server.peer.run(compare_settings(server.peer.remote, "LD0", 1, 2));
        if (differences) {
            ASSERT_EQ(differences->size(), 1U);
            EXPECT_EQ(differences->front().first, Value(11));
            EXPECT_EQ(differences->front().second, Value(22));
            break;
        }
        ++cuts;
        ASSERT_LT(cut, 100U);
    }
    EXPECT_GT(cuts, 4U);
}

}  // namespace
}  // namespace busbar::client
