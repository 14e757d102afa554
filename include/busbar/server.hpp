// SPDX-License-Identifier: Apache-2.0
// An IED served from an SCL file (IEC 61850-7-2 server, mapped to MMS by 8-1): create it, resolve handles to
// its values, keep them up to date, decide on what clients write, run. Thread rule: one thread runs a server.
// post() and stop() may be called from any thread, everything else only before run() or from callbacks, which
// run in the server's thread.
#pragma once

#include <busbar/access.hpp>
#include <busbar/error.hpp>
#include <busbar/fc.hpp>
#include <busbar/scl.hpp>
#include <busbar/timestamp.hpp>
#include <busbar/value.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace busbar {

/// What identify answers. Empty members are taken from the SCL file.
struct ServerIdentity {
    std::string vendor;    ///< IED manufacturer
    std::string model;     ///< IED type
    std::string revision;  ///< IED configVersion
};

/// What happens on a connection, in octets of the stream. Views live during the call.
struct WireEvent {
    enum class Kind : std::uint8_t { opened, received, sent, closed };
    Kind kind = Kind::opened;
    std::uint64_t connection = 0;  ///< counts from 1
    std::string_view peer;         ///< "192.0.2.1:50123"
    std::span<const std::uint8_t> octets;
};
/// Called in the server's thread, must not call the server.
using WireTap = std::function<void(const WireEvent&)>;

struct ServerOptions {
    /// "ADDRESS:PORT", several separated by commas: "0.0.0.0:102", "[::1]:102", "127.0.0.1:0". "*" stands for
    /// all addresses of IPv6 and IPv4. Port 0 picks a free port, Server::addresses() says which.
    std::string listen = "*:102";
    std::size_t max_associations = 100;  ///< one more is refused by COTP DR
    /// Refuse a client that calls other selectors, AP-title or AE-qualifier than the SCL file gives us.
    bool strict_addresses = false;
    /// Where not empty, a client must send one of these (ACSE password authentication).
    std::vector<std::string> passwords;
    ServerIdentity identity;
    std::size_t max_pdu_octets = 65000;                   ///< of MMS, 512 or more
    std::uint16_t max_outstanding_requests = 10;          ///< granted to a client at most
    std::chrono::milliseconds handshake_phase{10000};     ///< TCP to CR, CR to association
    std::chrono::milliseconds message_completion{30000};  ///< a message that has begun
    std::size_t send_queue_octets = 1U << 20U;  ///< waiting for a slow reader, who is aborted beyond
    AccessPolicy access;                        ///< none: what the model allows
    WireTap tap;                                ///< for captures and traces
    /// Keeps what is to outlive a restart in this SQLite file, made if it is not there: data sets that
    /// clients created, buffered report control blocks with their entries. Empty: nothing is kept. Written in
    /// the background in groups: a crash costs at most what came within the last 20 ms, a loss of power some
    /// more.
    std::string store;
    bool lenient = false;  ///< serve an IED with faulty logical nodes without these, instead of failing
};

/// A value of the model with the quality and time that belong to it, resolved once by Server::signal(). Valid
/// for the server that made it, as long as that lives.
class Signal {
public:
    Signal() = default;

private:
    friend class Server;
    friend class Transaction;
    static constexpr std::uint32_t none = 0xFFFFFFFF;
    std::uint32_t value_ = none, quality_ = none, time_ = none;
};

/// Values that take effect together. Made by the server, for the duration of a callback.
class Transaction {
public:
    /// Continues a set() with what goes with the value.
    class Setter {
    public:
        /// Nothing where the data object has no q.
        Setter& quality(Quality quality);
        /// Nothing where it has no t.
        Setter& time(SystemTime time, TimeQuality quality = {});
        Setter& time(const Timestamp& time);

    private:
        friend class Transaction;
        Setter(Transaction& transaction, const Signal& signal)
            : transaction_(&transaction), signal_(&signal) {}
        Transaction* transaction_;
        const Signal* signal_;
    };

    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    /// Stages a value. Integers also go into floats and, as a number, into bit strings (Dbpos on = 2), double
    /// into FLOAT32. A value that does not fit makes the whole transaction fail.
    Setter set(const Signal& signal, bool value);
    Setter set(const Signal& signal, float value);
    Setter set(const Signal& signal, double value);
    Setter set(const Signal& signal, const Value& value);
    Setter set(const Signal& signal, std::string_view text);
    Setter set(const Signal& signal, const char* text) { return set(signal, std::string_view(text)); }
    template <class T>
    requires(std::is_integral_v<T> && !std::is_same_v<T, bool>) Setter set(const Signal& signal, T value) {
        if constexpr (std::is_signed_v<T>) {
            return set_signed(signal, value);
        } else {
            return set_unsigned(signal, value);
        }
    }

private:
    friend class Server;
    explicit Transaction(void* transaction) : transaction_(transaction) {}
    Setter set_signed(const Signal& signal, std::int64_t value);
    Setter set_unsigned(const Signal& signal, std::uint64_t value);

    void* transaction_;  // the model's transaction
};

/// One value that a client is about to change. Views live during the call.
struct WriteRequest {
    const Peer& peer;
    std::string_view reference;  ///< of the attribute, "LD/LN$FC$DO$DA"
    const Value& value;          ///< has the attribute's type and is within its range
};
/// Nothing: the write goes on. An error refuses the whole variable; object_access_denied,
/// object_value_invalid and temporarily_unavailable are usual.
using WriteVerdict = std::optional<DataAccessError>;
using WriteHandler = std::function<WriteVerdict(const WriteRequest& request)>;

/// Counters since the start.
struct ServerStatistics {
    std::size_t associations = 0;  ///< now
    std::uint64_t accepted = 0;    ///< connections
    std::uint64_t refused = 0;     ///< associations, for whatever reason
    std::uint64_t requests = 0;
};

/// One thread's event loop, for a program that runs many servers. run() of a server without one makes its
/// own.
class EventLoop {
public:
    EventLoop();
    ~EventLoop();
    EventLoop(EventLoop&&) noexcept;
    EventLoop& operator=(EventLoop&&) noexcept;

    /// Serves until stop(). Fails (misuse) when it is running already.
    Result<void> run();
    /// run() returns soon. Any thread.
    void stop();
    /// Lets SIGINT and SIGTERM do what stop() does.
    void stop_on_interrupt();

    struct Impl;

private:
    friend class Server;
    std::unique_ptr<Impl> impl_;
};

class Server {
public:
    /// Compiles the IED and listens. Fails with the first error of the file, or io where an address cannot be
    /// bound.
    static Result<Server> create(const SclSelection& ied, ServerOptions options = {});
    /// The same, driven by a loop of the program's, which must outlive the server.
    static Result<Server> create(EventLoop& loop, const SclSelection& ied, ServerOptions options = {});

    Server(Server&&) noexcept;
    Server& operator=(Server&&) noexcept;
    ~Server();

    /// Where it listens, with real ports: "127.0.0.1:10102".
    [[nodiscard]] const std::vector<std::string>& addresses() const;
    [[nodiscard]] std::string ied_name() const;
    /// Attributes of basic types in the model.
    [[nodiscard]] std::size_t attribute_count() const;
    /// What compiling the file found.
    [[nodiscard]] const std::vector<SclFinding>& findings() const;
    /// What ServerOptions::store kept and the model has no place for any more (it was dropped), a line each.
    [[nodiscard]] const std::vector<std::string>& store_notices() const;

    /// "LD0/MMXU1.TotW.mag.f[MX]", or the data object "LD0/MMXU1.TotW" whose value is meant. The logical
    /// device may be given by its MMS domain or by its inst. Fails (refused) where no single value is meant.
    [[nodiscard]] Result<Signal> signal(std::string_view reference) const;
    /// References of all attributes of basic types under a functional constraint, "LD0/MMXU1.TotW.mag.f[MX]",
    /// elements of arrays included, in the order of the model.
    [[nodiscard]] std::vector<std::string> attributes(Fc fc) const;
    /// Current value of any object, structures included.
    [[nodiscard]] Result<Value> value(std::string_view reference) const;

    /// `change` runs in the server's thread, soon and in the order of posting; then its values are applied
    /// together. What does not fit is dropped as a whole and told to on_error. Any thread.
    void post(std::function<void(Transaction&)> change);
    /// At once: before run(), or from a callback. Fails (misuse) when a value did not fit; nothing was
    /// applied then.
    Result<void> apply(const std::function<void(Transaction&)>& change);
    /// Calls `change` again and again in the server's thread, from run() on; the first time after one period.
    void every(std::chrono::milliseconds period, std::function<void(Transaction&)> change);

    /// Asks `handler` about each attribute at or below `reference` that a client writes, when its type and
    /// range are right and the model allows it, and before anything is applied. It gives no right that the
    /// model does not give. The innermost handler is asked. Fails (refused) on an unknown reference.
    Result<void> on_write(std::string_view reference, WriteHandler handler);
    /// Told what could not be done and has no caller to return it to.
    void on_error(std::function<void(const Error&)> handler);

    /// Serves until stop(). Fails with io.
    Result<void> run();
    /// Any thread, and signal handlers' threads. Aborts all associations; run() returns.
    void stop();
    [[nodiscard]] ServerStatistics statistics() const;

private:
    struct Impl;
    static Result<Server> make(EventLoop* loop, const SclSelection& ied, ServerOptions options);
    explicit Server(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace busbar
