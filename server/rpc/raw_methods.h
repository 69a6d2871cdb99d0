// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RPC_RAW_METHODS_H_
#define WINNOW_SERVER_RPC_RAW_METHODS_H_

namespace winnow::rpc {

template <typename Service, template <typename> typename... Raw>
struct RawMethodStack {
  using Type = Service;
};
template <typename Service, template <typename> typename First,
          template <typename> typename... Rest>
struct RawMethodStack<Service, First, Rest...> {
  using Type = First<typename RawMethodStack<Service, Rest...>::Type>;
};

// A generated service whose methods named by `Raw` (its WithRawCallbackMethod_ templates) take and
// give bytes. The service parses by itself, because gRPC answers UNIMPLEMENTED without a word to
// bytes that it cannot parse, such as text that is not UTF-8.
template <typename Service, template <typename> typename... Raw>
using RawMethods = typename RawMethodStack<Service, Raw...>::Type;

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_RAW_METHODS_H_
