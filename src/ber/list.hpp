// SPDX-License-Identifier: Apache-2.0
// SEQUENCE OF, and a member that refers to its own type. Neither owns anything: decoded ones are views of the
// checked octets, those to be encoded are views of the caller's elements, or of a function that writes the
// content itself (a server's values go from the process image into the message without a detour). So decoding
// and encoding a PDU allocates nothing, however long its lists are.
#pragma once

#include <iterator>
#include <span>

#include "base/back_writer.hpp"
#include "ber/reader.hpp"

namespace busbar::ber {

/// Writes content back to front. `context` is what the list was made with. The content must be what the ASN.1
/// type asks for; whoever makes one answers for that.
using Producer = void (*)(const void* context, BackWriter& writer);

template <class T>
bool decode_element(const Element& element, T& value, DecodeState& state);
template <class T>
bool check_element(const Element& element, DecodeState& state);

/// SEQUENCE OF T. Valid as long as what it looks at. Iteration yields values; decoded elements were all
/// checked when the list was, so it cannot fail.
template <class T>
class List {
public:
    class iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = T;
        using difference_type = std::ptrdiff_t;
        using pointer = void;
        using reference = T;

        iterator() = default;
        iterator(const T* element, Bytes rest) : element_(element), rest_(rest) { advance(); }
        T operator*() const {
            // One return, so that the value is made where the caller wants it: a copy of fresh small stores
            // stalls.
            T value{};
            if (element_ != nullptr) {
                value = *element_;
            } else {
                DecodeState state(current_.whole);
                state.trust();
                decode_element(current_, value, state);
            }
            return value;
        }
        iterator& operator++() {
            if (element_ != nullptr) {
                ++element_;
            } else {
                advance();
            }
            return *this;
        }
        void operator++(int) { ++*this; }
        friend bool operator==(const iterator& a, const iterator& b) {
            return a.element_ == b.element_ && a.current_.whole.data() == b.current_.whole.data();
        }

    private:
        void advance() {
            if (element_ != nullptr) return;
            current_ = Element{};
            if (rest_.empty()) return;
            Reader reader(rest_);
            reader.next_accepted(current_);
            rest_ = reader.rest();
        }
        const T* element_ = nullptr;
        Bytes rest_;
        Element current_;
    };

    List() = default;
    // NOLINTNEXTLINE(google-explicit-constructor): a view is made from what it views
    List(std::span<const T> elements)
        : data_(elements.data()), size_(elements.size()), count_(elements.size()) {}
    template <std::size_t N>
    List(const T (&elements)[N]) : List(std::span<const T>(elements, N)) {}
    List(const std::vector<T>& elements) : List(std::span<const T>(elements)) {}

    /// A list whose content `producer` writes when it is encoded; it cannot be iterated.
    static List produced(Producer producer, const void* context) {
        List list;
        list.form_ = Form::produced;
        list.data_ = context;
        list.producer_ = producer;
        return list;
    }
    /// A list of encoded elements that have been checked.
    static List encoded(Bytes content, std::size_t count) {
        List list;
        list.form_ = Form::encoded;
        list.data_ = content.data();
        list.size_ = content.size();
        list.count_ = count;
        return list;
    }

    /// Elements in the list; 0 for a produced one.
    [[nodiscard]] std::size_t size() const { return form_ == Form::produced ? 0 : count_; }
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] T front() const { return *begin(); }

    [[nodiscard]] iterator begin() const {
        if (form_ == Form::encoded) return iterator(nullptr, content());
        return iterator(elements(), {});
    }
    [[nodiscard]] iterator end() const {
        if (form_ == Form::encoded) return iterator();
        return iterator(elements() + size(), {});
    }

    [[nodiscard]] bool is_produced() const { return form_ == Form::produced; }
    [[nodiscard]] bool is_encoded() const { return form_ == Form::encoded; }
    /// The octets of an encoded list.
    [[nodiscard]] Bytes content() const { return {static_cast<const Octet*>(data_), size_}; }
    void produce(BackWriter& writer) const { producer_(data_, writer); }
    /// The caller's elements, of a list that is neither.
    [[nodiscard]] std::span<const T> viewed() const { return {elements(), count_}; }

private:
    enum class Form : std::uint8_t { viewed, encoded, produced };
    [[nodiscard]] const T* elements() const {
        return form_ == Form::viewed ? static_cast<const T*>(data_) : nullptr;
    }

    const void* data_ = nullptr;
    std::size_t size_ = 0;
    union {
        std::size_t count_ = 0;
        Producer producer_;
    };
    Form form_ = Form::viewed;
};

/// A member of its own type (the element type of an array, for instance), with the same three forms as List.
template <class T>
class One {
public:
    One() = default;
    /// `value` must outlive this view.
    explicit One(const T& value) : data_(&value) {}
    static One produced(Producer producer, const void* context) {
        One one;
        one.data_ = context;
        one.producer_ = producer;
        return one;
    }
    static One encoded(const Element& element) {
        One one;
        one.element_ = element;
        return one;
    }

    [[nodiscard]] bool is_produced() const { return producer_ != nullptr; }
    [[nodiscard]] bool is_encoded() const { return data_ == nullptr; }
    void produce(BackWriter& writer) const { producer_(data_, writer); }
    [[nodiscard]] const Element& element() const { return element_; }

    /// The value; a default one where the view is produced or was never set.
    [[nodiscard]] T get() const {
        if (producer_ != nullptr) return T{};
        if (data_ != nullptr) return *static_cast<const T*>(data_);
        T value{};
        DecodeState state(element_.whole);
        state.trust();
        if (!element_.whole.empty()) decode_element(element_, value, state);
        return value;
    }

private:
    const void* data_ = nullptr;
    Producer producer_ = nullptr;
    Element element_;
};

}  // namespace busbar::ber
