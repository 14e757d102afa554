// SPDX-License-Identifier: Apache-2.0
// Logs on a disk: what an entry costs the server's thread and how many of them a second reach the file, how
// long it takes until an entry is there, and a page of a query in a log of a million entries, through the
// whole server. The file is made where TMPDIR says.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <thread>

#include "server/log/test_logs.hpp"
#include "store/logs.hpp"

namespace {

using namespace busbar;                   // NOLINT: a benchmark
using namespace busbar::server::testing;  // NOLINT
using SteadyClock = std::chrono::steady_clock;

/// So many entries wait for the disk at the most: the queue has room for more.
constexpr std::uint64_t most_waiting = 20'000;
/// Of one of so many entries the filter by the rare variable finds one.
constexpr std::uint64_t rare = 100'000;

std::string folder_of_its_own() {
    std::string name = (std::filesystem::temp_directory_path() / "busbar-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    return name;
}

/// The station of the tests with its log in a file, on a virtual clock on which something happens every 10
/// ms.
class Logging {
public:
    explicit Logging(std::size_t max_entries) : folder_(folder_of_its_own()), server_(log_image(), {}) {
        store::LogStoreOptions options;
        options.file = folder_ + "/bench.logs";
        options.ied = "BENCH";
        options.limits.max_entries = max_entries;
        options.limits.max_octets = 0;
        store_ = *store::LogStore::open(options);
        server_.logs().set_store(store_.get());
        store_->start();
        for (const char* item : {"GGIO1$ST$Ind1$stVal", "GGIO1$ST$Ind2$stVal", "GGIO1$ST$Ind4$q"}) {
            leaves_.push_back(server_.model().leaf_of(server_.model().find("LD0", item)));
        }
    }
    ~Logging() {
        server_.logs().set_store(nullptr);
        store_.reset();
        std::filesystem::remove_all(folder_);
    }
    Logging(const Logging&) = delete;
    Logging& operator=(const Logging&) = delete;

    /// One entry; of the rare variable, if it is its turn.
    void event() {
        ++made_;
        now.monotonic += std::chrono::milliseconds(10);
        now.wall += std::chrono::milliseconds(10);
        auto transaction = server_.process().begin();
        if (made_ % rare == rare / 2) {
            questionable_ = !questionable_;
            transaction.set(leaves_[2], questionable_ ? Quality(Validity::questionable) : Quality());
        } else {
            bool& state = states_[made_ % 2];
            state = !state;
            transaction.set(leaves_[made_ % 2], state);
        }
        benchmark::DoNotOptimize(transaction.commit(now));
    }
    void fill(std::uint64_t entries) {
        for (std::uint64_t i = 0; i < entries; ++i) {
            event();
            if (i % most_waiting == 0) store_->flush();
        }
        store_->flush();
    }
    [[nodiscard]] std::uint64_t entries() { return server_.logs().journal(0).state().entries; }

    Now now = start_of_time();
    server::Server& server() { return server_; }
    store::LogStore& store() { return *store_; }

private:
    std::string folder_;
    server::Server server_;
    std::unique_ptr<store::LogStore> store_;
    std::vector<model::LeafId> leaves_;
    std::uint64_t made_ = 0;
    std::array<bool, 2> states_{};
    bool questionable_ = false;
};

double microseconds(SteadyClock::duration duration) {
    return std::chrono::duration<double, std::micro>(duration).count();
}

/// Percentiles, and the worst one.
void tell(benchmark::State& state, std::vector<double>& all, const std::string& what) {
    if (all.empty()) return;
    std::sort(all.begin(), all.end());
    state.counters[what + "_p50"] = all[all.size() / 2];
    state.counters[what + "_p99.9"] = all[all.size() * 999 / 1000];
    state.counters[what + "_max"] = all.back();
}

// ---- writing

/// Entries as fast as the disk takes them; of each, what it cost the server's thread, in us. With a bound,
/// each entry drops the oldest one.
void log_append(benchmark::State& state) {
    const auto limit = static_cast<std::size_t>(state.range(0));
    Logging logging(limit);
    if (limit != 0) logging.fill(limit);
    std::vector<double> each;
    each.reserve(static_cast<std::size_t>(state.max_iterations));
    std::uint64_t made = 0;
    for (auto _ : state) {
        const auto begun = SteadyClock::now();
        logging.event();
        each.push_back(microseconds(SteadyClock::now() - begun));
        if (++made % most_waiting == 0) logging.store().flush();
    }
    logging.store().flush();
    tell(state, each, "us");
    state.SetItemsProcessed(state.iterations());
    state.counters["lost"] = static_cast<double>(logging.store().counters().lost);
}
BENCHMARK(log_append)
    ->Arg(0)
    ->Arg(100'000)
    ->Iterations(1'000'000)
    ->UseRealTime()
    ->Unit(benchmark::kMicrosecond);

/// From the entry until it is in the file, in ms: 100 entries at once, again and again.
void log_durability(benchmark::State& state) {
    Logging logging(0);
    std::vector<double> each;
    for (auto _ : state) {
        const std::uint64_t before = logging.store().counters().records;
        const auto begun = SteadyClock::now();
        for (int i = 0; i < 100; ++i) logging.event();
        while (logging.store().counters().records < before + 100) {
            std::this_thread::sleep_for(std::chrono::microseconds(200));
        }
        const auto took = SteadyClock::now() - begun;
        each.push_back(microseconds(took) / 1000);
        state.SetIterationTime(std::chrono::duration<double>(took).count());
    }
    tell(state, each, "ms");
}
BENCHMARK(log_durability)->Iterations(200)->UseManualTime()->Unit(benchmark::kMillisecond);

// ---- queries

constexpr std::uint64_t million = 1'000'000;

/// A full log, made once, and a client.
struct Asking {
    Logging logging{million};
    std::unique_ptr<TestClient> client;
    EntryTime begin{}, middle{}, late{};

    Asking() {
        logging.fill(1);
        begin = EntryTime::from(logging.now.wall);
        logging.fill(million / 2);
        middle = EntryTime::from(logging.now.wall);
        logging.fill(million / 2 - 100);
        late = EntryTime::from(logging.now.wall);
        logging.fill(99);
        client = std::make_unique<TestClient>(logging.server(), logging.now);
        if (!client->associate()) std::abort();
    }
    static Asking& the() {
        static Asking asking;
        return asking;
    }
};

/// A page, from the request's octets to those of the answer. `entries` in it, and `more`.
void ask(benchmark::State& state, LogQuery query) {
    Asking& asking = Asking::the();
    ByteVector answer;
    for (auto _ : state) {
        answer = asking.client->call<mms::ReadJournal>(query.request());
        benchmark::DoNotOptimize(answer.data());
    }
    const LogPage page = page_of(answer);
    if (page.outcome != "response") state.SkipWithError("no answer");
    state.counters["entries"] = static_cast<double>(page.rows.size());
    state.counters["octets"] = static_cast<double>(answer.size());
    state.counters["more"] = page.more ? 1 : 0;
}

void log_page_first(benchmark::State& state) {
    ask(state, LogQuery());
}
void log_page_by_time_in_the_middle(benchmark::State& state) {
    ask(state, LogQuery().since(Asking::the().middle));
}
void log_page_after_an_entry_in_the_middle(benchmark::State& state) {
    const auto page = LogQuery().since(Asking::the().middle).most(1).ask(*Asking::the().client);
    const EntryOctets entry(page.rows.at(0).number);
    ask(state, LogQuery().after(Bytes(entry.octets)));
}
void log_page_last(benchmark::State& state) {
    ask(state, LogQuery().since(Asking::the().late));
}
void log_ten_entries_in_the_middle(benchmark::State& state) {
    ask(state, LogQuery().since(Asking::the().middle).most(10));
}
void log_page_of_a_variable_in_every_second_entry(benchmark::State& state) {
    ask(state, LogQuery().since(Asking::the().middle).variables({{"LD0/GGIO1$ST$Ind1$stVal"}}));
}
void log_page_of_a_rare_variable(benchmark::State& state) {
    ask(state, LogQuery().since(Asking::the().begin).variables({{"LD0/GGIO1$ST$Ind4$q"}}));
}
void log_page_of_a_variable_that_is_not_there(benchmark::State& state) {
    ask(state, LogQuery().variables({{"LD0/GGIO1$ST$None$q"}}));
}

/// All entries of a variable that one of 100,000 entries has, page after page.
void log_search_for_a_rare_variable(benchmark::State& state) {
    std::size_t pages = 0, found = 0;
    for (auto _ : state) {
        pages = found = 0;
        std::uint64_t last = 0;
        for (bool more = true; more; ++pages) {
            LogQuery query;
            query.variables({{"LD0/GGIO1$ST$Ind4$q"}});
            const EntryOctets entry(last);
            if (last != 0) query.after(Bytes(entry.octets));
            const LogPage page = query.ask(*Asking::the().client);
            for (const LogRow& row : page.rows) found += row.text.empty() ? 0 : 1;
            more = page.more && !page.rows.empty();
            if (!page.rows.empty()) last = page.rows.back().number;
        }
    }
    state.counters["pages"] = static_cast<double>(pages);
    state.counters["found"] = static_cast<double>(found);
}

BENCHMARK(log_page_first)->Unit(benchmark::kMicrosecond);
BENCHMARK(log_page_by_time_in_the_middle)->Unit(benchmark::kMicrosecond);
BENCHMARK(log_page_after_an_entry_in_the_middle)->Unit(benchmark::kMicrosecond);
BENCHMARK(log_page_last)->Unit(benchmark::kMicrosecond);
BENCHMARK(log_ten_entries_in_the_middle)->Unit(benchmark::kMicrosecond);
BENCHMARK(log_page_of_a_variable_in_every_second_entry)->Unit(benchmark::kMicrosecond);
BENCHMARK(log_page_of_a_rare_variable)->Unit(benchmark::kMicrosecond);
BENCHMARK(log_page_of_a_variable_that_is_not_there)->Unit(benchmark::kMicrosecond);
BENCHMARK(log_search_for_a_rare_variable)->Unit(benchmark::kMillisecond);

}  // namespace
