// SPDX-License-Identifier: Apache-2.0
// The services that clients use, as tracking data and as reports of them: one report for each service, be it
// the same as the one before.
#include <gtest/gtest.h>

#include "server/tracking/test_tracking.hpp"

namespace busbar::server::tracking {
namespace {

using namespace server::testing;  // NOLINT: the words of these tests
using testing::tracking_image;

class TrackedRequests : public ReportFixture {
protected:
    explicit TrackedRequests(Options options = {}) : ReportFixture(tracking_image(), std::move(options)) {
        listener = join(9);
        EXPECT_EQ(write_text(write(*listener, "LD1", "LLN0$RP$urcbT$RptEna", boolean(true))), "ok");
        all(*listener);
        client = join(1);
        all(*listener);
    }

    std::string attribute(std::string_view name) {
        const auto node = server.model().find("LD1", "LTRK1$SR$" + std::string(name));
        EXPECT_NE(node, model::no_node) << name;
        return node == model::no_node ? std::string() : server.process().image().value(node).text();
    }
    /// "LD0/LLN0.urcb01 26 0 C0000201": object, service, error, originator.
    std::string head(std::string_view name) {
        const std::string at(name);
        const std::string object = attribute(at + "$objRef");
        return object.substr(1, object.size() - 2) + " " + attribute(at + "$serviceType") + " " +
               attribute(at + "$errorCode") + " " + attribute(at + "$originatorID");
    }
    /// Which members of "tracked" were reported, one digit each; fails where the reason is another one.
    std::string reported() {
        std::string members;
        for (const Report& report : all(*listener)) {
            EXPECT_EQ(report.included, 1U) << report.members;
            EXPECT_TRUE(report.members.ends_with(" dupd")) << report.members;
            members += report.members.substr(0, 1);
        }
        return members;
    }

    std::unique_ptr<TestClient> listener, client;
};

constexpr std::string_view gen = "1", urcb = "2", brcb = "3", locb = "4";

TEST_F(TrackedRequests, SetUrcbValues) {
    RemoteBlock block(*client, "urcb01");
    EXPECT_EQ(block.set("BufTm", number(100)), "ok");
    EXPECT_EQ(reported(), urcb);
    EXPECT_EQ(head("UrcbTrk"), "LD0/LLN0.urcb01 26 0 C0000201");
    EXPECT_EQ(attribute("UrcbTrk$bufTm"), "100");
    EXPECT_EQ(attribute("UrcbTrk$rptID"), "\"urcb01\"");
    EXPECT_EQ(attribute("UrcbTrk$datSet"), "\"LD0/LLN0$events\"");
    EXPECT_EQ(attribute("UrcbTrk$resv"), "true");
    EXPECT_EQ(attribute("UrcbTrk$owner"), "C0000201");
    EXPECT_EQ(attribute("UrcbTrk$confRev"), "5");
    EXPECT_EQ(attribute("UrcbTrk$t"), "2026-11-22T00:00:00.000000000Z");
    // The same once more is another service.
    EXPECT_EQ(block.set("BufTm", number(100)), "ok");
    EXPECT_EQ(reported(), urcb);
}

TEST_F(TrackedRequests, OneServiceForEachBlockOfARequest) {
    send_write(
        *client,
        {"LLN0$RP$urcb01$BufTm", "LLN0$BR$brcb01$BufTm", "LLN0$RP$urcb01$IntgPd", "LLN0$RP$urcb02$BufTm"},
        {number(1), number(2), number(3), number(4)});
    EXPECT_EQ(write_text(client->take_answer()), "ok; ok; ok; ok");
    EXPECT_EQ(reported(), std::string(urcb) + std::string(brcb) + std::string(urcb));
    EXPECT_EQ(head("UrcbTrk"), "LD0/LLN0.urcb02 26 0 C0000201");
    EXPECT_EQ(head("BrcbTrk"), "LD0/LLN0.brcb01 24 0 C0000201");
    EXPECT_EQ(attribute("BrcbTrk$resvTms"), "10");
}

TEST_F(TrackedRequests, RefusedAttemptsShowWhatWasTried) {
    RemoteBlock block(*client, "urcb01");
    EXPECT_EQ(block.enable(), "ok");
    reported();
    EXPECT_EQ(block.set("RptID", visible("other")), "temporarily-unavailable");
    EXPECT_EQ(reported(), urcb);
    EXPECT_EQ(head("UrcbTrk"), "LD0/LLN0.urcb01 26 4 C0000201");
    EXPECT_EQ(attribute("UrcbTrk$rptID"), "\"other\"");
    EXPECT_EQ(attribute("UrcbTrk$rptEna"), "true");
    EXPECT_EQ(block.get("RptID"), "\"urcb01\"");
    // Of another type: what it was.
    EXPECT_EQ(block.set("ConfRev", visible("x")), "object-access-denied");
    EXPECT_EQ(head("UrcbTrk"), "LD0/LLN0.urcb01 26 3 C0000201");
    EXPECT_EQ(attribute("UrcbTrk$confRev"), "5");
}

TEST_F(TrackedRequests, LockedByOtherClient) {
    RemoteBlock mine(*client, "urcb01");
    EXPECT_EQ(mine.set("Resv", boolean(true)), "ok");
    const auto other = join(2);
    EXPECT_EQ(RemoteBlock(*other, "urcb01").set("BufTm", number(1)), "temporarily-unavailable");
    EXPECT_EQ(head("UrcbTrk"), "LD0/LLN0.urcb01 26 8 C0000202");
    EXPECT_EQ(attribute("UrcbTrk$bufTm"), "1");
}

TEST_F(TrackedRequests, CommandsToABlockAreShownAsGiven) {
    RemoteBlock block(*client, "urcb01");
    EXPECT_EQ(block.enable(), "ok");
    EXPECT_EQ(block.set("GI", boolean(true)), "ok");
    EXPECT_EQ(attribute("UrcbTrk$gi"), "true");
    EXPECT_EQ(block.get("GI"), "FALSE");
    EXPECT_EQ(RemoteBlock(*client, "brcb01").set("PurgeBuf", boolean(true)), "ok");
    EXPECT_EQ(attribute("BrcbTrk$purgeBuf"), "true");
    EXPECT_EQ(RemoteBlock(*client, "brcb01").set("BufTm", number(1)), "ok");
    EXPECT_EQ(attribute("BrcbTrk$purgeBuf"), "false");
}

TEST_F(TrackedRequests, BlockAsAWhole) {
    EXPECT_EQ(write_text(write(*client, "LD0", "LLN0$RP$urcb01", boolean(true))),
              "object-access-unsupported");
    EXPECT_EQ(head("UrcbTrk"), "LD0/LLN0.urcb01 26 7 C0000201");
}

TEST_F(TrackedRequests, LossOfTheAssociationIsAnInternalChange) {
    RemoteBlock block(*client, "urcb01");
    EXPECT_EQ(block.enable(), "ok");
    EXPECT_EQ(RemoteBlock(*client, "brcb01").set("ResvTms", integer_data(5)), "ok");
    reported();
    client->disconnect();
    EXPECT_EQ(reported(), std::string(brcb) + std::string(urcb) + std::string(gen));
    EXPECT_EQ(head("UrcbTrk"), "LD0/LLN0.urcb01 54 0 ");
    EXPECT_EQ(attribute("UrcbTrk$rptEna"), "false");
    EXPECT_EQ(attribute("UrcbTrk$resv"), "false");
    EXPECT_EQ(attribute("BrcbTrk$resvTms"), "5");
    server.on_time(now);
    advance(Seconds(6));
    EXPECT_EQ(reported(), brcb);
    EXPECT_EQ(head("BrcbTrk"), "LD0/LLN0.brcb01 54 0 ");
    EXPECT_EQ(attribute("BrcbTrk$resvTms"), "0");
}

TEST_F(TrackedRequests, SetLcbValues) {
    // It has no data set.
    EXPECT_EQ(write_text(write(*client, "LD1", "LLN0$LG$lcb1$LogEna", boolean(true))),
              "object-attribute-inconsistent");
    EXPECT_EQ(reported(), locb);
    EXPECT_EQ(head("LocbTrk"), "LD1/LLN0.lcb1 28 6 C0000201");
    EXPECT_EQ(attribute("LocbTrk$logEna"), "true");
    EXPECT_EQ(attribute("LocbTrk$logRef"), "\"LD1/LLN0$log\"");
    EXPECT_EQ(attribute("LocbTrk$oldEnt"), "0000000000000000");
    EXPECT_EQ(write_text(write(*client, "LD1", "LLN0$LG$lcb1$IntgPd", number(1000))), "ok");
    EXPECT_EQ(head("LocbTrk"), "LD1/LLN0.lcb1 28 0 C0000201");
    EXPECT_EQ(attribute("LocbTrk$intgPd"), "1000");
    EXPECT_EQ(attribute("LocbTrk$logEna"), "false");
}

TEST_F(TrackedRequests, BlocksThatNobodyMayWrite) {
    const auto refused = [&](std::string_view item, mms::Data data) {
        EXPECT_EQ(write_text(write(*client, "LD1", item, data)), "object-access-denied");
    };
    refused("LLN0$GO$gcb$GoEna", boolean(true));
    EXPECT_EQ(head("GocbTrk"), "LD1/LLN0.gcb 34 3 C0000201");
    EXPECT_EQ(attribute("GocbTrk$goEna"), "true");
    EXPECT_EQ(attribute("GocbTrk$dstAddress"),
              server.process().image().value(server.model().find("LD1", "LLN0$GO$gcb$DstAddress")).text());
    EXPECT_EQ(attribute("GocbTrk$goID"), "\"goose\"");
    refused("LLN0$MS$msv$SvEna", boolean(true));
    EXPECT_EQ(head("MsvcbTrk"), "LD1/LLN0.msv 39 3 C0000201");
    EXPECT_EQ(attribute("MsvcbTrk$smpRate"), "80");
    refused("LLN0$US$usv$SvEna", boolean(true));
    EXPECT_EQ(head("UsvcbTrk"), "LD1/LLN0.usv 42 3 C0000201");
}

TEST_F(TrackedRequests, SettingGroups) {
    const auto set = [&](TestClient& by, std::string_view attribute_name, mms::Data value) {
        return write_text(write(by, "LD1", "LLN0$SP$SGCB$" + std::string(attribute_name), std::move(value)));
    };
    EXPECT_EQ(set(*client, "ActSG", number(2)), "ok");
    EXPECT_EQ(head("SgcbTrk"), "LD1/LLN0.SGCB 16 0 C0000201");
    EXPECT_EQ(attribute("SgcbTrk$actSG"), "2");
    EXPECT_EQ(attribute("SgcbTrk$numOfSG"), "2");
    EXPECT_EQ(set(*client, "ActSG", number(9)), "object-value-invalid");
    EXPECT_EQ(head("SgcbTrk"), "LD1/LLN0.SGCB 16 5 C0000201");
    EXPECT_EQ(attribute("SgcbTrk$actSG"), "9");
    EXPECT_EQ(set(*client, "EditSG", number(1)), "ok");
    EXPECT_EQ(head("SgcbTrk"), "LD1/LLN0.SGCB 17 0 C0000201");
    EXPECT_EQ(attribute("SgcbTrk$editSG"), "1");
    // Somebody else has it.
    EXPECT_EQ(set(*listener, "EditSG", number(2)), "temporarily-unavailable");
    EXPECT_EQ(head("SgcbTrk"), "LD1/LLN0.SGCB 17 8 C0000209");
    EXPECT_EQ(set(*listener, "CnfEdit", boolean(true)), "object-access-denied");
    EXPECT_EQ(head("SgcbTrk"), "LD1/LLN0.SGCB 19 3 C0000209");
    EXPECT_EQ(attribute("SgcbTrk$cnfEdit"), "true");
    EXPECT_EQ(set(*client, "CnfEdit", boolean(true)), "ok");
    EXPECT_EQ(head("SgcbTrk"), "LD1/LLN0.SGCB 19 0 C0000201");
    EXPECT_EQ(attribute("SgcbTrk$editSG"), "0");
    // An association that is over gives back what it edits.
    EXPECT_EQ(set(*client, "EditSG", number(1)), "ok");
    client->disconnect();
    EXPECT_EQ(head("SgcbTrk"), "LD1/LLN0.SGCB 54 0 ");
    EXPECT_EQ(attribute("SgcbTrk$editSG"), "0");
}

TEST_F(TrackedRequests, SetDataValues) {
    EXPECT_EQ(write_text(write(*client, "LD1", "LLN0$SP$Level$setVal", integer_data(4))), "ok");
    EXPECT_EQ(reported(), gen);
    EXPECT_EQ(head("GenTrk"), "LD1/LLN0.Level.setVal 8 0 C0000201");
    EXPECT_EQ(write_text(write(*client, "LD1", "LLN0$ST$Beh$stVal", integer_data(1))),
              "object-access-denied");
    EXPECT_EQ(head("GenTrk"), "LD1/LLN0.Beh.stVal 8 3 C0000201");
    EXPECT_EQ(write_text(write(*client, "LD1", "LLN0$SP$Nothing$setVal", integer_data(1))),
              "object-non-existent");
    EXPECT_EQ(head("GenTrk"), "LD1/LLN0.Nothing.setVal 8 1 C0000201");
    EXPECT_EQ(write_text(write(*client, "LD1", "LLN0$SP$Level$setVal", boolean(true))), "type-inconsistent");
    EXPECT_EQ(head("GenTrk"), "LD1/LLN0.Level.setVal 8 10 C0000201");
    EXPECT_EQ(reported(), "111");
    // Two variables are two services.
    EXPECT_EQ(write_text(write(
                  *client, {variable("LD1", "LLN0$SP$Level$setVal"), variable("LD0", "GGIO1$SP$Set$value")},
                  {integer_data(1), integer_data(2)})),
              "ok; ok");
    EXPECT_EQ(reported(), "11");
    EXPECT_EQ(head("GenTrk"), "LD0/GGIO1.Set.value 8 0 C0000201");
}

TEST_F(TrackedRequests, SetDataSetValues) {
    const auto set = [&](std::string_view item, const std::vector<mms::Data>& data) {
        mms::WriteRequest request;
        request.variables.value = domain_name("LD0", item);
        request.data = ber::List<mms::Data>(data);
        return write_text(client->call<mms::Write>(request));
    };
    EXPECT_EQ(set("LLN0$counts", {integer_data(1), integer_data(2)}), "object-access-denied; ok");
    EXPECT_EQ(reported(), gen);
    EXPECT_EQ(head("GenTrk"), "LD0/LLN0.counts 12 3 C0000201");
    set("LLN0$unknown", {integer_data(1)});
    EXPECT_EQ(head("GenTrk"), "LD0/LLN0.unknown 12 1 C0000201");
    EXPECT_EQ(reported(), gen);
}

TEST_F(TrackedRequests, DataSetsMadeAndDeleted) {
    const auto create = [&](std::string_view item, std::string_view member) {
        const std::vector<mms::ListEntry> entries{variable("LD0", member)};
        mms::DefineNamedVariableListRequest request;
        request.name = domain_name("LD0", item);
        request.variables = ber::List<mms::ListEntry>(entries);
        return outcome(client->call<mms::DefineNamedVariableList>(request));
    };
    const auto remove = [&](std::string_view item) {
        const std::vector<mms::ObjectName> names{domain_name("LD0", item)};
        mms::DeleteNamedVariableListRequest request;
        request.names = ber::List<mms::ObjectName>(names);
        return outcome(client->call<mms::DeleteNamedVariableList>(request));
    };
    EXPECT_EQ(create("LLN0$mine", "GGIO1$ST$Ind1"), "response");
    EXPECT_EQ(reported(), gen);
    EXPECT_EQ(head("GenTrk"), "LD0/LLN0.mine 13 0 C0000201");
    create("LLN0$mine", "GGIO1$ST$Ind1");
    EXPECT_EQ(head("GenTrk"), "LD0/LLN0.mine 13 2 C0000201");
    create("LLN0$more", "GGIO1$ST$Nothing");
    EXPECT_EQ(head("GenTrk"), "LD0/LLN0.more 13 1 C0000201");
    EXPECT_EQ(RemoteBlock(*client, "urcb02").set("DatSet", visible("LD0/LLN0$mine")), "ok");
    remove("LLN0$mine");
    EXPECT_EQ(head("GenTrk"), "LD0/LLN0.mine 14 2 C0000201");
    EXPECT_EQ(RemoteBlock(*client, "urcb02").set("DatSet", visible("")), "ok");
    EXPECT_EQ(remove("LLN0$mine"), "response");
    EXPECT_EQ(head("GenTrk"), "LD0/LLN0.mine 14 0 C0000201");
    EXPECT_EQ(remove("LLN0$mine"), "response");
    EXPECT_EQ(head("GenTrk"), "LD0/LLN0.mine 14 1 C0000201");
    EXPECT_EQ(remove("LLN0$events"), "response");
    EXPECT_EQ(head("GenTrk"), "LD0/LLN0.events 14 3 C0000201");
}

TEST_F(TrackedRequests, AssociationsComeAndGo) {
    const auto other = join(7);
    EXPECT_EQ(reported(), gen);
    EXPECT_EQ(head("GenTrk"), "IED1 1 0 C0000207");
    EXPECT_TRUE(other->association().release(now.monotonic));
    other->run();
    EXPECT_TRUE(other->released());
    EXPECT_EQ(reported(), gen);
    EXPECT_EQ(head("GenTrk"), "IED1 3 0 C0000207");
    const auto rude = join(8);
    reported();
    Error why;
    why.text = "test";
    rude->association().abort(why);
    rude->run();
    EXPECT_EQ(reported(), gen);
    EXPECT_EQ(head("GenTrk"), "IED1 2 0 C0000208");
    const auto lost = join(6);
    reported();
    lost->disconnect();
    EXPECT_EQ(reported(), gen);
    EXPECT_EQ(head("GenTrk"), "IED1 2 11 C0000206");
}

Options few_places() {
    Options options;
    options.max_associations = 3;
    return options;
}

class TrackedRefusals : public TrackedRequests {
protected:
    TrackedRefusals() : TrackedRequests(few_places()) {}
};

TEST_F(TrackedRefusals, AssociationsThatWereRefused) {
    // The transport connection comes while there is a place, the request for an association later.
    TestClient late(server, now, client_options(), "192.0.2.5:50000");
    late.association().start(now.monotonic);
    late.to_server();
    late.to_client();
    auto third = join(3);
    EXPECT_EQ(reported(), gen);
    late.run();
    EXPECT_FALSE(late.association().is_open());
    EXPECT_EQ(reported(), gen);
    EXPECT_EQ(head("GenTrk"), "IED1 1 12 C0000205");
    // No association was asked for: nothing to track.
    TestClient much_later(server, now, client_options(), "192.0.2.6:50000");
    EXPECT_FALSE(much_later.associate());
    EXPECT_EQ(reported(), "");
}

TEST(TrackedPassword, IsAnAccessViolation) {
    const Now now = start_of_time();
    Options options;
    options.stack.accepted_passwords = {"secret"};
    Server server(tracking_image(), std::move(options));
    TestClient client(server, now);
    EXPECT_FALSE(client.associate());
    const auto node = server.model().find("LD1", "LTRK1$SR$GenTrk");
    const std::string text = server.process().image().value(node).text();
    EXPECT_TRUE(text.starts_with("{\"IED1\", 1, 3, C0000201, ")) << text;
}

}  // namespace
}  // namespace busbar::server::tracking
