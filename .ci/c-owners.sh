#!/bin/sh
# c-owners.sh [FOLDER…]: refuses Swift that reaches C structures without a module that owns them.
#
# With MemberImportVisibility a member of a C structure needs the clang module that defines it. Through `import
# Foundation` or `import Glibc` that is whichever was compiled first: it builds with a warm module cache and fails with a
# cold one. Structures stay inside our C modules (Sources/CLinux), which give Swift numbers and bytes; so does swift-system.
set -eu

[ $# -gt 0 ] || { cd "$(dirname "$0")/.." && set -- Sources Tests Benchmarks/Sources Examples/Sources; }

imports='^[[:space:]]*(@[A-Za-z_]+[[:space:]]+|public[[:space:]]+|internal[[:space:]]+)*import[[:space:]]+((struct|func|var|class|enum|typealias)[[:space:]]+)?(Glibc|Darwin|Musl|Android|CoreFoundation|SwiftGlibc)\>'
names='stat|stat64|statfs|statvfs|termios|tm|timespec|timeval|itimerval|timex|winsize|pollfd|rlimit|rusage|passwd|utsname|dirent|addrinfo|sockaddr|sockaddr_[a-z0-9]+|in_addr|in6_addr|hostent|ifaddrs|iovec|msghdr|cmsghdr|linger|ucred|flock|utimbuf|tms|sysinfo|epoll_event|signalfd_siginfo|sigaction|siginfo_t|sigset_t|fd_set|sem_t|pthread_[a-z]+_t|posix_spawn[a-z_]*_t|regex_t|glob_t|div_t'
# Made (`stat()`, `timeval(tv_sec: 1, …)`), or named as a type (`: sockaddr`, `<sockaddr_un>`, `sockaddr.self`).
made="(^|[^A-Za-z0-9_.])($names)\\((\\)|[a-z_]+:)"
named="[:<][[:space:]]*($names)([>,?)[:space:]]|\$)|(^|[^A-Za-z0-9_.\"])($names)\\.self"
members='\.(st_(mode|size|ino|dev|uid|gid|nlink|mtim|atim|ctim)|tv_n?u?sec|tm_[a-z]+|sin6?_[a-z]+|sun_[a-z]+|sa_(family|data|mask|flags)|ai_[a-z]+|d_(name|type|ino)|ws_(col|row)|ru_[a-z]+|f_(bavail|frsize|bsize|bfree|blocks)|pw_[a-z]+|gr_(name|gid|mem)|c_[ilco]flag|c_cc|revents|rlim_(cur|max)|iov_(base|len))\>'

# Comments may say what they like, and so may the test of this script.
found=$(grep -rnE --include='*.swift' --exclude-dir='.build*' --exclude=COwnersTests.swift "$imports|$made|$named|$members" "$@" |
    grep -vE '^[^:]+:[0-9]+:[[:space:]]*//' || true)
[ -n "$found" ] || exit 0
printf '%s\n' "$found"
echo "C structures are reached through a C module of our own (Sources/CLinux) or swift-system, not through Foundation or Glibc." >&2
exit 1
