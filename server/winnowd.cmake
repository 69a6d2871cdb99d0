winnow_library(winnow_config
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/access_document.cc
    ${CMAKE_CURRENT_LIST_DIR}/config.cc
    ${CMAKE_CURRENT_LIST_DIR}/config_document.cc
    ${CMAKE_CURRENT_LIST_DIR}/config_problems.cc
    ${CMAKE_CURRENT_LIST_DIR}/config_section.cc
    ${CMAKE_CURRENT_LIST_DIR}/config_values.cc
    ${CMAKE_CURRENT_LIST_DIR}/guarded_file.cc
    ${CMAKE_CURRENT_LIST_DIR}/limits.cc
  DEPS winnow_access winnow_ops absl::cleanup absl::flat_hash_map absl::span absl::status absl::statusor absl::strings absl::time
  PRIVATE_DEPS yaml-cpp)

find_package(PkgConfig REQUIRED)
pkg_check_modules(SYSTEMD REQUIRED IMPORTED_TARGET libsystemd)
# What pages, metrics and flags are made of; apart from the binary, so that tests reach it.
winnow_library(winnow_app
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/app.cc
    ${CMAKE_CURRENT_LIST_DIR}/app_access.cc
    ${CMAKE_CURRENT_LIST_DIR}/app_audit_key.cc
    ${CMAKE_CURRENT_LIST_DIR}/app_backup.cc
    ${CMAKE_CURRENT_LIST_DIR}/app_clock.cc
    ${CMAKE_CURRENT_LIST_DIR}/app_disk_watch.cc
    ${CMAKE_CURRENT_LIST_DIR}/app_flags.cc
    ${CMAKE_CURRENT_LIST_DIR}/app_log_upgrade.cc
    ${CMAKE_CURRENT_LIST_DIR}/app_publication.cc
    ${CMAKE_CURRENT_LIST_DIR}/app_removal.cc
    ${CMAKE_CURRENT_LIST_DIR}/app_scan.cc
    ${CMAKE_CURRENT_LIST_DIR}/app_scrub.cc
    ${CMAKE_CURRENT_LIST_DIR}/app_storage.cc
    ${CMAKE_CURRENT_LIST_DIR}/app_verbs.cc
    ${CMAKE_CURRENT_LIST_DIR}/app_watchdog.cc
    ${CMAKE_CURRENT_LIST_DIR}/queue_survey.cc
    ${CMAKE_CURRENT_LIST_DIR}/statusz.cc
  DEPS winnow_config winnow_rpc winnow_loop winnow_shard winnow_storage winnow_ops winnow_proto
  PRIVATE_DEPS winnow_storage_rocksdb PkgConfig::SYSTEMD)
find_package(Git QUIET)
set(WINNOW_REVISION unknown)
if(Git_FOUND)
  execute_process(COMMAND ${GIT_EXECUTABLE} rev-parse --short=12 HEAD WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
                  OUTPUT_VARIABLE WINNOW_HEAD OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE WINNOW_NO_HEAD)
  if(WINNOW_NO_HEAD EQUAL 0)
    set(WINNOW_REVISION ${WINNOW_HEAD})
  endif()
endif()
# A batch of 1,000 items is tens of thousands of small strings: leases take half the time with it.
pkg_check_modules(JEMALLOC REQUIRED IMPORTED_TARGET jemalloc)
add_library(winnow_allocator OBJECT ${CMAKE_CURRENT_LIST_DIR}/allocator.cc)
target_link_libraries(winnow_allocator PUBLIC PkgConfig::JEMALLOC PRIVATE winnow_options)
add_executable(winnowd ${CMAKE_CURRENT_LIST_DIR}/main.cc)
target_link_libraries(winnowd PRIVATE winnow_options winnow_app winnow_allocator)
target_compile_definitions(winnowd PRIVATE WINNOW_VERSION="${PROJECT_VERSION}" WINNOW_REVISION="${WINNOW_REVISION}")
install(TARGETS winnowd RUNTIME)
