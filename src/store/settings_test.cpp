// SPDX-License-Identifier: Apache-2.0
// Setting groups in a file: over restarts, other models, damage, and servers that are killed while clients
// confirm.
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <condition_variable>
#include <csignal>
#include <mutex>
#include <random>

#include "server/report/reports.hpp"
#include "server/server.hpp"
#include "server/setting/test_settings.hpp"
#include "store/test_store.hpp"

namespace busbar::store {
namespace {

using namespace server::testing;  // NOLINT: the tests' own vocabulary
using testing::StoreTest;

/// Hands what the store's thread says to the server's.
struct Mailbox {
    void put(std::uint64_t new_ticket, bool new_success) {
        const std::lock_guard lock(mutex);
        ticket = new_ticket;
        success = new_success;
        told = true;
        changed.notify_all();
    }
    std::mutex mutex;
    std::condition_variable changed;
    std::uint64_t ticket = 0;
    bool success = false, told = false;
};

/// A server in one life, with one client.
class Life {
public:
    explicit Life(StoreOptions options, const SettingStation& station = {}) {
        options.on_settings_kept = [this](std::uint64_t ticket, bool success) { mail.put(ticket, success); };
        auto opened = Store::open(options);
        EXPECT_TRUE(opened) << opened.error().message();
        store = *std::move(opened);
        server = std::make_unique<server::Server>(setting_image(station), server::Options{});
        EXPECT_TRUE(store->restore_data_sets(server->data_sets()));
        server->reports().set_store(store.get());
        server->settings().set_store(&store->settings());
        EXPECT_TRUE(store->start());
        client = std::make_unique<TestClient>(*server, now);
        EXPECT_TRUE(client->associate());
    }
    ~Life() {
        client.reset();
        server.reset();
        store.reset();  // its thread uses the mailbox
    }
    std::string set(std::string_view item, mms::Data value) {
        return write_text(write(*client, "LD0", item, std::move(value)));
    }
    /// The answer to a change, when it is kept.
    std::string set_and_wait(std::string_view item, mms::Data value) {
        const std::string at_once = set(item, std::move(value));
        if (at_once != "nothing") return at_once;
        for (;;) {
            std::unique_lock lock(mail.mutex);
            mail.changed.wait(lock, [&] { return mail.told; });
            mail.told = false;
            server->settings().kept(mail.ticket, mail.success);
            client->run();
            const ByteVector answer = client->take_answer();
            if (!answer.empty()) return write_text(answer);
        }
    }
    std::string confirm() { return set_and_wait("LLN0$SP$SGCB$CnfEdit", boolean(true)); }
    std::string activate(std::uint64_t group) { return set_and_wait("LLN0$SP$SGCB$ActSG", number(group)); }
    /// All settings of group 2 say the same number.
    void edit(int n) {
        EXPECT_EQ(set("LLN0$SP$SGCB$EditSG", number(2)), "ok");
        EXPECT_EQ(set(start_se, real(static_cast<float>(n))), "ok");
        EXPECT_EQ(set(delay_se, integer_data(n)), "ok");
        EXPECT_EQ(set("PTOC1$SE$Name$setVal", visible("set " + std::to_string(n))), "ok");
    }
    std::string in_group(std::uint32_t group, std::string_view item) {
        const auto value = server->settings().value(server->model().find("LD0", item), group);
        return value ? value->text() : value.error().text;
    }
    std::string active() {
        return server->process().image().value(server->model().find("LD0", "LLN0$SP$SGCB$ActSG")).text();
    }

    Now now = start_of_time();
    Mailbox mail;
    std::unique_ptr<Store> store;
    std::unique_ptr<server::Server> server;
    std::unique_ptr<TestClient> client;
};

using SettingsStoreTest = StoreTest;

TEST_F(SettingsStoreTest, WhatIsConfirmedComesBack) {
    {
        Life life(options);
        life.edit(17);
        EXPECT_EQ(life.confirm(), "ok");
        EXPECT_EQ(life.activate(3), "ok");
        life.edit(18);
    }
    for (int start = 0; start < 2; ++start) {
        Life life(options);
        EXPECT_TRUE(life.store->notices().empty());
        EXPECT_EQ(life.active(), "3");
        EXPECT_EQ(life.in_group(2, start_sg), "17");
        EXPECT_EQ(life.in_group(2, delay_sg), "17");
        EXPECT_EQ(life.in_group(2, "PTOC1$SG$Name$setVal"), "\"set 17\"");
        EXPECT_EQ(life.in_group(1, start_sg), "1.5");
    }
    EXPECT_TRUE(errors.empty());
}

TEST_F(SettingsStoreTest, AnotherModelKeepsWhatFits) {
    {
        Life life(options);
        life.edit(17);
        EXPECT_EQ(life.confirm(), "ok");
    }
    {
        Life life(options, {.without_delay = true});
        EXPECT_EQ(life.store->notices().size(), 1U);
        EXPECT_EQ(life.in_group(2, start_sg), "17");
        life.set("LLN0$SP$SGCB$EditSG", number(2));
        EXPECT_EQ(life.set(start_se, real(18)), "ok");
        EXPECT_EQ(life.confirm(), "ok");
    }
    Life life(options);
    EXPECT_TRUE(life.store->notices().empty());
    EXPECT_EQ(life.in_group(2, start_sg), "18");
    EXPECT_EQ(life.in_group(2, delay_sg), "200");
}

TEST_F(SettingsStoreTest, ABlockThatIsGoneIsDropped) {
    {
        Life life(options);
        life.edit(17);
        EXPECT_EQ(life.confirm(), "ok");
    }
    {
        auto store = open();
        EXPECT_TRUE(store->start());
        EXPECT_THAT(
            store->notices(),
            ::testing::ElementsAre("dropped the settings of LD0/LLN0$SP$SGCB: no such block any more",
                                   "dropped the settings of LD1/LLN0$SP$SGCB: no such block any more"));
    }
    Life life(options);
    EXPECT_TRUE(life.store->notices().empty());
    EXPECT_EQ(life.in_group(2, start_sg), "2.5");
}

TEST_F(SettingsStoreTest, IedsAreKeptApart) {
    {
        Life life(options);
        life.edit(17);
        EXPECT_EQ(life.confirm(), "ok");
    }
    options.ied = "IED2";
    Life life(options);
    EXPECT_EQ(life.store->notices().size(), 1U);
    EXPECT_EQ(life.in_group(2, start_sg), "2.5");
}

TEST_F(SettingsStoreTest, WhatTheApplicationSetsComesBack) {
    const auto set_delay = [](Life& life, int value) {
        auto transaction = life.server->process().begin();
        transaction.set(life.server->model().leaf_of(life.server->model().find("LD0", delay_sg)), value);
        ASSERT_TRUE(transaction.commit(life.now));
    };
    const auto later = [](Life& life) {
        life.now.monotonic += server::setting::keeping_pause;
        life.server->on_time(life.now);
    };
    {
        Life life(options);
        set_delay(life, 701);
        later(life);
        EXPECT_EQ(life.activate(2), "ok");  // beside what waits for the disk
        set_delay(life, 702);
        later(life);
        life.edit(17);
        EXPECT_EQ(life.confirm(), "ok");
        EXPECT_EQ(life.activate(3), "ok");
        set_delay(life, 703);  // and the end
    }
    Life life(options);
    EXPECT_TRUE(life.store->notices().empty());
    EXPECT_EQ(life.active(), "3");
    EXPECT_EQ(life.in_group(1, delay_sg), "701");
    EXPECT_EQ(life.in_group(2, delay_sg), "17");
    EXPECT_EQ(life.in_group(3, delay_sg), "703");
    EXPECT_EQ(life.in_group(1, start_sg), "1.5");
    EXPECT_TRUE(errors.empty());
}

/// A child confirms and switches as fast as it is answered, and says what it was answered; it is killed at
/// any time, and its file opened.
class Killed : public SettingsStoreTest {
protected:
    struct Told {
        int confirmed = 0, activated = 0;
    };
    [[noreturn]] void live(int pipe, int first) {
        Life life(options);
        Told told;
        for (int n = first;; ++n) {
            life.edit(n);
            if (life.confirm() != "ok") ::_exit(1);
            told.confirmed = n;
            if (::write(pipe, &told, sizeof told) != sizeof told) ::_exit(1);
            const int group = 1 + n % 3;
            if (life.activate(static_cast<std::uint64_t>(group)) != "ok") ::_exit(1);
            told.activated = group;
            if (::write(pipe, &told, sizeof told) != sizeof told) ::_exit(1);
        }
    }
    /// What the child had been answered when it was killed.
    Told one_life(int first, int octets_before_kill, std::chrono::microseconds then) {
        int ends[2] = {-1, -1};
        EXPECT_EQ(::pipe(ends), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            ::close(ends[0]);
            live(ends[1], first);
        }
        ::close(ends[1]);
        Told told, next;
        for (int got = 0; got < octets_before_kill; ++got) {
            if (::read(ends[0], &next, sizeof next) != sizeof next) break;
            told = next;
        }
        ::usleep(static_cast<useconds_t>(then.count()));
        EXPECT_EQ(::kill(child, SIGKILL), 0);
        int status = 0;
        EXPECT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_TRUE(WIFSIGNALED(status)) << status;
        while (::read(ends[0], &next, sizeof next) == sizeof next) told = next;
        ::close(ends[0]);
        return told;
    }
};

TEST_F(Killed, FiftyTimesDuringConfirms) {
    std::mt19937 random(7);  // NOLINT: the same each time
    int last = 0;
    int changed = 0;
    for (int round = 0; round < 50; ++round) {
        const int answers = static_cast<int>(random() % 4);
        const std::chrono::microseconds then(random() % 3000);
        const Told told = one_life(last + 1, answers, then);
        Life life(options);
        EXPECT_TRUE(life.store->notices().empty());
        const auto start = life.server->settings().value(life.server->model().find("LD0", start_sg), 2);
        ASSERT_TRUE(start);
        const std::string text = start->text();
        const int found = text == "2.5" ? 0 : std::stoi(text);
        // Whole: all of it is of the same confirm.
        if (found != 0) {
            EXPECT_EQ(life.in_group(2, delay_sg), std::to_string(found));
            EXPECT_EQ(life.in_group(2, "PTOC1$SG$Name$setVal"), "\"set " + std::to_string(found) + "\"");
        }
        // What was answered is there, and at most the one that was under way besides.
        const int least = told.confirmed != 0 ? told.confirmed : last;
        EXPECT_GE(found, least) << round;
        EXPECT_LE(found, least + 1) << round;
        const std::string active = life.active();
        if (told.activated != 0) {
            const int next = 1 + (told.activated) % 3;
            EXPECT_TRUE(active == std::to_string(told.activated) || active == std::to_string(next)) << active;
        }
        EXPECT_EQ(life.server->process().image().value(life.server->model().find("LD0", start_sg)).text(),
                  life.in_group(static_cast<std::uint32_t>(active.front() - '0'), start_sg));
        if (found != last) ++changed;
        last = found;
    }
    EXPECT_GT(changed, 20);
    EXPECT_TRUE(errors.empty());
}

}  // namespace
}  // namespace busbar::store
