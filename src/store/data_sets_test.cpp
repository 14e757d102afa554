// SPDX-License-Identifier: Apache-2.0
// Data sets of clients over a restart, with the same model and with another.
#include "server/test_data_sets.hpp"
#include "server/test_station.hpp"
#include "store/test_store.hpp"

namespace busbar::store {
namespace {

using namespace testing;          // NOLINT: the tests' own vocabulary
using namespace server::testing;  // NOLINT

class StoredSetsTest : public StoreTest {
protected:
    /// A server with what the store has, and what the store said about it.
    struct Station {
        Station(std::unique_ptr<Store> opened, model::Image image)
            : store(std::move(opened)), server(std::move(image), {}) {
            EXPECT_TRUE(store->restore_data_sets(server.data_sets()));
            EXPECT_TRUE(store->start());
            EXPECT_TRUE(client.associate());
        }
        Now now = start_of_time();
        std::unique_ptr<Store> store;
        server::Server server;
        TestClient client{server, now};
    };
    static model::Image smaller_station() {
        model::Builder b("IED1");
        const auto ld = b.logical_device({.name = "IED1LD0", .inst = "LD0"});
        const auto lln0 = b.logical_node(ld, {.ln_class = "LLN0"});
        const auto beh = b.data_object(lln0, "Beh", "ENS");
        b.attribute(beh, {.name = "stVal", .fc = Fc::st, .type = BasicType::enumerated});
        auto built = b.build();
        EXPECT_TRUE(built);
        return std::move(built->image);
    }
    const mms::ListEntry mode = variable("IED1LD0", "LLN0$ST$Beh$stVal");
    const mms::ListEntry pair = variable("IED1LD0", "MHAI1$CF$HA$pair");
};

TEST_F(StoredSetsTest, PersistentSetsSurviveInTheirOrder) {
    {
        Station station(open(), station_image());
        for (const char* reference : {"IED1LD0/LLN0$b", "IED1LD0/LLN0$a", "IED1LD0/LLN0$gone", "/x", "@x"}) {
            ASSERT_EQ(outcome(define(station.client, reference, {pair, mode})), "response");
        }
        const ByteVector of_model = directory(station.client, "IED1LD0/LLN0$ds1");
        std::vector<mms::ListEntry> members;
        for (const auto& entry : response_of<mms::GetNamedVariableListAttributes>(of_model).variables) {
            members.push_back(entry);
        }
        ASSERT_EQ(outcome(define(station.client, "IED1LD0/GGIO1$elements", members)), "response");
        ASSERT_EQ(remove_text(station.client, "IED1LD0/LLN0$gone"), "matched 1, deleted 1");
    }
    Station station(open(), station_image());
    EXPECT_TRUE(station.store->notices().empty());
    EXPECT_EQ(list_sets(station.client, of_domain("IED1LD0")),
              (std::vector<std::string>{"LLN0$ds1", "LLN0$b", "LLN0$a", "GGIO1$elements"}));
    EXPECT_EQ(list_sets(station.client, of_vmd()), std::vector<std::string>{"x"});
    EXPECT_TRUE(list_sets(station.client, of_association()).empty());
    EXPECT_EQ(results_text(read_set(station.client, "IED1LD0/GGIO1$elements")),
              results_text(read_set(station.client, "IED1LD0/LLN0$ds1")));
    EXPECT_EQ(remove_text(station.client, "/x"), "matched 1, deleted 1");
}

TEST_F(StoredSetsTest, SetsThatDoNotFitAnyMoreAreDroppedAndNamed) {
    {
        Station station(open(), station_image());
        ASSERT_EQ(outcome(define(station.client, "IED1LD0/LLN0$good", {mode})), "response");
        ASSERT_EQ(outcome(define(station.client, "IED1LD0/LLN0$bad", {mode, pair})), "response");
        ASSERT_EQ(outcome(define(station.client, "IED1LD0/GGIO1$homeless", {mode})), "response");
    }
    {
        Station station(open(), smaller_station());
        ASSERT_EQ(station.store->notices().size(), 2U);
        EXPECT_NE(station.store->notices()[0].find("IED1LD0/LLN0$bad: no member IED1LD0/MHAI1.HA.pair[CF]"),
                  std::string::npos)
            << station.store->notices()[0];
        EXPECT_NE(station.store->notices()[1].find("GGIO1$homeless"), std::string::npos);
        EXPECT_EQ(list_sets(station.client, of_domain("IED1LD0")), std::vector<std::string>{"LLN0$good"});
    }
    Station station(open(), station_image());
    EXPECT_TRUE(station.store->notices().empty());
    EXPECT_EQ(list_sets(station.client, of_domain("IED1LD0")),
              (std::vector<std::string>{"LLN0$ds1", "LLN0$good"}));
}

}  // namespace
}  // namespace busbar::store
