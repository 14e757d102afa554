// SPDX-License-Identifier: Apache-2.0
// Changes to the process image (DESIGN 2.4): begin, set values by handles, commit. Commit compares and
// applies, has derived what follows from it, and tells observers which watched leaves fired which trigger.
// Costs depend on what is set, not on the model. Nothing is allocated once the buffers have grown to the
// largest transaction.
#pragma once

#include <busbar/quality.hpp>
#include <busbar/timestamp.hpp>
#include <concepts>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "model/image.hpp"

namespace busbar::model {

/// A watched leaf that fired. data_change and quality_change only when the value differs from before;
/// data_update whenever it was set.
struct Change {
    LeafId leaf;
    Triggers triggers;
};

/// Report and log engines. Called after everything of the transaction is in the image.
class ChangeObserver {
public:
    virtual ~ChangeObserver() = default;
    /// `changes` in the order of setting, each leaf once, never empty; valid during the call. May begin
    /// another transaction; must not add or remove observers.
    virtual void on_changes(std::span<const Change> changes, const Now& now) = 0;
};

class Transaction;
class Process;

/// What a deriver may do while a transaction is committed.
class Derivation {
public:
    /// With everything that the transaction has set.
    [[nodiscard]] const Image& image() const;
    [[nodiscard]] const Now& now() const { return now_; }
    /// Room for the slot of a leaf that shall be set, too, to be filled by slot.hpp; or null where the
    /// transaction has set it already: then that counts.
    [[nodiscard]] std::uint8_t* slot(LeafId leaf);

private:
    friend class Process;
    Derivation(Process& process, const Now& now) : process_(process), now_(now) {}
    Process& process_;
    const Now& now_;
};

/// Sets what follows from other values (dead bands) as part of the transaction that sets these, so that
/// observers see one consistent set of changes.
class Deriver {
public:
    virtual ~Deriver() = default;
    /// Called for each source that the transaction has set, whether it changed or not. Must not begin a
    /// transaction.
    virtual void derive(LeafId source, Derivation& derivation) = 0;
};

/// The live image of a server and who listens to it. Not thread-safe: one thread owns it.
class Process {
public:
    explicit Process(Image image);
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    [[nodiscard]] const Model& model() const { return image_.model(); }
    [[nodiscard]] const Image& image() const { return image_; }
    /// For members of control blocks and other state that an engine owns: no triggers, no observers.
    [[nodiscard]] Image& state() { return image_; }

    /// One at a time: while one is open, another is dead from the start (set gives wrong_type, commit fails).
    [[nodiscard]] Transaction begin();

    /// Observers must outlive the process or be removed.
    void add_observer(ChangeObserver& observer);
    void remove_observer(ChangeObserver& observer);
    /// Counts one more listener on each leaf of the node: a member of an enabled control block.
    void watch(NodeId node);
    /// Takes one back; each call pairs with one of watch().
    void unwatch(NodeId node);
    [[nodiscard]] bool watched(LeafId leaf) const { return (marks_[index(leaf)] & watch_mask) != 0; }

    /// One at most; null takes it away. It must outlive the process or be taken away.
    void set_deriver(Deriver* deriver) { deriver_ = deriver; }
    /// The deriver is told about transactions that set this leaf. Others cost nothing.
    void add_source(LeafId leaf) { marks_[index(leaf)] |= source_bit; }

private:
    friend class Transaction;
    friend class Derivation;
    struct Staged {
        LeafId leaf;
        std::uint32_t at;  // in bytes_
    };
    static constexpr std::uint16_t staged_bit = 0x8000;
    static constexpr std::uint16_t source_bit = 0x4000;
    static constexpr std::uint16_t watch_mask = 0x3FFF;

    std::uint8_t* stage(LeafId leaf, bool& added);
    void grow(std::size_t octets);
    void unstage_last();
    void drop();
    std::size_t apply(const Now& now);
    std::size_t apply_from(std::size_t first, std::uint16_t& marks_seen);
    std::size_t derive(const Now& now);
    void notify(const Now& now);

    Image image_;
    std::vector<std::uint16_t> marks_;  // for each leaf: staged, source, and how many watch it
    std::vector<ChangeObserver*> observers_;
    std::vector<Staged> staged_;
    std::vector<std::uint8_t> bytes_;  // slots of the staged leaves, used_ octets of them
    std::size_t used_ = 0;
    std::vector<Change> changes_;
    Deriver* deriver_ = nullptr;
    bool open_ = false;
};

template <class T>
concept SettableValue = std::integral<T> || std::floating_point<T> ||
    std::convertible_to<T, std::string_view> || std::same_as<T, Quality> || std::same_as<T, Timestamp> ||
    std::same_as<T, SystemTime> || std::same_as<T, EntryTime> || std::same_as<T, Value>;

/// Sets of values that take effect together, or not at all. Destroyed without commit(): nothing happened.
class Transaction {
public:
    Transaction(Transaction&& other) noexcept : process_(std::exchange(other.process_, nullptr)) {}
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction() {
        if (process_ != nullptr) process_->drop();
    }

    /// False for one begun while another was open, and after commit().
    [[nodiscard]] bool open() const { return process_ != nullptr; }
    /// Stages a value; the last one set for a leaf counts. Integers also go into floats and, as a number,
    /// into bit strings (Dbpos on = 2), doubles into FLOAT32. After anything but `ok`, commit() refuses.
    template <SettableValue T>
    Fit set(LeafId leaf, const T& value);
    /// As set(), but a value that does not fit only returns its Fit: for values that come from a peer.
    template <SettableValue T>
    Fit try_set(LeafId leaf, const T& value);
    /// Stages the slot itself, zeroed or as staged before, for a decoder that stores by slot.hpp. When the
    /// decoder finds the value unfit it must drop the transaction. Null when the transaction is not open.
    [[nodiscard]] std::uint8_t* slot(LeafId leaf);

    /// `t.set(signal, 12.4F).quality(good).time(now)`. quality and time do nothing where the signal has none.
    class SignalSetter {
    public:
        SignalSetter& quality(Quality quality) {
            if (signal_->quality != no_leaf) transaction_->set(signal_->quality, quality);
            return *this;
        }
        SignalSetter& time(SystemTime time, TimeQuality quality = {}) {
            return this->time(Timestamp::from(time, quality));
        }
        SignalSetter& time(const Timestamp& time) {
            if (signal_->time != no_leaf) transaction_->set(signal_->time, time);
            return *this;
        }

    private:
        friend class Transaction;
        SignalSetter(Transaction& transaction, const Signal& signal)
            : transaction_(&transaction), signal_(&signal) {}
        Transaction* transaction_;
        const Signal* signal_;  // of the caller, alive for the statement
    };
    template <SettableValue T>
    SignalSetter set(const Signal& signal, const T& value) {
        set(signal.value, value);
        return {*this, signal};
    }

    /// What a commit did.
    struct Summary {
        std::size_t set = 0;      ///< leaves staged
        std::size_t changed = 0;  ///< leaves whose value differs now, derived ones too
    };
    /// Applies all, then tells the observers. `now` is handed to them. The transaction is over, whatever
    /// comes back. Fails (misuse), with nothing applied, when a set() did not fit or the transaction is not
    /// open.
    [[nodiscard]] Result<Summary> commit(const Now& now = {});

private:
    friend class Process;
    explicit Transaction(Process* process) : process_(process) {}
    template <class T>
    static Fit store(BasicType type, std::uint8_t* at, const T& value);

    Process* process_;  // null when over or dead
    std::optional<LeafId> unfit_;
};

template <class T>
Fit Transaction::store(BasicType type, std::uint8_t* at, const T& value) {
    if constexpr (std::same_as<T, bool>) {
        return slot::store_boolean(type, at, value);
    } else if constexpr (std::integral<T>) {
        if (type == BasicType::float32 || type == BasicType::float64) {
            return slot::store_double(type, at, static_cast<double>(value));
        }
        if constexpr (std::is_signed_v<T>) {
            if (slot::bit_count(type) != 0 && value >= 0) {
                return slot::store_bits_number(type, at, static_cast<std::uint64_t>(value));
            }
            return slot::store_integer(type, at, value);
        } else {
            if (slot::bit_count(type) != 0) return slot::store_bits_number(type, at, value);
            return slot::store_unsigned(type, at, value);
        }
    } else if constexpr (std::same_as<T, float>) {
        return slot::store_float(type, at, value);
    } else if constexpr (std::floating_point<T>) {
        return slot::store_double(type, at, static_cast<double>(value));
    } else if constexpr (std::same_as<T, Quality>) {
        return type == BasicType::quality ? slot::store_bits_number(type, at, value.bits() >> 3U)
                                          : Fit::wrong_type;
    } else if constexpr (std::same_as<T, Timestamp>) {
        return slot::store_utc_time(type, at, value.octets());
    } else if constexpr (std::same_as<T, SystemTime>) {
        return slot::store_utc_time(type, at, Timestamp::from(value).octets());
    } else if constexpr (std::same_as<T, EntryTime>) {
        return slot::store_binary_time(type, at, value.octets());
    } else if constexpr (std::same_as<T, Value>) {
        return slot::store(type, at, value);
    } else {
        return slot::store_text(type, at, std::string_view(value));
    }
}

template <SettableValue T>
Fit Transaction::try_set(LeafId leaf, const T& value) {
    if (process_ == nullptr || leaf == no_leaf) return Fit::wrong_type;
    bool added = false;
    std::uint8_t* at = process_->stage(leaf, added);
    const Fit fit = store(process_->model().leaf(leaf).type, at, value);
    if (fit != Fit::ok && added) process_->unstage_last();
    return fit;
}

template <SettableValue T>
Fit Transaction::set(LeafId leaf, const T& value) {
    const Fit fit = try_set(leaf, value);
    if (fit != Fit::ok && !unfit_) unfit_ = leaf;
    return fit;
}

}  // namespace busbar::model
