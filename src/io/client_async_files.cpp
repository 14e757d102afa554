// SPDX-License-Identifier: Apache-2.0
// The coroutine face of files.
#include "client/file.hpp"
#include "io/client_async_face.hpp"

namespace busbar {

template <class T>
using Awaitable = AsyncClient::Awaitable<T>;

Awaitable<Result<std::vector<FileInfo>>> AsyncClient::list_files(std::string folder,
                                                                 FileListOptions options) {
    return impl_->driver->run(client::list_files(impl_->remote(), std::move(folder), options));
}

Awaitable<Result<FileInfo>> AsyncClient::file_info(std::string path) {
    return impl_->driver->run(client::file_attributes(impl_->remote(), std::move(path)));
}

Awaitable<Result<FileTransfer>> AsyncClient::get_file(std::string path, FileSink sink,
                                                      GetFileOptions options) {
    return impl_->driver->run(
        client::get_file(impl_->remote(), std::move(path), std::move(sink), std::move(options)));
}

Awaitable<Result<std::vector<std::uint8_t>>> AsyncClient::get_file(std::string path) {
    GetFileOptions options;
    options.max_octets = whole_file_octets;
    return impl_->driver->run(client::get_whole_file(impl_->remote(), std::move(path), std::move(options)));
}

Awaitable<Result<void>> AsyncClient::put_file(std::string destination, FileSource source,
                                              PutFileOptions options) {
    return impl_->driver->run(
        client::put_file(impl_->remote(), std::move(destination), std::move(source), std::move(options)));
}

Awaitable<Result<void>> AsyncClient::delete_file(std::string path) {
    return impl_->driver->run(client::delete_file(impl_->remote(), std::move(path)));
}

Awaitable<Result<void>> AsyncClient::rename_file(std::string from, std::string to) {
    return impl_->driver->run(client::rename_file(impl_->remote(), std::move(from), std::move(to)));
}

}  // namespace busbar
