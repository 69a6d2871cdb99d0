winnow_library(winnow_config
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/config.cc
    ${CMAKE_CURRENT_LIST_DIR}/config_document.cc
    ${CMAKE_CURRENT_LIST_DIR}/config_problems.cc
    ${CMAKE_CURRENT_LIST_DIR}/config_section.cc
    ${CMAKE_CURRENT_LIST_DIR}/config_values.cc
    ${CMAKE_CURRENT_LIST_DIR}/limits.cc
  DEPS winnow_ops absl::flat_hash_map absl::span absl::status absl::statusor absl::strings absl::time
  PRIVATE_DEPS yaml-cpp)
