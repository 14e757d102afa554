// SPDX-License-Identifier: Apache-2.0
// Resv, ResvTms and Owner in the three editions, pre-assignment, and what the end of an association undoes.
#include "server/report/test_reports.hpp"

namespace busbar::server {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

constexpr const char* busy = "temporarily-unavailable";
constexpr const char* denied = "object-access-denied";

class Reservation : public ReportFixture {
protected:
    explicit Reservation(model::Edition edition = model::Edition::ed2)
        : ReportFixture(ReportStation{.edition = edition}) {}

    std::unique_ptr<TestClient> a = join(1), b = join(2);
    RemoteBlock urcb{*a, "urcb01"}, brcb{*a, "brcb01"};
    RemoteBlock urcb_of_b{*b, "urcb01"}, brcb_of_b{*b, "brcb01"};
};

TEST_F(Reservation, ResvReservesAndReleases) {
    EXPECT_EQ(urcb.get("Owner"), "''H");
    EXPECT_EQ(urcb.set("Resv", boolean(true)), "ok");
    EXPECT_EQ(urcb_of_b.get("Resv"), "TRUE");
    EXPECT_EQ(urcb_of_b.get("Owner"), "'C0000201'H");
    EXPECT_EQ(urcb_of_b.set("Resv", boolean(true)), busy);
    EXPECT_EQ(urcb_of_b.set("Resv", boolean(false)), busy);
    EXPECT_EQ(urcb.set("Resv", boolean(true)), "ok");
    EXPECT_EQ(urcb.set("Resv", boolean(false)), "ok");
    EXPECT_EQ(urcb.get("Owner"), "''H");
    EXPECT_EQ(urcb_of_b.set("Resv", boolean(true)), "ok");
    EXPECT_EQ(urcb.enable(), busy);
}

TEST_F(Reservation, OwnerStaysWhenTheBlockIsDisabled) {
    ASSERT_EQ(urcb.enable(), "ok");
    ASSERT_EQ(urcb.disable(), "ok");
    EXPECT_EQ(urcb.get("Owner"), "'C0000201'H");
    EXPECT_EQ(urcb_of_b.enable(), busy);
}

TEST_F(Reservation, AnOwnerOfIPv6HasSixteenOctets) {
    TestClient six(server, now, client_options(), "[2001:db8::7]:1234");
    ASSERT_TRUE(six.associate());
    RemoteBlock block(six, "urcb01");
    ASSERT_EQ(block.set("Resv", boolean(true)), "ok");
    EXPECT_EQ(block.get("Owner"), "'20010DB8000000000000000000000007'H");
}

TEST_F(Reservation, EndOfTheAssociationFreesAnUnbufferedBlock) {
    ASSERT_EQ(urcb.enable(), "ok");
    EXPECT_GT(server.reports().listeners(), 0U);
    const auto listening = server.reports().listeners();
    a->disconnect();
    EXPECT_LT(server.reports().listeners(), listening);
    EXPECT_EQ(urcb_of_b.get("RptEna"), "FALSE");
    EXPECT_EQ(urcb_of_b.get("Resv"), "FALSE");
    EXPECT_EQ(urcb_of_b.get("Owner"), "''H");
    EXPECT_EQ(urcb_of_b.enable(), "ok");
    indicate(1, true);
    EXPECT_EQ(members(*b), "0=TRUE dchg");
}

TEST_F(Reservation, ResvTmsHoldsAfterTheLossForThatLong) {
    EXPECT_EQ(brcb.set("ResvTms", integer_data(30)), "ok");
    EXPECT_EQ(brcb_of_b.get("ResvTms"), "30");
    EXPECT_EQ(brcb_of_b.set("ResvTms", integer_data(5)), busy);
    EXPECT_EQ(brcb_of_b.set("ResvTms", integer_data(0)), busy);
    EXPECT_EQ(brcb.set("ResvTms", integer_data(-1)), "object-value-invalid");
    EXPECT_EQ(brcb.set("ResvTms", integer_data(20)), "ok");
    advance(std::chrono::hours(1));  // it does not count while the client is there
    EXPECT_EQ(brcb_of_b.enable(), busy);
    a->disconnect();
    server.on_time(now);
    advance(Milliseconds(19'999));
    EXPECT_EQ(brcb_of_b.enable(), busy);
    EXPECT_EQ(brcb_of_b.get("Owner"), "'C0000201'H");
    advance(Milliseconds(1));
    EXPECT_EQ(brcb_of_b.get("ResvTms"), "0");
    EXPECT_EQ(brcb_of_b.get("Owner"), "''H");
    EXPECT_EQ(brcb_of_b.enable(), "ok");
    EXPECT_EQ(brcb_of_b.get("ResvTms"), "10");  // the implicit one
}

TEST_F(Reservation, TheClientThatComesBackInTimeGoesOn) {
    ASSERT_EQ(brcb.set("ResvTms", integer_data(30)), "ok");
    a->disconnect();
    server.on_time(now);
    advance(Seconds(10));
    a = join(1);
    brcb = RemoteBlock(*a, "brcb01");
    EXPECT_EQ(brcb.enable(), "ok");
    EXPECT_EQ(brcb.get("ResvTms"), "30");
    advance(Seconds(100));
    EXPECT_EQ(brcb.get("RptEna"), "TRUE");
    EXPECT_EQ(brcb_of_b.disable(), busy);
}

TEST_F(Reservation, ZeroReleases) {
    ASSERT_EQ(brcb.set("ResvTms", integer_data(30)), "ok");
    EXPECT_EQ(brcb.set("ResvTms", integer_data(0)), "ok");
    EXPECT_EQ(brcb.get("Owner"), "''H");
    EXPECT_EQ(brcb_of_b.set("ResvTms", integer_data(1)), "ok");
}

TEST_F(Reservation, TheFirstWriteReservesAndARefusedOneDoesNot) {
    EXPECT_EQ(urcb.set("DatSet", visible("nosuch")), "object-value-invalid");
    EXPECT_EQ(urcb.disable(), "ok");  // it is: nothing done, nothing taken
    EXPECT_EQ(urcb_of_b.get("Resv"), "FALSE");
    EXPECT_EQ(urcb.set("BufTm", number(5)), "ok");
    EXPECT_EQ(urcb_of_b.get("Resv"), "TRUE");
    EXPECT_EQ(urcb_of_b.set("BufTm", number(6)), busy);
    EXPECT_EQ(brcb.set("BufTm", number(5)), "ok");
    EXPECT_EQ(brcb_of_b.get("ResvTms"), "10");
    EXPECT_EQ(brcb_of_b.set("BufTm", number(5)), busy);
}

TEST_F(Reservation, ThePreAssignedClientOnly) {
    for (const std::string name : {"urcbP", "brcbP"}) {
        RemoteBlock mine(*a, name), theirs(*b, name);
        const bool buffered = name == "brcbP";
        const std::string reserved = buffered ? "ResvTms" : "Resv";
        const std::string value = buffered ? "-1" : "TRUE";
        EXPECT_EQ(theirs.get(reserved), value);
        EXPECT_EQ(theirs.get("Owner"), "'C0000201'H");
        EXPECT_EQ(theirs.enable(), busy);
        EXPECT_EQ(theirs.set("BufTm", number(5)), busy);
        EXPECT_EQ(mine.enable(), "ok");
        a->disconnect();
        server.on_time(now);
        EXPECT_EQ(theirs.get(reserved), value);
        EXPECT_EQ(theirs.enable(), busy);
        a = join(1);
        RemoteBlock again(*a, name);
        EXPECT_EQ(again.get("RptEna"), "FALSE");
        EXPECT_EQ(again.enable(), "ok");
    }
}

TEST_F(Reservation, WithoutAnAddressTheFirstIsThePreAssignedOne) {
    for (const std::string name : {"urcbQ", "brcbQ"}) {
        RemoteBlock first(*b, name), second(*a, name);
        EXPECT_EQ(first.enable(), "ok");
        EXPECT_EQ(second.enable(), busy);
        EXPECT_EQ(first.get("Owner"), "'C0000202'H");
        EXPECT_EQ(first.disable(), "ok");
        EXPECT_EQ(second.enable(), busy);
    }
    b->disconnect();
    EXPECT_EQ(RemoteBlock(*a, "urcbQ").get("Resv"), "TRUE");
    EXPECT_EQ(RemoteBlock(*a, "brcbQ").get("ResvTms"), "-1");
    EXPECT_EQ(RemoteBlock(*a, "brcbQ").get("Owner"), "''H");
    EXPECT_EQ(RemoteBlock(*a, "brcbQ").enable(), "ok");
}

TEST_F(Reservation, APreAssignedResvTmsIsNotWrittenBelowEdition21) {
    RemoteBlock block(*a, "brcbP");
    for (const int seconds : {-1, 0, 5}) EXPECT_EQ(block.set("ResvTms", integer_data(seconds)), denied);
}

TEST_F(Reservation, SeveralBlocksOfOneClientAllGo) {
    for (const char* name : {"urcb01", "urcbP", "brcb01", "brcbQ"}) {
        ASSERT_EQ(RemoteBlock(*a, name).enable(), "ok") << name;
    }
    ASSERT_EQ(urcb.disable(), "ok");
    ASSERT_EQ(urcb.set("Resv", boolean(false)), "ok");
    EXPECT_EQ(server.reports().taken_blocks(), 3U);
    a->disconnect();
    EXPECT_EQ(server.reports().taken_blocks(), 1U);  // brcb01, for ten seconds
    server.on_time(now);
    advance(Seconds(10));
    EXPECT_EQ(server.reports().taken_blocks(), 0U);
}

class Edition21 : public Reservation {
protected:
    Edition21() : Reservation(model::Edition::ed21) {}
};

TEST_F(Edition21, ReserveFirst) {
    for (const std::string name : {"urcb01", "brcb01"}) {
        RemoteBlock block(*a, name);
        EXPECT_EQ(block.set("BufTm", number(5)), denied);
        EXPECT_EQ(block.enable(), denied);
        EXPECT_EQ(block.disable(), denied);
        const bool buffered = name == "brcb01";
        EXPECT_EQ(buffered ? block.set("ResvTms", integer_data(7)) : block.set("Resv", boolean(true)), "ok");
        EXPECT_EQ(block.set("BufTm", number(5)), "ok");
        EXPECT_EQ(block.enable(), "ok");
        EXPECT_EQ(RemoteBlock(*b, name).disable(), busy);
    }
}

TEST_F(Edition21, PreAssignedToo) {
    RemoteBlock block(*a, "brcbP"), theirs(*b, "brcbP");
    EXPECT_EQ(block.enable(), denied);
    EXPECT_EQ(block.set("ResvTms", integer_data(-1)), "object-value-invalid");
    EXPECT_EQ(theirs.set("ResvTms", integer_data(5)), busy);
    EXPECT_EQ(block.set("ResvTms", integer_data(5)), "ok");
    EXPECT_EQ(block.get("ResvTms"), "-1");
    EXPECT_EQ(block.enable(), "ok");
    RemoteBlock unbuffered(*a, "urcbP");
    EXPECT_EQ(unbuffered.enable(), denied);
    EXPECT_EQ(unbuffered.set("Resv", boolean(true)), "ok");
    EXPECT_EQ(unbuffered.enable(), "ok");
}

TEST_F(Edition21, ComingBackNeedsNoNewReservation) {
    ASSERT_EQ(brcb.set("ResvTms", integer_data(30)), "ok");
    a->disconnect();
    server.on_time(now);
    a = join(1);
    EXPECT_EQ(RemoteBlock(*a, "brcb01").enable(), "ok");
}

class Edition21WithoutResvTms : public ReportFixture {
protected:
    Edition21WithoutResvTms()
        : ReportFixture(
              ReportStation{.edition = model::Edition::ed21, .with_owner = false, .with_resv_tms = false}) {}
};

TEST_F(Edition21WithoutResvTms, ABlockThatCannotBeReservedIsTakenByTheFirstWrite) {
    const auto a = join(1), b = join(2);
    EXPECT_EQ(RemoteBlock(*a, "brcb01").enable(), "ok");
    EXPECT_EQ(RemoteBlock(*b, "brcb01").disable(), busy);
    a->disconnect();
    EXPECT_EQ(RemoteBlock(*b, "brcb01").enable(), "ok");
}

class Edition1 : public Reservation {
protected:
    Edition1() : Reservation(model::Edition::ed1) {}
};

TEST_F(Edition1, WithoutOwnerAndResvTms) {
    EXPECT_EQ(brcb.get("ResvTms"), "<object-non-existent>");
    EXPECT_EQ(brcb.enable(), "ok");
    EXPECT_EQ(brcb_of_b.disable(), busy);
    EXPECT_EQ(urcb.enable(), "ok");
    EXPECT_EQ(urcb.get("Resv"), "TRUE");
    EXPECT_EQ(urcb_of_b.set("Resv", boolean(true)), busy);
    a->disconnect();
    EXPECT_EQ(brcb_of_b.enable(), "ok");
    EXPECT_EQ(urcb_of_b.enable(), "ok");
}

}  // namespace
}  // namespace busbar::server
