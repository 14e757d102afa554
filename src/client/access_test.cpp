// SPDX-License-Identifier: Apache-2.0
// Read, Write and data sets against a scripted server.
#include "ber/codec.hpp"
#include "client/data_set.hpp"
#include "client/read.hpp"
#include "client/test_station.hpp"
#include "client/value_codec.hpp"
#include "client/write.hpp"

namespace busbar::client {
namespace {

using namespace std::chrono_literals;
using testing::TestPeer;
using testing::TestStation;

ObjectReference ref(std::string_view text) {
    return ObjectReference::parse(text).value();
}

/// A server with values: each item of XCBR1 and the arrays that tests add.
struct Plant {
    explicit Plant(stack::Options server = TestPeer::server_options(), const ClientOptions& options = {})
        : peer(options, std::move(server)) {
        values["XCBR1$ST$Pos$stVal"] = true;
        values["XCBR1$ST$Pos$q"] = Quality();
        values["XCBR1$ST$Pos$t"] = Timestamp{100, 0, {}};
        values["XCBR1$ST$Loc$stVal"] = false;
        values["XCBR1$CF$Pos$ctlModel"] = 1;
        peer.associate();
        peer.script = [this](const mms::Envelope& request) { serve(request); };
    }

    void serve(const mms::Envelope& envelope) {
        if (envelope.service_tag() == mms::Read::tag) return read(envelope);
        if (envelope.service_tag() == mms::Write::tag) return write(envelope);
        if (envelope.service_tag() == mms::GetNamedVariableListAttributes::tag) return members(envelope);
        station.serve(peer, envelope);
    }
    void read(const mms::Envelope& envelope) {
        const auto request = TestPeer::decoded<mms::Read>(envelope);
        std::vector<Value> found;
        std::vector<mms::AccessResult> results;
        if (const auto* list = request.variables.variables()) {
            ++reads;
            if (list->size() > most_objects) return peer.refuse(envelope.invoke_id, 3, 0);
            for (const mms::ListEntry& entry : *list) found.push_back(value_of(entry));
        } else {
            asked_for_specification = request.specification_with_result;
            if (most_objects < data_set.size()) return peer.refuse(envelope.invoke_id, 3, 0);
            for (const std::string& item : data_set) found.push_back(values[item]);
        }
        for (const Value& value : found) {
            if (const auto* failure = value.get_if<DataAccessError>()) {
                results.push_back({*failure});
            } else {
                results.push_back({view_of(value)});
            }
        }
        if (drops_a_result) results.pop_back();
        mms::ReadResponse response;
        response.results = ber::List<mms::AccessResult>(results);
        mms::encode_response<mms::Read>(peer.server().begin(), envelope.invoke_id, response);
        if (!peer.server().send()) peer.refuse(envelope.invoke_id, 3, 0);
    }
    Value value_of(const mms::ListEntry& entry) {
        const std::string item(entry.variable.name()->domain()->item.text);
        if (too_large.contains(item)) return DataAccessError::temporarily_unavailable;
        const auto found = values.find(item);
        if (found == values.end()) return DataAccessError::object_non_existent;
        if (!entry.alternate_access) return found->second;
        std::vector<ReferenceComponent> path{{"x", std::nullopt}};
        EXPECT_TRUE(append_selection(*entry.alternate_access, path));
        selections.push_back(path);
        const auto& items = found->second.items();
        const std::size_t index = path[0].index.value();
        if (index >= items.size()) return DataAccessError::object_non_existent;
        return items[index];
    }
    void write(const mms::Envelope& envelope) {
        const auto request = TestPeer::decoded<mms::Write>(envelope);
        std::vector<mms::WriteResult> results;
        std::vector<std::string> items;
        if (const auto* list = request.variables.variables()) {
            for (const mms::ListEntry& entry : *list)
                items.emplace_back(entry.variable.name()->domain()->item.text);
        } else {
            items = data_set;
        }
        ++writes;
        std::size_t i = 0;
        for (const mms::Data& data : request.data) {
            if (i >= items.size()) break;
            if (items[i].find("$ST$") != std::string::npos) {
                results.push_back({DataAccessError::object_access_denied});
            } else {
                results.push_back({mms::WriteSuccess{}});
                values[items[i]] = to_value(data);
            }
            ++i;
        }
        mms::WriteResponse response;
        response.results = ber::List<mms::WriteResult>(results);
        peer.answer<mms::Write>(envelope.invoke_id, response);
    }
    void members(const mms::Envelope& envelope) {
        std::vector<mms::ListEntry> entries;
        for (const std::string& item : data_set) {
            mms::ListEntry entry;
            entry.variable.value = mms::ObjectName{mms::DomainSpecific{"LD0", item}};
            entries.push_back(entry);
        }
        mms::GetNamedVariableListAttributesResponse response;
        response.mms_deletable = true;
        response.variables = ber::List<mms::ListEntry>(entries);
        peer.answer<mms::GetNamedVariableListAttributes>(envelope.invoke_id, response);
    }

    Result<Value> get(std::string_view reference) {
        return peer.run(client::read(peer.remote, ref(reference)));
    }

    TestPeer peer;
    TestStation station;
    std::map<std::string, Value> values;
    std::set<std::string> too_large;
    bool asked_for_specification = false;
    std::vector<std::string> data_set{"XCBR1$ST$Pos$stVal", "XCBR1$CF$Pos$ctlModel", "NOPE1$ST$X"};
    std::vector<std::vector<ReferenceComponent>> selections;
    std::size_t most_objects = TestPeer::unlimited;
    std::size_t reads = 0, writes = 0;
    bool drops_a_result = false;
};

TEST(Object, ReferencesBecomeNamesAndSelections) {
    const auto encoded = [](std::string_view text) {
        const Object object = Object::from(ref(text)).value();
        return to_hex(ber::encoded(object.entry()));
    };
    EXPECT_EQ(encoded("L/N.HA[MX]"), "30 10 A0 0E A1 0C 1A 01 4C 1A 07 4E 24 4D 58 24 48 41");
    EXPECT_TRUE(encoded("L/N.HA.p(3)[MX]").ends_with("A5 03 82 01 03")) << encoded("L/N.HA.p(3)[MX]");
    EXPECT_TRUE(encoded("L/N.HA.p(3).cVal.mag.f[MX]")
                    .ends_with("A5 1D A0 1B 81 01 03 30 16 A0 14 80 04 63 56 61 6C 30 0C A0 0A 80 03 6D 61 "
                               "67 30 03 81 01 66"))
        << encoded("L/N.HA.p(3).cVal.mag.f[MX]");
    // An array inside an array.
    EXPECT_TRUE(
        encoded("L/N.A(1).b(2)[MX]").ends_with("A5 11 A0 0F 81 01 01 30 0A A0 08 80 01 62 30 03 82 01 02"))
        << encoded("L/N.A(1).b(2)[MX]");
    for (const char* text : {"L/N.HA.p(3)[MX]", "L/N.HA.p(3).cVal.mag.f[MX]", "L/N.A(1).b(2).c[MX]"}) {
        const Object object = Object::from(ref(text)).value();
        const ByteVector octets = ber::encoded(object.entry());
        EXPECT_LE(octets.size(), object.entry_octets()) << text;
        const auto entry = ber::decode<mms::ListEntry>(octets);
        ASSERT_TRUE(entry);
        auto back = ObjectReference::from_mms("L", object.item()).value();
        ASSERT_TRUE(append_selection(*entry->alternate_access, back.path));
        EXPECT_EQ(back, ref(text));
    }
    // The same selection with its components joined.
    const ByteVector joined = test::octets(
        "30 20 A0 09 A1 07 1A 01 4C 1A 02 4E 24 A5 13 A0 11 81 01 03 30 0C 81 0A "
        "63 56 61 6C 24 6D 61 67 24 66");
    const auto entry = ber::decode<mms::ListEntry>(joined);
    ASSERT_TRUE(entry) << entry.error().message();
    std::vector<ReferenceComponent> path{{"p", std::nullopt}};
    ASSERT_TRUE(append_selection(*entry->alternate_access, path));
    EXPECT_EQ(path, ref("L/N.p(3).cVal.mag.f[MX]").path);
    EXPECT_EQ(Object::from(ref("L/N.Pos.q")).error().fault, Fault::misuse);
    EXPECT_EQ(Object::from(ref("L")).error().fault, Fault::misuse);
}

TEST(Read, OneObjectInOneRequest) {
    Plant plant;
    EXPECT_EQ(plant.get("LD0/XCBR1.Pos.stVal[ST]").value(), Value(true));
    EXPECT_EQ(plant.peer.requests, 1U);
    const auto none = plant.get("LD0/XCBR1.Nope[ST]");
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, Code::data_access(10));
    EXPECT_EQ(none.error().fault, Fault::refused);
    // The functional constraint is asked for once.
    EXPECT_EQ(plant.get("LD0/XCBR1.Pos.ctlModel").value(), Value(1));
    EXPECT_EQ(plant.get("LD0/XCBR1.Pos.ctlModel").value(), Value(1));
    EXPECT_EQ(plant.peer.requests, 5U);
}

TEST(Read, ListsKeepTheirOrderWhateverFails) {
    Plant plant;
    const auto results = plant.peer.run(
        read_all(plant.peer.remote, {ref("LD0/XCBR1.Pos.ctlModel[CF]"), ref("LD0/XCBR1.Nope[ST]"), ref("LD0"),
                                     ref("LD0/XCBR1.Loc.stVal"), ref("LD0/XCBR1.Pos")}));
    ASSERT_EQ(results.size(), 5U);
    EXPECT_EQ(results[0].value(), Value(1));
    EXPECT_EQ(results[1].error().code, Code::data_access(10));
    EXPECT_EQ(results[2].error().fault, Fault::misuse);
    EXPECT_EQ(results[3].value(), Value(false));
    EXPECT_EQ(results[4].error().fault, Fault::misuse);  // ST or CF
    EXPECT_EQ(plant.reads, 1U);
}

TEST(Read, SplitsByTheSizeOfTheRequest) {
    stack::Options server = TestPeer::server_options();
    server.mms.max_pdu_octets = 600;
    Plant plant(server);
    std::vector<ObjectReference> many;
    for (int i = 0; i < 100; ++i) many.push_back(ref("LD0/XCBR1.Pos.stVal[ST]"));
    const auto results = plant.peer.run(read_all(plant.peer.remote, many));
    for (const auto& result : results) EXPECT_EQ(result.value(), Value(true));
    EXPECT_GT(plant.reads, 5U);
    EXPECT_LT(plant.reads, 15U);
}

TEST(Read, HalvesWhatTheServerCallsTooLarge) {
    Plant plant;
    plant.most_objects = 3;
    std::vector<ObjectReference> many(20, ref("LD0/XCBR1.Pos.ctlModel[CF]"));
    many[7] = ref("LD0/XCBR1.Loc.stVal[ST]");
    const auto results = plant.peer.run(read_all(plant.peer.remote, many));
    for (std::size_t i = 0; i < results.size(); ++i)
        EXPECT_EQ(results[i].value(), i == 7 ? Value(false) : Value(1));
    EXPECT_LE(plant.reads, 20U);
}

TEST(Read, ObjectThatDoesNotFitIsReadByItsMembers) {
    Plant plant;
    plant.peer.script = [&](const mms::Envelope& envelope) {
        if (envelope.service_tag() == mms::Read::tag) {
            const auto request = TestPeer::decoded<mms::Read>(envelope);
            const mms::ListEntry first = request.variables.variables()->front();
            const std::string_view item = first.variable.name()->domain()->item.text;
            if (item == "XCBR1$ST" || item == "XCBR1$ST$Pos")
                return plant.peer.refuse(envelope.invoke_id, 3, 0);
        }
        plant.serve(envelope);
    };
    plant.values["XCBR1$ST$Loc"] = Value::structure({false});
    const auto value = plant.get("LD0/XCBR1[ST]");
    ASSERT_TRUE(value) << value.error().message();
    EXPECT_EQ(*value, Value::structure({Value::structure({true, Quality(), Timestamp{100, 0, {}}}),
                                        Value::structure({false})}));
}

TEST(Read, LeafThatDoesNotFitIsAnError) {
    Plant plant;
    plant.most_objects = 0;
    const auto value = plant.get("LD0/XCBR1.Pos.stVal[ST]");
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().code, Code::service_error(3, 0));
}

TEST(Read, WrongNumberOfResultsIsAViolation) {
    Plant plant;
    plant.drops_a_result = true;
    EXPECT_EQ(plant.get("LD0/XCBR1.Pos.stVal[ST]").error().fault, Fault::violation);
    const auto list =
        plant.peer.run(read_all(plant.peer.remote, std::vector(3, ref("LD0/XCBR1.Pos.stVal[ST]"))));
    for (const auto& result : list) EXPECT_EQ(result.error().fault, Fault::violation);
}

TEST(Read, LossInTheMiddleFailsTheRest) {
    Plant plant;
    plant.most_objects = 1;
    plant.peer.cut_at = 6;
    const auto list =
        plant.peer.run(read_all(plant.peer.remote, std::vector(8, ref("LD0/XCBR1.Pos.stVal[ST]"))));
    std::size_t lost = 0;
    for (const auto& result : list) lost += result ? 0 : 1;
    EXPECT_GT(lost, 0U);
    for (const auto& result : list) {
        if (!result) {
            EXPECT_EQ(result.error().fault, Fault::io);
        }
    }
}

TEST(Read, ElementsBySelectionOrFromTheWholeArray) {
    namespace types = testing::types;
    const mms::TypeDescription array{mms::ArrayType{false, 3, ber::One<mms::TypeDescription>(types::pos_st)}};
    const std::vector<mms::StructureComponent> mx_members{types::member("HA", array)};
    const mms::TypeDescription mx = types::structure(mx_members);
    const std::vector<mms::StructureComponent> node_members{types::member("MX", mx)};
    const mms::TypeDescription node = types::structure(node_members);
    const Value element = Value::structure({true, Quality(), Timestamp{}});
    for (const bool selects : {true, false}) {
        stack::Options server = TestPeer::server_options();
        if (!selects) server.mms.cbb.set(mms::parameter_bit::valt, false);
        Plant plant(server);
        plant.station.described["MHAI1"] = &node;
        plant.values["MHAI1$MX$HA"] = Value::array({element, element, element});
        EXPECT_EQ(plant.get("LD0/MHAI1.HA(2)[MX]").value(), element);
        if (!selects) {
            EXPECT_EQ(plant.get("LD0/MHAI1.HA(1).stVal[MX]").value(), Value(true));
        }
        EXPECT_FALSE(plant.get("LD0/MHAI1.HA(3)[MX]"));
        EXPECT_EQ(plant.selections.empty(), !selects);
    }
}

TEST(Write, ValuesTakeTheTypeOfTheirObject) {
    Plant plant;
    std::vector<Assignment> list{{ref("LD0/XCBR1.Pos.ctlModel[CF]"), 3U},
                                 {ref("LD0/XCBR1.Pos.stVal[ST]"), true},
                                 {ref("LD0/XCBR1.Pos.ctlModel[CF]"), 1000},
                                 {ref("LD0/XCBR1.Pos.ctlModel"), "4"},
                                 {ref("LD0/XCBR1.Nope[CF]"), 1},
                                 {ref("LD0/XCBR1.Pos.ctlModel[CF]"), Value()}};
    const auto results = plant.peer.run(write_all(plant.peer.remote, list));
    EXPECT_TRUE(results[0]);
    EXPECT_EQ(results[1].error().code, Code::data_access(3));
    EXPECT_EQ(results[2].error().fault, Fault::violation);
    EXPECT_TRUE(results[3]);
    EXPECT_EQ(results[4].error().code, Code::data_access(10));
    EXPECT_FALSE(results[5]);
    EXPECT_EQ(plant.writes, 1U);
    EXPECT_EQ(plant.values["XCBR1$CF$Pos$ctlModel"], Value(std::int64_t{4}));
}

TEST(Write, LongListsAreDividedAndNothingIsSentTwice) {
    stack::Options server = TestPeer::server_options();
    server.mms.max_pdu_octets = 600;
    Plant plant(server);
    std::vector<Assignment> list(50, Assignment{ref("LD0/XCBR1.Pos.ctlModel[CF]"), 2});
    const auto results = plant.peer.run(write_all(plant.peer.remote, list));
    for (const auto& result : results) EXPECT_TRUE(result);
    EXPECT_GT(plant.writes, 3U);
    plant.peer.script = [&](const mms::Envelope& envelope) {
        ++plant.writes;
        plant.peer.refuse(envelope.invoke_id, 3, 0);
    };
    plant.writes = 0;
    EXPECT_EQ(plant.peer.run(write(plant.peer.remote, list[0])).error().code, Code::service_error(3, 0));
    EXPECT_EQ(plant.writes, 1U);
}

TEST(DataSet, MembersValuesAndWriting) {
    Plant plant;
    plant.values["NOPE1$ST$X"] = DataAccessError::object_non_existent;
    const auto name = DataSetReference::parse("LD0/LLN0$ds1").value();
    const auto definition = plant.peer.run(data_set(plant.peer.remote, name));
    ASSERT_TRUE(definition);
    EXPECT_TRUE(definition->deletable);
    ASSERT_EQ(definition->members.size(), 3U);
    EXPECT_EQ(definition->members[0].text(), "LD0/XCBR1.Pos.stVal[ST]");
    const std::vector<Value> expected{true, 1, DataAccessError::object_non_existent};
    EXPECT_EQ(plant.peer.run(read_data_set(plant.peer.remote, name)).value(), expected);
    EXPECT_TRUE(plant.asked_for_specification) << "some servers refuse to read a data set otherwise";
    // Too large for one answer: member by member.
    plant.most_objects = 1;
    EXPECT_EQ(plant.peer.run(read_data_set(plant.peer.remote, name)).value(), expected);
    const auto written = plant.peer.run(write_data_set(plant.peer.remote, name, {false, 2, 3}));
    ASSERT_TRUE(written);
    EXPECT_EQ((*written)[0].error().code, Code::data_access(3));
    EXPECT_TRUE((*written)[1]);
    EXPECT_EQ(plant.peer.run(write_data_set(plant.peer.remote, name, {Value()})).error().fault,
              Fault::misuse);
    EXPECT_EQ(plant.peer.run(write_data_set(plant.peer.remote, name, {1, 2, 3, 4, 5})).error().fault,
              Fault::violation);
}

}  // namespace
}  // namespace busbar::client
