// SPDX-License-Identifier: Apache-2.0
// Write: types and ranges, access by functional constraint and valKind, atomicity, arrays, handlers, engines.
#include "server/test_client.hpp"
#include "server/test_station.hpp"

namespace busbar::server {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

template <class T>
mms::Data data(T value) {
    mms::Data result;
    result.value = std::move(value);
    return result;
}
mms::Data integer(std::int64_t value) {
    return data(mms::Integer(value));
}
mms::Data unsigned_(std::uint64_t value) {
    return data(mms::Unsigned{value});
}

class WriteTest : public ::testing::Test {
protected:
    WriteTest() { EXPECT_TRUE(client.associate()); }

    std::string set(std::string_view item, mms::Data value) {
        return write_text(write(client, "IED1LD0", item, std::move(value)));
    }
    std::string set(BasicType type, mms::Data value) {
        return set("GGIO1$CF$All$" + attribute_of(type), std::move(value));
    }
    std::string value(std::string_view item) { return results_text(read(client, "IED1LD0", item)); }
    std::string value(BasicType type) { return value("GGIO1$CF$All$" + attribute_of(type)); }

    Now now = start_of_time();
    Server server{station_image(), {}};
    TestClient client{server, now};
};

TEST_F(WriteTest, AnswersWithTheOctetsOfTheHandbook) {
    EXPECT_EQ(to_hex(write(client, "IED1LD0", "GGIO1$CF$Fixed$rw", integer(1))),
              "A1 07 02 01 01 A5 02 81 00");
    EXPECT_EQ(to_hex(write(client, "IED1LD0", "GGIO1$CF$Fixed$ro", integer(1))),
              "A1 08 02 01 02 A5 03 80 01 03");
    EXPECT_EQ(value("GGIO1$CF$Fixed$rw"), "1");
    EXPECT_EQ(value("GGIO1$CF$Fixed$ro"), "0");
}

/// Each basic type takes exactly the Data of its own kind.
TEST_F(WriteTest, EveryBasicTypeAgainstEveryKindOfData) {
    const Octet octets[] = {0x55};
    const mms::Data kinds[] = {
        data(true),
        data(ber::BitString{octets, 0}),
        integer(1),
        unsigned_(1),
        data(mms::FloatingPoint(1.0F)),
        data(mms::FloatingPoint(1.0)),
        data(ber::OctetString{octets}),
        data(ber::VisibleString("a")),
        data(ber::Utf8String{"a"}),
        data(mms::UtcTime{}),
        data(mms::BinaryTime{1, 1}),
        data(mms::BinaryTime{1, {}}),
        data(ber::GeneralizedTime{"20260101000000Z"}),
        data(mms::Structure{}),
        data(mms::Array{}),
    };
    for (const BasicTypeTraits& traits : basic_types()) {
        for (const mms::Data& kind : kinds) {
            bool fits = false;
            switch (traits.type_class) {
                case TypeClass::boolean: fits = kind.get_if<bool>() != nullptr; break;
                case TypeClass::bit_string: fits = kind.get_if<ber::BitString>() != nullptr; break;
                case TypeClass::integer: fits = kind.get_if<mms::Integer>() != nullptr; break;
                case TypeClass::unsigned_integer: fits = kind.get_if<mms::Unsigned>() != nullptr; break;
                case TypeClass::floating_point: {
                    const auto* number = kind.get_if<mms::FloatingPoint>();
                    fits = number != nullptr && number->is_double == (traits.type == BasicType::float64);
                    break;
                }
                case TypeClass::octet_string:
                    // An EntryID has 8 octets, no less.
                    fits = kind.get_if<ber::OctetString>() != nullptr && traits.type != BasicType::entry_id;
                    break;
                case TypeClass::visible_string: fits = kind.get_if<ber::VisibleString>() != nullptr; break;
                case TypeClass::mms_string: fits = kind.get_if<ber::Utf8String>() != nullptr; break;
                case TypeClass::binary_time: {
                    const auto* time = kind.get_if<mms::BinaryTime>();
                    fits = time != nullptr && time->days.has_value();
                    break;
                }
                case TypeClass::utc_time: fits = kind.get_if<mms::UtcTime>() != nullptr; break;
            }
            EXPECT_EQ(set(traits.type, kind), fits ? "ok" : "type-inconsistent")
                << traits.name << " <- " << mms::dump(kind);
        }
    }
}

TEST_F(WriteTest, NumbersAreTakenUpToTheEndsOfTheirRange) {
    for (const BasicTypeTraits& traits : basic_types()) {
        if (traits.type == BasicType::enumerated) continue;
        if (traits.type_class == TypeClass::integer) {
            for (const std::int64_t end : {traits.min, traits.max}) {
                EXPECT_EQ(set(traits.type, integer(end)), "ok") << traits.name;
                EXPECT_EQ(value(traits.type), std::to_string(end)) << traits.name;
            }
            if (traits.max == std::numeric_limits<std::int64_t>::max()) continue;
            EXPECT_EQ(set(traits.type, integer(traits.max + 1)), "type-inconsistent") << traits.name;
            EXPECT_EQ(set(traits.type, integer(traits.min - 1)), "type-inconsistent") << traits.name;
            EXPECT_EQ(value(traits.type), std::to_string(traits.max)) << traits.name;
        } else if (traits.type_class == TypeClass::unsigned_integer) {
            const auto end = static_cast<std::uint64_t>(traits.max);
            EXPECT_EQ(set(traits.type, unsigned_(end)), "ok") << traits.name;
            EXPECT_EQ(value(traits.type), std::to_string(end)) << traits.name;
            EXPECT_EQ(set(traits.type, unsigned_(end + 1)), "type-inconsistent") << traits.name;
            EXPECT_EQ(value(traits.type), std::to_string(end)) << traits.name;
        }
    }
}

TEST_F(WriteTest, EnumerationsTakeTheirLiterals) {
    for (const int literal : {1, 2, 5}) EXPECT_EQ(set(BasicType::enumerated, integer(literal)), "ok");
    for (const int other : {0, 3, 6, -1, 127, 128, 100000}) {
        EXPECT_EQ(set(BasicType::enumerated, integer(other)), "object-value-invalid") << other;
    }
    EXPECT_EQ(value(BasicType::enumerated), "5");
}

TEST_F(WriteTest, StringsAreTakenUpToTheirLength) {
    for (const BasicTypeTraits& traits : basic_types()) {
        const std::string longest(traits.max_octets, 'x');
        const std::string too_long = longest + "x";
        if (traits.type_class == TypeClass::visible_string) {
            EXPECT_EQ(set(traits.type, data(ber::VisibleString(longest))), "ok") << traits.name;
            EXPECT_EQ(set(traits.type, data(ber::VisibleString(""))), "ok") << traits.name;
            EXPECT_EQ(set(traits.type, data(ber::VisibleString(too_long))), "type-inconsistent")
                << traits.name;
        } else if (traits.type_class == TypeClass::octet_string) {
            EXPECT_EQ(set(traits.type, data(ber::OctetString{bytes_of(longest)})), "ok") << traits.name;
            EXPECT_EQ(set(traits.type, data(ber::OctetString{bytes_of(too_long)})), "type-inconsistent")
                << traits.name;
        }
    }
    const std::string characters(255, 'x');
    EXPECT_EQ(set(BasicType::unicode255, data(ber::Utf8String{characters})), "ok");
    EXPECT_EQ(set(BasicType::unicode255, data(ber::Utf8String{characters + "x"})), "type-inconsistent");
    EXPECT_EQ(set(BasicType::unicode255, data(ber::Utf8String{"\xC3"})), "object-value-invalid");
}

TEST_F(WriteTest, BitStringsMayBeLongerThanTheirType) {
    const Octet octets[] = {0x80, 0xFF, 0xFF};
    EXPECT_EQ(set(BasicType::dbpos, data(ber::BitString{octets, 0})), "ok");
    const ByteVector pdu = read(client, "IED1LD0", "GGIO1$CF$All$" + attribute_of(BasicType::dbpos));
    EXPECT_EQ(to_hex(Bytes(pdu).last(4)), "84 02 06 80");
}

TEST_F(WriteTest, AccessGoesByFunctionalConstraint) {
    const std::pair<const char*, const char*> expected[] = {
        {"ST", "object-access-denied"},
        {"MX", "object-access-denied"},
        {"SP", "ok"},
        {"SV", "ok"},
        {"DC", "ok"},
        {"EX", "object-access-denied"},
        {"SR", "object-access-denied"},
        {"OR", "object-access-denied"},
        {"BL", "ok"},
    };
    for (const auto& [fc, result] : expected) {
        const std::string item = std::string("GGIO1$") + fc + "$Each$in" + fc;
        EXPECT_EQ(set(item, integer(42)), result) << fc;
        EXPECT_EQ(value(item), std::string(result) == "ok" ? "42" : "0") << fc;
        // Access is looked at before the type.
        EXPECT_EQ(set(item, data(true)), std::string(result) == "ok" ? "type-inconsistent" : result) << fc;
    }
    EXPECT_EQ(set("GGIO1$CO$SPCSO1$Oper$ctlVal", data(true)), "object-access-denied");
    EXPECT_EQ(set("PDIS1$SG$PoRch$setMag$f", data(mms::FloatingPoint(2.0F))), "object-access-denied");
    EXPECT_EQ(set("PDIS1$SE$PoRch$setMag$f", data(mms::FloatingPoint(2.0F))), "temporarily-unavailable");
    for (const char* item : {"LLN0$LG$lcb1$OldEntr", "LLN0$GO$gcb1$GoEna", "LLN0$MS$msv1$SvEna"}) {
        EXPECT_EQ(set(item, data(true)), "object-access-denied") << item;
    }
    EXPECT_EQ(set("LLN0$SP$SGCB$NumOfSG", unsigned_(2)), "object-access-denied");
    EXPECT_EQ(set("LLN0$SP$SGCB", data(mms::Structure{})), "object-access-denied");
    EXPECT_EQ(set("LLN0$RP", data(mms::Structure{})), "object-access-unsupported");
    EXPECT_EQ(set("LLN0", data(mms::Structure{})), "object-access-denied");
}

TEST_F(WriteTest, SetToRoMakesSettableConfigurationReadOnly) {
    model::Builder b("IED1");
    b.services.set_to_ro = true;
    fill_station(b);
    auto built = b.build();
    ASSERT_TRUE(built);
    Server strict(std::move(built->image), {});
    TestClient other(strict, now);
    ASSERT_TRUE(other.associate());
    EXPECT_EQ(write_text(write(other, "IED1LD0", "GGIO1$CF$Fixed$ro", integer(1))), "object-access-denied");
}

TEST_F(WriteTest, EachVariableHasItsOwnResult) {
    const ByteVector pdu =
        write(client,
              {variable("IED1LD0", "GGIO1$CF$Fixed$rw"), variable("IED1LD0", "GGIO1$CF$Fixed$ro"),
               variable("IED1LD0", "GGIO1$CF$Fixed$nope"), variable("IED1LD0", "GGIO1$CF$Fixed$rw"),
               variable("nope", "x"), variable("IED1LD0", "GGIO1$SP$Each$inSP")},
              {integer(5), integer(6), integer(7), data(true), integer(8), integer(9)});
    EXPECT_EQ(write_text(pdu),
              "ok; object-access-denied; object-non-existent; type-inconsistent; object-non-existent; ok");
    EXPECT_EQ(value("GGIO1$CF$Fixed$rw"), "5");
    EXPECT_EQ(value("GGIO1$SP$Each$inSP"), "9");
}

TEST_F(WriteTest, NumbersOfVariablesAndDataMustAgree) {
    const char* rejected = "reject confirmed-requestPDU/invalid-argument";
    EXPECT_EQ(write_text(write(client, {variable("IED1LD0", "GGIO1$CF$Fixed$rw")}, {})), rejected);
    EXPECT_EQ(write_text(write(client, {variable("IED1LD0", "GGIO1$CF$Fixed$rw")}, {integer(5), integer(6)})),
              rejected);
    EXPECT_EQ(write_text(write(client, {}, {integer(5)})), rejected);
    EXPECT_EQ(write_text(write(client, std::vector<mms::ListEntry>{}, {})), rejected);
    EXPECT_EQ(value("GGIO1$CF$Fixed$rw"), "0");
}

TEST_F(WriteTest, StructuresAreAppliedWholeOrNotAtAll) {
    const mms::Data both[] = {integer(11), integer(12)};
    EXPECT_EQ(set("MHAI1$CF$HA$pair", data(mms::Structure{both})), "ok");
    EXPECT_EQ(value("MHAI1$CF$HA$pair$x"), "11");
    EXPECT_EQ(value("MHAI1$CF$HA$pair$y"), "12");
    const mms::Data second_wrong[] = {integer(21), data(true)};
    EXPECT_EQ(set("MHAI1$CF$HA$pair", data(mms::Structure{second_wrong})), "type-inconsistent");
    const mms::Data too_few[] = {integer(21)};
    EXPECT_EQ(set("MHAI1$CF$HA$pair", data(mms::Structure{too_few})), "type-inconsistent");
    const mms::Data too_many[] = {integer(21), integer(22), integer(23)};
    EXPECT_EQ(set("MHAI1$CF$HA$pair", data(mms::Structure{too_many})), "type-inconsistent");
    EXPECT_EQ(set("MHAI1$CF$HA$pair", data(mms::Array{both})), "type-inconsistent");
    EXPECT_EQ(set("MHAI1$CF$HA$pair", integer(1)), "type-inconsistent");
    // One read-only attribute refuses the structure.
    const mms::Data fixed[] = {integer(1), integer(2)};
    EXPECT_EQ(set("GGIO1$CF$Fixed", data(mms::Structure{fixed})), "object-access-denied");
    EXPECT_EQ(value("MHAI1$CF$HA$pair$x"), "11");
    EXPECT_EQ(value("MHAI1$CF$HA$pair$y"), "12");
    EXPECT_EQ(value("GGIO1$CF$Fixed$rw"), "0");
}

TEST_F(WriteTest, ArraysAndPartsOfThem) {
    const auto part = [&](std::vector<mms::AlternateAccessItem> items, mms::Data value) {
        mms::ListEntry entry = variable("IED1LD0", "MHAI1$CF$Grid");
        entry.alternate_access = mms::AlternateAccess(items);
        return write_text(write(client, {entry}, {std::move(value)}));
    };
    const auto element = [](mms::Selector first, mms::Selector second,
                            std::vector<mms::AlternateAccessItem>& inner,
                            std::vector<mms::AlternateAccessItem>& middle) {
        inner = {{mms::AlternateAccessSelection{mms::SelectAccess{std::move(second)}}}};
        mms::SelectAlternateAccess cell;
        cell.selection.selector = mms::Component{"cell"};
        cell.alternate_access = mms::AlternateAccess(inner);
        middle = {{mms::AlternateAccessSelection{cell}}};
        mms::SelectAlternateAccess outer;
        outer.selection.selector = std::move(first);
        outer.alternate_access = mms::AlternateAccess(middle);
        return mms::AlternateAccessItem{mms::AlternateAccessSelection{outer}};
    };
    const auto cell = [&](std::uint32_t i, std::uint32_t k) {
        const auto node = server.model().child(
            server.model().element(server.model().find("IED1LD0", "MHAI1$CF$Grid"), i), "cell");
        return server.process().image().integer(server.model().leaf_of(server.model().element(node, k)));
    };
    std::vector<mms::AlternateAccessItem> inner, middle;
    EXPECT_EQ(part({element(mms::Index{1}, mms::Index{2}, inner, middle)}, integer(99)), "ok");
    EXPECT_EQ(cell(1, 2), 99);
    EXPECT_EQ(cell(0, 2), 2);
    const mms::Data two[] = {integer(51), integer(52)};
    EXPECT_EQ(part({element(mms::Index{0}, mms::IndexRange{1, 2}, inner, middle)}, data(mms::Array{two})),
              "ok");
    EXPECT_EQ(cell(0, 0), 0);
    EXPECT_EQ(cell(0, 1), 51);
    EXPECT_EQ(cell(0, 2), 52);
    EXPECT_EQ(part({element(mms::Index{0}, mms::IndexRange{0, 3}, inner, middle)}, data(mms::Array{two})),
              "type-inconsistent");
    EXPECT_EQ(part({element(mms::Index{0}, mms::IndexRange{2, 2}, inner, middle)}, data(mms::Array{two})),
              "object-non-existent");
    EXPECT_EQ(part({element(mms::AllElements{}, mms::Index{0}, inner, middle)}, data(mms::Array{two})), "ok");
    EXPECT_EQ(cell(0, 0), 51);
    EXPECT_EQ(cell(1, 0), 52);
    EXPECT_EQ(part({element(mms::Index{2}, mms::Index{0}, inner, middle)}, integer(1)),
              "object-non-existent");
    // The whole, nested as it is.
    const mms::Data first_row[] = {integer(1), integer(2), integer(3)};
    const mms::Data second_row[] = {integer(4), integer(5), integer(6)};
    const mms::Data first[] = {data(mms::Array{first_row})}, second[] = {data(mms::Array{second_row})};
    const mms::Data rows[] = {data(mms::Structure{first}), data(mms::Structure{second})};
    EXPECT_EQ(set("MHAI1$CF$Grid", data(mms::Array{rows})), "ok");
    EXPECT_EQ(cell(0, 0), 1);
    EXPECT_EQ(cell(1, 2), 6);
    const mms::Data wrong_row[] = {integer(7), integer(8), integer(100000)};
    const mms::Data wrong[] = {data(mms::Array{wrong_row})};
    const mms::Data wrong_rows[] = {data(mms::Structure{first}), data(mms::Structure{wrong})};
    EXPECT_EQ(set("MHAI1$CF$Grid", data(mms::Array{wrong_rows})), "type-inconsistent");
    EXPECT_EQ(cell(1, 2), 6);
    // Read-only stays so behind alternate access.
    mms::ListEntry fixed = variable("IED1LD0", "GGIO1$CF$Fixed");
    const std::vector<mms::AlternateAccessItem> ro{
        {mms::AlternateAccessSelection{mms::SelectAccess{mms::Component{"ro"}}}}};
    fixed.alternate_access = mms::AlternateAccess(ro);
    EXPECT_EQ(write_text(write(client, {fixed}, {integer(1)})), "object-access-denied");
    const std::vector<mms::AlternateAccessItem> rw{
        {mms::AlternateAccessSelection{mms::SelectAccess{mms::Component{"rw"}}}}};
    fixed.alternate_access = mms::AlternateAccess(rw);
    EXPECT_EQ(write_text(write(client, {fixed}, {integer(77)})), "ok");
    EXPECT_EQ(value("GGIO1$CF$Fixed$rw"), "77");
}

TEST_F(WriteTest, DataSetsAreWrittenByMember) {
    mms::WriteRequest request;
    request.variables.value = domain_name("IED1LD0", "LLN0$ds1");
    const mms::Data values[] = {integer(1), data(mms::FloatingPoint(9.0F)), integer(33), integer(44)};
    request.data = values;
    EXPECT_EQ(write_text(client.call<mms::Write>(request)),
              "object-access-denied; object-access-denied; ok; ok");
    EXPECT_EQ(value("GGIO1$CF$Fixed$rw"), "44");
    const mms::Data too_few[] = {integer(1)};
    request.data = too_few;
    EXPECT_EQ(write_text(client.call<mms::Write>(request)), "reject confirmed-requestPDU/invalid-argument");
    request.variables.value = domain_name("IED1LD0", "LLN0$nope");
    EXPECT_EQ(write_text(client.call<mms::Write>(request)), "error access/object-non-existent");
}

TEST_F(WriteTest, TheApplicationIsAskedBeforeAnythingChanges) {
    std::vector<std::string> asked;
    const auto pair = server.model().find("IED1LD0", "MHAI1$CF$HA$pair");
    const auto y = server.model().find("IED1LD0", "MHAI1$CF$HA$pair$y");
    server.on_write(pair, [&](const AttributeWrite& change) -> std::optional<DataAccessError> {
        asked.push_back(std::string(server.model().name(change.node)) + "=" + change.value.text());
        EXPECT_EQ(change.peer.address, "192.0.2.1:50000");
        return std::nullopt;
    });
    server.on_write(y, [&](const AttributeWrite& change) -> std::optional<DataAccessError> {
        asked.push_back("inner " + change.value.text());
        if (change.value == Value(13)) return DataAccessError::object_value_invalid;
        return std::nullopt;
    });
    const mms::Data unlucky[] = {integer(5), integer(13)};
    EXPECT_EQ(set("MHAI1$CF$HA$pair", data(mms::Structure{unlucky})), "object-value-invalid");
    EXPECT_EQ(asked, (std::vector<std::string>{"x=5", "inner 13"}));
    EXPECT_EQ(value("MHAI1$CF$HA$pair$x"), "1");
    asked.clear();
    EXPECT_EQ(set("MHAI1$CF$HA$pair$x", data(true)), "type-inconsistent");
    EXPECT_EQ(set("GGIO1$CF$Fixed$rw", integer(1)), "ok");
    EXPECT_TRUE(asked.empty());
    EXPECT_EQ(set("MHAI1$CF$HA$pair$x", integer(8)), "ok");
    EXPECT_EQ(asked, std::vector<std::string>{"x=8"});
    EXPECT_EQ(value("MHAI1$CF$HA$pair$x"), "8");
}

TEST_F(WriteTest, ObserversLearnWhatAClientChanged) {
    struct Observer : model::ChangeObserver {
        void on_changes(std::span<const model::Change> changes, const Now& at) override {
            count += changes.size();
            time = at.wall;
        }
        std::size_t count = 0;
        SystemTime time{};
    } observer;
    model::Builder b("IED1");
    const auto ld = b.logical_device({.name = "IED1LD0", .inst = "LD0"});
    const auto ln = b.logical_node(ld, {.ln_class = "LLN0"});
    const auto object = b.data_object(ln, "Obj", "X");
    b.attribute(
        object,
        {.name = "v", .fc = Fc::sp, .type = BasicType::int32, .triggers = model::Triggers::data_change});
    auto built = b.build();
    ASSERT_TRUE(built);
    Server watched(std::move(built->image), {});
    watched.process().add_observer(observer);
    watched.process().watch(watched.model().find("IED1LD0", "LLN0$SP$Obj$v"));
    TestClient other(watched, now);
    ASSERT_TRUE(other.associate());
    EXPECT_EQ(write_text(write(other, "IED1LD0", "LLN0$SP$Obj$v", integer(3))), "ok");
    EXPECT_EQ(observer.count, 1U);
    EXPECT_EQ(observer.time, now.wall);
}

TEST_F(WriteTest, ThePolicyMayRefuseAWrite) {
    server.gate().set_policy([](const Peer&, Right right, const AccessObject& object) {
        if (right == Right::view) return object.logical_device != "IED1Empty";
        return right != Right::write && right != Right::reporting && right != Right::control;
    });
    EXPECT_EQ(set("GGIO1$CF$Fixed$rw", integer(1)), "object-access-denied");
    EXPECT_EQ(write_text(write(client, "IED1Empty", "LLN0$ST$Beh$stVal", integer(1))), "object-non-existent");
    EXPECT_EQ(value("GGIO1$CF$Fixed$rw"), "0");
}

// ---- engines
// --------------------------------------------------------------------------------------------------

class TestEngine : public ObjectEngine {
public:
    std::optional<DataAccessError> before_read(const ObjectRead& read) override {
        reads.push_back(read.node);
        return refuse_reads;
    }
    WriteOutcome write(const ObjectWrite& write) override {
        writes.push_back(write.node);
        tickets.push_back(write.ticket);
        return outcome;
    }
    void association_ended(ConnectionId connection) override { ended.push_back(connection); }

    WriteOutcome outcome = WriteOutcome::done();
    std::optional<DataAccessError> refuse_reads;
    std::vector<model::NodeId> reads, writes;
    std::vector<WriteTicket> tickets;
    std::vector<ConnectionId> ended;
};

class EngineTest : public WriteTest {
protected:
    EngineTest() {
        server.engines().set(Fc::rp, &engine);
        server.engines().set(Fc::sp, &engine);
    }
    // The server is the base's member and lives longer: it must not tell an engine that is gone.
    ~EngineTest() override {
        server.engines().set(Fc::rp, nullptr);
        server.engines().set(Fc::sp, nullptr);
    }
    TestEngine engine;
};

TEST_F(EngineTest, ServesItsConstraintAndNothingElse) {
    EXPECT_EQ(set("LLN0$RP$urcbA01$RptEna", data(true)), "ok");
    EXPECT_EQ(value("LLN0$RP$urcbA01$RptEna"), "FALSE");
    EXPECT_EQ(set("LLN0$SP$SGCB$ActSG", unsigned_(2)), "ok");
    EXPECT_EQ(engine.writes.size(), 2U);
    EXPECT_EQ(engine.reads.size(), 1U);
    EXPECT_EQ(set("LLN0$BR$brcbA01$RptEna", data(true)), "temporarily-unavailable");  // has no data set
    EXPECT_EQ(set("GGIO1$SP$Each$inSP", integer(1)), "ok");
    EXPECT_EQ(value("LLN0"), value("LLN0"));
    EXPECT_EQ(engine.writes.size(), 2U);
    engine.refuse_reads = DataAccessError::hardware_fault;
    EXPECT_EQ(value("LLN0$RP$urcbA01"), "<hardware-fault>");
    engine.outcome = WriteOutcome::refused(DataAccessError::object_value_invalid);
    EXPECT_EQ(set("LLN0$RP$urcbA01$RptEna", data(true)), "object-value-invalid");
}

TEST_F(EngineTest, AnswersLaterWhileOtherRequestsGoOn) {
    engine.outcome = WriteOutcome::later();
    const ByteVector nothing =
        write(client,
              {variable("IED1LD0", "GGIO1$CF$Fixed$rw"), variable("IED1LD0", "LLN0$RP$urcbA01$RptEna"),
               variable("IED1LD0", "LLN0$RP$urcbA01$Resv")},
              {integer(3), data(true), data(true)});
    EXPECT_TRUE(nothing.empty());
    const std::uint32_t waiting = client.invoke_id();
    EXPECT_EQ(value("GGIO1$CF$Fixed$rw"), "3");
    ASSERT_EQ(engine.tickets.size(), 2U);
    server.finish_write(engine.tickets[1], DataAccessError::hardware_fault);
    client.run();
    EXPECT_EQ(client.pdus(), 0U);
    server.finish_write(engine.tickets[1], std::nullopt);  // told twice: the first counts
    server.finish_write(engine.tickets[0], std::nullopt);
    client.run();
    const ByteVector pdu = client.take_pdu();
    EXPECT_EQ(write_text(pdu), "ok; ok; hardware-fault");
    EXPECT_EQ(pdu[4], waiting);
    server.finish_write(engine.tickets[0], std::nullopt);
    client.run();
    EXPECT_EQ(client.pdus(), 0U);
}

TEST_F(EngineTest, TheOutstandingLimitAndCancelCountWhatIsPending) {
    engine.outcome = WriteOutcome::later();
    const std::size_t limit = client.association().negotiated().max_outstanding_calling;
    mms::WriteRequest request;
    const std::vector<mms::ListEntry> entries{variable("IED1LD0", "LLN0$RP$urcbA01$RptEna")};
    const std::vector<mms::Data> values{data(true)};
    request.variables.value = ber::List<mms::ListEntry>(entries);
    request.data = ber::List<mms::Data>(values);
    for (std::size_t i = 0; i < limit; ++i) EXPECT_TRUE(client.call<mms::Write>(request).empty());
    EXPECT_EQ(outcome(client.call<mms::Write>(request)),
              "reject confirmed-requestPDU/max-serv-outstanding-exceeded");
    EXPECT_EQ(results_text(read(client, "IED1LD0", "LLN0$ST$Beh$stVal")),
              "reject confirmed-requestPDU/max-serv-outstanding-exceeded");
    BackWriter writer;
    mms::encode_cancel_request(writer, 1);
    EXPECT_EQ(outcome(client.call(writer.bytes())), "cancel-error cancel/cancel-not-possible");
    writer.clear();
    mms::encode_cancel_request(writer, 4711);
    EXPECT_EQ(outcome(client.call(writer.bytes())), "cancel-error cancel/invoke-id-unknown");
    // The same invokeID again, while it is outstanding.
    server.finish_write(engine.tickets[3], std::nullopt);
    client.run();
    EXPECT_EQ(outcome(client.take_pdu()), "response");
    writer.clear();
    mms::encode_request<mms::Status>(writer, 1, {});
    EXPECT_EQ(outcome(client.call(writer.bytes())), "reject confirmed-requestPDU/invalid-invokeID");
    writer.clear();
    mms::encode_request<mms::Status>(writer, 4, {});
    EXPECT_EQ(outcome(client.call(writer.bytes())), "response");
}

TEST_F(EngineTest, ConcludeIsRefusedWhileARequestIsPending) {
    engine.outcome = WriteOutcome::later();
    EXPECT_EQ(set("LLN0$RP$urcbA01$RptEna", data(true)), "nothing");
    ASSERT_TRUE(client.association().release(now.monotonic));
    client.run();
    EXPECT_TRUE(client.association().is_open());
    server.finish_write(engine.tickets[0], std::nullopt);
    client.run();
    EXPECT_EQ(write_text(client.take_pdu()), "ok");
    ASSERT_TRUE(client.association().release(now.monotonic));
    client.run();
    EXPECT_TRUE(client.released());
}

TEST_F(EngineTest, IsToldOfTheEndHoweverItComes) {
    engine.outcome = WriteOutcome::later();
    EXPECT_EQ(set("LLN0$RP$urcbA01$RptEna", data(true)), "nothing");
    const ConnectionId id = client.id();
    client.disconnect();
    EXPECT_EQ(engine.ended, std::vector<ConnectionId>{id});
    server.finish_write(engine.tickets[0], std::nullopt);  // nobody there
    for (int how = 0; how < 3; ++how) {
        engine.ended.clear();
        TestClient other(server, now);
        ASSERT_TRUE(other.associate());
        if (how == 0) other.association().abort({});
        if (how == 1) {
            EXPECT_TRUE(other.association().release(now.monotonic));
        }
        if (how == 2) server.abort_all(now);
        other.run();
        EXPECT_EQ(engine.ended, std::vector<ConnectionId>{other.id()}) << how;
        EXPECT_EQ(server.associations(), 0U);
    }
}

}  // namespace
}  // namespace busbar::server
