// SPDX-License-Identifier: Apache-2.0
// What may be written to a report control block when, with which error, and what it does.
#include "server/report/test_reports.hpp"

namespace busbar::server {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

constexpr const char* read_only[] = {"ConfRev", "SqNum", "Owner", "TimeofEntry"};

class BlockWrites : public ReportFixture {
protected:
    explicit BlockWrites(const ReportStation& station = {}) : ReportFixture(station) {}

    /// A value that every attribute takes; `other` is another one.
    static mms::Data value_of(std::string_view attribute, bool other = false) {
        static const Bits trg_ops(0x4400, 6), opt_flds(0x5000, 10);
        static const Octet octets[8] = {};
        if (attribute == "RptID") return visible(other ? "b" : "a");
        if (attribute == "DatSet") return visible(other ? "LD0/LLN0$floats" : "LD0/LLN0$events");
        if (attribute == "OptFlds") return opt_flds.data();
        if (attribute == "TrgOps") return trg_ops.data();
        if (attribute == "BufTm" || attribute == "IntgPd" || attribute == "ConfRev" || attribute == "SqNum") {
            return number(other ? 6 : 5);
        }
        if (attribute == "ResvTms") return integer_data(5);
        if (attribute == "EntryID" || attribute == "Owner") return as_data(ber::OctetString{octets});
        if (attribute == "TimeofEntry") return as_data(mms::BinaryTime{1, 1});
        return boolean(true);
    }
    /// Names of all attributes of a block.
    std::vector<std::string> attributes_of(const RemoteBlock& block) const {
        std::vector<std::string> names;
        for (const model::NodeId child : server.model().children(server.model().find("LD0", block.item()))) {
            names.emplace_back(server.model().name(child));
        }
        return names;
    }
    static bool is_read_only(std::string_view attribute) {
        return std::find(std::begin(read_only), std::end(read_only), attribute) != std::end(read_only);
    }

    std::unique_ptr<TestClient> client = join(1);
    RemoteBlock urcb{*client, "urcb01"};
    RemoteBlock brcb{*client, "brcb01"};
};

TEST_F(BlockWrites, MembersAreInTheOrderOfTheStandard) {
    EXPECT_EQ(attributes_of(urcb),
              (std::vector<std::string>{"RptID", "RptEna", "Resv", "DatSet", "ConfRev", "OptFlds", "BufTm",
                                        "SqNum", "TrgOps", "IntgPd", "GI", "Owner"}));
    EXPECT_EQ(attributes_of(brcb),
              (std::vector<std::string>{"RptID", "RptEna", "DatSet", "ConfRev", "OptFlds", "BufTm", "SqNum",
                                        "TrgOps", "IntgPd", "GI", "PurgeBuf", "EntryID", "TimeofEntry",
                                        "ResvTms", "Owner"}));
    for (const RemoteBlock& block : {urcb, brcb}) {
        const auto& control =
            server.model()
                .report_controls()[server.model().node(server.model().find("LD0", block.item())).info];
        const auto names = attributes_of(block);
        for (std::uint32_t i = 0; i < names.size(); ++i) {
            const auto attribute = report::attribute_at(control.settings, i);
            ASSERT_TRUE(attribute);
            EXPECT_EQ(report::position_of(control.settings, *attribute), i) << names[i];
        }
        EXPECT_FALSE(report::attribute_at(control.settings, static_cast<std::uint32_t>(names.size())));
    }
}

TEST_F(BlockWrites, AWholeBlockIsRefusedAndNothingOfItApplied) {
    const ByteVector before = read(*client, "LD0", urcb.item());
    mms::Data parts[12];
    const auto names = attributes_of(urcb);
    for (std::size_t i = 0; i < names.size(); ++i) parts[i] = value_of(names[i], true);
    const mms::Data whole = as_data(mms::Structure{ber::List<mms::Data>(parts)});
    EXPECT_EQ(write_text(write(*client, "LD0", urcb.item(), whole)), "object-access-unsupported");
    EXPECT_EQ(write_text(write(*client, "LD0", "LLN0$RP", whole)), "object-access-unsupported");
    EXPECT_EQ(results_text(read(*client, "LD0", urcb.item())), results_text(before));
}

TEST_F(BlockWrites, WhileEnabledOnlyRptEnaAndGi) {
    for (RemoteBlock block : {urcb, brcb}) {
        ASSERT_EQ(block.enable(), "ok");
        for (const std::string& name : attributes_of(block)) {
            if (name == "GI") continue;
            const char* expected = is_read_only(name) ? "object-access-denied" : "temporarily-unavailable";
            EXPECT_EQ(block.set(name, value_of(name, true)), expected) << name;
        }
        EXPECT_EQ(block.set("GI", boolean(true)), "ok");
        EXPECT_EQ(block.disable(), "ok");
        EXPECT_EQ(block.disable(), "ok");  // it is
        EXPECT_EQ(block.set("GI", boolean(true)), "temporarily-unavailable");
    }
}

TEST_F(BlockWrites, WhileDisabledAllButWhatIsTheServers) {
    for (RemoteBlock block : {urcb, brcb}) {
        for (const std::string& name : attributes_of(block)) {
            if (name == "RptEna" || name == "GI") continue;
            EXPECT_EQ(block.set(name, value_of(name)), is_read_only(name) ? "object-access-denied" : "ok")
                << name;
        }
    }
}

TEST_F(BlockWrites, WrongTypesAndValues) {
    EXPECT_EQ(urcb.set("RptEna", number(1)), "type-inconsistent");
    EXPECT_EQ(urcb.set("BufTm", visible("1")), "type-inconsistent");
    EXPECT_EQ(urcb.set("IntgPd", number(std::uint64_t{1} << 32U)), "type-inconsistent");
    EXPECT_EQ(urcb.set("IntgPd", number(0xFFFFFFFF)), "ok");
    EXPECT_EQ(urcb.set("RptID", visible(std::string(129, 'x'))), "ok");
    EXPECT_EQ(urcb.set("RptID", visible(std::string(130, 'x'))), "type-inconsistent");
    EXPECT_EQ(urcb.set("RptID", visible(std::string(60'000, 'x'))), "type-inconsistent");
    EXPECT_EQ(urcb.get("RptID"), "\"" + std::string(129, 'x') + "\"");
    EXPECT_EQ(urcb.set("RptID", visible(std::string_view("a\0b", 3))), "object-value-invalid");
    EXPECT_EQ(urcb.set("RptID", visible("a\nb")), "object-value-invalid");
    EXPECT_EQ(brcb.set("EntryID", as_data(ber::OctetString{})), "type-inconsistent");
    EXPECT_EQ(brcb.set("ResvTms", integer_data(40'000)), "type-inconsistent");
    // Nothing of it has reserved the block... and nothing was half done.
    EXPECT_EQ(brcb.get("ResvTms"), "0");
}

TEST_F(BlockWrites, DataSetsByName) {
    EXPECT_EQ(urcb.get("ConfRev"), "5");
    EXPECT_EQ(urcb.set("DatSet", visible("LD0/LLN0$nosuch")), "object-value-invalid");
    EXPECT_EQ(urcb.set("DatSet", visible("events")), "object-value-invalid");
    EXPECT_EQ(urcb.set("DatSet", visible(std::string(129, 'x'))), "object-value-invalid");
    EXPECT_EQ(urcb.set("DatSet", visible("@mine")), "object-value-invalid");  // none yet
    EXPECT_EQ(brcb.set("DatSet", visible("@mine")), "object-value-invalid");
    EXPECT_EQ(urcb.get("DatSet"), "\"LD0/LLN0$events\"");
    EXPECT_EQ(urcb.set("DatSet", visible("LD0/LLN0$events")), "ok");
    EXPECT_EQ(urcb.get("ConfRev"), "5");  // the same
    EXPECT_EQ(urcb.set("DatSet", visible("LD0/LLN0$floats")), "ok");
    EXPECT_EQ(urcb.get("ConfRev"), "6");
    EXPECT_EQ(urcb.set("DatSet", visible("")), "ok");
    EXPECT_EQ(urcb.get("ConfRev"), "7");
    EXPECT_EQ(urcb.enable(), "temporarily-unavailable");
    EXPECT_EQ(urcb.get("RptEna"), "FALSE");
}

TEST_F(BlockWrites, ConfRevSkipsZero) {
    const model::LeafId conf_rev = leaf("LLN0$RP$urcb01$ConfRev");
    ASSERT_EQ(server.process().state().set_unsigned(conf_rev, 0xFFFFFFFF), model::Fit::ok);
    EXPECT_EQ(urcb.set("DatSet", visible("LD0/LLN0$floats")), "ok");
    EXPECT_EQ(urcb.get("ConfRev"), "1");
}

TEST_F(BlockWrites, DataSetsAreInUseByTheirBlocks) {
    server::DataSet& events = *server.data_sets().find("LD0/LLN0$events", {});
    server::DataSet& floats = *server.data_sets().find("LD0/LLN0$floats", {});
    const auto before = events.users;
    ASSERT_EQ(floats.users, 0U);
    ASSERT_EQ(urcb.set("DatSet", visible("LD0/LLN0$floats")), "ok");
    EXPECT_EQ(events.users, before - 1);
    EXPECT_EQ(floats.users, 1U);
    ASSERT_EQ(urcb.set("DatSet", visible("")), "ok");
    EXPECT_EQ(floats.users, 0U);
}

TEST_F(BlockWrites, UnknownBitsAreMasked) {
    ASSERT_EQ(urcb.set("TrgOps", Bits(0xFC00, 6).data()), "ok");
    EXPECT_EQ(urcb.get("TrgOps"), "'011111'B");
    ASSERT_EQ(urcb.set("OptFlds", Bits(0xFFC0, 10).data()), "ok");
    EXPECT_EQ(urcb.get("OptFlds"), "'0111110011'B");  // what only buffered blocks have is off
    ASSERT_EQ(brcb.set("OptFlds", Bits(0xFFC0, 10).data()), "ok");
    EXPECT_EQ(brcb.get("OptFlds"), "'0111111111'B");
}

TEST_F(BlockWrites, AReportShowsNothingThatAReadWouldNot) {
    server.gate().set_policy([](const Peer&, Right right, const AccessObject& object) {
        return right != Right::read || object.item != "GGIO1$ST$Ind4$q";
    });
    EXPECT_EQ(urcb.enable(), "object-access-denied");
    EXPECT_EQ(urcb.get("RptEna"), "FALSE");
    EXPECT_EQ(urcb.get("Resv"), "FALSE");
    server.gate().set_policy([](const Peer&, Right right, const AccessObject& object) {
        return right != Right::view || object.item != "LLN0$floats";
    });
    EXPECT_EQ(urcb.set("DatSet", visible("LD0/LLN0$floats")), "object-value-invalid");
    server.gate().set_policy({});
    EXPECT_EQ(urcb.enable(), "ok");
}

// ---- SCL Services, ReportSettings
// -----------------------------------------------------------------------------

struct Settable {
    const char* attribute;
    model::Setting model::Services::ReportSettings::*setting;
};
const Settable settable[] = {
    {"RptID", &model::Services::ReportSettings::rpt_id},
    {"DatSet", &model::Services::ReportSettings::dat_set},
    {"OptFlds", &model::Services::ReportSettings::opt_fields},
    {"BufTm", &model::Services::ReportSettings::buf_time},
    {"TrgOps", &model::Services::ReportSettings::trg_ops},
    {"IntgPd", &model::Services::ReportSettings::intg_pd},
};

class OneDynamic : public BlockWrites, public ::testing::WithParamInterface<std::size_t> {
protected:
    static ReportStation station(model::Setting others) {
        ReportStation result;
        result.services.report_settings.present = true;
        for (const Settable& each : settable) result.services.report_settings.*each.setting = others;
        result.services.report_settings.*settable[GetParam()].setting = model::Setting::dyn;
        return result;
    }
    OneDynamic() : BlockWrites(station(GetParam() % 2 == 0 ? model::Setting::fix : model::Setting::conf)) {}
};

TEST_P(OneDynamic, OnlyThatMayBeWritten) {
    for (RemoteBlock block : {urcb, brcb}) {
        for (const Settable& each : settable) {
            const bool dynamic = &each == &settable[GetParam()];
            EXPECT_EQ(block.set(each.attribute, value_of(each.attribute, true)),
                      dynamic ? "ok" : "object-access-denied")
                << each.attribute;
        }
        EXPECT_EQ(block.enable(), "ok");
        EXPECT_EQ(block.set("GI", boolean(true)), "ok");
        EXPECT_EQ(block.disable(), "ok");
    }
}
INSTANTIATE_TEST_SUITE_P(EachOfThem, OneDynamic, ::testing::Range(std::size_t{0}, std::size(settable)));

}  // namespace
}  // namespace busbar::server
